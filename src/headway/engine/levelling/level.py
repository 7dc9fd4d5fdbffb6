"""Level a plan: hold tasks back until nobody has more to do than there is of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.levelling.explain import drifted, with_reasons
from headway.engine.levelling.improve import Pace, searched
from headway.engine.levelling.late_dates import latest_starts
from headway.engine.levelling.levelled import Levelled
from headway.engine.levelling.overloads import overloads
from headway.engine.levelling.placing import placing_of
from headway.engine.levelling.plan_options import LevelOptions
from headway.engine.levelling.resources import trouble_of
from headway.engine.network.compile import compile_plan
from headway.engine.network.options import MSPROJECT, ScheduleOptions
from headway.engine.network.passes import run
from headway.engine.network.result import Diagnostic, Schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.engine.levelling.resources import Needs, Resources
    from headway.engine.plan import Plan


ROUNDS = 4
"""So often a plan with work as late as possible is placed again."""


def level(
    plan: Plan,
    resources: Resources,
    needs: Needs,
    options: LevelOptions = LevelOptions(),  # noqa: B008 - frozen
    rules: ScheduleOptions = MSPROJECT,
    progress: Callable[[Pace], bool] | None = None,
) -> Levelled:
    """Hold tasks back until no resource has more to do than it can, and say what moved and why.

    start_j = first instant >= early start_j with sum of units <= capacity on [start_j, finish_j)

    Parameters
    ----------
    plan : Plan
        What to level. Links, calendars, constraints and progress mean what they mean to ``schedule``.
    resources : Resources
        Who there is, and when.
    needs : Needs
        Which task needs how much of whom.
    options : LevelOptions
        Order, priorities, what may move, and how long to look for something better.
    rules : ScheduleOptions
        Rules of the schedule.
    progress : callable, optional
        Asked after every levelling tried; the search ends when it returns False.

    Returns
    -------
    Levelled
        Delays are clock minutes in ``Tasks.leveling_delay`` of the returned plan. Equal arguments give equal results.
        O(tasks log tasks + steps looked at) an iteration.

    Notes
    -----
    Serial schedule generation: Kelley, The critical-path method: resources planning and scheduling, 1963; Kolisch,
    Serial and parallel resource-constrained project scheduling methods revisited, European Journal of Operational
    Research 90 (1996).
    """
    none = np.zeros(len(plan.tasks), np.int32)
    bare = plan if options.keep_delays else plan.replace(tasks=replace(plan.tasks, leveling_delay=none))
    compiled = compile_plan(bare, rules)
    before = run(compiled)
    found = trouble_of(plan, resources, needs) + _unfit(plan, options, rules)
    if not before.ok or any(each.level == "error" for each in found):
        return _nothing(plan, before, (*before.diagnostics, *found))
    latest = latest_starts(bare, before, rules)
    late: Schedule | None = None
    tried = 0
    while True:
        placing = placing_of(compiled, before, resources, needs, options, latest, late)
        placed, more, going = searched(placing, options, progress)
        tried += more
        if placed is None:
            message = "The levelled dates run out of the years 1890 to 2209: too much work for too few people."
            broken = Diagnostic("date-out-of-range", message, "error")
            return _nothing(plan, before, (*before.diagnostics, *found, broken))
        levelled = bare.replace(tasks=replace(bare.tasks, leveling_delay=bare.tasks.leveling_delay + placed.delay))
        final = compile_plan(levelled, rules)
        after = late = run(final)
        # Work as late as possible follows the end of the project: what waits for it may have to be placed again.
        if not drifted(placing, placed, after).any() or tried >= ROUNDS * more or not going:
            break
    return Levelled(
        plan=levelled, before=before, after=after, delay=placed.delay, pushed_by=placed.resource, rival=placed.rival,
        overloads=with_reasons(overloads(final, after, resources, needs), placing, placed, after),
        iterations=tried, cancelled=not going, diagnostics=(*after.diagnostics, *found), ok=after.ok,
    )  # fmt: skip


def _unfit(plan: Plan, options: LevelOptions, rules: ScheduleOptions) -> tuple[Diagnostic, ...]:
    """Refuse what cannot be levelled by delays, and columns of options that do not fit the plan."""
    for name, length in (("task_priority", len(plan.tasks)), ("pinned", len(plan.tasks)),
                         ("project_priority", len(plan.projects))):  # fmt: skip
        given = getattr(options, name)
        if given is not None and np.shape(given) != (length,):
            raise ValueError(f"LevelOptions.{name} has the shape {np.shape(given)}; ({length},) was expected")
    if rules.schedule_from == "finish":
        message = "A plan that is scheduled from its finish has no delays to level with."
        return (Diagnostic("levelling-from-finish", message, "error"),)
    return ()


def _nothing(plan: Plan, before: Schedule, found: tuple[Diagnostic, ...]) -> Levelled:
    none = np.full(len(plan.tasks), -1, np.int32)
    return Levelled(
        plan=plan, before=before, after=before, delay=np.zeros(len(plan.tasks), np.int32), pushed_by=none, rival=none,
        overloads=(), iterations=0, cancelled=False, diagnostics=found, ok=False,
    )  # fmt: skip
