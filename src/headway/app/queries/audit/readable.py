"""Events as one reader may read them: the sentence, what changed, and because of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.models import Event, Person
from headway.app.queries.audit.values import Names, changes_of
from headway.app.queries.audit.words import with_words
from headway.app.rules import visible

if TYPE_CHECKING:
    from collections.abc import Iterable


def readable(person: Person, rows: Iterable[Event]) -> list[Event]:
    """Give each event ``words``, ``changes`` and ``because`` (the event that caused it, if it may be seen)."""
    events, names = list(rows), Names(person)
    names.learn(events)
    with_words(events, names.found.get(Person))
    wanted = {event.cause_id for event in events if event.cause_id}
    causes = visible(person, Event).filter(pk__in=wanted).select_related("actor") if wanted else []
    known = {cause.pk: cause for cause in with_words(causes)}
    for event in events:
        event.changes = changes_of(event, names)  # type: ignore[attr-defined]
        event.because = known.get(event.cause_id)  # type: ignore[attr-defined, arg-type]
    return events
