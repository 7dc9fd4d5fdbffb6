"""Working calendars of the demonstration, with the public holidays of the years that a plan spans."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from headway.formats.document import CalendarDoc, CalendarExceptionDoc

if TYPE_CHECKING:
    from collections.abc import Iterator

OFFICE, CONSTRUCTION, SHIFT, OFFSHORE = 1, 2, 3, 4
BY_NAME = {"office": OFFICE, "construction": CONSTRUCTION, "shift": SHIFT, "offshore": OFFSHORE}
DAY = ((480, 720), (780, 1020))
EARLY = ((420, 720), (750, 930))
ALL_DAY = ((0, 1440),)
OFF = ()
WINTER_STOP = ((11, 1), (3, 31))
"""No vessel works in the open sea between these days."""


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def public_holidays(year: int) -> Iterator[tuple[date, str]]:
    sunday = easter(year)
    yield date(year, 1, 1), "New Year's Day"
    yield sunday - timedelta(days=3), "Maundy Thursday"
    yield sunday - timedelta(days=2), "Good Friday"
    yield sunday + timedelta(days=1), "Easter Monday"
    yield date(year, 5, 1), "Labor Day"
    yield date(year, 5, 17), "Constitution Day"
    yield sunday + timedelta(days=39), "Ascension Day"
    yield sunday + timedelta(days=50), "Whit Monday"
    yield date(year, 12, 25), "Christmas Day"
    yield date(year, 12, 26), "Second day of Christmas"


def holidays(first: int, last: int) -> list[CalendarExceptionDoc]:
    days = sorted({day: name for year in range(first, last + 1) for day, name in public_holidays(year)}.items())
    return [CalendarExceptionDoc(first_day=day, last_day=day, name=name) for day, name in days]


def winter_stops(first: int, last: int) -> list[CalendarExceptionDoc]:
    return [
        CalendarExceptionDoc(date(year, *WINTER_STOP[0]), date(year + 1, *WINTER_STOP[1]), (), "Winter stop")
        for year in range(first - 1, last + 1)
    ]


def calendars(first: int, last: int) -> list[CalendarDoc]:
    """Return the four calendars with exceptions from the first to the last year."""
    free = holidays(first, last)
    stops = winter_stops(first, last)
    return [
        CalendarDoc(OFFICE, "Office, 5 days", week=(DAY,) * 5 + (OFF, OFF), exceptions=list(free)),
        CalendarDoc(CONSTRUCTION, "Construction, 6 days", week=(EARLY,) * 6 + (OFF,), exceptions=list(free)),
        CalendarDoc(SHIFT, "Outage shift, around the clock", week=(ALL_DAY,) * 7),
        CalendarDoc(OFFSHORE, "Offshore, 7 days, winter stop", week=(DAY,) * 7, exceptions=stops),
    ]


def is_working(calendar: CalendarDoc, day: date) -> bool:
    if any(each.first_day <= day <= each.last_day for each in calendar.exceptions):
        return False
    return bool(calendar.week[day.weekday()])


def working_days(calendar: CalendarDoc, first: date, last: date) -> int:
    """Count the working days from ``first`` to before ``last``."""
    return sum(is_working(calendar, first + timedelta(days=n)) for n in range((last - first).days))


def step(calendar: CalendarDoc, day: date, count: int) -> date:
    """Go ``count`` working days on, or back where negative."""
    direction = 1 if count > 0 else -1
    while count:
        day += timedelta(days=direction)
        if is_working(calendar, day):
            count -= direction
    return day
