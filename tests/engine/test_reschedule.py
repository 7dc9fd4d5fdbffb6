"""A schedule that follows its plan equals the schedule of the plan, after every edit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.networks import START, plain, plans
from headway.engine.network import (
    MSPROJECT,
    P6,
    LinkAdded,
    LinkChanged,
    LinkRemoved,
    LiveSchedule,
    Schedule,
    TaskChange,
    reschedule,
    schedule,
)  # fmt: skip
from headway.engine.network.changes import changed_plan
from headway.engine.plan import MISSING, Constraint, LinkType, Plan

COLUMNS = (
    "start", "finish", "early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float",
    "critical", "driver", "project_start", "project_finish",
)  # fmt: skip
quick = settings(max_examples=150, deadline=None)
options = st.sampled_from([
    MSPROJECT, P6, MSPROJECT.replace(honor_constraints=False, float_rule="start"),
    MSPROJECT.replace(reschedule="all"), P6.replace(lag_calendar="24h", float_per_project=False), P6.replace(progress="override", float_rule="smallest"),
])  # fmt: skip


def same(one: Schedule, other: Schedule) -> None:
    assert one.ok == other.ok
    assert [d.id for d in one.diagnostics] == [d.id for d in other.diagnostics]
    for name in COLUMNS:
        assert getattr(one, name).tolist() == getattr(other, name).tolist(), name


def with_summaries(plan: Plan, data: Any) -> Plan:
    """Put some rows below earlier ones that have no links to them."""
    n = len(plan.tasks)
    parent = np.full(n, -1, np.int32)
    for row in range(1, n):
        if data.draw(st.integers(0, 3)) == 0:
            parent[row] = data.draw(st.integers(0, row - 1))
    return plan.replace(tasks=replace(plan.tasks, parent=parent))


def with_progress(plan: Plan, data: Any) -> Plan:
    n = len(plan.tasks)
    begun = np.array(data.draw(st.lists(st.sampled_from([0, 0, 0, 1, 2]), min_size=n, max_size=n)))
    start = np.where(begun > 0, START + 480 * np.arange(n), MISSING)
    return plan.replace(
        tasks=replace(
            plan.tasks,
            actual_start=start.astype(np.int32),
            actual_finish=np.where(begun == 2, start + 2000, MISSING).astype(np.int32),
            percent=np.where(begun == 1, 40, np.where(begun == 2, 100, 0)).astype(np.float32),
        ),
        projects=tuple(replace(each, status_date=START + 4800) for each in plan.projects),
    )


@st.composite
def edits(draw: Any, plan: Plan) -> Any:
    """Draw an edit, possible or not."""
    n, m = len(plan.tasks), len(plan.links)
    moment = START + 60 * draw(st.integers(-200, 900))
    done = {"actual_start": moment, "percent": 100, "actual_finish": moment + 3000}
    values = [
        {"duration": draw(st.sampled_from([0, 30, 480, 960, 4800]))},
        {"constraint": int(draw(st.sampled_from(list(Constraint)))), "constraint_date": moment},
        draw(st.sampled_from([done, {"actual_start": moment, "percent": 30}, {"actual_start": MISSING}])),
        {"calendar": draw(st.integers(-1, 3)), "elapsed": draw(st.booleans())},
        {"manual": True, "manual_start": moment, "manual_finish": moment + 960},
        {"deadline": moment},
        *({"leveling_delay": 2880}, {"active": False}, {"float_calendar": 1}, {"remaining": 240}),
        *({"duration": -5}, {"calendar": 9}, {"percent": 120}),
    ]
    link = LinkAdded(
        draw(st.integers(0, n - 1)), draw(st.integers(0, n - 1)), draw(st.integers(0, 3)),
        draw(st.integers(-900, 3000)), draw(st.integers(0, 3)),
    )  # fmt: skip
    chosen = draw(st.integers(0, max(0, m - 1)))
    lag = {"type": draw(st.integers(0, 3)), "lag": draw(st.integers(-900, 3000))}
    of_links = [link, LinkRemoved(chosen), LinkChanged(chosen, lag)] if m else [link]
    of_tasks = [TaskChange(draw(st.integers(0, n - 1)), each) for each in values]
    return draw(st.sampled_from(of_links) | st.sampled_from(of_tasks))


@quick
@given(plans(constraints=False), options, st.data())
def test_after_every_edit_it_equals_a_full_run(plan: Plan, choice: Any, data: Any) -> None:
    if data.draw(st.booleans()):
        plan = with_summaries(plan, data)
    if data.draw(st.booleans()):
        plan = with_progress(plan, data)
    live = LiveSchedule(plan, choice)
    for _ in range(data.draw(st.integers(1, 6))):
        edit = data.draw(edits(live.plan))
        before, wanted = live.schedule, schedule(changed_plan(live.plan, edit), choice)
        moved = reschedule(live, edit)
        same(live.schedule, wanted)
        if before.ok and not isinstance(edit, LinkRemoved):
            differs = [
                row for row in range(len(before.start))
                if any(getattr(before, name)[row] != getattr(wanted, name)[row] for name in COLUMNS[:10])
            ]  # fmt: skip
            assert moved.rows.tolist() == differs


def test_ordinary_edits_of_ordinary_plans_are_followed_by_waves() -> None:
    plan = plain([5, 3, 4, 2], [(0, 1, "FS", 0), (1, 3, "FS", 0), (2, 3, "SS", 1)])
    live = LiveSchedule(plan)
    edits = [
        TaskChange(1, {"duration": 1440}), LinkAdded(0, 2, LinkType.FF, 1440), LinkChanged(2, {"lag": 2880}),
        LinkRemoved(0), TaskChange(0, {"constraint": Constraint.SNET, "constraint_date": START + 1440}),
        TaskChange(2, {"actual_start": START, "percent": 50}), LinkAdded(2, 1),
    ]  # fmt: skip
    for edit in edits:
        wanted = schedule(changed_plan(live.plan, edit))
        assert not reschedule(live, edit).whole, edit
        same(live.schedule, wanted)


def test_only_what_a_change_reaches_is_moved() -> None:
    plan = plain([2, 2, 2, 9], [(0, 1, "FS", 0), (1, 2, "FS", 0)])
    live = LiveSchedule(plan)
    # Three days of float are left in the short chain, so the project ends as before and its other end stays.
    assert reschedule(live, TaskChange(1, {"duration": 3 * 1440})).rows.tolist() == [0, 1, 2]
    assert live.schedule.total_float.tolist() == [2 * 1440, 2 * 1440, 2 * 1440, 0]


def test_a_cycle_leaves_no_dates_and_goes_away_again() -> None:
    live = LiveSchedule(plain([1, 1, 1], [(0, 1, "FS", 0), (1, 2, "FS", 0)]))
    reschedule(live, LinkAdded(2, 0))
    assert [each.id for each in live.schedule.diagnostics] == ["cycle"]
    assert not live.schedule.ok
    reschedule(live, LinkRemoved(2))
    same(live.schedule, schedule(live.plan))
    assert live.schedule.ok


def test_earlier_schedules_stay_what_they_were() -> None:
    live = LiveSchedule(plain([1, 1], [(0, 1, "FS", 0)]))
    before = live.schedule
    kept = before.start.tolist()
    reschedule(live, TaskChange(0, {"duration": 10 * 1440}))
    assert before.start.tolist() == kept
    assert live.schedule.start.tolist() != kept


def test_many_links_into_one_task_and_out_of_one() -> None:
    count = 300
    live = LiveSchedule(plain([1] * (count + 2), []))
    for row in range(1, count + 1):
        reschedule(live, LinkAdded(0, row), LinkAdded(row, count + 1))
    same(live.schedule, schedule(live.plan))
    for _ in range(count):
        assert not reschedule(live, LinkRemoved(len(live.plan.links) // 2)).whole
    same(live.schedule, schedule(live.plan))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (TaskChange(9, {"duration": 1}), "there is no row 9 among 2"),
        (TaskChange(0, {"parent": 1}), "a change cannot set"),
        (LinkRemoved(5), "there is no row 5 among 1"),
        (LinkChanged(0, {"successor": 0}), "a change cannot set"),
    ],
)
def test_a_change_that_names_nothing_is_refused(change: Any, message: str) -> None:
    live = LiveSchedule(plain([1, 1], [(0, 1, "FS", 0)]))
    with pytest.raises(ValueError, match=message):
        reschedule(live, change)
    same(live.schedule, schedule(live.plan))


def test_a_share_of_a_duration_that_is_too_long_is_reported_as_in_a_full_run() -> None:
    plan = plain([1, 1], [(0, 1, "FS", 0)])
    live = LiveSchedule(plan.replace(links=replace(plan.links, lag=[10**8], lag_kind=[2])))
    assert live.schedule.ok
    reschedule(live, TaskChange(0, {"duration": 10**8}))
    assert [each.id for each in live.schedule.diagnostics] == ["lag-out-of-range"]
    reschedule(live, TaskChange(0, {"duration": 1440}))
    same(live.schedule, schedule(live.plan))
