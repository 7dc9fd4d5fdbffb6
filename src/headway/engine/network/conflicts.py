"""What a finished schedule could not keep: constraints, deadlines and links that its dates break, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.network.link_dates import calendar_rows, calendars_over, link_dates, summaries
from headway.engine.network.result import Diagnostic
from headway.engine.plan import MISSING, Constraint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from headway.engine.calendars import CompiledCalendars
    from headway.engine.network.options import ScheduleOptions
    from headway.engine.network.result import Schedule
    from headway.engine.plan import Minutes, Plan, Tasks

FREE = np.iinfo(np.int32).max
START_NOT_BEFORE = (Constraint.SNET, Constraint.START_ON, Constraint.MSO)
START_NOT_AFTER = (Constraint.SNLT, Constraint.START_ON, Constraint.MSO)
FINISH_NOT_BEFORE = (Constraint.FNET, Constraint.FINISH_ON, Constraint.MFO)
FINISH_NOT_AFTER = (Constraint.FNLT, Constraint.FINISH_ON, Constraint.MFO)


def conflicts(plan: Plan, schedule: Schedule, options: ScheduleOptions) -> tuple[Diagnostic, ...]:
    """List, as warnings, what the dates of a schedule break.

    Parameters
    ----------
    plan : Plan
        What was scheduled.
    schedule : Schedule
        Its dates.
    options : ScheduleOptions
        Rules of that run.

    Returns
    -------
    tuple of Diagnostic
        ``constraint-conflict`` (dates of a task, its summaries or its project that contradict each other whatever the
        links say), ``constraint-broken``, ``deadline-missed``, ``link-broken``, ``out-of-sequence`` and
        ``negative-float``, each with its rows; nothing where the schedule has no dates. O(tasks * depth + links).
    """
    if not schedule.ok or not len(plan.tasks):
        return ()
    tasks = plan.tasks
    open_rows = tasks.active & (tasks.actual_finish == MISSING)
    calendars = calendars_over(plan, schedule.start, schedule.finish, tasks.constraint_date, tasks.deadline)
    found: list[Diagnostic] = []
    found += _contradictions(plan, open_rows)
    found += _constraints(plan, schedule, calendars, open_rows)
    found += _deadlines(plan, schedule, calendars, open_rows)
    found += _links(plan, schedule, options)
    leaf = open_rows & ~summaries(plan) & ~tasks.spanning
    negative = leaf & (schedule.total_float < 0) & (schedule.total_float != MISSING)
    found += _warning("negative-float", negative, "The tasks have less time than they need to keep a fixed date.")
    return tuple(found)


def _warning(name: str, mask: NDArray[np.bool_], message: str) -> Iterator[Diagnostic]:
    if mask.any():
        yield Diagnostic(name, message, "warning", tasks=tuple(np.flatnonzero(mask).tolist()))


def _dated(tasks: Tasks, kinds: tuple[Constraint, ...]) -> NDArray[np.bool_]:
    return np.asarray(np.isin(tasks.constraint, kinds) & (tasks.constraint_date != MISSING))


def _later(
    plan: Plan, calendars: CompiledCalendars, mask: NDArray[np.bool_], a: Minutes, b: Minutes
) -> NDArray[np.bool_]:
    """Mark rows whose instant b lies after a by at least a working minute of the task's calendar."""
    rows = np.flatnonzero(mask & (a != MISSING) & (b != MISSING) & (b > a))
    late = np.zeros(len(mask), bool)
    late[rows] = calendars.working_between(calendar_rows(plan)[rows], a[rows], b[rows]) > 0
    return late


def _constraints(
    plan: Plan, schedule: Schedule, calendars: CompiledCalendars, open_rows: NDArray[np.bool_]
) -> Iterator[Diagnostic]:
    """Started work has a start that nobody can change; tasks scheduled by hand have no constraints."""
    tasks, date = plan.tasks, plan.tasks.constraint_date
    finishes = open_rows & ~tasks.manual
    starts = finishes & (tasks.actual_start == MISSING)
    broken = _later(plan, calendars, starts & _dated(tasks, START_NOT_BEFORE), schedule.start, date)
    broken |= _later(plan, calendars, starts & _dated(tasks, START_NOT_AFTER), date, schedule.start)
    broken |= _later(plan, calendars, finishes & _dated(tasks, FINISH_NOT_BEFORE), schedule.finish, date)
    broken |= _later(plan, calendars, finishes & _dated(tasks, FINISH_NOT_AFTER), date, schedule.finish)
    yield from _warning("constraint-broken", broken, "The dates of the tasks do not keep their constraints.")


