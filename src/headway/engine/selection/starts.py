"""Where every candidate may start: the columns of the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.selection.candidates import LAST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.selection.candidates import Candidates
    from headway.engine.selection.limits import Limits

INF = float("inf")


@dataclass(frozen=True, slots=True)
class Columns:
    """The start columns come first, one for each row and period in which it may start; then whatever else is needed."""

    row: NDArray[np.int64]
    """(m,): row of the candidates."""
    start: NDArray[np.int64]
    """(m,): period of start."""
    project: NDArray[np.int64]
    """(m,)."""
    value: NDArray[np.float64]
    """(m,): worth, what stopping would lose included."""
    cost: NDArray[np.float64]
    """(m,): money within the horizon less the stop cost that is saved."""


def start_columns(candidates: Candidates, limits: Limits) -> Columns:
    """List every row with every period in which it may start.

    Parameters
    ----------
    candidates : Candidates
        What could be done.
    limits : Limits
        For the horizon.

    Returns
    -------
    Columns
        Ordered by row and start; forbidden rows and rows that do not fit have none.
    """
    n = len(candidates)
    last = limits.periods - (candidates.duration if limits.finish_within else np.ones(n, np.int32))
    last = np.where(candidates.latest == LAST, last, np.minimum(last, candidates.latest))
    first = np.where(candidates.ongoing, 0, np.maximum(candidates.earliest, 0))
    last = np.where(candidates.ongoing, 0, last)
    count = np.where(candidates.forbidden, 0, np.maximum(last - first + 1, 0)).astype(np.int64)
    row = np.repeat(np.arange(n), count)
    start = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count) + first[row]
    project = candidates.project[row].astype(np.int64)
    cost_stop, loss = stops(candidates)
    cost = money_within(candidates, row, start, limits.periods) - cost_stop[project]
    value = candidates.value_at(start.astype(np.int32), row) + loss[project]
    return Columns(row, start.astype(np.int64), project, value, cost)


def money_within(
    candidates: Candidates, row: NDArray[np.int64], start: NDArray[np.int64], periods: int
) -> NDArray[np.float64]:
    """Add up what each row costs within the horizon if it starts in a period.

    Parameters
    ----------
    candidates : Candidates
        What could be done.
    row, start : ndarray of int64, shape (m,)
        Rows of the candidates and their starts.
    periods : int
        T.

    Returns
    -------
    ndarray of float64, shape (m,)
    """
    within = start[:, None] + np.arange(candidates.cost.shape[1]) < periods
    return np.asarray((candidates.cost[row] * within).sum(axis=1))


def stops(candidates: Candidates) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Take for each project what it costs and loses to stop it: the largest of its ongoing rows.

    Parameters
    ----------
    candidates : Candidates
        What could be done.

    Returns
    -------
    cost, loss : ndarray of float64, shape (n,)
        By number of project.
    """
    cost, loss = (np.full(len(candidates), -INF), np.full(len(candidates), -INF))
    on = candidates.ongoing
    np.maximum.at(cost, candidates.project[on], candidates.stop_cost[on])
    np.maximum.at(loss, candidates.project[on], candidates.stop_loss[on])
    return np.where(cost > -INF, cost, 0.0), np.where(loss > -INF, loss, 0.0)
