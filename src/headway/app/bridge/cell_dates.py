"""Dates as people type them: ISO, or as their locale writes dates, with or without a time of day."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.formats import get_format

from headway.app.bridge.cell_numbers import Unreadable, language, shown
from headway.app.bridge.rollup import calendars_for

if TYPE_CHECKING:
    from headway.app.models import Component

DAY = 1440
EPOCH_DAY = date(1970, 1, 1).toordinal()
OF_PLANS, OF_FIELDS = (1984, 2149), (1900, 2199)
"""First and last year of what tasks are scheduled by, as in Microsoft Project, and of fields of one's own."""
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\s*(\d{1,2}):(\d{2})(?::\d{2})?)?")
TIME = re.compile(r"(?:[,\s]\s*|T)(\d{1,2})(?::(\d{2}))(?::\d{2})?\s*(am|pm)?$|\s(\d{1,2})\s*(am|pm)$", re.IGNORECASE)
WEEKDAY = re.compile(r"^[^\W\d]{2,}\.?,?\s+(?=\d)")
EVERYWHERE = ("%d.%m.%Y", "%d.%m.%y", "%d %b %Y", "%d %B %Y", "%d-%b-%y", "%d-%b-%Y", "%b %d, %Y", "%B %d, %Y")
"""Read in every locale: nothing else is written like this."""
MORNING, EVENING = 8 * 60, 17 * 60
"""Of days without work."""
REMEDY = "Type it like 2026-03-14, or as your language writes dates."


def moment(text: str, locale: str = "", years: tuple[int, int] = OF_PLANS) -> tuple[int, int | None]:
    """Return the day since 1970-01-01 and the minute of the day, None where no time was typed."""
    given = text.strip()
    if found := ISO.fullmatch(given):
        year, month, day = (int(each) for each in found.groups()[:3])
        at = None if found[4] is None else minute_of(int(found[4]), int(found[5]), "", text)
        return day_of(year, month, day, text, years), at
    at = None
    if found := TIME.search(given):
        hour, half = int(found[1] or found[4]), (found[3] or found[5] or "").lower()
        at = minute_of(hour, int(found[2] or 0), half, text)
        given = given[: found.start()].strip().rstrip(",")
    for words in (given, WEEKDAY.sub("", given)):
        for pattern in (*get_format("DATE_INPUT_FORMATS", language(locale)), *EVERYWHERE):
            try:
                read = datetime.strptime(words, pattern)  # noqa: DTZ007 - the plan's own clock
            except ValueError:
                continue
            return day_of(read.year, read.month, read.day, text, years), at
    raise Unreadable(f"{shown(text)} is not a date.", REMEDY, text)


def day_of(year: int, month: int, day: int, text: str, years: tuple[int, int]) -> int:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise Unreadable(f"{shown(text)} is not a day of the calendar.", REMEDY, text) from error
    first, last = years
    if not first <= year <= last:
        raise Unreadable(f"{shown(text)} lies outside the years {first} to {last}.", "Correct the year.", text)
    return found.toordinal() - EPOCH_DAY


def minute_of(hour: int, minute: int, half: str, text: str) -> int:
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise Unreadable(f"{shown(text)} holds no time of day.", "Type it like 2026-03-14 13:30.", text)
    return hour * 60 + minute


class WorkingDays:
    """When the days of a plan's calendar begin and end; compiled by the year, as far as it is asked for."""

    def __init__(self, component: Component) -> None:
        self._calendars, self._row = calendars_for(component)
        self._clocks: dict[int, object] = {}

    def minute(self, text: str, locale: str, *, finish: bool, years: tuple[int, int] = OF_PLANS) -> int:
        """Return the minute of a typed date; without a time, the day's first working minute or its last."""
        day, at = moment(text, locale, years)
        return day * DAY + at if at is not None else self.end(day) if finish else self.begin(day)

    def begin(self, day: int) -> int:
        found = int(self._clock(day).next_working(self._row, [day * DAY])[0])  # type: ignore[attr-defined]
        return found if found < (day + 1) * DAY else day * DAY + MORNING

    def end(self, day: int) -> int:
        found = int(self._clock(day).previous_working(self._row, [(day + 1) * DAY])[0])  # type: ignore[attr-defined]
        return found if found > day * DAY else day * DAY + EVENING

    def _clock(self, day: int) -> object:
        from headway.engine.calendars import compile_calendars  # noqa: PLC0415 - numba loads only where something is calculated

        year = day // 365
        if year not in self._clocks:
            self._clocks[year] = compile_calendars(self._calendars, year * 365 - 31, year * 365 + 396)
        return self._clocks[year]


def worked_between(component: Component, start: int, finish: int, calendar: int | None) -> int:
    """Return the working minutes from one minute to another, on the plan's calendar or another one."""
    from headway.engine.calendars import compile_calendars  # noqa: PLC0415 - numba loads only where something is calculated

    calendars, row = calendars_for(component, calendar)
    clock = compile_calendars(calendars, start // DAY - 1, finish // DAY + 1)
    return int(clock.working_between(row, [start], [finish])[0])


def date_text(at: int | None) -> str:
    """Return a minute as ISO text, without seconds."""
    if at is None:
        return ""
    day = date.fromordinal(EPOCH_DAY + at // DAY)
    return f"{day.isoformat()} {at % DAY // 60:02}:{at % 60:02}"
