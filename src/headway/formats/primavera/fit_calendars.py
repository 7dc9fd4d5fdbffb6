"""Calendars as P6 holds them: one line a day, no work weeks, no names of exceptions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from headway.formats.document import CalendarExceptionDoc
from headway.formats.limits import DEFAULT_LIMITS
from headway.formats.primavera.calendars import LAST_SERIAL, SERIAL_ZERO
from headway.formats.shifts import shifts_within_a_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.formats.confession import Confession
    from headway.formats.document import CalendarDoc, Shifts

FIRST_DAY, LAST_DAY = SERIAL_ZERO, SERIAL_ZERO + timedelta(days=LAST_SERIAL)


def fit_calendar(calendar: CalendarDoc, known: dict[int, CalendarDoc], confession: Confession) -> CalendarDoc:
    """Return one calendar; ranges, work weeks and inherited weekdays are spelled out."""
    special: dict[date, Shifts] = {}
    for work_week in calendar.work_weeks:
        for day in _days(work_week.first_day, work_week.last_day):
            hours = work_week.week[day.weekday()]
            if hours is not None:
                special[day] = hours
    # As when scheduling: of several exceptions for a day the shortest counts, and the last of equal ones.
    for item in sorted(calendar.exceptions, key=lambda item: item.last_day - item.first_day, reverse=True):
        special.update((day, item.shifts) for day in _days(item.first_day, item.last_day))
    days = sorted(special)
    kept = days[: DEFAULT_LIMITS.expanded_exceptions]
    asked = sum((item.last_day - item.first_day).days + 1 for item in calendar.exceptions)
    if len(kept) < len(days) or asked > DEFAULT_LIMITS.expanded_exceptions:
        confession.value("calendars", "late exceptions", kept=False)
    if calendar.work_weeks:
        confession.value("calendars", "work weeks (spelled out as exceptions)", kept=True)
    if any(item.name for item in calendar.exceptions):
        confession.value("calendars", "names of exceptions", kept=False)
    if any(shifts_within_a_day(day) != day for day in calendar.week):
        confession.value("calendars", "week", kept=True)
    fitted = replace(
        calendar,
        week=tuple(shifts_within_a_day(_hours(calendar, weekday, known)) for weekday in range(7)),
        exceptions=[CalendarExceptionDoc(day, day, shifts_within_a_day(special[day]) or ()) for day in kept],
        work_weeks=[],
    )
    confession.rows("calendars", calendar, fitted, skip=frozenset({"week", "exceptions", "work_weeks"}))
    return fitted


def _hours(calendar: CalendarDoc, weekday: int, known: dict[int, CalendarDoc]) -> Shifts:
    """Return the hours of a weekday; P6 inherits exceptions, but no weekdays."""
    here: CalendarDoc | None = calendar
    for _ in known:
        if here is None:
            break
        hours = here.week[weekday]
        if hours is not None:
            return hours
        here = None if here.parent is None else known.get(here.parent)
    return ()


def _days(first: date, last: date) -> Iterator[date]:
    first, last = max(first, FIRST_DAY), min(last, LAST_DAY)
    count = min((last - first).days + 1, DEFAULT_LIMITS.expanded_exceptions)
    return (first + timedelta(days=index) for index in range(count))
