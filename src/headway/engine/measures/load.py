"""How the work of resources lies over time, against what they can do in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.effort import CONTOUR_TENTHS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike, NDArray

    Working = Callable[[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]], NDArray[Any]]
    """Working minutes of (rows, from, to): of the assignment or resource in a row between two instants."""


@dataclass(frozen=True, slots=True)
class PhasedWork:
    """Work by row and period: one element for each pair with work in it, all of length p."""

    row: NDArray[np.int64]
    """Row of the assignment or resource, ascending."""
    period: NDArray[np.int64]
    """The period between ``edges[period]`` and ``edges[period + 1]``; ascending within a row."""
    minutes: NDArray[np.float64]

    def beside(self, other: PhasedWork, rows: int) -> PhasedWork:
        """Return both as one, the rows of the other one behind these ``rows``."""
        pairs = zip((self.row, self.period, self.minutes), (other.row + rows, other.period, other.minutes), strict=True)
        return PhasedWork(*(np.concatenate(pair) for pair in pairs))


def phased_work(
    work: ArrayLike, start: ArrayLike, finish: ArrayLike, edges: ArrayLike, working: Working,
    contours: Sequence[str] = (),
) -> PhasedWork:  # fmt: skip
    """Spread the work of assignments over their working time, period by period.

    w_kj = W_k · c_kj / Σ_i c_ki, with c_kj the working minutes of assignment k in period j; where an assignment has no
    working time, c_kj are the minutes of the clock. With a contour it is W_k · (G(b_kj) - G(a_kj)): a and b are the
    parts of its working time that lie before the period and before its end, and G adds up the tenths of the contour.

    Parameters
    ----------
    work : array_like of float, shape (n,)
        Minutes of work of each assignment.
    start, finish : array_like of int, shape (n,)
        Minutes since 1970, half-open; an assignment without length has no work.
    edges : array_like of int, shape (m + 1,)
        Ascending instants between which the periods lie; what lies outside of them is left out.
    working : callable
        Working minutes of (rows, from, to).
    contours : sequence of str, optional
        Name of each assignment's contour, of ``CONTOUR_TENTHS``; all others are even.

    Returns
    -------
    PhasedWork
        O(n log m + p): no more pairs than an assignment has periods.

    Raises
    ------
    ValueError
        If there is no period.
    """
    amount, marks = np.asarray(work, np.float64), np.asarray(edges, np.int64)
    begin, end = np.asarray(start, np.int64), np.asarray(finish, np.int64)
    if len(marks) < 2:
        raise ValueError("periods lie between two edges or more")
    whole = np.arange(len(amount))
    row, period = _touched(begin, end, marks)
    lower, upper = np.maximum(begin[row], marks[period]), np.minimum(end[row], marks[period + 1])
    total = np.asarray(working(whole, begin, np.maximum(begin, end)), np.float64)
    time = np.asarray(working(row, lower, upper), np.float64)
    idle = total <= 0
    time = np.where(idle[row], upper - lower, time)
    total = np.where(idle, end - begin, total)
    share = time / np.where(total > 0, total, 1.0)[row]
    shaped = np.array([name in CONTOUR_TENTHS for name in contours], bool)
    if shaped.any():
        at = np.flatnonzero(shaped[row])
        mine = row[at]
        before = np.asarray(working(mine, begin[mine], lower[at]), np.float64)
        before = np.where(idle[mine], lower[at] - begin[mine], before) / total[mine]
        share[at] = _within(before, share[at], [contours[each] for each in mine.tolist()])
    kept = (time > 0) & (amount[row] > 0)
    return PhasedWork(row[kept], period[kept], (amount[row] * share)[kept])


def _within(before: NDArray[np.float64], part: NDArray[np.float64], names: Sequence[str]) -> NDArray[np.float64]:
    """Return the share of the work that lies in a part of the time, by the tenths of each contour."""
    found, kinds = np.zeros(len(before)), np.array(names)
    for name in set(names):
        mine = kinds == name
        total = np.concatenate(([0], np.cumsum(CONTOUR_TENTHS[name]))) / sum(CONTOUR_TENTHS[name])
        tenths = np.linspace(0, 1, len(total))
        found[mine] = np.interp(before[mine] + part[mine], tenths, total) - np.interp(before[mine], tenths, total)
    return found


def gathered(phased: PhasedWork, owner: ArrayLike) -> PhasedWork:
    """Add up the work of what has the same owner: w_rj = Σ {w_kj : owner_k = r}.

    Parameters
    ----------
    phased : PhasedWork
        Work of assignments.
    owner : array_like of int, shape (n,)
        Row of the resource of each assignment.

    Returns
    -------
    PhasedWork
        Work of resources. O(p log p).
    """
    if not len(phased.row):
        return phased
    resource = np.asarray(owner, np.int64)[phased.row]
    span = int(phased.period.max()) + 1
    pairs, place = np.unique(resource * span + phased.period, return_inverse=True)
    return PhasedWork(pairs // span, pairs % span, np.bincount(place, phased.minutes).astype(np.float64))


def beyond_capacity(phased: PhasedWork, units: ArrayLike, edges: ArrayLike, working: Working) -> NDArray[np.float64]:
    """Find by how much the work of each period is more than its resource can do: o_rj = max(0, w_rj - u_r · c_rj).

    Parameters
    ----------
    phased : PhasedWork
        Work of resources.
    units : array_like of float, shape (resources,)
        1 is one full person.
    edges : array_like of int, shape (m + 1,)
        As for ``phased_work``.
    working : callable
        Working minutes of the calendars of (resources, from, to).

    Returns
    -------
    ndarray of float64, shape (p,)
        Minutes; 0 where all of it can be done. O(p).
    """
    marks, most = np.asarray(edges, np.int64), np.asarray(units, np.float64)
    able = np.asarray(working(phased.row, marks[phased.period], marks[phased.period + 1]), np.float64)
    over = phased.minutes - most[phased.row] * able
    return np.where(over > SMALLEST, over, 0.0)


SMALLEST = 0.5
"""Minutes; less than that is rounding, not overload."""


def _touched(
    begin: NDArray[np.int64], end: NDArray[np.int64], marks: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List the periods that each span reaches into."""
    first = np.maximum(np.searchsorted(marks, begin, side="right") - 1, 0)
    last = np.minimum(np.searchsorted(marks, end, side="left"), len(marks) - 1)
    many = np.where(end > begin, np.maximum(last - first, 0), 0)
    row = np.repeat(np.arange(len(begin)), many)
    before = np.cumsum(many) - many
    return row, np.arange(len(row)) - before[row] + first[row]
