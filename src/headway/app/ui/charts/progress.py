"""Progress against plan: what is done beside what the baseline expected by now."""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from headway.app.ui.charts.look import COLORS, SYMBOLS, WORDS, short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.app.queries.pages.overview import Row

NAMED = 4
"""Points that carry their name: those farthest behind."""
WORTH_NAMING = 2
"""From how many points behind; what lies closer lies among others."""
MIDDLE = 55
"""Percent from which a name stands left of its point."""


def comparable(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.rollup.planned_percent is not None and row.rollup.percent_complete is not None]


def gap(row: Row) -> float:
    return (row.rollup.planned_percent or 0) - (row.rollup.percent_complete or 0)


def progress_against_plan(rows: Sequence[Row]) -> dict[str, Any]:
    """Return a point a project: how far it should be, and how many points it is ahead or behind; size is work."""
    shown = comparable(rows)
    most = max((row.rollup.work_minutes for row in shown), default=0) or 1
    behind = [row for row in sorted(shown, key=gap, reverse=True) if gap(row) > WORTH_NAMING]
    named = {id(row) for row in behind[:NAMED]}
    series: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "name": WORDS[health],
            "symbol": SYMBOLS[health],
            "itemStyle": {"color": COLORS[health], "opacity": 0.88, "borderColor": "var(--panel)", "borderWidth": 1},
            "labelLayout": {"hideOverlap": True, "moveOverlap": "shiftY"},
            "data": [point(row, most, named=id(row) in named) for row in shown if row.rollup.health == health],
        }
        for health in ("red", "amber", "green", "none")
    ]
    series = [each for each in series if each["data"]]
    if series:
        series[0]["markLine"] = as_planned()
    limit = max(10, *(5 * ceil((abs(gap(row)) + 1) / 5) for row in shown)) if shown else 10
    return {
        "grid": {"left": 12, "right": 24, "top": 36, "bottom": 26, "containLabel": True},
        "legend": {"right": 10, "top": 4, "itemWidth": 9, "itemHeight": 9},
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "xAxis": {
            "type": "value", "min": 0, "max": 100, "axisLabel": {"formatter": "{value} %", "color": "var(--mute)"},
            "name": "Expected by the baseline", "nameLocation": "middle", "nameGap": 26, "splitLine": {"show": False},
        },
        "yAxis": {
            "type": "value", "min": -limit, "max": limit, "name": "Points ahead or behind", "nameLocation": "end",
            "nameGap": 12, "nameTextStyle": {"align": "left", "color": "var(--mute)", "fontSize": 11},
        },
        "series": series,
    }  # fmt: skip


def point(row: Row, most: int, *, named: bool) -> dict[str, Any]:
    planned, done = row.rollup.planned_percent or 0, row.rollup.percent_complete or 0
    found: dict[str, Any] = {
        "value": [round(planned, 1), round(done - planned, 1)],
        "name": f"{row.component.name}: {done:.0f} % done, {planned:.0f} % expected",
        "url": reverse("component", args=[row.component.pk]),
        "symbolSize": round(8 + 14 * sqrt(row.rollup.work_minutes / most), 1),
    }
    if named:
        position = "left" if planned > MIDDLE else "right"
        found["label"] = {
            "show": True, "formatter": short(row.component.name, 24), "position": position, "fontSize": 10.5,
            "color": "var(--ink)", "textBorderColor": "var(--panel)", "textBorderWidth": 2,
        }  # fmt: skip
    return found


def as_planned() -> dict[str, Any]:
    """Return the line on which a project does what its baseline expected."""
    return {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": "var(--mute)", "type": "dashed", "width": 1},
        "label": {
            "show": True,
            "formatter": "as planned",
            "position": "insideStartTop",
            "color": "var(--mute)",
            "fontSize": 10,
        },
        "data": [{"yAxis": 0}],
    }
