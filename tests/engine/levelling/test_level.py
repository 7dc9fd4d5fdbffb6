"""Levelling of plans: nobody has more to do than there is, links and constraints hold, every move has its reason."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.levelling.small_problems import optimum, random_problem
from engine.networks import ALWAYS, STANDARD, START, plain, plans
from factories.cases import cases
from headway.engine.levelling.level import level
from headway.engine.levelling.levelled import Levelled, Move
from headway.engine.levelling.overloads import overloads_of
from headway.engine.levelling.plan_options import LevelOptions
from headway.engine.levelling.resources import Needs, Resources
from headway.engine.network import MSPROJECT, P6, schedule
from headway.engine.network.conflicts import conflicts
from headway.engine.plan import MISSING, Calendar, CalendarException, Constraint, Links, LinkType, Plan, Project, Tasks

DAY = 1440
ONE = Resources([1])


def needs_of(*pairs: tuple[int, int], units=None) -> Needs:
    return Needs([task for task, _ in pairs], [resource for _, resource in pairs], units)


def days(result: Levelled) -> list[float]:
    return ((result.after.start - START) / DAY).tolist()


def day(number: float) -> int:
    return START + int(number * DAY)


def test_two_tasks_of_one_person_follow_each_other_and_say_why() -> None:
    result = level(plain([3, 2], []), ONE, needs_of((0, 0), (1, 0)))
    assert result.ok
    assert days(result) == [0, 3]
    assert result.moved.tolist() == [1]
    assert result.moves() == [Move(1, day(0), day(2), day(3), day(5), 0, 0, -1)]
    assert result.delay.tolist() == [0, 3 * DAY]
    assert result.overloads == ()
    assert (schedule(result.plan).finish == result.after.finish).all()


def test_units_fit_side_by_side_up_to_the_capacity() -> None:
    plan = plain([2, 2, 2], [])
    team = level(plan, Resources([1.0]), needs_of((0, 0), (1, 0), (2, 0), units=[0.5, 0.5, 0.25]))
    assert days(team) == [0, 0, 2]
    assert days(level(plan, Resources([3]), needs_of((0, 0), (1, 0), (2, 0)))) == [0, 0, 0]


def test_followers_move_with_what_they_follow() -> None:
    result = level(plain([3, 2, 1], [(1, 2, "FS", 1)]), ONE, needs_of((0, 0), (1, 0)), LevelOptions(order="row"))
    assert days(result) == [0, 3, 6]
    assert [(move.task, move.resource, move.rival, move.link) for move in result.moves()] == [
        (1, 0, 0, -1), (2, -1, -1, 0)
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "expected"), [("FS", 6), ("SS", 4), ("FF", 5), ("SF", 3)])
def test_all_links_keep_their_lags(kind: str, expected: float) -> None:
    plan = plain([3, 2, 1], [(1, 2, kind, 1)])
    result = level(plan, ONE, needs_of((0, 0), (1, 0)), LevelOptions(order="row"))
    assert days(result) == [0, 3, expected]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("row", [0, 5, 7]),
        ("start", [0, 5, 7]),
        ("late_start", [2, 0, 2]),
        ("late_finish", [2, 0, 2]),
        ("slack", [2, 0, 2]),
    ],
)
def test_the_order_decides_who_goes_first(order: str, expected: list[float]) -> None:
    plan = plain([5, 2, 6], [(1, 2, "FS", 0)])
    assert days(level(plan, ONE, needs_of((0, 0), (1, 0)), LevelOptions(order=order))) == expected


def test_priorities_go_before_everything_and_a_thousand_never_moves() -> None:
    plan = plain([3, 2], [])
    wanted = LevelOptions(order="row", task_priority=np.array([500, 600]))
    assert days(level(plan, ONE, needs_of((0, 0), (1, 0)), wanted)) == [2, 0]
    both = LevelOptions(task_priority=np.array([1000, 1000]))
    stuck = level(plan, ONE, needs_of((0, 0), (1, 0)), both)
    assert days(stuck) == [0, 0]
    assert [(each.tasks, each.reasons, each.units) for each in stuck.overloads] == [((0, 1), ("fixed", "fixed"), 2.0)]


def test_a_project_of_high_priority_does_not_wait_for_others() -> None:
    plan = Plan(
        (ALWAYS,), Tasks(uid=np.arange(4), duration=np.full(4, DAY), project=np.array([0, 0, 1, 1])),
        projects=(Project(start=START), Project(start=START)),
    )  # fmt: skip
    needs = needs_of((0, 0), (1, 0), (2, 0), (3, 0))
    assert days(level(plan, ONE, needs, LevelOptions(project_priority=np.array([1, 2])))) == [2, 3, 0, 1]
    assert days(level(plan, ONE, needs, LevelOptions(project_priority=np.array([2, 1])))) == [0, 1, 2, 3]


def test_within_float_no_project_ends_later() -> None:
    plan = plain([5, 2, 4], [])
    free = level(plan, ONE, needs_of((0, 0), (1, 0), (2, 0)))
    assert free.after.project_finish > free.before.project_finish
    held = level(plan, ONE, needs_of((0, 0), (1, 0), (2, 0)), LevelOptions(within_float=True))
    assert held.after.project_finish == held.before.project_finish
    assert {reason for each in held.overloads for reason in each.reasons} == {"placed", "no-float"}
    room = level(plain([5, 2], [(0, 0, "FS", 0)][:0]), Resources([1, 1]), needs_of((0, 0), (1, 1)))
    assert room.moved.size == 0


def test_pinned_tasks_stay_and_others_give_way() -> None:
    result = level(plain([3, 2], []), ONE, needs_of((0, 0), (1, 0)), LevelOptions(pinned=np.array([False, True])))
    assert days(result) == [2, 0]


def test_exact_dates_and_what_has_begun_stay() -> None:
    exact = plain([3, 2], [], constraint=[Constraint.ASAP, Constraint.MSO], constraint_date=[MISSING, day(1)])
    assert days(level(exact, ONE, needs_of((0, 0), (1, 0)))) == [3, 1]
    begun = plain([3, 2], [], actual_start=[MISSING, day(0)])
    assert days(level(begun, ONE, needs_of((0, 0), (1, 0)), LevelOptions(order="row"))) == [2, 0]


def test_a_constraint_that_is_honored_holds_and_is_named() -> None:
    plan = plain([3, 2], [], constraint=[Constraint.ASAP, Constraint.SNLT], constraint_date=[MISSING, day(1)])
    result = level(plan, ONE, needs_of((0, 0), (1, 0)), LevelOptions(order="row"))
    assert days(result) == [0, 0]
    assert [(each.start, each.finish, each.reasons) for each in result.overloads] == [
        (day(0), day(2), ("placed", "constraint"))
    ]


@pytest.mark.parametrize("rules", [MSPROJECT, P6])
@pytest.mark.parametrize("kind", [Constraint.SNLT, Constraint.FNLT, Constraint.MSO, Constraint.MFO])
def test_a_date_that_wins_over_links_holds_what_comes_before_it(rules, kind) -> None:
    """Row 1 leads through row 2 to row 3, whose date lets row 1 wait for row 0 only where it gives way to links."""
    date = day(6) if kind in {Constraint.FNLT, Constraint.MFO} else day(5)
    plan = plain(
        [3, 2, 1, 1], [(1, 2, "FS", 0), (2, 3, "FS", 0)], constraint=[Constraint.ASAP] * 3 + [kind],
        constraint_date=[MISSING] * 3 + [date],
    )  # fmt: skip
    result = level(plan, ONE, needs_of((0, 0), (1, 0)), LevelOptions(order="row"), rules)
    assert "link-broken" not in {each.id for each in conflicts(result.plan, result.after, rules)}
    if rules is P6 and kind in {Constraint.SNLT, Constraint.FNLT}:
        assert days(result) == [0, 3, 5, 6]
        assert result.overloads == ()
    else:
        assert days(result)[:3] == [0, 0, 2]
        assert [each.reasons for each in result.overloads] == [("placed", "constraint")]


@pytest.mark.parametrize("room", [5, 6, 7])
def test_what_a_later_date_leaves_room_for_is_levelled(room: int) -> None:
    plan = plain(
        [3, 2, 1], [(1, 2, "FS", 0)], constraint=[Constraint.ASAP, Constraint.ASAP, Constraint.FNLT],
        constraint_date=[MISSING, MISSING, day(room)], deadline=[MISSING, day(1), MISSING],
    )  # fmt: skip
    result = level(plan, ONE, needs_of((0, 0), (1, 0)), LevelOptions(order="row"))
    assert days(result) == ([0, 3, 5] if room >= 6 else [0, 0, 2])
    assert (result.overloads == ()) == (room >= 6)


def test_work_as_late_as_possible_stays_and_is_named() -> None:
    plan = plain([4, 2, 3], [], constraint=[Constraint.ASAP, Constraint.ALAP, Constraint.ALAP])
    result = level(plan, ONE, needs_of((1, 0), (2, 0)))
    assert {reason for each in result.overloads for reason in each.reasons} == {"as-late-as-possible"}


def working(duration: int, **columns) -> Plan:
    return Plan((STANDARD, columns.pop("leave", STANDARD)), Tasks(uid=[0, 1], duration=[duration, 480], **columns),
                projects=(Project(start=START),))  # fmt: skip


def test_nobody_works_while_away() -> None:
    """START is Monday, 2026-01-05; the person is away on Tuesday and Wednesday."""
    leave = replace(STANDARD, exceptions=(CalendarException(20459, 20460),))
    person = Resources([1], calendar=[1])
    result = level(working(960, leave=leave), person, needs_of((0, 0), (1, 0)), LevelOptions(order="row"))
    assert result.overloads == ()
    assert days(result) == [3, 0]
    assert result.moves()[0].rival == -1
    on_own_calendar = working(960, leave=leave, calendar=[1, 1])
    assert days(level(on_own_calendar, person, needs_of((0, 0)))) == [0, 0]


def test_capacity_changes_with_time() -> None:
    grows = Resources([1], step_resource=[0], step_time=[day(2)], step_capacity=[2])
    assert days(level(plain([4, 3], []), grows, needs_of((0, 0), (1, 0)), LevelOptions(order="row"))) == [0, 2]
    leaves = Resources([1], step_resource=[0], step_time=[day(4)], step_capacity=[0])
    result = level(plain([4, 3], []), leaves, needs_of((0, 0), (1, 0)), LevelOptions(order="row"))
    assert days(result) == [0, 0]
    assert result.overloads[0].reasons == ("placed", "demand-beyond-capacity")


def test_old_delays_are_cleared_or_kept() -> None:
    plan = plain([3, 2], [], leveling_delay=[DAY, 0])
    assert days(level(plan, ONE, needs_of((0, 0)))) == [0, 0]
    kept = level(plan, ONE, needs_of((0, 0), (1, 0)), LevelOptions(keep_delays=True, order="row"))
    assert days(kept) == [1, 4]
    assert (schedule(kept.plan).start == kept.after.start).all()


@pytest.mark.parametrize("seed", range(cases(12)))
def test_small_plans_end_as_soon_as_by_trying_everything(seed: int) -> None:
    problem = random_problem(seed)
    links = [(a, b, "FS", 0) for a, b in zip(problem.predecessor.tolist(), problem.successor.tolist(), strict=True)]
    task, resource = np.nonzero(problem.demand)
    result = level(
        plain(problem.duration.tolist(), links), Resources(problem.capacity),
        Needs(task, resource, problem.demand[task, resource]), LevelOptions(iterations=400, seed=1),
    )  # fmt: skip
    assert result.overloads == ()
    assert (int(result.after.project_finish[0]) - START) / DAY == optimum(problem)


def test_more_iterations_are_never_worse_and_repeat() -> None:
    problem = random_problem(5, count=30, resources=3, most=9)
    links = [(a, b, "FS", 0) for a, b in zip(problem.predecessor.tolist(), problem.successor.tolist(), strict=True)]
    task, resource = np.nonzero(problem.demand)
    plan, needs = plain(problem.duration.tolist(), links), Needs(task, resource, problem.demand[task, resource])
    ends = []
    for iterations in (1, 20, 200):
        one, other = (level(plan, Resources(problem.capacity), needs, LevelOptions(iterations=iterations, seed=3))
                      for _ in range(2))  # fmt: skip
        assert (one.after.start == other.after.start).all()
        assert one.iterations == iterations
        ends.append(int(one.after.project_finish[0]))
    assert ends == sorted(ends, reverse=True)
    assert ends[-1] < ends[0]


def test_the_search_stops_when_told() -> None:
    problem = random_problem(5, count=30, resources=3, most=9)
    task, resource = np.nonzero(problem.demand)
    seen = []
    result = level(
        plain(problem.duration.tolist(), []), Resources(problem.capacity), Needs(task, resource),
        LevelOptions(iterations=1000), progress=lambda pace: seen.append(pace) or len(seen) < 3,
    )  # fmt: skip
    assert result.cancelled
    assert [each.iterations for each in seen] == [1, 2, 3]
    assert result.ok


def test_a_delay_over_a_weekend_makes_no_negative_float_before_it() -> None:
    """The second task is held back from Friday to Monday; its finish less three days of the clock is a Saturday."""
    plan = Plan(
        calendars=(STANDARD,),
        tasks=Tasks(np.arange(3), np.array([1000, 4800, 480]), elapsed=np.array([False, True, False])),
        links=Links(np.array([0]), np.array([2]), type=np.array([LinkType.FF])),
        projects=(Project(start=29_460_000),),
    )
    found = level(plan, Resources([0.5]), Needs([0, 1, 2], [0, 0, 0], [0.5, 0.5, 0.5]))
    assert found.delay.tolist() == [4800, 0, 4320]
    assert found.after.total_float[[0, 2]].tolist() == [0, 0]
    assert conflicts(found.plan, found.after, MSPROJECT) == ()


@pytest.mark.parametrize("rules", [MSPROJECT, P6])
@settings(max_examples=cases(150), deadline=None)
@given(data=st.data())
def test_any_plan_is_levelled_or_says_what_stayed(rules, data) -> None:
    plan = data.draw(plans())
    rows = st.integers(0, len(plan.tasks) - 1)
    pairs = data.draw(st.lists(st.tuples(rows, st.integers(0, 2)), max_size=15))
    units = data.draw(st.lists(st.sampled_from([0.5, 1.0, 2.0]), min_size=len(pairs), max_size=len(pairs)))
    people = Resources(data.draw(st.lists(st.sampled_from([0.5, 1.0, 2.0, 3.0]), min_size=3, max_size=3)),
                       calendar=data.draw(st.lists(st.integers(-1, 3), min_size=3, max_size=3)))  # fmt: skip
    needs = needs_of(*pairs, units=units)
    options = LevelOptions(within_float=data.draw(st.booleans()), iterations=data.draw(st.sampled_from([1, 4])))
    result = level(plan, people, needs, options, rules)
    assert result.ok
    assert (schedule(result.plan, rules).start == result.after.start).all()
    assert result.overloads == () or all(set(each.reasons) != {"placed"} for each in result.overloads)
    late = plan.tasks.constraint == Constraint.ALAP
    if not late.any():
        assert (result.after.early_start >= result.before.early_start).all()
        if options.within_float:
            assert (result.after.project_finish == result.before.project_finish).all()
    broken = {each.id for each in conflicts(result.plan, result.after, rules)}
    broken -= {each.id for each in conflicts(plan, result.before, rules)}
    # What limits the finish from above is no obstacle to levelling where the schedule does not honor it either.
    assert broken <= ({"constraint-broken", "negative-float"} if rules is P6 or late.any() else set())
    assert len(overloads_of(result.plan, result.after, people, needs, rules)) == len(result.overloads)


@settings(max_examples=cases(100), deadline=None)
@given(data=st.data())
def test_without_constraints_nothing_stays_overloaded(data) -> None:
    plan = data.draw(plans(constraints=False))
    rows = st.integers(0, len(plan.tasks) - 1)
    pairs = data.draw(st.sets(st.tuples(rows, st.integers(0, 2)), max_size=15))
    result = level(plan, Resources([1, 2, 3]), needs_of(*sorted(pairs)))
    assert result.overloads == ()
    assert (result.delay >= 0).all()
    assert ((result.pushed_by >= 0) <= (result.delay > 0)).all()


@pytest.mark.parametrize(
    ("resources", "needs", "name", "tasks", "others"),
    [
        (Resources([np.nan]), needs_of((0, 0)), "no-capacity", (), (0,)),
        (Resources([1, -1]), needs_of((0, 0)), "no-capacity", (), (1,)),
        (Resources([1], calendar=[7]), needs_of((0, 0)), "calendar-missing", (), (0,)),
        (ONE, needs_of((5, 0)), "need-of-missing-task", (5,), ()),
        (ONE, needs_of((1, 3)), "need-of-missing-resource", (1,), ()),
        (ONE, needs_of((1, 0), units=[np.nan]), "no-units", (1,), ()),
        (Resources([1], step_resource=[4], step_time=[0], step_capacity=[1]), needs_of((0, 0)), "no-capacity-step", (), (4,)),
    ],
)  # fmt: skip
def test_senseless_resources_are_named_and_nothing_moves(resources, needs, name, tasks, others) -> None:
    result = level(plain([3, 2], []), resources, needs)
    assert not result.ok
    assert [(each.id, each.tasks, each.resources) for each in result.diagnostics] == [(name, tasks, others)]
    assert result.moved.size == 0


@pytest.mark.parametrize("resources", [Resources([0]), Resources([0.5])])
def test_what_can_never_be_done_stays_and_is_named(resources) -> None:
    result = level(plain([3, 2], []), resources, needs_of((1, 0)))
    assert result.ok
    assert [(each.id, each.level, each.tasks, each.resources) for each in result.diagnostics] == [
        ("demand-beyond-capacity", "warning", (1,), (0,))
    ]
    assert [each.reasons for each in result.overloads] == [("demand-beyond-capacity",)]
    assert result.moved.size == 0


def test_a_plan_with_errors_is_left_as_it_is() -> None:
    result = level(plain([1, 1], [(0, 1, "FS", 0), (1, 0, "FS", 0)]), ONE, needs_of((0, 0)))
    assert not result.ok
    assert "cycle" in {each.id for each in result.diagnostics}


def test_a_plan_from_its_finish_is_refused() -> None:
    result = level(plain([1], []), ONE, needs_of((0, 0)), rules=MSPROJECT.replace(schedule_from="finish"))
    assert [each.id for each in result.diagnostics] == ["levelling-from-finish"]


def test_columns_that_do_not_fit_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="pinned"):
        level(plain([1], []), ONE, needs_of((0, 0)), LevelOptions(pinned=np.array([True, False])))


def test_never_resting_and_resting_calendars_meet() -> None:
    """A person on shifts: a task round the clock and one in office hours do not overlap in working time."""
    week = Calendar(week=(((480, 1020),),) * 5 + ((), ()))
    plan = Plan(
        (week, ALWAYS), Tasks(uid=[0, 1], duration=[540, DAY], calendar=[0, 1]), projects=(Project(start=START),)
    )
    result = level(plan, ONE, needs_of((0, 0), (1, 0)), LevelOptions(order="row"))
    assert result.overloads == ()
    assert days(result) == [0, 0.375]
