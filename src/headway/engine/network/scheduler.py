"""The scheduler's front door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.engine.network.compile import compile_plan
from headway.engine.network.options import MSPROJECT, ScheduleOptions
from headway.engine.network.passes import run

if TYPE_CHECKING:
    from headway.engine.network.result import Schedule
    from headway.engine.plan import Plan


def schedule(plan: Plan, options: ScheduleOptions = MSPROJECT) -> Schedule:
    """Compute early, late and scheduled dates, floats and the critical path of a plan.

    ES_j = max(floor, ES_i or EF_i + lag over incoming links), EF = ES + duration on the task's calendar;
    LF_i = min(project finish, LS_j or LF_j - lag over outgoing links), LS = LF - duration; total float = LF - EF.

    Parameters
    ----------
    plan : Plan
        What to schedule.
    options : ScheduleOptions
        ``MSPROJECT`` or ``P6``, or either with single switches replaced.

    Returns
    -------
    Schedule
        One element a task in every array; instants in minutes since 1970, floats in working minutes. Where a
        diagnostic is an error, ``ok`` is False and all dates are MISSING. O(tasks + links).

    Notes
    -----
    J. E. Kelley, Critical-path planning and scheduling: mathematical basis, Operations Research 9 (1961); precedence
    relations with lags after J. D. Wiest, Precedence diagramming method, 1981.
    """
    return run(compile_plan(plan, options))
