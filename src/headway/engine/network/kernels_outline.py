"""Walks over the tree of summaries."""

from __future__ import annotations

from headway.engine.jit import kernel


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
def inherit_bounds(parent, order, floor_start, late_finish):
    """Pass the bounds of summaries down to what they hold: the later floor, the earlier late finish."""
    for k in range(len(order) - 1, -1, -1):
        row = order[k]
        above = parent[row]
        if above >= 0:
            floor_start[row] = max(floor_start[row], floor_start[above])
            late_finish[row] = min(late_finish[row], late_finish[above])


@kernel
def holds(parent, upper, lower, out):
    """Tell for pairs of rows whether ``upper`` is above ``lower`` or the same."""
    for k in range(len(upper)):
        at = lower[k]
        while at >= 0 and at != upper[k]:
            at = parent[at]
        out[k] = at >= 0
