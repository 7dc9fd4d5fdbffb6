"""A small plan that calls every kernel once with the types of real use, so that all of them get compiled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from headway.engine.calendars import compile_calendars
from headway.engine.network.changes import LinkAdded, LinkRemoved, TaskChange
from headway.engine.network.live import LiveSchedule, reschedule
from headway.engine.network.options import MSPROJECT, P6
from headway.engine.network.order import topological_order
from headway.engine.network.scheduler import schedule
from headway.engine.plan import Calendar, Constraint, Links, Plan, Project, Tasks

SHIFTS = ((480, 720), (780, 1020))


def rehearse() -> None:
    """Run every kernel once."""
    calendar = Calendar(week=(SHIFTS,) * 5 + ((), ()))
    plan = Plan(
        calendars=(calendar,),
        tasks=Tasks(
            uid=np.arange(6),
            duration=np.array([480, 480, 0, 960, 480, 480]),
            parent=np.array([-1, -1, -1, -1, 3, -1]),
            constraint=np.array([0, 0, 0, 0, 0, Constraint.ALAP]),
        ),
        links=Links(np.array([0, 1, 3, 0]), np.array([1, 3, 2, 5]), lag=np.array([0, 60, 0, 0])),
        projects=(Project(start=28_401_600),),
    )
    for options in (MSPROJECT, P6):
        schedule(plan, options)
    live = LiveSchedule(plan.replace(tasks=replace(plan.tasks, constraint=np.zeros(6, np.int8))))
    reschedule(live, TaskChange(1, {"duration": 960}), LinkAdded(5, 4), LinkRemoved(3))
    topological_order(2, np.array([0, 1], np.int32), np.array([1, 0], np.int32))
    rehearse_calendars()


def rehearse_calendars() -> None:
    """Run every kernel of calendars once."""
    compiled = compile_calendars((Calendar(week=(SHIFTS,) * 5 + ((), ())),), 19_000, 19_100)
    compiled.add(0, [28_401_600], [480])
    compiled.next_working(0, [28_401_600])
    compiled.previous_working(0, [28_401_600])
