# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0917 - tables are passed singly, as Numba wants them
"""Parallel schedule generation: period by period, what is ready begins in order of priority as far as it fits."""

from __future__ import annotations

from headway.engine.jit import kernel
from headway.engine.levelling.kernels_serial import clear, fits, take

LAST: int = 2**31 - 1


@kernel
def is_ready(row, now, first, before, start, duration):
    """Tell whether all predecessors have ended by now; -1 is the start of what has not begun."""
    for k in range(first[row], first[row + 1]):
        other = before[k]
        if start[other] < 0 or start[other] + duration[other] > now:
            return False
    return True


@kernel
def parallel(order, duration, need, guard, full, first, before, free, start, periods):
    """Schedule activities in order of priority; returns the makespan.

    Kelley, The critical-path method: resources planning and scheduling, 1963; Kolisch (1996). What begins now began
    after all that is under way, so the present period alone decides whether it fits.
    """
    words, count = len(full), len(order)
    clear(free, full, words, periods)
    for row in range(count):
        start[row] = -1
    now, begun, makespan = 0, 0, 0
    while begun < count:
        again = True
        while again:
            again = False
            for place in range(count):
                row = order[place]
                if start[row] >= 0 or not is_ready(row, now, first, before, start, duration):
                    continue
                if duration[row] == 0 or fits(free, now * words, need, row * words, guard, words):
                    start[row] = now
                    take(free, need, row * words, words, now, now + duration[row])
                    begun += 1
                    makespan = max(makespan, now + duration[row])
                    again = again or duration[row] == 0
        later = LAST
        for row in range(count):
            if start[row] >= 0 and start[row] + duration[row] > now:
                later = min(later, start[row] + duration[row])
        now = later
    return makespan
