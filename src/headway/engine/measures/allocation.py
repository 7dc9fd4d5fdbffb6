"""How much of a resource is asked for at once, and how its work spreads over periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from headway.engine.plan import Minutes


@dataclass(frozen=True, slots=True)
class Peaks:
    """The largest demand for each resource."""

    units: NDArray[np.float64]
    """1 is a full person; 0 where nothing is asked for."""
    at: Minutes
    """The first instant with that demand; 0 where there is none."""


def peaks(resource: ArrayLike, start: ArrayLike, finish: ArrayLike, units: ArrayLike, count: int) -> Peaks:
    """Find the largest sum of units that overlap.

    peak_r = max_t Σ {u_k : r_k = r, start_k <= t < finish_k}

    Parameters
    ----------
    resource : array_like of int, shape (n,)
        Row of the resource of each assignment, 0 to count - 1.
    start, finish : array_like of int, shape (n,)
        Minutes since 1970, half-open; an assignment without length asks for nothing.
    units : array_like of float, shape (n,)
        1 is a full person.
    count : int
        How many resources there are.

    Returns
    -------
    Peaks

    Raises
    ------
    ValueError
        If a resource has no row, or units are negative.

    Notes
    -----
    A sweep over the ends, O(n log n). Assignments overlap on the clock: a night between two of them is no gap.
    """
    rows, begin, end, weight = (
        np.asarray(resource, np.int64), np.asarray(start, np.int64), np.asarray(finish, np.int64),
        np.asarray(units, np.float64),
    )  # fmt: skip
    if rows.size and (rows.min() < 0 or rows.max() >= count):
        raise ValueError(f"resources have the rows 0 to {count - 1}")
    if (weight < 0).any():
        raise ValueError("units cannot be negative")
    long = end > begin
    owner, change = np.tile(rows[long], 2), np.concatenate((weight[long], -weight[long]))
    instant = np.concatenate((begin[long], end[long]))
    order = np.lexsort((change, instant, owner))
    owner, instant, change = owner[order], instant[order], change[order]
    demand = np.cumsum(change)  # every resource ends at zero, so one running sum serves all of them
    top, at = np.zeros(count), np.zeros(count, np.int32)
    np.maximum.at(top, owner, demand)
    reached = np.flatnonzero(demand >= top[owner] - 1e-9)[::-1]
    at[owner[reached]] = instant[reached]
    return Peaks(np.round(top, 9), np.where(top > 0, at, 0).astype(np.int32))


def spread(work: ArrayLike, done: ArrayLike) -> NDArray[np.float64]:
    """Spread work evenly over the working time of its assignment.

    w_kj = W_k · (c_k,j+1 - c_kj) / (c_km - c_k0)

    Parameters
    ----------
    work : array_like of float, shape (n,)
        Minutes of work of each assignment.
    done : array_like of float, shape (n, m + 1)
        Working minutes of the assignment that lie before each of the m + 1 edges of the periods.

    Returns
    -------
    ndarray of float64, shape (n, m)
        Minutes of work in each period; all in the first one for an assignment without working time.

    Raises
    ------
    ValueError
        If there is no period, or the shapes do not fit.
    """
    amount, edges = np.asarray(work, np.float64), np.asarray(done, np.float64)
    if edges.ndim != 2 or edges.shape[1] < 2 or len(amount) != len(edges):
        raise ValueError("every assignment needs its working minutes at two edges or more")
    total = edges[:, -1] - edges[:, 0]
    shares = np.diff(edges, axis=1) / np.where(total > 0, total, 1)[:, None]
    shares[total <= 0, 0] = 1
    return np.asarray(amount[:, None] * shares)
