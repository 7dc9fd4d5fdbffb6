"""A schedule seen from inside: dates of every node, what every edge asks for, and which edges decide.

The scheduler returns rows; the questions "why" and "how much" are about nodes and edges, gates of linked summaries
included. All of it follows from the rows and the compiled plan, without running the passes again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.network import layout
from headway.engine.network.layout import (
    BEGIN,
    CAPPED,
    END,
    EXPECTED,
    FF,
    FIXED,
    FREE,
    FS,
    HAMMOCK,
    INTO_SUMMARY,
    LATE,
    OUT_OF_SUMMARY,
    REMAINS,
    SF,
    SHARED,
    SS,
    STARTED,
    WAITS,
)
from headway.engine.network.passes import both_passes
from headway.engine.plan import MISSING
from headway.engine.reading.moments import earliest_after, known, latest_before, worked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.calendars import CompiledCalendars
    from headway.engine.network.compiled import CompiledPlan, Edges, Nodes, Outline, Parts
    from headway.engine.network.result import Schedule
    from headway.engine.plan import Minutes

MARGIN = 400 * 1440
"""Room around the dates, so that lags rarely leave the horizon."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Dates of nodes and demands of edges, in the order of the compiled plan's tables."""

    compiled: CompiledPlan
    schedule: Schedule
    calendars: CompiledCalendars
    """With a horizon that holds all dates."""
    nodes: Nodes
    """Floors as the last forward pass used them."""
    edges: Edges
    parts: Parts
    outline: Outline
    leaf: NDArray[np.int32]
    target: NDArray[np.int32]
    """Node that each edge leads to."""
    start: Minutes
    """Start of each node in the forward pass."""
    finish: Minutes
    asked: Minutes
    """Instant that each edge asks for at its end; MISSING where it asks for nothing."""
    begin: Minutes
    """The latest of all demands on the start of each node."""
    end: Minutes
    """The latest of all demands on its finish; MISSING for none."""
    start_decides: NDArray[np.bool_]
    """Nodes placed by ``begin``; with ties also by ``end``."""
    finish_decides: NDArray[np.bool_]
    capped: NDArray[np.bool_]
    """Nodes that a constraint pulls before what their links ask for."""
    at_cap: NDArray[np.bool_]
    """Nodes that a constraint keeps from moving later."""
    drives: NDArray[np.bool_]
    """Edges that decide the dates of their node; there may be several."""


def trace(compiled: CompiledPlan, schedule: Schedule) -> Trace:
    """Work out what decided every date: demand_e = date of the predecessor + lag; an edge drives if demand_e = max.

    Parameters
    ----------
    compiled : CompiledPlan
        The plan made ready.
    schedule : Schedule
        What ``run(compiled)`` returned.

    Returns
    -------
    Trace
        O(tasks + links).

    Raises
    ------
    ValueError
        If the schedule has no dates.
    """
    nodes, edges, parts = compiled.nodes, compiled.edges, compiled.parts
    outline, leaf, calendars = compiled.outline, compiled.leaf, compiled.calendars
    if not schedule.ok or nodes is None or edges is None or parts is None or outline is None:
        raise ValueError("A schedule without dates has nothing to explain; see its diagnostics.")
    assert leaf is not None
    assert calendars is not None
    calendars = _wide(calendars, schedule)
    nodes = nodes.with_floors(_floors(compiled, schedule, nodes))
    if compiled.options.mode == "msproject":
        # Late dates have made room for the delay of leveling already.
        nodes.flags[(nodes.flags & LATE) != 0] &= ~layout.DELAYED
    target = np.repeat(np.arange(len(nodes.row), dtype=np.int32), np.diff(edges.first))
    start, finish = _driving_dates(compiled, schedule, calendars, nodes)
    _expected_durations(schedule, calendars, nodes)
    gates = np.flatnonzero(nodes.flags & (BEGIN | END))
    for i in gates.tolist():
        start[i], finish[i] = _gate(calendars, nodes, edges, i, start, finish)
    asked = _asked(calendars, nodes, edges, start, finish, slice(None))
    on_finish = (edges.kind == FF) | (edges.kind == SF)
    begin, end = nodes.floor_start.copy(), nodes.floor_finish.copy()
    np.maximum.at(begin, target[~on_finish], asked[~on_finish])
    np.maximum.at(end, target[on_finish], asked[on_finish])
    spans = spanning(nodes.flags)
    begin[spans] = _first_starts(nodes, edges, target, asked)[spans]
    waits = (nodes.flags & WAITS) != 0
    begin = np.where(waits, np.maximum(begin, nodes.resume), begin).astype(np.int32)
    sides = _sides(calendars, nodes, parts, start, begin, end)
    drives = _drives(calendars, nodes, target, on_finish, asked, begin, end, sides)
    drives[edges.kind == OUT_OF_SUMMARY] = False
    return Trace(
        compiled, schedule, calendars, nodes, edges, parts, outline, leaf, target, start, finish, asked, begin, end,
        *sides, drives,
    )  # fmt: skip