def _deadlines(
    plan: Plan, schedule: Schedule, calendars: CompiledCalendars, open_rows: NDArray[np.bool_]
) -> Iterator[Diagnostic]:
    late = _later(plan, calendars, open_rows, plan.tasks.deadline, schedule.finish)
    yield from _warning("deadline-missed", late, "The tasks finish after their deadlines.")


def _links(plan: Plan, schedule: Schedule, options: ScheduleOptions) -> Iterator[Diagnostic]:
    broken = link_dates(plan, schedule, options).broken
    begun = plan.tasks.actual_start[plan.links.successor] != MISSING
    begun |= plan.tasks.actual_finish[plan.links.successor] != MISSING
    reasons = (
        ("link-broken", ~begun, "Fixed dates put the tasks before what their links ask for."),
        ("out-of-sequence", begun, "The tasks went ahead before what their links ask for."),
    )
    for name, part, message in reasons:
        rows = np.flatnonzero(broken & part)
        if len(rows):
            tasks = tuple(np.unique(plan.links.successor[rows]).tolist())
            yield Diagnostic(name, message, "warning", tasks=tasks, links=tuple(rows.tolist()))


def _contradictions(plan: Plan, open_rows: NDArray[np.bool_]) -> Iterator[Diagnostic]:
    """Compare the earliest and the latest dates that rules alone allow, without any link."""
    tasks, date = plan.tasks, plan.tasks.constraint_date
    not_started = open_rows & (tasks.actual_start == MISSING) & ~tasks.manual & ~summaries(plan)

    def bound(kinds: tuple[Constraint, ...], otherwise: int) -> Minutes:
        return np.where(_dated(tasks, kinds), date, np.int32(otherwise)).astype(np.int32)

    low_start, high_start = bound(START_NOT_BEFORE, MISSING), bound(START_NOT_AFTER, FREE)
    low_finish, high_finish = bound(FINISH_NOT_BEFORE, MISSING), bound(FINISH_NOT_AFTER, FREE)
    high_finish = np.minimum(high_finish, np.where(tasks.deadline != MISSING, tasks.deadline, FREE)).astype(np.int32)
    low_start, high_finish = _inherited(plan, low_start, high_finish)
    imposed = np.array([project.must_finish for project in plan.projects], np.int32)[tasks.project]
    high_finish = np.where(imposed != MISSING, np.minimum(high_finish, imposed), high_finish).astype(np.int32)
    held = np.flatnonzero(not_started & ((low_start != MISSING) | (low_finish != MISSING)))
    held = held[(high_start[held] != FREE) | (high_finish[held] != FREE)]
    wrong = np.zeros(len(tasks), bool)
    wrong[held] = (low_start > high_start)[held] | (low_finish > high_finish)[held]
    held = held[(low_start[held] != MISSING) & (high_finish[held] != FREE)]
    if len(held):
        calendars = calendars_over(plan, low_start[held], high_finish[held])
        row = calendar_rows(plan)[held]
        room = calendars.working_between(row, low_start[held], high_finish[held])
        wrong[held] |= room < tasks.duration[held]
    yield from _warning(
        "constraint-conflict",
        wrong,
        "Constraints, deadlines and imposed dates of the tasks, their summaries and their project cannot all be kept.",
    )


def _inherited(plan: Plan, low: Minutes, high: Minutes) -> tuple[Minutes, Minutes]:
    """Tighten bounds by those of all summaries above."""
    own_low, own_high = low, high
    above = plan.tasks.parent
    while (above >= 0).any():
        has = above >= 0
        low = np.where(has, np.maximum(low, own_low[above]), low).astype(np.int32)
        high = np.where(has, np.minimum(high, own_high[above]), high).astype(np.int32)
        above = np.where(has, plan.tasks.parent[above], -1)
    return low, high
