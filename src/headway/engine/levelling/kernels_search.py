# mypy: allow-untyped-defs, allow-untyped-calls
"""The search: a population of schedules that are crossed, shuffled and justified, one child at a time.

Nothing is allocated; what changes lies in arrays of the caller, so that a run can be stopped and continued anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.engine.jit import inlined, kernel
from headway.engine.kernels_random import below, chance
from headway.engine.levelling.kernels_lists import by_keys, cross, peak_keys, swap_neighbours, window_keys
from headway.engine.levelling.kernels_serial import by_date, justify, serial

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHUFFLE, PEAK, SWAP = 0.2, 0.5, 0.5
"""Chances of a child: from one parent, by peaks of the first, and of small swaps otherwise."""
PATIENCE = 400
"""Children a member without a better record after which the population begins anew."""
BEST, SINCE, FILLED, RESTARTS = range(4)
"""Numbers in ``Population.counts``: makespan of the record, children since it was found, members of the population that
have been made, how often it began anew."""


class Work(NamedTuple):
    """Room to work in."""

    free: NDArray[np.int64]
    """Profile, ``len(full)`` words a period."""
    mirror: NDArray[np.int32]
    order: NDArray[np.int32]
    made: NDArray[np.int32]
    sorted: NDArray[np.int32]
    histogram: NDArray[np.int32]
    """Two numbers more than there are periods."""
    seen: NDArray[np.int8]
    stack: NDArray[np.int32]
    key: NDArray[np.int32]
    load: NDArray[np.float64]
    child: NDArray[np.int32]


class Population(NamedTuple):
    """What a search knows."""

    start: NDArray[np.int32]
    """Shape (members, activities)."""
    length: NDArray[np.int64]
    record: NDArray[np.int32]
    """Starts of the best schedule so far."""
    counts: NDArray[np.int64]
    state: NDArray[np.uint64]
    """Of the random numbers."""


@inlined
def copied(source, target):
    """Copy one row of numbers."""
    for row in range(len(source)):
        target[row] = source[row]


@kernel
def equal(one, other):
    """Tell whether two rows hold the same numbers."""
    row = 0
    while row < len(one) and one[row] == other[row]:
        row += 1
    return row == len(one)


@kernel
def evaluate(data, work, order, start, periods):
    """Schedule a list and justify the result as long as that shortens it; returns the makespan."""
    length = serial(order, data.duration, data.need, data.guard, data.full, data.first_before, data.before, work.free,
                    start, periods)  # fmt: skip
    while True:
        better = justify(data, work, start, length, periods)
        if better >= length:
            return better
        length = better


@kernel
def founder(data, work, population, longest):
    """Make a list by chance that prefers what has a long way behind it; the first one follows that rule alone."""
    state = population.state
    first = population.counts[FILLED] == 0 and population.counts[RESTARTS] == 0
    noise = 0.0 if first else 0.6 * chance(state)
    for row in range(len(work.key)):
        # With a slow mode the way may be longer than the longest one of quick modes.
        late = max(longest - data.tail[row] - data.duration[row], 0)
        work.key[row] = int(late + noise * longest * chance(state))
    by_keys(data, work, work.key, 2 * longest, work.made)


@inlined
def fitter(state, worth, size):
    """Choose the better one, which is that of less worth, of two members drawn by chance."""
    one, other = below(state, size), below(state, size)
    return other if worth[other] < worth[one] else one


@inlined
def begin_anew(counts, most):
    """Empty the population after so many children without a better record; the record stays."""
    if counts[SINCE] > most:
        counts[FILLED] = counts[SINCE] = 0
        counts[RESTARTS] += 1


@kernel
def breed(data, work, population, a, b):
    """Make a list from two members, or from one by shuffling a window of time."""
    state, count = population.state, len(work.key)
    one, other = population.start[a], population.start[b]
    length, longest = population.length[a], max(population.length[a], population.length[b])
    kind = chance(state)
    if a == b or kind < SHUFFLE:
        width = 4 + below(state, max(int(length * 0.3), 1))
        window_keys(state, data, work, one, length, width)
        by_keys(data, work, work.key, length, work.made)
    elif kind < SHUFFLE + PEAK:
        peak_keys(state, data, work, one, length, other)
        if chance(state) < SWAP:
            for row in range(count):
                if chance(state) < 0.05:
                    work.key[row] = min(max(work.key[row] + below(state, 21) - 10, 0), longest)
        by_keys(data, work, work.key, longest, work.made)
    else:
        by_date(one, population.length[a], data.rank, work.histogram, work.order)
        by_date(other, population.length[b], data.rank, work.histogram, work.sorted)
        cross(state, work.order, work.sorted, work.seen, work.made)
        if chance(state) < SWAP:
            swap_neighbours(state, data, work.made)


@kernel
def is_known(population, child, length, size):
    """Tell whether a member is the very same schedule."""
    member = 0
    while member < size and not (population.length[member] == length and equal(population.start[member], child)):
        member += 1
    return member < size


@inlined
def remember(population, child, length):
    """Keep a schedule that is better than all before."""
    counts = population.counts
    counts[SINCE] += 1
    if length < counts[BEST]:
        counts[BEST] = length
        counts[SINCE] = 0
        copied(child, population.record)


@kernel
def improve(data, work, population, rounds, bound, longest, periods):
    """Make children, one a round, until ``bound`` is reached; returns the rounds used.

    ``longest`` is the longest way through the network, ``periods`` how many periods the profile holds.
    """
    counts, size = population.counts, len(population.length)
    for turn in range(rounds):
        if counts[BEST] <= bound:
            return turn
        begin_anew(counts, PATIENCE * size)
        filled = counts[FILLED]
        if filled < size:
            founder(data, work, population, longest)
            victim = filled
            counts[FILLED] += 1
        else:
            a, b = fitter(population.state, population.length, size), fitter(population.state, population.length, size)
            breed(data, work, population, a, b)
            victim = b if population.length[b] > population.length[a] else a
        length = evaluate(data, work, work.made, work.child, periods)
        remember(population, work.child, length)
        better = length <= population.length[victim] and not is_known(population, work.child, length, size)
        if filled < size or better:
            population.length[victim] = length
            copied(work.child, population.start[victim])
    return rounds
