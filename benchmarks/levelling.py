"""Speed of levelling: the first levelling of a large plan.

    python benchmarks/levelling.py [TASKS] [PEOPLE]

Processor seconds of one thread, the best of several runs, kernels compiled before; from columns to the levelled
schedule with its overloads. Ends with 1 where 20,000 tasks on 500 people take longer than half a second.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from network_plans import calendars, columns

from headway.engine.levelling.level import level
from headway.engine.levelling.resources import Needs, Resources
from headway.engine.plan import Links, Plan, Project, Tasks

BAR_SECONDS = 0.5


def plan_and_people(tasks: int, people: int) -> tuple[Plan, Resources, Needs]:
    """Make a plan on five calendars in which every task needs one person and every third one a second."""
    table, rng = columns(tasks, 5), np.random.default_rng(1)
    plan = Plan(
        calendars(5), Tasks(**{name: table[name] for name in ("uid", "duration", "calendar")}),
        Links(table["predecessor"], table["successor"], type=table["type"], lag=table["lag"]),
        (Project(start=20_458 * 1440 + 480),),
    )  # fmt: skip
    first = rng.integers(0, people, tasks)
    third = np.arange(0, tasks, 3)
    second = (first[third] + rng.integers(1, max(people, 2), len(third))) % people
    return plan, Resources(np.ones(people)), Needs(np.concatenate((np.arange(tasks), third)),
                                                   np.concatenate((first, second)))  # fmt: skip


def main() -> int:
    tasks, people = (int(word) for word in (*sys.argv[1:3], *("20000", "500")[len(sys.argv) - 1 :]))
    plan, resources, needs = plan_and_people(tasks, people)
    best = float("inf")
    for _ in range(6):
        began = time.process_time()
        found = level(plan, resources, needs)
        best = min(best, time.process_time() - began)
    assert found.ok
    assert found.overloads == ()
    print(f"{tasks:,} tasks on {people:,} people: {best:.3f} s, {len(found.moved):,} tasks moved")
    return int((tasks, people) == (20_000, 500) and best > BAR_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
