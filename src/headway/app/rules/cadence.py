"""When a report falls due: days of a rhythm that the calendar works, at a local time, whatever the clocks do."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

    Works = Callable[[date], bool]

FARTHEST_DAYS = 70
"""A month, and a long holiday beside it."""
LONGEST_HOLIDAY = 31
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    cadence: str
    """daily, weekly, two_weekly, monthly or none."""
    due_minute: int
    weekday: int
    month_day: int
    anchor: date


@dataclass(frozen=True, slots=True)
class Due:
    day: date
    at: datetime
    """UTC."""


def instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of a local time of a day.

    A time that the clocks skip falls due as soon as they have; one that comes twice, the first time.
    """
    said = datetime.combine(day, time(minute // 60, minute % 60))
    first = said.replace(tzinfo=zone)
    at = first.astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == said:
        return at
    before = first.utcoffset()
    at = said.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while at.astimezone(zone).utcoffset() == before:
        at += MINUTE
    return at


def planned(rhythm: Rhythm, day: date) -> bool:
    """Return whether the rhythm names this day, holidays aside."""
    if day < rhythm.anchor:
        return False
    match rhythm.cadence:
        case "daily":
            return True
        case "weekly":
            return day.weekday() == rhythm.weekday
        case "two_weekly":
            weeks = (monday(day) - monday(rhythm.anchor)).days // 7
            return day.weekday() == rhythm.weekday and weeks % 2 == 0
        case "monthly":
            return day.day == min(rhythm.month_day, monthrange(day.year, day.month)[1])
        case _:
            return False


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def due_days(rhythm: Rhythm, first: date, last: date, works: Works) -> Iterator[date]:
    """Return the days from first to last on which a report is due.

    Daily reports skip days without work; other reports wait for the next working day.
    """
    seen: set[date] = set()
    margin = 0 if rhythm.cadence == "daily" else LONGEST_HOLIDAY
    day = first - timedelta(days=margin)
    while day <= last:
        if planned(rhythm, day):
            found = day if rhythm.cadence == "daily" else next_working(day, works)
            if found is not None and first <= found <= last and works(found) and found not in seen:
                seen.add(found)
                yield found
        day += DAY


def next_working(day: date, works: Works) -> date | None:
    days = (day + timedelta(days=ahead) for ahead in range(LONGEST_HOLIDAY))
    return next((each for each in days if works(each)), None)


def around(rhythm: Rhythm, now: datetime, zone: ZoneInfo, works: Works) -> tuple[Due | None, Due | None]:
    """Return the last time that a report fell due (now included) and the next; None where there is none."""
    today = now.astimezone(zone).date()
    days = due_days(rhythm, today - timedelta(days=FARTHEST_DAYS), today + timedelta(days=FARTHEST_DAYS), works)
    last = None
    for day in days:
        due = Due(day, instant(day, rhythm.due_minute, zone))
        if due.at > now:
            return last, due
        last = due
    return last, None


def belongs_to(last: Due | None, following: Due | None, now: datetime, *, last_is_sent: bool) -> Due | None:
    """Return the due time that a report of now is for: the last one while it is nearer, if that is still missing."""
    if last is None or last_is_sent:
        return following
    if following is None:
        return last
    return last if now - last.at < following.at - now else following
