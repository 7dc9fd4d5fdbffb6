"""Find components and tasks by name: what the palette shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Case, IntegerField, Model, Q, Value, When

from headway.app.models import Component, Task
from headway.app.rules import visible

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from headway.app.models import Person

M = TypeVar("M", bound=Model)
MOST_LETTERS = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    type: str
    """component or task."""
    kind: str
    id: int
    name: str
    component: int
    where: str
    """Name of the component that a task belongs to, or of a component's parent if visible."""


def search(person: Person, text: str, *, limit: int = 20) -> list[Hit]:
    """Return components, then tasks, whose name holds every word; names that begin with the text come first."""
    words = words_in(text)
    if not words:
        return []
    components = ranked(visible(person, Component), words)
    seen = set(visible(person, Component).values_list("pk", flat=True)) if not person.is_superuser else None
    hits = [
        Hit("component", row.kind, row.pk, row.name, row.pk, parent_name(row, seen))
        for row in components.select_related("parent")[:limit]
    ]
    return [*hits, *task_hits(visible(person, Task), words, max(0, limit - len(hits)))]


def search_tasks(person: Person, text: str, *, outside: int, limit: int = 20) -> list[Hit]:
    """Return only tasks, of other plans than this one."""
    words = words_in(text)
    return task_hits(visible(person, Task).exclude(component=outside), words, limit) if words else []


def task_hits(rows: QuerySet[Task], words: list[str], limit: int) -> list[Hit]:
    found = ranked(rows, words).select_related("component")[:limit]
    return [Hit("task", row.kind, row.pk, row.name, row.component_id, row.component.name) for row in found]


def words_in(text: str) -> list[str]:
    return text.replace("\x00", "")[:MOST_LETTERS].split()


def parent_name(row: Component, seen: set[int] | None) -> str:
    if row.parent is None or (seen is not None and row.parent.pk not in seen):
        return ""
    return row.parent.name


def ranked(rows: QuerySet[M], words: list[str]) -> QuerySet[M]:
    """Keep rows whose name or code holds every word, best first."""
    for word in words:
        rows = rows.filter(Q(name__icontains=word) | Q(code__iexact=word))
    begins = Case(When(name__istartswith=words[0], then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(begins, "name", "pk")
