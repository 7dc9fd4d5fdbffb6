"""Days of a recurring calendar exception: every n days, weekly, monthly or yearly by day or by position."""

from __future__ import annotations

import calendar as gregorian
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Pattern = Literal["daily", "weekly", "monthly-day", "monthly-position", "yearly-day", "yearly-position"]
DayKind = Literal["day", "weekday", "weekend-day"]


@dataclass(frozen=True, slots=True)
class Recurrence:
    first: date
    last: date
    pattern: Pattern
    every: int = 1
    """Days, weeks or months between two occurrences."""
    weekdays: frozenset[int] = frozenset()
    """Monday = 0; for weekly patterns and for positions."""
    day_kind: DayKind | None = None
    """For positions that count days of any name."""
    position: int = 1
    """1 to 4, 5 for the last one."""
    day: int = 1
    """Day of the month."""
    month: int = 1
    occurrences: int = 0
    """0: until ``last``."""


def days(rule: Recurrence, *, limit: int) -> tuple[list[date], bool]:
    """Return the days of a rule in order and whether the limit cut them short."""
    found: list[date] = []
    for day in _candidates(rule):
        if day < rule.first:
            continue
        if (rule.occurrences and len(found) >= rule.occurrences) or day > rule.last:
            break
        if len(found) >= limit:
            return found, True
        found.append(day)
    return found, False


def _candidates(rule: Recurrence) -> Iterator[date]:
    every = max(1, rule.every)
    if rule.pattern == "daily":
        count = (rule.last - rule.first).days // every + 1
        yield from (rule.first + timedelta(days=every * index) for index in range(count))
    elif rule.pattern == "weekly":
        yield from _weekly(rule, every)
    elif rule.pattern.startswith("monthly"):
        month = rule.first.year * 12 + rule.first.month - 1
        while month <= rule.last.year * 12 + rule.last.month - 1:
            yield from _in_month(rule, month // 12, month % 12 + 1)
            month += every
    else:
        for year in range(rule.first.year, rule.last.year + 1):
            yield from _in_month(rule, year, rule.month)


def _weekly(rule: Recurrence, every: int) -> Iterator[date]:
    # Weeks count from the Sunday of the first day's week, as Microsoft Project shows them.
    sunday = rule.first.toordinal() - (rule.first.weekday() + 1) % 7
    offsets = sorted((day + 1) % 7 for day in rule.weekdays)
    last = rule.last.toordinal()
    while sunday <= last:
        # The first and the last week of the calendar may be cut.
        yield from (date.fromordinal(sunday + offset) for offset in offsets if 1 <= sunday + offset <= last)
        sunday += 7 * every


def _in_month(rule: Recurrence, year: int, month: int) -> Iterator[date]:
    length = gregorian.monthrange(year, month)[1]
    if rule.pattern.endswith("-day"):
        # The 31st of a short month is its last day.
        yield date(year, month, min(max(rule.day, 1), length))
        return
    wanted = [date(year, month, day) for day in range(1, length + 1) if _counts(rule, date(year, month, day))]
    if wanted:
        yield wanted[-1] if rule.position >= 5 else wanted[min(rule.position, len(wanted)) - 1]


def _counts(rule: Recurrence, day: date) -> bool:
    if rule.day_kind == "day":
        return True
    if rule.day_kind == "weekday":
        return day.weekday() < 5
    if rule.day_kind == "weekend-day":
        return day.weekday() >= 5
    return day.weekday() in rule.weekdays
