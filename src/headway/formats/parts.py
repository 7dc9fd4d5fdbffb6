"""The parts of a task: each assignment on the calendar of its own resource.

Microsoft Project: an assignment takes its work divided by its units, in working time of its resource (and of the task's
calendar). The duration of a task is the time in which at least one of them is at work. A task therefore ends with the
last of its assignments, and never before its duration has passed on the calendar that all of them make together; that
duration is a part like the others, and it decides where a file's assignments say less than its duration does.
Primavera P6: the assignments of a resource-dependent activity take their remaining work divided by their units, each on
the calendar of its own resource; the activity spans them.
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
    found: list[tuple[int, int, int]] = []
    if document.mode == "p6":
        found = _of_activities(document, calendars)
    wanted = _wanted(document, calendars)
    for row, task in enumerate(document.tasks if document.mode == "msproject" else ()):
        if task.uid in wanted and task.kind != "summary" and not task.manual and task.duration_minutes > 0:
            found += [(row, *part) for part in _of_task(task, wanted[task.uid], calendars)]
    columns = np.array(found, np.int32).reshape(-1, 3)
    # Without a calendar a part would run on that of its task, which several people make together.
    calendar = np.where(columns[:, 1] < 0, calendars.project_row, columns[:, 1])
    return Assignments(columns[:, 0], calendar, columns[:, 2])


def _of_activities(document: PlanDocument, calendars: TaskCalendars) -> list[tuple[int, int, int]]:
    """Return row, calendar and duration of the parts of resource-dependent activities with several calendars."""
    kinds = {resource.uid: resource.kind for resource in document.resources}
    several, rows = calendars.with_several(), {task.uid: row for row, task in enumerate(document.tasks)}
    known = [
        (rows[each.task], each)
        for each in document.assignments
        if each.task in several and kinds.get(each.resource) == "work" and (_left(each) or 0) > 0 < each.units
    ]
    known = [(row, each) for row, each in known if document.tasks[row].activity_type == "TT_Rsrc"]
    lengths = assignment_durations(
        np.array([_left(each) for _, each in known], np.float64),
        np.array([each.units for _, each in known], np.float64),
    )
    return [
        (row, calendars.row_of_resource(each.resource), length)
        for (row, each), length in zip(known, lengths.tolist(), strict=True)
    ]


def _left(assignment: AssignmentDoc) -> int | None:
    remaining = assignment.remaining_work_minutes
    return assignment.work_minutes if remaining is None else remaining


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
