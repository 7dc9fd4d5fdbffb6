"""From a week and its exceptions to sorted working intervals, one array operation for the whole horizon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from headway.engine.plan import Calendar, CalendarException

Shifts = tuple[tuple[int, int], ...]
UNDECIDED = -1


class Patterns:
    """Different days seen so far, each with a number."""

    def __init__(self) -> None:
        """Begin with the day off."""
        self.numbers: dict[Shifts, int] = {(): 0}

    def number(self, shifts: Shifts) -> int:
        """Return the number of a day's shifts."""
        return self.numbers.setdefault(tuple((int(a), int(b)) for a, b in shifts), len(self.numbers))


def lineage(calendars: Sequence[Calendar], row: int) -> list[Calendar]:
    """List a calendar and those it inherits from, nearest first.

    Parameters
    ----------
    calendars : sequence of Calendar
        Calendars; parents by row.
    row : int
        Row of the calendar.

    Returns
    -------
    list of Calendar
        A loop among parents ends the list where it would repeat.
    """
    chain: list[int] = []
    while 0 <= row < len(calendars) and row not in chain:
        chain.append(row)
        row = calendars[row].parent
    return [calendars[each] for each in chain]


def day_patterns(chain: Sequence[Calendar], days: NDArray[np.int64], patterns: Patterns) -> NDArray[np.int32]:
    """Decide the pattern of every day.

    Exceptions come before weeks, a calendar's own before those of its parents: a company holiday holds for a person
    whose week differs, unless that person has an exception for the day. Among several exceptions of one calendar for
    the same day the shorter range wins.

    Parameters
    ----------
    chain : sequence of Calendar
        The calendar and its parents, nearest first.
    days : ndarray of int64, shape (d,)
        Consecutive days since 1970-01-01.
    patterns : Patterns
        Collects the different days.

    Returns
    -------
    ndarray of int32, shape (d,)
        Numbers of ``patterns``.
    """
    decided = np.full(len(days), UNDECIDED, np.int32)
    weekday = (days + 3) % 7  # 1970-01-01 was a Thursday; Monday is 0
    # The weakest rule is written first and overwritten by the stronger ones.
    for calendar in reversed(chain):
        for number, shifts in enumerate(calendar.week):
            if shifts is not None:
                decided[weekday == number] = patterns.number(shifts)
        for special in calendar.work_weeks:
            inside = _slice(days, special.first_day, special.last_day)
            for number, shifts in enumerate(special.week):
                if shifts is not None:
                    part = decided[inside]
                    part[weekday[inside] == number] = patterns.number(shifts)
    for calendar in reversed(chain):
        for exception in sorted(calendar.exceptions, key=_length, reverse=True):
            decided[_slice(days, exception.first_day, exception.last_day)] = patterns.number(exception.shifts)
    decided[decided == UNDECIDED] = 0
    return decided


def working_intervals(
    calendars: Sequence[Calendar], row: int, first_day: int, last_day: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Lay out the working intervals of a calendar.

    Parameters
    ----------
    calendars : sequence of Calendar
        Calendars; parents by row.
    row : int
        Row of the calendar.
    first_day, last_day : int
        Days since 1970-01-01; the horizon ends before ``last_day`` begins.

    Returns
    -------
    starts, ends : ndarray of int64
        Sorted, disjoint, not touching, half-open, in minutes, cut to the horizon.
    """
    # A shift of the day before may run into the first day.
    days = np.arange(first_day - 1, last_day, dtype=np.int64)
    patterns = Patterns()
    numbers = day_patterns(lineage(calendars, row), days, patterns)
    kinds = list(patterns.numbers)
    counts = np.array([len(kind) for kind in kinds])
    flat = np.array([shift for kind in kinds for shift in kind], np.int64).reshape(-1, 2)
    offsets = np.concatenate(([0], np.cumsum(counts)[:-1]))
    per_day = counts[numbers]
    total = int(per_day.sum())
    within = np.arange(total) - np.repeat(np.cumsum(per_day) - per_day, per_day)
    which = np.repeat(offsets[numbers], per_day) + within
    midnight = np.repeat(days * 1440, per_day)
    starts = np.clip(midnight + flat[which, 0], first_day * 1440, last_day * 1440)
    ends = np.clip(midnight + flat[which, 1], first_day * 1440, last_day * 1440)
    return union(starts, ends)


def union(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sort intervals, drop empty ones, and join those that overlap or touch.

    Parameters
    ----------
    starts, ends : ndarray of int64, shape (k,)
        Bounds in minutes, half-open.

    Returns
    -------
    starts, ends : ndarray of int64
    """
    real = ends > starts
    starts, ends = starts[real], ends[real]
    if not len(starts):
        return starts, ends
    if (np.diff(starts) < 0).any():
        order = np.argsort(starts, kind="stable")
        starts, ends = starts[order], ends[order]
    reach = np.maximum.accumulate(ends)
    fresh = np.concatenate(([True], starts[1:] > reach[:-1]))
    begins = np.flatnonzero(fresh)
    return starts[begins], reach[np.concatenate((begins[1:] - 1, [len(starts) - 1]))]


def _slice(days: NDArray[np.int64], first: int, last: int) -> slice:
    base = int(days[0])
    return slice(max(0, first - base), max(0, min(len(days), last - base + 1)))


def _length(exception: CalendarException) -> int:
    return exception.last_day - exception.first_day
