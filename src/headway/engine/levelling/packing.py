"""A single-mode problem made ready for the kernels: demands packed into words, links as compressed rows both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from headway.engine.network.order import grouped, topological_order

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.levelling.problem import Problem

BITS = 62
"""Bits of a word in use: the sign is left alone."""


class Data(NamedTuple):
    """What does not change during a search."""

    duration: NDArray[np.int32]
    need: NDArray[np.int64]
    """Demand of each activity, flat, ``len(full)`` words each."""
    guard: NDArray[np.int64]
    full: NDArray[np.int64]
    """Capacity with the guard bits set."""
    first_before: NDArray[np.int32]
    before: NDArray[np.int32]
    first_after: NDArray[np.int32]
    after: NDArray[np.int32]
    rank: NDArray[np.int32]
    """Activities in topological order."""
    reverse: NDArray[np.int32]
    """The same backwards."""
    tail: NDArray[np.int32]
    """Longest way from the end of an activity to the end of everything."""
    share: NDArray[np.float64]
    """Part of all capacity that an activity takes in each period."""


def packed(problem: Problem) -> tuple[Data, int]:
    """Pack a problem with one mode an activity, ordinary links and no release dates.

    Parameters
    ----------
    problem : Problem
        Without trouble.

    Returns
    -------
    data : Data
    bound : int
        No solution can be shorter: the longest way, or all the work for one resource.

    Raises
    ------
    ValueError
        If the links form a circle.
    """
    count = len(problem)
    ordered = topological_order(count, problem.predecessor, problem.successor)
    if ordered.cycles:
        raise ValueError("the links form a circle")
    rank = ordered.nodes
    first_before, before = _rows(problem.successor, problem.predecessor, count)
    first_after, after = _rows(problem.predecessor, problem.successor, count)
    need, guard, full = packed_demand(problem.demand * (problem.duration > 0)[:, None], problem.capacity)
    tail, longest = np.zeros(count, np.int64), 0
    for row in rank[::-1]:
        later = after[first_after[row] : first_after[row + 1]]
        tail[row] = (tail[later] + problem.duration[later]).max(initial=0)
        longest = max(longest, int(tail[row] + problem.duration[row]))
    data = Data(
        problem.duration, need.ravel(), guard, full, first_before, before, first_after, after,
        rank, rank[::-1].copy(), tail.astype(np.int32),
        part_of_all(problem.demand, problem.capacity),
    )  # fmt: skip
    return data, max(longest, least_work(problem))


def least_work(problem: Problem) -> int:
    """Bound the makespan by all the work for one resource: max_k ceil(Σ_i d_i r_ik / R_k).

    Parameters
    ----------
    problem : Problem
        One mode an activity, without trouble.

    Returns
    -------
    int
        Periods.
    """
    work = problem.demand.T.astype(np.int64) @ problem.duration
    return int((-(-work // np.maximum(problem.capacity, 1))).max(initial=0))


def part_of_all(demand: NDArray[np.int32], capacity: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the part of all capacity that demands take in each period: the mean of demand / capacity.

    Parameters
    ----------
    demand : ndarray of int32, shape (rows, resources)
        Units of each resource.
    capacity : ndarray of int32, shape (resources,)
        Units there are; those of which there are none do not count.

    Returns
    -------
    ndarray of float64, shape (rows,)
    """
    used = capacity > 0
    return np.asarray((demand[:, used] / capacity[used]).sum(1) / max(int(used.sum()), 1), np.float64)


def packed_demand(
    demand: NDArray[np.int32], capacity: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Put the units of all resources side by side, each with a guard bit above.

    Parameters
    ----------
    demand : ndarray of int32, shape (rows, resources)
        No more than the capacity.
    capacity : ndarray of int32, shape (resources,)
        Units of each resource.

    Returns
    -------
    need : ndarray of int64, shape (rows, words)
    guard, full : ndarray of int64, shape (words,)
    """
    needs: list[NDArray[np.int64]] = []
    guards: list[int] = []
    fulls: list[int] = []
    offset = BITS
    for resource in np.flatnonzero(demand.any(0)):
        width = int(capacity[resource]).bit_length() + 1
        if offset + width > BITS:
            needs.append(np.zeros(len(demand), np.int64))
            guards.append(0)
            fulls.append(0)
            offset = 0
        needs[-1] += demand[:, resource].astype(np.int64) << offset
        guards[-1] |= 1 << (offset + width - 1)
        fulls[-1] |= int(capacity[resource]) << offset
        offset += width
    if not needs:
        needs, guards, fulls = [np.zeros(len(demand), np.int64)], [0], [0]
    guard, full = np.array(guards, np.int64), np.array(fulls, np.int64)
    return np.stack(needs, 1), guard, full | guard


def _rows(
    owner: NDArray[np.int32], other: NDArray[np.int32], count: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    first, order = grouped(owner, count)
    return first, other[order]
