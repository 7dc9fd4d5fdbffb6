"""Floats of links and the finer floats of tasks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.network.layout import (
    BEGIN,
    END,
    FF,
    FIXED,
    FREE,
    FS,
    HAMMOCK,
    INACTIVE,
    LATE,
    PINNED,
    REMAINS,
    SF,
    SS,
    STARTED,
    WAITS,
)
from headway.engine.plan import MISSING
from headway.engine.reading.late import late_dates
from headway.engine.reading.moments import earliest_after, known, latest_before, shift_start
from headway.engine.reading.slack import first_below, latest_demands
from headway.engine.reading.trace import trace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.network.compiled import CompiledPlan
    from headway.engine.network.result import Schedule
    from headway.engine.plan import Minutes
    from headway.engine.reading.trace import Trace


@dataclass(frozen=True, slots=True)
class LinkFloats:
    """One element a link of the plan; MISSING where a link drives nothing (inactive or complete ends)."""

    drift: Minutes
    """Working minutes of the predecessor's calendar that its linked end may slip before this link moves the successor;
    MISSING where nothing moves the successor, however late."""
    driving: NDArray[np.bool_]
    """The link decides the early dates of its successor; a task may have several driving links."""
    free_float: Minutes
    """Relationship free float as P6 shows it: early date of the successor, less lag, less early date of the
    predecessor; negative where a constraint breaks the link."""
    total_float: Minutes
    """The same with the late date of the successor."""


@dataclass(frozen=True, slots=True)
class TaskFloats:
    """One element a task, working minutes."""

    interfering: Minutes
    """Total float less free float: what a task may slip without moving the finish, but moving successors."""
    independent: Minutes
    """What a task may slip although its predecessors are as late, and its successors as early, as they can be."""


def link_floats(compiled: CompiledPlan, schedule: Schedule) -> LinkFloats:
    """Compute drift, driving flag, relationship free and total float of every link.

    drift = max s: demand(predecessor slipped by s) leaves the successor; free float = date_j - lag - date_i.

    Parameters
    ----------
    compiled : CompiledPlan
        The plan made ready.
    schedule : Schedule
        What ``run(compiled)`` returned.

    Returns
    -------
    LinkFloats
        O(tasks + links).

    Raises
    ------
    ValueError
        If the schedule has no dates.

    Notes
    -----
    Relationship free float after Oracle, Primavera P6 help, "Relationship free float".
    """
    traced = trace(compiled, schedule)
    return of_links(traced, *edge_floats(traced))


def of_links(traced: Trace, drift: Minutes, free: Minutes, total: Minutes) -> LinkFloats:
    """Carry floats of edges to the links of the plan.

    Parameters
    ----------
    traced : Trace
        A schedule seen from inside.
    drift, free, total : ndarray of int32, shape (edges,)
        Floats of the edges, working minutes.

    Returns
    -------
    LinkFloats
    """
    real = np.flatnonzero(traced.edges.link >= 0)
    link, count = traced.edges.link[real], len(traced.compiled.plan.links)

    def per_link(column: Minutes) -> Minutes:
        out = np.full(count, MISSING, np.int32)
        out[link] = column[real]
        return out

    driving = np.zeros(count, bool)
    driving[link] = traced.drives[real]
    return LinkFloats(per_link(drift), driving, per_link(free), per_link(total))


def edge_floats(traced: Trace) -> tuple[Minutes, Minutes, Minutes]:
    """Compute drift, free and total float of every edge.

    Parameters
    ----------
    traced : Trace
        A schedule seen from inside.

    Returns
    -------
    drift, free, total : ndarray of int32, shape (edges,)
        Working minutes; MISSING where there is no limit or the edge is one of a gate.
    """
    calendars, nodes, edges, target = traced.calendars, traced.nodes, traced.edges, traced.target
    kind, source = edges.kind, edges.source
    on_finish = (kind == FF) | (kind == SF)
    begin, end = latest_demands(traced)
    limit = np.where(on_finish, end[target], begin[target]).astype(np.int32)
    limit = latest_before(calendars, edges.calendar, limit, edges.lag)
    own = np.where((kind == FS) | (kind == FF), traced.finish[source], traced.start[source]).astype(np.int32)
    # What only spans others is moved by them, and holds nothing up.
    counts = (edges.link >= 0) & ((nodes.flags[target] & HAMMOCK) == 0)
    found = known(limit) & counts
    row = nodes.calendar[source]
    drift = np.full(len(limit), MISSING, np.int32)
    slip = calendars.working_between(row[found], own[found], limit[found])
    # A start cannot stand where its calendar rests: it would begin with the next shift.
    begins = ((kind == SS) | (kind == SF)) & (nodes.duration[source] > 0)
    rests = shift_start(calendars, row[found], limit[found]) != limit[found]
    drift[found] = np.maximum(0, slip - (begins[found] & rests))
    done = (nodes.flags[target] & (FIXED | PINNED)) == (FIXED | PINNED)
    done |= (nodes.flags[target] & INACTIVE) != 0
    counted = np.flatnonzero(counts & ~done)
    late = late_dates(traced)
    # What is linked to a summary may slip until the first task below it begins.
    gate = ((nodes.flags & BEGIN) != 0) & ((nodes.flags & FIXED) == 0)
    begins, ends = shown_dates(traced)
    first = first_below(traced, begins)
    first = np.where(gate & (first != FREE), first, begins).astype(np.int32)
    # What comes before started work may slip until its remaining part goes on.
    waits = (nodes.flags & WAITS) != 0
    first[waits] = latest_before(calendars, nodes.calendar[waits], ends[waits], nodes.duration[waits])
    last = np.where(gate, first, ends).astype(np.int32)
    own = np.where((kind == FS) | (kind == FF), ends[source], begins[source]).astype(np.int32)
    gates = ((nodes.flags & (BEGIN | END)) != 0)[target[counted]]
    same = ~gates & ((nodes.duration[target[counted]] == 0) | on_finish[counted])

    def span(start: Minutes, finish: Minutes) -> Minutes:
        instant = np.where(on_finish, finish[target], start[target]).astype(np.int32)[counted]
        later = shift_start(calendars, nodes.calendar[target[counted]], instant)
        instant = np.where(same, np.maximum(instant, later), instant).astype(np.int32)
        instant = latest_before(calendars, edges.calendar[counted], instant, edges.lag[counted])
        out = np.full(len(limit), MISSING, np.int32)
        instant[instant == FREE] = MISSING
        out[counted] = calendars.working_between(nodes.float_calendar[source[counted]], own[counted], instant)
        return out

    return drift, span(first, last), span(late.start, late.finish)


def shown_dates(traced: Trace) -> tuple[Minutes, Minutes]:
    """Return the early dates that floats are measured from: after P6 has moved what is as late as possible.

    Parameters
    ----------
    traced : Trace
        A schedule seen from inside.

    Returns
    -------
    start, finish : ndarray of int32, shape (nodes,)
        Minutes since 1970.
    """
    schedule, row = traced.schedule, traced.nodes.row
    if traced.compiled.options.mode != "p6":
        return traced.start, traced.finish
    late = (traced.nodes.flags & (LATE | REMAINS)) == LATE
    start = np.where(late, schedule.start[row], traced.start).astype(np.int32)
    return start, np.where(late, schedule.finish[row], traced.finish).astype(np.int32)


def task_floats(compiled: CompiledPlan, schedule: Schedule) -> TaskFloats:
    """Compute interfering and independent float of every task.

    Interfering = TF - FF. Independent = max(0, min(ES_j - lag) - max(LF_i + lag) - duration) over all types of links,
    with the floors of the task where it has no predecessor and its late finish where it has no successor.

    Parameters
    ----------
    compiled : CompiledPlan
        The plan made ready.
    schedule : Schedule
        What ``run(compiled)`` returned.

    Returns
    -------
    TaskFloats
        MISSING for summaries' independent float, and for work that has begun. O(tasks + links).

    Raises
    ------
    ValueError
        If the schedule has no dates.

    Notes
    -----
    J. W. Fondahl, A non-computer approach to the critical path method, 1961; A. Battersby, Network analysis, 1970.
    """
    absent = (schedule.total_float == MISSING) | (schedule.free_float == MISSING)
    total, free = np.where(absent, 0, schedule.total_float), np.where(absent, 0, schedule.free_float)
    interfering = np.where(absent, MISSING, total - free).astype(np.int32)
    traced = trace(compiled, schedule)
    leaf = traced.leaf
    begun = (traced.nodes.flags & (STARTED | FIXED)) != 0
    alone = np.where(begun, MISSING, _independent(traced))
    independent = np.where((leaf < 0) | absent, MISSING, alone[leaf])
    limited = (independent != MISSING) & ~absent
    independent = np.where(limited, np.minimum(independent, np.maximum(0, free)), independent)
    return TaskFloats(interfering, independent.astype(np.int32))


def _independent(traced: Trace) -> Minutes:
    calendars, nodes, edges, target = traced.calendars, traced.nodes, traced.edges, traced.target
    kind, source = edges.kind, edges.source
    late = late_dates(traced)
    real = np.flatnonzero(edges.link >= 0)
    on_finish, from_finish = (kind == FF) | (kind == SF), (kind == FS) | (kind == FF)
    origin = np.where(from_finish, late.finish[source], late.start[source]).astype(np.int32)
    origin = np.where(origin == FREE, MISSING, origin).astype(np.int32)
    latest = earliest_after(calendars, edges.calendar[real], origin[real], edges.lag[real])
    begin, end = nodes.floor_start.copy(), nodes.floor_finish.copy()
    np.maximum.at(begin, target[real[~on_finish[real]]], latest[~on_finish[real]])
    np.maximum.at(end, target[real[on_finish[real]]], latest[on_finish[real]])
    early = np.where(on_finish, traced.finish[target], traced.start[target]).astype(np.int32)
    early = latest_before(calendars, edges.calendar[real], early[real], edges.lag[real])
    by_start = np.full(len(begin), FREE, np.int32)
    by_finish = np.where(np.diff(late.first) == 0, late.finish, FREE).astype(np.int32)
    np.minimum.at(by_finish, source[real[from_finish[real]]], early[from_finish[real]])
    np.minimum.at(by_start, source[real[~from_finish[real]]], early[~from_finish[real]])
    from_end = latest_before(calendars, nodes.calendar, end, nodes.duration)
    begin = np.maximum(begin, from_end)
    first = shift_start(calendars, nodes.calendar, begin)
    earliest = earliest_after(calendars, nodes.calendar, first, nodes.duration)
    allowed = np.minimum(by_finish, earliest_after(calendars, nodes.calendar, by_start, nodes.duration))
    held = known(earliest) & known(allowed)
    out = np.full(len(begin), MISSING, np.int32)
    out[held] = np.maximum(0, calendars.working_between(nodes.float_calendar[held], earliest[held], allowed[held]))
    return out
