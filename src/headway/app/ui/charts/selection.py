"""Charts of a selection: what each period spends of what it has, and what more money would buy."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from headway.app.bridge.selection_answer import Told
    from headway.app.queries.selection_rounds import Inputs


def spending(inputs: Inputs, told: Told) -> dict[str, Any]:
    """Return bars of spending against what each period has: its budget and what was carried over to it."""
    spent = [float(each) for each in told["spend"]]
    there = [float(Decimal(left) + Decimal(spend)) for left, spend in zip(told["left"], told["spend"], strict=True)]
    return {
        "grid": {"left": 8, "right": 12, "top": 36, "bottom": 8, "containLabel": True},
        "legend": {"right": 10, "top": 4, "itemWidth": 9, "itemHeight": 9},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": inputs["periods"], "axisLabel": {"hideOverlap": True}},
        "yAxis": {"type": "value", "name": inputs["currency"], "min": 0, "nameTextStyle": {"color": "var(--mute)"}},
        "series": [
            {"type": "bar", "name": "Spent", "barMaxWidth": 26, "data": [
                {"value": amount, "itemStyle": {"color": "var(--red)" if amount > limit + 0.005 else "var(--accent)",
                                                "borderRadius": [3, 3, 0, 0]}}
                for amount, limit in zip(spent, there, strict=True)]},
            {"type": "line", "name": "There to spend", "step": "middle", "data": there, "symbol": "none",
             "lineStyle": {"color": "var(--mute)", "type": "dashed"}, "itemStyle": {"color": "var(--mute)"}},
        ],
    }  # fmt: skip


def curve(inputs: Inputs, told: Told) -> dict[str, Any]:
    """Return the most value for each amount of money in all, with the selection as it is now marked."""
    now = [float(sum(map(Decimal, told["spend"]))), float(told["value"])]
    return {
        "grid": {"left": 8, "right": 24, "top": 36, "bottom": 26, "containLabel": True},
        "legend": {"right": 10, "top": 4, "itemWidth": 9, "itemHeight": 9},
        "tooltip": {"trigger": "item"},
        "xAxis": {"type": "value", "min": 0, "name": f"Money in all, {inputs['currency']}", "nameLocation": "middle",
                  "nameGap": 26, "axisLabel": {"hideOverlap": True}, "splitLine": {"show": False}},
        "yAxis": {"type": "value", "name": "Value", "nameTextStyle": {"align": "left", "color": "var(--mute)"}},
        "series": [
            {"type": "line", "name": "The most for the money", "step": "end", "data": told["frontier"],
             "symbolSize": 5, "lineStyle": {"color": "var(--accent)"}, "itemStyle": {"color": "var(--accent)"}},
            {"type": "scatter", "name": "This selection", "symbol": "diamond", "symbolSize": 14,
             "itemStyle": {"color": "var(--amber)"}, "data": [{"value": now, "name": "This selection"}]},
        ],
    }  # fmt: skip
