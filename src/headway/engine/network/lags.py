"""The minutes of every lag, the calendars on which rows and lags count, and what is left of a lag once work began."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.network.validate import LONGEST_MINUTES
from headway.engine.plan import MISSING, LagKind, LinkType

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.calendars import CompiledCalendars
    from headway.engine.network.options import ScheduleOptions
    from headway.engine.plan import Links, Minutes, Plan


def used_calendars(plan: Plan, summary: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Find the calendar of every row, the project's where it has none of its own.

    Parameters
    ----------
    plan : Plan
        What to schedule.
    summary : ndarray of bool, shape (tasks,)
        Rows that hold others.

    Returns
    -------
    ndarray of int32, shape (tasks,)
    """
    of_project = np.array([project.calendar for project in plan.projects], np.int32)
    own = plan.tasks.calendar
    return np.where((own >= 0) & ~summary, own, of_project[plan.tasks.project]).astype(np.int32)


def lags_of(
    plan: Plan, options: ScheduleOptions, links: Links, used: NDArray[np.int32]
) -> tuple[Minutes, NDArray[np.int32]]:
    """Find the minutes of every lag and the calendar on which they count.

    Parameters
    ----------
    plan : Plan
        What to schedule.
    options : ScheduleOptions
        Rules of the run.
    links : Links
        Some or all of the plan's.
    used : ndarray of int32, shape (tasks,)
        Calendar of every row.

    Returns
    -------
    lag, calendar : ndarray of int32, shape (links,)
    """
    always = len(plan.calendars)
    kind = links.lag_kind
    share = (kind == LagKind.PERCENT) | (kind == LagKind.ELAPSED_PERCENT)
    part = plan.tasks.duration[links.predecessor].astype(np.int64) * links.lag // 10000
    # What is too long is reported elsewhere; here it must not wrap round.
    lag = np.clip(np.where(share, part, links.lag), -LONGEST_MINUTES - 1, LONGEST_MINUTES + 1)
    match options.lag_calendar:
        case "predecessor":
            calendar = used[links.predecessor]
        case "successor":
            calendar = used[links.successor]
        case "project":
            of_project = np.array([project.calendar for project in plan.projects], np.int32)
            calendar = of_project[plan.tasks.project[links.successor]]
        case "24h":
            calendar = np.full(len(links), always, np.int32)
    elapsed = (kind == LagKind.ELAPSED) | (kind == LagKind.ELAPSED_PERCENT)
    return lag.astype(np.int32), np.where(elapsed, always, calendar).astype(np.int32)


def stands_for_rest(plan: Plan, options: ScheduleOptions, summary: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Mark the work under way from whose remaining part, and not from whose actual start, links go on.

    Parameters
    ----------
    plan : Plan
        Without errors.
    options : ScheduleOptions
        Rules of the run.
    summary : ndarray of bool, shape (tasks,)
        Rows that hold others.

    Returns
    -------
    ndarray of bool, shape (tasks,)
    """
    tasks = plan.tasks
    if options.mode != "p6" or options.progress != "retained" or options.start_lag_from != "early":
        return np.zeros(len(tasks), bool)
    by_hand = tasks.manual & (tasks.manual_start != MISSING) & (tasks.manual_finish != MISSING)
    under_way = (tasks.actual_start != MISSING) & (tasks.actual_finish == MISSING)
    return np.asarray(under_way & ~by_hand & ~tasks.spanning & ~summary)


def left_of_lags(
    plan: Plan,
    links: Links,
    lag: NDArray[Any],
    calendar: NDArray[np.int32],
    calendars: CompiledCalendars,
    begun: NDArray[np.bool_],
) -> NDArray[Any]:
    """Take from the lags behind the start of work under way what has passed of them, as P6 does.

    left = max(0, lag - work between actual start and data date) for start-to-start and start-to-finish links: the rest
    counts from the early start of the remaining part. Of a lead nothing is left.

    Parameters
    ----------
    plan : Plan
        What to schedule.
    links : Links
        Some or all of the plan's.
    lag, calendar : ndarray of int, shape (links,)
        Minutes, and the calendar on which they count.
    calendars : CompiledCalendars
        With a horizon that holds the dates of progress.
    begun : ndarray of bool, shape (links,)
        Links whose predecessor stands for its remaining part.

    Returns
    -------
    ndarray of int, shape (links,)
        The same array where no link is concerned.

    Notes
    -----
    Oracle, Primavera P6 help, schedule options: "Calculate start-to-start lag from".
    """
    on = np.flatnonzero(begun & ((links.type == LinkType.SS) | (links.type == LinkType.SF)))
    if not len(on):
        return lag
    before = links.predecessor[on]
    began = plan.tasks.actual_start[before]
    data_date = np.array([project.status_date for project in plan.projects], np.int32)[plan.tasks.project[before]]
    passed = calendars.working_between(calendar[on], began, np.maximum(began, data_date))
    left = lag.copy()
    left[on] = np.maximum(0, lag[on] - passed)
    return left
