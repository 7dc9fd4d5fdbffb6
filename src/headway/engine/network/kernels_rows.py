# mypy: allow-untyped-defs, allow-untyped-calls
# Numba infers the types of kernels.
"""Dates of summaries from the rows that they hold."""

from __future__ import annotations

import numpy as np

from headway.engine.jit import kernel

MISSING = np.iinfo(np.int32).min


@kernel
def roll_up(parent, order, rolled, counts, start, finish):
    """Carry the first start and the last finish up the outline, deepest rows first; MISSING where nothing counts.

    What lies below a summary that is not ``rolled`` counts for the summaries above that one.
    """
    for row in order:
        above = parent[row]
        while above >= 0 and not rolled[above]:
            above = parent[above]
        if above < 0 or not counts[row] or start[row] == MISSING:
            continue
        if start[above] == MISSING:
            start[above], finish[above] = start[row], finish[row]
            continue
        start[above] = min(start[above], start[row])
        finish[above] = max(finish[above], finish[row])


@kernel
def roll_up_late(parent, order, counts, by_hand, start, late_start, late_finish):
    """Carry late dates up the outline; a row scheduled by hand does not slip and hands on its start instead."""
    for row in order:
        above = parent[row]
        if above < 0 or not counts[row] or late_start[row] == MISSING:
            continue
        begin = start[row] if by_hand[row] else late_start[row]
        if late_start[above] == MISSING:
            late_start[above], late_finish[above] = begin, late_finish[row]
            continue
        late_start[above] = min(late_start[above], begin)
        late_finish[above] = max(late_finish[above], late_finish[row])


@kernel
def first_start(project, start, out):
    """First start of every project over the rows that have dates."""
    for row in range(len(start)):
        if start[row] != MISSING:
            out[project[row]] = min(out[project[row]], start[row])
