"""Run the passes over a compiled plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.network import kernels_backward, kernels_forward, layout
from headway.engine.network.compiled import Nodes, aligned
from headway.engine.network.layout import BEGIN, DATES, END, FIXED, FREE, HAMMOCK, LATE
from headway.engine.network.result import Diagnostic, Schedule
from headway.engine.network.results import no_dates, results
from headway.engine.plan import MISSING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.calendars import CompiledCalendars
    from headway.engine.network.compiled import CompiledPlan, Edges, Parts
    from headway.engine.plan import Minutes


@dataclass(slots=True)
class Passes:
    """Dates of every node, as the kernels keep them."""

    dates: NDArray[np.int32]
    driver: NDArray[np.int32]
    """Edge that decides the earliest date of each node; -1 where none does."""
    project_finish: Minutes
    """One element a project."""
    soonest: tuple[NDArray[np.int32], Minutes, Minutes]
    """Nodes that stand as late as possible, and the dates they could have."""

    @classmethod
    def empty(cls, count: int) -> Passes:
        """Return room for the dates of so many nodes."""
        nothing = np.empty(0, np.int32)
        dates = aligned(count * DATES)
        dates[:] = FREE
        return cls(dates, np.empty(count, np.int32), nothing, (nothing, nothing, nothing))

    def of(self, number: int) -> Minutes:
        """Return one date of every node, as a view."""
        return self.dates[number::DATES]


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
    found = dated(compiled)
    if found is None:
        message = "The dates run out of the years 1890 to 2209: too much work in too little working time."
        return no_dates(compiled.plan, (*compiled.diagnostics, Diagnostic("date-out-of-range", message, "error")))
    return results(compiled, *found)


def dated(compiled: CompiledPlan) -> tuple[CompiledCalendars, Passes] | None:
    """Run the passes over a horizon that is long enough.

    Parameters
    ----------
    compiled : CompiledPlan
        The plan made ready, without errors.

    Returns
    -------
    tuple of CompiledCalendars and Passes, or None
        None where dates run out of the years that a calendar can hold.
    """
    wide = compiled.calendars
    while wide is not None:
        passes = both_passes(compiled, wide)
        if passes is not None:
            return wide, passes
        wide = wide.wider()
    return None


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
    options, (nodes, edges, parts) = compiled.options, tables(compiled)
    if options.schedule_from == "finish":
        backwards = _late_floors(compiled, calendars)
        if backwards is None:
            return None
        nodes = backwards
    passes = Passes.empty(len(nodes))
    if not _forward(calendars, (nodes, edges, parts), passes):
        return None
    passes.project_finish = project_finish(compiled, nodes, passes)
    caps = finish_caps(compiled, passes.project_finish)
    if not _backward(calendars, (nodes, edges, parts), passes, caps):
        return None
    if options.mode == "msproject" and (late := (nodes.flags & LATE) != 0).any():
        rows = np.flatnonzero(late).astype(np.int32)
        passes.soonest = rows, passes.of(layout.START)[rows], passes.of(layout.FINISH)[rows]
        floor = np.where(late, np.maximum(nodes.floor_start, passes.of(layout.LATEST_START)), nodes.floor_start)
        placed = nodes.with_floors(floor)
        # Late dates have made room for the delay of leveling already.
        placed.flags[rows] &= ~layout.DELAYED
        if not _forward(calendars, (placed, edges, parts), passes):
            return None
        nodes = placed
    given = tables(compiled)[0]
    if given.hot is not nodes.hot:
        # Of work with an expected finish, the last pass has found the duration.
        given.duration[:] = nodes.duration
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


def _forward(calendars: CompiledCalendars, network: tuple[Nodes, Edges, Parts], passes: Passes) -> bool:
    nodes, edges, parts = network
    return not kernels_forward.forward(
        calendars.clock, nodes.hot, nodes.cold, edges.table, parts, passes.dates, passes.driver
    )


def _backward(calendars: CompiledCalendars, network: tuple[Nodes, Edges, Parts], passes: Passes, caps: Minutes) -> bool:
    nodes, edges, parts = network
    tables = (calendars.clock, nodes.hot, nodes.cold, edges.table)
    if kernels_backward.backward(*tables, parts, passes.dates, caps):
        return False
    spans = np.flatnonzero((nodes.flags & (HAMMOCK | FIXED)) == HAMMOCK)
    return not len(spans) or not kernels_backward.late_spans(*tables, passes.dates, caps, spans)


def finish_caps(compiled: CompiledPlan, ends: Minutes) -> Minutes:
    """Find the latest finish of the backward pass for every project.

    Parameters
    ----------
    compiled : CompiledPlan
        The plan made ready.
    ends : ndarray of int32, shape (projects,)
        Earliest finish of every project.

    Returns
    -------
    ndarray of int32, shape (projects,)
    """
    projects = compiled.plan.projects
    caps = ends if compiled.options.float_per_project else np.full(len(ends), ends.max(initial=MISSING), np.int32)
    imposed = np.array([project.must_finish for project in projects], np.int32)
    if compiled.options.schedule_from == "finish":
        wanted = np.array([project.finish for project in projects], np.int32)
        imposed = np.where(wanted != MISSING, wanted, imposed).astype(np.int32)
    return np.where(imposed != MISSING, imposed, caps).astype(np.int32)


def _late_floors(compiled: CompiledPlan, calendars: CompiledCalendars) -> Nodes | None:
    """Let projects that are scheduled from their finish start when their latest dates say so."""
    nodes, edges, parts = tables(compiled)
    passes = Passes.empty(len(nodes))
    if not _forward(calendars, (nodes, edges, parts), passes):
        return None
    caps = finish_caps(compiled, project_finish(compiled, nodes, passes))
    # Open ends have no finish of their own here: everything is to end with the project.
    closed = nodes.hot.copy()
    closed[layout.FLAGS :: layout.HOT] &= ~layout.OPEN
    if not _backward(calendars, (Nodes(closed, nodes.cold), edges, parts), passes, caps):
        return None
    given = np.array([project.start for project in compiled.plan.projects], np.int32)
    wanted = np.array([project.finish != MISSING for project in compiled.plan.projects])
    begins = np.full(len(given), FREE, np.int32)
    real = (nodes.flags & (BEGIN | END)) == 0
    np.minimum.at(begins, nodes.project[real], passes.of(layout.LATEST_START)[real])
    begins = np.where(wanted & (begins != FREE), begins, given).astype(np.int32)
    default = nodes.floor_start == given[nodes.project]
    return nodes.with_floors(np.where(default, begins[nodes.project], nodes.floor_start))


def project_finish(compiled: CompiledPlan, nodes: Nodes, passes: Passes) -> Minutes:
    """Find the latest finish of every project.

    Parameters
    ----------
    compiled : CompiledPlan
        The plan made ready.
    nodes : Nodes
        Its nodes.
    passes : Passes
        With earliest dates.

    Returns
    -------
    ndarray of int32, shape (projects,)
    """
    starts = [project.start for project in compiled.plan.projects]
    ends = np.full(len(starts), MISSING, np.int32)
    kernels_forward.project_finish(nodes.hot, passes.dates, ends)
    by_hand = (nodes.flags & (BEGIN | FIXED)) == (BEGIN | FIXED)
    np.maximum.at(ends, nodes.project[by_hand], passes.of(layout.FINISH)[by_hand])
    return np.where(ends == MISSING, starts, ends).astype(np.int32)
