"""A panel of a first page: some lines that lead somewhere, and what an empty one says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from headway.app.models import ComponentPath, Task
from headway.app.queries.pages.register import DONE
from headway.app.rules import visible
from headway.app.rules.holdings import holding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from headway.app.models import Person

MOST = 8
"""Lines of a panel; the rest is behind its link."""


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    target: tuple[str, int] | None = None
    """What it leads to: the name of an address and the id in it."""
    note: str = ""
    health: str = ""
    word: str = ""
    minute: int | None = None
    """An instant of a plan."""
    at: datetime | None = None
    """An instant of the world."""
    day: date | None = None
    """A day of the world."""
    tone: str = ""
    accept: tuple[int, int] | None = None
    """The need that the reader may accept here, and the version of it that the line tells of."""


@dataclass(frozen=True, slots=True)
class Panel:
    title: str
    empty: str
    lines: Sequence[Line] = ()
    icon: str = "list-checks"
    total: int = 0
    """How many there are, also those that are not shown."""
    more: str = ""
    """The name of an address without an id, for the whole list."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose first page it is, in which roles."""

    person: Person
    roles: frozenset[str] = field(default_factory=frozenset)

    def scope(self) -> QuerySet[ComponentPath, int]:
        """Ids of everything at and below the places where the person has one of the roles."""
        held = holding(self.person)
        if self.roles:
            held = held.filter(role__in=self.roles)
        below = ComponentPath.objects.filter(ancestor__in=held.values("component"))
        return below.values_list("descendant_id", flat=True)


def open_tasks(reader: Reader) -> QuerySet[Task]:
    """Return the open working tasks and milestones within the reader's roles."""
    rows = visible(reader.person, Task).filter(component__in=reader.scope(), active=True).filter(~DONE)
    return rows.exclude(kind=Task.Kind.SUMMARY).select_related("component")
