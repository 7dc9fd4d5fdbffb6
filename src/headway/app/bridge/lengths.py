"""Durations as people write them: 3d, 2w?, 1eh, 1mo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.bridge.cell_numbers import plain_number

if TYPE_CHECKING:
    from headway.app.models import Component

DAYS_PER_MONTH = 20
"""Working days, as in Microsoft Project; 30 of the clock."""


def sizes(component: Component, *, elapsed: bool = False) -> dict[str, int]:
    """Return the minutes of each unit, the longest first."""
    day = 1440 if elapsed else component.minutes_per_day
    week = 10_080 if elapsed else component.minutes_per_week
    return {"mo": day * (30 if elapsed else DAYS_PER_MONTH), "w": week, "d": day, "h": 60, "m": 1}


def length_text(
    minutes: int, unit: str, component: Component, *, elapsed: bool = False, estimated: bool = False
) -> str:
    """Return a duration in its unit, or in the longest one in which it has at most two decimals."""
    known = sizes(component, elapsed=elapsed)
    letter = unit.lstrip("e")
    if letter not in known or (minutes * 100) % known[letter]:
        letter = next(each for each in ("d", "h", "m") if not (minutes * 100) % known[each])
    return f"{plain_number(minutes / known[letter])}{'e' if elapsed else ''}{letter}{'?' if estimated else ''}"
