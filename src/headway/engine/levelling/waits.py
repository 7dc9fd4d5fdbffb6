"""Release dates and lags as activities that need nobody: to the kernels, everything is a link without lag."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.levelling.problem import Problem


def has_plain_links(problem: Problem) -> bool:
    """Tell whether every link goes from a finish to a start and lets no time overlap.

    Parameters
    ----------
    problem : Problem
        To look at.

    Returns
    -------
    bool
        False asks for ``solve_time_lags``.
    """
    return not problem.from_start.any() and not (problem.lag < 0).any()


def with_waits(problem: Problem) -> Problem:
    """Let activities without needs take the time until each release date and between the ends of each lag.

    Parameters
    ----------
    problem : Problem
        Plain links (``has_plain_links``).

    Returns
    -------
    Problem
        The activities of the problem first, with the same rows; then the waits, which belong to no project. Its
        schedules, cut off behind the last activity of the problem, are those of the problem, and as long.
    """
    released, lagged = np.flatnonzero(problem.release > 0), np.flatnonzero(problem.lag > 0)
    if not len(released) and not len(lagged):
        return problem
    dates = np.unique(problem.release[released])
    count, modes, waits = len(problem), len(problem.duration), len(dates) + len(lagged)
    until = count + np.searchsorted(dates, problem.release[released])
    between = count + len(dates) + np.arange(len(lagged))
    predecessor, successor = problem.predecessor.copy(), problem.successor.copy()
    successor[lagged] = between
    predecessor = np.concatenate((predecessor, until, between))
    successor = np.concatenate((successor, released, problem.successor[lagged]))

    def longer(table: NDArray[np.int32]) -> NDArray[np.int32]:
        return np.concatenate((table, np.zeros((waits, table.shape[1]), np.int32)))

    return replace(
        problem, duration=np.concatenate((problem.duration, dates, problem.lag[lagged])),
        demand=longer(problem.demand), usage=longer(problem.usage),
        first_mode=np.concatenate((problem.first_mode, modes + np.arange(1, waits + 1))),
        predecessor=predecessor, successor=successor, lag=np.zeros(len(predecessor), np.int32),
        from_start=np.zeros(len(predecessor), bool), release=np.zeros(count + waits, np.int32),
        project=np.concatenate((problem.project, np.full(waits, -1))),
    )  # fmt: skip
