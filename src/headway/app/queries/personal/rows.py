"""The rows of one part, one after the other, as plain values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from headway.app.models import Component, Direction, Event, Person
from headway.app.queries.audit.fingerprint import plain
from headway.app.queries.audit.values import REFERENCES
from headway.app.queries.audit.words import with_words
from headway.app.queries.personal.sections import SECRETS, Section, columns_naming_people
from headway.app.rules import visible
from headway.app.rules.visible import ENDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BATCH = 1000
WITHHELD = "others wrote it, and you may not see it today"
Told = dict[str, Any]


def rows_of(section: Section, person: Person) -> Iterator[Told]:
    """Tell the rows of a section: theirs whole, those of others as far as the person may see them."""
    manager = section.model._default_manager  # noqa: SLF001 - Django's way for any model
    own = manager.filter(section.owned_by(person)).order_by("pk").distinct()
    for row in own.iterator(chunk_size=BATCH):
        yield told(section, row)
    if not section.about:
        return
    others = (
        manager.filter(section.naming(person)).exclude(pk__in=own.order_by().values("pk")).order_by("pk").distinct()
    )
    seen = seen_by(person, section.model)
    for row in others.filter(pk__in=seen.values("pk")).iterator(chunk_size=BATCH):
        yield told(section, row)
    for pk in others.exclude(pk__in=seen.values("pk")).values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield {"id": pk, "withheld": WITHHELD}


def seen_by(person: Person, model: type[models.Model]) -> models.QuerySet[Any]:
    if model in ENDS or model is Direction:
        return visible(person, model)
    return model._default_manager.none()  # noqa: SLF001


def told(section: Section, row: models.Model) -> Told:
    """Return the columns of a row; files are left to their pages, secrets to nobody."""
    said = {}
    for column in row._meta.concrete_fields:  # noqa: SLF001 - as Django documents
        if column.name in SECRETS or column.name in section.leave_out or isinstance(column, models.BinaryField):
            continue
        value = getattr(row, column.attname)
        said[column.name] = plain(value) if isinstance(value, KNOWN) else str(value)
    return said


KNOWN = (type(None), bool, int, float, str, dict, list, date, Decimal)


def sessions_of(person: Person) -> Iterator[Told]:
    """Tell the browsers that are signed in: until when, and nothing that would let anybody in."""
    for session in sessions(person):
        yield {"signed_in": True, "until": session.expire_date.isoformat()}


def sessions(person: Person) -> Iterator[Session]:
    """Return the sessions of a person; what a session says of its owner is inside of it."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator(chunk_size=BATCH):
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            yield session


def person_words() -> frozenset[str]:
    """Return the words under which events name people by their number."""
    columns = {each.name for each in columns_naming_people() if each.model._meta.app_label == "headway"}  # noqa: SLF001
    return frozenset(columns | {word for word, model in REFERENCES.items() if model is Person})


def concerns(event: Event, pk: int, words: frozenset[str]) -> bool:
    """Return whether an event was done by the person of this number, or names them."""
    if event.actor_id == pk or (event.object_type == "person" and event.object_id == pk):
        return True
    named = words | {"successor"} if event.verb == "person.left" else words
    values = [said[word] for said in (event.before, event.after) for word in named & said.keys()]
    return any(pk in value if isinstance(value, list) else value == pk for value in values)


def events_of(person: Person) -> Iterator[Told]:
    """Tell what they did, and what others did that concerns them as far as they may see it; the oldest first."""
    values = Concat(Cast("before", models.TextField()), Value(" "), Cast("after", models.TextField()),
                    output_field=models.TextField())  # fmt: skip
    held = Q(actor=person) | Q(object_type="person", object_id=person.pk) | Q(values__contains=str(person.pk))
    seen, words = visible(person, Event), person_words()
    batch: list[Event] = []
    for event in Event.objects.alias(values=values).filter(held).order_by("pk").iterator(chunk_size=BATCH):
        if concerns(event, person.pk, words):
            batch.append(event)
        if len(batch) == BATCH:
            yield from told_events(person, batch, seen)
            batch = []
    yield from told_events(person, batch, seen)


def told_events(person: Person, batch: list[Event], seen: models.QuerySet[Event]) -> Iterable[Told]:
    open_ones = set(seen.filter(pk__in=[each.pk for each in batch]).values_list("pk", flat=True))
    for event in with_words(batch):
        said: Told = {
            "id": event.pk,
            "at": event.at.isoformat(),
            "verb": event.verb,
            "by_you": event.actor_id == person.pk,
        }
        if event.actor_id == person.pk or event.pk in open_ones:
            said |= {"what": event.words, "object": [event.object_type, event.object_id],  # type: ignore[attr-defined]
                     "component": event.component_id, "channel": event.channel, "before": event.before,
                     "after": event.after}  # fmt: skip
        else:
            said["withheld"] = WITHHELD
        yield said


def component_names(person: Person) -> dict[int, str]:
    """Return the names of the components that they see today."""
    return dict(visible(person, Component).values_list("pk", "name"))
