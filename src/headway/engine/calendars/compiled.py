"""Compiled calendars: working time as integers, for kernels and for everybody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.calendars import kernels
from headway.engine.calendars.intervals import lineage, working_intervals
from headway.engine.calendars.kernels import Clock
from headway.engine.calendars.tables import DAY, days_of, tables_of
from headway.engine.plan import MISSING, Calendar, Minutes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

FIRST_DAY = -29219
"""1890-01-01: ten years before the first date a plan may name."""
LAST_DAY = 87658
"""2210-01-01: ten years behind the last one."""


@dataclass(frozen=True, slots=True)
class CompiledCalendars:
    """Working time of several calendars over one horizon; the row behind the last one is the clock itself.

    Methods take one row or one row per element, and grow the horizon by themselves.
    """

    calendars: tuple[Calendar, ...]
    first_day: int
    last_day: int
    clock: Clock

    @property
    def always(self) -> int:
        """Row of the calendar that never rests."""
        return len(self.calendars)

    def idle(self) -> NDArray[np.bool_]:
        """Tell which calendars have no working minute within the horizon.

        Returns
        -------
        ndarray of bool, shape (calendars,)
        """
        return np.asarray(self.clock.table[kernels.TOTAL :: kernels.HEAD][: len(self.calendars)] == 0)

    def wider(self) -> CompiledCalendars | None:
        """Compile the same calendars over a horizon twice as long.

        Returns
        -------
        CompiledCalendars or None
            None where the horizon already holds every date that a plan may name.
        """
        if self.first_day <= FIRST_DAY and self.last_day >= LAST_DAY:
            return None
        span = self.last_day - self.first_day
        return compile_calendars(self.calendars, self.first_day - span // 2, self.last_day + span)

    def add(self, row: Any, instants: Any, minutes: Any) -> Minutes:
        """Add working minutes: the earliest instant t with work(instant, t) = minutes, the latest one if negative.

        Parameters
        ----------
        row : int or array of int
            Row of the calendar.
        instants, minutes : array of int, shape (k,)
            Minutes since 1970; working minutes. Zero leaves an instant where it is.

        Returns
        -------
        ndarray of int32, shape (k,)
            MISSING where the calendar has not that much work before the year 2210.

        Raises
        ------
        ValueError
            If there is no calendar in a row.
        """
        return self._grown(kernels.add_all, row, instants, minutes)

    def next_working(self, row: Any, instants: Any) -> Minutes:
        """Find the next working instant, the instant itself where it is one.

        Parameters
        ----------
        row : int or array of int
            Row of the calendar.
        instants : array of int, shape (k,)
            Minutes since 1970.

        Returns
        -------
        ndarray of int32, shape (k,)

        Raises
        ------
        ValueError
            If there is no calendar in a row.
        """
        return self._grown(kernels.snap_all, row, instants, True)

    def previous_working(self, row: Any, instants: Any) -> Minutes:
        """Find the end of the work that lies before an instant, the instant itself where work ends or goes on there.

        Parameters
        ----------
        row : int or array of int
            Row of the calendar.
        instants : array of int, shape (k,)
            Minutes since 1970.

        Returns
        -------
        ndarray of int32, shape (k,)

        Raises
        ------
        ValueError
            If there is no calendar in a row.
        """
        return self._grown(kernels.snap_all, row, instants, False)

    def worked(self, row: Any, instants: Any) -> Minutes:
        """Count working minutes between the horizon's start and an instant.

        Parameters
        ----------
        row : int or array of int
            Row of the calendar.
        instants : array of int, shape (k,)
            Within the horizon; -1 is returned outside of it.

        Returns
        -------
        ndarray of int32, shape (k,)

        Raises
        ------
        ValueError
            If there is no calendar in a row.
        """
        instants, row = _columns(instants, row)
        self._check(row)
        out = np.empty(len(instants), np.int32)
        kernels.worked_all(self.clock, row, instants, out)
        return out

    def working_between(self, row: Any, a: Any, b: Any) -> Minutes:
        """Count working minutes from a to b; negative where b lies before a.

        Parameters
        ----------
        row : int or array of int
            Row of the calendar.
        a, b : array of int, shape (k,)
            MISSING gives MISSING.

        Returns
        -------
        ndarray of int32, shape (k,)

        Raises
        ------
        ValueError
            If there is no calendar in a row, or an instant lies outside of the years 1890 to 2209.
        """
        a, b, row = _columns(a, b, row)
        absent = (a == MISSING) | (b == MISSING)
        a, b = np.where(absent, self.clock.first, a), np.where(absent, self.clock.first, b)
        one = np.concatenate((a, b))
        source: CompiledCalendars | None = self
        while source is not None and len(one) and (one.min() < source.clock.first or one.max() > source.clock.last):
            source = source.wider()
        if source is None:
            raise ValueError("an instant lies outside of the years 1890 to 2209")
        difference = source.worked(row, b) - source.worked(row, a)
        return np.where(absent, MISSING, difference).astype(np.int32)

    def nonworking(self, row: int, a: int, b: int) -> NDArray[np.int32]:
        """List the intervals without work between two instants.

        Parameters
        ----------
        row : int
            Row of the calendar.
        a, b : int
            Minutes since 1970, a before b.

        Returns
        -------
        ndarray of int32, shape (k, 2)
            Sorted half-open pairs, cut to [a, b).

        Raises
        ------
        ValueError
            If there is no calendar in a row.
        """
        if b <= a:
            return np.empty((0, 2), np.int32)
        self._check(np.array([row], np.int32))
        if row == self.always:
            return np.empty((0, 2), np.int32)
        starts, ends = working_intervals(self.calendars, row, a // 1440, b // 1440 + 1)
        edges = np.concatenate(([a], np.stack((starts, ends), 1).ravel(), [b])).clip(a, b).reshape(-1, 2)
        return edges[edges[:, 1] > edges[:, 0]].astype(np.int32)

    def _check(self, row: NDArray[np.int32]) -> None:
        """Refuse rows of calendars that are not there: kernels would read what stands elsewhere in memory."""
        if len(row) and (row.min() < 0 or row.max() > self.always):
            wrong = int(row[(row < 0) | (row > self.always)][0])
            raise ValueError(f"There is no calendar in row {wrong}; the rows go from 0 to {self.always}.")

    def _grown(self, run: Callable[..., int], row: Any, instants: Any, other: Any) -> Minutes:
        flag = isinstance(other, bool)
        instants, row, amounts = _columns(instants, row, 0 if flag else other)
        self._check(row)
        out = np.empty(len(instants), np.int32)
        source: CompiledCalendars | None = self
        while source is not None and run(source.clock, row, instants, other if flag else amounts, out):
            source = source.wider()
        return out


def compile_calendars(calendars: Sequence[Calendar], first: int, last: int) -> CompiledCalendars:
    """Compile calendars over a horizon.

    Parameters
    ----------
    calendars : sequence of Calendar
        Calendars; parents by row.
    first, last : int
        Days since 1970-01-01 that the horizon should cover at least; it is cut to the years 1890 to 2209.

    Returns
    -------
    CompiledCalendars
        O(days) time and memory for each calendar.
    """
    first_day = max(FIRST_DAY, min(first, LAST_DAY - 1))
    last_day = min(LAST_DAY, max(last, first_day + 1))
    parts = [
        tables_of(*days_of(lineage(calendars, row), first_day, last_day), first_day) for row in range(len(calendars))
    ]
    parts.append(tables_of(np.zeros(last_day - first_day, np.int64), np.ones((1, DAY), bool), first_day))
    sizes = np.array([[len(part.days), len(part.works), len(part.buckets), len(part.minutes)] for part in parts])
    begins = (np.cumsum(sizes, axis=0) - sizes)[:, 3]
    heads = np.zeros((len(parts), kernels.HEAD), np.int32)
    end = heads.size
    for head, part, minutes, (days, works, buckets, _) in zip(heads, parts, begins, sizes, strict=True):
        head[:5] = end, end + days, end + days + works, part.shift, part.total
        part.days[1::2] += minutes
        part.works[2::4] += minutes
        part.buckets[:] += end + days
        end += days + works + buckets
    table = np.concatenate([heads.ravel(), *(column for part in parts for column in part[:3])]).astype(np.int32)
    clock = Clock(first_day * DAY, last_day * DAY, table, np.concatenate([part.minutes for part in parts]))
    return CompiledCalendars(tuple(calendars), first_day, last_day, clock)


def _columns(*values: Any) -> tuple[NDArray[Any], ...]:
    """Bring scalars and sequences to one length, 32 bits each."""
    return tuple(
        np.ascontiguousarray(each)
        for each in np.broadcast_arrays(*(np.atleast_1d(np.asarray(v, np.int32)) for v in values))
    )
