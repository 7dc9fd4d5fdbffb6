# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0917 - tables are passed singly, as Numba wants them
"""Least distances between starts, and a search that adds one distance after the other until no resource is overloaded.

``far[a, b]`` is the length of the longest way from a to b: ``S_b >= S_a + far[a, b]``; the last two nodes are the begin
of everything and its end. All matrices have rows and columns for them.
"""

from __future__ import annotations

from headway.engine.jit import inlined, kernel

NONE = -(2**30)
"""No way leads from one to the other."""
LEVEL, BEST, NODES, CUT = 0, 1, 2, 3
"""Places in ``counts``: depth of the search, shortest makespan, nodes, branches left out for want of room."""


@kernel
def close(far):
    """Turn lengths of links into lengths of longest ways; returns a node on a way back to itself that is not 0, or -1.

    Floyd (1962), Warshall (1962): O(nodes³).
    """
    count = len(far)
    for k in range(count):
        for a in range(count):
            if far[a, k] == NONE:
                continue
            for b in range(count):
                if far[k, b] != NONE:
                    far[a, b] = max(far[a, b], far[a, k] + far[k, b])
        for a in range(count):
            if far[a, a] > 0:
                return a
    return -1


@kernel
def add(far, before, after, least):
    """Add ``S_after >= S_before + least`` to all longest ways; returns False where that cannot be. O(nodes²)."""
    if far[after, before] != NONE and far[after, before] + least > 0:
        return False
    if far[before, after] >= least:
        return True
    count = len(far)
    for a in range(count):
        if far[a, before] == NONE:
            continue
        to = far[a, before] + least
        for b in range(count):
            if far[after, b] != NONE and to + far[after, b] > far[a, b]:
                far[a, b] = to + far[after, b]
    return True


@inlined
def may_precede(far, duration, before, after, best):
    """Tell whether one activity can end before another begins, in a schedule shorter than the best."""
    count = len(duration)
    if far[after, before] + duration[before] > 0:
        return False
    end = far[count, before] + duration[before] + far[after, count + 1]
    return max(end, far[count, count + 1]) < best


@kernel
def order_rivals(far, duration, rival, best):
    """Put rivals, of which two never go at once, in order where one order is impossible; returns False where both are.

    O(activities²) looks, O(nodes²) for each order found, again as long as one is found.
    """
    count, again = len(duration), True
    while again:
        again = False
        for a in range(count):
            for b in range(a):
                if not rival[a, b] or far[a, b] >= duration[a] or far[b, a] >= duration[b]:
                    continue
                first, second = may_precede(far, duration, a, b, best), may_precede(far, duration, b, a, best)
                if not first and not second:
                    return False
                if first != second:
                    again = True
                    held = add(far, a, b, duration[a]) if first else add(far, b, a, duration[b])
                    if not held:
                        return False
    return True


@inlined
def next_largest(far, duration, demand, resource, now, last):
    """Find who comes after ``last`` among those at work, in falling demand, then rising row; -1 begins."""
    count, pick = len(duration), -1
    for row in range(count):
        if not far[count, row] <= now < far[count, row] + duration[row]:
            continue
        need = demand[row, resource]
        later = last < 0 or need < demand[last, resource] or (need == demand[last, resource] and row > last)
        if later and (pick < 0 or need > demand[pick, resource]):
            pick = row
    return pick


@kernel
def overload(far, duration, demand, capacity, members):
    """Find the first period in which a resource is overloaded when all start as early as they can.

    ``members`` gets the activities with the largest demands that are too much together, as few as can be; returns how
    many they are, 0 where nothing is overloaded. O(activities² · resources).
    """
    count, found, when = len(duration), 0, 2**30
    for at in range(count):
        now = far[count, at]
        if duration[at] == 0 or now > when or (found > 0 and now == when):
            continue
        for resource in range(len(capacity)):
            total = 0
            for row in range(count):
                if far[count, row] <= now < far[count, row] + duration[row]:
                    total += demand[row, resource]
            if total <= capacity[resource]:
                continue
            size, load, pick = 0, 0, -1
            while load <= capacity[resource]:
                pick = next_largest(far, duration, demand, resource, now, pick)
                load += demand[pick, resource]
                size += 1
            if found == 0 or now < when or size < found:
                found, when = size, now
                pick = -1
                for place in range(size):
                    pick = next_largest(far, duration, demand, resource, now, pick)
                    members[place] = pick
    return found


@kernel
def choose(far, duration, members, size, best):
    """Choose who of an overload is to end before whom: the shortest end, then the least delay; -1 where nobody can."""
    count = len(duration)
    chosen, shortest, least = -1, 2**30, 2**30
    for i in range(size):
        for j in range(size):
            before, after = members[i], members[j]
            if i == j or not may_precede(far, duration, before, after, best):
                continue
            begin = far[count, before] + duration[before]
            end, delay = max(far[count, count + 1], begin + far[after, count + 1]), begin - far[count, after]
            if end < shortest or (end == shortest and delay < least):
                chosen, shortest, least = before * count + after, end, delay
    return chosen


@kernel
def descend(levels, chosen, duration, demand, capacity, rival, members, start, counts, nodes):
    """Search depth first for shorter schedules, at most so many nodes; returns True where all has been searched.

    A node is a matrix of distances. Of an overload, one activity is put behind another; coming back, the opposite is
    added to the node (``S_before >= S_after - d_before + 1``), so that no schedule is looked at twice.
    """
    count = len(duration)
    while nodes > 0:
        level = counts[LEVEL]
        far = levels[level]
        nodes -= 1
        counts[NODES] += 1
        pair = -1
        short = far[count, count + 1] < counts[BEST] and order_rivals(far, duration, rival, counts[BEST])
        if short and far[count, count + 1] < counts[BEST]:
            size = overload(far, duration, demand, capacity, members)
            if size == 0:
                counts[BEST] = far[count, count + 1]
                for row in range(count):
                    start[row] = far[count, row]
            else:
                pair = choose(far, duration, members, size, counts[BEST])
        if pair >= 0 and level + 1 == len(levels):
            counts[CUT] += 1
            pair = -1
        if pair >= 0:
            before, after = pair // count, pair % count
            deeper = levels[level + 1]
            for a in range(count + 2):
                for b in range(count + 2):
                    deeper[a, b] = far[a, b]
            add(deeper, before, after, duration[before])
            chosen[level] = pair
            counts[LEVEL] = level + 1
            continue
        # Back to the deepest node of which the other side is not searched yet.
        open_ = False
        while level > 0 and not open_:
            level -= 1
            before, after = chosen[level] // count, chosen[level] % count
            open_ = add(levels[level], after, before, 1 - duration[before])
        counts[LEVEL] = level
        if not open_:
            return True
    return False
