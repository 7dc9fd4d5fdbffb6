"""Where a schedule asks for more than there is: counted from its dates alone, without anything of the levelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.levelling.availability import steps_of
from headway.engine.levelling.levelled import Overload
from headway.engine.levelling.resources import SCALE
from headway.engine.network.compile import compile_plan
from headway.engine.network.options import MSPROJECT
from headway.engine.plan import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from headway.engine.levelling.resources import Needs, Resources
    from headway.engine.network.compiled import CompiledPlan
    from headway.engine.network.options import ScheduleOptions
    from headway.engine.network.result import Schedule
    from headway.engine.plan import Plan


def counting_needs(plan: Plan, needs: Needs, summary: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Find the needs that count: of active work tasks; not of summaries, levels of effort, or of no units.

    Parameters
    ----------
    plan : Plan
        Whose tasks need them.
    needs : Needs
        All needs.
    summary : ndarray of bool, shape (tasks,)
        Rows that hold others.

    Returns
    -------
    ndarray of int64
        Positions in ``needs``.
    """
    counts = plan.tasks.active & ~summary & ~plan.tasks.spanning
    return np.flatnonzero(counts[needs.task] & (np.rint(needs.units * SCALE) > 0))


def overloads_of(
    plan: Plan, schedule: Schedule, resources: Resources, needs: Needs, rules: ScheduleOptions = MSPROJECT
) -> tuple[Overload, ...]:
    """List the times in which a resource of a scheduled plan has more to do than it can.

    Parameters
    ----------
    plan : Plan
        The plan.
    schedule : Schedule
        Its dates.
    resources, needs : Resources, Needs
        Without trouble (``trouble_of``).
    rules : ScheduleOptions
        Rules of the schedule.

    Returns
    -------
    tuple of Overload
        By resource and time; empty for a plan with errors.
    """
    compiled = compile_plan(plan, rules)
    return tuple(overloads(compiled, schedule, resources, needs)) if schedule.ok else ()


def overloads(compiled: CompiledPlan, schedule: Schedule, resources: Resources, needs: Needs) -> list[Overload]:
    """List the times in which a resource has more to do than it can.

    A task holds its resources from its start to its finish, and counts where it works at all in the time between two
    changes.

    Parameters
    ----------
    compiled : CompiledPlan
        The plan made ready, without errors.
    schedule : Schedule
        Its dates.
    resources : Resources
        Who there is.
    needs : Needs
        Who is needed.

    Returns
    -------
    list of Overload
        By resource and time. O(needs log needs) where nobody is overloaded.
    """
    assert compiled.outline is not None
    chosen = counting_needs(compiled.plan, needs, compiled.outline.summary)
    task, units = needs.task[chosen], np.rint(needs.units[chosen] * SCALE).astype(np.int64)
    held = (schedule.start[task] != MISSING) & (schedule.finish[task] > schedule.start[task])
    task, units, owner = task[held], units[held], needs.resource[chosen][held]
    found = []
    by_resource = np.argsort(owner, kind="stable")
    ends = np.searchsorted(owner[by_resource], np.arange(len(resources) + 1))
    steps = steps_of(compiled, resources, needs)
    for resource in range(len(resources)):
        mine = by_resource[ends[resource] : ends[resource + 1]]
        if len(mine):
            found += _of_one(compiled, schedule, (resource, *steps[resource]), (task[mine], units[mine]))
    return found


def _of_one(
    compiled: CompiledPlan, schedule: Schedule, steps: tuple[int, NDArray[Any], NDArray[Any]],
    needs: tuple[NDArray[Any], NDArray[Any]],
) -> list[Overload]:  # fmt: skip
    resource, time, capacity = steps
    task, units = needs
    begin, end = schedule.start[task], schedule.finish[task]
    marks = np.unique(np.concatenate((begin, end, time[1:])))
    change = np.zeros(len(marks), np.int64)
    np.add.at(change, np.searchsorted(marks, begin), units)
    np.add.at(change, np.searchsorted(marks, end), -units)
    load = np.cumsum(change)
    there = capacity[np.searchsorted(time, marks, side="right") - 1]
    found: list[Overload] = []
    for k in np.flatnonzero(load > there).tolist():
        start, finish = int(marks[k]), int(marks[k + 1])
        inside = np.flatnonzero((begin < finish) & (end > start))
        inside = inside[list(_works(compiled, task[inside], start, finish))]
        total = int(units[inside].sum())
        if total <= there[k]:
            continue
        rows = tuple(sorted(set(task[inside].tolist())))
        last = found[-1] if found else None
        if last and last.finish == start and last.tasks == rows and last.capacity == there[k] / SCALE:
            found[-1] = Overload(resource, last.start, finish, last.units, last.capacity, rows)
        else:
            found.append(Overload(resource, start, finish, total / SCALE, float(there[k]) / SCALE, rows))
    return found


def _works(compiled: CompiledPlan, tasks: NDArray[Any], start: int, finish: int) -> Iterator[bool]:
    """Tell which tasks have working time between two instants; with parts on several calendars they count always."""
    assert compiled.calendars is not None
    assert compiled.nodes is not None
    assert compiled.leaf is not None
    parts = np.isin(tasks, compiled.plan.assignments.task)
    calendar = compiled.nodes.calendar[compiled.leaf[tasks]]
    size = len(tasks)
    time = compiled.calendars.working_between(calendar, np.full(size, start), np.full(size, finish))
    return iter(((time > 0) | parts).tolist())
