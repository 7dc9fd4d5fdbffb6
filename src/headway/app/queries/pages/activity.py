"""Pages of the event log, and whether its chain holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from headway.app.queries.audit.readable import readable
from headway.app.queries.events import events_below

if TYPE_CHECKING:
    from headway.app.models import Component, Event, Person

PAGE = 50
KINDS = {
    "plan": ("Plan", ("plan.", "task.", "dependency.", "calendar.", "baseline.")),
    "import": ("Imports", ("import.",)),
    "component": ("Structure", ("component.",)),
    "role": ("People", ("role.", "person.")),
}


@dataclass(frozen=True, slots=True)
class EventPage:
    events: list[Event]
    older: int | None
    """Id to continue after; None at the end of the log."""


def activity(person: Person, component: Component, *, kind: str = "", who: int | None = None,
             before: int | None = None) -> EventPage:  # fmt: skip
    """Return one page of what happened there and below, the newest first, continuing below an id."""
    rows = events_below(person, component)
    if kind in KINDS:
        wanted = Q()
        for prefix in KINDS[kind][1]:
            wanted |= Q(verb__startswith=prefix)
        rows = rows.filter(wanted)
    if who is not None:
        rows = rows.filter(actor_id=who)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    events = list(rows[: PAGE + 1])
    return EventPage(readable(person, events[:PAGE]), events[PAGE - 1].pk if len(events) > PAGE else None)


def authors(person: Person, component: Component) -> list[tuple[int, str]]:
    """Return the people who did something there, by name."""
    rows = events_below(person, component).select_related(None).filter(actor__isnull=False)
    return sorted(set(rows.order_by().values_list("actor_id", "actor__name").distinct()), key=lambda pair: pair[1])
