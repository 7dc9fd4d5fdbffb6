# mypy: allow-untyped-defs, allow-untyped-calls
# Numba infers the types of kernels.
"""Dates of summaries from the rows that they hold."""

from __future__ import annotations

import numpy as np

from headway.engine.jit import inlined, kernel

MISSING = np.iinfo(np.int32).min


@inlined
def widen(start, finish, above, begin, end):
    """Let the dates of a summary hold another span too."""
    if start[above] == MISSING:
        start[above], finish[above] = begin, end
    else:
        start[above], finish[above] = min(start[above], begin), max(finish[above], end)


@kernel
def roll_up(parent, order, rolled, counts, start, finish):
    """Carry the first start and the last finish up the outline, deepest rows first; MISSING where nothing counts.

    What lies below a summary that is not ``rolled`` counts for the summaries above that one.
    """
    for row in order:
        above = parent[row]
        while above >= 0 and not rolled[above]:
            above = parent[above]
        if above >= 0 and counts[row] and start[row] != MISSING:
            widen(start, finish, above, start[row], finish[row])


@kernel
def roll_up_late(parent, order, counts, by_hand, start, late_start, late_finish):
    """Carry late dates up the outline; a row scheduled by hand does not slip and hands on its start instead."""
    for row in order:
        if parent[row] >= 0 and counts[row] and late_start[row] != MISSING:
            begin = start[row] if by_hand[row] else late_start[row]
            widen(late_start, late_finish, parent[row], begin, late_finish[row])


@kernel
def roll_up_some(above, first, children, counts, by_hand, dates):
    """Roll dates up to some summaries alone, deepest first; ``children`` of row r are ``first[r]`` to ``first[r + 1]``.

    For outlines without summaries scheduled by hand; ``dates`` holds the six columns of a schedule.
    """
    start, finish, early_start, early_finish, late_start, late_finish = dates
    for row in above:
        start[row] = finish[row] = early_start[row] = early_finish[row] = late_start[row] = late_finish[row] = MISSING
        for k in range(first[row], first[row + 1]):
            child = children[k]
            if counts[child] and start[child] != MISSING:
                widen(start, finish, row, start[child], finish[child])
                widen(early_start, early_finish, row, early_start[child], early_finish[child])
            if counts[child] and late_start[child] != MISSING:
                begin = start[child] if by_hand[child] else late_start[child]
                widen(late_start, late_finish, row, begin, late_finish[child])


@kernel
def first_start(project, start, out):
    """First start of every project over the rows that have dates."""
    for row in range(len(start)):
        if start[row] != MISSING:
            out[project[row]] = min(out[project[row]], start[row])
