"""Small problems that call every kernel of levelling once, so that all of them get compiled."""

from __future__ import annotations

import numpy as np

from headway.engine.levelling.level import level
from headway.engine.levelling.multi_mode import solve_modes
from headway.engine.levelling.problem import Problem
from headway.engine.levelling.resources import Needs, Resources
from headway.engine.levelling.rules import by_rule
from headway.engine.levelling.search import solve
from headway.engine.levelling.time_lags import solve_time_lags
from headway.engine.plan import Calendar, Plan, Project, Tasks


def rehearse_levelling() -> None:
    """Run every kernel once."""
    one = np.ones(3, np.int32)
    solve(Problem(one[:1], one, one.reshape(3, 1), 0 * one[:1], one[:1]), iterations=4)
    by_rule(Problem(one[:1], one, one.reshape(3, 1), 0 * one[:1], one[:1]), scheme="parallel")
    solve_modes(Problem(one[:1], one, one.reshape(3, 1), 0 * one[:1], one[:1]), iterations=4, members=2)
    solve_time_lags(Problem(one[:1], one, one.reshape(3, 1), 0 * one[:1], one[:1]))
    rehearse_level()


def rehearse_level() -> None:
    """Run every kernel of levelling a plan once."""
    tasks = Tasks(uid=np.arange(2), duration=np.full(2, 480, np.int32))
    plan = Plan((Calendar(week=(((480, 1020),),) * 7),), tasks, projects=(Project(start=28_401_600),))
    level(plan, Resources(np.ones(1)), Needs(np.arange(2, dtype=np.int32), np.zeros(2, np.int32)))
