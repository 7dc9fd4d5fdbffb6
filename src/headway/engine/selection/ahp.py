"""The analytic hierarchy process: weights out of comparisons by pairs, and how consistent these are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from headway.engine.selection.columns import numbers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Method = Literal["eigenvector", "column-mean", "geometric-mean"]
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
"""Mean consistency index of random matrices of 1 to 10 rows (Saaty)."""
ACCEPTABLE = 0.10
"""Consistency ratio up to which comparisons are usable (Saaty)."""


@dataclass(frozen=True, slots=True)
class Priorities:
    """Weights of n things that were compared by pairs."""

    weights: NDArray[np.float64]
    """(n,), summing to 1."""
    method: Method
    lambda_max: float
    """Principal eigenvalue, or what the method takes for it: n if fully consistent."""
    consistency_index: float
    consistency_ratio: float | None
    """None where there is no random index: more than ten rows, or comparisons are missing."""
    acceptable: bool | None
    """Whether the ratio is at most ``ACCEPTABLE``."""
    doubtful: tuple[tuple[int, int, float, float], ...]
    """The three comparisons that fit the weights worst: row, column, what was said, what the weights say."""


def ahp(matrix: ArrayLike, method: Method = "eigenvector") -> Priorities:
    """Derive weights from comparisons by pairs.

    A w = λ w,  Σ w = 1;   CI = (λ - n) / (n - 1);   CR = CI / RI(n)

    Parameters
    ----------
    matrix : array_like, shape (n, n)
        a_ij: how many times more important i is than j; a_ji = 1 / a_ij. NaN in both places is a comparison that was
        not made; for these only the eigenvector can be taken.
    method : {"eigenvector", "column-mean", "geometric-mean"}
        Principal eigenvector; mean of the columns scaled to 1, with λ = Σ_j w_j Σ_i a_ij (many tutorials); geometric
        mean of the rows, with λ the mean of (A w)_i / w_i.

    Returns
    -------
    Priorities

    Raises
    ------
    ValueError
        If the matrix is not square, not positive, not reciprocal to a thousandth, or too much is missing to tie all
        things together, or the method cannot deal with what is missing.

    Notes
    -----
    Complexity: O(n^3). Source: Saaty 1990, Eur. J. Oper. Res. 48; missing comparisons: Harker 1987, Math. Modelling 9.
    """
    table = _checked(matrix)
    n = len(table)
    missing = np.isnan(table)
    if method == "eigenvector" or missing.any():
        if method != "eigenvector":
            raise ValueError("ahp: with missing comparisons only the eigenvector can be taken")
        filled = np.where(missing, 0.0, table) + np.diag(missing.sum(axis=1).astype(np.float64))
        values, vectors = np.linalg.eig(filled)
        first = int(np.argmax(values.real))
        weights, top = np.abs(vectors[:, first].real), float(values[first].real)
    elif method == "column-mean":
        weights = (table / table.sum(axis=0)).mean(axis=1)
        top = float(table.sum(axis=0) @ weights)
    else:
        weights = np.exp(np.log(table).mean(axis=1))
        top = float(np.mean(table @ weights / weights))
    weights = weights / weights.sum()
    index = (top - n) / (n - 1) if n > 1 else 0.0
    ratio = None
    if n <= len(RANDOM_INDEX) and not missing.any():
        ratio = index / RANDOM_INDEX[n - 1] if RANDOM_INDEX[n - 1] else 0.0
    good = None if ratio is None else bool(ratio <= ACCEPTABLE)
    return Priorities(weights, method, top, index, ratio, good, _doubtful(table, weights))


def _checked(matrix: ArrayLike) -> NDArray[np.float64]:
    table = numbers("ahp", matrix, (None, None))
    if table.shape[0] != table.shape[1] or not len(table):
        raise ValueError("ahp: the matrix is square")
    missing = np.isnan(table)
    if (missing != missing.T).any() or missing.diagonal().any():
        raise ValueError("ahp: a comparison is missing on both sides of the diagonal")
    known = np.where(missing, 1.0, table)
    if not (np.isfinite(known) & (known > 0)).all():
        raise ValueError("ahp: comparisons are positive")
    if np.abs(known * known.T - 1).max() > 1e-3:
        raise ValueError("ahp: the matrix is reciprocal, a_ji = 1 / a_ij")
    reached = np.linalg.matrix_power((~missing).astype(np.int64) > 0, len(table)) if missing.any() else ~missing
    if not np.asarray(reached).all():
        raise ValueError("ahp: too many comparisons are missing to tie everything together")
    return table


def _doubtful(table: NDArray[np.float64], weights: NDArray[np.float64]) -> tuple[tuple[int, int, float, float], ...]:
    implied = weights[:, None] / weights[None, :]
    misfit = np.triu(np.nan_to_num(np.abs(np.log(table / implied))), k=1)
    worst = np.argsort(-misfit, axis=None, kind="stable")[:3]
    rows, columns = np.unravel_index(worst, misfit.shape)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return tuple((i, j, float(table[i, j]), float(implied[i, j])) for i, j in pairs if misfit[i, j] > 1e-9)
