"""The time axis: which units fit a scale, where each begins, and what it says in its width."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from headway.app.bridge.grid_columns import DAY, EPOCH

if TYPE_CHECKING:
    from collections.abc import Iterator

Unit = Literal["day", "week", "month", "quarter", "year"]
DAYS: dict[Unit, float] = {"day": 1, "week": 7, "month": 30.4, "quarter": 91.3, "year": 365.2}
LEAST: dict[Unit, float] = {"day": 10, "week": 13, "month": 11, "quarter": 13, "year": 0}
"""Points that one needs to say anything."""
ABOVE: dict[Unit, Unit | None] = {"day": "month", "week": "month", "month": "year", "quarter": "year", "year": None}


def units_for(points_per_day: float) -> tuple[Unit | None, Unit]:
    """Return the upper and the lower unit: the finest that can still be read."""
    lower = next(unit for unit in DAYS if DAYS[unit] * points_per_day >= LEAST[unit])
    return ABOVE[lower], lower


def beginning(unit: Unit, at: datetime) -> datetime:
    """Return when the unit began that an instant lies in."""
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    if unit == "quarter":
        return day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1)
    return day.replace(day=1, month=1) if unit == "year" else day


def following(unit: Unit, at: datetime) -> datetime:
    """Return when the next unit begins."""
    return beginning(unit, at + timedelta(days={"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[unit]))


def ticks(unit: Unit, first: float, last: float) -> Iterator[tuple[int, int, datetime]]:
    """Yield first and last minute of every unit that touches the span, with its beginning as a date."""
    at = beginning(unit, EPOCH + timedelta(minutes=first))
    while (minute := minute_of(at)) < last:
        after = following(unit, at)
        yield minute, minute_of(after), at
        at = after


def minute_of(at: datetime) -> int:
    return (at - EPOCH).days * DAY


def label(unit: Unit, at: datetime, room: float, *, alone: bool) -> str:
    """Return the longest way of naming a unit that is read in so many points; ``alone`` without a unit above it."""
    if unit == "year":
        return f"{at:%Y}"
    if unit == "quarter":
        return f"Q{(at.month + 2) // 3}"
    if unit == "month":
        year = f" {at:%Y}" if alone else ""
        month = f"{at:%B}" if room >= (66 if alone else 40) else f"{at:%b}"
        return month + year if room >= (36 if alone else 14) else month[:1]
    return f"{at.day} {at:%b}" if unit == "week" and room >= 27 else str(at.day)
