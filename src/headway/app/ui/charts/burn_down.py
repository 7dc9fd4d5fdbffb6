"""The burn-down of a sprint: hours of work that are left each working day, against a straight line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from headway.app.bridge.sprints import Account

HOUR = 60


def burn_down(account: Account) -> dict[str, Any]:
    """Return two lines over the working days, both from what was committed."""
    committed = account.committed.minutes
    left = [committed, *account.remaining]
    ideal = [committed, *account.ideal]
    return {
        "grid": {"left": 8, "right": 26, "top": 26, "bottom": 4, "containLabel": True},
        "legend": {"right": 6, "top": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "boundaryGap": False,
                  "data": ["Start", *(f"{day.day} {day:%b}" for day in account.days)]},
        "yAxis": {"type": "value", "min": 0, "name": "hours", "nameGap": 8, "splitNumber": 3},
        "series": [
            {"type": "line", "name": "Left", "data": [in_hours(each) for each in left], "symbolSize": 5,
             "lineStyle": {"width": 2}},
            {"type": "line", "name": "Ideal", "data": [in_hours(each) for each in ideal], "symbol": "none",
             "itemStyle": {"color": "var(--mute)"},
             "lineStyle": {"type": "dashed", "width": 1.2, "color": "var(--mute)"}},
        ],
    }  # fmt: skip


def in_hours(minutes: float | None) -> float | None:
    return None if minutes is None else round(minutes / HOUR, 1)
