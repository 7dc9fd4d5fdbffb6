"""Which plans and which changes a wave can follow; all others are calculated as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.network import layout
from headway.engine.network.bounds import fixed_summaries
from headway.engine.network.changes import LinkAdded, LinkChanged, LinkRemoved, TaskChange
from headway.engine.network.layout import FIXED, HAMMOCK, LATE, STARTED
from headway.engine.network.validate import row_problems
from headway.engine.plan import Assignments, Constraint, Links, Plan, Tasks

if TYPE_CHECKING:
    from headway.engine.network.changes import Change
    from headway.engine.network.compiled import CompiledPlan, Nodes

WHOLE_COLUMNS = {"kind", "active"}
"""Columns that decide which links act at all."""


def is_followed(compiled: CompiledPlan) -> bool:
    """Tell whether waves can follow the changes of a plan.

    They cannot where one task's dates depend on all others in ways that no link says: work as late as possible,
    scheduling from the finish, summaries set by hand, work before the start of the project, what spans others.

    Parameters
    ----------
    compiled : CompiledPlan
        The plan made ready.

    Returns
    -------
    bool
    """
    options, nodes, outline = compiled.options, compiled.nodes, compiled.outline
    plain = options.replace(schedule_from="start", multiple_critical_paths=False, critical_by="float")
    if nodes is None or outline is None or compiled.diagnostics or options != plain:
        return False
    if (nodes.flags & (LATE | HAMMOCK)).any() or fixed_summaries(compiled.plan.tasks, outline).any():
        return False
    return options.mode == "p6" or not begins_early(compiled.plan, nodes, np.arange(len(nodes)))


def begins_early(plan: Plan, nodes: Nodes, chosen: np.ndarray) -> bool:
    """Tell whether some nodes begin before their project: then what follows them may do so too.

    Parameters
    ----------
    plan : Plan
        With its projects.
    nodes : Nodes
        Of the network.
    chosen : ndarray of int
        Nodes to look at.

    Returns
    -------
    bool
    """
    starts = np.array([project.start for project in plan.projects], np.int32)[nodes.project[chosen]]
    given = (nodes.flags[chosen] & (FIXED | STARTED)) != 0
    low = np.where(given, nodes.cold_of(layout.GIVEN_START)[chosen], nodes.floor_start[chosen])
    return bool((low < starts).any())


def reaches_all(compiled: CompiledPlan, before: Plan, after: Plan, change: Change, near: Plan) -> bool:
    """Tell whether a change is of a kind that no wave follows.

    Parameters
    ----------
    compiled : CompiledPlan
        Of a plan with the same outline and calendars.
    before, after : Plan
        Before and after the change.
    change : Change
        The difference.
    near : Plan
        Of a changed task what ``rows_above`` takes out; not looked at for links.

    Returns
    -------
    bool
    """
    match change:
        case TaskChange(row, values):
            return _task_reaches_all(compiled, before, near, row, set(values))
        case LinkAdded(predecessor, successor):
            return _ends_reach_all(compiled, after, predecessor, successor) or bool(row_problems(_last_link(after)))
        case LinkRemoved(link):
            return _ends_reach_all(compiled, before, before.links.predecessor[link], before.links.successor[link])
        case LinkChanged(link, _):
            ends = after.links.predecessor[link], after.links.successor[link]
            return _ends_reach_all(compiled, after, *ends) or bool(row_problems(_one_link(after, link)))


def _task_reaches_all(compiled: CompiledPlan, before: Plan, near: Plan, row: int, columns: set[str]) -> bool:
    assert compiled.outline is not None
    assert compiled.calendars is not None
    if columns & WHOLE_COLUMNS or compiled.outline.summary[row] or row in before.assignments.task:
        return True
    if Constraint.ALAP in (before.tasks.constraint[row], near.tasks.constraint[0]):
        return True
    if row_problems(near):
        return True
    calendar = near.tasks.calendar[0]
    return bool(calendar >= 0 and compiled.calendars.idle()[calendar])


def _ends_reach_all(compiled: CompiledPlan, plan: Plan, predecessor: int, successor: int) -> bool:
    """Gates of summaries and links that do not act come and go with the whole plan."""
    assert compiled.outline is not None
    for row in (int(predecessor), int(successor)):
        if not 0 <= row < len(plan.tasks):
            return True
        off = not plan.tasks.active[row] or plan.tasks.spanning[row]
        if off or compiled.outline.summary[row]:
            return True
    return predecessor == successor


def rows_above(plan: Plan, row: int) -> Plan:
    """Take a task and the summaries above it out of a plan.

    Parameters
    ----------
    plan : Plan
        The whole.
    row : int
        The task; it becomes row 0.

    Returns
    -------
    Plan
        Without links and assignments.
    """
    rows = [row]
    while (above := int(plan.tasks.parent[rows[-1]])) >= 0:
        rows.append(above)
    return plan.replace(
        tasks=_rows(plan.tasks, rows, parent=np.array([*range(1, len(rows)), -1], np.int32)),
        links=Links(),
        assignments=Assignments(),
    )


def _rows(tasks: Tasks, rows: list[int], **given: np.ndarray) -> Tasks:
    columns = {name: getattr(tasks, name)[rows] for name in Tasks.__slots__ if name not in given}
    return Tasks(**columns, **given)


def some_links(links: Links, chosen: np.ndarray) -> Links:
    """Take some rows out of a table of links.

    Parameters
    ----------
    links : Links
        All.
    chosen : ndarray of int
        Rows.

    Returns
    -------
    Links
    """
    return Links(**{name: getattr(links, name)[chosen] for name in Links.__slots__})


def _one_link(plan: Plan, link: int) -> Plan:
    ends = [int(plan.links.predecessor[link]), int(plan.links.successor[link])]
    one = some_links(plan.links, np.array([link]))
    one = Links(np.array([0]), np.array([1]), type=one.type, lag=one.lag, lag_kind=one.lag_kind)
    return plan.replace(tasks=_rows(plan.tasks, ends, parent=np.array([-1, -1])), links=one, assignments=Assignments())


def _last_link(plan: Plan) -> Plan:
    return _one_link(plan, len(plan.links) - 1)


def runs_on(plan: Plan, row: int) -> int:
    """Find the calendar of a task, the project's where it has none of its own.

    Parameters
    ----------
    plan : Plan
        The whole.
    row : int
        The task.

    Returns
    -------
    int
    """
    own = int(plan.tasks.calendar[row])
    return own if own >= 0 else plan.projects[int(plan.tasks.project[row])].calendar
