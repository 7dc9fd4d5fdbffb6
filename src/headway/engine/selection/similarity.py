"""Projects that may be the same, or belong together: how alike they are, and in what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.selection.columns import numbers
from headway.engine.selection.words import STOP_WORDS, tf_idf, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray

TEXT, OBJECTIVES, SHARED, TIME = 0.4, 0.3, 0.2, 0.1
"""Weights of words, objectives, shared products and people, and time."""
REASON_WORDS = 5


@dataclass(frozen=True, slots=True)
class Alike:
    """Two projects, how alike they are by each measure (0 to 1), and the reasons."""

    first: int
    second: int
    score: float
    text: float
    """Cosine of the weighted words."""
    objectives: float
    """Weighted Jaccard of what they contribute."""
    shared: float
    """Jaccard of products, systems and people."""
    time: float
    """Periods in which both run, as a share of the shorter one."""
    common_words: tuple[str, ...]
    """What makes the texts alike, the heaviest first."""
    common_objectives: tuple[int, ...]
    common_things: tuple[str, ...]
    common_time: tuple[float, float] | None
    """From and to."""


def similar_projects(
    texts: Sequence[str],
    *,
    objectives: ArrayLike | None = None,
    things: Sequence[Collection[str]] | None = None,
    start: ArrayLike | None = None,
    finish: ArrayLike | None = None,
    threshold: float = 0.3,
    weights: tuple[float, float, float, float] = (TEXT, OBJECTIVES, SHARED, TIME),
    stop_words: Iterable[str] = STOP_WORDS,
) -> tuple[Alike, ...]:
    """List pairs of projects that are alike, the most alike first.

    score = .4 cosine of TF-IDF + .3 Σ_j min(c_aj, c_bj) / Σ_j max(c_aj, c_bj) + .2 |A ∩ B| / |A or B| + .1 time

    Parameters
    ----------
    texts : sequence of str, length n
        Title and description.
    objectives : array_like, shape (n, o), or None
        What each contributes, not negative.
    things : sequence of collection of str, length n, or None
        Products, systems, people, customers of each.
    start, finish : array_like, shape (n,), or None
        When each runs, half-open, on any axis; NaN is not known and has nothing in common with anything.
    threshold : float
        The least score.
    weights : tuple of float
        Of words, objectives, things and time. What is not given counts as not alike.
    stop_words : iterable of str
        Words that do not count.

    Returns
    -------
    tuple of Alike
        ``first < second``. That two projects are the same is for people to say.

    Raises
    ------
    ValueError
        If lengths differ or a contribution is negative or no number.

    Notes
    -----
    Complexity: O(n^2 · (v + o + t)) for v words, o objectives, t things.
    """
    n = len(texts)
    given = numbers("objectives", np.zeros((n, 0)) if objectives is None else objectives, (n, None))
    if not (np.isfinite(given) & (given >= 0)).all():
        raise ValueError("objectives: contributions are numbers that are not negative")
    owned = [set()] * n if things is None else [set(each) for each in things]
    if len(owned) != n:
        raise ValueError(f"things: are of {len(owned)} projects, wanted is {n}")
    silent = frozenset(stop_words)
    weighted, vocabulary = tf_idf([words(each, silent) for each in texts])
    names = sorted({each for one in owned for each in one})
    incidence = np.array([[each in one for each in names] for one in owned], np.float64).reshape(n, len(names))
    begin = numbers("start", np.zeros(n) if start is None else start, (n,))
    end = numbers("finish", np.zeros(n) if finish is None else finish, (n,))
    parts = (weighted @ weighted.T, jaccard(given), jaccard(incidence), _together(begin, end))
    score = sum(weight * part for weight, part in zip(weights, parts, strict=True))
    first, second = np.nonzero(np.triu(np.asarray(score) >= threshold, k=1))
    order = np.argsort(-np.asarray(score)[first, second], kind="stable")
    told = zip(first[order].tolist(), second[order].tolist(), strict=True)
    pairs = [(a, b, float(np.asarray(score)[a, b]), [float(part[a, b]) for part in parts]) for a, b in told]
    return tuple(
        Alike(
            a, b, total, each[0], each[1], each[2], each[3], _common_words(weighted[a] * weighted[b], vocabulary),
            tuple(np.flatnonzero((given[a] > 0) & (given[b] > 0)).tolist()),
            tuple(sorted(owned[a] & owned[b])),
            _common_time(begin, end, a, b),
        )
        for a, b, total, each in pairs
    )  # fmt: skip


def _common_words(both: NDArray[np.float64], vocabulary: list[str]) -> tuple[str, ...]:
    heavy = np.argsort(-both, kind="stable")[:REASON_WORDS].tolist()
    return tuple(vocabulary[j] for j in heavy if both[j] > 0)


def _common_time(start: NDArray[np.float64], finish: NDArray[np.float64], a: int, b: int) -> tuple[float, float] | None:
    common = (float(np.maximum(start[a], start[b])), float(np.minimum(finish[a], finish[b])))
    return common if common[1] > common[0] else None


def jaccard(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compare all rows by the weighted Jaccard index.

    J_ab = Σ_j min(x_aj, x_bj) / Σ_j max(x_aj, x_bj); 0 where both have nothing

    Parameters
    ----------
    table : ndarray of float64, shape (n, m)
        Not negative.

    Returns
    -------
    ndarray of float64, shape (n, n)

    Notes
    -----
    Complexity: O(n^2 · m). Source: Jaccard 1912; Ružička 1958.
    """
    sums = table.sum(axis=1)
    less = np.array([np.minimum(row, table).sum(axis=1) for row in table]).reshape(len(table), len(table))
    more = sums[:, None] + sums[None, :] - less
    return np.asarray(np.divide(less, more, out=np.zeros_like(less), where=more > 0))


def _together(start: NDArray[np.float64], finish: NDArray[np.float64]) -> NDArray[np.float64]:
    both = np.minimum(finish[:, None], finish) - np.maximum(start[:, None], start)
    shorter = np.minimum((finish - start)[:, None], finish - start)
    good = (both > 0) & (shorter > 0)
    return np.asarray(np.divide(both, shorter, out=np.zeros_like(both), where=good))
