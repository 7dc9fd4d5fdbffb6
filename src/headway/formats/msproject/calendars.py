"""Calendars of MSPDI: weekdays, work weeks, exceptions and their recurrence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from headway.formats.document import CalendarDoc, CalendarExceptionDoc, Shifts, WorkWeekDoc
from headway.formats.msproject.codes import weekday_of
from headway.formats.msproject.values import moment
from headway.formats.recurrence import DayKind, Pattern, Recurrence, days
from headway.formats.row import Row, natural_number

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from headway.formats.limits import Limits
    from headway.formats.notices import Notices

PATTERNS: dict[int, Pattern] = {
    1: "daily", 2: "yearly-day", 3: "yearly-position", 4: "monthly-day", 5: "monthly-position", 6: "weekly",
    7: "daily",
}  # fmt: skip
DAY_KINDS: dict[int, DayKind] = {0: "day", 1: "weekday", 2: "weekend-day"}


def read_calendar(element: Element, limits: Limits, notices: Notices) -> CalendarDoc:
    """Return one calendar of the file; ``parent`` is checked later against the other calendars."""
    row = row_of(element, notices, "Calendar")
    base = row.whole("BaseCalendarUID", None)
    calendar = CalendarDoc(
        uid=row.whole("UID", 0),
        name=row.text("Name"),
        parent=None if base is None or base < 0 or row.flag("IsBaseCalendar") else base,
    )
    week: list[Shifts | None] = [None] * 7
    old_style: list[CalendarExceptionDoc] = []
    for day in element.iterfind("WeekDays/WeekDay"):
        fields = row_of(day, notices, f"Calendar {calendar.name}")
        weekday = weekday_of(fields.whole("DayType", 0))
        if weekday is not None:
            week[weekday] = _shifts(day, notices, working=fields.flag("DayWorking"))
        elif (period := _period(day, notices)) is not None:
            old_style.append(CalendarExceptionDoc(*period, _shifts(day, notices, working=fields.flag("DayWorking"))))
    calendar.week = tuple(week)
    exceptions = element.findall("Exceptions/Exception")
    # Project 2007 and later write each exception twice; the newer form says more.
    calendar.exceptions = old_style if not exceptions else []
    for exception in exceptions:
        calendar.exceptions += _expanded(exception, calendar, limits, notices)
    calendar.work_weeks = [
        week_doc
        for work_week in element.iterfind("WorkWeeks/WorkWeek")
        if (week_doc := _work_week(work_week, notices)) is not None
    ]
    return calendar


def row_of(element: Element, notices: Notices, what: str) -> Row:
    """Return the direct children of an element as fields."""
    return Row({child.tag: child.text for child in element}, notices, what)


def _shifts(day: Element, notices: Notices, *, working: bool) -> Shifts:
    found: list[tuple[int, int]] = []
    for time in day.iterfind("WorkingTimes/WorkingTime"):
        start, end = _minute(time.findtext("FromTime")), _minute(time.findtext("ToTime"))
        if start is None or end is None:
            notices.add("unreadable-calendar", "A working time without start or end is left out.")
            continue
        found.append((start, end if end > start else end + 1440))
    return tuple(sorted(found)) if working else ()


def _minute(text: str | None) -> int | None:
    parts = (text or "").strip().split("T")[-1].split(":")
    if len(parts) < 2:
        return None
    hours, minutes = map(natural_number, parts[:2])
    if hours is None or minutes is None:
        return None
    minute = hours * 60 + minutes
    return minute if minute <= 1440 else None


def _period(element: Element, notices: Notices) -> tuple[date, date] | None:
    period = element.find("TimePeriod")
    row = Row({} if period is None else {child.tag: child.text for child in period}, notices, "Calendar exception")
    first, last = row.value("FromDate", moment, None), row.value("ToDate", moment, None)
    if first is None:
        return None
    return first.date(), max(first.date(), (last or first).date())


def _expanded(element: Element, calendar: CalendarDoc, limits: Limits, notices: Notices) -> list[CalendarExceptionDoc]:
    row = row_of(element, notices, f"Calendar {calendar.name}")
    period = _period(element, notices)
    if period is None:
        return []
    first, last = period
    shifts, name = _shifts(element, notices, working=row.flag("DayWorking")), row.text("Name")
    pattern = PATTERNS.get(row.whole("Type", 1), "daily")
    every = row.whole("Period", 1) or 1
    if pattern == "daily" and every <= 1:
        return [CalendarExceptionDoc(first, last, shifts, name)]
    if first.year < limits.first_year:
        notices.add(
            "unreadable-calendar", f"Calendar {calendar.name}: “{name}” begins before all dates; it is left out."
        )
        return []
    last = min(last, date(limits.last_year, 12, 31))
    item = row.whole("MonthItem", 0)
    weekdays = {item - 3} if pattern.endswith("position") else set(_bits(row.whole("DaysOfWeek", 0)))
    rule = Recurrence(
        first=first,
        last=last,
        pattern=pattern,
        every=every,
        weekdays=frozenset((sunday_based + 6) % 7 for sunday_based in weekdays),
        day_kind=DAY_KINDS.get(item),
        position=row.whole("MonthPosition", 0) + 1,
        day=row.whole("MonthDay", 1),
        month=min(max(row.whole("Month", 0) + 1, 1), 12),
        occurrences=row.whole("Occurrences", 0) if row.flag("EnteredByOccurrences") else 0,
    )
    found, cut = days(rule, limit=limits.expanded_exceptions)
    if cut:
        notices.add("exceptions-cut", f"Calendar {calendar.name}: “{name}” is kept for {len(found)} days.")
    return [CalendarExceptionDoc(day, day, shifts, name) for day in found]


def _bits(mask: int) -> list[int]:
    """Return the set bits of a week mask, Sunday = 0."""
    return [bit for bit in range(7) if mask >> bit & 1]


def _work_week(element: Element, notices: Notices) -> WorkWeekDoc | None:
    period = _period(element, notices)
    if period is None:
        return None
    week: list[Shifts | None] = [None] * 7
    for day in element.iterfind("WeekDays/WeekDay"):
        fields = row_of(day, notices, "Work week")
        weekday = weekday_of(fields.whole("DayType", 0))
        if weekday is not None:
            week[weekday] = _shifts(day, notices, working=fields.flag("DayWorking"))
    return WorkWeekDoc(*period, tuple(week), element.findtext("Name") or "")
