"""Summaries as people read them. What is hashed names persons by number: ``{person}`` stands where a name is shown.
Days stand there as 2026-11-29, and are read as pages say them.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from headway.app.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from headway.app.models import Event

TOKEN = re.compile(r"\{(person|deputy_for|successor)\}")
DAY = re.compile(r"“[^”]*”|\b\d{4}-\d\d-\d\d\b")
"""A day of the sentence itself; what somebody called something is quoted, and stays as they wrote it."""
NOBODY = "somebody"


def person_in(event: Event, name: str) -> int | None:
    """Return the number of the person whom a word of the summary stands for."""
    value = event.after.get(name) or event.before.get(name)
    return value if isinstance(value, int) else None


def in_words(pairs: Iterable[tuple[str, Event]], known: Mapping[int, str] | None = None) -> list[str]:
    """Return texts with the names of the persons that their events are about; those known need not be read."""
    pairs = list(pairs)
    wanted = {pk for text, event in pairs for name in TOKEN.findall(text) if (pk := person_in(event, name))}
    names = {pk: name for pk, name in (known or {}).items() if pk in wanted}
    if unknown := wanted - set(names):
        names |= dict(Person.objects.filter(pk__in=unknown).values_list("pk", "name"))
    return [named(text, event, names) for text, event in pairs]


def named(text: str, event: Event, names: dict[int, str]) -> str:
    said = DAY.sub(lambda found: day_said(found[0]), text)
    return TOKEN.sub(lambda found: names.get(person_in(event, found[1]) or 0, NOBODY), said)


def day_said(text: str) -> str:
    try:
        return day_in_words(date.fromisoformat(text))
    except ValueError:
        return text


def day_in_words(day: date) -> str:
    """Return a day as pages say it."""
    return f"{day.day} {day:%b} {day.year}"


def with_words(rows: Iterable[Event], known: Mapping[int, str] | None = None) -> list[Event]:
    """Give each event ``words``: its summary with names."""
    events = list(rows)
    for event, words in zip(events, in_words([(event.summary, event) for event in events], known), strict=True):
        event.words = words  # type: ignore[attr-defined]
    return events
