# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0917 - tables are passed singly, as Numba wants them
"""Several ways to do each activity, several projects at once: a population of schedules with their modes.

The modes of a child are written into ``data.duration`` and ``data.need``; from there on everything is as with one mode.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.engine.jit import inlined, kernel
from headway.engine.kernels_random import below, chance
from headway.engine.levelling.kernels_search import FILLED, SINCE, begin_anew, breed, copied, equal, fitter, founder
from headway.engine.levelling.kernels_serial import first_fit, justify, serial, take

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PATIENCE = 200


class Modes(NamedTuple):
    """Ways to do the activities; mode rows are those of the packed problem."""

    first: NDArray[np.int32]
    duration: NDArray[np.int32]
    need: NDArray[np.int64]
    """``words`` numbers a mode."""
    usage: NDArray[np.int32]
    """Flat, one row a mode."""
    stock: NDArray[np.int64]
    project: NDArray[np.int32]
    begin: NDArray[np.int64]
    critical: NDArray[np.int64]
    """Length from which the delay of each project counts; empty where the makespan alone counts."""
    delay: int
    """Weight of a period of delay against one of total makespan: more than any makespan."""
    excess: int
    """Penalty for each unit taken from a stock that is empty: any schedule within the stocks is better."""
    most: int
    """Units beyond which the penalty does not grow."""


class Ways(NamedTuple):
    """What a search knows beside its population of starts."""

    mode: NDArray[np.int32]
    """Shape (members, activities)."""
    fitness: NDArray[np.int64]
    child: NDArray[np.int32]
    taken: NDArray[np.int64]
    """From each stock by the child."""
    ends: NDArray[np.int64]
    """Of each project."""
    kept: NDArray[np.int32]
    """Starts put aside."""
    record: NDArray[np.int32]
    best: NDArray[np.int64]


@kernel
def choose(data, modes, mode):
    """Write the modes of a schedule where the functions for one mode read."""
    words = len(data.full)
    for row in range(len(mode)):
        way = mode[row]
        data.duration[row] = modes.duration[way]
        for word in range(words):
            data.need[row * words + word] = modes.need[way * words + word]


@kernel
def count_stocks(modes, ways):
    """Count what the child takes from each stock; returns by how much it is too much."""
    stocks, over = len(modes.stock), 0
    for k in range(stocks):
        total = 0
        for row in range(len(ways.child)):
            total += modes.usage[ways.child[row] * stocks + k]
        ways.taken[k] = total
        over += max(total - modes.stock[k], 0)
    return over


@inlined
def excess_with(modes, ways, old, new):
    """Tell by how much the stocks would be overdrawn with another mode of one activity."""
    stocks, over = len(modes.stock), 0
    for k in range(stocks):
        total = ways.taken[k] + modes.usage[new * stocks + k] - modes.usage[old * stocks + k]
        over += max(total - modes.stock[k], 0)
    return over


@kernel
def repair(state, modes, ways):
    """Change modes by chance until the stocks suffice, or often in vain; returns by how much they are overdrawn."""
    over = count_stocks(modes, ways)
    count, tries = len(ways.child), 0
    while over > 0 and tries < 12 * count:
        tries += 1
        row = below(state, count)
        ways_of = modes.first[row + 1] - modes.first[row]
        if ways_of < 2:
            continue
        old, new = ways.child[row], modes.first[row] + below(state, ways_of)
        now = excess_with(modes, ways, old, new)
        if now < over or (now == over and chance(state) < 0.2):
            ways.child[row] = new
            over = count_stocks(modes, ways)
    return over


@kernel
def worth(data, modes, ways, start, makespan, over):
    """Measure a schedule: makespan, or delays of projects and total makespan; smaller is better."""
    penalty = min(over, modes.most) * modes.excess
    if len(modes.critical) == 0:
        return makespan + penalty
    for k in range(len(modes.begin)):
        ways.ends[k] = modes.begin[k]
    for row in range(len(start)):
        owner = modes.project[row]
        if owner >= 0:
            ways.ends[owner] = max(ways.ends[owner], start[row] + data.duration[row])
    total, last, first = 0, 0, modes.begin[0]
    for k in range(len(modes.begin)):
        total += ways.ends[k] - modes.begin[k] - modes.critical[k]
        last = max(last, ways.ends[k])
        first = min(first, modes.begin[k])
    return total * modes.delay + last - first + penalty


@kernel
def quicker_modes(state, data, modes, ways, work, start):
    """Give activities modes in which they end sooner, others staying where they are; returns how many changed.

    ``work.free`` has to hold the profile of the schedule.

    Van Peteghem, Vanhoucke, A genetic algorithm for the preemptive and non-preemptive multi-mode resource-constrained
    project scheduling problem, European Journal of Operational Research 201 (2010).
    """
    words, count, changed = len(data.full), len(start), 0
    shift = below(state, count)
    for place in range(count):
        row = (place + shift) % count
        if modes.first[row + 1] - modes.first[row] < 2:
            continue
        begin, end, old = start[row], start[row] + data.duration[row], ways.child[row]
        earliest = 0
        for k in range(data.first_before[row], data.first_before[row + 1]):
            other = data.before[k]
            earliest = max(earliest, start[other] + data.duration[other])
        for at in range(begin, end):
            for word in range(words):
                work.free[at * words + word] += data.need[row * words + word]
        for way in range(modes.first[row], modes.first[row + 1]):
            length = modes.duration[way]
            if way == old or earliest + length >= end or excess_with(modes, ways, ways.child[row], way) > 0:
                continue
            at = earliest
            if length > 0:
                at = first_fit(work.free, modes.need, way * words, data.guard, words, earliest, length)
            if at + length < end:
                stocks = len(modes.stock)
                for k in range(stocks):
                    ways.taken[k] += modes.usage[way * stocks + k] - modes.usage[ways.child[row] * stocks + k]
                ways.child[row] = way
                begin, end = at, at + length
        if ways.child[row] != old:
            changed += 1
            start[row], data.duration[row] = begin, end - begin
            for word in range(words):
                data.need[row * words + word] = modes.need[ways.child[row] * words + word]
        take(work.free, data.need, row * words, words, begin, end)
    return changed


@inlined
def end_of(start, duration):
    """Find the end of the last activity."""
    last = 0
    for row in range(len(start)):
        last = max(last, start[row] + duration[row])
    return last


@kernel
def bring_up(state, data, modes, ways, work, over, periods):
    """Schedule the child and better it as long as that helps; returns its worth."""
    start = work.child
    length = serial(work.made, data.duration, data.need, data.guard, data.full, data.first_before, data.before,
                    work.free, start, periods)  # fmt: skip
    value = worth(data, modes, ways, start, length, over)
    alone = len(modes.critical) == 0
    while over == 0 and quicker_modes(state, data, modes, ways, work, start) > 0:
        # What ended sooner leaves room: the profile is the schedule's own, its makespan may be shorter.
        length = end_of(start, data.duration)
        if alone:
            length = justify(data, work, start, length, periods)
        now = worth(data, modes, ways, start, length, over)
        if now >= value:
            return now
        value = now
    while True:
        copied(start, ways.kept)
        shorter = justify(data, work, start, length, periods)
        now = worth(data, modes, ways, start, shorter, over)
        if now >= value:
            if now > value:
                copied(ways.kept, start)
            return value
        value, length = now, shorter


@kernel
def mixed_modes(state, modes, ways, a, b):
    """Take the modes of two members, and now and then others."""
    share, rate = chance(state), chance(state) * 0.08
    for row in range(len(ways.child)):
        ways.child[row] = ways.mode[a, row] if chance(state) < share else ways.mode[b, row]
        if chance(state) < rate:
            ways.child[row] = modes.first[row] + below(state, modes.first[row + 1] - modes.first[row])


@kernel
def random_modes(state, modes, ways):
    """Draw modes by chance."""
    for row in range(len(ways.child)):
        ways.child[row] = modes.first[row] + below(state, modes.first[row + 1] - modes.first[row])


@kernel
def seen_before(ways, population, start, value, size):
    """Tell whether a member is the very same schedule."""
    for member in range(size):
        same = ways.fitness[member] == value and equal(population.start[member], start)
        if same and equal(ways.mode[member], ways.child):
            return True
    return False


@kernel
def improve_modes(data, modes, work, population, ways, rounds, bound, longest, periods):
    """Make children, one a round, until ``bound`` is reached; returns the rounds used."""
    counts, size, state = population.counts, len(population.length), population.state
    for turn in range(rounds):
        if ways.best[0] <= bound:
            return turn
        begin_anew(counts, PATIENCE * size)
        filled = counts[FILLED]
        if filled < size:
            random_modes(state, modes, ways)
            over = repair(state, modes, ways)
            choose(data, modes, ways.child)
            founder(data, work, population, longest)
            victim = filled
            counts[FILLED] += 1
        else:
            a, b = fitter(state, ways.fitness, size), fitter(state, ways.fitness, size)
            choose(data, modes, ways.mode[a])
            breed(data, work, population, a, b)
            mixed_modes(state, modes, ways, a, b)
            over = repair(state, modes, ways)
            choose(data, modes, ways.child)
            victim = b if ways.fitness[b] > ways.fitness[a] else a
        value = bring_up(state, data, modes, ways, work, over, periods)
        counts[SINCE] += 1
        if value < ways.best[0]:
            ways.best[0] = value
            counts[SINCE] = 0
            copied(work.child, population.record)
            copied(ways.child, ways.record)
        if filled < size or (
            value <= ways.fitness[victim] and not seen_before(ways, population, work.child, value, size)
        ):
            ways.fitness[victim], population.length[victim] = value, end_of(work.child, data.duration)
            copied(work.child, population.start[victim])
            copied(ways.child, ways.mode[victim])
    return rounds
