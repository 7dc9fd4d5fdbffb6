"""Weeks of reported time: who waits for approval, and how far one's own weeks are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Sum

from headway.app.models import Component, Person, TimeEntry, TimeWeek
from headway.app.rules import Verb
from headway.app.rules.visible import components_where, visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class PersonsWeek:
    """What one person reported on one plan in a week, and what was decided about it."""

    person: Person
    component: Component
    minutes: int
    decided: TimeWeek | None
    own: bool
    """The reader's own hours, about which somebody else decides."""


def weeks_to_decide(reader: Person, component: Component, days: Sequence[date]) -> list[PersonsWeek]:
    """Return the weeks about which the reader may decide, here and below, those that wait first."""
    below = visible(reader, Component).filter(paths_up__ancestor=component)
    if not reader.is_superuser:
        below = below.filter(pk__in=components_where(reader, Verb.APPROVE_TIME))
    entries = TimeEntry.objects.filter(component__in=below, day__gte=days[0], day__lte=days[-1])
    sums = (
        entries.values("person", "component").annotate(total=Sum("minutes")).order_by("person__name", "component__name")
    )
    found = list(sums.values_list("person", "component", "total"))
    people = Person.objects.in_bulk({who for who, _, _ in found})
    places = Component.objects.in_bulk({place for _, place, _ in found})
    rows = TimeWeek.objects.filter(component__in=places, monday=days[0]).select_related("decided_by")
    decided = {(row.person_id, row.component_id): row for row in rows}
    weeks = [
        PersonsWeek(people[who], places[place], total, decided.get((who, place)), own=who == reader.pk)
        for who, place, total in found
    ]
    return sorted(weeks, key=lambda week: week.decided is not None)


def decided_weeks(person: Person, days: Sequence[date]) -> list[TimeWeek]:
    """Return what was decided about the person's own week, plan by plan."""
    rows = visible(person, TimeWeek).filter(person=person, monday=days[0])
    return list(rows.select_related("component", "decided_by").order_by("component__name"))
