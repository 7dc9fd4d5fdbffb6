"""Dates that win over links: how late everything before them may start so that no link has to break."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.network import layout
from headway.engine.network.compile import compile_plan
from headway.engine.network.passes import run
from headway.engine.plan import MISSING, Constraint

if TYPE_CHECKING:
    from headway.engine.network.options import ScheduleOptions
    from headway.engine.network.result import Schedule
    from headway.engine.plan import Minutes, Plan

YEAR = 366 * 1440
WITHOUT_LATE_DATE = {
    Constraint.SNLT: Constraint.ASAP, Constraint.FNLT: Constraint.ASAP, Constraint.START_ON: Constraint.SNET,
    Constraint.FINISH_ON: Constraint.FNET,
}  # fmt: skip
EXACT = {Constraint.MSO: Constraint.SNET, Constraint.MFO: Constraint.FNET}


def latest_starts(plan: Plan, before: Schedule, rules: ScheduleOptions) -> Minutes:
    """Find the latest start of every task at which no date that wins over links breaks one.

    Parameters
    ----------
    plan : Plan
        Without levelling delays.
    before : Schedule
        Its schedule.
    rules : ScheduleOptions
        Which dates win: all "no later than" and "must" dates where constraints are honored, of P6's the mandatory ones.

    Returns
    -------
    ndarray of int32, shape (tasks,)
        ``layout.FREE`` where no such date follows. Never before the start that the task has. Two schedules where there
        is any such date.

    Notes
    -----
    Late dates of a plan whose projects may end long after everything else; what still moves when they may end another
    five years later is held by no date.
    """
    tasks = plan.tasks
    free = np.full(len(tasks), layout.FREE, np.int32)
    weak = _weak(rules)
    holds = np.array([each in {*WITHOUT_LATE_DATE, *EXACT} and each not in weak for each in Constraint])
    dated = holds[tasks.constraint] & (tasks.constraint_date != MISSING)
    if not (dated | tasks.manual).any():
        return free
    constraint = tasks.constraint.copy()
    for kind, other in {**weak, Constraint.ALAP: Constraint.ASAP}.items():
        constraint[tasks.constraint == kind] = other
    bare = replace(tasks, constraint=constraint, deadline=np.full(len(tasks), MISSING, np.int32))
    far = int(max(before.finish.max(), tasks.constraint_date[dated].max(initial=MISSING))) + YEAR
    near, later = (
        run(
            compile_plan(
                plan.replace(tasks=bare, projects=tuple(replace(each, must_finish=finish) for each in plan.projects)),
                rules.replace(multiple_critical_paths=False),
            )
        ).late_start
        for finish in (far, far + 5 * YEAR)
    )
    held = (near == later) & (near != MISSING)
    return np.where(held, np.maximum(near, before.start), free).astype(np.int32)


def _weak(rules: ScheduleOptions) -> dict[Constraint, Constraint]:
    """List the kinds of which the late date gives way to links, and what is left of each."""
    if rules.honor_constraints:
        return {}
    return WITHOUT_LATE_DATE if rules.mode == "p6" else {**WITHOUT_LATE_DATE, **EXACT}
