"""Numbers after reading: none beyond what a plan can hold, so that nothing later overflows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.formats.msproject.values import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.formats.document import PlanDocument
    from headway.formats.notices import Notices

MOST_MINUTES = 100 * 366 * 1440
MOST_PERCENT = 10_000
MOST_WORK = 1 << 31
UNITS = (("minutes_per_day", 480, 1440), ("minutes_per_week", 2400, 10_080), ("days_per_month", 20, 31))
"""What a day, a week and a month of the project are: usual and most."""
WORK = ("work_minutes", "actual_work_minutes", "remaining_work_minutes")


def in_reach(minutes: float) -> int:
    """Return whole minutes, at most a hundred years either way."""
    return rounded(min(max(minutes, -MOST_MINUTES), MOST_MINUTES))


def tidy_numbers(document: PlanDocument, notices: Notices) -> None:
    """Cut or drop numbers that no plan holds."""
    tidy_units(document, notices)
    message = "A duration beyond a hundred years is cut to a hundred years."
    _cut(document, ("critical_float_minutes",), message, notices, None)
    for task in document.tasks:
        _cut(task, ("duration_minutes", "remaining_minutes", "leveling_delay_minutes"), message, notices, task.uid)
        task.priority = min(max(task.priority, 0), 1000)
        _drop_work(task, notices, task.uid)
    for link in document.links:
        most = MOST_PERCENT if link.lag_kind == "percent" else MOST_MINUTES
        if abs(link.lag) > most:
            link.lag = float(most if link.lag > 0 else -most)
            what = "10,000 percent" if link.lag_kind == "percent" else "a hundred years"
            notices.add("number-out-of-range", f"A lag beyond {what} is cut to that.", task=link.successor)
    for assignment in document.assignments:
        _cut(assignment, ("delay_minutes",), message, notices, assignment.task)
        _drop_work(assignment, notices, assignment.task)
        if not 0 <= assignment.overtime_work_minutes < MOST_WORK:
            assignment.overtime_work_minutes = 0
            notices.add(
                "number-out-of-range", "Overtime below zero or beyond 4,000 years is dropped.", task=assignment.task
            )


def tidy_units(document: PlanDocument, notices: Notices) -> None:
    """Give the lengths of day, week and month their usual values where the file says what cannot be."""
    for name, usual, most in UNITS:
        if not 1 <= getattr(document, name) <= most:
            setattr(document, name, usual)
            what = name.replace("_", " ")
            notices.add("number-out-of-range", f"The number of {what} cannot be; {usual} is taken.")


def _cut(holder: Any, names: Iterable[str], message: str, notices: Notices, task: int | None) -> None:
    for name in names:
        minutes = getattr(holder, name)
        if minutes is not None and abs(minutes) > MOST_MINUTES:
            setattr(holder, name, MOST_MINUTES if minutes > 0 else -MOST_MINUTES)
            notices.add("number-out-of-range", message, task=task)


def _drop_work(holder: Any, notices: Notices, task: int) -> None:
    for name in WORK:
        minutes = getattr(holder, name)
        if minutes is not None and abs(minutes) >= MOST_WORK:
            setattr(holder, name, None)
            notices.add("number-out-of-range", "Work beyond 4,000 years is dropped.", task=task)
