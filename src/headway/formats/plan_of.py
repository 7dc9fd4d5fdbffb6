"""A document as the engine's input: row i of the plan is ``document.tasks[i]``."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.network.options import ScheduleOptions
from headway.engine.plan import (
    MISSING,
    Calendar,
    CalendarException,
    Constraint,
    LagKind,
    Links,
    LinkType,
    Plan,
    Project,
    TaskKind,
    Tasks,
    WorkWeek,
)
from headway.formats.parts import parts_of
from headway.formats.task_calendars import TaskCalendars

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from numpy.typing import NDArray

    from headway.formats.document import CalendarDoc, LinkDoc, PlanDocument, TaskDoc

EPOCH_DAY = 719_163
"""Ordinal of 1970-01-01."""
EPOCH = datetime(1970, 1, 1)
HUNDREDTHS = 100
_CONSTRAINTS = {item.name: item.value for item in Constraint}
_LINK_TYPES = {item.name: item.value for item in LinkType}
_LAG_KINDS = {"working": LagKind.WORKING, "elapsed": LagKind.ELAPSED, "percent": LagKind.PERCENT}
_ACTIVITIES = {
    "TT_LOE": TaskKind.LEVEL_OF_EFFORT, "TT_WBS": TaskKind.WBS_SUMMARY, "TT_FinMile": TaskKind.FINISH_MILESTONE,
}  # fmt: skip


def minute_of(instant: datetime | None) -> int:
    """Return minutes since 1970-01-01T00:00; MISSING for None."""
    if instant is None:
        return MISSING
    return (instant.toordinal() - EPOCH_DAY) * 1440 + instant.hour * 60 + instant.minute


def instant_of(minute: int) -> datetime | None:
    """Return the instant of minutes since 1970-01-01T00:00; None for MISSING."""
    return None if minute == MISSING else EPOCH + timedelta(minutes=minute)


def day_of(day: date) -> int:
    """Return days since 1970-01-01."""
    return day.toordinal() - EPOCH_DAY


def options_of(document: PlanDocument) -> ScheduleOptions:
    """Return the scheduling rules that the file asks for."""
    return ScheduleOptions(
        mode=document.mode,
        honor_constraints=document.honor_constraints and document.mode == "msproject",
        lag_calendar=document.lag_calendar,
        float_rule=document.float_type,
        progress=document.progressed_logic,
        start_lag_from=document.start_lag_from if document.mode == "p6" else "actual",
        use_expected_finish=document.use_expected_finish,
        schedule_from=document.schedule_from,
        critical_float_minutes=document.critical_float_minutes,
        multiple_critical_paths=document.multiple_critical_paths,
    )


def to_plan(document: PlanDocument) -> Plan:
    """Return the engine's columns; link j of the plan is ``document.links[j]``."""
    if document.start is None:
        raise ValueError("The document has no start; every reader sets one.")
    task_calendars = TaskCalendars(document)
    calendar_rows = [task_calendars.row_for(task) for task in document.tasks]
    project = Project(
        start=minute_of(document.start),
        calendar=task_calendars.project_row,
        status_date=minute_of(document.status_date),
        must_finish=minute_of(document.must_finish_by),
        finish=minute_of(document.finish) if document.schedule_from == "finish" else MISSING,
    )
    rows = {task.uid: row for row, task in enumerate(document.tasks)}
    parts = parts_of(document, task_calendars)
    return Plan(
        calendars=(*_calendars(document.calendars), *task_calendars.derived),
        tasks=_tasks(document.tasks, calendar_rows, _float_rows(document, task_calendars.project_row), rows),
        links=links_of(document.links, rows),
        projects=(project,),
        assignments=parts,
    )


def _calendars(calendars: list[CalendarDoc]) -> list[Calendar]:
    rows = {calendar.uid: row for row, calendar in enumerate(calendars)}
    return [
        Calendar(
            week=calendar.week,
            exceptions=tuple(
                CalendarException(day_of(item.first_day), day_of(item.last_day), item.shifts)
                for item in calendar.exceptions
            ),
            work_weeks=tuple(
                WorkWeek(day_of(item.first_day), day_of(item.last_day), item.week) for item in calendar.work_weeks
            ),
            parent=-1 if calendar.parent is None else rows[calendar.parent],
            name=calendar.name,
        )
        for calendar in calendars
    ]


