"""Links between tasks, within one plan and across plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from headway.app.actions.agreement_steps import begin_with_link, end_with_link
from headway.app.actions.edit import change, clean, lock, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.plan_changes import touch_plan
from headway.app.actions.put_away import put_away
from headway.app.bridge.joined import joined_components
from headway.app.bridge.lags import link_text
from headway.app.bridge.readiness import calculates
from headway.app.models import Component, Dependency, Task
from headway.app.rules import NotAllowed, Verb, require, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.app.models import Event, Person, TrashItem
    from headway.app.rules import Actor

MOST_LAG_MINUTES = 52_560_000
"""A hundred years."""
MOST_LAG_PERCENT = 100_000

Node = tuple[int, bool]
"""A task's way in (False) or out (True); the two differ for summaries only."""


@calculates
@transaction.atomic
def link_tasks(
    actor: Actor,
    predecessor: Task,
    successor: Task,
    *,
    cause: Event | None = None,
    asked_by: Person | None = None,
    **values: Any,
) -> Dependency:
    """Make the successor follow the predecessor, of the same plan or of another one that the actor may see.

    Of another plan it counts at once, and asks its owner for a promise.
    """
    require(actor, Verb.EDIT_PLAN, successor.component)
    if actor.person is not None and not visible(actor.person, Task).filter(pk=predecessor.pk).exists():
        raise NotAllowed("You may not see the predecessor.")
    link = tie(actor, predecessor, successor, cause=cause, **values)
    if link.component_id != link.from_component_id:
        begin_with_link(actor, link, asked_by=asked_by or actor.person, cause=cause)
    return link


def tie(
    actor: Actor,
    predecessor: Task,
    successor: Task,
    *,
    type: str = Dependency.Type.FS,  # noqa: A002 - the field's name everywhere
    lag: float = 0.0,
    lag_kind: str = Dependency.LagKind.WORKING,
    lag_unit: str = "d",
    cause: Event | None = None,
) -> Dependency:
    """Make the link, if it can be one."""
    lock_tree(predecessor.component, successor.component)
    if predecessor.pk == successor.pk:
        raise Refused("self-link", "A task cannot follow itself.", str(successor), "Choose another predecessor.")
    link = Dependency(component=successor.component, from_component=predecessor.component)
    link.predecessor, link.successor = predecessor, successor
    for name, value in {"type": type, "lag": float(lag), "lag_kind": lag_kind, "lag_unit": lag_unit}.items():
        setattr(link, name, clean(link, name, value))
    check_tie(link)
    path = path_between(successor, predecessor)
    if path:
        title = "This link would close a circle: nothing in it could ever start."
        circle = cycle_in_words(actor, [*path, path[0]])
        raise Refused("cycle", title, circle, "Remove one of the links in this circle first.")
    link.save()
    touch_plan(successor.component)
    record_link(actor, link, "dependency.created", ("Linked", "to"), cause=cause)
    return link


def check_lag(lag: float, lag_kind: str, where: str) -> None:
    if abs(lag) > (MOST_LAG_PERCENT if lag_kind == Dependency.LagKind.PERCENT else MOST_LAG_MINUTES):
        raise Refused("lag-too-long", "This lag is longer than a hundred years.", where, "Make it shorter.")


def check_tie(link: Dependency) -> None:
    """Refuse a lag that no link has, and a second link of one type between the same two tasks."""
    check_lag(link.lag, link.lag_kind, str(link.successor))
    same = Dependency.objects.filter(predecessor=link.predecessor, successor=link.successor, type=link.type)
    if same.exclude(pk=link.pk).exists():
        raise Refused("already-linked", f"“{link.successor}” already follows “{link.predecessor}” this way.")


@calculates
@transaction.atomic
def retie_tasks(
    actor: Actor, dependency: Dependency, *, cause: Event | None = None, asked_by: Person | None = None, **values: Any
) -> Dependency:
    """Give a link with another plan another type or lag.

    The lag is the taker's own affair, so what was promised stands. Another end of the giver's task is another thing to
    deliver, and is asked for anew.
    """
    require(actor, Verb.EDIT_PLAN, dependency.component)
    lock_tree(dependency.component, dependency.from_component)
    link, before, after = change(dependency, values, version=None)
    check_tie(link)
    if not after:
        return link
    touch_plan(link.component)
    record_link(actor, link, "dependency.updated", ("Changed the link of", "to"), before=before, cause=cause)
    if (before.get("type", link.type) in Dependency.FROM_START) != (link.type in Dependency.FROM_START):
        begin_with_link(actor, link, asked_by=asked_by or actor.person, cause=cause)
    return link


