"""Weighted criteria: measures of different units brought to one scale and added up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.measures.diagnostic import Diagnostic
from headway.engine.selection.columns import numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion with its weight and its scale."""

    weight: float
    worst: float = 0.0
    """Gives 0; what is worse too."""
    best: float = 1.0
    """Gives 1; what is better too. Below ``worst`` where less is better."""
    steps: tuple[tuple[float, float], ...] = ()
    """Instead of a straight line: (from this value on, score 0 to 1), values ascending; 0 below the first one."""

    def __post_init__(self) -> None:
        """Refuse a criterion that cannot be.

        Raises
        ------
        ValueError
            If the weight is negative, worst and best are the same, or steps are not in order.
        """
        if not (np.isfinite(self.weight) and self.weight >= 0):
            raise ValueError("criterion: the weight is a number that is not negative")
        if not self.steps and not (np.isfinite([self.worst, self.best]).all() and self.worst != self.best):
            raise ValueError("criterion: worst and best are two different numbers")
        froms = [each for each, _ in self.steps]
        if froms != sorted(set(froms)) or not all(0 <= score <= 1 for _, score in self.steps):
            raise ValueError("criterion: steps ascend and their scores lie between 0 and 1")


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of n rows by c criteria."""

    total: NDArray[np.float64]
    """(n,), 0 to 1; NaN where a value is missing that has a weight."""
    parts: NDArray[np.float64]
    """(n, c): what each criterion adds to the total."""
    rank: NDArray[np.int64]
    """(n,): 1 is the best; equal totals share a rank; rows without a total come last."""
    diagnostics: tuple[Diagnostic, ...] = ()


def weighted_scores(values: ArrayLike, criteria: Sequence[Criterion]) -> Scores:
    """Score rows by weighted criteria.

    total_i = Σ_j w_j s_j(v_ij) / Σ_j w_j;   s_j(v) = clip((v - worst_j) / (best_j - worst_j), 0, 1), or by steps

    Parameters
    ----------
    values : array_like, shape (n, c)
        Measures in any unit; NaN is missing.
    criteria : sequence of Criterion, length c
        Weights and scales.

    Returns
    -------
    Scores
        With the warning ``missing-value`` and its rows where something is missing: it is never taken for 0.

    Raises
    ------
    ValueError
        If there are not as many columns as criteria, or all weights are 0.

    Notes
    -----
    Source: Keeney & Raiffa 1976, Decisions with Multiple Objectives: additive value function.
    """
    table = numbers("values", values, (None, len(criteria)))
    weights = np.array([each.weight for each in criteria])
    if not weights.sum() > 0:
        raise ValueError("criteria: not all weights are 0")
    scaled = np.column_stack([_scaled(table[:, j], each) for j, each in enumerate(criteria)])
    parts = scaled * (weights / weights.sum())
    parts[:, weights == 0] = 0.0
    total = parts.sum(axis=1)
    missing = np.flatnonzero(np.isnan(total))
    found = (
        (Diagnostic("missing-value", "A value is missing, so there is no score.", "warning", tuple(missing.tolist())),)
        if len(missing)
        else ()
    )
    return Scores(total, parts, ranks(total), found)


def ranks(total: ArrayLike) -> NDArray[np.int64]:
    """Number rows from the largest down; equal ones share a number, NaN comes last.

    Parameters
    ----------
    total : array_like, shape (n,)
        What they are ordered by.

    Returns
    -------
    ndarray of int64, shape (n,)
        1 and up.

    Notes
    -----
    Complexity: O(n log n).
    """
    down = -np.nan_to_num(np.asarray(total, np.float64), nan=-np.inf)
    return np.searchsorted(np.sort(down), down, side="left") + 1


def _scaled(column: NDArray[np.float64], criterion: Criterion) -> NDArray[np.float64]:
    if not criterion.steps:
        return np.clip((column - criterion.worst) / (criterion.best - criterion.worst), 0.0, 1.0)
    froms, points = np.array(criterion.steps).T
    scored = np.append(0.0, points)[np.searchsorted(froms, column, side="right")]
    return np.where(np.isnan(column), np.nan, scored)