def _column(values: Iterable[Any], dtype: Any) -> NDArray[Any]:
    return np.array(list(values), dtype=dtype)


def _kind(task: TaskDoc) -> int:
    if task.kind == "summary":
        return TaskKind.SUMMARY
    if task.activity_type in _ACTIVITIES:
        return _ACTIVITIES[task.activity_type]
    # A milestone that people gave a duration still takes that time.
    return TaskKind.MILESTONE if task.kind == "milestone" and task.duration_minutes == 0 else TaskKind.TASK


def _float_rows(document: PlanDocument, project_row: int) -> list[int]:
    """Return where floats count: on the task's or the project's calendar, never a resource's."""
    rows = {calendar.uid: row for row, calendar in enumerate(document.calendars)}
    return [project_row if task.calendar is None else rows[task.calendar] for task in document.tasks]


def _tasks(tasks: list[TaskDoc], calendar_rows: list[int], float_rows: list[int], rows: dict[int, int]) -> Tasks:
    def minutes(values: Iterable[int]) -> NDArray[Any]:
        return _column(values, np.int32)

    # Interruptions matter only while a task is under way.
    going = [0 < task.percent_complete < 100 and task.actual_finish is None for task in tasks]
    return Tasks(
        uid=_column((task.uid for task in tasks), np.int64),
        duration=minutes(task.duration_minutes for task in tasks),
        kind=_column((_kind(task) for task in tasks), np.int8),
        parent=_column((-1 if task.parent is None else rows[task.parent] for task in tasks), np.int32),
        calendar=_column(calendar_rows, np.int32),
        float_calendar=_column(float_rows, np.int32),
        elapsed=_column((task.duration_elapsed for task in tasks), np.bool_),
        constraint=_column((_CONSTRAINTS[task.constraint] for task in tasks), np.int8),
        constraint_date=minutes(minute_of(task.constraint_date) for task in tasks),
        deadline=minutes(minute_of(task.deadline) for task in tasks),
        actual_start=minutes(minute_of(task.actual_start) for task in tasks),
        actual_finish=minutes(minute_of(task.actual_finish) for task in tasks),
        remaining=minutes(
            MISSING if task.remaining_minutes is None or task.kind == "summary" else task.remaining_minutes
            for task in tasks
        ),
        percent=_column((task.percent_complete for task in tasks), np.float32),
        stop=minutes(minute_of(task.stop) if on else MISSING for task, on in zip(tasks, going, strict=True)),
        resume=minutes(minute_of(task.resume) if on else MISSING for task, on in zip(tasks, going, strict=True)),
        expected_finish=minutes(minute_of(task.expected_finish) for task in tasks),
        manual=_column((task.manual or task.external for task in tasks), np.bool_),
        manual_start=minutes(minute_of(_given(task, task.manual_start, task.stored.start)) for task in tasks),
        manual_finish=minutes(minute_of(_given(task, task.manual_finish, task.stored.finish)) for task in tasks),
        active=_column((task.active for task in tasks), np.bool_),
        leveling_delay=minutes(task.leveling_delay_minutes for task in tasks),
        project=np.zeros(len(tasks), np.int32),
    )


def _given(task: TaskDoc, typed: datetime | None, stored: datetime | None) -> datetime | None:
    """Return a date that nothing here decides: typed by hand, or that of a task of another plan."""
    return (typed or stored) if task.manual or task.external else None


def links_of(links: list[LinkDoc], rows: dict[int, int]) -> Links:
    """Return the columns of links between tasks whose rows are given by their uid."""
    return Links(
        predecessor=_column((rows[link.predecessor] for link in links), np.int32),
        successor=_column((rows[link.successor] for link in links), np.int32),
        type=_column((_LINK_TYPES[link.type] for link in links), np.int8),
        lag=_column(
            (round(link.lag * HUNDREDTHS) if link.lag_kind == "percent" else round(link.lag) for link in links),
            np.int32,
        ),
        lag_kind=_column((_LAG_KINDS[link.lag_kind] for link in links), np.int8),
    )
