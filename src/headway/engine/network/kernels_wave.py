# mypy: allow-untyped-defs, allow-untyped-calls, disable-error-code=assignment
# ruff: noqa: PLR0917 - tables are passed singly, as Numba wants them
# Numba infers the types of kernels; annotations would only repeat the columns of ``layout``.
"""Waves: the passes over the nodes that a change reaches, and no others.

Nodes wait in ``dirty``, one byte a place of the topological order, and each is worked out once, after everything on
which it depends. A wave calls the same functions for a node as the full pass, so the results are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from headway.engine.jit import kernel
from headway.engine.network.kernels_backward import (
    binds_nothing,
    is_ordinary,
    late_dates,
    limits,
    push_ordinary,
    push_other,
)
from headway.engine.network.kernels_floats import (
    dates_of_row,
    edge_float,
    floats_of_row,
    is_held,
    opens_summary,
    own_floats,
)
from headway.engine.network.kernels_forward import earliest
from headway.engine.network.layout import (
    BEGIN,
    DATES,
    EDGE,
    END,
    FINISH,
    FIRST,
    FLAGS,
    FREE,
    HOT,
    INACTIVE,
    INFO,
    INTO_SUMMARY,
    KIND,
    LAST,
    LATEST_FINISH,
    LATEST_START,
    LATEST_WORKED_FINISH,
    LATEST_WORKED_START,
    PROJECT,
    SF,
    SOURCE,
    START,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Web(NamedTuple):
    """Who follows whom, beside the incoming edges of ``Edges``."""

    target: NDArray[np.int32]
    """Node at the end of each edge."""
    first: NDArray[np.int32]
    """Outgoing edges of node i are ``out[first[i]:last[i]]``."""
    last: NDArray[np.int32]
    out: NDArray[np.int32]
    place: NDArray[np.int32]
    """Place of each node in the topological order."""
    node_at: NDArray[np.int32]


@kernel
def forward_wave(clock, hot, cold, edges, parts, dates, driver, ends, web, dirty, reach, touched):
    """Work out the earliest dates of what waits; ``reach`` holds its first and last place.

    ``touched`` receives the nodes. Returns how many there are, or minus one where a date lies beyond the horizon. The
    third number of ``reach`` becomes 1 where the finish of a project may be another one than in ``ends``.
    """
    at, top, count = np.int64(reach[0]), np.int64(reach[1]), 0
    while at <= top:
        if not dirty[at]:
            at += 1
            continue
        dirty[at] = 0
        i = np.int64(web.node_at[at])
        at += 1
        d = DATES * i
        one, two, three, four, five = dates[d], dates[d + 1], dates[d + 2], dates[d + 3], driver[i]
        if earliest(clock, hot, cold, edges, parts, dates, driver, i):
            return -1
        touched[count] = i
        count += 1
        moved = one != dates[d] or two != dates[d + 1] or three != dates[d + 2] or four != dates[d + 3]
        end = ends[hot[HOT * i + PROJECT]]
        if two != dates[d + 1] or four != dates[d + FINISH]:
            reach[2] |= four >= end or dates[d + FINISH] >= end
        if moved or (hot[HOT * i + FLAGS] & (BEGIN | END) and five != driver[i]):
            for k in range(web.first[i], web.last[i]):
                other = np.int64(web.place[web.target[web.out[k]]])
                dirty[other] = 1
                top = max(top, other)
    return count


@kernel
def backward_wave(clock, hot, cold, edges, parts, dates, caps, web, dirty, reach, forced, touched):
    """Work out the latest dates of what waits; what is ``forced`` tells those before it even if its own dates stay."""
    at, bottom, count = np.int64(reach[1]), np.int64(reach[0]), 0
    while at >= bottom:
        if not dirty[at]:
            at -= 1
            continue
        dirty[at] = 0
        i = np.int64(web.node_at[at])
        at -= 1
        d = DATES * i
        one, two, three, four = dates[d + 4], dates[d + 5], dates[d + 6], dates[d + 7]
        dates[d + LATEST_WORKED_START] = dates[d + LATEST_WORKED_FINISH] = FREE
        dates[d + LATEST_START] = dates[d + LATEST_FINISH] = FREE
        outside = 0
        for k in range(web.first[i], web.last[i]):
            e = np.int64(web.out[k])
            other = np.int64(web.target[e])
            if is_ordinary(hot, other):
                outside += push_ordinary(clock, hot, edges, dates, other, e)
            elif not binds_nothing(hot[HOT * other + FLAGS]):
                plain, by_start, by_finish = limits(clock, hot, cold, dates, other)
                outside += push_other(clock, hot, edges, dates, other, e, plain, by_start, by_finish)
        outside += late_dates(clock, hot, cold, parts, dates, caps, i)
        if outside:
            return -1
        touched[count] = i
        count += 1
        if forced[i] or one != dates[d + 4] or two != dates[d + 5] or three != dates[d + 6] or four != dates[d + 7]:
            for e in range(hot[HOT * i + FIRST], hot[HOT * i + LAST]):
                other = np.int64(web.place[edges[EDGE * e + SOURCE]])
                dirty[other] = 1
                bottom = min(bottom, other)
    return count


@kernel
def float_wave(clock, hot, cold, edges, dates, rule, ends, begins, total, free, web, dirty, reach, touched):
    """Work out the floats of what waits."""
    at, bottom, count = np.int64(reach[1]), np.int64(reach[0]), 0
    while at >= bottom:
        if not dirty[at]:
            at -= 1
            continue
        dirty[at] = 0
        i = np.int64(web.node_at[at])
        at -= 1
        free[i], begin = FREE, np.int64(FREE)
        for k in range(web.first[i], web.last[i]):
            e = np.int64(web.out[k])
            other, kind = np.int64(web.target[e]), edges[EDGE * e + INFO] & KIND
            flags = np.int64(hot[HOT * other + FLAGS])
            if kind == INTO_SUMMARY and not flags & INACTIVE:
                begin = min(begin, np.int64(begins[other]))
            elif kind <= SF and is_held(flags):
                least = edge_float(
                    clock, hot, cold, edges, dates, other, e, opens_summary(flags), np.int64(begins[other])
                )
                free[i] = min(np.int64(free[i]), least)
        total[i], free[i] = own_floats(clock, hot, cold, dates, rule, ends, free, i)
        touched[count] = i
        count += 1
        if not opens_summary(np.int64(hot[HOT * i + FLAGS])) or begin == FREE:
            begin = np.int64(dates[DATES * i + START])
        if begin != begins[i]:
            begins[i] = begin
            for e in range(hot[HOT * i + FIRST], hot[HOT * i + LAST]):
                other = np.int64(web.place[edges[EDGE * e + SOURCE]])
                dirty[other] = 1
                bottom = min(bottom, other)
    return count


@kernel
def dates_of(nodes, hot, dates, start, finish, late_start, late_finish):
    """Copy the dates of some nodes to their rows."""
    for i in nodes:
        dates_of_row(hot, dates, np.int64(i), start, finish, late_start, late_finish)


@kernel
def floats_of(nodes, hot, edges, driver, total, free, threshold, total_of, free_of, critical, link_of):
    """Copy the floats of some nodes to their rows, mark what is critical, name the links that drive."""
    for i in nodes:
        node = np.int64(i)
        floats_of_row(hot, edges, driver, total, free, threshold, node, total_of, free_of, critical, link_of)


@kernel
def count_down(table, step, first, count, link):
    """Count the rows of links behind a removed one down, wherever a table names them."""
    for k in range(count):
        table[first + step * k] -= table[first + step * k] > link


@kernel
def wait_for_sources(hot, edges, web, nodes, dirty):
    """Let what comes right before some nodes wait; returns its first place."""
    low = len(dirty)
    for i in nodes:
        for e in range(hot[HOT * i + FIRST], hot[HOT * i + LAST]):
            other = np.int64(web.place[edges[EDGE * e + SOURCE]])
            dirty[other] = 1
            low = min(low, other)
    return low


@kernel
def between(edges, hot, web, first, last, marked, found, counts):
    """Collect what lies between a new link's ends in the order: after its target, and before its source.

    ``found`` receives the nodes after ``last`` (the link's target) up to the place of ``first`` (its source) from its
    beginning, and those before ``first`` down to the place of ``last`` from its end; ``counts`` how many of each.
    ``marked`` is all zero before and after. Returns False where the link closes a cycle.
    (D. Pearce, P. Kelly: A dynamic topological sort algorithm for directed acyclic graphs, JEA 11, 2006.)
    """
    upper, lower, size = web.place[first], web.place[last], len(found)
    done, after = 0, 1
    found[0] = last
    marked[last] = 1
    fine = True
    while done < after and fine:
        i = found[done]
        done += 1
        for k in range(web.first[i], web.last[i]):
            other = web.target[web.out[k]]
            if other == first:
                fine = False
            elif not marked[other] and web.place[other] < upper:
                marked[other] = 1
                found[after] = other
                after += 1
    done, before = 0, 0
    if fine:
        found[size - 1] = first
        marked[first] = 1
        before = 1
    while done < before:
        i = found[size - 1 - done]
        done += 1
        for e in range(hot[HOT * i + FIRST], hot[HOT * i + LAST]):
            other = edges[EDGE * e + SOURCE]
            if not marked[other] and web.place[other] > lower:
                marked[other] = 1
                before += 1
                found[size - before] = other
    for k in range(after):
        marked[found[k]] = 0
    for k in range(before):
        marked[found[size - 1 - k]] = 0
    counts[0], counts[1] = after, before
    return fine
