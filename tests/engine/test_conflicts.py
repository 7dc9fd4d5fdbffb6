"""What dates break is said with the rows concerned: constraints, deadlines, links, and dates that contradict."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from engine.networks import ALWAYS, STANDARD, START, plain
from engine.wild_plans import any_options, wild_plans
from headway.engine.network import MSPROJECT, P6, schedule
from headway.engine.network.conflicts import conflicts
from headway.engine.plan import MISSING, Constraint, Links, LinkType, Plan, Project, Tasks

DAY = 1440
SOFT = MSPROJECT.replace(honor_constraints=False)


def day(number: float) -> int:
    return START + int(number * DAY)


def found(plan: Plan, options=MSPROJECT) -> dict[str, tuple[tuple[int, ...], tuple[int, ...]]]:
    result = schedule(plan, options)
    assert result.ok
    listed = conflicts(plan, result, options)
    assert len({each.id for each in listed}) == len(listed)
    assert all(each.level == "warning" for each in listed)
    return {each.id: (each.tasks, each.links) for each in listed}


def chain(kind: Constraint, at: float, **columns) -> Plan:
    """Five days, then three with a constraint, then four: the chain of METHODS's worked example."""
    return plain(
        [5, 3, 4], [(0, 1, "FS", 0), (1, 2, "FS", 0)], constraint=[0, kind, 0],
        constraint_date=[MISSING, day(at), MISSING], **columns,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "at", "options", "expected"),
    [
        (Constraint.SNET, 8, MSPROJECT, {}),
        (Constraint.FNET, 11, MSPROJECT, {}),
        (Constraint.SNLT, 3, SOFT, {"constraint-broken": ((1,), ()), "negative-float": ((0, 1), ())}),
        (Constraint.SNLT, 3, MSPROJECT, {"link-broken": ((1,), (0,)), "negative-float": ((0,), ())}),
        (Constraint.FNLT, 6, SOFT, {"constraint-broken": ((1,), ()), "negative-float": ((0, 1), ())}),
        (Constraint.FNLT, 6, MSPROJECT, {"link-broken": ((1,), (0,)), "negative-float": ((0,), ())}),
        (Constraint.MSO, 3, MSPROJECT, {"link-broken": ((1,), (0,)), "negative-float": ((0,), ())}),
        (Constraint.MSO, 3, P6, {"link-broken": ((1,), (0,)), "negative-float": ((0,), ())}),
        (Constraint.MSO, 7, MSPROJECT, {}),
        (Constraint.MFO, 10, MSPROJECT, {}),
        (Constraint.START_ON, 3, P6, {"constraint-broken": ((1,), ()), "negative-float": ((0, 1), ())}),
        (Constraint.FINISH_ON, 6, P6, {"constraint-broken": ((1,), ()), "negative-float": ((0, 1), ())}),
    ],
)
def test_constraints_and_links_that_contradict(kind, at, options, expected) -> None:
    assert found(chain(kind, at), options) == expected


def test_a_deadline_missed() -> None:
    plan = plain([5, 3], [(0, 1, "FS", 0)], deadline=[MISSING, day(6)])
    assert found(plan) == {"deadline-missed": ((1,), ()), "negative-float": ((0, 1), ())}


def test_two_dates_of_one_task_that_exclude_each_other() -> None:
    plan = plain([3], [], constraint=[Constraint.SNET], constraint_date=[day(5)], deadline=[day(7)])
    assert found(plan)["constraint-conflict"] == ((0,), ())
    assert "constraint-conflict" not in found(plan.replace(tasks=replace(plan.tasks, deadline=[day(8)])))


def test_a_date_that_the_summaries_above_exclude() -> None:
    plan = plain(
        [0, 0, 3], [], parent=[-1, 0, 1], constraint=[Constraint.FNLT, 0, Constraint.SNET],
        constraint_date=[day(4), MISSING, day(2)],
    )  # fmt: skip
    assert found(plan)["constraint-conflict"] == ((2,), ())
    later = plan.replace(tasks=replace(plan.tasks, constraint_date=[day(5), MISSING, day(2)]))
    assert "constraint-conflict" not in found(later)


def test_a_date_that_the_imposed_finish_excludes() -> None:
    plan = plain([3], [], constraint=[Constraint.FNET], constraint_date=[day(9)])
    plan = plan.replace(projects=(Project(start=START, must_finish=day(8)),))
    assert found(plan)["constraint-conflict"] == ((0,), ())


def test_two_fixed_dates_that_contradict_their_link() -> None:
    plan = plain([5, 5], [(0, 1, "FS", 0)], constraint=[Constraint.MSO] * 2, constraint_date=[day(3), day(5)])
    assert found(plan) == {"link-broken": ((1,), (0,))}


