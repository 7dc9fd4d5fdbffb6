"""Random plans with everything that an explanation has to see through: summaries, progress, hands, parts, delays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from engine.networks import START, plans
from headway.engine.network import MSPROJECT, P6
from headway.engine.plan import MISSING, Assignments, Constraint, Links, Plan, Project, TaskKind

OPTIONS = st.sampled_from(
    [
        MSPROJECT,
        P6,
        MSPROJECT.replace(honor_constraints=False),
        MSPROJECT.replace(lag_calendar="24h", multiple_critical_paths=True),
        P6.replace(progress="override", float_per_project=False),
        MSPROJECT.replace(reschedule="unstarted"),
        MSPROJECT.replace(reschedule="all"),
    ]
)


@st.composite
def rich_plans(draw: Any, *, alap: bool = True) -> Plan:
    """Draw a plan; some have errors, which the caller leaves out."""
    plan = draw(plans(most=10))
    n = len(plan.tasks)

    def some(share: int) -> np.ndarray:
        return np.array(draw(st.lists(st.integers(0, 9), min_size=n, max_size=n))) < share

    def instants() -> np.ndarray:
        return START + 60 * np.array(draw(st.lists(st.integers(-48, 20 * 24), min_size=n, max_size=n)), np.int32)

    parent = np.array([draw(st.sampled_from([-1, *range(row)])) if row else -1 for row in range(n)])
    parent[~some(4)] = -1
    started, finished, manual = some(2), some(1), some(1)
    begin, end, typed = instants(), instants(), instants()
    constraint = plan.tasks.constraint
    if not alap:
        constraint = np.where(constraint == Constraint.ALAP, Constraint.ASAP, constraint)
    tasks = replace(
        plan.tasks,
        parent=parent,
        constraint=constraint,
        kind=np.select(
            [some(1), some(1), some(1)],
            [TaskKind.FINISH_MILESTONE, TaskKind.LEVEL_OF_EFFORT, TaskKind.WBS_SUMMARY],
            TaskKind.TASK,
        ),
        actual_start=np.where(started | finished, begin, MISSING),
        actual_finish=np.where(finished, np.maximum(begin, end), MISSING),
        percent=np.where(finished, 100.0, np.where(started, 40.0, 0.0)),
        manual=manual,
        manual_start=np.where(manual, typed, MISSING),
        manual_finish=np.where(manual & ~some(3), typed + 3000, MISSING),
        active=~some(1),
        leveling_delay=np.where(some(2), 1000, 0),
        expected_finish=np.where(some(2), end, MISSING),
        deadline=np.where(some(2), end, MISSING),
    )
    parts = [
        (row, draw(st.integers(-1, 3)), draw(st.sampled_from([480, 900])))
        for row in range(n)
        if draw(st.integers(0, 5)) == 0
        for _ in range(2)
    ]
    assignments = (
        Assignments(*(np.array(column, np.int32) for column in zip(*parts, strict=True))) if parts else Assignments()
    )
    status = draw(st.sampled_from([MISSING, START + 3 * 1440]))
    return Plan(plan.calendars, tasks, plan.links, (Project(start=START, status_date=status),), assignments)


def without(links: Links, row: int) -> Links:
    """The links less one."""
    kept = np.arange(len(links)) != row
    return Links(*(getattr(links, name)[kept] for name in Links.__slots__))


def below(plan: Plan, row: int) -> list[int]:
    """A row and all rows below it."""
    found = [row]
    for each in found:
        found += np.flatnonzero(plan.tasks.parent == each).tolist()
    return found
