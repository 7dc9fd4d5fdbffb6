"""What resources' calendars add to a plan: parts of tasks on calendars of their own, and where floats count.

Microsoft Project schedules every assignment on the calendar of its resource: a task begins with the first and ends
with the last. One duration on one calendar describes that only where all of them work alike. For the other tasks the
assignments become parts, each as long as the file says: from the task's start to the assignment's finish, in working
time of the resource. An interrupted assignment is as long as its work and its pauses.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.calendars import compile_calendars
from headway.engine.plan import MISSING, Assignments, Plan

if TYPE_CHECKING:
    from datetime import datetime

    from headway.formats.document import PlanDocument, TaskDoc

EPOCH_DAY = 719_163


def with_parts(document: PlanDocument, plan: Plan) -> Plan:
    """Return the plan with the parts of its tasks and the calendars of its floats; P6 plans stay as they are."""
    if document.mode != "msproject" or not document.calendars:
        return plan
    rows = {calendar.uid: row for row, calendar in enumerate(document.calendars)}
    project = plan.projects[0].calendar
    measured = [project if task.calendar is None else rows[task.calendar] for task in document.tasks]
    plan = plan.replace(tasks=replace(plan.tasks, float_calendar=np.array(measured, np.int32)))
    found = _candidates(document, rows, project)
    if not found:
        return plan
    task, calendar, start, finish = (np.array(column) for column in zip(*found, strict=True))
    calendars = compile_calendars(plan.calendars, int(start.min()) // 1440 - 10, int(finish.max()) // 1440 + 10)
    duration = calendars.working_between(calendar, start, finish)
    kept = np.isin(task, _differing(task, calendar, duration, plan)) & (duration > 0)
    return plan.replace(assignments=Assignments(task[kept], calendar[kept], duration[kept]))


def _differing(task: np.ndarray, calendar: np.ndarray, duration: np.ndarray, plan: Plan) -> list[int]:
    """List the tasks that their own duration on their own calendar does not describe."""
    calendars: dict[int, set[int]] = {}
    longest: dict[int, int] = {}
    for row, on, minutes in zip(task.tolist(), calendar.tolist(), duration.tolist(), strict=True):
        calendars.setdefault(row, set()).add(on)
        longest[row] = max(longest.get(row, 0), minutes)
    return [row for row in calendars if len(calendars[row]) > 1 or longest[row] > plan.tasks.duration[row] + 1]


def _candidates(document: PlanDocument, rows: dict[int, int], project: int) -> list[tuple[int, int, int, int]]:
    own = {resource.uid: resource.calendar for resource in document.resources if resource.kind == "work"}
    places = {task.uid: row for row, task in enumerate(document.tasks)}
    found = []
    for assignment in document.assignments:
        row = places.get(assignment.task)
        if row is None or assignment.resource not in own or assignment.finish is None:
            continue
        task = document.tasks[row]
        if not _open(task) or task.stored.start is None or assignment.finish <= task.stored.start:
            continue
        uid = own[assignment.resource]
        calendar = project if uid is None else _deciding(document, rows, rows[uid])
        found.append((row, calendar, _minute(task.stored.start), _minute(assignment.finish)))
    return found


def _open(task: TaskDoc) -> bool:
    """Tell whether the assignments decide about the task: automatic, unfinished, without a calendar of its own."""
    free = task.calendar is None and not task.duration_elapsed
    return free and task.kind != "summary" and not task.manual and task.actual_finish is None


def _deciding(document: PlanDocument, rows: dict[int, int], row: int) -> int:
    """Return the row of the calendar that decides: one that only inherits stands for its parent."""
    calendar = document.calendars[row]
    while calendar.parent is not None and not (calendar.exceptions or calendar.work_weeks or any(calendar.week)):
        row = rows[calendar.parent]
        calendar = document.calendars[row]
    return row


def _minute(instant: datetime | None) -> int:
    if instant is None:
        return MISSING
    return (instant.toordinal() - EPOCH_DAY) * 1440 + instant.hour * 60 + instant.minute
