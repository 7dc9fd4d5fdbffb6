"""Charts of the simulation: S-curves of finish and cost, what moves the finish, what was said on earlier days."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from headway.app.ui.charts.look import short
from headway.app.ui.templatetags.days import date_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headway.app.bridge.confidence.answer import Told

MARKS = (
    ("planned", "Planned", "circle", "var(--mute)"),
    ("agreed", "Agreed", "diamond", "var(--red)"),
    ("p50", "P50", "triangle", "var(--green)"),
    ("p80", "P80", "rect", "var(--amber)"),
)
"""What is marked on a curve: its name in the answer, in words, its shape and color."""
COST_WORDS = {"agreed": "Budget"}
LONG_SPAN = 366 * 1440
"""Minutes."""


def iso(minutes: float) -> str:
    """Return the day on which a span ends, as the axis of time reads it."""
    return f"{date_of(int(minutes) - 1):%Y-%m-%d}"


def in_words(minutes: float) -> str:
    at = date_of(int(minutes) - 1)
    return f"{at.day} {at:%b %Y}"


def finish_curve(told: Told) -> dict[str, Any]:
    """Return in how many of the runs all is finished by each day."""
    finish = told["finish"]
    ends = [finish["curve"][0][0], finish["curve"][-1][0]]
    axis = {"type": "time", "name": "", "splitLine": {"show": False}, "axisLabel": days_on_axis(ends)}
    return curve(finish, axis, iso, in_words, {})


def days_on_axis(instants: Sequence[float]) -> dict[str, Any]:
    """Return how an axis of time writes its days: months alone where it spans more than a year."""
    span = max(instants) - min(instants)
    return {"hideOverlap": True, "formatter": "{MMM} {yyyy}" if span > LONG_SPAN else "{d} {MMM}"}


def cost_curve(told: Told) -> dict[str, Any]:
    """Return in how many of the runs the cost stays below each amount."""
    axis = {"type": "value", "scale": True, "splitNumber": 4, "name": told["currency"],
            "nameLocation": "middle", "nameGap": 26, "splitLine": {"show": False},
            "axisLabel": {"hideOverlap": True}}  # fmt: skip
    return curve(told["cost"], axis, lambda amount: round(amount, 2), lambda amount: f"{amount:,.0f}", COST_WORDS)


def curve(part: dict[str, Any], axis: dict[str, Any], place: Any, words: Any, named: dict[str, str]) -> dict[str, Any]:
    points = [
        {"value": [place(at), percent(share)], "name": f"{words(at)}: {percent(share):g} % of the runs"}
        for at, share in part["curve"]
    ]
    series: list[dict[str, Any]] = [
        {"type": "line", "name": "Runs", "data": points, "showSymbol": False,
         "lineStyle": {"width": 2, "color": "var(--accent)"}, "itemStyle": {"color": "var(--accent)"},
         "areaStyle": {"color": "var(--accent)", "opacity": 0.08}},
    ]  # fmt: skip
    for key, name, symbol, color in MARKS:
        if part.get(key) is not None:
            share = share_at(part["curve"], part[key])
            series.append(mark(named.get(key, name), place(part[key]), words(part[key]), share, symbol, color))
    return {
        "grid": {"left": 8, "right": 24, "top": 36, "bottom": 26 if axis["name"] else 6, "containLabel": True},
        "legend": {"right": 8, "top": 2, "itemWidth": 10, "itemHeight": 9, "itemGap": 9},
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "xAxis": axis,
        "yAxis": {"type": "value", "min": 0, "max": 100, "interval": 20, "axisLabel": {"formatter": "{value} %"}},
        "series": series,
    }  # fmt: skip


def mark(name: str, at: Any, words: str, share: float, symbol: str, color: str) -> dict[str, Any]:
    """Return a point of the curve with a line down to its day."""
    return {
        "type": "scatter", "name": name, "symbol": symbol, "symbolSize": 11, "z": 5,
        "itemStyle": {"color": color, "borderColor": "var(--panel)", "borderWidth": 1},
        "data": [{"value": [at, percent(share)], "name": f"{name} {words}: {percent(share):g} %"}],
        "markLine": {"silent": True, "symbol": "none", "label": {"show": False},
                     "lineStyle": {"color": color, "type": "dashed", "width": 1.2},
                     "data": [[{"coord": [at, 0]}, {"coord": [at, percent(share)]}]]},
    }  # fmt: skip


def percent(share: float) -> float:
    return round(100 * share, 1)


def share_at(points: Sequence[Sequence[float]], at: float) -> float:
    """Return the height of the curve somewhere: straight between its points."""
    if not points or at < points[0][0]:
        return 0.0
    for (left, low), (right, high) in pairwise(points):
        if at <= right:
            return high if right == left else low + (high - low) * (at - left) / (right - left)
    return 1.0


def tornado(bars: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return by how many days the P80 moves while one thing is held low, and high; the widest bar first."""
    rows = list(bars)
    return {
        "grid": {"left": 8, "right": 34, "top": 30, "bottom": 26, "containLabel": True},
        "legend": {"right": 8, "top": 2, "itemWidth": 10, "itemHeight": 9},
        "tooltip": {"trigger": "item", "formatter": "{b}: {c} days"},
        "xAxis": {"type": "value", "name": "days that the P80 moves", "nameLocation": "middle", "nameGap": 24},
        "yAxis": {"type": "category", "inverse": True, "data": [short(row["name"]) for row in rows],
                  "axisLabel": {"color": "var(--ink)", "fontSize": 11, "interval": 0}, "axisLine": {"show": False}},
        "series": [ends("Short or absent", rows, "low_days", "var(--green)"),
                   ends("Long or certain", rows, "high_days", "var(--red)") | {"barGap": "-100%"}],
    }  # fmt: skip


