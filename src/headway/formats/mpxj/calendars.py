"""Calendars of MPXJ, with recurring exceptions already spelled out by it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from headway.formats.document import CalendarDoc, CalendarExceptionDoc, Shifts, WorkWeekDoc

if TYPE_CHECKING:
    from headway.formats.limits import Limits
    from headway.formats.notices import Notices

DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")


def calendar_of(calendar: Any, limits: Limits, notices: Notices) -> CalendarDoc:
    """Return one calendar."""
    import jpype  # noqa: PLC0415 - an optional dependency

    weekday = jpype.JClass("java.time.DayOfWeek")
    days = [weekday.valueOf(name) for name in DAYS]
    parent = calendar.getParent()
    name = _text(calendar.getName())
    exceptions = calendar.getExpandedCalendarExceptions()
    if exceptions.size() > limits.expanded_exceptions:
        message = f"Calendar “{name}”: only {limits.expanded_exceptions} exceptions are kept."
        notices.add("exceptions-cut", message)
        exceptions = exceptions.subList(0, limits.expanded_exceptions)
    return CalendarDoc(
        uid=int(calendar.getUniqueID()),
        name=name,
        parent=None if parent is None else int(parent.getUniqueID()),
        week=tuple(_day(calendar, day) for day in days),
        exceptions=[
            CalendarExceptionDoc(
                _date(item.getFromDate()), _date(item.getToDate()), _shifts(item), _text(item.getName())
            )
            for item in exceptions
        ],
        work_weeks=[
            WorkWeekDoc(
                _date(week.getDateRange().getStart()),
                _date(week.getDateRange().getEnd()),
                tuple(_day(week, day) for day in days),
                _text(week.getName()),
            )
            for week in calendar.getWorkWeeks()
        ],
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _date(value: Any) -> date:
    text = str(value)
    return date.max if text.startswith("+") else date.fromisoformat(text)


def _day(week: Any, day: Any) -> Shifts | None:
    kind = str(week.getCalendarDayType(day).name())
    if kind == "DEFAULT":
        return None
    hours = week.getCalendarHours(day)
    return () if kind == "NON_WORKING" or hours is None else _shifts(hours)


def _shifts(ranges: Any) -> Shifts:
    found = []
    for item in ranges:
        start, end = _minute(item.getStart()), _minute(item.getEnd())
        if start is not None and end is not None:
            found.append((start, end if end > start else end + 1440))
    return tuple(sorted(found))


def _minute(time: Any) -> int | None:
    return None if time is None else int(time.toSecondOfDay()) // 60
