"""The links of a plan in a draft: made, changed, removed, many at a time; a circle is refused with its path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.actions.dependencies import check_lag, cycle_in_words, steps_among, way
from headway.app.actions.edit import clean
from headway.app.actions.errors import Refused
from headway.app.actions.plan_draft import Link
from headway.app.bridge.circles import may_have_circle
from headway.app.models import Dependency, Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from headway.app.actions.dependencies import Node
    from headway.app.actions.plan_draft import Draft

Tie = tuple[int, int, str]
"""Predecessor, successor and type of a link."""
NAMES = ("type", "lag", "lag_kind", "lag_unit")


def checked(draft: Draft, link: Link) -> Link:
    """Return the link with cleaned values; refuse what no link can be."""
    row = Dependency()
    for name in NAMES:
        setattr(link, name, clean(row, name, getattr(link, name)))
    if link.predecessor == link.successor:
        raise Refused("self-link", "A task cannot follow itself.", draft.name(link.successor),
                      "Choose another predecessor.")  # fmt: skip
    check_lag(link.lag, link.lag_kind, draft.name(link.successor))
    return link


def link_rows(draft: Draft, predecessor: int, successor: int, **values: Any) -> None:
    """Let one row follow another one."""
    draft.rights.require_edit(None)
    link = checked(draft, Link(predecessor, successor, **values))
    if draft.is_linked(predecessor, successor, link.type):
        raise Refused("already-linked", f"“{draft.name(successor)}” already follows “{draft.name(predecessor)}” "
                      "this way.")  # fmt: skip
    draft.add_link(link)


def relink(draft: Draft, pk: int, **values: Any) -> None:
    """Give a link another type or lag."""
    draft.rights.require_edit(None)
    old = draft.all_links()[pk]
    given: dict[str, Any] = dict(zip(NAMES, old.values, strict=True)) | values
    draft.links[pk] = checked(draft, Link(old.predecessor, old.successor, **given))


def unlink(draft: Draft, pk: int) -> None:
    draft.rights.require_edit(None)
    draft.links.pop(pk, None)
    if pk in draft.ties:
        draft.unlinked.add(pk)


def refuse_twice(draft: Draft) -> None:
    """Refuse a link between plans that is there already: of the tables, of a branch, or of the draft itself."""
    for pk, link in draft.crossing.items():
        key = (link.predecessor, link.successor, link.type)
        rows = Dependency.objects.filter(predecessor=key[0], successor=key[1], type=link.type)
        known = {row.pk for row in rows} - draft.uncrossed - draft.plan.tried.removed
        known |= {other for other, each in draft.crossed().items()
                  if other != pk and (each.predecessor, each.successor, each.type) == key}  # fmt: skip
        if known:
            raise Refused("already-linked", "These two tasks are linked this way already.")


def retied_by(gone: Mapping[int, Tie], made: Mapping[int, Tie]) -> dict[int, int]:
    """Return for removed links those that are made instead: between the same tasks, of the same type if possible."""
    found: dict[int, int] = {}
    for alike in (slice(3), slice(2)):
        free = {tie[alike]: pk for pk, tie in made.items() if pk not in found.values()}
        for pk, tie in gone.items():
            if pk not in found and tie[alike] in free:
                found[pk] = free.pop(tie[alike])
    return found


def set_predecessors(draft: Draft, wanted: dict[int, list[Link]]) -> None:
    """Give rows exactly these links from rows of the plan; those that stay keep their id."""
    draft.rights.require_edit(None)
    present: dict[int, dict[tuple[int, str], int]] = {}
    links = draft.all_links()
    for pk, link in links.items():
        if link.successor in wanted:
            present.setdefault(link.successor, {})[link.predecessor, link.type] = pk
    for successor, given in wanted.items():
        old = present.get(successor, {})
        seen = set()
        for link in given:
            checked(draft, link)
            key = (link.predecessor, link.type)
            if key in seen:
                raise Refused("already-linked", f"“{draft.name(link.predecessor)}” is named twice.",
                              draft.name(successor), "Name each predecessor once, or with another type.")  # fmt: skip
            seen.add(key)
            if key not in old:
                draft.add_link(link)
            elif links[old[key]].values[1:3] != link.values[1:3]:
                draft.links[old[key]] = link
        for key, pk in old.items():
            if key not in seen:
                unlink(draft, pk)


def refuse_circles(draft: Draft) -> None:
    """Refuse a draft whose new links, or rows in their new places, close a circle."""
    fresh = [link for pk, link in draft.links.items() if pk not in draft.ties]
    fresh += draft.crossing.values()
    if not fresh and not draft.moved:
        return
    crossed = draft.crossed()
    if len(draft.plan.parts) == 1 and not crossed and not may_have_circle(draft.parents(), draft.linked()):
        return
    links = draft.all_links()
    steps = steps_of(draft, [*links.values(), *crossed.values()], draft.parents())
    stuck = in_circles(steps)
    if not stuck:
        return
    stored = draft.plan.parts[draft.component.pk].column("parent_id")
    kept = [link for pk, link in links.items() if pk in draft.ties]
    kept += [link for pk, link in crossed.items() if pk not in draft.crossing]
    before = steps_of(draft, kept, stored)
    for link in (*fresh, *links.values(), *crossed.values()):
        path = way(steps, link.successor, link.predecessor) if (link.successor, False) in stuck else []
        # An old circle keeps nobody from editing.
        if path and (link in fresh or not way(before, link.successor, link.predecessor)):
            title = "This would close a circle: nothing in it could ever start."
            refused = Refused("cycle", title, named(draft, [*path, path[0]]), "Remove one of the links in this circle.")
            refused.edit = link.edit or draft.edit  # type: ignore[attr-defined]
            raise refused


def steps_of(draft: Draft, links: Iterable[Link], parents: Mapping[int, int | None]) -> dict[Node, list[Node]]:
    """Return where each task leads to; other plans that are tied to this one as they are stored."""
    own, links = draft.component.pk, list(links)
    outside = {end for link in links for end in (link.predecessor, link.successor) if end not in draft.level}
    around = draft.plan.parts.keys() | set(Task.objects.filter(pk__in=outside).values_list("component", flat=True))
    gone = draft.plan.tried.removed | draft.uncrossed
    steps = steps_among({own, *around}, without=own, unlinked=gone) if around - {own} else {}
    holders = set(parents.values())
    for task, parent in parents.items():
        if task not in holders:
            steps.setdefault((task, False), []).append((task, True))
        if parent is not None:
            steps.setdefault((parent, False), []).append((task, False))
            steps.setdefault((task, True), []).append((parent, True))
    for link in links:
        steps.setdefault((link.predecessor, True), []).append((link.successor, False))
    return steps


def in_circles(steps: dict[Node, list[Node]]) -> set[Node]:
    """Return the nodes that lie on circles, or behind one; none where the plan can be put in order."""
    waits: dict[Node, int] = dict.fromkeys(steps, 0)
    for targets in steps.values():
        for node in targets:
            waits[node] = waits.get(node, 0) + 1
    free = [node for node, count in waits.items() if not count]
    for node in free:  # grows while it is read
        for after in steps.get(node, ()):
            waits[after] -= 1
            if not waits[after]:
                free.append(after)
    return waits.keys() - set(free)


def named(draft: Draft, path: list[int]) -> str:
    """Return the circle by names; those of plans that the actor may not see stay unnamed."""
    if all(task in draft.level for task in path):
        return " → ".join(draft.name(task) for task in path)
    return cycle_in_words(draft.actor, [task for task in path if task > 0])
