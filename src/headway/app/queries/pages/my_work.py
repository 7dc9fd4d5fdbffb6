"""What a person has to do, over all projects: late, today, this week, what could begin, later."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils import timezone

from headway.app.models import Dependency, Task, TimeEntry
from headway.app.queries.clock import DAY, today_minutes
from headway.app.queries.today.panel import Reader
from headway.app.queries.today.work import DONE_BEFORE, mine
from headway.app.queries.workflow import State, state_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from headway.app.models import Person

MOST = 40
"""Rows of one group; the rest is counted."""


@dataclass(frozen=True, slots=True)
class WorkRow:
    task: Task
    state: State
    ready: bool
    """Not begun, and everything that it waits for is done."""
    waits: bool
    """Not begun, and something that it waits for is not done."""
    late: bool
    entry: TimeEntry | None
    """The reader's own of today."""


@dataclass(slots=True)
class WorkGroup:
    key: str
    title: str
    empty: str
    rows: list[WorkRow] = field(default_factory=list)
    total: int = 0


def work_rows(person: Person, tasks: QuerySet[Task]) -> list[WorkRow]:
    """Return tasks as rows, in two queries."""
    before = Dependency.objects.filter(successor=OuterRef("pk"), type="FS")
    found = list(
        tasks.annotate(follows=Exists(before), waits=Exists(before.filter(~DONE_BEFORE))).order_by("finish", "pk")
    )
    today = TimeEntry.objects.filter(person=person, day=timezone.localdate(), task__in=[task.pk for task in found])
    entries = {entry.task_id: entry for entry in today}
    return [row_of(task, entries.get(task.pk)) for task in found]


def row_of(task: Task, entry: TimeEntry | None) -> WorkRow:
    state = state_of(task.percent_complete, task.actual_start, task.actual_finish)
    fresh, follows, waits = state == State.TO_DO, task.follows, task.waits  # type: ignore[attr-defined] # annotated above
    late = state != State.DONE and task.finish is not None and task.finish < today_minutes()
    return WorkRow(task, state, fresh and follows and not waits, fresh and waits, late, entry)


def my_groups(person: Person) -> list[WorkGroup]:
    """Return the open tasks that a person owns or is assigned to, by when they want to be done."""
    today = today_minutes()
    week_end = today + (7 - timezone.localdate().weekday()) * DAY
    groups = [
        WorkGroup("overdue", "Overdue", "Nothing of yours is overdue."),
        WorkGroup("today", "Today", "Nothing of yours runs today."),
        WorkGroup("week", "This week", "Nothing more of yours begins this week."),
        WorkGroup("ready", "Waiting for you", "Nothing else could begin: what comes before it is not done."),
        WorkGroup("later", "Later", "Nothing of yours is planned for later."),
    ]
    fits: list[Callable[[WorkRow], bool]] = [
        lambda row: row.late,
        lambda row: row.state == State.DOING or begins_before(row, today + DAY),
        lambda row: begins_before(row, week_end),
        lambda row: row.ready,
        lambda _: True,
    ]
    for row in work_rows(person, mine(Reader(person))):
        group = next(group for group, fit in zip(groups, fits, strict=True) if fit(row))
        group.total += 1
        if len(group.rows) < MOST:
            group.rows.append(row)
    return groups


def begins_before(row: WorkRow, minute: int) -> bool:
    return row.task.start is not None and row.task.start < minute
