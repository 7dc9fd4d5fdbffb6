"""Why a date is what it is: the chain of dates behind it, back to its root."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.plan import MISSING
from headway.engine.reading.early import Place, early_step
from headway.engine.reading.explanation import Explanation, Step
from headway.engine.reading.late import late_dates
from headway.engine.reading.late_causes import late_step
from headway.engine.reading.trace import begun_starts, trace

if TYPE_CHECKING:
    from headway.engine.network.compiled import CompiledPlan
    from headway.engine.network.result import Schedule
    from headway.engine.reading.explanation import Date
    from headway.engine.reading.trace import Trace


def explain(compiled: CompiledPlan, schedule: Schedule, task: int, of: Date = "start") -> Explanation:
    """Find the chain of links, summaries, delays and calendars that decides a date, back to its root cause.

    date_0 = the date asked for; date_k+1 = the date that decides date_k, until a constraint, an actual or manual date,
    the start of the project or the data date; for late dates a deadline, a constraint or the finish of the project.

    Parameters
    ----------
    compiled : CompiledPlan
        The plan made ready.
    schedule : Schedule
        What ``run(compiled)`` returned.
    task : int
        Row of a task, milestone or summary.
    of : {"start", "finish", "late_start", "late_finish"}
        Which of its dates.

    Returns
    -------
    Explanation
        O(tasks + links).

    Raises
    ------
    ValueError
        If the schedule has no dates, or the row has none.
    """
    return explain_traced(trace(compiled, schedule), task, of)


def explain_traced(traced: Trace, task: int, of: Date = "start") -> Explanation:
    """Do what ``explain`` does, many times over one schedule.

    Parameters
    ----------
    traced : Trace
        What ``trace(compiled, schedule)`` returned.
    task : int
        Row of a task, milestone or summary.
    of : {"start", "finish", "late_start", "late_finish"}
        Which of its dates.

    Returns
    -------
    Explanation
        O(length of the chain), for late dates O(tasks + links).

    Raises
    ------
    ValueError
        If the row has no such date.
    """
    rows = len(traced.leaf)
    column = getattr(traced.schedule, of)
    if not 0 <= task < rows or column[task] == MISSING:
        raise ValueError(f"Row {task} has no {of.replace('_', ' ')} to explain.")
    late = late_dates(traced) if of.startswith("late") else None
    steps, place = _first(traced, task, of)
    while place is not None:
        if place.of.startswith("late"):
            late = late_dates(traced) if late is None else late
            step, place = late_step(traced, late, place)
        else:
            step, place = early_step(traced, place)
        steps.append(step)
    return Explanation(task, of, int(column[task]), tuple(steps))


def _first(traced: Trace, task: int, of: Date) -> tuple[list[Step], Place | None]:
    """Lead from a row to a node: from a summary to the child that counts, from P6's shifted date to the early one."""
    steps: list[Step] = []
    column = getattr(traced.schedule, of)
    instant = int(column[task])
    if traced.leaf[task] < 0:
        child = _child(traced, task, of)
        if child < 0:
            return [Step(task, of, instant, "manual-date", origin=instant, asked=instant)], None
        steps.append(Step(task, of, instant, "child", child, of, instant, asked=instant))
        task = child
        if traced.leaf[child] < 0:
            return [*steps, Step(child, of, instant, "manual-date", origin=instant, asked=instant)], None
    if not of.startswith("late"):
        node = int(traced.leaf[task])
        early = int((begun_starts(traced.nodes, traced.start) if of == "start" else traced.finish)[node])
        if early != instant:
            steps.append(Step(task, of, instant, "as-late-as-possible", origin=early, asked=early))
    return steps, Place(int(traced.leaf[task]), of)


def _child(traced: Trace, summary: int, of: Date) -> int:
    """Find a row below a summary that gives it a date: a task, else a summary scheduled by hand; -1 for none."""
    parent, tasks = traced.outline.parent, traced.compiled.plan.tasks
    column = getattr(traced.schedule, of)
    if tasks.manual[summary] and tasks.manual_start[summary] != MISSING and tasks.manual_finish[summary] != MISSING:
        return -1
    inside = np.zeros(len(parent), bool)
    inside[summary] = True
    for row in traced.outline.order[::-1].tolist():
        if parent[row] >= 0 and inside[parent[row]]:
            inside[row] = True
    inside[summary] = False
    same = np.flatnonzero(inside & tasks.active & (column == column[summary]))
    leaves = same[traced.leaf[same] >= 0]
    by_hand = same[(traced.leaf[same] < 0) & tasks.manual[same]]
    return int(leaves[0]) if len(leaves) else int(by_hand[0]) if len(by_hand) else -1
