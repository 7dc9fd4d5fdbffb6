"""By how many working days of the giver a forecast lies behind its promise."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from headway.app.queries.working_days import working_days_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from headway.app.queries.agreements import Card

MOST_DAYS = 3660
"""Counted one by one; what is ten years late is not told to the day."""


def working_days_late(found: Sequence[Card]) -> dict[int, int]:
    """Return the working days between promise and forecast, by the number of each late agreement."""
    late = [card for card in found if card.standing == "late" and card.giver and card.forecast]
    works = working_days_of([card.row.giver for card in late])
    counted = {}
    for card in late:
        assert card.forecast is not None
        assert card.row.promised_on is not None
        counted[card.row.pk] = working_days_after(works[card.row.giver_id], card.row.promised_on, card.forecast)
    return counted


def working_days_after(works: Callable[[date], bool], promised: date, forecast: date) -> int:
    """Return on how many days after a promise there is work until the forecast."""
    between = min((forecast - promised).days, MOST_DAYS)
    return sum(works(promised + timedelta(days=day + 1)) for day in range(between))
