"""Small random problems, and their optima by looking at everything."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np

from headway.engine.levelling.problem import Problem, longest


def random_problem(seed: int, count: int = 6, resources: int = 2, most: int = 4) -> Problem:
    """Make a problem of few activities with random links, durations (0 too) and demands."""
    rng = np.random.default_rng(seed)
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count) if rng.random() < 0.25]
    mix = rng.permutation(count)
    capacity = rng.integers(1, 5, resources)
    demand = rng.integers(0, capacity + 1, (count, resources))
    return Problem(
        capacity=capacity, duration=rng.integers(0, most + 1, count), demand=demand,
        predecessor=np.array([mix[a] for a, _ in pairs], int), successor=np.array([mix[b] for _, b in pairs], int),
    )  # fmt: skip


def with_dates(problem: Problem, seed: int) -> Problem:
    """Add release dates to some activities and lags of zero or more to some links."""
    rng = np.random.default_rng(seed)
    release = rng.integers(0, 8, len(problem)) * (rng.random(len(problem)) < 0.5)
    lag = rng.integers(0, 5, len(problem.predecessor)) * (rng.random(len(problem.predecessor)) < 0.5)
    return replace(problem, release=release, lag=lag)


def optimum(problem: Problem) -> int:
    """Return the shortest makespan: the best active schedule over all lists (one of them is optimal)."""
    count = len(problem)
    lags = [dict[int, int]() for _ in range(count)]
    for one, other, lag in zip(problem.predecessor, problem.successor, problem.lag, strict=True):
        lags[other][int(one)] = int(lag)
    best = 10**9
    for order in permutations(range(count)):
        place = {row: k for k, row in enumerate(order)}
        if all(place[p] < place[row] for row in order for p in lags[row]):
            best = min(best, _length(problem, order, lags))
    return best


def _length(problem: Problem, order: tuple[int, ...], lags: list[dict[int, int]]) -> int:
    left = np.tile(problem.capacity.astype(int), (longest(problem) + 1, 1))
    ends = {}
    for row in order:
        begin = max([int(problem.release[row]), *(ends[p] + lag for p, lag in lags[row].items())])
        length = int(problem.duration[row])
        while length and (left[begin : begin + length] < problem.demand[row]).any():
            begin += 1
        left[begin : begin + length] -= problem.demand[row]
        ends[row] = begin + length
    return max(ends.values(), default=0)
