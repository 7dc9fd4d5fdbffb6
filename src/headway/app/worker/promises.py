"""Holds every promised hand-off against its forecast whenever something moved it."""

from __future__ import annotations

from headway.app.actions.agreement_watch import watch_promises
from headway.app.models import Event
from headway.app.rules import Actor

SYSTEM = Actor(person=None, channel=Event.Channel.WORKER)
MOVES_PROMISE = frozenset({
    "schedule.recalculated", "plan.imported", "import.accepted", "task.updated", "task.restored", "dependency.restored",
    "agreement.accepted", "agreement.agreed", "agreement.imposed",
})  # fmt: skip


def follow_promises(events: list[Event]) -> None:
    """Look at what each component gives that an event may have moved, once."""
    causes = {event.component_id: event for event in events if event.verb in MOVES_PROMISE}
    watch_promises(SYSTEM, causes, causes=causes)
