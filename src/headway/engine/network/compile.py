"""From columns to a compiled plan: check, draft the nodes, order them, renumber."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.calendars import CompiledCalendars, compile_calendars
from headway.engine.network import kernels_outline, layout
from headway.engine.network.bounds import bounds_of, fixed_summaries
from headway.engine.network.compiled import CompiledPlan, Edges, Nodes, Outline, Parts, aligned
from headway.engine.network.lags import lags_of, left_of_lags, stands_for_rest, used_calendars
from headway.engine.network.layout import (
    BACK,
    BEGIN,
    CALENDAR_SHIFT,
    COLD,
    EDGE,
    ELSEWHERE,
    END,
    EXPECTED,
    FIXED,
    FORTH,
    FREE,
    HELD,
    HOT,
    INACTIVE,
    LIMITED,
    OPEN,
    REMAINS,
    SHARED,
    SLOW,
    SLOW_BACK,
    SPAN,
    STARTED,
    WAITS,
    WHOLE,
)
from headway.engine.network.options import MSPROJECT, ScheduleOptions
from headway.engine.network.order import grouped, topological_order
from headway.engine.network.outline import gates, outline_of, own_summary_links
from headway.engine.network.result import Diagnostic
from headway.engine.network.spans import acting, span_edges
from headway.engine.network.unfinished import with_resume_dates
from headway.engine.network.validate import DATE_COLUMNS, problems
from headway.engine.plan import MISSING, Constraint, Plan, TaskKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from headway.engine.plan import Minutes

MARGIN_DAYS = 730
"""Room before the first date: late dates may lie before a project's start."""
SPAN_DAYS = 2922
"""Eight years behind the last date; the horizon doubles where that is too short."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Edges between nodes that are not ordered yet: rows first, then the end gates of linked summaries."""

    end_row: NDArray[np.int32]
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    kind: NDArray[np.int8]
    link: NDArray[np.int32]
    used: NDArray[np.bool_]


def compile_plan(plan: Plan, options: ScheduleOptions = MSPROJECT) -> CompiledPlan:
    """Check a plan and make it ready for the passes.

    Parameters
    ----------
    plan : Plan
        What to schedule.
    options : ScheduleOptions
        Rules of the run.

    Returns
    -------
    CompiledPlan
        With ``nodes`` None where a diagnostic of level error leaves nothing to compute.
        O(tasks + links + days of the calendars).
    """
    found = problems(plan)
    if _fatal(found):
        return CompiledPlan(plan, options, found)
    outline, more = outline_of(plan.tasks)
    found += more
    if _fatal(found):
        return CompiledPlan(plan, options, found)
    found += own_summary_links(plan.links, outline)
    draft = _draft(plan, outline)
    order = topological_order(len(plan.tasks) + len(draft.end_row), draft.source, draft.target)
    found += _cycles(order.cycles, plan, draft) if not _fatal(found) else ()
    used = used_calendars(plan, outline.summary)
    calendars = compile_calendars(plan.calendars, *_horizon(plan))
    found += _idle(plan, calendars, used)
    if _fatal(found):
        return CompiledPlan(plan, options, found)
    known = with_resume_dates(plan, options, calendars, used)
    nodes = nodes_of(known, options, outline, draft.end_row, order.nodes)
    edges, leaf = _edges(plan, options, outline, draft, order.nodes, nodes, calendars)
    if options.mode == "msproject":
        nodes = _lowered(plan, nodes, edges)
    parts = _parts(plan, leaf, nodes)
    _shortcuts(nodes, edges)
    return CompiledPlan(plan, options, found, calendars, nodes, edges, parts, outline, leaf)


def _fatal(found: Iterable[Diagnostic]) -> bool:
    return any(each.level == "error" for each in found)


