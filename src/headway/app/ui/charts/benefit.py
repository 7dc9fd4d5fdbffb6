"""The course of a benefit: what was planned, is forecast and has come, added up month by month."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.app.bridge.benefits import Course, Standing


def benefit_curve(standing: Standing) -> dict[str, Any]:
    """Return the three lines; that of what came ends with the month of the last reading."""
    unit = standing.row.component.currency if standing.in_money else standing.row.details.get("unit", "")
    last = standing.last_reading
    over = sum(last is not None and month <= last for month in standing.months)
    return {
        "grid": {"left": 8, "right": 26, "top": 36, "bottom": 4, "containLabel": True},
        "legend": {"right": 6, "top": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "boundaryGap": False, "axisLabel": {"hideOverlap": True},
                  "data": [f"{month:%b %Y}" for month in standing.months]},
        "yAxis": {"type": "value", "name": unit, "splitNumber": 3, "nameTextStyle": {"color": "var(--mute)"}},
        "series": [
            line("Planned", course(standing.planned), "var(--mute)", "dashed", 1.2),
            line("Forecast", course(standing.forecast), "var(--accent)", "solid", 2),
            line("Came", added_up(standing.came[:over]), "var(--green)", "solid", 2),
        ],
    }  # fmt: skip


def course(given: Course | None) -> list[float]:
    return added_up(given.by_month) if given else []


def added_up(amounts: Iterable[float]) -> list[float]:
    return [round(each, 2) for each in accumulate(amounts)]


def line(name: str, data: list[float], color: str, stroke: str, width: float) -> dict[str, Any]:
    return {"type": "line", "name": name, "data": data, "symbol": "none", "itemStyle": {"color": color},
            "lineStyle": {"color": color, "type": stroke, "width": width}}  # fmt: skip
