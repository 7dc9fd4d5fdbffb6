"""Tasks of a person: what to do today, what comes, what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from headway.app.models import Assignment, BaselineTask, Dependency, Task
from headway.app.queries.clock import DAY, day_of, today_minutes
from headway.app.queries.pages.register import DONE
from headway.app.queries.today.panel import MOST, Line, Panel, Reader, open_tasks

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

WEEK = 7 * DAY


def mine(reader: Reader) -> QuerySet[Task]:
    """Return the open tasks that the person owns or is assigned to."""
    assigned = Assignment.objects.filter(task=OuterRef("pk"), resource__person=reader.person)
    return open_tasks(reader).filter(Q(owner=reader.person) | Exists(assigned))


def line(task: Task, *, tone: str = "", start: bool = False) -> Line:
    """Tell of a task when it should be done, or when it should start."""
    notes = [task.component.name]
    if task.percent_complete:
        notes.append(f"{task.percent_complete:.0f} % done")
    if task.critical:
        notes.append("critical")
    return Line(
        task.name[:120],
        ("task", task.pk),
        " · ".join(notes),
        health="red" if task.critical else "",
        word="critical" if task.critical else "",
        minute=None if start else task.finish,
        day=day_of(task.start) if start and task.start is not None else None,
        tone=tone,
    )


def panel(title: str, empty: str, rows: QuerySet[Task], *, tone: str = "", order: str = "finish") -> Panel:
    shown = list(rows.order_by(order, "pk")[: MOST + 1])
    total = len(shown) if len(shown) <= MOST else rows.count()
    return Panel(title, empty, [line(task, tone=tone, start=order == "start") for task in shown[:MOST]], total=total)


def my_overdue(reader: Reader) -> Panel:
    rows = mine(reader).filter(finish__lt=today_minutes())
    return panel("Overdue", "Nothing of yours is overdue.", rows, tone="bad")


def my_week(reader: Reader) -> Panel:
    """Tasks that run now or start within the week."""
    now = today_minutes()
    rows = mine(reader).filter(start__lt=now + WEEK, finish__gte=now)
    empty = "Nothing of yours starts within seven days. Tasks that you own or are assigned to appear here."
    return panel("Today and this week", empty, rows)


def waiting(reader: Reader) -> Panel:
    """My tasks that should run, but whose predecessors are not finished."""
    unfinished = Dependency.objects.filter(~DONE_BEFORE, successor=OuterRef("pk"), type="FS")
    rows = mine(reader).filter(Exists(unfinished), start__lt=today_minutes() + WEEK, actual_start=None)
    return panel("Waiting for others", "None of your tasks waits for somebody else.", rows, order="start")


DONE_BEFORE = Q(predecessor__percent_complete__gte=100) | Q(predecessor__actual_finish__isnull=False)


def milestones(reader: Reader) -> Panel:
    rows = open_tasks(reader).filter(kind=Task.Kind.MILESTONE, finish__isnull=False)
    return panel("Milestones ahead", "No milestone is ahead.", rows)


def later(reader: Reader) -> Panel:
    """Milestones ahead that come later than the baseline promised, the latest first."""
    frozen = BaselineTask.objects.filter(task=OuterRef("pk"), baseline__current=True).values("finish")[:1]
    rows = open_tasks(reader).filter(kind=Task.Kind.MILESTONE).annotate(promised=Subquery(frozen))
    late = rows.filter(finish__gte=F("promised") + DAY).order_by(F("promised") - F("finish"), "pk")
    shown = list(late[: MOST + 1])
    lines = [
        Line(task.name[:120], ("task", task.pk), f"{task.component.name} · promised for {promised(task):%d %b %Y}",
             "red" if task.critical else "amber", "critical" if task.critical else "later", task.finish, tone="bad")
        for task in shown[:MOST]
    ]  # fmt: skip
    total = len(shown) if len(shown) <= MOST else late.count()
    return Panel("Later than promised", "Every milestone ahead keeps its promised day.", lines, "milestone", total)


def promised(task: Any) -> date:
    """Return the last day of the promise: an instant at midnight belongs to the day before."""
    return day_of(task.promised - 1)


def critical_starts(reader: Reader) -> Panel:
    """Critical tasks that should start within a week and have not."""
    rows = open_tasks(reader).filter(~DONE, critical=True, actual_start=None, start__lt=today_minutes() + WEEK)
    return panel("Critical starts of this week", "No critical task starts this week.", rows, order="start")