def _draft(plan: Plan, outline: Outline) -> Draft:
    links, active = plan.links, plan.tasks.active
    used = acting(plan)
    end_row, source, target, kind = gates(
        outline, links, used, active, plan.tasks.spanning, fixed_summaries(plan.tasks, outline), _loose(plan, outline)
    )
    node = np.arange(len(plan.tasks), dtype=np.int32)
    node[end_row] = len(plan.tasks) + np.arange(len(end_row), dtype=np.int32)
    rows = np.flatnonzero(used).astype(np.int32)
    before, after, spanned, followed = span_edges(plan, outline)
    return Draft(
        end_row,
        np.concatenate((node[links.predecessor[rows]], source, before)),
        np.concatenate((links.successor[rows], target, after)),
        np.concatenate((links.type[rows], kind, spanned)),
        np.concatenate((rows, np.full(len(source), -1, np.int32), followed)),
        used,
    )


def _loose(plan: Plan, outline: Outline) -> NDArray[np.bool_]:
    """Mark tasks with a typed date below a summary scheduled by hand: its links do not bind them."""
    parent = plan.tasks.parent
    below = (parent >= 0) & fixed_summaries(plan.tasks, outline)[parent]
    return np.asarray(below & (plan.tasks.constraint >= Constraint.SNET) & ~outline.summary)


def _cycles(cycles: tuple[tuple[int, ...], ...], plan: Plan, draft: Draft) -> tuple[Diagnostic, ...]:
    """Name the rows of every cycle; the gates of a summary are the summary itself."""
    rows = len(plan.tasks)
    links = plan.links
    found = []
    for nodes in cycles:
        named = list(dict.fromkeys(int(draft.end_row[n - rows]) if n >= rows else n for n in nodes))
        inside = np.isin(links.predecessor, named) & np.isin(links.successor, named) & draft.used
        message = f"{len(named)} tasks wait for each other in a circle, so none of them can begin."
        found.append(
            Diagnostic("cycle", message, "error", tasks=tuple(named), links=tuple(np.flatnonzero(inside).tolist()))
        )
    return tuple(sorted(found, key=lambda each: (len(each.tasks), each.tasks)))


def _idle(plan: Plan, calendars: CompiledCalendars, used: NDArray[np.int32]) -> tuple[Diagnostic, ...]:
    idle = np.flatnonzero(calendars.idle())
    wider: CompiledCalendars | None = calendars
    while wider is not None and len(idle):
        # Work may be found in exceptions far from the plan's dates.
        idle = np.flatnonzero(wider.idle())
        wider = wider.wider()
    rows = np.flatnonzero(np.isin(used, idle))
    on_parts = plan.assignments.task[np.isin(plan.assignments.calendar, idle)]
    rows = np.union1d(rows, on_parts)
    if not len(rows):
        return ()
    message = f"Calendars {idle.tolist()} have no working time, so the tasks on them never end."
    return (Diagnostic("no-working-time", message, "error", tasks=tuple(rows.tolist())),)


def _horizon(plan: Plan) -> tuple[int, int]:
    dates = [
        value
        for project in plan.projects
        for value in (project.start, project.status_date, project.must_finish, project.finish)
        if value != MISSING
    ]
    for name in DATE_COLUMNS:
        column = getattr(plan.tasks, name)
        column = column[column != MISSING]
        if len(column):
            dates += [int(column.min()), int(column.max())]
    return min(dates) // 1440 - MARGIN_DAYS, max(dates) // 1440 + SPAN_DAYS


