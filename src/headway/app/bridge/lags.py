"""Links and lags as people write them: SS+2d; +2d, -4h, +50%."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.bridge.cell_numbers import plain_number
from headway.app.models import Dependency

if TYPE_CHECKING:
    from headway.app.models import Agreement, Component


def link_text(kind: str, lag: float, lag_kind: str, unit: str, component: Component) -> str:
    """Return type and lag of a link as people write them behind a predecessor: FS, SS+2d."""
    return f"{kind}{lag_text(lag, lag_kind, unit, component)}"


def agreed_tie(row: Agreement) -> str:
    """Return type and lag of a hand-off: those of its link, or those that are asked for while it has none."""
    link = row.dependency or Dependency(**row.tie)
    return link_text(link.type, link.lag, link.lag_kind, link.lag_unit, row.component)


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