def spanning(flags: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Mark nodes whose dates follow from what they span.

    Parameters
    ----------
    flags : ndarray of int32, shape (nodes,)
        Bits of ``layout``.

    Returns
    -------
    ndarray of bool, shape (nodes,)
    """
    return np.asarray((flags & (HAMMOCK | FIXED)) == HAMMOCK)


def _first_starts(nodes: Nodes, edges: Edges, target: NDArray[np.int32], asked: Minutes) -> Minutes:
    """Find the first of all starts that lead to each node, no earlier than its floor."""
    begin = np.full(len(nodes.row), FREE, np.int32)
    starts = (edges.kind == FS) | (edges.kind == SS)
    np.minimum.at(begin, target[starts], asked[starts])
    return np.where(begin == FREE, nodes.floor_start, np.maximum(begin, nodes.floor_start)).astype(np.int32)


def _driving_dates(
    compiled: CompiledPlan, schedule: Schedule, calendars: CompiledCalendars, nodes: Nodes
) -> tuple[Minutes, Minutes]:
    """Return the dates of nodes that links start from; those of gates are worked out afterwards.

    P6 moves what is as late as possible after its passes, and the successors stay: only the pass itself has the dates
    that they follow.
    """
    if compiled.options.mode == "p6" and (nodes.flags & LATE).any():
        passes = both_passes(compiled, calendars)
        if passes is not None:
            return passes.of(layout.START).copy(), passes.of(layout.FINISH).copy()
    rest = (nodes.flags & REMAINS) != 0
    start = np.where(rest, schedule.early_start[nodes.row], schedule.start[nodes.row])
    return start, schedule.finish[nodes.row].copy()


def _expected_durations(schedule: Schedule, calendars: CompiledCalendars, nodes: Nodes) -> None:
    """Set the durations that the forward pass of the schedule found for work with an expected finish."""
    on = np.flatnonzero(nodes.flags & EXPECTED)
    begin, end = schedule.early_start[nodes.row[on]], schedule.early_finish[nodes.row[on]]
    nodes.duration[on] = calendars.working_between(nodes.calendar[on], begin, end)


def begin_for(
    calendars: CompiledCalendars, parts: Parts, count: int, finish: Minutes, chosen: NDArray[np.bool_]
) -> Minutes:
    """Find the latest instant from which all parts of each chosen node end by a given finish.

    Parameters
    ----------
    calendars : CompiledCalendars
        Calendars of the plan.
    parts : Parts
        Parts of the nodes.
    count : int
        Number of nodes.
    finish : ndarray of int32, shape (nodes,)
        Minutes since 1970.
    chosen : ndarray of bool, shape (nodes,)
        Nodes to work on.

    Returns
    -------
    ndarray of int32, shape (nodes,)
        FREE where there are no parts or no finish.
    """
    out = np.full(count, FREE, np.int32)
    node = np.repeat(np.arange(count, dtype=np.int32), np.diff(parts.first))
    kept = np.flatnonzero(chosen[node] & known(finish)[node])
    begins = latest_before(calendars, parts.calendar[kept], finish[node[kept]], parts.duration[kept])
    np.minimum.at(out, node[kept], begins)
    return out


def _wide(calendars: CompiledCalendars, schedule: Schedule) -> CompiledCalendars:
    dates = np.concatenate([schedule.early_start, schedule.early_finish, schedule.late_start, schedule.late_finish])
    dates = dates[dates != MISSING]
    wide: CompiledCalendars | None = calendars
    while wide is not None:
        calendars = wide
        if not len(dates) or (dates.min() - MARGIN >= wide.clock.first and dates.max() + MARGIN <= wide.clock.last):
            break
        wide = wide.wider()
    return calendars


def _floors(compiled: CompiledPlan, schedule: Schedule, nodes: Nodes) -> Minutes:
    """Return the floors of the last forward pass: scheduled from the finish and "as late as possible" raise them."""
    floor, options, projects = nodes.floor_start, compiled.options, compiled.plan.projects
    if options.schedule_from == "finish":
        given = np.array([project.start for project in projects], np.int32)
        wanted = np.array([project.finish != MISSING for project in projects])
        begins = np.full(len(given), FREE, np.int32)
        leaf = np.flatnonzero((nodes.flags & (BEGIN | END)) == 0)
        np.minimum.at(begins, nodes.project[leaf], schedule.late_start[nodes.row[leaf]])
        begins = np.where(wanted & (begins != FREE), begins, given)
        floor = np.where(floor == given[nodes.project], begins[nodes.project], floor).astype(np.int32)
    late = (nodes.flags & LATE) != 0
    if options.mode == "msproject" and late.any():
        floor = np.where(late, np.maximum(floor, schedule.late_start[nodes.row]), floor)
    return floor.astype(np.int32)


def _gate(
    calendars: CompiledCalendars, nodes: Nodes, edges: Edges, i: int, start: Minutes, finish: Minutes
) -> tuple[int, int]:
    """Work out the dates of one gate, whose predecessors have theirs already."""
    flags, own = int(nodes.flags[i]), slice(int(edges.first[i]), int(edges.first[i + 1]))
    if flags & FIXED:
        return int(nodes.given_start[i]), int(nodes.given_finish[i])
    floor = int(nodes.floor_start[i])
    if own.start == own.stop:
        return floor, floor
    if flags & END:
        source = edges.source[own]
        return int(begun_starts(nodes, start)[source].min()), int(finish[source].max())
    date = max(floor, int(_asked(calendars, nodes, edges, start, finish, own).max()))
    return date, date


def begun_starts(nodes: Nodes, start: Minutes) -> Minutes:
    """Put the actual start of work under way in the place of where its remaining part goes on.

    Parameters
    ----------
    nodes : Nodes
        Of the network.
    start : ndarray of int32, shape (nodes,)
        Starts in the forward pass.

    Returns
    -------
    ndarray of int32, shape (nodes,)
    """
    return np.where((nodes.flags & REMAINS) != 0, nodes.given_start, start).astype(np.int32)


def _asked(
    calendars: CompiledCalendars, nodes: Nodes, edges: Edges, start: Minutes, finish: Minutes, own: slice
) -> Minutes:
    kind, source = edges.kind[own], edges.source[own]
    from_finish = (kind == FS) | (kind == FF)
    origin = np.where(from_finish, finish[source], start[source]).astype(np.int32)
    by_hand = (kind == INTO_SUMMARY) & ((nodes.flags[source] & FIXED) != 0)
    origin[by_hand | (kind == OUT_OF_SUMMARY)] = MISSING
    return earliest_after(calendars, edges.calendar[own], origin, edges.lag[own])


Sides = tuple["NDArray[np.bool_]", "NDArray[np.bool_]", "NDArray[np.bool_]", "NDArray[np.bool_]"]


def _sides(
    calendars: CompiledCalendars, nodes: Nodes, parts: Parts, start: Minutes, begin: Minutes, end: Minutes
) -> Sides:
    """Tell which side decides each node, whether a constraint pulls it earlier, whether one keeps it there."""
    flags, count = nodes.flags, len(nodes.row)
    shared = (flags & SHARED) != 0
    # Instants compare directly where nothing is placed on one calendar: events, gates, tasks with parts.
    plain = (nodes.duration > 0) & ~shared
    by_start, by_end = begin.astype(np.int64), end.astype(np.int64)
    cap = np.minimum(nodes.cap_start, nodes.cap_finish).astype(np.int64)
    row, work = nodes.calendar[plain], nodes.duration[plain].astype(np.int64)
    by_start[plain] = worked(calendars, row, begin[plain])
    by_end[plain] = np.where(end[plain] == MISSING, MISSING, worked(calendars, row, end[plain]) - work)
    caps_start = worked(calendars, row, nodes.cap_start[plain])
    caps_finish = worked(calendars, row, nodes.cap_finish[plain])
    cap[plain] = np.minimum(caps_start, np.where(caps_finish == FREE, FREE, caps_finish - work))
    if shared.any():
        from_end = begin_for(calendars, parts, count, end, shared)
        by_end[shared] = np.where(from_end[shared] == FREE, MISSING, from_end[shared])
        from_cap = begin_for(calendars, parts, count, nodes.cap_finish, shared)
        cap[shared] = np.minimum(nodes.cap_start, from_cap)[shared]
    by_end[shared & ((flags & STARTED) != 0)] = MISSING
    spans = spanning(flags)
    still = ((flags & FIXED) != 0) | (((flags & STARTED) != 0) & ((flags & WAITS) == 0) & ~spans)
    limited = ((flags & CAPPED) != 0) & ~still & ~spans
    reached = np.maximum(by_start, by_end)
    capped, at_cap = limited & (cap < reached), limited & (cap <= reached)
    # What leveling would move beyond a constraint stays there.
    delayed = limited & ~capped & ((flags & layout.DELAYED) != 0)
    if delayed.any():
        from_finish = np.where(
            shared,
            begin_for(calendars, parts, count, end, shared),
            latest_before(calendars, nodes.calendar, end, nodes.duration),
        )
        placed = start.astype(np.int64)
        placed[plain] = worked(calendars, row, start[plain])
        at_cap |= delayed & (placed >= cap)
        capped |= delayed & (start < np.where(by_start >= by_end, begin, from_finish).astype(np.int64) + nodes.delay)
    free = ~still & ~capped & ((flags & END) == 0)
    return (
        free & ((by_start >= by_end) | spans),
        free & (end != MISSING) & ((by_end >= by_start) | spans),
        capped,
        at_cap,
    )


def _drives(
    calendars: CompiledCalendars,
    nodes: Nodes,
    target: NDArray[np.int32],
    on_finish: NDArray[np.bool_],
    asked: Minutes,
    begin: Minutes,
    end: Minutes,
    sides: Sides,
) -> NDArray[np.bool_]:
    """Mark the edges whose demand is the latest one, or the same moment of the calendar that the task runs on."""
    most = np.where(on_finish, end[target], begin[target]).astype(np.int32)
    decides = np.where(on_finish, sides[1][target], sides[0][target]) & (asked != MISSING)
    out = np.asarray(decides & (asked == most))
    plain = (nodes.duration > 0) & ((nodes.flags & SHARED) == 0)
    near = np.flatnonzero(decides & ~out & plain[target])
    if len(near):
        row = nodes.calendar[target[near]]
        out[near] = worked(calendars, row, asked[near]) >= worked(calendars, row, most[near])
    return out