def nodes_of(
    plan: Plan, options: ScheduleOptions, outline: Outline, end_row: NDArray[np.int32], order: NDArray[np.int32]
) -> Nodes:
    """Lay the numbers of every node out, in topological order.

    Parameters
    ----------
    plan : Plan
        What to schedule.
    options : ScheduleOptions
        Rules of the run.
    outline : Outline
        The tree of rows.
    end_row : ndarray of int32
        Summaries with a gate at their end.
    order : ndarray of int32, shape (nodes,)
        Topological order: rows, then gates.

    Returns
    -------
    Nodes
    """
    rows = len(plan.tasks)
    calendar = used_calendars(plan, outline.summary)
    calendar[plan.tasks.elapsed & ~outline.summary] = len(plan.calendars)
    measured = plan.tasks.float_calendar
    measured = np.where(measured >= 0, measured, calendar)
    bounds = bounds_of(plan, options, outline)
    flags = bounds.flags.astype(np.int32)
    flags[bounds.floor_finish != MISSING] |= HELD
    flags[(bounds.late_start != FREE) | (bounds.late_finish != FREE)] |= LIMITED
    flags[outline.summary] = np.where(fixed_summaries(plan.tasks, outline), BEGIN | FIXED, BEGIN)[outline.summary]
    flags[(bounds.expected != MISSING) & ~outline.summary] |= EXPECTED
    flags[measured != calendar] |= ELSEWHERE
    flags[~plan.tasks.active] |= INACTIVE
    flags[plan.tasks.kind == TaskKind.WBS_SUMMARY] |= WHOLE
    flags[stands_for_rest(plan, options, outline.summary)] |= REMAINS
    starts = np.array([project.start for project in plan.projects], np.int32)[plan.tasks.project]
    row_of = np.concatenate((np.arange(rows, dtype=np.int32), end_row))[order]
    gate = outline.summary
    hot, cold = aligned(len(order) * HOT).reshape(-1, HOT), np.empty((len(order), COLD), np.int32)
    hot[:, layout.FLAGS] = flags[row_of]
    hot[order >= rows, layout.FLAGS] += END - BEGIN
    for number, column in (
        (layout.DURATION, np.where(gate, 0, bounds.duration)),
        (layout.CALENDAR, calendar),
        (layout.FLOOR_START, np.where(gate, starts, bounds.floor_start)),
        (layout.PROJECT, plan.tasks.project),
    ):
        hot[:, number] = column[row_of]
    # What bounds a summary bounds the tasks below it; its gates have no bounds of their own.
    for number, column in (
        (layout.FLOOR_FINISH, np.where(gate, MISSING, bounds.floor_finish)),
        (layout.CAP_START, np.where(gate, FREE, bounds.cap_start)),
        (layout.CAP_FINISH, np.where(gate, FREE, bounds.cap_finish)),
        (layout.LATE_START, np.where(gate, FREE, bounds.late_start)),
        (layout.LATE_FINISH, np.where(gate, FREE, bounds.late_finish)),
        (layout.GIVEN_START, bounds.given_start),
        (layout.GIVEN_FINISH, bounds.given_finish),
        (layout.RESUME, bounds.resume),
        (layout.GOING_ON, bounds.going_on),
        (layout.DELAY, plan.tasks.leveling_delay),
        (layout.FLOAT_CALENDAR, measured),
        (layout.EXPECTED_FINISH, bounds.expected),
    ):
        cold[:, number] = column[row_of]
    hot[:, layout.ROW] = row_of
    return Nodes(hot.ravel(), cold.ravel())


def _edges(
    plan: Plan,
    options: ScheduleOptions,
    outline: Outline,
    draft: Draft,
    order: NDArray[np.int32],
    nodes: Nodes,
    calendars: CompiledCalendars,
) -> tuple[Edges, NDArray[np.int32]]:
    count = len(order)
    rank = np.empty(count, np.int32)
    rank[order] = np.arange(count, dtype=np.int32)
    target = rank[draft.target]
    first, position = grouped(target, count)
    nodes.of(layout.FIRST)[:], nodes.of(layout.LAST)[:] = first[:-1], first[1:]
    link = draft.link[position]
    table = np.zeros((len(link), EDGE), np.int32)
    table[:, layout.SOURCE] = rank[draft.source[position]]
    calendar = np.zeros(len(link), np.int32)
    if len(plan.links):
        lag, of_link = lags_of(plan, options, plan.links, used_calendars(plan, outline.summary))
        begun = stands_for_rest(plan, options, outline.summary)[plan.links.predecessor] & draft.used
        lag = left_of_lags(plan, plan.links, lag, of_link, calendars, begun)
        real = link >= 0
        lag = np.where(draft.used, lag, -lag)
        table[:, layout.LAG] = np.where(real, lag[link], 0)
        calendar = np.where(real, of_link[link], 0)
    table[:, layout.LINK] = link
    table[:, layout.INFO] = draft.kind[position] | calendar << CALENDAR_SHIFT
    edges = Edges(first, table.ravel())
    if options.multiple_critical_paths:
        ends = np.ones(count, bool)
        ends[edges.source[(nodes.flags[target[position]] & INACTIVE) == 0]] = False
        nodes.flags[ends & ((nodes.flags & (BEGIN | END)) == 0)] |= OPEN
    leaf = rank[: len(plan.tasks)].copy()
    leaf[outline.summary] = -1
    return edges, leaf


