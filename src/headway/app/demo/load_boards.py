"""Boards in use and time reported in the demonstration: columns, cards on their way, what blocks them, hours of a fortnight."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from headway.app.actions.events import as_of
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.time_entries import report_days
from headway.app.actions.workflows import set_workflow
from headway.app.demo import tree
from headway.app.demo.load_reports import acting
from headway.app.models import Task

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from headway.app.models import Component, Person

COLUMNS: list[dict[str, Any]] = [
    {"name": "Backlog", "kind": "todo"},
    {"name": "Ready", "kind": "todo", "limit": 6},
    {"name": "In progress", "kind": "doing", "limit": 4},
    {"name": "Review", "kind": "doing", "limit": 3},
    {"name": "Done", "kind": "done"},
]
BOARDS = {"billing": "ruben", "portal": "ruben", "meterdata": "rasmus"}
"""Whose board has columns of its own, and who shaped it."""
BLOCKED = {
    "billing": "Waits for the test data of the bank; asked twice.",
    "ravnsund": "The crane is on another site until Thursday.",
    "migration": "Two source tables are locked by the month-end run.",
    "cable": "The vessel has no permit for the harbor yet.",
}
READY_AT_MOST = 4
HOURS = (4, 6.5, 3, 5.5, 2, 7, 4.5)
"""Of one working day after the other."""
DAYS_BACK = 11
TASKS_EACH = 2


def load_boards(people: Mapping[str, Person], components: Mapping[str, Component], monday: date) -> None:
    with as_of(datetime.combine(monday - timedelta(days=20), time(9), UTC)):
        for key, who in BOARDS.items():
            set_workflow(acting(people[who]), components[key], COLUMNS)
    with as_of(datetime.combine(monday - timedelta(days=1), time(16), UTC)):
        for key, who in BOARDS.items():
            fill_board(people[who], components[key])
        for key, reason in BLOCKED.items():
            task, lead = running(components[key]).last(), components[key].lead
            if task is not None and lead is not None:
                edit_plan(acting(lead), components[key], [{"op": "block", "tasks": [task.pk], "reason": reason}])
    report_hours(people, components, monday)


def running(component: Component) -> QuerySet[Task]:
    rows = Task.objects.filter(component=component, percent_complete__lt=100, actual_finish=None)
    return rows.filter(kind=Task.Kind.TASK, actual_start__isnull=False).order_by("finish", "pk")


def fill_board(person: Person, component: Component) -> None:
    """Put what is nearly done up for review, and what comes next in order."""
    nearly = running(component).filter(percent_complete__gte=60)
    fresh = Task.objects.filter(component=component, kind=Task.Kind.TASK, actual_start=None, percent_complete=0)
    soon = fresh.filter(actual_finish=None, finish__isnull=False).order_by("start", "pk")[:READY_AT_MOST]
    edits = [{"op": "card", "tasks": [task.pk for task in tasks], "column": column}
             for tasks, column in ((list(nearly[:2]), "review"), (list(soon), "ready")) if tasks]  # fmt: skip
    if edits:
        edit_plan(acting(person), component, edits)


def report_hours(people: Mapping[str, Person], components: Mapping[str, Component], monday: date) -> None:
    """Let who answers for running tasks have reported the last working days, this week's too."""
    first, today = monday - timedelta(days=DAYS_BACK), timezone.localdate()
    days = [first + timedelta(days=number) for number in range(DAYS_BACK + 5)]
    past = [day for day in days if day.weekday() < 5 and day < today]
    for number, (key, who) in enumerate(sorted({(key, who) for (key, _), who in tree.OWNERS.items()})):
        tasks = list(running(components[key]).filter(owner=people[who])[:TASKS_EACH])
        for place, task in enumerate(tasks):
            hours = {day: HOURS[(at + number + 3 * place) % len(HOURS)] / len(tasks)
                     for at, day in enumerate(past) if (at + number) % 5}  # fmt: skip
            report_days(acting(people[who]), task, {day: round(each * 4) * 15 for day, each in hours.items()})
