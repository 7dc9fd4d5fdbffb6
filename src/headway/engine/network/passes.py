"""Run the passes over a compiled plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from headway.engine.network import kernels
from headway.engine.network.bounds import fixed_summaries
from headway.engine.network.kernels import BEGIN, END, FIXED, FREE, LATE
from headway.engine.network.result import Diagnostic, Schedule
from headway.engine.plan import MISSING, Minutes, Plan

if TYPE_CHECKING:
    from headway.engine.calendars import CompiledCalendars
    from headway.engine.network.compiled import CompiledPlan, Edges, Nodes, Outline

FLOAT_RULES = {"finish": 0, "start": 1, "smallest": 2}


@dataclass(slots=True)
class Passes:
    """Dates of every node."""

    start: Minutes
    finish: Minutes
    early_start: Minutes
    early_finish: Minutes
    late_start: Minutes
    late_finish: Minutes
    driver: NDArray[np.int32]
    project_finish: Minutes

    @classmethod
    def empty(cls, count: int) -> Passes:
        """Return room for the dates of so many nodes."""
        return cls(*(np.empty(count, np.int32) for _ in range(7)), project_finish=np.empty(0, np.int32))

    def forward(self) -> tuple[Minutes, ...]:
        """Return the columns that the forward pass fills, in the order of its arguments."""
        return self.start, self.finish, self.early_start, self.early_finish, self.driver


def run(compiled: CompiledPlan) -> Schedule:
    """Compute all dates and floats of a compiled plan.

    Parameters
    ----------
    compiled : CompiledPlan

    Returns
    -------
    Schedule
        All MISSING where the plan has errors. O(tasks + links) for ordinary calendars.
    """
    nodes, edges, outline, calendars = compiled.nodes, compiled.edges, compiled.outline, compiled.calendars
    if nodes is None or edges is None or outline is None or calendars is None:
        return empty(compiled.plan, compiled.diagnostics)
    wide: CompiledCalendars | None = calendars
    while wide is not None:
        passes = _passes(compiled, wide, nodes, edges)
        if passes is not None:
            return _schedule(replace(compiled, calendars=wide), nodes, edges, outline, passes)
        wide = wide.wider()
    message = "The dates run out of the years 1890 to 2209: too much work in too little working time."
    return empty(compiled.plan, (*compiled.diagnostics, Diagnostic("date-out-of-range", message, "error")))


def empty(plan: Plan, diagnostics: tuple[Diagnostic, ...]) -> Schedule:
    """Return a schedule without a date, for a plan that has errors.

    Parameters
    ----------
    plan : Plan
    diagnostics : tuple of Diagnostic

    Returns
    -------
    Schedule
    """
    count, projects = len(plan.tasks), len(plan.projects)
    dates = [np.full(count, MISSING, np.int32) for _ in range(8)]
    of_projects = [np.full(projects, MISSING, np.int32) for _ in range(2)]
    nothing = np.zeros(count, bool)
    return Schedule(*dates, nothing, np.full(count, -1, np.int32), *of_projects, diagnostics, ok=False)


def _passes(compiled: CompiledPlan, calendars: CompiledCalendars, nodes: Nodes, edges: Edges) -> Passes | None:
    """Run forward, backward, and forward once more where work is as late as possible; None beyond the horizon."""
    clock, options = calendars.clock, compiled.options
    if options.schedule_from == "finish":
        backwards = _late_floors(compiled, calendars, nodes, edges)
        if backwards is None:
            return None
        nodes = backwards
    passes = Passes.empty(len(nodes.row))
    if not _forward(calendars, nodes, edges, passes):
        return None
    passes.project_finish = _project_finish(compiled, nodes, passes.finish)
    caps = _caps(compiled, passes.project_finish)
    if not _backward(calendars, nodes, edges, passes, caps, _open_ends(compiled, nodes, edges)):
        return None
    late = (nodes.flags & LATE) != 0
    if options.mode == "msproject" and late.any():
        floor = np.where(late, np.maximum(nodes.floor_start, passes.late_start), nodes.floor_start).astype(np.int32)
        if kernels.forward(clock, nodes._replace(floor_start=floor), edges, *passes.forward()):
            return None
    return passes


def _forward(calendars: CompiledCalendars, nodes: Nodes, edges: Edges, passes: Passes) -> bool:
    return not kernels.forward(calendars.clock, nodes, edges, *passes.forward())


def _backward(
    calendars: CompiledCalendars,
    nodes: Nodes,
    edges: Edges,
    passes: Passes,
    caps: Minutes,
    open_ends: NDArray[np.bool_] | None,
) -> bool:
    passes.late_start = nodes.late_start.copy()
    passes.late_finish = np.minimum(nodes.late_finish, caps[nodes.project])
    if open_ends is not None:
        own = np.minimum(passes.late_finish, passes.finish)
        passes.late_finish = np.where(open_ends, own, passes.late_finish).astype(np.int32)
    return not kernels.backward(
        calendars.clock, nodes, edges, passes.start, passes.finish, passes.late_start, passes.late_finish
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
    return ends & ((nodes.flags & (BEGIN | END)) == 0)


def _late_floors(compiled: CompiledPlan, calendars: CompiledCalendars, nodes: Nodes, edges: Edges) -> Nodes | None:
    """Let projects that are scheduled from their finish start when their latest dates say so."""
    passes = Passes.empty(len(nodes.row))
    if not _forward(calendars, nodes, edges, passes):
        return None
    caps = _caps(compiled, _project_finish(compiled, nodes, passes.finish))
    if not _backward(calendars, nodes, edges, passes, caps, None):
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


def _schedule(compiled: CompiledPlan, nodes: Nodes, edges: Edges, outline: Outline, passes: Passes) -> Schedule:
    assert compiled.calendars is not None
    assert compiled.leaf is not None
    clock, options, leaf = compiled.calendars.clock, compiled.options, compiled.leaf
    count = len(nodes.row)
    total, free, link = (np.empty(count, np.int32) for _ in range(3))
    rule = FLOAT_RULES[options.float_rule]
    kernels.total_floats(
        clock, nodes, passes.early_start, passes.early_finish, passes.late_start, passes.late_finish, rule, total
    )
    kernels.free_floats(clock, nodes, edges, passes.early_start, passes.early_finish, total, free)
    if options.mode == "p6":
        kernels.shift_late(clock, nodes, free, total, passes.start, passes.finish)
    kernels.driving_links(edges, passes.driver, link)
    critical = (total <= options.critical_float_minutes) & (total != MISSING) & ((nodes.flags & FIXED) == 0)
    held = leaf < 0

    def rows(column: Minutes, missing: int = MISSING) -> Minutes:
        return np.where(held, np.int32(missing), column[leaf]).astype(np.int32)

    columns = [
        rows(each)
        for each in (
            passes.start,
            passes.finish,
            passes.early_start,
            passes.early_finish,
            passes.late_start,
            passes.late_finish,
        )
    ]
    total_rows, free_rows, driver_rows = rows(total), rows(free), rows(link, -1)
    critical_rows = critical[leaf] & ~held
    _summaries(compiled, outline, columns, total_rows, free_rows, critical_rows)
    starts = np.full(len(compiled.plan.projects), FREE, np.int32)
    np.minimum.at(starts, compiled.plan.tasks.project[~held], columns[0][~held])
    given = np.array([project.start for project in compiled.plan.projects], np.int32)
    return Schedule(
        *columns,
        total_rows,
        free_rows,
        critical_rows,
        driver_rows,
        np.where(starts == FREE, given, starts).astype(np.int32),
        passes.project_finish,
        compiled.diagnostics,
        ok=True,
    )


def _summaries(
    compiled: CompiledPlan,
    outline: Outline,
    columns: list[Minutes],
    total: Minutes,
    free: Minutes,
    critical: NDArray[np.bool_],
) -> None:
    """Roll dates up; floats of a summary are those of its own late and early dates."""
    if not outline.summary.any():
        return
    start, finish, early_start, early_finish, late_start, late_finish = columns
    tasks = compiled.plan.tasks
    manual = fixed_summaries(tasks, outline)
    for begin, end in ((start, finish), (early_start, early_finish)):
        begin[manual] = tasks.manual_start[manual]
        end[manual] = np.maximum(tasks.manual_start, tasks.manual_finish)[manual]
        kernels.roll_up(outline.parent, outline.order, outline.summary & ~manual, tasks.active, begin, end)
    kernels.roll_up_late(outline.parent, outline.order, tasks.active, tasks.manual, start, late_start, late_finish)
    late_finish[manual] = np.maximum(late_finish, finish)[manual]
    of_project = np.array([project.calendar for project in compiled.plan.projects], np.int32)
    held = np.flatnonzero(outline.summary & (start != MISSING) & (late_start != MISSING))
    calendars = compiled.calendars
    assert calendars is not None
    row = of_project[compiled.plan.tasks.project[held]]
    at_start = calendars.working_between(row, early_start[held], late_start[held])
    at_finish = calendars.working_between(row, early_finish[held], late_finish[held])
    total[held] = np.minimum(at_start, at_finish)
    free[held] = np.maximum(0, total[held])
    critical[held] = total[held] <= compiled.options.critical_float_minutes
