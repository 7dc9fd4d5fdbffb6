"""Is a solution one? An independent check that shares no code with the solvers: plain counting, period by period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.levelling.problem import Problem


def breaches(problem: Problem, start: NDArray[np.int32], mode: NDArray[np.int32] | None = None) -> list[str]:
    """List everything that a solution breaks, in words.

    Parameters
    ----------
    problem : Problem
        What was to be solved.
    start : ndarray of int, shape (activities,)
        Start of every activity.
    mode : ndarray of int, shape (activities,), optional
        Row of the mode of every activity; the first of each by default.

    Returns
    -------
    list of str
        Empty for a feasible solution. O(total duration x resources).
    """
    count = len(problem)
    chosen = problem.first_mode[:-1] if mode is None else np.asarray(mode)
    begin = np.asarray(start).astype(np.int64)
    if begin.shape != (count,) or chosen.shape != (count,):
        return [f"{begin.shape} starts and {chosen.shape} modes for {count} activities"]
    found = [
        f"activity {row} is done in mode {chosen[row]}, which is not its own"
        for row in range(count)
        if not problem.first_mode[row] <= chosen[row] < problem.first_mode[row + 1]
    ]
    if found:
        return found
    duration = problem.duration[chosen].astype(np.int64)
    found += [f"activity {row} starts at {begin[row]} before its release" for row in range(count)
              if begin[row] < max(problem.release[row], 0)]  # fmt: skip
    for link, (before, after) in enumerate(zip(problem.predecessor, problem.successor, strict=True)):
        since = begin[before] + (0 if problem.from_start[link] else duration[before])
        if begin[after] < since + problem.lag[link]:
            found.append(f"link {link} from {before} to {after} is broken")
    return found + _overloads(problem, begin, chosen) + _empty_stocks(problem, chosen)


def _overloads(problem: Problem, begin: NDArray[np.int64], chosen: NDArray[np.int32]) -> list[str]:
    found = []
    ends = begin + problem.duration[chosen]
    load = np.zeros((max(int(ends.max(initial=0)), 1), len(problem.capacity)), np.int64)
    for row in range(len(problem)):
        load[max(begin[row], 0) : ends[row]] += problem.demand[chosen[row]]
    for period, resource in zip(*np.nonzero(load > problem.capacity), strict=True):
        found.append(f"resource {resource} is overloaded in period {period}")
    return found


def _empty_stocks(problem: Problem, chosen: NDArray[np.int32]) -> list[str]:
    taken = problem.usage[chosen].sum(0, dtype=np.int64)
    return [f"stock {row} is used up" for row in np.flatnonzero(taken > problem.stock)]


def makespan(problem: Problem, start: NDArray[np.int32], mode: NDArray[np.int32] | None = None) -> int:
    """Find the end of the last activity.

    Parameters
    ----------
    problem : Problem
        What was solved.
    start, mode : ndarray of int, shape (activities,)
        The solution.

    Returns
    -------
    int
    """
    chosen = problem.first_mode[:-1] if mode is None else np.asarray(mode)
    return int((np.asarray(start) + problem.duration[chosen]).max(initial=0))


def delays(problem: Problem, start: NDArray[np.int32], mode: NDArray[np.int32] | None = None) -> tuple[int, int]:
    """Measure several projects at once: total delay beyond their critical paths, and total makespan.

    ``TPD = sum_p (end_p - begin_p - critical_p)``, ``TMS = max_p end_p - min_p begin_p``

    Parameters
    ----------
    problem : Problem
        What was solved.
    start, mode : ndarray of int, shape (activities,)
        The solution.

    Returns
    -------
    delay, makespan : int

    Notes
    -----
    Wauters, Kinable, Smet, Vancroonenburg, Vanden Berghe, Verstichel: The multi-mode resource-constrained
    multi-project scheduling problem, Journal of Scheduling 19 (2016).
    """
    chosen = problem.first_mode[:-1] if mode is None else np.asarray(mode)
    ends = problem.begin.copy()
    np.maximum.at(ends, problem.project, (np.asarray(start) + problem.duration[chosen]).astype(np.int32))
    delay = ends.astype(np.int64) - problem.begin - problem.critical
    return int(delay.sum()), int(ends.max(initial=0) - problem.begin.min(initial=ends.max(initial=0)))
