"""One edit after another in a large network that its schedule follows."""

from __future__ import annotations

import time

import numpy as np
from network_plans import generated

from headway.engine.network import LinkAdded, LinkRemoved, LiveSchedule, TaskChange, reschedule, schedule
from headway.engine.plan import Constraint

DURATIONS = (0, 240, 480, 960, 1440, 2400)
COLUMNS = ("start", "finish", "late_start", "late_finish", "total_float", "free_float", "critical", "driver")


def drawn(live: LiveSchedule, number: int, rng: np.random.Generator) -> TaskChange | LinkAdded | LinkRemoved:
    """Draw an edit as people make them: durations, dates, links that come and go."""
    count = len(live.plan.tasks)
    row = int(rng.integers(0, count))
    match number % 5:
        case 0 | 1:
            return TaskChange(row, {"duration": int(rng.choice(DURATIONS))})
        case 2:
            later = int(live.schedule.start[row]) + 1440
            return TaskChange(row, {"constraint": int(Constraint.SNET), "constraint_date": later})
        case 3:
            successor = int(rng.integers(1, count))
            predecessor = int(rng.integers(max(0, successor - count // 30), successor))
            return LinkAdded(predecessor, successor, int(rng.integers(0, 3)), 480)
        case _:
            return LinkRemoved(int(rng.integers(0, len(live.plan.links))))


def edit_times(tasks: int, calendar_count: int, edits: int = 500) -> list[float]:
    """Return wall milliseconds of each edit; afterwards the schedule is compared with a full run."""
    live, rng, times = LiveSchedule(generated(tasks, calendar_count)), np.random.default_rng(11), []
    for number in range(edits):
        edit = drawn(live, number, rng)
        began = time.perf_counter()
        reschedule(live, edit)
        times.append(1000 * (time.perf_counter() - began))
    full = schedule(live.plan)
    assert all((getattr(full, name) == getattr(live.schedule, name)).all() for name in COLUMNS)
    return times
