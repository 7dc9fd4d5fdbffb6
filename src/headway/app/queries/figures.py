"""Figures in sentences: the same sign, space and decimals everywhere."""

from __future__ import annotations

from headway.app.queries.money import MINUS


def in_percent(share: float, decimals: int = 0) -> str:
    """Return a share between 0 and 1 as "66 %"."""
    return f"{100 * share:,.{decimals}f} %".replace("-", MINUS)


def days_moved(days: float) -> str:
    """Return by how much a date moves: "+4 days"; less has a minus sign."""
    size = f"{days:+,.1f}".removesuffix(".0").replace("-", MINUS)
    return f"{size} {'day' if size[1:] == '1' else 'days'}"
