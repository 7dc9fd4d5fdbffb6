"""Run the passes over a compiled plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.network import kernels
from headway.engine.network.kernels import BEGIN, END, FIXED, FREE, LATE
from headway.engine.network.result import Diagnostic, Schedule
from headway.engine.network.results import Passes, no_dates, results
from headway.engine.plan import MISSING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.calendars import CompiledCalendars
    from headway.engine.network.compiled import CompiledPlan, Edges, Nodes, Parts
    from headway.engine.plan import Minutes


def run(compiled: CompiledPlan) -> Schedule:
    """Compute all dates and floats of a compiled plan.

    Parameters
    ----------
    compiled : CompiledPlan
        The plan made ready.

    Returns
    -------
    Schedule
        All MISSING where the plan has errors. O(tasks + links) for ordinary calendars.
    """
    if compiled.nodes is None:
        return no_dates(compiled.plan, compiled.diagnostics)
    wide = compiled.calendars
    while wide is not None:
        passes = both_passes(compiled, wide)
        if passes is not None:
            return results(compiled, wide, passes)
        wide = wide.wider()
    message = "The dates run out of the years 1890 to 2209: too much work in too little working time."
    return no_dates(compiled.plan, (*compiled.diagnostics, Diagnostic("date-out-of-range", message, "error")))


def both_passes(compiled: CompiledPlan, calendars: CompiledCalendars) -> Passes | None:
    """Run forward, backward, and forward once more where work is as late as possible.

    Parameters
    ----------
    compiled : CompiledPlan
        The plan made ready.
    calendars : CompiledCalendars
        Calendars with the horizon to try.

    Returns
    -------
    Passes or None
        None where a date lies beyond the horizon.
    """
    clock, options, (nodes, edges, parts) = calendars.clock, compiled.options, tables(compiled)
    if options.schedule_from == "finish":
        backwards = _late_floors(compiled, calendars)
        if backwards is None:
            return None
        nodes = backwards
    passes = Passes.empty(len(nodes.row))
    if not _forward(calendars, nodes, edges, parts, passes):
        return None
    passes.project_finish = _project_finish(compiled, nodes, passes.finish)
    caps = _caps(compiled, passes.project_finish)
    if not _backward(calendars, (nodes, edges, parts), passes, caps, _open_ends(compiled, nodes, edges)):
        return None
    late = (nodes.flags & LATE) != 0
    if options.mode == "msproject" and late.any():
        floor = np.where(late, np.maximum(nodes.floor_start, passes.late_start), nodes.floor_start).astype(np.int32)
        early = passes.early_start[late], passes.early_finish[late]
        if kernels.forward(clock, nodes._replace(floor_start=floor), edges, parts, *passes.forward()):
            return None
        # The early dates of what is as late as possible still say when it could be.
        passes.early_start[late], passes.early_finish[late] = early
    return passes


def tables(compiled: CompiledPlan) -> tuple[Nodes, Edges, Parts]:
    """Return the tables of a plan without errors.

    Parameters
    ----------
    compiled : CompiledPlan
        The plan made ready.

    Returns
    -------
    tuple of Nodes, Edges, Parts
    """
    assert compiled.nodes is not None
    assert compiled.edges is not None
    assert compiled.parts is not None
    return compiled.nodes, compiled.edges, compiled.parts


def _forward(calendars: CompiledCalendars, nodes: Nodes, edges: Edges, parts: Parts, passes: Passes) -> bool:
    return not kernels.forward(calendars.clock, nodes, edges, parts, *passes.forward())


def _backward(
    calendars: CompiledCalendars,
    network: tuple[Nodes, Edges, Parts],
    passes: Passes,
    caps: Minutes,
    open_ends: NDArray[np.bool_] | None,
) -> bool:
    nodes = network[0]
    passes.late_start = nodes.late_start.copy()
    passes.late_finish = np.minimum(nodes.late_finish, caps[nodes.project])
    if open_ends is not None:
        own = np.minimum(passes.late_finish, passes.finish)
        passes.late_finish = np.where(open_ends, own, passes.late_finish).astype(np.int32)
    return not kernels.backward(
        calendars.clock, *network, passes.start, passes.finish, passes.late_start, passes.late_finish
    )


def _caps(compiled: CompiledPlan, ends: Minutes) -> Minutes:
    """Latest finish of the backward pass for every project."""
    projects = compiled.plan.projects
    caps = ends if compiled.options.float_per_project else np.full(len(ends), ends.max(initial=MISSING), np.int32)
    imposed = np.array([project.must_finish for project in projects], np.int32)
    if compiled.options.schedule_from == "finish":
        wanted = np.array([project.finish for project in projects], np.int32)
        imposed = np.where(wanted != MISSING, wanted, imposed).astype(np.int32)
    return np.where(imposed != MISSING, imposed, caps).astype(np.int32)


def _open_ends(compiled: CompiledPlan, nodes: Nodes, edges: Edges) -> NDArray[np.bool_] | None:
    """Mark what nothing follows, where each of these is to have a critical path of its own."""
    if not compiled.options.multiple_critical_paths:
        return None
    ends = np.ones(len(nodes.row), bool)
    ends[edges.source] = False
    return np.asarray(ends & ((nodes.flags & (BEGIN | END)) == 0))


def _late_floors(compiled: CompiledPlan, calendars: CompiledCalendars) -> Nodes | None:
    """Let projects that are scheduled from their finish start when their latest dates say so."""
    nodes, edges, parts = tables(compiled)
    passes = Passes.empty(len(nodes.row))
    if not _forward(calendars, nodes, edges, parts, passes):
        return None
    caps = _caps(compiled, _project_finish(compiled, nodes, passes.finish))
    if not _backward(calendars, (nodes, edges, parts), passes, caps, None):
        return None
    given = np.array([project.start for project in compiled.plan.projects], np.int32)
    wanted = np.array([project.finish != MISSING for project in compiled.plan.projects])
    begins = np.full(len(given), FREE, np.int32)
    real = (nodes.flags & (BEGIN | END)) == 0
    np.minimum.at(begins, nodes.project[real], passes.late_start[real])
    begins = np.where(wanted & (begins != FREE), begins, given).astype(np.int32)
    default = nodes.floor_start == given[nodes.project]
    return nodes._replace(floor_start=np.where(default, begins[nodes.project], nodes.floor_start).astype(np.int32))


def _project_finish(compiled: CompiledPlan, nodes: Nodes, finish: Minutes) -> Minutes:
    counts = compiled.plan.tasks.active[nodes.row] & ((nodes.flags & (BEGIN | END)) == 0)
    starts = [project.start for project in compiled.plan.projects]
    ends = np.full(len(starts), MISSING, np.int32)
    kernels.project_finish(nodes, finish, counts, ends)
    by_hand = ((nodes.flags & BEGIN) != 0) & ((nodes.flags & FIXED) != 0)
    np.maximum.at(ends, nodes.project[by_hand], finish[by_hand])
    return np.where(ends == MISSING, starts, ends).astype(np.int32)
