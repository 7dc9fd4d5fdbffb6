"""How projects serve objectives: scores, what each objective receives, and who is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.selection.columns import numbers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Alignment:
    """n projects and o objectives."""

    score: NDArray[np.float64]
    """(n,): 0 to 1."""
    coverage: NDArray[np.float64]
    """(o,): sum of the contributions to each objective."""
    supporters: NDArray[np.int64]
    """(o,): number of projects that contribute at all."""
    orphan_objectives: tuple[int, ...]
    """Objectives with a weight that nothing contributes to."""
    lone_objectives: tuple[int, ...]
    """Objectives with a weight that hang on one project."""
    unaligned_projects: tuple[int, ...]
    """Projects that contribute to no objective with a weight."""


def alignment(contribution: ArrayLike, weights: ArrayLike, highest: float = 9.0) -> Alignment:
    """Score how far projects serve weighted objectives.

    score_p = Σ_j w_j c_pj / (highest · Σ_j w_j);   coverage_j = Σ_p c_pj

    Parameters
    ----------
    contribution : array_like, shape (n, o)
        On a scale from 0 to ``highest``, by custom 0, 3, 9.
    weights : array_like, shape (o,)
        Of the objectives, not negative; they need not sum to 1.
    highest : float
        Upper end of the scale.

    Returns
    -------
    Alignment
        Scores of 0 where no objective has a weight.

    Raises
    ------
    ValueError
        If a contribution lies outside the scale, a weight is negative, or something is no number.
    """
    given = numbers("contribution", contribution, (None, None))
    weight = numbers("weights", weights, (given.shape[1],))
    if not ((given >= 0) & (given <= highest)).all():
        raise ValueError(f"contribution: lies between 0 and {highest:g}")
    if not (np.isfinite(weight) & (weight >= 0)).all():
        raise ValueError("weights: are numbers that are not negative")
    total = float(weight.sum())
    score = given @ weight / (highest * total) if total > 0 else np.zeros(len(given))
    supporters = (given > 0).sum(axis=0)
    asked = weight > 0
    alone = ~(given[:, asked] > 0).any(axis=1)
    return Alignment(
        score,
        given.sum(axis=0),
        supporters,
        tuple(np.flatnonzero(asked & (supporters == 0)).tolist()),
        tuple(np.flatnonzero(asked & (supporters == 1)).tolist()),
        tuple(np.flatnonzero(alone).tolist()),
    )
