"""Solve a problem with least and greatest distances between activities, to the proven end where there are few."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.levelling import kernels_distances as kernels
from headway.engine.levelling.packing import least_work
from headway.engine.levelling.problem import ResourceDiagnostic, longest, trouble
from headway.engine.levelling.search import Progress, Solution, unsolved

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from headway.engine.levelling.problem import Problem

BATCH = 2000
"""Nodes between two questions whether to go on."""
MOST_BYTES = 2**27
"""Room for the matrices of one way down."""


def solve_time_lags(
    problem: Problem, *, iterations: int = 200_000, progress: Callable[[Progress], bool] | None = None
) -> Solution:
    """Find the shortest schedule that keeps least and greatest distances, or prove that there is none.

    min max_i (S_i + d_i)  subject to  S_j >= S_i + lag_ij (+ d_i), S_i >= release_i,
    sum of demands in every period <= capacity;  a greatest distance is a negative lag the other way round

    Parameters
    ----------
    problem : Problem
        One mode an activity; any lags, from starts or finishes; release dates.
    iterations : int
        Nodes of the search. Equal ones give equal schedules, on every machine.
    progress : callable, optional
        Asked between batches; the search ends when it returns False.

    Returns
    -------
    Solution
        ``bound`` is that of the links alone until everything has been searched; then it is the makespan. Without a
        schedule a diagnostic tells why: ``no-schedule`` where it is proven that there is none, ``nothing-found`` where
        the search ended before one was found.

    Raises
    ------
    ValueError
        If the problem has modes.

    Notes
    -----
    Branch and bound over minimal forbidden sets (De Reyck & Herroelen 1998, Eur. J. Oper. Res. 111; Neumann, Schwindt &
    Zimmermann 2003, Project Scheduling with Time Windows and Scarce Resources), with disjoint branches of our own.
    O(activities³) at first, then O(activities²) to O(activities⁴) a node.
    """
    if len(problem.duration) != len(problem):
        raise ValueError("solve_time_lags takes one mode an activity")
    if found := [each for each in trouble(problem) if each.id != "cycle"]:
        return unsolved(tuple(found))
    far = distances(problem)
    if (row := kernels.close(far)) >= 0:
        return unsolved((_never("Least and greatest distances contradict each other.", _circle(problem, row)),))
    count = len(problem)
    bound = max(int(far[count, count + 1]), least_work(problem))
    depth = int(min(count * (count - 1) // 2 + 2, max(MOST_BYTES // far.nbytes, 2)))
    levels = np.empty((depth, *far.shape), np.int32)
    levels[0] = far
    start, counts = np.zeros(count, np.int32), np.zeros(4, np.int64)
    counts[kernels.BEST] = unfound = longest(problem) + 1
    rival, chosen, members = _rivals(problem), np.zeros(depth, np.int64), np.zeros(count, np.int64)
    done, going = count == 0, True
    while going and not done and counts[kernels.NODES] < iterations and counts[kernels.BEST] > bound:
        done = kernels.descend(
            levels, chosen, problem.duration, problem.demand, problem.capacity, rival, members, start, counts,
            min(BATCH, iterations - int(counts[kernels.NODES])),
        )  # fmt: skip
        if progress is not None:
            going = progress(Progress(int(counts[kernels.NODES]), int(counts[kernels.BEST]), bound))
    proven = done and not counts[kernels.CUT]
    best = int(counts[kernels.BEST]) if count else 0
    if best == unfound and proven:
        return unsolved((_never("No schedule keeps all distances within the resources.", range(count)),))
    if best == unfound:
        message = "The search ended before a schedule was found that keeps all distances within the resources."
        return unsolved((ResourceDiagnostic("nothing-found", message, "error", tuple(range(count))),))
    return Solution(
        start, problem.first_mode[:-1], best, best if proven else bound, int(counts[kernels.NODES]),
        cancelled=not going,
    )  # fmt: skip


def distances(problem: Problem) -> NDArray[np.int32]:
    """Write links, release dates and durations as lengths between starts.

    Parameters
    ----------
    problem : Problem
        One mode an activity.

    Returns
    -------
    ndarray of int32, shape (activities + 2, activities + 2)
        Periods; ``kernels_distances.NONE`` where there is no link. The last two rows are the begin of everything and
        its end.
    """
    count = len(problem)
    far = np.full((count + 2, count + 2), kernels.NONE, np.int32)
    np.fill_diagonal(far, 0)
    length = problem.lag + np.where(problem.from_start, 0, problem.duration[problem.predecessor])
    np.maximum.at(far, (problem.predecessor, problem.successor), length.astype(np.int32))
    far[count, :count] = np.maximum(problem.release, 0)
    far[:count, count + 1] = problem.duration
    far[count, count + 1] = 0
    return far


def _rivals(problem: Problem) -> NDArray[np.bool_]:
    """Tell which two activities need more together than there is of a resource."""
    together = problem.demand[:, None, :].astype(np.int64) + problem.demand[None, :, :]
    long = problem.duration > 0
    rivals: NDArray[np.bool_] = (together > problem.capacity).any(2) & long[:, None] & long[None, :]
    return rivals


def _circle(problem: Problem, row: int) -> list[int]:
    """List the activities that can be reached from one and lead back to it, by the links alone."""
    return sorted(_reached(problem.predecessor, problem.successor, row)
                  & _reached(problem.successor, problem.predecessor, row))  # fmt: skip


def _reached(tail: NDArray[np.int32], head: NDArray[np.int32], row: int) -> set[int]:
    seen, fresh = {row}, {row}
    while fresh:
        fresh = set(head[np.isin(tail, list(fresh))].tolist()) - seen
        seen |= fresh
    return seen


def _never(message: str, rows: list[int] | range) -> ResourceDiagnostic:
    return ResourceDiagnostic("no-schedule", message, "error", tuple(rows))
