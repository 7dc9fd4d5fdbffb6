"""The tree at the left of every page: what the person may see, open where they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from headway.app.models import Component
from headway.app.rules import visible

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from headway.app.models import Person

HOLDERS = {Component.Kind.PORTFOLIO, Component.Kind.PROGRAM}
SHOWN_LEAVES = 40
"""Projects listed below one parent; the rest are on its page."""


@dataclass(slots=True)
class Node:
    id: int
    name: str
    kind: str
    parent: int | None
    health: str
    open: bool = False
    """Whether what is below is shown: on the way to the current page, and at the top."""
    children: list[Node] = field(default_factory=list)
    more: int = 0


@dataclass(slots=True)
class Navigation:
    roots: list[Node]
    pinned: list[Node]
    crumbs: list[Node]
    """What is above the current component, the top first; without what the person may not see."""
    current: Node | None


def navigation(person: Person | AnonymousUser | None, current: int | None, pins: list[int]) -> Navigation:
    """Read the names of everything visible (one query) and hang it into a tree."""
    if person is None or not person.is_authenticated:
        return Navigation([], [], [], None)
    rows = visible(person, Component).order_by("position", "pk")
    nodes = {
        pk: Node(pk, name, kind, parent, health or "none")
        for pk, name, kind, parent, health in rows.values_list("pk", "name", "kind", "parent_id", "rollup__health")
    }
    roots: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.parent) if node.parent else None
        (above.children if above else roots).append(node)
    here = nodes.get(current) if current else None
    crumbs = way_to(here, nodes)
    for node in [*roots, *crumbs, *([here] if here else [])]:
        node.open = True
    kept = {node.id for node in [*crumbs, *([here] if here else [])]}
    for node in nodes.values():
        shorten(node, kept)
    return Navigation(roots, [nodes[pk] for pk in pins if pk in nodes], crumbs, here)


def way_to(node: Node | None, nodes: dict[int, Node]) -> list[Node]:
    way: list[Node] = []
    while node and node.parent and (above := nodes.get(node.parent)):
        way.insert(0, above)
        node = above
    return way


def shorten(node: Node, kept: set[int]) -> None:
    """Leave out projects beyond the limit, but never one on the way to the current page."""
    leaves = [child for child in node.children if child.kind not in HOLDERS]
    if len(leaves) > SHOWN_LEAVES:
        hidden = {leaf.id for leaf in leaves[SHOWN_LEAVES:] if leaf.id not in kept}
        node.children = [child for child in node.children if child.id not in hidden]
        node.more = len(hidden)
