"""Solve a problem with one mode an activity: a good schedule at once, better ones as long as there is time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.levelling import kernels_search as kernels
from headway.engine.levelling.kernels_search import Population, Work
from headway.engine.levelling.packing import packed
from headway.engine.levelling.problem import longest, trouble
from headway.engine.levelling.waits import has_plain_links, with_waits

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from headway.engine.levelling.packing import Data
    from headway.engine.levelling.problem import Problem, ResourceDiagnostic

BATCH = 500
"""Children between two questions whether to go on: about ten milliseconds with 120 activities."""
UNSOLVED = 2**40


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search has come."""

    iterations: int
    """Schedules made."""
    best: int
    """Makespan (or other measure) of the best one."""
    bound: int
    """None can be better."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The best schedule found."""

    start: NDArray[np.int32]
    """Start of every activity; empty where there is none."""
    mode: NDArray[np.int32]
    """Row of the mode of every activity."""
    makespan: int
    bound: int
    """No schedule can be shorter."""
    iterations: int
    cancelled: bool
    """Whether the search was told to stop before its end."""
    diagnostics: tuple[ResourceDiagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is a schedule."""
        return not any(each.level == "error" for each in self.diagnostics)

    @property
    def optimal(self) -> bool:
        """Whether no schedule can be shorter, for certain."""
        return self.ok and self.makespan <= self.bound


def solve(
    problem: Problem,
    *,
    iterations: int = 20_000,
    seed: int = 0,
    members: int = 200,
    progress: Callable[[Progress], bool] | None = None,
) -> Solution:
    """Find a short schedule for limited resources.

    min max_i (S_i + d_i)  subject to  S_j >= r_j,  S_j >= S_i + d_i + lag_ij,  demands in any period <= capacity

    Parameters
    ----------
    problem : Problem
        One mode an activity, links from finish to start with lags of zero or more, release dates as wanted.
    iterations : int
        Schedules to make, each justified both ways. The first one is by rule: latest start first.
    seed : int
        Equal seeds and iterations give equal schedules, on every machine.
    members : int
        Size of the population: small ones are quick to a good schedule, large ones better in the end.
    progress : callable, optional
        Asked between batches; the search ends when it returns False.

    Returns
    -------
    Solution
        Without a schedule where a diagnostic is an error.

    Raises
    ------
    ValueError
        If the problem has modes, links from start, or negative lags.

    Notes
    -----
    Serial generation with activity lists after Hartmann (1998), crossing at peaks after Valls, Ballestin and
    Quintanilla (2008), justification after the same (2005); shuffling windows of time is our own.
    O(iterations x activities x periods looked at).
    """
    if found := trouble(problem):
        return unsolved(found)
    if len(problem.duration) != len(problem) or not has_plain_links(problem):
        raise ValueError("solve takes one mode an activity, and links from finish to start without negative lag")
    held = with_waits(problem)
    data, bound = packed(held)
    periods = longest(held)
    work, population = room(data, periods, max(members, 2), seed)
    path = int((data.tail + data.duration).max(initial=0))
    done, going = 0, True
    while done < iterations and going and population.counts[kernels.BEST] > bound:
        done += kernels.improve(data, work, population, min(BATCH, iterations - done), bound, path, periods)
        if progress is not None:
            going = progress(Progress(done, int(population.counts[kernels.BEST]), bound))
    best = int(population.counts[kernels.BEST])
    return Solution(population.record[: len(problem)], problem.first_mode[:-1], best, bound, done, cancelled=not going)


def unsolved(found: tuple[ResourceDiagnostic, ...]) -> Solution:
    """Return no schedule, and why.

    Parameters
    ----------
    found : tuple of ResourceDiagnostic
        What is wrong.

    Returns
    -------
    Solution
    """
    nothing = np.empty(0, np.int32)
    return Solution(nothing, nothing, -1, 0, 0, cancelled=False, diagnostics=found)


def room(data: Data, periods: int, members: int, seed: int) -> tuple[Work, Population]:
    """Make all arrays that a search works in.

    Parameters
    ----------
    data : Data
        The problem.
    periods : int
        No schedule is longer.
    members : int
        Size of the population.
    seed : int
        Of the random numbers.

    Returns
    -------
    Work, Population
    """
    count = len(data.duration)

    def rows(size: int) -> NDArray[np.int32]:
        return np.zeros(size, np.int32)

    work = Work(
        free=np.zeros((periods + 2) * len(data.full), np.int64), mirror=rows(count), order=rows(count),
        made=rows(count), sorted=rows(count), histogram=rows(2 * periods + 8), seen=np.zeros(count, np.int8),
        stack=rows(count + 1), key=rows(count), load=np.zeros(periods + 2), child=rows(count),
    )  # fmt: skip
    counts = np.zeros(8, np.int64)
    counts[kernels.BEST] = UNSOLVED
    population = Population(
        np.zeros((members, count), np.int32), np.zeros(members, np.int64), rows(count), counts,
        np.array([seed % 2**64], np.uint64),
    )  # fmt: skip
    return work, population
