"""Where the remaining part of started work goes on, as Microsoft Project has it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.plan import MISSING, Plan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.calendars import CompiledCalendars
    from headway.engine.network.options import ScheduleOptions


def with_resume_dates(
    plan: Plan, options: ScheduleOptions, calendars: CompiledCalendars, row: NDArray[np.int32]
) -> Plan:
    """Give started work the date at which its remaining part goes on.

    stop = actual start + duration - remaining, resume = stop; with ``reschedule = "all"`` resume = max(stop, status
    date). Dates that a task already has stay, except that rescheduling moves a resume date before the status date.

    Parameters
    ----------
    plan : Plan
        Without errors.
    options : ScheduleOptions
        Rules of the run; P6 has a data date instead, so nothing changes there.
    calendars : CompiledCalendars
        Of the plan.
    row : ndarray of int32, shape (rows,)
        Calendar of every row.

    Returns
    -------
    Plan
        The same one where nothing is under way. O(tasks).
    """
    tasks = plan.tasks
    on = np.flatnonzero((tasks.actual_start != MISSING) & (tasks.actual_finish == MISSING))
    if options.mode != "msproject" or not len(on):
        return plan
    percent = np.clip(tasks.percent[on], 0, 100).astype(np.float64)
    left = np.rint(tasks.duration[on] * (1 - percent / 100)).astype(np.int32)
    left = np.where(tasks.remaining[on] != MISSING, tasks.remaining[on], left)
    own = np.where(tasks.elapsed[on], calendars.always, row[on]).astype(np.int32)
    done = np.maximum(tasks.duration[on] - left, 0).astype(np.int32)
    reached = calendars.add(own, tasks.actual_start[on], done)
    stop, resume = tasks.stop.copy(), tasks.resume.copy()
    goes_on = np.where(resume[on] != MISSING, resume[on], calendars.next_working(own, reached))
    resume[on] = goes_on
    if options.reschedule == "all":
        status = np.array([project.status_date for project in plan.projects], np.int32)[tasks.project[on]]
        moved = (status != MISSING) & (goes_on < status) & (left > 0)
        rows = on[moved]
        stop[rows] = np.where(stop[rows] != MISSING, stop[rows], reached[moved])
        resume[rows] = status[moved]
    return plan.replace(tasks=replace(tasks, stop=stop, resume=resume))