@calculates
@transaction.atomic
def unlink_tasks(actor: Actor, dependency: Dependency, *, cause: Event | None = None) -> TrashItem:
    """Put a link into the trash; who may change the successor's plan may."""
    require(actor, Verb.EDIT_PLAN, dependency.component)
    lock_tree(dependency.component, dependency.from_component)
    dependency = lock(dependency)
    touch_plan(dependency.component)
    end_with_link(actor, dependency, cause=cause)
    told = record_link(actor, dependency, "dependency.deleted", ("Unlinked", "from"), cause=cause)
    title = f"Link to “{dependency.successor}” from {other_end(dependency)}"
    return put_away(
        actor, dependency.component, dependency, [[dependency]], title=title, right=Verb.EDIT_PLAN, event=told
    )


def other_end(link: Dependency) -> str:
    """Name the predecessor for readers of the successor's plan: a task of another plan stays unnamed."""
    return "a task of another plan" if link.component_id != link.from_component_id else f"“{link.predecessor}”"


def record_link(
    actor: Actor,
    link: Dependency,
    verb: str,
    words: tuple[str, str],
    *,
    before: dict[str, Any] | None = None,
    cause: Event | None = None,
) -> Event:
    """Tell both plans, each in words that its own readers may read; return what the successor's plan was told."""
    did, where = words
    crossing = link.component_id != link.from_component_id
    facts = {"type": link.type, "lag": link.lag, "lag_kind": link.lag_kind, "lag_unit": link.lag_unit,
             "predecessor": link.predecessor_id, "successor": link.successor_id}  # fmt: skip
    # "components" lets the worker recalculate both sides even after the row is gone.
    facts["components"] = sorted({link.component_id, link.from_component_id})
    tie = link_text(link.type, link.lag, link.lag_kind, link.lag_unit, link.component)
    how = "" if tie == Dependency.Type.FS else f" ({tie})"
    summary = f"{did} “{link.successor}” {where} {other_end(link)}{how}"
    first = record(actor, link.component, verb, link, summary=summary, before=before, after=facts, cause=cause)
    if crossing:
        summary = f"{did} a task of another plan {where} “{link.predecessor}”{how}"
        record(actor, link.from_component, verb, link, summary=summary, before=before, after=facts, cause=first)
    return first


def path_between(start: Task, goal: Task) -> list[int]:
    """Return the ids of tasks along links from ``start`` to ``goal``, both included; empty if there is no way.

    A link to a summary reaches all its children; a child's finish is part of its summary's.
    """
    return way(steps_among({start.component_id, goal.component_id}), start.pk, goal.pk)


def steps_among(
    components: set[int], *, without: int | None = None, unlinked: Iterable[int] = ()
) -> dict[Node, list[Node]]:
    """Return where each task of these plans, and of all that are joined with them, leads to.

    ``without`` leaves the inside of one of them out, but not the links from and to it; ``unlinked`` leaves out links.
    """
    joined = joined_components(components)
    steps: dict[Node, list[Node]] = {}
    for pk, parent, kind in (
        Task.objects.filter(component__in=joined).exclude(component=without).values_list("pk", "parent_id", "kind")
    ):
        if kind != Task.Kind.SUMMARY:
            steps.setdefault((pk, False), []).append((pk, True))
        if parent is not None:
            steps.setdefault((parent, False), []).append((pk, False))
            steps.setdefault((pk, True), []).append((parent, True))
    links = Dependency.objects.filter(component__in=joined).exclude(component=without, from_component=without)
    links = links.exclude(pk__in=list(unlinked))
    for before, behind in links.values_list("predecessor_id", "successor_id"):
        steps.setdefault((before, True), []).append((behind, False))
    return steps


def way(steps: dict[Node, list[Node]], start: int, goal: int) -> list[int]:
    """Return the ids of tasks from ``start`` to ``goal`` on the shortest way; empty if there is none."""
    came: dict[Node, Node | None] = {(start, False): None}
    queue = [(start, False)]
    for node in queue:  # grows while it is read: breadth first, so the shortest circle is named
        if node == (goal, True):
            return walk_back(came, node)
        for step in steps.get(node, ()):
            if step not in came:
                came[step] = node
                queue.append(step)
    return []


def walk_back(came: dict[Node, Node | None], node: Node | None) -> list[int]:
    path: list[int] = []
    while node is not None:
        if not path or path[-1] != node[0]:
            path.append(node[0])
        node = came[node]
    return path[::-1]


def cycle_in_words(actor: Actor, path: Iterable[int]) -> str:
    """Name the tasks of a circle; those of plans that the actor may not see stay unnamed."""
    path = list(path)
    tasks = (
        Task.objects.filter(pk__in=path) if actor.person is None else visible(actor.person, Task).filter(pk__in=path)
    )
    home = dict(Component.objects.filter(tasks__in=path).values_list("pk", "name"))
    names = {task.pk: f"{task} ({home[task.component_id]})" if len(home) > 1 else str(task) for task in tasks}
    return " → ".join(names.get(pk, "a task that you may not see") for pk in path)
