"""Progress against plan: what is done beside what the baseline expected by now."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from headway.app.ui.charts.look import COLORS, SYMBOLS, WORDS, short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.app.queries.pages.overview import Row

NAMED = 7
"""Points that carry their name: those farthest behind."""


def comparable(rows: Sequence[Row]) -> list[Row]:
    return [
        row for row in rows if row.rollup.planned_percent is not None and row.rollup.percent_complete is not None
    ]


def gap(row: Row) -> float:
    return (row.rollup.planned_percent or 0) - (row.rollup.percent_complete or 0)


def progress_against_plan(rows: Sequence[Row]) -> dict[str, Any]:
    """Return a point a project: below the diagonal is behind its baseline; the size is the amount of work."""
    shown = comparable(rows)
    most = max((row.rollup.work_minutes for row in shown), default=0) or 1
    named = {id(row) for row in sorted(shown, key=gap, reverse=True)[:NAMED]}
    series = [
        {
            "type": "scatter",
            "name": WORDS[health],
            "symbol": SYMBOLS[health],
            "itemStyle": {"color": COLORS[health], "opacity": 0.88, "borderColor": "var(--panel)", "borderWidth": 1},
            "labelLayout": {"hideOverlap": True},
            "data": [point(row, most, named=id(row) in named) for row in shown if row.rollup.health == health],
        }
        for health in ("red", "amber", "green", "none")
    ]
    series = [each for each in series if each["data"]]
    if series:
        series[0]["markLine"] = diagonal()
    axis = {"type": "value", "min": 0, "max": 100, "axisLabel": {"formatter": "{value} %", "color": "var(--mute)"}}
    return {
        "grid": {"left": 12, "right": 24, "top": 34, "bottom": 26, "containLabel": True},
        "legend": {"right": 10, "top": 4},
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "xAxis": {**axis, "name": "Expected by the baseline", "nameLocation": "middle", "nameGap": 26},
        "yAxis": {**axis, "name": "Done", "nameLocation": "end", "nameGap": 10},
        "series": series,
    }


def point(row: Row, most: int, *, named: bool) -> dict[str, Any]:
    planned, done = row.rollup.planned_percent or 0, row.rollup.percent_complete or 0
    found: dict[str, Any] = {
        "value": [round(planned, 1), round(done, 1)],
        "name": f"{row.component.name}: {done:.0f} % done, {planned:.0f} % expected",
        "url": reverse("component", args=[row.component.pk]),
        "symbolSize": round(8 + 14 * sqrt(row.rollup.work_minutes / most), 1),
    }
    if named:
        position = "left" if planned > 60 else "right"
        found["label"] = {
            "show": True, "formatter": short(row.component.name, 22), "position": position, "fontSize": 10,
            "color": "var(--ink)",
        }  # fmt: skip
    return found


def diagonal() -> dict[str, Any]:
    """Return the line on which a project does what its baseline expected."""
    return {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": "var(--mute)", "type": "dashed", "width": 1},
        "label": {"show": False},
        "data": [[{"coord": [0, 0]}, {"coord": [100, 100]}]],
    }
