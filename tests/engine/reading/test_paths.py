"""The longest path, the critical flag that follows it, and float paths."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.networks import ALWAYS, STANDARD, START, plain
from engine.reading.rich_plans import OPTIONS, rich_plans
from headway.engine.network import MSPROJECT, P6, compile_plan, run, schedule
from headway.engine.network.options import ScheduleOptions
from headway.engine.plan import MISSING, Links, Plan, Project, Tasks
from headway.engine.reading import float_paths, link_floats, longest_path

quick = settings(max_examples=100, deadline=None)


def marked(plan: Plan, options: ScheduleOptions = MSPROJECT) -> list[int]:
    compiled = compile_plan(plan, options)
    return np.flatnonzero(longest_path(compiled, run(compiled))).tolist()


def test_the_path_through_the_longest_branch() -> None:
    plan = plain([2, 3, 8, 1, 9], [(0, 1, "FS", 0), (1, 3, "FS", 0), (0, 2, "FS", 0), (2, 3, "FS", 0)])
    assert marked(plan) == [0, 2, 3]


def test_all_tasks_that_end_last_begin_a_path() -> None:
    assert marked(plain([2, 3, 5], [(0, 1, "FS", 0)])) == [0, 1, 2]


def test_float_and_longest_path_may_differ() -> None:
    """A deadline makes a short task critical by float; a late constraint takes the float of the longest path away."""
    plan = plain([5, 2], [], deadline=np.array([MISSING, START + 2 * 1440]))
    critical = {
        name: schedule(plan, MSPROJECT.replace(critical_by=name)).critical.tolist()
        for name in ("float", "longest_path", "either", "both")
    }
    assert critical == {
        "float": [True, True], "longest_path": [True, False], "either": [True, True], "both": [True, False],
    }  # fmt: skip
    imposed = plan.replace(projects=(Project(start=START, must_finish=START + 9 * 1440),))
    critical = {
        name: schedule(imposed, P6.replace(critical_by=name)).critical.tolist()
        for name in ("float", "longest_path", "either", "both")
    }
    assert critical == {
        "float": [False, True], "longest_path": [True, False], "either": [True, True], "both": [False, False],
    }  # fmt: skip


def test_what_drives_over_a_weekend_has_float() -> None:
    """A task round the clock has the weekend as float, and still drives the finish."""
    plan = Plan(
        (STANDARD, ALWAYS),
        Tasks(uid=np.arange(3), duration=np.array([5 * 480, 1440, 480]), calendar=np.array([0, 1, 0])),
        Links(np.array([0, 1]), np.array([1, 2])),
        (Project(start=START),),
    )
    # A ends Friday 17:00, B Saturday 17:00, C begins on Monday at 08:00: B may slip 39 hours.
    assert schedule(plan).critical.tolist() == [True, False, True]
    assert int(schedule(plan).total_float[1]) == 39 * 60
    assert marked(plan) == [0, 1, 2]


def test_the_path_runs_through_summaries() -> None:
    # P -> summary S(A, B) -> C: B is longer than A
    plan = plain(
        [1, 0, 1, 3, 1], [(0, 1, "FS", 0), (1, 4, "FS", 0)], parent=np.array([-1, -1, 1, 1, -1])
    )  # fmt: skip
    assert marked(plan) == [0, 1, 3, 4]


def test_finished_work_is_on_no_path() -> None:
    plan = plain(
        [2, 3],
        [(0, 1, "FS", 0)],
        actual_start=np.array([START, MISSING]),
        actual_finish=np.array([START + 2880, MISSING]),
    )
    assert marked(plan) == [1]


@quick
@given(st.data())
def test_nothing_on_the_longest_path_has_float(data) -> None:
    n = data.draw(st.integers(1, 10))
    pairs = [(a, b) for b in range(n) for a in range(b)]
    chosen = data.draw(st.lists(st.sampled_from(pairs), max_size=2 * n)) if pairs else []
    links = [
        (a, b, data.draw(st.sampled_from(["FS", "SS", "FF", "SF"])), data.draw(st.integers(0, 3))) for a, b in chosen
    ]
    plan = plain(data.draw(st.lists(st.integers(0, 6), min_size=n, max_size=n)), links)
    result = schedule(plan)
    path = marked(plan)
    assert path
    assert (result.total_float[path] == 0).all()
    assert result.early_finish[path].max() == result.project_finish[0]
    if all(kind == "FS" for _, _, kind, _ in links):
        assert np.flatnonzero(result.total_float == 0).tolist() == path


@quick
@given(rich_plans(), OPTIONS)
def test_the_path_of_any_plan_ends_last_and_its_tasks_drive_each_other(plan: Plan, options) -> None:
    compiled = compile_plan(plan, options)
    result = run(compiled)
    if not result.ok:
        return
    path = longest_path(compiled, result)
    done = plan.tasks.actual_finish != MISSING
    assert not (path & done & (compiled.leaf >= 0)).any()
    driving = link_floats(compiled, result).driving
    holds = np.zeros(len(plan.tasks), bool)
    holds[plan.tasks.parent[plan.tasks.parent >= 0]] = True
    ends = result.early_finish if options.mode == "p6" else result.finish
    counts = plan.tasks.active & ~holds & ~plan.tasks.spanning
    last = ends == ends[counts].max() if counts.any() else done
    leads = np.zeros(len(plan.tasks), bool)
    leads[plan.links.predecessor[driving]] = True
    below = plan.tasks.parent >= 0
    assert (~path | last | leads | below | holds).all()


CHAIN = [(0, 1, "FS", 0), (1, 4, "FS", 0), (0, 2, "FS", 0), (2, 4, "FS", 0), (3, 2, "FS", 0)]


@pytest.mark.parametrize("by", ["free", "total"])
def test_float_paths_by_hand(by) -> None:
    """A(2) -> B(6) -> E(1); A -> C(3) -> E; D(1) -> C: C may slip 3, and its path runs on to D."""
    compiled = compile_plan(plain([2, 6, 3, 1, 1], CHAIN), P6)
    found = float_paths(compiled, run(compiled), 4, by=by)
    assert found.paths == ((0, 1, 4), (3, 2))
    assert found.number.tolist() == [1, 1, 2, 2, 1]
    assert [value // 1440 for value in found.floats] == [0, 3]


def test_float_paths_end_where_they_are_asked_to() -> None:
    compiled = compile_plan(plain([2, 6, 3, 1, 1], CHAIN), P6)
    result = run(compiled)
    assert float_paths(compiled, result, 2).paths == ((0, 2), (3,))
    assert float_paths(compiled, result, 4, count=1).number.tolist() == [1, 1, 0, 0, 1]
    with pytest.raises(ValueError, match="Float paths end"):
        float_paths(compiled, result, 9)


def test_the_driving_path_is_the_one_of_least_free_float() -> None:
    """T. Boyle's example (2017): the driving logic to C3 is A-B-B1-C1-C2-C3, though A-B-C-D-E is the critical path."""
    names = ["A", "B", "C", "D", "E", "A1", "B1", "C1", "C2", "C3"]
    arrows = ["A B", "B C", "C D", "D E", "A A1", "B B1", "A1 C1", "B1 C1", "C1 C2", "C2 C3"]
    links = [(names.index(a), names.index(b), "FS", 0) for a, b in (arrow.split() for arrow in arrows)]
    compiled = compile_plan(plain([10, 10, 10, 20, 20, 5, 5, 5, 5, 5], links), P6)
    result = run(compiled)
    by_free = float_paths(compiled, result, names.index("C3"), by="free")
    assert [[names[row] for row in path] for path in by_free.paths] == [["A", "B", "B1", "C1", "C2", "C3"], ["A1"]]
    assert [names[row] for row in np.flatnonzero(longest_path(compiled, result))] == ["A", "B", "C", "D", "E"]


@quick
@given(rich_plans(), OPTIONS, st.integers(0, 9), st.sampled_from(["free", "total"]))
def test_every_task_is_on_one_path(plan: Plan, options, row: int, by) -> None:
    compiled = compile_plan(plan, options)
    result = run(compiled)
    if not result.ok:
        return
    row %= len(plan.tasks)
    if compiled.leaf[row] < 0:
        return
    found = float_paths(compiled, result, row, count=50, by=by)
    assert found.paths[0][-1] == row
    listed = [each for path in found.paths for each in path]
    assert len(listed) == len(set(listed))
    assert sorted(listed) == np.flatnonzero(found.number).tolist()
    if by == "free":
        assert list(found.floats) == sorted(found.floats)
