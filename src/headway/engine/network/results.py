"""From dates of nodes to a schedule of rows: floats, critical path, summaries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.network import kernels
from headway.engine.network.bounds import fixed_summaries
from headway.engine.network.kernels import FIXED, FREE, LATE, STARTED
from headway.engine.network.result import Diagnostic, Schedule
from headway.engine.plan import MISSING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.calendars import CompiledCalendars
    from headway.engine.network.compiled import CompiledPlan, Nodes
    from headway.engine.plan import Minutes, Plan

FLOAT_RULES = {"finish": 0, "start": 1, "smallest": 2}
DATES = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")


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
    """One element a project."""

    @classmethod
    def empty(cls, count: int) -> Passes:
        """Return room for the dates of so many nodes."""
        start, finish, early_start, early_finish, late_start, late_finish, driver = np.empty((7, count), np.int32)
        nothing = np.empty(0, np.int32)
        return cls(start, finish, early_start, early_finish, late_start, late_finish, driver, nothing)

    def forward(self) -> tuple[Minutes, ...]:
        """Return the columns that the forward pass fills, in the order of its arguments."""
        return self.start, self.finish, self.early_start, self.early_finish, self.driver


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
    plan = compiled.plan
    begins = np.full(len(plan.projects), FREE, np.int32)
    dated = rows.dates["start"] != MISSING
    np.minimum.at(begins, plan.tasks.project[dated], rows.dates["start"][dated])
    given = np.array([project.start for project in plan.projects], np.int32)
    schedule = Schedule(
        **rows.dates,
        total_float=rows.total_float,
        free_float=rows.free_float,
        critical=rows.critical,
        driver=rows.driver,
        project_start=np.where(begins == FREE, given, begins).astype(np.int32),
        project_finish=passes.project_finish,
        diagnostics=compiled.diagnostics,
        ok=True,
    )
    return schedule if compiled.options.critical_by == "float" else _by_path(compiled, schedule)


def _by_path(compiled: CompiledPlan, schedule: Schedule) -> Schedule:
    """Set the critical flag by the longest path; imported late, as few plans ask for it."""
    from headway.engine.reading.paths import critical_by_path  # noqa: PLC0415 - it reads finished schedules

    return replace(schedule, critical=critical_by_path(compiled, schedule))


def _rows(compiled: CompiledPlan, calendars: CompiledCalendars, passes: Passes) -> Rows:
    nodes, edges, leaf, options = compiled.nodes, compiled.edges, compiled.leaf, compiled.options
    assert nodes is not None
    assert edges is not None
    assert leaf is not None
    clock = calendars.clock
    total, free, link = (np.empty(len(nodes.row), np.int32) for _ in range(3))
    early, late = (passes.early_start, passes.early_finish), (passes.late_start, passes.late_finish)
    kernels.total_floats(clock, nodes, *early, *late, FLOAT_RULES[options.float_rule], total)
    if options.mode == "msproject":
        # As late as possible leaves no room: such tasks stand at their late dates.
        total[(nodes.flags & LATE) != 0] = np.minimum(total, 0)[(nodes.flags & LATE) != 0]
        kernels.free_floats(clock, nodes, edges, passes.start, passes.finish, total, passes.project_finish[:0], free)
    else:
        kernels.free_floats(clock, nodes, edges, *early, total, passes.project_finish, free)
        late_ones = (nodes.flags & LATE) != 0
        passes.start[late_ones], passes.finish[late_ones] = early[0][late_ones], early[1][late_ones]
        _remaining_dates(calendars, nodes, passes)
    kernels.driving_links(edges, passes.driver, link)
    critical = (total <= options.critical_float_minutes) & (total != MISSING) & ((nodes.flags & FIXED) == 0)
    held = leaf < 0

    def rows(column: Minutes, missing: int = MISSING) -> Minutes:
        return np.where(held, np.int32(missing), column[leaf]).astype(np.int32)

    dates = {name: rows(getattr(passes, name)) for name in DATES}
    return Rows(dates, rows(total), rows(free), critical[leaf] & ~held, rows(link, -1))


def _remaining_dates(calendars: CompiledCalendars, nodes: Nodes, passes: Passes) -> None:
    """Let early and late start of started work say when its remaining part may and must go on, as P6 does."""
    on = (nodes.flags & STARTED) != 0
    row, left = nodes.calendar[on], nodes.duration[on]
    passes.early_start[on] = calendars.add(row, passes.early_finish[on], -left)
    passes.late_start[on] = calendars.add(row, passes.late_finish[on], -left)


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
        kernels.roll_up(outline.parent, outline.order, outline.summary & ~manual, tasks.active, begin, end)
    kernels.roll_up_late(outline.parent, outline.order, tasks.active, tasks.manual, start, late_start, late_finish)
    late_finish[manual] = np.maximum(late_finish, finish)[manual]
    of_project = np.array([project.calendar for project in plan.projects], np.int32)
    held = np.flatnonzero(outline.summary & (start != MISSING) & (late_start != MISSING))
    row = of_project[tasks.project[held]]
    at_start = calendars.working_between(row, early_start[held], late_start[held])
    at_finish = calendars.working_between(row, early_finish[held], late_finish[held])
    total = np.minimum(at_start, at_finish)
    rows.total_float[held], rows.free_float[held] = total, np.maximum(0, total)
    rows.critical[held] = total <= compiled.options.critical_float_minutes
