"""Correlation of ranks between durations and the finish: the classes, and what their tables say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from headway.engine.simulation import kernels_ranks
from headway.engine.simulation.layout import CLASSES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]


class Ranks(NamedTuple):
    """Tables of classes; without room where nobody asks for ranks."""

    cells: Ints
    """Runs by class of the duration and class of the finish, shape (steps, CLASSES, CLASSES)."""
    lengths: Ints
    """Bounds of the classes of each step's duration, shape (steps, CLASSES - 1)."""
    finishes: Ints
    """The same of the finish of every target."""

    @classmethod
    def empty(cls, lengths: Ints, finishes: Ints) -> Ranks:
        """Return room for tables with given bounds."""
        return cls(np.zeros((len(lengths), CLASSES, CLASSES), np.int32), lengths, finishes)


NO_BOUNDS = np.empty((0, CLASSES - 1), np.int32)


def bounds_of(drawn: Ints) -> Ints:
    """Choose the bounds of classes from a few runs: each class as often as the others, frequent numbers on their own.

    b_k = drawn_(n k / CLASSES) of n runs in order; b_k = b_(k-1) + 1 where both are the same number

    Parameters
    ----------
    drawn : ndarray of int32, shape (rows, n)
        Whole minutes.

    Returns
    -------
    ndarray of int32, shape (rows, CLASSES - 1)
        Ascending. O(rows x n log n).
    """
    ordered = np.sort(drawn, axis=1)
    at = ordered.shape[1] * np.arange(1, CLASSES) // CLASSES
    bounds = ordered[:, at]
    same = np.zeros(bounds.shape, np.int32)
    same[:, 1:] = bounds[:, 1:] == bounds[:, :-1]
    return bounds + same


def rank_correlations(
    ranks: Ranks, target: Ints | NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Read the correlations of ranks from the tables.

    rho = correlation of ranks, tau = (pairs that go along - pairs against) / sqrt((pairs - ties) (pairs - other ties))

    Parameters
    ----------
    ranks : Ranks
        Filled.
    target : ndarray of int, shape (steps,)
        By whose finish each step is measured.

    Returns
    -------
    spearman, kendall : ndarray of float64, shape (steps,)
        NaN where duration or finish is certain. Classes cost accuracy: with durations and finishes of a normal
        copula, rho is within 0.006 and tau within 0.01 of what the runs themselves give.

    Notes
    -----
    M. G. Kendall, Rank correlation methods, 1948; L. F. Richardson, The deferred approach to the limit, Philosophical
    Transactions A 226 (1927).
    """
    rows, columns, first, second, below = np.zeros((5, CLASSES))
    table, wider = np.zeros((2, CLASSES, CLASSES))
    out = np.empty((2, len(ranks.cells)))
    kernels_ranks.rank_measures(ranks, target, table, rows, columns, (wider, first, second, below), out)
    return out[0], out[1]
