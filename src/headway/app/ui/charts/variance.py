"""Finish against baseline: how many days every project is late or early."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from headway.app.ui.charts.look import COLORS, short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.app.queries.pages.overview import Row

MOST_BARS = 9
NOTHING_DAYS = 0.05


def largest(rows: Sequence[Row]) -> list[Row]:
    """Return the plans farthest from their baseline, the latest first."""
    known = [row for row in rows if abs(row.rollup.finish_variance_days or 0) >= NOTHING_DAYS]
    known.sort(key=lambda row: -abs(row.rollup.finish_variance_days or 0))
    return sorted(known[:MOST_BARS], key=lambda row: -(row.rollup.finish_variance_days or 0))


def finish_variance(rows: Sequence[Row]) -> dict[str, Any]:
    """Return diverging bars, working days late to the right and early to the left, colored by health."""
    shown = largest(rows)
    bars = [bar(row) for row in shown]
    return {
        "grid": {"left": 8, "right": 46, "top": 8, "bottom": 26, "containLabel": True},
        "tooltip": {"trigger": "item", "formatter": "{b}: {c} working days"},
        "xAxis": {
            "type": "value",
            "name": "working days",
            "nameLocation": "middle",
            "nameGap": 24,
            "minInterval": 1,
            "boundaryGap": ["14%", "14%"],
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [short(row.component.name) for row in shown],
            "axisLabel": {"color": "var(--ink)", "fontSize": 11, "interval": 0},
            "axisLine": {"show": False},
        },
        "series": [
            {"type": "bar", "name": "Working days late", "data": bars, "barMaxWidth": 15, "barCategoryGap": "32%"}
        ],
    }


def bar(row: Row) -> dict[str, Any]:
    days = round(row.rollup.finish_variance_days or 0, 1)
    return {
        "value": days,
        "name": row.component.name,
        "url": reverse("component", args=[row.component.pk]),
        "itemStyle": {"color": COLORS[row.rollup.health], "borderRadius": [0, 3, 3, 0] if days >= 0 else [3, 0, 0, 3]},
        "label": {
            "show": True,
            "position": "right" if days >= 0 else "left",
            "formatter": f"{days:+g} d".replace("-", "\N{MINUS SIGN}") if days else "0 d",
            "color": "var(--mute)",
            "fontSize": 10.5,
        },
    }


def in_words(rows: Sequence[Row]) -> str:
    """Return what the bars sum up to: "6 late, 1 early, 8 as in the baseline"."""
    days = [row.rollup.finish_variance_days for row in rows if row.rollup.finish_variance_days is not None]
    late = sum(each >= NOTHING_DAYS for each in days)
    early = sum(each <= -NOTHING_DAYS for each in days)
    parts = [(late, "late"), (early, "early"), (len(days) - late - early, "as in the baseline")]
    missing = len(rows) - len(days)
    return ", ".join(f"{count} {word}" for count, word in [*parts, (missing, "without baseline")] if count)
