"""Instants moved over calendars, array by array: lags in both directions, events, the two ends of a pause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.network.layout import FREE
from headway.engine.plan import MISSING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.calendars import CompiledCalendars
    from headway.engine.plan import Minutes


def known(instants: Any) -> NDArray[np.bool_]:
    """Mark the instants that are neither missing nor without limit.

    Parameters
    ----------
    instants : array of int32, shape (k,)
        Minutes since 1970, ``MISSING`` or ``FREE``.

    Returns
    -------
    ndarray of bool, shape (k,)
    """
    return np.asarray((instants != MISSING) & (instants != FREE))


def earliest_after(calendars: CompiledCalendars, row: Any, instants: Minutes, lag: Any) -> Minutes:
    """Move instants by a lag: the earliest t with work(first, t) = work(first, instant) + lag.

    Parameters
    ----------
    calendars : CompiledCalendars
        Calendars of the plan.
    row : int or array of int, shape (k,)
        Calendar that the lag counts on.
    instants : ndarray of int32, shape (k,)
        Minutes since 1970; MISSING and FREE stay as they are.
    lag : int or array of int, shape (k,)
        Working minutes, negative for a lead; zero leaves an instant where it is.

    Returns
    -------
    ndarray of int32, shape (k,)
    """
    lag = np.broadcast_to(np.asarray(lag, np.int32), instants.shape)
    out = instants.copy()
    moved = np.flatnonzero((lag != 0) & known(instants))
    if len(moved):
        row = np.broadcast_to(np.asarray(row, np.int32), instants.shape)[moved]
        out[moved] = calendars.previous_working(row, calendars.add(row, instants[moved], lag[moved]))
    return out


def latest_before(calendars: CompiledCalendars, row: Any, instants: Minutes, lag: Any) -> Minutes:
    """Take a lag back: the latest t with work(first, t) = work(first, instant) - lag.

    Parameters
    ----------
    calendars : CompiledCalendars
        Calendars of the plan.
    row : int or array of int, shape (k,)
        Calendar that the lag counts on.
    instants : ndarray of int32, shape (k,)
        Minutes since 1970; MISSING and FREE stay as they are.
    lag : int or array of int, shape (k,)
        Working minutes, negative for a lead; zero leaves an instant where it is.

    Returns
    -------
    ndarray of int32, shape (k,)
    """
    lag = np.broadcast_to(np.asarray(lag, np.int32), instants.shape)
    out = instants.copy()
    moved = np.flatnonzero((lag != 0) & known(instants))
    if len(moved):
        row = np.broadcast_to(np.asarray(row, np.int32), instants.shape)[moved]
        out[moved] = calendars.next_working(row, calendars.add(row, instants[moved], -lag[moved]))
    return out


def shift_start(calendars: CompiledCalendars, row: Any, instants: Minutes) -> Minutes:
    """Find the latest instant with as much work before it; FREE where no work follows.

    Parameters
    ----------
    calendars : CompiledCalendars
        Calendars of the plan.
    row : int or array of int, shape (k,)
        Rows of calendars.
    instants : ndarray of int32, shape (k,)
        Minutes since 1970; MISSING and FREE stay as they are.

    Returns
    -------
    ndarray of int32, shape (k,)
    """
    out = instants.copy()
    moved = np.flatnonzero(known(instants))
    if len(moved):
        row = np.broadcast_to(np.asarray(row, np.int32), instants.shape)[moved]
        found = calendars.next_working(row, instants[moved])
        out[moved] = np.where(found == MISSING, FREE, found)
    return out


def shift_end(calendars: CompiledCalendars, row: Any, instants: Minutes) -> Minutes:
    """Find the earliest instant with as much work before it; MISSING where no work lies before.

    Parameters
    ----------
    calendars : CompiledCalendars
        Calendars of the plan.
    row : int or array of int, shape (k,)
        Rows of calendars.
    instants : ndarray of int32, shape (k,)
        Minutes since 1970; MISSING and FREE stay as they are.

    Returns
    -------
    ndarray of int32, shape (k,)
    """
    out = instants.copy()
    moved = np.flatnonzero(known(instants))
    if len(moved):
        row = np.broadcast_to(np.asarray(row, np.int32), instants.shape)[moved]
        out[moved] = calendars.previous_working(row, instants[moved])
    return out


def worked(calendars: CompiledCalendars, row: Any, instants: Minutes) -> NDArray[np.int64]:
    """Count working minutes since the horizon's first one; MISSING and FREE stay the smallest and largest number.

    Parameters
    ----------
    calendars : CompiledCalendars
        Calendars of the plan.
    row : int or array of int, shape (k,)
        Rows of calendars.
    instants : ndarray of int32, shape (k,)
        Minutes since 1970.

    Returns
    -------
    ndarray of int64, shape (k,)
    """
    out = instants.astype(np.int64)
    counted = np.flatnonzero(known(instants))
    if len(counted):
        row = np.broadcast_to(np.asarray(row, np.int32), instants.shape)[counted]
        out[counted] = calendars.working_between(row, calendars.clock.first, instants[counted])
    return out
