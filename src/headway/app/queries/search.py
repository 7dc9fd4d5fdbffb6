"""Find what has a name or a reference: what the palette shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, Model, Q, Value, When
from django.urls import reverse

from headway.app.models import Component, Gate, Record, Report, SelectionRound, Sprint, Task
from headway.app.models.record import LETTERS
from headway.app.rules import visible

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from headway.app.models import Person

MOST_LETTERS = 100
OF_EACH = 2
"""So many of every type are shown before there are more of one: a word of many tasks does not hide the risk."""
EXACT, BEGINS, HOLDS = range(3)
"""How well a row fits: it is called so, begins so, or holds every word."""
KINDS = {letter: kind for kind, letter in LETTERS.items()}
REFERENCE = re.compile(r"([a-z]{1,3})-?(\d{1,9})", re.IGNORECASE)
PAGES = {"component": "component", "record": "record", "sprint": "sprint", "gate": "gate", "selection": "selection",
         "report": "report"}  # fmt: skip
"""The page of each type, by the name of its address; a task is shown in the schedule of its plan."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    type: str
    """component, task, record, sprint, gate, selection or report."""
    kind: str
    id: int
    name: str
    component: int
    where: str
    """Name of the component that it belongs to, or of a component's parent if visible."""

    @property
    def url(self) -> str:
        if self.type == "task":
            return f"{reverse('schedule', args=[self.component])}#task-{self.id}"
        return reverse(PAGES[self.type], args=[self.id])


Found = list[tuple[int, Hit]]
"""Hits of one type with how well each fits, the best first."""


def search(person: Person, text: str, *, limit: int = 20) -> list[Hit]:
    """Return what holds every word: what is called so first, then what begins so; some of each type before the rest."""
    words = words_in(text)
    if not words:
        return []
    found = [
        components(person, words, limit),
        tasks(visible(person, Task), words, limit),
        records(person, words, limit),
        *(named(person, model, kind, words, limit) for kind, model in NAMED.items()),
        reports(person, words, limit),
    ]
    first = [hit for hits in found for hit in hits[:OF_EACH]]
    rest = sorted((hit for hits in found for hit in hits[OF_EACH:]), key=fit)
    return [hit for _, hit in sorted((sorted(first, key=fit) + rest)[:limit], key=fit)]


def search_tasks(person: Person, text: str, *, outside: int, limit: int = 20) -> list[Hit]:
    """Return only tasks, of other plans than this one."""
    words = words_in(text)
    rows = visible(person, Task).exclude(component=outside)
    return [hit for _, hit in tasks(rows, words, limit)] if words else []


def fit(hit: tuple[int, Hit]) -> int:
    return hit[0]


def words_in(text: str) -> list[str]:
    return text.replace("\x00", "")[:MOST_LETTERS].split()


def components(person: Person, words: list[str], limit: int) -> Found:
    rows = ranked(visible(person, Component), words, code="code").select_related("parent")[:limit]
    above = {row.parent_id for row in rows}
    seen = set(visible(person, Component).filter(pk__in=above).values_list("pk", flat=True))
    where = {row.pk: row.parent.name if row.parent_id in seen else "" for row in rows}
    return [(row.fit, Hit("component", row.kind, row.pk, row.name, row.pk, where[row.pk])) for row in rows]


def tasks(rows: QuerySet[Task], words: list[str], limit: int) -> Found:
    found = ranked(rows, words, code="code").select_related("component")[:limit]
    return [(row.fit, hit_of("task", row.kind, row)) for row in found]


def records(person: Person, words: list[str], limit: int) -> Found:
    """Find records by title, or by reference: R-3."""
    rows = visible(person, Record)
    asked = REFERENCE.fullmatch(words[0]) if len(words) == 1 else None
    kind = KINDS.get(asked[1].upper()) if asked else None
    called = Q(kind=kind, number=int(asked[2])) if asked and kind else None
    found = ranked(rows, words, name="title", called=called).select_related("component")[:limit]
    return [(row.fit, hit_of("record", row.kind, row, f"{row.reference} {row.title}")) for row in found]


NAMED: dict[str, type[Model]] = {"sprint": Sprint, "gate": Gate, "selection": SelectionRound}


def named(person: Person, model: type[Model], kind: str, words: list[str], limit: int) -> Found:
    found = ranked(visible(person, model), words).select_related("component")[:limit]
    return [(row.fit, hit_of(kind, kind, row)) for row in found]


def reports(person: Person, words: list[str], limit: int) -> Found:
    """Find reports by their kind or day, and by the component that they are of; the latest first."""
    rows, said = visible(person, Report), False
    for word in words:
        kinds = [value for value, label in Report.Kind.choices if word.lower() in label.lower()]
        day = day_of(word)
        said = said or bool(kinds or day)
        rows = rows.filter(Q(kind__in=kinds) | Q(day=day) | Q(component__name__icontains=word))
    if not said:
        return []
    found = rows.select_related("component").defer("content", "statuses", "facts", "notes").order_by("-day", "-pk")
    return [(HOLDS, hit_of("report", "report", row, str(row))) for row in found[:limit]]


def day_of(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def hit_of(type: str, kind: str, row: Any, name: str = "") -> Hit:  # noqa: A002 - the hit's own field
    return Hit(type, kind, row.pk, name or row.name, row.component_id, row.component.name)


def ranked(
    rows: QuerySet[Any], words: list[str], *, name: str = "name", code: str = "", called: Q | None = None
) -> QuerySet[Any]:
    """Keep rows whose name or code holds every word, or that are called so, the best first: ``fit`` says how well."""
    text = " ".join(words)
    exact = called if called is not None else Q(**{f"{code or name}__iexact": text})
    holds = Q()
    for word in words:
        holds &= Q(**{f"{name}__icontains": word}) | (Q(**{f"{code}__iexact": word}) if code else Q(pk=None))
    fits = Case(When(exact, then=Value(EXACT)), When(Q(**{f"{name}__iexact": text}), then=Value(EXACT)),
                When(Q(**{f"{name}__istartswith": text}), then=Value(BEGINS)), default=Value(HOLDS),
                output_field=IntegerField())  # fmt: skip
    found: QuerySet[Any] = rows.filter(holds | exact).annotate(fit=fits).order_by("fit", name, "pk")
    return found