def _shortcuts(nodes: Nodes, edges: Edges) -> None:
    target = np.repeat(np.arange(len(nodes), dtype=np.int32), np.diff(edges.first))
    edges.of(layout.INFO)[:] |= shortcuts(nodes, edges.source, target, edges.lag, edges.calendar)


def shortcuts(
    nodes: Nodes, source: NDArray[np.int32], target: NDArray[np.int32], lag: Minutes, calendar: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Find the edges that need no clock: both ends and the lag run on one calendar.

    Parameters
    ----------
    nodes : Nodes
        Of the network.
    source, target : ndarray of int32, shape (edges,)
        Nodes at both ends.
    lag, calendar : ndarray of int32, shape (edges,)
        Minutes, and the calendar on which they count.

    Returns
    -------
    ndarray of int32, shape (edges,)
        Bits of ``layout.INFO``.
    """
    flags, runs = nodes.flags, nodes.calendar[source]
    before, after = flags[source], flags[target]
    same = (runs == nodes.calendar[target]) & ((lag == 0) | (calendar == runs))
    same &= ((before | after) & (BEGIN | END)) == 0
    forth = ((after & SLOW) == 0) & (nodes.duration[target] != 0)
    back = ((before & SLOW_BACK) == 0) & (nodes.duration[source] != 0)
    spans = ((before & ELSEWHERE) == 0) & ((after & WAITS) == 0)
    bits = np.where(forth, FORTH, 0) | np.where(back, BACK, 0) | np.where(spans, SPAN, 0)
    return np.where(same, bits, 0).astype(np.int32)


def _parts(plan: Plan, leaf: NDArray[np.int32], nodes: Nodes) -> Parts:
    """Sort the parts of tasks by node and mark these nodes; parts of summaries and of elapsed tasks mean nothing."""
    table = plan.assignments
    kept = np.flatnonzero((leaf[table.task] >= 0) & ~plan.tasks.elapsed[table.task] & (table.duration > 0))
    node = leaf[table.task[kept]]
    first, position = grouped(node, len(nodes))
    rows = kept[position]
    own = nodes.calendar[leaf[table.task[rows]]]
    nodes.flags[node[(nodes.flags[node] & (FIXED | EXPECTED)) == 0]] |= SHARED
    calendar = np.where(table.calendar[rows] >= 0, table.calendar[rows], own).astype(np.int32)
    return Parts(first, calendar, table.duration[rows])


def _lowered(plan: Plan, nodes: Nodes, edges: Edges) -> Nodes:
    """Lower the floor of what follows work that begins before its project, by a typed date or an actual one."""
    starts = np.array([project.start for project in plan.projects], np.int32)[nodes.project]
    given = (nodes.flags & (FIXED | STARTED)) != 0
    low = np.where(given, nodes.cold_of(layout.GIVEN_START), nodes.floor_start).astype(np.int32)
    if (low >= starts).all():
        return nodes
    typed = np.isin(plan.tasks.constraint[nodes.row], (Constraint.SNET, Constraint.MSO, Constraint.START_ON))
    default = (nodes.floor_start == starts) & ~given & ~typed
    floor = nodes.floor_start.copy()
    kernels_outline.lower_floors(default, low, edges.first, edges.table, floor)
    return nodes.with_floors(floor)
