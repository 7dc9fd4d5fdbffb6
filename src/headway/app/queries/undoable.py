"""Whose change of a plan can be taken back or done again, read from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.app.models import Component, Person

EDITED, UNDONE, REDONE = "plan.edited", "plan.undone", "plan.redone"
WORKED = "task.worked"
"""Time was reported: nobody takes that back in the plan, but where it was written down."""
EMPTIED = "sprint.emptied"
"""A closed sprint let go of its tasks: that is not taken back, for its figures are frozen."""
GROUPS = (EDITED, UNDONE, REDONE, WORKED, EMPTIED)
"""Heads of groups: what happened is told by the events that they caused."""
MEMBERS = (
    "task.created", "task.updated", "task.moved", "task.deleted", "task.restored",
    "dependency.created", "dependency.updated", "dependency.deleted",
)  # fmt: skip
"""Changes that can be reversed, alone or in a group."""
PAGE = 50


def steps(person: Person, *plans: Component) -> Iterator[tuple[Event, Event | None]]:
    """Yield the person's own changes of these plans, the newest first, each with what last undid or redid it."""
    own = Event.objects.filter(component__in=plans, actor=person)
    own = own.filter(verb=EDITED) | own.filter(verb__in=MEMBERS, cause=None)
    last = None
    while page := list((own if last is None else own.filter(pk__lt=last)).order_by("-pk")[:PAGE]):
        turns = {turn.cause_id: turn for turn in turns_of([event.pk for event in page])}
        for event in page:
            yield event, turns.get(event.pk)
        last = page[-1].pk


def turns_of(ids: list[int]) -> list[Event]:
    """Return what undid or redid these events, the last of each last."""
    return list(Event.objects.filter(cause__in=ids, verb__in=(UNDONE, REDONE)).order_by("pk"))


def last_undoable(person: Person, *plans: Component) -> tuple[Event, Event | None] | None:
    """Return the person's last change that stands, with what redid it."""
    return next(((event, turn) for event, turn in steps(person, *plans) if not turn or turn.verb == REDONE), None)


def last_redoable(person: Person, *plans: Component) -> tuple[Event, Event] | None:
    """Return what the person last undid and not changed anything since, with what undid it."""
    newest = next(steps(person, *plans), None)
    own = Event.objects.filter(component__in=plans, actor=person, verb=UNDONE)
    rows = own.filter(pk__gt=newest[0].pk) if newest else own
    undone = list(rows.order_by("-pk").select_related("cause"))
    turns = {turn.cause_id: turn for turn in turns_of([turn.cause_id for turn in undone if turn.cause_id])}
    for turn in undone:
        if turn.cause is not None and turns[turn.cause_id].pk == turn.pk:
            return turn.cause, turn
    return None


def next_steps(person: Person, *plans: Component) -> dict[str, Any]:
    """Return what undo and redo would do now, in words."""
    undo, redo = last_undoable(person, *plans), last_redoable(person, *plans)
    return {name: {"event": found[0].pk, "label": found[0].summary} if found else None
            for name, found in (("undo", undo), ("redo", redo))}  # fmt: skip
