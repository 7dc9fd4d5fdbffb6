"""Split tasks: how much working time lies between the pieces of work that are still to be done.

A split keeps its length when the task moves, so the length is what a plan needs to know, not the dates of the pieces.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from headway.formats.task_calendars import TaskCalendars

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from headway.formats.document import PlanDocument, TaskDoc

LONGEST_GAP = timedelta(days=3660)
"""A longer pause is taken as this long."""


def joined(pieces: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Return pieces of work in order, with those that touch or overlap as one."""
    found: list[tuple[datetime, datetime]] = []
    for start, finish in sorted(pieces):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(finish, found[-1][1]))
        elif finish > start:
            found.append((start, finish))
    return found


def measure_gaps(document: PlanDocument) -> None:
    """Set ``gap_minutes`` of every task whose ``pieces`` the reader found."""
    tasks = [task for task in document.tasks if len(task.pieces) > 1 and _counts(task)]
    calendars = TaskCalendars(document) if tasks else None
    for task in tasks:
        assert calendars is not None
        task.gap_minutes = sum(
            calendars.working_minutes(task, end, min(start, end + LONGEST_GAP)) for end, start in _gaps(task)
        )


def _counts(task: TaskDoc) -> bool:
    return task.kind != "summary" and not task.duration_elapsed and not task.manual and task.actual_finish is None


def _gaps(task: TaskDoc) -> list[tuple[datetime, datetime]]:
    """Return the pauses to come: where work has stopped, what lies before its resumption is one by itself."""
    pieces = joined(task.pieces)
    pauses = [(one[1], other[0]) for one, other in pairwise(pieces)]
    if task.stop is None or task.resume is None or task.resume <= task.stop:
        return pauses
    resume = task.resume
    return [(end, start) for end, start in pauses if end >= resume]
