# mypy: allow-untyped-defs, allow-untyped-calls
"""Making new activity lists from known schedules: crossing two, crossing at peaks, shuffling a window of time."""

from __future__ import annotations

from headway.engine.jit import inlined, kernel
from headway.engine.kernels_random import below, chance


@kernel
def place_with_predecessors(row, first, before, seen, stack, order, placed):
    """Append an activity to a list, its missing predecessors before it; returns how many the list holds then."""
    top = 0
    stack[0] = row
    while top >= 0:
        at = stack[top]
        if seen[at]:
            top -= 1
            continue
        missing = -1
        for k in range(first[at], first[at + 1]):
            if not seen[before[k]]:
                missing = before[k]
                break
        if missing >= 0:
            top += 1
            stack[top] = missing
        else:
            seen[at] = 1
            order[placed] = at
            placed += 1
            top -= 1
    return placed


@kernel
def by_keys(data, work, key, highest, order):
    """Sort activities by key as far as their links allow: what stands before its predecessors draws them forward."""
    count = len(key)
    for at in range(highest + 2):
        work.histogram[at] = 0
    for row in range(count):
        work.histogram[key[row] + 1] += 1
        work.seen[row] = 0
    for at in range(highest + 1):
        work.histogram[at + 1] += work.histogram[at]
    for place in range(count):
        row = data.rank[place]
        work.sorted[work.histogram[key[row]]] = row
        work.histogram[key[row]] += 1
    placed = 0
    for place in range(count):
        row = work.sorted[place]
        if not work.seen[row]:
            placed = place_with_predecessors(row, data.first_before, data.before, work.seen, work.stack, order, placed)


@inlined
def copy_missing(source, most, seen, order, placed):
    """Append what is missing from another list, in its order, until the list holds ``most``."""
    at = 0
    while placed < most:
        row = source[at]
        if not seen[row]:
            seen[row] = 1
            order[placed] = row
            placed += 1
        at += 1
    return placed


@kernel
def cross(state, one, other, seen, order):
    """Keep both ends of one list and bring what lies between in the order of another.

    Hartmann, A competitive genetic algorithm for resource-constrained project scheduling, Naval Research Logistics 45
    (1998).
    """
    count = len(one)
    first = below(state, count)
    last = below(state, count)
    if first > last:
        first, last = last, first
    for row in range(count):
        seen[row] = 0
    placed = copy_missing(one, first, seen, order, 0)
    placed = copy_missing(other, last, seen, order, placed)
    copy_missing(one, count, seen, order, placed)


@kernel
def peak_keys(state, data, work, one, length, other):
    """Take dates of activities in busy periods of one schedule, and of all others from another.

    Valls, Ballestin, Quintanilla, A hybrid genetic algorithm for the resource-constrained project scheduling problem,
    European Journal of Operational Research 185 (2008).
    """
    count = len(one)
    for at in range(length + 1):
        work.load[at] = 0.0
    for row in range(count):
        for at in range(one[row], one[row] + data.duration[row]):
            work.load[at] += data.share[row]
    top = 0.0
    for at in range(length):
        top = max(top, work.load[at])
    least = top * (0.7 + 0.25 * chance(state))
    # Runs of busy periods: how many of them lie before each period.
    busy = 0
    for at in range(length):
        work.histogram[at] = busy
        if work.load[at] >= least:
            busy += 1
    work.histogram[length] = busy
    for row in range(count):
        if work.histogram[one[row] + data.duration[row]] > work.histogram[one[row]]:
            work.key[row] = one[row]
        else:
            work.key[row] = other[row]


@kernel
def window_keys(state, data, work, one, length, width):
    """Shuffle what begins within a window of time; what has a long way behind it tends to the front."""
    count = len(one)
    begin = below(state, length) - width // 2
    end = begin + width
    tilt = chance(state)
    for row in range(count):
        at = one[row]
        if begin <= at < end:
            longest = length - data.tail[row] - data.duration[row]
            date = (1.0 - tilt) * at + tilt * longest + (chance(state) - 0.5) * width
            at = min(max(int(date), begin, 0), end)
        work.key[row] = min(at, length)


@kernel
def swap_neighbours(state, data, order):
    """Swap a few neighbours in a list that no link ties together."""
    for place in range(len(order) - 1):
        if chance(state) < 0.05:
            one, other = order[place], order[place + 1]
            linked = False
            for k in range(data.first_before[other], data.first_before[other + 1]):
                linked |= data.before[k] == one
            if not linked:
                order[place], order[place + 1] = other, one
