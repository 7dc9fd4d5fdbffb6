"""What constraints, progress and mode say about the dates of each row, as bounds for the kernels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.network import kernels_outline
from headway.engine.network.layout import (
    AT_SHIFT,
    CAPPED,
    DELAYED,
    FINISH_SIDE,
    FIXED,
    FREE,
    HAMMOCK,
    LATE,
    PINNED,
    STARTED,
    WAITS,
)
from headway.engine.plan import MISSING, Constraint, Minutes, Plan, TaskKind, Tasks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.network.compiled import Outline
    from headway.engine.network.options import ScheduleOptions


@dataclass(slots=True)
class Bounds:
    """One element a row; the meaning is that of ``compiled.Nodes``."""

    flags: NDArray[np.int16]
    duration: Minutes
    floor_start: Minutes
    floor_finish: Minutes
    cap_start: Minutes
    cap_finish: Minutes
    late_start: Minutes
    late_finish: Minutes
    given_start: Minutes
    given_finish: Minutes
    resume: Minutes
    going_on: Minutes
    expected: Minutes


def bounds_of(plan: Plan, options: ScheduleOptions, outline: Outline) -> Bounds:
    """Translate every row's rules into bounds.

    Parameters
    ----------
    plan : Plan
        Without errors.
    options : ScheduleOptions
        Rules of the run.
    outline : Outline
        The tree of rows.

    Returns
    -------
    Bounds
    """
    tasks = plan.tasks
    count = len(tasks)

    def filled(value: int) -> Minutes:
        return np.full(count, value, np.int32)

    bounds = Bounds(
        flags=np.zeros(count, np.int16),
        duration=tasks.duration.copy(),
        floor_start=filled(MISSING),
        floor_finish=filled(MISSING),
        cap_start=filled(FREE),
        cap_finish=filled(FREE),
        late_start=filled(FREE),
        late_finish=filled(FREE),
        given_start=filled(MISSING),
        given_finish=filled(MISSING),
        resume=filled(MISSING),
        going_on=filled(MISSING),
        expected=filled(MISSING),
    )
    _constraints(bounds, tasks, options)
    manual = fixed_summaries(tasks, outline)
    default = filled(MISSING)
    if outline.summary.any():
        kernels_outline.inherit_bounds(
            outline.parent, outline.order, manual, tasks.manual_start, bounds.floor_start, default, bounds.late_finish
        )
    bounds.floor_start = np.where(bounds.floor_start == MISSING, default, bounds.floor_start)
    _project_start(bounds, plan, options)
    _behind_status_date(bounds, plan, options)
    _exact(bounds, tasks, options)
    _deadlines(bounds, tasks)
    _delays(bounds, tasks)
    _progress(bounds, plan, options)
    _manual(bounds, tasks)
    _kinds(bounds, tasks, options)
    if options.mode == "p6" and options.use_expected_finish:
        _expected(bounds, tasks)
    _spans(bounds, tasks)
    return bounds


def fixed_summaries(tasks: Tasks, outline: Outline) -> NDArray[np.bool_]:
    """Mark the summaries whose dates are set by hand: they are not rolled up, and hold what is below them back.

    Parameters
    ----------
    tasks : Tasks
        Columns of the tasks.
    outline : Outline
        The tree of rows.

    Returns
    -------
    ndarray of bool, shape (rows,)
    """
    dated = (tasks.manual_start != MISSING) & (tasks.manual_finish != MISSING)
    return np.asarray(outline.summary & tasks.manual & dated)


def _project_start(bounds: Bounds, plan: Plan, options: ScheduleOptions) -> None:
    """Hold rows without a floor of their own at the start of their project.

    In Microsoft Project a date that somebody typed may lie before the project's start; in P6 nothing starts before the
    project or the data date.
    """
    project = plan.tasks.project
    starts = np.array([each.start for each in plan.projects], np.int32)[project]
    if options.mode == "p6":
        data_dates = np.array([each.status_date for each in plan.projects], np.int32)[project]
        bounds.floor_start = np.maximum(np.maximum(starts, data_dates), bounds.floor_start)
    else:
        bounds.floor_start = np.where(bounds.floor_start == MISSING, starts, bounds.floor_start).astype(np.int32)


def _behind_status_date(bounds: Bounds, plan: Plan, options: ScheduleOptions) -> None:
    """Hold work that has not begun behind the status date; exact dates, which come later, stay."""
    if options.mode != "msproject" or options.reschedule == "no":
        return
    status = np.array([each.status_date for each in plan.projects], np.int32)[plan.tasks.project]
    open_ = (plan.tasks.actual_start == MISSING) & (plan.tasks.actual_finish == MISSING)
    bounds.floor_start[open_] = np.maximum(bounds.floor_start, status)[open_]


def _of(tasks: Tasks, *kinds: Constraint) -> NDArray[np.bool_]:
    wanted = np.zeros(len(Constraint), bool)
    wanted[list(kinds)] = True
    return np.asarray(wanted[tasks.constraint] & (tasks.constraint_date != MISSING))


def _constraints(bounds: Bounds, tasks: Tasks, options: ScheduleOptions) -> None:
    date = tasks.constraint_date
    hard = options.honor_constraints
    soft_exact = () if _exact_holds(options) else (Constraint.MSO,)
    soft_exact_finish = () if _exact_holds(options) else (Constraint.MFO,)
    floor = _of(tasks, Constraint.SNET, Constraint.START_ON, *soft_exact)
    bounds.floor_start[floor] = np.maximum(bounds.floor_start, date)[floor]
    floor = _of(tasks, Constraint.FNET, Constraint.FINISH_ON, *soft_exact_finish)
    bounds.floor_finish[floor] = date[floor]
    cap = _of(tasks, Constraint.SNLT, Constraint.START_ON, *soft_exact)
    bounds.late_start[cap] = date[cap]
    if hard:
        bounds.cap_start[cap] = date[cap]
        bounds.flags[cap] |= CAPPED
    cap = _of(tasks, Constraint.FNLT, Constraint.FINISH_ON, *soft_exact_finish)
    bounds.late_finish[cap] = date[cap]
    if hard:
        bounds.cap_finish[cap] = date[cap]
        bounds.flags[cap] |= CAPPED
    bounds.flags[tasks.constraint == Constraint.ALAP] |= LATE


def _exact_holds(options: ScheduleOptions) -> bool:
    """P6's mandatory dates always break logic, Microsoft Project's "must" dates only while constraints are honored."""
    return options.honor_constraints or options.mode == "p6"


def _exact(bounds: Bounds, tasks: Tasks, options: ScheduleOptions) -> None:
    if not _exact_holds(options):
        return
    date = tasks.constraint_date
    on = _of(tasks, Constraint.MSO)
    bounds.floor_start[on] = bounds.cap_start[on] = date[on]
    bounds.flags[on] |= CAPPED | PINNED
    on = _of(tasks, Constraint.MFO)
    bounds.floor_finish[on] = bounds.cap_finish[on] = date[on]
    bounds.flags[on] |= CAPPED | PINNED


def _deadlines(bounds: Bounds, tasks: Tasks) -> None:
    on = tasks.deadline != MISSING
    bounds.late_finish[on] = np.minimum(bounds.late_finish, tasks.deadline)[on]


def _delays(bounds: Bounds, tasks: Tasks) -> None:
    bounds.flags[tasks.leveling_delay > 0] |= DELAYED


def _progress(bounds: Bounds, plan: Plan, options: ScheduleOptions) -> None:
    tasks = plan.tasks
    percent = np.clip(tasks.percent, 0, 100)
    started = (tasks.actual_start != MISSING) & (tasks.actual_finish == MISSING)
    bounds.given_start[started] = tasks.actual_start[started]
    bounds.flags[started] |= STARTED
    left = np.rint(tasks.duration * (1 - percent.astype(np.float64) / 100)).astype(np.int32)
    left = np.where(tasks.remaining != MISSING, tasks.remaining, left)
    if options.mode == "p6":
        data_dates = np.array([project.status_date for project in plan.projects], np.int32)[tasks.project]
        resume = np.maximum(np.maximum(data_dates, tasks.resume), tasks.actual_start)
        if options.progress == "retained":
            bounds.flags[started] |= WAITS
        bounds.duration[started] = left[started]
    else:
        split = started & (tasks.resume != MISSING) & (tasks.stop != MISSING) & (tasks.resume > tasks.stop)
        resume = np.where(split, np.maximum(tasks.resume, tasks.actual_start), tasks.actual_start)
        bounds.duration[split] = left[split]
    bounds.resume[started] = resume[started]
    bounds.going_on[started] = np.maximum(tasks.actual_start, tasks.resume)[started]
    _begun(bounds, started)
    done = tasks.actual_finish != MISSING
    begun = np.where(tasks.actual_start != MISSING, tasks.actual_start, tasks.actual_finish)
    bounds.flags[done] |= FIXED | PINNED
    bounds.given_start[done] = begun[done]
    bounds.given_finish[done] = np.maximum(tasks.actual_finish, begun)[done]


def _begun(bounds: Bounds, started: NDArray[np.bool_]) -> None:
    """Release what has begun from what could move its actual start, or its finish before that: the past stays."""
    bounds.flags[started] &= ~np.int16(CAPPED)
    bounds.cap_start[started] = bounds.cap_finish[started] = bounds.late_start[started] = FREE


def _manual(bounds: Bounds, tasks: Tasks) -> None:
    on = tasks.manual & (tasks.manual_start != MISSING) & (tasks.manual_finish != MISSING)
    bounds.flags[on] |= FIXED
    bounds.given_start[on] = tasks.manual_start[on]
    bounds.given_finish[on] = np.maximum(tasks.manual_start, tasks.manual_finish)[on]
    # Half a manual date is a wish: the duration gives the other half.
    open_start = tasks.actual_start == MISSING
    half = tasks.manual & open_start & (tasks.manual_start != MISSING) & (tasks.manual_finish == MISSING)
    bounds.floor_start[half] = bounds.cap_start[half] = tasks.manual_start[half]
    bounds.flags[half] |= CAPPED | PINNED
    half = tasks.manual & open_start & (tasks.manual_start == MISSING) & (tasks.manual_finish != MISSING)
    bounds.floor_finish[half] = bounds.cap_finish[half] = tasks.manual_finish[half]
    bounds.flags[half] |= CAPPED | PINNED


def _kinds(bounds: Bounds, tasks: Tasks, options: ScheduleOptions) -> None:
    if options.mode == "p6":
        bounds.flags[tasks.duration == 0] |= AT_SHIFT
    open_start = tasks.actual_start == MISSING
    bounds.flags[(tasks.kind == TaskKind.FINISH_MILESTONE) & open_start] |= FINISH_SIDE


def _spans(bounds: Bounds, tasks: Tasks) -> None:
    """Take everything from what spans others that would place it by itself; it keeps its actual dates."""
    on = tasks.spanning
    bounds.flags[on] = bounds.flags[on] & (FIXED | PINNED | STARTED) | HAMMOCK
    bounds.flags[on & ((bounds.flags & FIXED) == 0)] &= ~np.int16(PINNED)
    bounds.floor_finish[on] = MISSING
    bounds.expected[on] = MISSING
    for column in (bounds.cap_start, bounds.cap_finish, bounds.late_start, bounds.late_finish):
        column[on] = FREE


def _expected(bounds: Bounds, tasks: Tasks) -> None:
    """Let the duration of unfinished work follow from its expected finish; what is left of it lies in working time.

    Whatever leveling has asked for, the work is expected to be done by then: P6 knows no delay beside it.
    """
    work = (tasks.kind == TaskKind.TASK) & ((bounds.flags & (FIXED | PINNED)) == 0)
    bounds.expected[work] = tasks.expected_finish[work]
    on = bounds.expected != MISSING
    bounds.flags[on] = bounds.flags[on] & ~DELAYED | AT_SHIFT
