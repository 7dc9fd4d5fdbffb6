"""How late each node's demands may become before the node moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.network.layout import (
    AT_SHIFT,
    BEGIN,
    DELAYED,
    END,
    FINISH_SIDE,
    FIXED,
    FREE,
    INACTIVE,
    INTO_SUMMARY,
    SHARED,
    STARTED,
    WAITS,
)
from headway.engine.plan import MISSING
from headway.engine.reading.moments import earliest_after, latest_before, shift_end, shift_start
from headway.engine.reading.trace import begin_for, spanning

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.plan import Minutes
    from headway.engine.reading.trace import Trace


def latest_demands(traced: Trace) -> tuple[Minutes, Minutes]:
    """Find the latest demands on start and finish of every node that leave its early dates where they are.

    On the calendar of the node: latest begin = start (less a leveling delay), latest end = the same working moment as
    the finish. What nothing can move (complete, manual, held by a constraint) has no limit.

    Parameters
    ----------
    traced : Trace
        A schedule seen from inside.

    Returns
    -------
    begin, end : ndarray of int32, shape (nodes,)
        Minutes since 1970; FREE without limit.
    """
    flags = traced.nodes.flags
    # A level of effort spans what it is linked to, whatever its parts and its leveling delay.
    spans = spanning(flags)
    shared = ((flags & SHARED) != 0) & ~spans
    waits = (flags & WAITS) != 0
    begin, end = _ordinary(traced)
    if shared.any():
        _with_parts(traced, shared, waits, begin, end)
    delayed = ((flags & DELAYED) != 0) & ((flags & (STARTED | FIXED)) == 0) & ~shared & ~spans
    _with_delay(traced, delayed, begin, end)
    still = ((flags & (FIXED | END)) != 0) | (((flags & STARTED) != 0) & ~waits) | traced.at_cap
    begin = np.where(still, FREE, np.maximum(begin, traced.begin)).astype(np.int32)
    end = np.where(still, FREE, np.maximum(end, traced.end)).astype(np.int32)
    _gates(traced, begin, end)
    return begin, end


def _ordinary(traced: Trace) -> tuple[Minutes, Minutes]:
    calendars, nodes, flags = traced.calendars, traced.nodes, traced.nodes.flags
    begin, work = traced.start.copy(), nodes.duration > 0
    waits = ((flags & WAITS) != 0) & work
    begin[waits] = latest_before(calendars, nodes.calendar[waits], traced.finish[waits], nodes.duration[waits])
    event = ((flags & WAITS) != 0) & ~work
    begin[event] = traced.finish[event]
    spans = work | (spanning(flags) & (traced.end != MISSING))
    end = np.where(spans, shift_start(calendars, nodes.calendar, traced.finish), begin).astype(np.int32)
    # A milestone at the end of a shift is pulled back to it from anywhere in the pause that follows.
    side = ((flags & FINISH_SIDE) != 0) & ((flags & AT_SHIFT) != 0) & ~work
    after = shift_start(calendars, nodes.calendar[side], traced.start[side])
    begin[side] = np.where((after > traced.start[side]) & (after != FREE), after - 1, traced.start[side])
    end[side] = begin[side]
    return begin, end


def _with_parts(
    traced: Trace, shared: NDArray[np.bool_], waits: NDArray[np.bool_], begin: Minutes, end: Minutes
) -> None:
    count = len(begin)
    latest = begin_for(traced.calendars, traced.parts, count, traced.finish, shared)
    begin[shared] = np.where(waits, latest, np.minimum(traced.start, latest))[shared]
    late = begin.copy()
    delayed = shared & ((traced.nodes.flags & DELAYED) != 0) & ~waits
    late[delayed] -= traced.nodes.delay[delayed]
    node, before = _parts_before(traced, shared, late)
    moved = np.full(count, MISSING, np.int32)
    np.maximum.at(moved, node, before)
    begin[delayed] = moved[delayed]
    node, before = _parts_before(traced, shared, begin)
    parts = traced.parts
    kept = np.flatnonzero(shared[np.repeat(np.arange(count), np.diff(parts.first))])
    ends = earliest_after(traced.calendars, parts.calendar[kept], before, parts.duration[kept])
    ends = shift_start(traced.calendars, parts.calendar[kept], ends)
    furthest = np.full(count, MISSING, np.int32)
    np.maximum.at(furthest, node, ends)
    end[shared] = np.where(waits, FREE, furthest)[shared]


def _parts_before(traced: Trace, chosen: NDArray[np.bool_], limit: Minutes) -> tuple[NDArray[np.int32], Minutes]:
    """Find, for each part of the chosen nodes, the latest demand that starts it no later than a limit."""
    parts = traced.parts
    node = np.repeat(np.arange(len(limit), dtype=np.int32), np.diff(parts.first))
    kept = np.flatnonzero(chosen[node])
    row, instants = parts.calendar[kept], limit[node[kept]]
    working = shift_start(traced.calendars, row, instants) == instants
    return node[kept], np.where(working, instants, shift_end(traced.calendars, row, instants) - 1).astype(np.int32)


def _with_delay(traced: Trace, delayed: NDArray[np.bool_], begin: Minutes, end: Minutes) -> None:
    """Take the delay of the clock back, to where the node could stand without it."""
    if not delayed.any():
        return
    calendars, row = traced.calendars, traced.nodes.calendar[delayed]
    work, side = traced.nodes.duration[delayed], (traced.nodes.flags[delayed] & FINISH_SIDE) != 0
    instants = (begin[delayed] - traced.nodes.delay[delayed]).astype(np.int32)
    next_one, last_one = shift_start(calendars, row, instants), shift_end(calendars, row, instants)
    rests = next_one != instants
    # Work starts in a working minute; an event may stand at the end of a shift too, or is pulled back to it.
    task = np.where(rests, last_one - 1, instants)
    event = np.where(side & rests, next_one - 1, np.where(rests, last_one, instants))
    event = np.where((traced.nodes.flags[delayed] & AT_SHIFT) != 0, event, instants)
    before = np.where(work > 0, task, event).astype(np.int32)
    begin[delayed] = before
    ends = shift_start(calendars, row, earliest_after(calendars, row, before, work))
    end[delayed] = np.where(work == 0, before, ends)


def _gates(traced: Trace, begin: Minutes, end: Minutes) -> None:
    """Let what is linked to a summary slip until the first of its children moves, through all levels."""
    gate = (traced.nodes.flags & BEGIN) != 0
    fixed = (traced.nodes.flags & FIXED) != 0
    first = first_below(traced, np.where(fixed & gate, FREE, begin).astype(np.int32))
    begin[gate] = end[gate] = first[gate]


def first_below(traced: Trace, instants: Minutes) -> Minutes:
    """Give the gate at the beginning of each summary the first instant of what is below it, through all levels.

    Parameters
    ----------
    traced : Trace
        A schedule seen from inside.
    instants : ndarray of int32, shape (nodes,)
        Minutes since 1970.

    Returns
    -------
    ndarray of int32, shape (nodes,)
        Unchanged for tasks; FREE for gates with nothing below them, and for summaries scheduled by hand.
    """
    edges, flags = traced.edges, traced.nodes.flags
    open_gate = ((flags & BEGIN) != 0) & ((flags & FIXED) == 0)
    into = np.flatnonzero((edges.kind == INTO_SUMMARY) & ((flags[traced.target] & INACTIVE) == 0))
    out = np.where((flags & BEGIN) != 0, FREE, instants).astype(np.int32)
    while True:
        before = out.copy()
        np.minimum.at(out, edges.source[into], before[traced.target[into]])
        out = np.where(((flags & BEGIN) != 0) & ~open_gate, FREE, out).astype(np.int32)
        if (out == before).all():
            return out
