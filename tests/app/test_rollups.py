"""What is computed above the plans, against sums by hand."""

import pytest

from factories.people import SYSTEM, tree
from factories.plans import MONDAY, WEEK, small_plan
from headway.app.actions.components import create_component, move_component, trash_component
from headway.app.actions.plans import install_plan
from headway.app.models import Component, Rollup
from headway.formats.document import BaselineDoc, CalendarDoc, LinkDoc, PlanDocument, TaskDoc

pytestmark = pytest.mark.django_db
DAY = 1440
START = 20458 * DAY


def plan(days, *, percent=0.0, baseline_days=None, status_day=None, deadline_day=None, **task):
    """One task from Monday 5 January 2026; days count from there, within the first week."""
    from datetime import timedelta

    def evening(day):
        return MONDAY + timedelta(days=day - 1, hours=9)

    baselines = [] if baseline_days is None else [BaselineDoc(0, MONDAY, evening(baseline_days), baseline_days * 480)]
    return PlanDocument(
        format="test",
        start=MONDAY,
        status_date=None if status_day is None else evening(status_day),
        default_calendar=1,
        calendars=[CalendarDoc(uid=1, name="Office", week=WEEK)],
        tasks=[
            TaskDoc(uid=1, name="Work", duration_minutes=days * 480, percent_complete=percent, baselines=baselines,
                    deadline=None if deadline_day is None else evening(deadline_day), **task)
        ],
    )  # fmt: skip


def rollup(component):
    return Rollup.objects.get(component=component)


def reasons(component):
    return [(each["id"], each["level"], each["text"]) for each in rollup(component).reasons]


def test_a_late_plan():
    place = tree()
    install_plan(SYSTEM, place.project, plan(5, percent=20, baseline_days=3, status_day=2, deadline_day=4))
    row = rollup(place.project)
    assert (row.start, row.finish) == (START + 480, START + 4 * DAY + 1020)
    assert (row.baseline_start, row.baseline_finish) == (START + 480, START + 2 * DAY + 1020)
    assert (row.finish_variance_minutes, row.finish_variance_days) == (960, 2.0)
    assert (row.percent_complete, row.planned_percent) == (20.0, pytest.approx(200 / 3))
    assert (row.work_minutes, row.baseline_work_minutes, row.late_count, row.overdue_count) == (2400, 1440, 1, 0)
    assert reasons(place.project) == [
        ("behind-plan", "red", "20 % complete, the baseline expected 67 %"),
        ("finish-late", "amber", "Finish 2 days after the baseline"),
        ("deadline-missed", "amber", "1 task misses its deadline, the worst by 1 day"),
        ("negative-float", "amber", "1 task has negative float, down to \N{MINUS SIGN}1 day"),
    ]


def test_percentages_weigh_by_work_and_compare_the_same_work():
    place = tree()
    install_plan(SYSTEM, place.project, plan(4, percent=50, baseline_days=4, status_day=4))
    install_plan(SYSTEM, place.sibling, plan(1, percent=10))
    program = rollup(place.program)
    assert program.percent_complete == pytest.approx((4 * 50 + 1 * 10) / 5)
    assert program.planned_percent == pytest.approx((4 * 100 + 1 * 10) / 5)
    assert rollup(place.portfolio).planned_percent == program.planned_percent


def test_a_parent_is_red_when_a_third_of_its_work_is():
    place = tree()
    install_plan(SYSTEM, place.project, plan(2, percent=0, baseline_days=2, status_day=3))
    install_plan(SYSTEM, place.sibling, plan(5))
    assert (rollup(place.project).health, rollup(place.sibling).health) == ("red", "green")
    assert (rollup(place.program).health, rollup(place.portfolio).health) == ("amber", "amber")
    assert reasons(place.program) == [("child-red", "amber", "“Project” is off track: 29 % of the work below")]
    trash_component(SYSTEM, place.sibling)
    assert (rollup(place.program).health, rollup(place.portfolio).health) == ("red", "red")
    assert rollup(place.program).reasons[0]["component"] == place.project.pk


def test_counts_follow_a_move():
    place = tree()
    install_plan(SYSTEM, place.project, small_plan())
    other = Component.objects.get(name="Other program")
    move_component(SYSTEM, place.project, other)
    assert [rollup(each).task_count for each in (place.program, other, place.portfolio)] == [0, 3, 3]
    assert (rollup(place.program).health, rollup(place.program).start) == ("none", None)


def test_a_broken_plan_says_which_tasks():
    place = tree()
    document = small_plan()
    document.links.append(LinkDoc(3, 2))
    install_plan(SYSTEM, place.project, document)
    row = rollup(place.project)
    assert (row.health, [each["id"] for each in row.reasons]) == ("red", ["plan-broken"])
    cycle = next(each for each in row.diagnostics if each["id"] == "cycle")
    assert (cycle["level"], len(cycle["tasks"])) == ("error", 2)
    assert "“A”" in cycle["text"]
    assert "“B”" in cycle["text"]
    assert rollup(place.portfolio).red_count == 1


def test_an_empty_tree_has_no_health():
    top = create_component(SYSTEM, kind="portfolio", name="Top")
    create_component(SYSTEM, kind="project", name="Idea", parent=top)
    assert (rollup(top).health, rollup(top).project_count, rollup(top).task_count) == ("none", 1, 0)


def test_a_plan_without_baseline_makes_nothing_late_at_any_level_above():
    place = tree()
    install_plan(SYSTEM, place.project, plan(3, baseline_days=3))
    free = create_component(SYSTEM, kind="project", name="Without baseline", parent=place.program)
    install_plan(SYSTEM, free, plan(5))
    above = rollup(place.program), rollup(place.program.parent)
    assert [row.finish for row in above] == [START + 4 * DAY + 1020] * 2
    assert [row.compared_finish for row in above] == [START + 2 * DAY + 1020] * 2
    assert [row.finish_variance_days for row in above] == [0.0, 0.0]
