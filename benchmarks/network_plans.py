"""Generated networks for the benchmarks of the scheduler.

Layers of tasks, 2.1 links a task that reach one to three layers back, all four link types, a quarter of them with lags or
leads, durations from none to five days, calendars with different weeks and some two hundred holidays each.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from headway.engine.plan import Calendar, CalendarException, Links, Plan, Project, Tasks

DAY = ((480, 720), (780, 1020))
START_DAY = 20_458
LINKS_A_TASK = 2.1
Columns = dict[str, np.ndarray]


def calendars(count: int) -> tuple[Calendar, ...]:
    """Return calendars with different weeks and some two hundred holidays each."""
    rng = np.random.default_rng(7)
    weeks = [
        (DAY,) * 5 + ((), ()), (DAY,) * 6 + ((),), (((360, 840),),) * 7,
        (((0, 1440),),) * 7, (((480, 720), (780, 960)),) * 4 + (((480, 720),), (), ()),
    ]  # fmt: skip
    return tuple(
        Calendar(
            week=weeks[row % len(weeks)],
            exceptions=tuple(CalendarException(int(day), int(day)) for day in START_DAY + rng.choice(7000, 200)),
        )
        for row in range(count)
    )


def columns(tasks: int, calendar_count: int, *, shuffled: bool = False) -> Columns:
    """Return the columns of a network in the engine's types; ``shuffled`` puts the rows in random order."""
    rng = np.random.default_rng(42)
    links = int(LINKS_A_TASK * tasks)
    layers = 60
    layer = np.sort(rng.integers(0, layers, tasks))
    first = np.searchsorted(layer, np.arange(layers + 1))
    successor = rng.integers(first[1], tasks, links)
    back = np.minimum(layer[successor], rng.integers(1, 4, links))
    low, high = first[layer[successor] - back], first[layer[successor] - back + 1]
    predecessor = (low + (rng.random(links) * (high - low)).astype(np.int64)).clip(0, successor - 1)
    kind = rng.choice(4, links, p=[0.7, 0.15, 0.1, 0.05])
    lag = np.where(rng.random(links) < 0.25, rng.integers(-2, 6, links) * 240, 0)
    duration = rng.choice([0, 240, 480, 960, 1440, 2400], tasks)
    calendar = rng.integers(0, calendar_count, tasks)
    if shuffled:
        place = rng.permutation(tasks)
        predecessor, successor = place[predecessor], place[successor]
    return {
        "uid": np.arange(tasks), "duration": duration.astype(np.int32), "calendar": calendar.astype(np.int32),
        "predecessor": predecessor.astype(np.int32), "successor": successor.astype(np.int32),
        "type": kind.astype(np.int8), "lag": lag.astype(np.int32),
    }  # fmt: skip


def plan_of(table: Columns, week_calendars: tuple[Calendar, ...], begin: Any = START_DAY * 1440 + 480) -> Plan:
    """Build a plan from columns, as every caller of the engine does."""
    return Plan(
        week_calendars,
        Tasks(uid=table["uid"], duration=table["duration"], calendar=table["calendar"]),
        Links(table["predecessor"], table["successor"], type=table["type"], lag=table["lag"]),
        (Project(start=begin),),
    )


def generated(tasks: int, calendar_count: int) -> Plan:
    """Return a network whose links go forward within a window, as in plans that people write."""
    return plan_of(columns(tasks, calendar_count), calendars(calendar_count))