def test_dates_set_by_hand_break_links() -> None:
    plan = plain(
        [5, 3], [(0, 1, "FS", 0)], manual=[False, True], manual_start=[MISSING, day(2)],
        manual_finish=[MISSING, day(5)],
    )  # fmt: skip
    assert found(plan)["link-broken"] == ((1,), (0,))


def test_work_that_went_ahead_of_its_predecessor() -> None:
    plan = plain([5, 3, 2], [(0, 1, "FS", 0), (0, 2, "SS", 0)], actual_start=[MISSING, day(1), MISSING])
    assert found(plan)["out-of-sequence"] == ((1,), (0,))


@pytest.mark.parametrize(("kind", "lag"), [("FS", -1), ("SS", 2), ("FF", 1), ("SF", 4)])
def test_links_that_hold_are_not_reported(kind: str, lag: int) -> None:
    assert found(plain([5, 3], [(0, 1, kind, lag)])) == {}


def test_the_end_of_a_shift_and_the_start_of_the_next_are_the_same_moment() -> None:
    friday = START + 4 * DAY + 540
    tasks = Tasks(uid=[0, 1], duration=[2400, 480], constraint=[0, Constraint.MSO], constraint_date=[MISSING, friday])
    plan = Plan((STANDARD,), tasks, Links([0], [1]), (Project(start=START),))
    assert found(plan) == {}


def test_finished_work_and_inactive_tasks_break_nothing() -> None:
    done = chain(Constraint.FNLT, 6, actual_start=[MISSING, day(5), MISSING], actual_finish=[MISSING, day(8), MISSING])
    assert "constraint-broken" not in found(done)
    assert {"constraint-broken", "link-broken"} & set(
        found(chain(Constraint.MSO, 3, active=[True, False, True]))
    ) == set()


def test_a_level_of_effort_is_asked_for_nothing() -> None:
    plan = plain([5, 0, 3], [(0, 1, "SS", 0), (2, 1, "FF", 0)], kind=[0, 4, 0])
    assert found(plan, P6) == {}


def test_no_dates_no_conflicts() -> None:
    plan = plain([1, 1], [(0, 1, "FS", 0), (1, 0, "FS", 0)])
    assert conflicts(plan, schedule(plan), MSPROJECT) == ()


@settings(max_examples=150, deadline=None)
@given(wild_plans(), any_options())
def test_any_schedule_can_be_asked(plan: Plan, options) -> None:
    result = schedule(plan, options)
    for each in conflicts(plan, result, options):
        assert each.level == "warning"
        assert set(each.tasks) <= set(range(len(plan.tasks)))
        assert set(each.links) <= set(range(len(plan.links)))
        if each.id in {"link-broken", "out-of-sequence"}:
            kinds = plan.links.type[list(each.links)]
            assert np.isin(kinds, [kind.value for kind in LinkType]).all()


def test_a_percent_lag_counts() -> None:
    plan = Plan(
        (ALWAYS,),
        Tasks(
            uid=[0, 1], duration=[1000, 100], constraint=[0, Constraint.MSO], constraint_date=[MISSING, START + 1400]
        ),
        Links([0], [1], lag=[5000], lag_kind=[2]),
        (Project(start=START),),
    )
    assert found(plan)["link-broken"] == ((1,), (0,))


def test_start_to_start_from_started_work_counts_from_its_actual_start() -> None:
    plan = plain([5, 3], [(0, 1, "SS", 1)], actual_start=[day(0), day(1)], percent=[60, 0])
    plan = plan.replace(projects=(Project(start=START, status_date=day(3)),))
    for options in (P6, MSPROJECT):
        assert "out-of-sequence" not in found(plan, options)


def test_start_to_start_to_work_that_is_to_come_is_kept_where_the_rest_of_its_predecessor_waits() -> None:
    plan = plain([10, 5, 3], [(0, 1, "FS", 0), (1, 2, "SS", 4)], actual_start=[MISSING, day(0), MISSING],
                 percent=[0, 60, 0])  # fmt: skip
    plan = plan.replace(projects=(Project(start=START, status_date=day(3)),))
    for options in (P6, P6.replace(start_lag_from="actual")):
        assert "link-broken" not in found(plan, options)


def test_what_follows_work_that_is_as_late_as_possible_keeps_its_links() -> None:
    plan = plain([2, 3, 9, 1], [(0, 1, "FS", 0), (1, 3, "FS", 0), (2, 3, "FS", 0)], constraint=[1, 0, 0, 0])
    for options in (P6, MSPROJECT):
        assert found(plan, options) == {}
