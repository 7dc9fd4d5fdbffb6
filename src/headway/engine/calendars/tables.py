"""From days that share a pattern to the lookup tables of one calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from headway.engine.calendars.intervals import Patterns, day_patterns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from headway.engine.calendars.intervals import Shifts
    from headway.engine.plan import Calendar

DAY = 1440
SMALLEST_BUCKET = 6
"""log2 of the smallest bucket: an hour."""


class Tables(NamedTuple):
    """The tables of one calendar; offsets count from the calendar's own beginning."""

    days: NDArray[np.int64]
    works: NDArray[np.int64]
    buckets: NDArray[np.int64]
    minutes: NDArray[np.int16]
    shift: int
    total: int


def tables_of(days_at_work: NDArray[np.int64], shapes: NDArray[np.bool_], first_day: int) -> Tables:
    """Lay out the tables of a calendar.

    Parameters
    ----------
    days_at_work : ndarray of int64, shape (d,)
        Row of ``shapes`` for every day of the horizon.
    shapes : ndarray of bool, shape (k, 1440)
        Different days: which minutes are working ones.
    first_day : int
        Days since 1970-01-01.

    Returns
    -------
    Tables
        O(days + 1440 * shapes + working minutes / bucket).
    """
    before = np.zeros((len(shapes) + 1, DAY + 1), np.int16)
    np.cumsum(shapes, axis=1, out=before[:-1, 1:])
    lengths = before[:, -1].astype(np.int64)
    inverse = np.nonzero(shapes)[1].astype(np.int16)
    inverse_at = before.size + np.cumsum(lengths) - lengths
    # Behind the last day stands one without work, for the instant at which the horizon ends.
    shape = np.append(days_at_work, len(shapes))
    done = np.cumsum(lengths[shape]) - lengths[shape]
    total = int(done[-1])
    working = np.flatnonzero(lengths[shape])
    works = np.zeros((len(working) + 1, 4), np.int64)
    works[:-1, 0], works[:-1, 1] = done[working], (first_day + working) * DAY
    works[:-1, 2] = inverse_at[shape[working]]
    works[-1, 0] = np.iinfo(np.int32).max
    shortest = int(lengths[lengths > 0].min(initial=DAY))
    shift = max(SMALLEST_BUCKET, shortest.bit_length() - 1)
    edges = np.arange(0, (total >> shift) + 1) << shift
    buckets = 4 * (np.searchsorted(works[:, 0], edges, side="right") - 1).clip(0)
    days = np.stack((done, shape * (DAY + 1)), 1)
    return Tables(days.ravel(), works.ravel(), buckets, np.concatenate((before.ravel(), inverse)), shift, total)


def days_of(chain: Sequence[Calendar], first_day: int, last_day: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Find the different days of a calendar, what runs over midnight included.

    Parameters
    ----------
    chain : sequence of Calendar
        The calendar and its parents, nearest first.
    first_day, last_day : int
        Days since 1970-01-01; the horizon ends before ``last_day`` begins.

    Returns
    -------
    days : ndarray of int64, shape (last_day - first_day,)
        Row of ``shapes`` for every day.
    shapes : ndarray of bool, shape (k, 1440)
    """
    # A shift of the day before may run into the first day.
    patterns = Patterns()
    numbers = day_patterns(chain, np.arange(first_day - 1, last_day, dtype=np.int64), patterns).astype(np.int64)
    kinds: NDArray[np.bool_] = np.array([_two_days(shifts) for shifts in patterns.numbers])
    spills = np.asarray(kinds[:, DAY:].any(axis=1))
    # Number 0 is the day off: it stands for "nothing runs over from yesterday".
    yesterday = np.where(spills[numbers[:-1]], numbers[:-1], 0)
    pairs, days = np.unique(numbers[1:] * len(kinds) + yesterday, return_inverse=True)
    today, before = np.divmod(pairs, len(kinds))
    shapes = np.logical_or(kinds[today, :DAY], kinds[before, DAY:])
    return days.astype(np.int64), np.asarray(shapes)


def _two_days(shifts: Shifts) -> NDArray[np.bool_]:
    working = np.zeros(2 * DAY, bool)
    for start, end in shifts:
        working[max(start, 0) : max(end, 0)] = True
    return working
