"""Calendars of MSPDI: weekdays, exceptions, work weeks, in the order of the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.formats.msproject.codes import day_type_of
from headway.formats.msproject.xml_out import escaped, flag, inside, lines

if TYPE_CHECKING:
    from datetime import date

    from headway.formats.document import CalendarDoc, CalendarExceptionDoc, Shifts, WorkWeekDoc


def calendar_text(calendar: CalendarDoc) -> str:
    """Return one Calendar element."""
    head = lines(
        (
            ("UID", calendar.uid),
            ("Name", escaped(calendar.name)),
            ("IsBaseCalendar", flag(calendar.parent is None)),
            ("BaseCalendarUID", -1 if calendar.parent is None else calendar.parent),
        ),
        3,
    )
    exceptions = "".join(_exception(item) for item in calendar.exceptions)
    work_weeks = "".join(_work_week(item) for item in calendar.work_weeks)
    parts = (
        _week(calendar.week, 3),
        inside("Exceptions", exceptions, 3),
        inside("WorkWeeks", work_weeks, 3),
    )
    return inside("Calendar", head + "".join(parts), 2)


def _week(week: tuple[Shifts | None, ...], depth: int) -> str:
    # Sunday first, as the day types count.
    days = sorted((day_type_of(weekday), shifts) for weekday, shifts in enumerate(week) if shifts is not None)
    content = "".join(
        inside(
            "WeekDay",
            lines((("DayType", kind), ("DayWorking", flag(shifts))), depth + 2) + _times(shifts, depth + 2),
            depth + 1,
        )
        for kind, shifts in days
    )
    return inside("WeekDays", content, depth)


def _times(shifts: Shifts, depth: int) -> str:
    content = "".join(
        inside("WorkingTime", lines((("FromTime", _clock(start)), ("ToTime", _clock(end))), depth + 2), depth + 1)
        for start, end in shifts
    )
    return inside("WorkingTimes", content, depth)


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}:00"


def _period(first: date, last: date, depth: int) -> str:
    dates = (("FromDate", f"{first.isoformat()}T00:00:00"), ("ToDate", f"{last.isoformat()}T23:59:00"))
    return inside("TimePeriod", lines(dates, depth + 1), depth)


def _exception(item: CalendarExceptionDoc) -> str:
    days = (item.last_day - item.first_day).days + 1
    content = (
        lines((("EnteredByOccurrences", "0"),), 5)
        + _period(item.first_day, item.last_day, 5)
        + lines((("Occurrences", days), ("Name", escaped(item.name)), ("Type", 1)), 5)
        + lines((("DayWorking", flag(item.shifts)),), 5)
        + _times(item.shifts, 5)
    )
    return inside("Exception", content, 4)


def _work_week(item: WorkWeekDoc) -> str:
    content = (
        _period(item.first_day, item.last_day, 5) + lines((("Name", escaped(item.name)),), 5) + _week(item.week, 5)
    )
    return inside("WorkWeek", content, 4)
