"""Working hours of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headway.formats.document import Shifts


def shifts_within_a_day(shifts: Shifts | None) -> Shifts | None:
    """Cut shifts to 24 hours: the clock times of files say no more."""
    return None if shifts is None else tuple((start, min(end, start + 1440)) for start, end in shifts)
