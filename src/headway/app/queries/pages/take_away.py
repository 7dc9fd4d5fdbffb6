"""What the page "Print and take away" tells of a plan."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from django.db.models import Count

from headway.app.models import CalendarFeed, Task

if TYPE_CHECKING:
    from headway.app.models import Component, Person


def rows_by_level(component: Component) -> list[tuple[int, int]]:
    """Return how many rows there are down to each level of the outline: (1, 7), (2, 40) ..."""
    rows = Task.objects.filter(component=component).values("level").annotate(count=Count("pk")).order_by("level")
    counts = list(rows.values_list("level", "count"))
    first = counts[0][0] if counts else 0
    return list(zip((level - first + 1 for level, _ in counts), accumulate(count for _, count in counts), strict=True))


def feeds_of(person: Person, component: Component) -> list[CalendarFeed]:
    """Return the calendars of a component that the person fetches."""
    return list(CalendarFeed.objects.filter(person=person, component=component, revoked_at=None))
