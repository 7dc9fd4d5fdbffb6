"""Holds every forecast against its tolerance whenever something moved it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.actions.exceptions import check_tolerances
from headway.app.models import Component, Event
from headway.app.rules import Actor

if TYPE_CHECKING:
    from collections.abc import Iterable

SYSTEM = Actor(person=None, channel=Event.Channel.WORKER)
MOVES_FORECAST = frozenset({
    "schedule.recalculated", "plan.imported", "import.accepted", "baseline.set", "baseline.chosen",
    "tolerance.set", "measurement.taken",
    "record.raised", "record.updated", "record.closed", "record.reopened", "record.trashed", "record.restored",
    "record.taken_over", "record.returned", "component.updated", "gate.decided", "task.updated",
    "record.linked", "record.unlinked",
})  # fmt: skip


def watch_tolerances(events: list[Event]) -> None:
    """Check each component that an event may have moved, and everything above it, once."""
    causes: dict[int, Event] = {}
    for event in events:
        if event.verb in MOVES_FORECAST:
            causes[event.component_id] = event
    for component, cause in governed(causes):
        check_tolerances(SYSTEM, [component], cause=cause)


def governed(causes: dict[int, Event]) -> Iterable[tuple[Component, Event]]:
    """Return the components with tolerances at or above what moved, with the event that moved it."""
    rows = Component.objects.filter(paths_down__descendant__in=list(causes), trashed_at=None)
    rows = rows.exclude(tolerances=None).distinct().select_related("rollup").order_by("pk")
    below = rows.values_list("pk", "paths_down__descendant")
    origin = {pk: causes[inside] for pk, inside in below if inside in causes}
    return [(component, origin[component.pk]) for component in rows]
