"""The sprints of a board, and what stands in its way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from headway.app.models import Record, Sprint
from headway.app.rules import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from django.db.models import QuerySet

    from headway.app.models import Component, Person


def sprints_of(component: Component) -> list[Sprint]:
    """Return all sprints of a plan, the oldest first."""
    return list(Sprint.objects.filter(component=component))


def in_state(sprints: Iterable[Sprint], state: str) -> list[Sprint]:
    return [each for each in sprints if each.state == state]


def days_left(sprint: Sprint, today: date, works: Callable[[date], bool]) -> int:
    """Return the working days from today to the last one, both counted; once it is over, minus those since then.

    Where none of its days is worked on, every day counts.
    """
    counts = works if any(works(day) for day in span(sprint.start, sprint.finish)) else bool
    if today > sprint.finish:
        return -sum(counts(day) for day in span(sprint.finish + timedelta(days=1), today))
    return sum(counts(day) for day in span(today, sprint.finish))


def span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def open_impediments(person: Person, components: Iterable[Component]) -> QuerySet[Record]:
    """Return the open issues of these components that are impediments, the most urgent first."""
    rows = visible(person, Record).filter(component__in=components, kind=Record.Kind.ISSUE, closed_at=None)
    return rows.filter(details__type="impediment").order_by("priority", "pk")
