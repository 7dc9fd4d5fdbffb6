"""From dates of nodes to a schedule of rows: floats, critical path, summaries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.network import kernels_floats, kernels_rows
from headway.engine.network.bounds import fixed_summaries
from headway.engine.network.layout import FIXED, FREE, REMAINS, STARTED
from headway.engine.network.result import Diagnostic, Schedule
from headway.engine.plan import MISSING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.calendars import CompiledCalendars
    from headway.engine.network.compiled import CompiledPlan, Nodes
    from headway.engine.network.passes import Passes
    from headway.engine.plan import Minutes, Plan

FLOAT_RULES = {"finish": 0, "start": 1, "smallest": 2}
DATES = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")


@dataclass(slots=True)
class Rows:
    """The columns of a schedule while they are being filled: one element a row."""

    dates: dict[str, Minutes]
    total_float: Minutes
    free_float: Minutes
    critical: NDArray[np.bool_]
    driver: NDArray[np.int32]


def no_dates(plan: Plan, diagnostics: tuple[Diagnostic, ...]) -> Schedule:
    """Return a schedule without a date, for a plan that has errors.

    Parameters
    ----------
    plan : Plan
        What to schedule.
    diagnostics : tuple of Diagnostic
        What was found.

    Returns
    -------
    Schedule
    """
    count, projects = len(plan.tasks), len(plan.projects)

    def missing(length: int) -> Minutes:
        return np.full(length, MISSING, np.int32)

    return Schedule(
        **{name: missing(count) for name in DATES},
        total_float=missing(count),
        free_float=missing(count),
        critical=np.zeros(count, bool),
        driver=np.full(count, -1, np.int32),
        project_start=missing(projects),
        project_finish=missing(projects),
        diagnostics=diagnostics,
        ok=False,
    )


def results(compiled: CompiledPlan, calendars: CompiledCalendars, passes: Passes) -> Schedule:
    """Work out floats, critical path and summaries from the dates of both passes.

    Parameters
    ----------
    compiled : CompiledPlan
        The plan made ready.
    calendars : CompiledCalendars
        With a horizon that holds all dates.
    passes : Passes
        Dates of both passes.

    Returns
    -------
    Schedule
    """
    rows = _rows(compiled, calendars, passes)
    _summaries(compiled, calendars, rows)
    schedule = schedule_of(compiled, rows, passes.project_finish)
    return schedule if compiled.options.critical_by == "float" else _by_path(compiled, schedule)


def schedule_of(compiled: CompiledPlan, rows: Rows, ends: Minutes) -> Schedule:
    """Make a schedule of filled columns.

    Parameters
    ----------
    compiled : CompiledPlan
        The plan made ready.
    rows : Rows
        All columns.
    ends : ndarray of int32, shape (projects,)
        Finish of every project.

    Returns
    -------
    Schedule
    """
    plan = compiled.plan
    begins = np.full(len(plan.projects), FREE, np.int32)
    kernels_rows.first_start(plan.tasks.project, rows.dates["start"], begins)
    given = np.array([project.start for project in plan.projects], np.int32)
    return Schedule(
        **rows.dates,
        total_float=rows.total_float,
        free_float=rows.free_float,
        critical=rows.critical,
        driver=rows.driver,
        project_start=np.where(begins == FREE, given, begins).astype(np.int32),
        project_finish=ends,
        diagnostics=compiled.diagnostics,
        ok=True,
    )


def _by_path(compiled: CompiledPlan, schedule: Schedule) -> Schedule:
    """Set the critical flag by the longest path; imported late, as few plans ask for it."""
    from headway.engine.reading.paths import critical_by_path  # noqa: PLC0415 - it reads finished schedules

    return replace(schedule, critical=critical_by_path(compiled, schedule))


def _rows(compiled: CompiledPlan, calendars: CompiledCalendars, passes: Passes) -> Rows:
    nodes, edges, options = compiled.nodes, compiled.edges, compiled.options
    assert nodes is not None
    assert edges is not None
    clock, hot, cold, dates = calendars.clock, nodes.hot, nodes.cold, passes.dates
    begins, total, free = np.empty((3, len(nodes)), np.int32)
    # P6 counts the room of open ends up to the project's finish; Microsoft Project takes their total float.
    ends = passes.project_finish if options.mode == "p6" else passes.project_finish[:0]
    rule = FLOAT_RULES[options.float_rule]
    room = np.full(len(nodes) if len(ends) else 0, FREE, np.int32)
    kernels_floats.floats(clock, hot, cold, edges.table, dates, rule, ends, room, begins, total, free)
    columns = np.full((6, len(compiled.plan.tasks)), MISSING, np.int32)
    start, finish, late_start, late_finish, total_of, free_of = columns
    critical, link = np.zeros(len(start), bool), np.full(len(start), -1, np.int32)
    # No float lies outside these bounds.
    limit = np.int64(min(max(options.critical_float_minutes, MISSING), FREE))
    kernels_floats.rows_of_nodes(
        hot, edges.table, dates, passes.driver, total, free, limit, tuple(columns), critical, link
    )
    spans = np.flatnonzero(compiled.plan.tasks.spanning & (link >= 0))
    link[spans[compiled.plan.links.predecessor[link[spans]] == spans]] = -1
    early_start, early_finish = start.copy(), finish.copy()
    actual_starts(nodes, (nodes.flags & REMAINS) != 0, start)
    late, *soonest = passes.soonest
    # The early dates of what is as late as possible still say when it could be.
    early_start[nodes.row[late]], early_finish[nodes.row[late]] = soonest
    if options.mode == "p6":
        on = (nodes.flags & (STARTED | FIXED | REMAINS)) == STARTED
        remaining_starts(calendars, nodes, on, early_start, early_finish)
        remaining_starts(calendars, nodes, on, late_start, late_finish)
    filled = (start, finish, early_start, early_finish, late_start, late_finish)
    return Rows(dict(zip(DATES, filled, strict=True)), total_of, free_of, critical, link)


def remaining_starts(
    calendars: CompiledCalendars, nodes: Nodes, on: NDArray[Any], start: Minutes, finish: Minutes
) -> None:
    """Let early and late start of started work say when its remaining part may and must go on, as P6 does.

    Parameters
    ----------
    calendars : CompiledCalendars
        With a horizon that holds all dates.
    nodes : Nodes
        Of the network.
    on : ndarray
        Nodes that have begun.
    start, finish : ndarray of int32, shape (tasks,)
        Dates of the rows; starts are set.
    """
    row = nodes.row[on]
    start[row] = calendars.add(nodes.calendar[on], finish[row], -nodes.duration[on])


def actual_starts(nodes: Nodes, on: NDArray[Any], start: Minutes) -> None:
    """Let the start of work whose nodes are its remaining part be the actual one.

    Parameters
    ----------
    nodes : Nodes
        Of the network.
    on : ndarray
        Nodes with ``REMAINS``.
    start : ndarray of int32, shape (tasks,)
        Is set.
    """
    start[nodes.row[on]] = nodes.given_start[on]


def _summaries(compiled: CompiledPlan, calendars: CompiledCalendars, rows: Rows) -> None:
    """Roll dates up; the floats of a summary are those between its own late and early dates."""
    outline, plan = compiled.outline, compiled.plan
    assert outline is not None
    if not outline.summary.any():
        return
    start, finish, early_start, early_finish, late_start, late_finish = (rows.dates[name] for name in DATES)
    tasks = plan.tasks
    manual = fixed_summaries(tasks, outline)
    for begin, end in ((start, finish), (early_start, early_finish)):
        begin[manual] = tasks.manual_start[manual]
        end[manual] = np.maximum(tasks.manual_start, tasks.manual_finish)[manual]
        kernels_rows.roll_up(outline.parent, outline.order, outline.summary & ~manual, tasks.active, begin, end)
    kernels_rows.roll_up_late(outline.parent, outline.order, tasks.active, tasks.manual, start, late_start, late_finish)
    late_finish[manual] = np.maximum(late_finish, finish)[manual]
    held = np.flatnonzero(outline.summary & (start != MISSING) & (late_start != MISSING))
    summary_floats(compiled, calendars, rows, held)


def summary_floats(compiled: CompiledPlan, calendars: CompiledCalendars, rows: Rows, held: NDArray[np.integer]) -> None:
    """Work out the floats of summaries from their dates.

    Parameters
    ----------
    compiled : CompiledPlan
        The plan made ready.
    calendars : CompiledCalendars
        With a horizon that holds all dates.
    rows : Rows
        Columns that are filled.
    held : ndarray of int
        Rows of summaries with early and late dates.
    """
    plan = compiled.plan
    of_project = np.array([project.calendar for project in plan.projects], np.int32)
    row = of_project[plan.tasks.project[held]]
    _, _, early_start, early_finish, late_start, late_finish = (rows.dates[name][held] for name in DATES)
    at_start = calendars.working_between(row, early_start, late_start)
    total = np.minimum(at_start, calendars.working_between(row, early_finish, late_finish))
    rows.total_float[held], rows.free_float[held] = total, np.maximum(0, total)
    rows.critical[held] = total <= compiled.options.critical_float_minutes
