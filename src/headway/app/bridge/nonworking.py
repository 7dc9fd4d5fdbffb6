"""What a component's calendar says about spans of dates: days off behind the bars, working time between two dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headway.engine.calendars import CompiledCalendars
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

    rows, row = calendars
    first, last = around(min(given), max(given))
    return days_off_between(compile_calendars(rows, first, last), row, first, last)


def around(start: int, finish: int) -> tuple[int, int]:
    """Return the first and the last day whose days off are told where a plan is between two minutes."""
    return start // DAY - MARGIN_DAYS, finish // DAY + MARGIN_DAYS


def days_off_between(clock: CompiledCalendars, row: int, first: int, last: int) -> list[int]:
    """Return the same of a compiled calendar between two days."""
    pairs = clock.nonworking(row, first * DAY, last * DAY)
    whole = np.stack((-(-pairs[:, 0] // DAY) * DAY, pairs[:, 1] // DAY * DAY), axis=1)
    whole = whole[whole[:, 1] > whole[:, 0]][:MOST_PAIRS]
    return [int(each) for each in whole.ravel()]


def working_spans(
    calendars: tuple[tuple[Calendar, ...], int], start: Sequence[int | None], finish: Sequence[int | None]
) -> list[int | None]:
    """Return working minutes between each start and finish; None where one of them is missing."""
    both = [row for row, pair in enumerate(zip(start, finish, strict=True)) if None not in pair]
    spans: list[int | None] = [None] * len(start)
    if not both:
        return spans
    from headway.engine.calendars import compile_calendars  # noqa: PLC0415 - numba loads only where something is calculated

    first, last = (np.array([dates[row] for row in both], np.int32) for dates in (start, finish))
    rows, calendar = calendars
    clock = compile_calendars(rows, int(first.min()) // DAY - 1, int(last.max()) // DAY + 2)
    for row, minutes in zip(both, clock.working_between(calendar, first, last).tolist(), strict=True):
        spans[row] = minutes
    return spans
