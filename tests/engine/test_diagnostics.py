"""Trouble is data: stable ids, the rows concerned, no date, no hang."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.networks import ALWAYS, DAY, STANDARD, START, plain
from headway.engine.network import MSPROJECT, P6, schedule
from headway.engine.plan import MISSING, Calendar, CalendarException, Links, Plan, Project, Tasks

TASKS = Tasks(uid=[0, 1], duration=[480, 480])
PLAN = Plan((STANDARD,), TASKS, Links([0], [1]), (Project(start=START),))


def found(plan: Plan) -> list[tuple[str, str, tuple[int, ...], tuple[int, ...]]]:
    result = schedule(plan)
    assert result.ok == (not any(each.level == "error" for each in result.diagnostics))
    assert result.ok or (result.start == MISSING).all()
    assert result.ok or (result.total_float == MISSING).all()
    return [(each.id, each.level, each.tasks, each.links) for each in result.diagnostics]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"projects": ()}, [("no-project", "error", (), ()), ("unknown-project", "error", (0, 1), ())]),
        ({"projects": (Project(start=START, calendar=4),)}, [("unknown-calendar", "error", (), ())]),
        ({"projects": (Project(start=MISSING),)}, [("date-out-of-range", "error", (), ())]),
        ({"projects": (Project(start=2**31 - 1),)}, [("date-out-of-range", "error", (), ())]),
        ({"tasks": replace(TASKS, calendar=[0, 7])}, [("unknown-calendar", "error", (1,), ())]),
        ({"tasks": replace(TASKS, parent=[9, -1])}, [("unknown-parent", "error", (0,), ())]),
        ({"tasks": replace(TASKS, parent=[1, 0])}, [("outline-loop", "error", (0, 1), ())]),
        ({"tasks": replace(TASKS, parent=[0, -1])}, [("outline-loop", "error", (0,), ())]),
        ({"tasks": replace(TASKS, project=[0, 1])}, [("unknown-project", "error", (1,), ())]),
        ({"tasks": replace(TASKS, kind=[0, 9])}, [("unknown-value", "error", (1,), ())]),
        ({"tasks": replace(TASKS, constraint=[-1, 0])}, [("unknown-value", "error", (0,), ())]),
        ({"tasks": replace(TASKS, constraint=[2, 0])}, [("constraint-without-date", "warning", (0,), ())]),
        ({"tasks": replace(TASKS, duration=[480, MISSING])}, [("missing-duration", "error", (1,), ())]),
        ({"tasks": replace(TASKS, duration=[480, -5])}, [("negative-duration", "error", (1,), ())]),
        ({"tasks": replace(TASKS, remaining=[-1, 0])}, [("negative-duration", "error", (0,), ())]),
        ({"tasks": replace(TASKS, duration=[480, 2**31 - 1])}, [("duration-too-long", "error", (1,), ())]),
        ({"tasks": replace(TASKS, percent=[np.nan, 5])}, [("not-a-number", "error", (0,), ())]),
        ({"tasks": replace(TASKS, percent=[101, 5])}, [("percent-out-of-range", "warning", (0,), ())]),
        ({"tasks": replace(TASKS, uid=[3, 3])}, [("duplicate-uid", "warning", (0, 1), ())]),
        ({"tasks": replace(TASKS, deadline=[2**30, 0])}, [("date-out-of-range", "error", (0,), ())]),
        ({"links": Links([0], [5])}, [("dangling-link", "error", (), (0,))]),
        ({"links": Links([0, -1], [1, 1])}, [("dangling-link", "error", (), (1,))]),
        ({"links": Links([0, 1], [1, 1])}, [("self-link", "error", (1,), (1,))]),
        ({"links": Links([0], [1], type=[7])}, [("unknown-value", "error", (), (0,))]),
        ({"links": Links([0], [1], lag=[MISSING])}, [("lag-out-of-range", "error", (), (0,))]),
        ({"links": Links([0], [1], lag=[10**8], lag_kind=[2])}, []),
        (
            {"links": Links([0], [1], lag=[10**8], lag_kind=[2]), "tasks": replace(TASKS, duration=[10**8, 480])},
            [("lag-out-of-range", "error", (), (0,))],
        ),
        ({"links": Links([0, 1], [1, 0])}, [("cycle", "error", (0, 1), (0, 1))]),
        ({"calendars": (replace(STANDARD, parent=0),)}, [("calendar-loop", "error", (), ())]),
        ({"calendars": (replace(STANDARD, parent=3),)}, [("calendar-loop", "error", (), ())]),
        ({"projects": (Project(start=float("nan")),)}, [("date-out-of-range", "error", (), ())]),
        ({"projects": (Project(start=START, must_finish=2**70),)}, [("date-out-of-range", "error", (), ())]),
        ({"projects": (Project(start=START, finish=float("-inf")),)}, []),
        ({"calendars": (Calendar(week=(DAY,) * 3),)}, [("unreadable-calendar", "error", (), ())]),
        ({"calendars": (Calendar(week=None),)}, [("unreadable-calendar", "error", (), ())]),
        ({"calendars": (Calendar(week=(((480, np.nan),),) * 7),)}, [("unreadable-calendar", "error", (), ())]),
        ({"calendars": (Calendar(week=(((480,),),) * 7),)}, [("unreadable-calendar", "error", (), ())]),
        ({"calendars": (Calendar(week=((480, 1020),) * 7),)}, [("unreadable-calendar", "error", (), ())]),
        ({"calendars": (Calendar(week=((("8:00", "17:00"),),) * 7),)}, [("unreadable-calendar", "error", (), ())]),
        (
            {"calendars": (replace(STANDARD, exceptions=(CalendarException(np.nan, 5),)),)},
            [("unreadable-calendar", "error", (), ())],
        ),
        (
            {"calendars": (replace(STANDARD, exceptions=(CalendarException(9, 5),)),)},
            [("backward-range", "warning", (), ())],
        ),
        (
            {"calendars": (Calendar(week=(((1020, 480),),) + (DAY,) * 6),)},
            [("backward-range", "warning", (), ())],
        ),
        ({"calendars": (Calendar(week=((),) * 7),)}, [("no-working-time", "error", (0, 1), ())]),
    ],
)
def test_each_kind_of_trouble(change: dict, expected: list) -> None:
    assert found(PLAN.replace(**change)) == expected


def test_no_tasks_at_all() -> None:
    result = schedule(PLAN.replace(tasks=Tasks(uid=[], duration=[]), links=Links()))
    assert (result.ok, result.start.tolist(), result.project_finish.tolist()) == (True, [], [START])


def test_work_only_in_the_far_future_is_found() -> None:
    far = START // 1440 + 30_000
    calendar = Calendar(week=((),) * 7, exceptions=(CalendarException(far, far, ((480, 1020),)),))
    result = schedule(PLAN.replace(calendars=(calendar,), links=Links()))
    assert (result.start // 1440).tolist() == [far, far]


def test_more_work_than_the_calendar_has_is_an_error_not_a_hang() -> None:
    day = START // 1440
    calendar = Calendar(week=((),) * 7, exceptions=(CalendarException(day, day, ((480, 1020),)),))
    assert found(PLAN.replace(calendars=(calendar,))) == [("date-out-of-range", "error", (), ())]


def test_a_horizon_that_grows_by_itself() -> None:
    n = 300
    chain = Plan(
        (STANDARD,),
        Tasks(uid=np.arange(n), duration=np.full(n, 480 * 100)),
        Links(np.arange(n - 1), np.arange(1, n)),
        (Project(start=START),),
    )
    assert schedule(chain).project_finish[0] == START // 1440 * 1440 + (300 * 20 - 1) * 7 * 1440 + 4 * 1440 + 1020


def test_all_cycles_smallest_first() -> None:
    plan = plain([1] * 7, [(a, b, "FS", 0) for a, b in [(0, 1), (1, 2), (2, 0), (3, 4), (4, 3), (5, 6)]])
    assert [each.tasks for each in schedule(plan).diagnostics] == [(3, 4), (0, 1, 2)]


def test_a_cycle_through_a_summary_names_its_rows() -> None:
    plan = plain([0, 1, 1], [(0, 2, "FS", 0), (2, 1, "FS", 0)], parent=[-1, 0, -1])
    assert [(each.id, set(each.tasks)) for each in schedule(plan).diagnostics] == [("cycle", {0, 1, 2})]


def test_every_diagnostic_is_documented() -> None:
    root = Path(__file__).resolve().parents[2]
    sources = [path.read_text("utf-8") for path in (root / "src/headway/engine/network").glob("*.py")]
    ids = set(re.findall(r'(?:Diagnostic|_task_error|_task_warning)\(\s*"([a-z-]+)"', "\n".join(sources)))
    assert len(ids) >= 20
    page = (root / "docs/reference/scheduling.md").read_text("utf-8")
    assert [each for each in sorted(ids) if f"`{each}`" not in page] == []


numbers = st.sampled_from([MISSING, -(2**31) + 1, -1, 0, 1, 480, START, START + 4000, 2**31 - 1])


@settings(max_examples=200, deadline=None)
@given(st.data(), st.sampled_from([MSPROJECT, P6]))
def test_any_numbers_give_dates_or_a_diagnostic(data, choice) -> None:
    n, m = data.draw(st.integers(0, 4)), data.draw(st.integers(0, 5))

    def column(values, count):
        return np.array(data.draw(st.lists(values, min_size=count, max_size=count)), np.int64)

    small = st.integers(-2, 5)
    tasks = Tasks(
        uid=column(small, n), duration=column(st.sampled_from([0, 480, 10_000]) | numbers, n), kind=column(small, n),
        parent=column(st.just(-1) | small, n), calendar=column(st.integers(-1, 1) | small, n),
        constraint=column(st.integers(0, 9) | small, n), constraint_date=column(numbers, n), deadline=column(numbers, n),
        actual_start=column(numbers, n), actual_finish=column(numbers, n), remaining=column(numbers, n),
        percent=data.draw(st.lists(st.floats(width=32), min_size=n, max_size=n)), stop=column(numbers, n),
        resume=column(numbers, n), manual=column(st.integers(0, 1), n), manual_start=column(numbers, n),
        manual_finish=column(numbers, n), active=column(st.integers(0, 1), n), leveling_delay=column(numbers, n),
    )  # fmt: skip
    links = Links(
        column(small, m), column(small, m), type=column(st.integers(0, 3) | small, m), lag=column(numbers, m),
        lag_kind=column(st.integers(0, 3) | small, m),
    )  # fmt: skip
    result = schedule(Plan((STANDARD, ALWAYS), tasks, links, (Project(start=START),)), choice)
    if result.ok:
        leaf = np.ones(n, bool)
        leaf[tasks.parent[tasks.parent >= 0]] = False
        assert (result.start[leaf] != MISSING).all()
        assert (result.start[leaf] <= result.finish[leaf]).all()
    else:
        assert (result.start == MISSING).all()
        assert any(each.level == "error" for each in result.diagnostics)
