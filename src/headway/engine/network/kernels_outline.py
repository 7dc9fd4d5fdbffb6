# mypy: allow-untyped-defs, allow-untyped-calls
# Numba infers the types of kernels; annotations would only repeat the columns of Nodes, Edges and Clock.
"""Walks over the tree of summaries."""

from __future__ import annotations

import numpy as np

from headway.engine.jit import kernel
from headway.engine.network.layout import EDGE, SOURCE

MISSING = np.iinfo(np.int32).min


@kernel
def nearest_above(parent, order, marked, out):
    """Find for every row the nearest marked row above it, -1 for none; ``order`` lists rows deepest first."""
    for k in range(len(order) - 1, -1, -1):
        above = parent[order[k]]
        if above < 0:
            out[order[k]] = -1
        elif marked[above]:
            out[order[k]] = above
        else:
            out[order[k]] = out[above]


@kernel
def inherit_bounds(parent, order, manual, manual_start, typed, default, late_finish):
    """Pass the bounds of summaries down to what they hold, from the top.

    A typed floor of a summary holds for everything below; the start of a summary that is scheduled by hand is only a
    default, for rows without a floor of their own. Late finishes are passed down as well.
    """
    for k in range(len(order) - 1, -1, -1):
        row = order[k]
        above = parent[row]
        if above >= 0:
            typed[row] = max(typed[row], typed[above])
            default[row] = default[above]
            late_finish[row] = min(late_finish[row], late_finish[above])
        if manual[row]:
            typed[row] = MISSING
            default[row] = manual_start[row]


@kernel
def lower_floors(default, low, first, edges, floor_start):
    """Let what follows work before the project's start begin there too; ``low`` is where a node may begin."""
    for i in range(len(default)):
        if default[i]:
            for e in range(first[i], first[i + 1]):
                floor_start[i] = min(floor_start[i], low[edges[EDGE * e + SOURCE]])
            low[i] = min(low[i], floor_start[i])


@kernel
def holds(parent, upper, lower, out):
    """Tell for pairs of rows whether ``upper`` is above ``lower`` or the same."""
    for k in range(len(upper)):
        at = lower[k]
        while at >= 0 and at != upper[k]:
            at = parent[at]
        out[k] = at >= 0
