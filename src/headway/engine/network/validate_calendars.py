"""What is wrong with the calendars of a plan, as diagnostics."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from headway.engine.network.result import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.engine.plan import Calendar, Plan

DAYS_OF_A_WEEK = 7


def calendar_problems(plan: Plan) -> tuple[Diagnostic, ...]:
    """Check the weeks, exceptions and shifts of all calendars.

    Parameters
    ----------
    plan : Plan
        What to schedule.

    Returns
    -------
    tuple of Diagnostic
        ``unreadable-calendar``, an error, where a week has not seven days or a shift is no pair of numbers;
        ``backward-range``, a warning, where shifts or exceptions end before they begin, which leaves them out.
        O(shifts of all calendars).
    """
    unreadable = [row for row, calendar in enumerate(plan.calendars) if not _readable(calendar)]
    if unreadable:
        message = f"Calendars {unreadable} have a week without seven days, or a shift that is no pair of minutes."
        return (Diagnostic("unreadable-calendar", message, "error"),)
    backward = [row for row, calendar in enumerate(plan.calendars) if _backward(calendar)]
    if backward:
        message = f"Shifts or exceptions of the calendars {backward} end before they begin, and are left out."
        return (Diagnostic("backward-range", message, "warning"),)
    return ()


def _readable(calendar: Calendar) -> bool:
    try:
        weeks = [calendar.week, *(each.week for each in calendar.work_weeks)]
        return all(len(week) == DAYS_OF_A_WEEK for week in weeks) and all(
            isfinite(begin) and isfinite(end) for begin, end in _ranges(calendar)
        )
    except (TypeError, ValueError, OverflowError):
        return False


def _backward(calendar: Calendar) -> bool:
    return any(end < begin for begin, end in _ranges(calendar))


def _ranges(calendar: Calendar) -> Iterator[Any]:
    """List the two ends of every exception, work week and shift."""
    for exception in calendar.exceptions:
        yield exception.first_day, exception.last_day
        yield from exception.shifts
    weeks = [calendar.week]
    for special in calendar.work_weeks:
        yield special.first_day, special.last_day
        weeks.append(special.week)
    for week in weeks:
        for day in week:
            yield from day or ()
