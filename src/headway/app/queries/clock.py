"""The world's time on the clock of plans: minutes since 1970-01-01T00:00 of the wall clock (ADR 3)."""

from __future__ import annotations

from django.utils import timezone

DAY = 1440
EPOCH_ORDINAL = 719_163
"""1970-01-01 as Python counts days."""


def today_minutes() -> int:
    """Return the start of today."""
    return (timezone.localdate().toordinal() - EPOCH_ORDINAL) * DAY


def now_minutes() -> int:
    now = timezone.localtime()
    return (now.toordinal() - EPOCH_ORDINAL) * DAY + now.hour * 60 + now.minute
