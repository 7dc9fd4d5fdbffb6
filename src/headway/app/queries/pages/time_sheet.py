"""A week of time as a grid: tasks down, days across."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from headway.app.models import ComponentPath, Task, TimeEntry
from headway.app.queries.clock import DAY, EPOCH_ORDINAL
from headway.app.queries.today.panel import Reader
from headway.app.queries.today.work import mine
from headway.app.rules import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.app.models import Component, Person

DAYS = 7
MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class Cell:
    day: date
    entry: TimeEntry | None
    ahead: bool
    """Nobody has worked on it yet."""

    @property
    def minutes(self) -> int:
        return self.entry.minutes if self.entry else 0


@dataclass(frozen=True, slots=True)
class SheetRow:
    task: Task
    cells: list[Cell]

    @property
    def total(self) -> int:
        return sum(cell.minutes for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Week:
    days: list[date]
    rows: Sequence[SheetRow]

    @property
    def totals(self) -> list[int]:
        return [sum(row.cells[at].minutes for row in self.rows) for at in range(DAYS)]

    @property
    def total(self) -> int:
        return sum(self.totals)


def week_of(day: date) -> list[date]:
    """Return Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=number) for number in range(DAYS)]


def my_week(person: Person, day: date) -> Week:
    """Return the person's week: what they reported on, and their open tasks that run in it."""
    days, today = week_of(day), timezone.localdate()
    own = visible(person, TimeEntry).filter(person=person, day__gte=days[0], day__lte=days[-1])
    entries = {(entry.task_id, entry.day): entry for entry in own.select_related("task")}
    first, last = ((each.toordinal() - EPOCH_ORDINAL) * DAY for each in (days[0], days[-1] + timedelta(days=1)))
    running = mine(Reader(person)).filter(Q(actual_start__isnull=False) | Q(finish__gte=first), start__lt=last)
    wanted = {task for task, _ in entries} | set(running.values_list("pk", flat=True))
    tasks = visible(person, Task).filter(pk__in=wanted).select_related("component")
    rows = [
        SheetRow(task, [Cell(each, entries.get((task.pk, each)), each > today) for each in days])
        for task in tasks.order_by("component__name", "position")
    ]
    return Week(days, rows)


@dataclass(frozen=True, slots=True)
class TimeLine:
    person: str
    task: str
    task_id: int
    component: str
    minutes: list[int]

    @property
    def total(self) -> int:
        return sum(self.minutes)


@dataclass(frozen=True, slots=True)
class Reported:
    lines: list[TimeLine]
    totals: list[int]
    """Of each day, also of lines that are not shown."""
    count: int
    """How many lines there are."""


def reported_in(person: Person, component: Component, days: Sequence[date]) -> Reported:
    """Return who worked on what in a week, here and below, as far as the reader may see."""
    below = ComponentPath.objects.filter(ancestor=component).values("descendant")
    rows = visible(person, TimeEntry).filter(component__in=below, day__gte=days[0], day__lte=days[-1])
    lines: dict[tuple[int, int], TimeLine] = {}
    columns = ("person_id", "task_id", "person__name", "task__name", "component__name", "day", "minutes")
    for person_id, task_id, name, task, place, day, minutes in rows.order_by(*columns[2:]).values_list(*columns):
        line = lines.setdefault((person_id, task_id), TimeLine(name, task, task_id, place, [0] * len(days)))
        line.minutes[(day - days[0]).days] += minutes
    totals = [sum(line.minutes[at] for line in lines.values()) for at in range(len(days))]
    return Reported(list(lines.values())[:MOST_LINES], totals, len(lines))
