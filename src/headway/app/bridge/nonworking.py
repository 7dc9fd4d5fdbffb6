"""Days off, for the shading behind the bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.engine.plan import Calendar

MOST_PAIRS = 2000
MARGIN_DAYS = 60
DAY = 1440


def days_off(
    calendars: tuple[tuple[Calendar, ...], int], start: Iterable[int | None], finish: Iterable[int | None]
) -> list[int]:
    """Return whole days without work around the given dates: [first minute, last minute) pairs, flattened."""
    given = [each for each in (*start, *finish) if each is not None]
    if not given:
        return []
    from headway.engine.calendars import compile_calendars  # noqa: PLC0415 - numba loads only where something is calculated

    first, last = min(given) // DAY - MARGIN_DAYS, max(given) // DAY + MARGIN_DAYS
    rows, row = calendars
    clock = compile_calendars(rows, first, last)
    pairs = clock.nonworking(row, first * DAY, last * DAY)
    whole = np.stack((-(-pairs[:, 0] // DAY) * DAY, pairs[:, 1] // DAY * DAY), axis=1)
    whole = whole[whole[:, 1] > whole[:, 0]][:MOST_PAIRS]
    return [int(each) for each in whole.ravel()]
