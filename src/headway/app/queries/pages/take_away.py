"""What the page "Print and take away" tells of a plan or a roadmap."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

from django.db.models import Count

from headway.app.models import CalendarFeed, Print, Task
from headway.app.queries.components import visible_tree
from headway.app.rules import visible

if TYPE_CHECKING:
    from headway.app.models import Component, Person


MOST_ROWS = 5_000
"""Rows that are drawn while one waits: some hundred pages of A3. The worker draws what is more."""


def rows_by_level(person: Person, component: Component) -> list[tuple[int, int]]:
    """Return how many rows there are down to each level of the outline: (1, 7), (2, 40) ..."""
    found = sorted((rows_of_plan(component) if component.holds_tasks else rows_of_roadmap(person, component)).items())
    first = found[0][0] if found else 0
    return list(zip((level - first + 1 for level, _ in found), accumulate(count for _, count in found), strict=True))


def rows_of_plan(component: Component) -> dict[int, int]:
    rows = Task.objects.filter(component=component).values("level").annotate(count=Count("pk"))
    return dict(rows.order_by("level").values_list("level", "count"))


def rows_of_roadmap(person: Person, component: Component) -> dict[int, int]:
    """Return how many components and milestones the reader sees on each level."""
    depths = {each.pk: each.depth for each in visible_tree(person, component) if each.pk != component.pk}  # type: ignore[attr-defined]
    milestones = Task.objects.filter(component__in=depths, kind=Task.Kind.MILESTONE, active=True)
    found = Counter(depths.values())
    for pk, count in milestones.values("component").annotate(count=Count("pk")).values_list("component", "count"):
        found[depths[pk] + 1] += count
    return found


def rows_down_to(person: Person, component: Component, level: str) -> int:
    """Return how many rows there are down to a level that an address names; all of them where it names none."""
    counts = rows_by_level(person, component)
    named = int(level) if level.isdecimal() and len(level) <= 4 else None
    return max((rows for each, rows in counts if named is None or each <= max(named, 1)), default=0)


def prints_of(person: Person, component: Component) -> list[Print]:
    """Return the large PDFs of a component that the person asked for, the last first."""
    return list(visible(person, Print).filter(component=component).exclude(state=Print.State.CANCELED))


def feeds_of(person: Person, component: Component) -> list[CalendarFeed]:
    """Return the calendars of a component that the person fetches."""
    return list(CalendarFeed.objects.filter(person=person, component=component, revoked_at=None))
