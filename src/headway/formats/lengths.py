"""Tasks of which a file says when they are done, but not how long they take."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from headway.formats.task_calendars import TaskCalendars

if TYPE_CHECKING:
    from datetime import datetime

    from headway.formats.document import PlanDocument, TaskDoc
    from headway.formats.notices import Notices

LONGEST = timedelta(days=3660)
"""A longer span is taken as this long."""
BETWEEN_OTHERS = {"TT_LOE", "TT_WBS"}
"""Activities of P6 that are as long as others make them."""


def measure_lengths(document: PlanDocument, notices: Notices) -> None:
    """Give tasks without a stated duration the working time between the dates that the file has for them."""
    unstated = [task for task in document.tasks if task.duration_unstated]
    calendars = TaskCalendars(document) if unstated else None
    for task in unstated:
        task.duration_unstated = False
        span = _span(task)
        if calendars is None or span is None:
            continue
        start, finish = span
        task.duration_minutes = calendars.working_minutes(task, start, min(finish, start + LONGEST))
        message = "A task has no duration, only dates; it takes the working time between them."
        notices.add("length-from-dates", message, task=task.uid, level="info")


def _span(task: TaskDoc) -> tuple[datetime, datetime] | None:
    start, finish = task.actual_start or task.stored.start, task.actual_finish or task.stored.finish
    if task.kind != "task" or task.activity_type in BETWEEN_OTHERS or start is None or finish is None:
        return None
    return (start, finish) if start < finish else None
