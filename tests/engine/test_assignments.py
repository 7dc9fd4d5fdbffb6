"""A task in parts against its parts as tasks of their own, over random shifts."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.engine.network import schedule
from headway.engine.plan import Assignments, Calendar, Constraint, Plan, Project, Tasks

MONDAY = 20_458 * 1440
DAY_SHIFTS = ((), ((480, 720), (780, 1020)), ((0, 1440),), ((360, 840),), ((1320, 1860),), ((540, 600), (900, 960)))
WEEKS = st.lists(st.sampled_from(DAY_SHIFTS), min_size=7, max_size=7).filter(any).map(tuple)
ENDLESS = 60 * 24 * 60
"""Minutes of a second task around the clock that the first one has time to end before."""


def plan_of(weeks, durations, start=MONDAY) -> Plan:
    """One task with a part on each calendar, and one that lasts long."""
    always = Calendar(week=(((0, 1440),),) * 7)
    return Plan(
        calendars=(always, *(Calendar(week=week) for week in weeks)),
        tasks=Tasks(
            uid=np.arange(2), duration=np.array([max(durations), ENDLESS]),
            constraint=np.array([Constraint.SNET, Constraint.ASAP]), constraint_date=np.array([start, MONDAY]),
        ),
        projects=(Project(start=MONDAY),),
        assignments=Assignments(np.zeros(len(weeks), int), np.arange(len(weeks)) + 1, np.array(durations)),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WEEKS, st.integers(1, 2000)), min_size=1, max_size=4), st.integers(0, 10_000))
def test_first_start_and_last_finish(parts, after):
    weeks, durations = [week for week, _ in parts], [minutes for _, minutes in parts]
    start = MONDAY + after
    alone = Plan(
        calendars=tuple(Calendar(week=week) for week in weeks),
        tasks=Tasks(
            uid=np.arange(len(parts)), duration=np.array(durations), calendar=np.arange(len(parts)),
            constraint=np.full(len(parts), Constraint.SNET), constraint_date=np.full(len(parts), start),
        ),
        projects=(Project(start=MONDAY),),
    )  # fmt: skip
    each = schedule(alone)
    together = schedule(plan_of(weeks, durations, start))
    assert (int(together.start[0]), int(together.finish[0])) == (int(each.start.min()), int(each.finish.max()))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WEEKS, st.integers(1, 600)), min_size=1, max_size=4))
def test_the_late_start_is_the_last_from_which_all_end_in_time(parts):
    weeks, durations = [week for week, _ in parts], [minutes for _, minutes in parts]
    found = schedule(plan_of(weeks, durations))
    limit = int(max(found.finish))
    late = int(found.late_start[0])
    assert int(schedule(plan_of(weeks, durations, late)).finish[0]) <= limit
    assert int(schedule(plan_of(weeks, durations, late + 1)).finish[0]) > limit or late + 1 > limit
