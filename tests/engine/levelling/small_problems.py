"""Small random problems, and their optima by looking at everything."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from headway.engine.levelling.problem import Problem


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


def optimum(problem: Problem) -> int:
    """Return the shortest makespan: the best active schedule over all lists (one of them is optimal)."""
    count = len(problem)
    before = [set(problem.predecessor[problem.successor == row].tolist()) for row in range(count)]
    best = 10**9
    for order in permutations(range(count)):
        place = {row: k for k, row in enumerate(order)}
        if all(place[p] < place[row] for row in order for p in before[row]):
            best = min(best, _length(problem, order, before))
    return best


def _length(problem: Problem, order: tuple[int, ...], before: list[set[int]]) -> int:
    left = np.tile(problem.capacity.astype(int), (int(problem.duration.sum()) + 1, 1))
    ends = {}
    for row in order:
        begin, length = max((ends[p] for p in before[row]), default=0), int(problem.duration[row])
        while length and (left[begin : begin + length] < problem.demand[row]).any():
            begin += 1
        left[begin : begin + length] -= problem.demand[row]
        ends[row] = begin + length
    return max(ends.values(), default=0)
