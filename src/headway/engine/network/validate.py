"""What is wrong with a plan, as diagnostics: every rule one function."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.network.result import Diagnostic
from headway.engine.network.validate_calendars import calendar_problems
from headway.engine.plan import MISSING, Constraint, LagKind, LinkType, Plan, TaskKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

FIRST_MINUTE = -25567 * 1440
"""1900-01-01T00:00."""
LAST_MINUTE = 84006 * 1440
"""2200-01-01T00:00."""
LONGEST_MINUTES = LAST_MINUTE - FIRST_MINUTE
DATE_COLUMNS = (
    "constraint_date",
    "deadline",
    "actual_start",
    "actual_finish",
    "stop",
    "resume",
    "expected_finish",
    "manual_start",
    "manual_finish",
)


def problems(plan: Plan) -> tuple[Diagnostic, ...]:
    """Check a plan; errors among the diagnostics mean that no dates can be computed.

    Parameters
    ----------
    plan : Plan
        What to schedule.

    Returns
    -------
    tuple of Diagnostic
        One for each kind of trouble, with all rows concerned. O(tasks + links).
    """
    return (*calendar_problems(plan), *row_problems(plan), *_parts(plan))


def row_problems(plan: Plan) -> tuple[Diagnostic, ...]:
    """Check the tasks, links and projects of a plan.

    Parameters
    ----------
    plan : Plan
        A whole plan or some rows of one.

    Returns
    -------
    tuple of Diagnostic
        One for each kind of trouble, with all rows concerned. O(tasks + links).
    """
    return (*_indices(plan), *_numbers(plan), *_dates(plan), *_pairs(plan))


def _rows(mask: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(np.flatnonzero(mask).tolist())


def _outside(column: NDArray[np.integer], count: int, lowest: int = 0) -> NDArray[np.bool_]:
    return (column < lowest) | (column >= count)


def _task_error(name: str, mask: NDArray[np.bool_], message: str) -> Iterator[Diagnostic]:
    if mask.any():
        yield Diagnostic(name, message, "error", tasks=_rows(mask))


def _task_warning(name: str, mask: NDArray[np.bool_], message: str) -> Iterator[Diagnostic]:
    if mask.any():
        yield Diagnostic(name, message, "warning", tasks=_rows(mask))


def _indices(plan: Plan) -> Iterator[Diagnostic]:
    tasks, links = plan.tasks, plan.links
    calendars = len(plan.calendars)
    if not plan.projects:
        yield Diagnostic("no-project", "The plan names no project, so nothing says when work may begin.", "error")
    for number, project in enumerate(plan.projects):
        if not 0 <= project.calendar < calendars:
            message = f"Project {number} refers to calendar {project.calendar}, which the plan does not have."
            yield Diagnostic("unknown-calendar", message, "error")
    loops = [row for row in range(calendars) if _parent_loop(plan, row)]
    if loops:
        message = f"Calendars inherit from each other in a loop or from an unknown one: rows {loops}."
        yield Diagnostic("calendar-loop", message, "error")
    count = len(tasks)
    yield from _task_error(
        "unknown-calendar",
        _outside(tasks.calendar, calendars, -1) | _outside(tasks.float_calendar, calendars, -1),
        "The tasks refer to a calendar that is not there.",
    )
    yield from _task_error(
        "unknown-project",
        _outside(tasks.project, len(plan.projects)),
        "The tasks refer to a project that is not there.",
    )
    yield from _task_error(
        "unknown-parent", _outside(tasks.parent, count, -1), "The tasks refer to a summary that is not there."
    )
    wild = _outside(links.predecessor, count) | _outside(links.successor, count)
    if wild.any():
        message = "The links refer to a task that is not there."
        yield Diagnostic("dangling-link", message, "error", links=_rows(wild))
    own = (links.predecessor == links.successor) & ~wild
    if own.any():
        message = "The tasks are linked to themselves."
        yield Diagnostic(
            "self-link", message, "error", tasks=tuple(np.unique(links.predecessor[own]).tolist()), links=_rows(own)
        )
    _, first, counts = np.unique(tasks.uid, return_index=True, return_counts=True)
    if (counts > 1).any():
        repeated = np.isin(tasks.uid, tasks.uid[first[counts > 1]])
        yield from _task_warning("duplicate-uid", repeated, "Several rows carry the same identity.")


def _parent_loop(plan: Plan, row: int) -> bool:
    seen: set[int] = set()
    while row != -1:
        if row in seen or not 0 <= row < len(plan.calendars):
            return True
        seen.add(row)
        row = plan.calendars[row].parent
    return False


def _numbers(plan: Plan) -> Iterator[Diagnostic]:
    tasks, links = plan.tasks, plan.links
    yield from _task_error(
        "unknown-value",
        _outside(tasks.kind, len(TaskKind)) | _outside(tasks.constraint, len(Constraint)),
        "The tasks have a kind or a constraint with a number that means nothing.",
    )
    strange = _outside(links.type, len(LinkType)) | _outside(links.lag_kind, len(LagKind))
    if strange.any():
        yield Diagnostic(
            "unknown-value", "The links have a type with a number that means nothing.", "error", links=_rows(strange)
        )
    missing = tasks.duration == MISSING
    yield from _task_error("missing-duration", missing, "The tasks have no duration.")
    negative = (tasks.duration < 0) & ~missing | (tasks.remaining < 0) & (tasks.remaining != MISSING)
    yield from _task_error("negative-duration", negative, "The durations of the tasks are negative.")
    yield from _task_error(
        "duration-too-long",
        (tasks.duration > LONGEST_MINUTES) | (tasks.remaining > LONGEST_MINUTES),
        "The tasks last longer than three centuries.",
    )
    percent = tasks.percent
    yield from _task_error("not-a-number", np.isnan(percent), "The percent complete of the tasks is not a number.")
    yield from _task_warning(
        "percent-out-of-range",
        (percent < 0) | (percent > 100),
        "Percent complete lies outside 0 to 100 and is cut to that range.",
    )
    far = (links.lag == MISSING) | (np.abs(links.lag.astype(np.int64)) > LONGEST_MINUTES)
    share = np.flatnonzero((links.lag_kind == LagKind.PERCENT) | (links.lag_kind == LagKind.ELAPSED_PERCENT))
    share = share[~_outside(links.predecessor[share], len(tasks))]
    minutes = tasks.duration[links.predecessor[share]].astype(np.int64) * links.lag[share] // 10000
    far[share] |= np.abs(minutes) > LONGEST_MINUTES
    if far.any():
        yield Diagnostic(
            "lag-out-of-range", "The lags of the links are longer than three centuries.", "error", links=_rows(far)
        )


def _dates(plan: Plan) -> Iterator[Diagnostic]:
    tasks = plan.tasks
    wild = np.zeros(len(tasks), bool)
    for name in DATE_COLUMNS:
        wild |= out_of_range(getattr(tasks, name))
    yield from _task_error("date-out-of-range", wild, "Dates of the tasks lie outside the years 1900 to 2199.")
    for number, project in enumerate(plan.projects):
        dates = np.array([project.start, project.status_date, project.must_finish, project.finish], np.int64)
        absent = dates == MISSING
        absent[0] = False
        if (out_of_range(dates) & ~absent).any() or dates[0] == MISSING:
            message = f"Dates of project {number} lie outside the years 1900 to 2199."
            yield Diagnostic("date-out-of-range", message, "error")
    held = (tasks.constraint >= Constraint.SNET) & (tasks.constraint_date == MISSING)
    yield from _task_warning(
        "constraint-without-date", held, "The constraints of the tasks need a date, have none, and are left out."
    )


def out_of_range(dates: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Mark dates outside the years 1900 to 2199.

    Parameters
    ----------
    dates : ndarray of int
        MISSING is not a date and never marked.

    Returns
    -------
    ndarray of bool
    """
    return np.asarray((dates != MISSING) & ((dates < FIRST_MINUTE) | (dates >= LAST_MINUTE)))


def _pairs(plan: Plan) -> Iterator[Diagnostic]:
    tasks = plan.tasks
    backwards = (
        (tasks.actual_start != MISSING) & (tasks.actual_finish != MISSING) & (tasks.actual_finish < tasks.actual_start)
    )
    yield from _task_warning(
        "finish-before-start", backwards, "The tasks finished before they started; their start counts for both."
    )
    manual = (
        tasks.manual
        & (tasks.manual_start != MISSING)
        & (tasks.manual_finish != MISSING)
        & (tasks.manual_finish < tasks.manual_start)
    )
    yield from _task_warning(
        "finish-before-start", manual, "The dates set by hand end before they begin; the start counts for both."
    )


def _parts(plan: Plan) -> Iterator[Diagnostic]:
    parts = plan.assignments
    wild = (
        _outside(parts.task, len(plan.tasks))
        | _outside(parts.calendar, len(plan.calendars), -1)
        | (parts.duration < 0)
        | (parts.duration > LONGEST_MINUTES)
    )
    if wild.any():
        message = f"Assignments name a task, a calendar or a duration that cannot be: rows {list(_rows(wild))[:20]}."
        yield Diagnostic("unknown-assignment", message, "error")
