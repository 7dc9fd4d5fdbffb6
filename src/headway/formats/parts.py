"""The parts of a task: each assignment on the calendar of its own resource.

Microsoft Project: an assignment takes its work divided by its units, in working time of its resource (and of the task's
calendar). The duration of a task is the time in which at least one of them is at work. A task therefore ends with the
last of its assignments, and never before its duration has passed on the calendar that all of them make together; that
duration is a part like the others, and it decides where a file's assignments say less than its duration does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.effort import CONTOUR_SHARES, assignment_durations
from headway.engine.plan import Assignments

if TYPE_CHECKING:
    from headway.formats.document import AssignmentDoc, PlanDocument, TaskDoc
    from headway.formats.task_calendars import TaskCalendars


def parts_of(document: PlanDocument, calendars: TaskCalendars) -> Assignments:
    """Return the parts of the tasks that one duration on one calendar does not describe; row i is the i-th task."""
    if document.mode != "msproject":
        return Assignments()
    found: list[tuple[int, int, int]] = []
    wanted = _wanted(document, calendars)
    for row, task in enumerate(document.tasks):
        if task.uid in wanted and task.kind != "summary" and not task.manual and task.duration_minutes > 0:
            found += [(row, *part) for part in _of_task(task, wanted[task.uid], calendars)]
    columns = np.array(found, np.int32).reshape(-1, 3)
    return Assignments(columns[:, 0], columns[:, 1], columns[:, 2])


def _wanted(document: PlanDocument, calendars: TaskCalendars) -> dict[int, list[AssignmentDoc]]:
    """Group the assignments of tasks whose people have different hours or begin later, or which pause."""
    kinds = {resource.uid: resource.kind for resource in document.resources}
    works = [each for each in document.assignments if kinds.get(each.resource) == "work"]
    delayed = {each.task for each in works if each.delay_minutes > 0 and each.work_minutes and each.units > 0}
    several = calendars.with_several()
    wanted: dict[int, list[AssignmentDoc]] = {task.uid: [] for task in document.tasks if task.gap_minutes > 0}
    for each in works:
        if each.task in several or each.task in delayed or each.task in wanted:
            wanted.setdefault(each.task, []).append(each)
    return wanted


def _of_task(task: TaskDoc, assignments: list[AssignmentDoc], calendars: TaskCalendars) -> list[tuple[int, int]]:
    """Return calendar and duration of every part; none where no assignment says how long it takes."""
    split = _interrupted(task)
    whole = task.duration_minutes
    if split and task.remaining_minutes is not None:
        whole = task.remaining_minutes
    work = [each.remaining_work_minutes if split else each.work_minutes for each in assignments]
    known = [
        (each, minutes) for each, minutes in zip(assignments, work, strict=True) if (minutes or 0) > 0 < each.units
    ]
    if not known:
        return [(calendars.row_for(task), whole + task.gap_minutes)] if task.gap_minutes else []
    lengths = assignment_durations(
        np.array([minutes for _, minutes in known]),
        np.array([each.units for each, _ in known]),
        np.array([0 if split else each.overtime_work_minutes for each, _ in known]),
        np.array([CONTOUR_SHARES[each.contour] for each, _ in known]),
    )
    parts = [(calendars.row_for(task), whole + task.gap_minutes)]
    for (each, _), length in zip(known, lengths.tolist(), strict=True):
        delay = 0 if split else each.delay_minutes
        # Pauses count for those who work to the end.
        gap = task.gap_minutes if length >= whole else 0
        parts.append((calendars.row_of_assignment(task, each.resource), min(length, whole) + delay + gap))
    return parts


def _interrupted(task: TaskDoc) -> bool:
    """Tell whether only what remains is still to be placed: work that stopped and goes on later."""
    if not 0 < task.percent_complete < 100 or task.stop is None or task.resume is None:
        return False
    return task.actual_finish is None and task.resume > task.stop
