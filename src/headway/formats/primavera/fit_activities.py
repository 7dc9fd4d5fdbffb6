"""Activities as P6 holds them: its types, its percent, its planned dates, costs from assignments and expenses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from headway.formats.document import BaselineDoc, StoredDates, TaskDoc
from headway.formats.minutes import to_the_minute, whole_minute
from headway.formats.primavera.codes import ACTIVITY_TYPES, MILESTONES, PRIORITIES
from headway.formats.primavera.tasks import is_critical, percent_of_duration

if TYPE_CHECKING:
    from headway.formats.confession import Confession
    from headway.formats.document import AssignmentDoc, PlanDocument

NOTHING = Decimal(0)
COMPUTED = frozenset({
    "stored", "duration_minutes", "duration_unit", "duration_estimated", "remaining_minutes", "percent_complete",
    "work_minutes", "actual_work_minutes", "remaining_work_minutes", "cost", "actual_cost", "actual_start",
    "actual_finish", "task_type", "stop", "resume", "expected_finish", "effort_driven", "physical_percent",
    "activity_type", "parent", "level", "wbs", "code", "kind", "manual_start", "manual_finish",
    "ignore_resource_calendar",
})  # fmt: skip
"""What a summary gets from the rows below it, or what the outline has told already."""
OUTLINE = frozenset({"parent", "level", "wbs", "code"})


def summary_row(task: TaskDoc, confession: Confession) -> TaskDoc:
    """Return a summary as P6 keeps it: a name and a place."""
    fitted = TaskDoc(
        uid=task.uid, name=task.name, level=task.level, parent=task.parent, wbs=task.wbs, kind="summary",
        task_type="fixed_duration", stored=StoredDates(),
    )  # fmt: skip
    if task.kind == "summary":
        confession.rows("summaries", task, fitted, task.uid, skip=COMPUTED)
    return fitted


def actual_and_remaining(work: int | None, actual: int | None, remaining: int | None) -> tuple[int, int]:
    """Return both parts of the work; P6 stores no sum, so that two numbers say the third."""
    if actual is None:
        actual = 0 if remaining is None or work is None else work - remaining
    return actual, (work or 0) - actual if remaining is None else remaining


class ActivityFitter:
    """Fits the activities of one document."""

    def __init__(
        self, document: PlanDocument, outline: list[TaskDoc], assignments: list[AssignmentDoc], confession: Confession
    ) -> None:
        self._confession = confession
        self._calendar = document.default_calendar
        self._critical_minutes = document.critical_float_minutes
        self._costs: dict[int, Decimal] = defaultdict(Decimal)
        self._spent: dict[int, Decimal] = defaultdict(Decimal)
        for assignment in assignments:
            self._costs[assignment.task] += assignment.cost or NOTHING
            self._spent[assignment.task] += assignment.actual_cost or NOTHING
        activities = [task for task in outline if task.kind != "summary"]
        self._numbers: list[int] = []
        """Numbers of the baselines that become projects of their own; empty where the planned dates say it all."""
        if not all(_is_planned(task) for task in activities):
            self._numbers = sorted({item.number for task in activities for item in task.baselines})[:11]

    def fit(self, task: TaskDoc) -> TaskDoc:
        """Return one activity."""
        task = to_the_minute(task)
        done = task.actual_finish is not None
        kind = task.activity_type or _type_of(task)
        remaining = self._remaining(task)
        percent = percent_of_duration(
            task.duration_minutes, remaining, started=task.actual_start is not None, done=done
        )
        actual_work, rest = actual_and_remaining(
            task.work_minutes, task.actual_work_minutes, task.remaining_work_minutes
        )
        fixed, spent = self._expense(task)
        fitted = TaskDoc(
            uid=task.uid,
            name=task.name,
            level=task.level,
            parent=task.parent,
            wbs=task.wbs,
            code=task.code,
            kind="milestone" if kind in MILESTONES else "task",
            duration_minutes=task.duration_minutes,
            remaining_minutes=remaining,
            percent_complete=percent,
            physical_percent=task.physical_percent,
            calendar=self._calendar if task.calendar is None else task.calendar,
            ignore_resource_calendar=kind != "TT_Rsrc",
            constraint=task.constraint,
            constraint_date=task.constraint_date,
            actual_start=task.actual_start,
            actual_finish=task.actual_finish,
            stop=task.stop,
            resume=task.resume,
            expected_finish=task.expected_finish,
            priority=min(PRIORITIES.values(), key=lambda known: abs(known - task.priority)),
            task_type=task.task_type,
            activity_type=kind,
            work_minutes=actual_work + rest,
            actual_work_minutes=actual_work,
            remaining_work_minutes=rest,
            cost=self._costs[task.uid] + fixed,
            fixed_cost=fixed,
            actual_cost=self._spent[task.uid] + spent,
            notes=task.notes.strip(),
            baselines=self._baselines(task, actual_work + rest),
            stored=self._stored(task),
        )
        told = replace(fitted, duration_unit=task.duration_unit, percent_complete=_near(percent, task.percent_complete))
        self._confession.rows("tasks", task, told, task.uid, skip=OUTLINE | {"stored", "manual_start", "manual_finish"})
        return fitted

    def _remaining(self, task: TaskDoc) -> int:
        if task.actual_finish is not None:
            return 0
        if task.remaining_minutes is not None:
            return task.remaining_minutes
        return round(task.duration_minutes * (1 - task.percent_complete / 100))

    def _expense(self, task: TaskDoc) -> tuple[Decimal, Decimal]:
        """Return the costs that no assignment has, and what is spent of them."""
        fixed = task.fixed_cost or NOTHING
        spent = (task.actual_cost or NOTHING) - self._spent[task.uid]
        return fixed, min(max(spent, NOTHING), max(fixed, NOTHING))

    def _baselines(self, task: TaskDoc, work: int) -> list[BaselineDoc]:
        if self._numbers:
            return [
                BaselineDoc(self._numbers.index(item.number), item.start, item.finish, item.duration_minutes)
                for item in map(to_the_minute, task.baselines)
                if item.number in self._numbers
            ]
        given = to_the_minute(task.baselines[0]) if task.baselines else None
        return [
            BaselineDoc(
                number=0,
                start=whole_minute(task.stored.start) if given is None else given.start,
                finish=whole_minute(task.stored.finish) if given is None else given.finish,
                duration_minutes=task.duration_minutes,
                work_minutes=work if given is None else given.work_minutes or 0,
                cost=NOTHING,
            )
        ]

    def _stored(self, task: TaskDoc) -> StoredDates:
        old = to_the_minute(task.stored)
        done = task.actual_finish is not None
        planned = to_the_minute(task.baselines[0]) if task.baselines and not self._numbers else BaselineDoc(0)
        return replace(
            old,
            start=task.actual_start or old.start or planned.start,
            finish=task.actual_finish or old.finish or planned.finish,
            critical=is_critical(old.total_float_minutes, self._critical_minutes, done=done),
        )


def _type_of(task: TaskDoc) -> str:
    return ACTIVITY_TYPES["milestone" if task.kind == "milestone" and task.duration_minutes == 0 else "task"]


def _near(percent: float, said: float) -> float:
    """Return what was said where the percent from the remaining duration only rounds it."""
    return said if abs(percent - said) <= 1 else percent


def _is_planned(task: TaskDoc) -> bool:
    """Return whether the planned dates of the activity hold its baselines."""
    if not task.baselines:
        return True
    first = task.baselines[0]
    return (
        len(task.baselines) == 1
        and first.number == 0
        and first.duration_minutes == task.duration_minutes
        and first.work_minutes is not None
        and first.cost == 0
    )
