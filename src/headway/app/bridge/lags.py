"""Lags as people write them: +2d, -4h, +50%."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.bridge.cell_numbers import plain_number

if TYPE_CHECKING:
    from headway.app.models import Component


def lag_text(lag: float, lag_kind: str, unit: str, component: Component) -> str:
    """Return the lag in its unit; minutes become days or hours where they divide evenly."""
    if not lag:
        return ""
    sign = "-" if lag < 0 else "+"
    if lag_kind == "percent":
        return f"{sign}{plain_number(abs(lag))}%"
    elapsed = lag_kind == "elapsed"
    per_day = 1440 if elapsed else component.minutes_per_day
    per_week = 10_080 if elapsed else component.minutes_per_week
    sizes = {"w": per_week, "d": per_day, "h": 60, "m": 1}
    letter = unit.lstrip("e")[:1]
    if letter not in sizes or (lag * 4) % sizes[letter]:
        letter = next(each for each in ("d", "h", "m") if not lag % sizes[each] or each == "m")
    return f"{sign}{plain_number(abs(lag) / sizes[letter])}{'e' if elapsed else ''}{letter}"
