"""What every link asks of its successor in a finished schedule, and whether the schedule does so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.calendars import CompiledCalendars, compile_calendars
from headway.engine.network.lags import lags_of, left_of_lags, stands_for_rest, used_calendars
from headway.engine.plan import MISSING, LinkType

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.network.options import ScheduleOptions
    from headway.engine.network.result import Schedule
    from headway.engine.plan import Minutes, Plan


@dataclass(frozen=True, slots=True)
class LinkDates:
    """One element a link; MISSING and False where an end has no dates, is inactive, or is a level of effort."""

    earliest: Minutes
    """Instant that the link asks for: the end of the predecessor that it ties, moved by its lag."""
    reached: Minutes
    """Instant of the successor's end that it ties."""
    broken: NDArray[np.bool_]
    """The successor's end comes before what the link asks for, in working time."""


def calendar_rows(plan: Plan) -> NDArray[np.int32]:
    """Find the calendar on which each task runs; the row behind the last one is the clock itself.

    Parameters
    ----------
    plan : Plan
        Without errors.

    Returns
    -------
    ndarray of int32, shape (tasks,)
        The task's own calendar, else its project's (always for summaries); ``len(plan.calendars)`` for elapsed
        durations.
    """
    summary = summaries(plan)
    used = used_calendars(plan, summary)
    return np.where(plan.tasks.elapsed & ~summary, len(plan.calendars), used).astype(np.int32)


def summaries(plan: Plan) -> NDArray[np.bool_]:
    """Mark the rows that others name as parent.

    Parameters
    ----------
    plan : Plan
        Without errors.

    Returns
    -------
    ndarray of bool, shape (tasks,)
    """
    held = np.zeros(len(plan.tasks), bool)
    held[plan.tasks.parent[plan.tasks.parent >= 0]] = True
    return held


def calendars_over(plan: Plan, *instants: Minutes) -> CompiledCalendars:
    """Compile the plan's calendars over a horizon that holds all given instants.

    Parameters
    ----------
    plan : Plan
        Without errors.
    *instants : ndarray of int32
        Minutes since 1970; MISSING does not count.

    Returns
    -------
    CompiledCalendars
    """
    known = [part[part != MISSING] for part in instants]
    ends = [(int(part.min()), int(part.max())) for part in known if len(part)]
    starts = [project.start for project in plan.projects]
    first = min([*starts, *(low for low, _ in ends)])
    last = max([*starts, *(high for _, high in ends)])
    return compile_calendars(plan.calendars, first // 1440 - 2, last // 1440 + 2)


def link_dates(plan: Plan, schedule: Schedule, options: ScheduleOptions) -> LinkDates:
    """Compare what every link asks for with the dates of a schedule.

    earliest = F_i + lag (FS, FF) or S_i + lag (SS, SF); a link is broken where its successor's start (FS, SS) or
    finish (FF, SF) lies before that, by at least one working minute of both the lag's and the successor's calendar:
    the end of a shift and the start of the next are the same moment. Of work under way S_i may be the early start of
    its rest (``stands_for_rest``).

    Parameters
    ----------
    plan : Plan
        What was scheduled.
    schedule : Schedule
        Its dates, with ``ok`` True.
    options : ScheduleOptions
        Rules of that run.

    Returns
    -------
    LinkDates
        O(links + days of the calendars).
    """
    links, tasks = plan.links, plan.tasks
    before, after = links.predecessor, links.successor
    from_finish = (links.type == LinkType.FS) | (links.type == LinkType.FF)
    to_start = (links.type == LinkType.FS) | (links.type == LinkType.SS)
    # What has begun on both sides is compared as it happened.
    summary = summaries(plan)
    begun = stands_for_rest(plan, options, summary)[before] & (tasks.actual_start[after] == MISSING)
    start = np.where(begun, schedule.early_start[before], schedule.start[before])
    origin = np.where(from_finish, schedule.finish[before], start)
    reached = np.where(to_start, schedule.start[after], schedule.finish[after])
    acts = tasks.active & ~tasks.spanning
    there = acts[before] & acts[after] & (origin != MISSING) & (reached != MISSING)
    progress = (tasks.actual_start[before[begun]], np.array([each.status_date for each in plan.projects], np.int32))
    calendars = calendars_over(plan, origin[there], reached[there], *progress)
    own = calendar_rows(plan)
    lag, row = lags_of(plan, options, links, used_calendars(plan, summary))
    lag = left_of_lags(plan, links, lag, row, calendars, begun)
    earliest = np.full(len(links), MISSING, np.int32)
    earliest[there] = calendars.add(row[there], origin[there], lag[there])
    # A lead that runs out of the calendars asks for nothing.
    there &= earliest != MISSING
    broken = np.zeros(len(links), bool)
    early = np.flatnonzero(there & (reached < earliest))
    on_lag = calendars.working_between(row[early], reached[early], earliest[early])
    on_own = calendars.working_between(own[after[early]], reached[early], earliest[early])
    broken[early] = (on_lag > 0) & (on_own > 0)
    return LinkDates(earliest, np.where(there, reached, MISSING).astype(np.int32), broken)
