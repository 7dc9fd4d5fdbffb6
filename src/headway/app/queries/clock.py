"""The world's time on the clock of plans: minutes since 1970-01-01T00:00 of the wall clock (ADR 3)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from datetime import datetime

DAY = 1440
EPOCH_ORDINAL = 719_163
"""1970-01-01 as Python counts days."""


def today_minutes() -> int:
    """Return the start of today."""
    return (timezone.localdate().toordinal() - EPOCH_ORDINAL) * DAY


def now_minutes(at: datetime | None = None) -> int:
    """Return now, or another moment."""
    now = timezone.localtime(at)
    return (now.toordinal() - EPOCH_ORDINAL) * DAY + now.hour * 60 + now.minute


def day_of(minute: int) -> date:
    return date.fromordinal(minute // DAY + EPOCH_ORDINAL)


def last_day(start: int, finish: int) -> date:
    """Return the day on which something ends: a task that ends at midnight ends on the day before, a milestone not."""
    return day_of(finish - (finish != start))
