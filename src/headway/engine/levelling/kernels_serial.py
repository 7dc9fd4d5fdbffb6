# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0917, SIM110 - tables are passed singly, and loops are plain, as Numba wants them
"""Serial schedule generation on packed profiles: each activity of a list goes to the first place where it fits.

All resources of a period stand side by side in one or few words of 64 bits, each with a guard bit above its units, so
that one subtraction compares them all: ``(free - need) & guard == guard`` where every resource has enough left.
"""

from __future__ import annotations

from headway.engine.jit import inlined, kernel


@inlined
def fits(free, at, need, row, guard, words):
    """Tell whether every resource has enough left in the period whose words begin at ``at``."""
    for word in range(words):
        if (free[at + word] - need[row + word]) & guard[word] != guard[word]:
            return False
    return True


@inlined
def first_fit(free, need, row, guard, words, earliest, duration):
    """Find the first run of ``duration`` periods from ``earliest`` on with enough left in each.

    Looks from the end of a run backwards: where a period is too full, the run goes on behind it, and what was seen
    before need not be looked at again.
    """
    begin = earliest
    bottom = begin
    at = begin + duration - 1
    while at >= bottom:
        if words == 1:
            enough = (free[at] - need[row]) & guard[0] == guard[0]
        else:
            enough = fits(free, at * words, need, row, guard, words)
        if enough:
            at -= 1
        else:
            bottom = begin + duration
            begin = at + 1
            at = begin + duration - 1
    return begin


@inlined
def take(free, need, row, words, begin, end):
    """Take what an activity needs out of each period of a run."""
    if words == 1:
        units = need[row]
        for at in range(begin, end):
            free[at] -= units
    else:
        for at in range(begin, end):
            for word in range(words):
                free[at * words + word] -= need[row + word]


@inlined
def clear(free, full, words, end):
    """Make the first ``end`` periods empty again."""
    if words == 1:
        for at in range(end):
            free[at] = full[0]
    else:
        for at in range(end):
            for word in range(words):
                free[at * words + word] = full[word]


@kernel
def serial(order, duration, need, guard, full, first, before, free, start, used):
    """Schedule a list of activities, predecessors first; returns the makespan.

    ``first`` and ``before`` are the predecessors as compressed rows; ``used`` is how many periods of ``free`` an
    earlier call has left in disorder.
    """
    words = len(full)
    clear(free, full, words, used)
    makespan = 0
    for place in range(len(order)):
        row = order[place]
        earliest = 0
        for k in range(first[row], first[row + 1]):
            other = before[k]
            end = start[other] + duration[other]
            earliest = max(earliest, end)
        length = duration[row]
        if length > 0:
            earliest = first_fit(free, need, row * words, guard, words, earliest, length)
            take(free, need, row * words, words, earliest, earliest + length)
        start[row] = earliest
        makespan = max(makespan, earliest + length)
    return makespan


@kernel
def by_date(date, horizon, rank, count, order):
    """Sort activities by date, equal ones by rank: counting, O(activities + horizon). ``rank`` lists the activities."""
    for at in range(horizon + 2):
        count[at] = 0
    for row in range(len(date)):
        count[date[row] + 1] += 1
    for at in range(horizon + 1):
        count[at + 1] += count[at]
    for place in range(len(rank)):
        row = rank[place]
        order[count[date[row]]] = row
        count[date[row]] += 1


@kernel
def justify(data, work, start, makespan, used):
    """Push everything to the right in order of finishes, then to the left in order of starts; returns the makespan.

    Never longer than before. ``start`` is changed; ``work.order`` holds the list of the last pass.

    Valls, Ballestin, Quintanilla: Justification and RCPSP: a technique that pays, European Journal of Operational
    Research 165 (2005).
    """
    count = len(start)
    # Backwards in time everything is the same with successors for predecessors.
    for row in range(count):
        work.mirror[row] = makespan - start[row] - data.duration[row]
    by_date(work.mirror, makespan, data.reverse, work.histogram, work.order)
    length = serial(work.order, data.duration, data.need, data.guard, data.full, data.first_after, data.after,
                    work.free, work.mirror, used)  # fmt: skip
    for row in range(count):
        start[row] = length - work.mirror[row] - data.duration[row]
    by_date(start, length, data.rank, work.histogram, work.order)
    return serial(work.order, data.duration, data.need, data.guard, data.full, data.first_before, data.before,
                  work.free, start, max(used, length))  # fmt: skip
