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
    clock, options = calendars.clock, compiled.options
    count = len(nodes.row)
    start, finish, early_start, early_finish, driver = (np.empty(count, np.int32) for _ in range(5))
    if kernels.forward(clock, nodes, edges, start, finish, early_start, early_finish, driver):
        return None
    ends = _project_finish(compiled, nodes, finish)
    caps = ends if options.float_per_project else np.full(len(ends), ends.max(initial=MISSING), np.int32)
    imposed = np.array([project.must_finish for project in compiled.plan.projects], np.int32)
    caps = np.where(imposed != MISSING, imposed, caps).astype(np.int32)
    late_start = nodes.late_start.copy()
    late_finish = np.minimum(nodes.late_finish, caps[nodes.project])
    if kernels.backward(clock, nodes, edges, start, finish, late_start, late_finish):
        return None
    late = (nodes.flags & LATE) != 0
    if options.mode == "msproject" and late.any():
        floor = np.where(late, np.maximum(nodes.floor_start, late_start), nodes.floor_start).astype(np.int32)
        pushed = nodes._replace(floor_start=floor)
        if kernels.forward(clock, pushed, edges, start, finish, early_start, early_finish, driver):
            return None
    return Passes(start, finish, early_start, early_finish, late_start, late_finish, driver, ends)


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
