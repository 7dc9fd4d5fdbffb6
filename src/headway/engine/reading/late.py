"""The backward pass seen from inside: late dates of every node, and what every edge allows its predecessor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.network.layout import (
    BEGIN,
    DELAYED,
    END,
    FF,
    FIXED,
    FREE,
    FS,
    HAMMOCK,
    INACTIVE,
    INTO_SUMMARY,
    OUT_OF_SUMMARY,
    PINNED,
    SS,
    STARTED,
    WAITS,
)
from headway.engine.network.order import grouped
from headway.engine.plan import MISSING
from headway.engine.reading.moments import latest_before, shift_start
from headway.engine.reading.trace import begun_starts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.network.compiled import CompiledPlan
    from headway.engine.network.result import Schedule
    from headway.engine.plan import Minutes
    from headway.engine.reading.trace import Trace


@dataclass(frozen=True, slots=True)
class Late:
    """Late dates of nodes and allowances of edges."""

    start: Minutes
    finish: Minutes
    allowed: Minutes
    """Instant by which each edge wants the end of its predecessor that it is tied to; FREE for no limit."""
    cap: Minutes
    """Latest finish of each node's project in the backward pass."""
    by_start: Minutes
    """The earliest of all limits on the late start of each node; FREE for none."""
    by_finish: Minutes
    first: NDArray[np.int32]
    """Outgoing edges of node i are ``outgoing[first[i]:first[i + 1]]``."""
    outgoing: NDArray[np.int32]


def late_dates(traced: Trace) -> Late:
    """Work out what limits every late date: allowed_e = late date of the successor - lag; late finish = min.

    Parameters
    ----------
    traced : Trace
        A schedule seen from inside.

    Returns
    -------
    Late
        O(tasks + links).
    """
    nodes, edges, schedule = traced.nodes, traced.edges, traced.schedule
    first, outgoing = grouped(edges.source, len(nodes.row))
    cap = project_caps(traced.compiled, schedule)[nodes.project]
    start, finish = schedule.late_start[nodes.row].copy(), schedule.late_finish[nodes.row].copy()
    gate = (nodes.flags & (BEGIN | END)) != 0
    allowed = np.full(len(edges.source), FREE, np.int32)
    plain = np.flatnonzero(~gate[traced.target])
    allowed[plain] = _allowed(traced, plain, start, finish)
    for i in np.flatnonzero(gate)[::-1].tolist():
        out = outgoing[first[i] : first[i + 1]]
        on_start = _on_start(edges.kind[out])
        start[i] = min(int(nodes.late_start[i]), int(allowed[out[on_start]].min(initial=FREE)))
        finish[i] = min(int(nodes.late_finish[i]), int(cap[i]), int(allowed[out[~on_start]].min(initial=FREE)))
        own = np.arange(edges.first[i], edges.first[i + 1])
        allowed[own] = _allowed(traced, own, start, finish)
    on_start = _on_start(edges.kind)
    by_start, by_finish = nodes.late_start.copy(), np.minimum(nodes.late_finish, cap).astype(np.int32)
    if traced.compiled.options.multiple_critical_paths:
        open_end = (np.diff(first) == 0) & ~gate
        by_finish = np.where(open_end, np.minimum(by_finish, traced.finish), by_finish).astype(np.int32)
    np.minimum.at(by_start, edges.source[on_start], allowed[on_start])
    np.minimum.at(by_finish, edges.source[~on_start], allowed[~on_start])
    return Late(start, finish, allowed, cap, by_start, by_finish, first, outgoing)


def project_caps(compiled: CompiledPlan, schedule: Schedule) -> Minutes:
    """Return the latest finish of the backward pass for every project.

    Parameters
    ----------
    compiled : CompiledPlan
        The plan made ready.
    schedule : Schedule
        What ``run(compiled)`` returned.

    Returns
    -------
    ndarray of int32, shape (projects,)
        Minutes since 1970.
    """
    projects, options = compiled.plan.projects, compiled.options
    ends = schedule.project_finish
    if not options.float_per_project:
        ends = np.full(len(ends), ends.max(initial=MISSING), np.int32)
    imposed = np.array([project.must_finish for project in projects], np.int32)
    if options.schedule_from == "finish":
        wanted = np.array([project.finish for project in projects], np.int32)
        imposed = np.where(wanted != MISSING, wanted, imposed)
    return np.where(imposed != MISSING, imposed, ends).astype(np.int32)


def _on_start(kind: NDArray[np.int8]) -> NDArray[np.bool_]:
    return np.asarray((kind != FS) & (kind != FF) & (kind != OUT_OF_SUMMARY))


def _allowed(traced: Trace, own: NDArray[np.intp], late_start: Minutes, late_finish: Minutes) -> Minutes:
    """Tell what edges allow, from the late dates of the nodes they lead to."""
    calendars, nodes, edges = traced.calendars, traced.nodes, traced.edges
    kind, node = edges.kind[own], traced.target[own]
    flags = nodes.flags[node]
    by_start, by_finish = late_start[node].copy(), late_finish[node].copy()
    waits = np.flatnonzero(flags & WAITS)
    goes_on = nodes.going_on[node].copy()
    goes_on[waits] = shift_start(
        calendars,
        nodes.calendar[node[waits]],
        latest_before(calendars, nodes.calendar[node[waits]], by_finish[waits], nodes.duration[node[waits]]),
    )
    by_start = np.where(flags & STARTED, goes_on, by_start)
    given = traced.compiled.nodes
    assert given is not None
    delay = np.where((given.flags[node] & DELAYED) != 0, nodes.delay[node], 0)
    by_start = np.where(by_start == FREE, FREE, by_start - delay).astype(np.int32)
    by_finish = np.where(by_finish == FREE, FREE, by_finish - delay).astype(np.int32)
    from_start = (kind == FS) | (kind == SS)
    instant = np.where(from_start, by_start, by_finish).astype(np.int32)
    gate = (flags & (BEGIN | END)) != 0
    later = np.flatnonzero(~gate & ((nodes.duration[node] == 0) | (instant == by_finish)))
    instant[later] = np.maximum(instant[later], shift_start(calendars, nodes.calendar[node[later]], instant[later]))
    instant = latest_before(calendars, edges.calendar[own], instant, edges.lag[own])
    into = kind == INTO_SUMMARY
    instant[into] = np.where(flags & (FIXED | STARTED), begun_starts(nodes, traced.start)[node], by_start)[into]
    instant[kind == OUT_OF_SUMMARY] = by_finish[kind == OUT_OF_SUMMARY]
    done = ((flags & FIXED) != 0) & ((flags & PINNED) != 0)
    instant[done | ((flags & (INACTIVE | HAMMOCK)) != 0)] = FREE
    return instant
