"""Leave out ways of doing an activity that can never be the best, or never work at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.levelling.problem import Problem


def useful_modes(problem: Problem) -> NDArray[np.int64]:
    """Find the modes that a best schedule may need.

    Left out are modes that ask for more than there is, also when all others take as little of a stock as they can, and
    those that another mode of the same activity beats or equals in duration and in every need.

    Parameters
    ----------
    problem : Problem
        Without trouble.

    Returns
    -------
    ndarray of int64
        Rows of modes, ascending; an activity that is left with none keeps all of its own.

    Notes
    -----
    Sprecher, Hartmann, Drexl, An exact algorithm for project scheduling with multiple modes, OR Spektrum 19 (1997).
    """
    owner = np.repeat(np.arange(len(problem)), np.diff(problem.first_mode))
    works = ~((problem.demand > problem.capacity).any(1) & (problem.duration > 0))
    while True:
        left = works.copy()
        least = np.full((len(problem), len(problem.stock)), np.iinfo(np.int64).max)
        np.minimum.at(least, owner[works], problem.usage[works].astype(np.int64))
        least = np.where(least == np.iinfo(np.int64).max, 0, least)
        others = least.sum(0) - least[owner]
        works &= (others + problem.usage <= problem.stock).all(1)
        if (works == left).all():
            break
    cost = np.concatenate((problem.duration[:, None], problem.demand, problem.usage), 1)
    for begin, end in zip(problem.first_mode[:-1].tolist(), problem.first_mode[1:].tolist(), strict=True):
        for way in range(begin, end):
            rivals = [k for k in range(begin, end) if k != way and works[k] and works[way]]
            if any((cost[k] <= cost[way]).all() and ((cost[k] < cost[way]).any() or k < way) for k in rivals):
                works[way] = False
        if not works[begin:end].any():
            works[begin:end] = True
    return np.flatnonzero(works)


def with_modes(problem: Problem, kept: NDArray[np.int64]) -> Problem:
    """Return the problem with some of its modes only.

    Parameters
    ----------
    problem : Problem
        The problem.
    kept : ndarray of int64
        Rows of modes, at least one of each activity.

    Returns
    -------
    Problem
    """
    return replace(
        problem, duration=problem.duration[kept], demand=problem.demand[kept], usage=problem.usage[kept],
        first_mode=np.searchsorted(kept, problem.first_mode).astype(np.int32),
    )  # fmt: skip