def ends(name: str, rows: Sequence[dict[str, Any]], key: str, color: str) -> dict[str, Any]:
    data = [{"value": round(row[key], 1), "name": row["name"], "url": row.get("url", "")} for row in rows]
    return {"type": "bar", "name": name, "data": data, "barMaxWidth": 14, "itemStyle": {"color": color}}


def trend(readings: Sequence[Any]) -> dict[str, Any]:
    """Return how planned, P50 and P80 finish stood on earlier days."""
    lines = (("planned", "Planned", "var(--mute)", "dashed"), ("p50", "P50", "var(--green)", "solid"),
             ("p80", "P80", "var(--amber)", "solid"))  # fmt: skip
    return {
        "grid": {"left": 8, "right": 24, "top": 36, "bottom": 6, "containLabel": True},
        "legend": {"right": 8, "top": 2, "itemWidth": 14, "itemHeight": 8},
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "xAxis": {"type": "time", "name": "", "splitLine": {"show": False}, "minInterval": 86_400_000,
                  "axisLabel": {"hideOverlap": True, "formatter": "{d} {MMM}"}},
        "yAxis": {"type": "time", "name": "Finish", "splitNumber": 3, "nameTextStyle": {"align": "left"},
                  "minInterval": 86_400_000, "axisLabel": {"formatter": "{d} {MMM} {yy}"}},
        "series": [
            {"type": "line", "name": name, "symbolSize": 5, "itemStyle": {"color": color},
             "lineStyle": {"color": color, "type": stroke, "width": 2},
             "data": [point(name, row.day, getattr(row, key)) for row in readings if getattr(row, key) is not None]}
            for key, name, color, stroke in lines
        ],
    }  # fmt: skip


def point(name: str, day: Any, minutes: int) -> dict[str, Any]:
    return {"value": [f"{day:%Y-%m-%d}", iso(minutes)], "name": f"{name} {in_words(minutes)}, said {day.day} {day:%b}"}
