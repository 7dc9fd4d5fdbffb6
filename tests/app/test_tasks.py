"""Tasks and dependencies are changed one verb at a time; the worker recalculates what they move."""

import pytest

from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.calendars import create_calendar
from headway.app.actions.dependencies import link_tasks, unlink_tasks
from headway.app.actions.errors import Refused, Stale
from headway.app.actions.plans import install_plan, set_status_date
from headway.app.actions.tasks import create_task, delete_task, update_task
from headway.app.models import BaselineTask, Component, Dependency, Event, Rollup, Task
from headway.app.rules import NotAllowed
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db
DAY = 1440
MONDAY = 20458 * DAY


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    install_plan(SYSTEM, at.sibling, small_plan())
    return at


def task(component, name):
    return Task.objects.get(component=component, name=name)


def outline(component):
    return [(row.wbs, row.name, row.level, row.kind) for row in component.tasks.order_by("position")]


def test_new_tasks_find_their_place():
    place = tree()
    phase = create_task(SYSTEM, place.project, name="Phase")
    one = create_task(SYSTEM, place.project, name="One", parent=phase)
    create_task(SYSTEM, place.project, name="End", kind="milestone")
    create_task(SYSTEM, place.project, name="Two", after=one, duration_minutes=960)
    assert outline(place.project) == [
        ("1", "Phase", 1, "summary"),
        ("1.1", "One", 2, "task"),
        ("1.2", "Two", 2, "task"),
        ("2", "End", 1, "milestone"),
    ]
    assert [row.position for row in place.project.tasks.order_by("position")] == [0, 1, 2, 3]
    assert list(place.project.tasks.order_by("position").values_list("uid", flat=True)) == [1, 2, 4, 3]
    run_pending()
    assert Rollup.objects.get(component=place.project).task_count == 3
    delete_task(SYSTEM, one)
    assert delete_task(SYSTEM, task(place.project, "Two")) == 1
    assert outline(place.project) == [("1", "Phase", 1, "task"), ("2", "End", 1, "milestone")]


def test_deleting_a_phase_takes_what_is_below_and_its_links(place):
    assert delete_task(SYSTEM, task(place.project, "Phase")) == 3
    assert (place.project.tasks.count(), place.project.dependencies.count()) == (1, 0)
    event = Event.objects.get(verb="task.deleted")
    assert (event.summary, [row["name"] for row in event.before["rows"]]) == (
        "Deleted task “Phase” with 2 tasks below it",
        ["Phase", "A", "B"],
    )


def test_a_longer_task_moves_what_follows_and_says_why(place):
    update_task(SYSTEM, task(place.project, "A"), version=1, duration_minutes=4 * 480)
    assert task(place.project, "C").finish == MONDAY + 7 * DAY + 17 * 60
    event = Event.objects.get(verb="schedule.recalculated")
    assert (event.cause.verb, event.cause.summary) == ("plan.edited", "Changed duration of “A”")
    assert event.after == {"finish": MONDAY + 7 * DAY + 17 * 60, "moved": 4}
    assert event.summary == "Recalculated “Project”: 4 tasks moved"
    run_pending()
    assert Event.objects.filter(verb="schedule.recalculated").count() == 1
    assert run_pending() == 0


def test_stale_task(place):
    row = task(place.project, "A")
    update_task(SYSTEM, row, version=1, name="Theirs")
    with pytest.raises(Stale) as stale:
        update_task(SYSTEM, row, version=1, name="Mine")
    assert stale.value.values == {"name": {"yours": "Mine", "theirs": "Theirs"}}


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"duration_minutes": -1}, "invalid-value"),
        ({"duration_minutes": 2**31}, "invalid-value"),
        ({"percent_complete": 100.5}, "invalid-value"),
        ({"percent_complete": float("nan")}, "invalid-value"),
        ({"percent_complete": 1e308}, "invalid-value"),
        ({"constraint_date": 4_222_000_000}, "invalid-value"),
        ({"constraint_date": 200_000_000}, "invalid-value"),
        ({"constraint": "SNET"}, "constraint-without-date"),
        ({"constraint": "WHENEVER"}, "invalid-value"),
        ({"actual_start": MONDAY, "actual_finish": MONDAY - 1}, "finish-before-start"),
        ({"name": "a\x00b"}, "invalid-value"),
        ({"critical": True}, "unknown-field"),
    ],
)
def test_values_that_no_task_can_have(place, values, why):
    row = task(place.project, "A")
    with pytest.raises(Refused) as refused:
        update_task(SYSTEM, row, **values)
    assert refused.value.id == why
    assert task(place.project, "A").version == 1
    assert not Event.objects.filter(verb="task.updated").exists()


def test_calendar_of_another_part_of_the_tree(place):
    foreign = create_calendar(SYSTEM, place.elsewhere, name="Foreign")
    with pytest.raises(Refused, match="another part"):
        update_task(SYSTEM, task(place.project, "A"), calendar=foreign)
    shared = create_calendar(SYSTEM, place.portfolio, name="Shared", week=[[[0, 1440]]] * 7)
    update_task(SYSTEM, task(place.project, "A"), calendar=shared)
    run_pending()
    row = task(place.project, "A")
    assert (row.start, row.finish) == (MONDAY + 480, MONDAY + 480 + 3 * 480)


@pytest.mark.parametrize(
    "values",
    [
        {"week": [[]] * 6},
        {"week": [[[720, 480]], None, None, None, None, None, None]},
        {"week": [[[0, 600], [500, 700]], None, None, None, None, None, None]},
        {"week": [[[0, "x"]], None, None, None, None, None, None]},
        {"exceptions": [{"first": "2026-12-24"}]},
        {"exceptions": [{"first": "2026-12-24", "last": "2026-12-20"}]},
        {"exceptions": [{"first": "9999-12-24", "last": "9999-12-25"}]},
        {"name": ""},
    ],
)
def test_calendars_that_make_no_sense(place, values):
    with pytest.raises(Refused):
        create_calendar(SYSTEM, place.project, **{"name": "X", **values})


def test_links_that_cannot_be(place):
    a, c = task(place.project, "A"), task(place.project, "C")
    for run, why in (
        (lambda: link_tasks(SYSTEM, a, a), "self-link"),
        (lambda: link_tasks(SYSTEM, a, task(place.project, "B")), "already-linked"),
        (lambda: link_tasks(SYSTEM, a, c, lag=1e308), "lag-too-long"),
        (lambda: link_tasks(SYSTEM, a, c, lag=float("inf")), "invalid-value"),
        (lambda: link_tasks(SYSTEM, a, c, type="XX"), "invalid-value"),
        (lambda: link_tasks(SYSTEM, task(place.project, "Phase"), a), "cycle"),
        (lambda: link_tasks(SYSTEM, a, task(place.project, "Phase")), "cycle"),
    ):
        with pytest.raises(Refused) as refused:
            run()
        assert refused.value.id == why
    assert Dependency.objects.count() == 4


def test_a_circle_is_named(place):
    with pytest.raises(Refused) as refused:
        link_tasks(SYSTEM, task(place.project, "C"), task(place.project, "A"))
    assert refused.value.detail == "A → B → C → A"


def test_a_circle_through_another_plan_is_found_and_hidden_where_it_must_be(place):
    c = task(place.project, "C")
    link_tasks(SYSTEM, c, task(place.sibling, "A"))
    back = task(place.sibling, "C")
    with pytest.raises(Refused) as refused:
        link_tasks(SYSTEM, back, task(place.project, "B"))
    assert refused.value.detail == "B (Project) → C (Project) → A (Sibling) → B (Sibling) → C (Sibling) → B (Project)"
    install_plan(SYSTEM, place.elsewhere, small_plan())
    link_tasks(SYSTEM, c, task(place.elsewhere, "A"))
    manager = acting(holder("Manager", place.program, "program_manager"))
    with pytest.raises(NotAllowed):
        link_tasks(manager, task(place.elsewhere, "C"), task(place.project, "B"))
    with pytest.raises(NotAllowed):
        link_tasks(manager, task(place.project, "A"), task(place.elsewhere, "B"))


def test_unlinking_lets_the_other_plan_go(place):
    link = link_tasks(SYSTEM, task(place.project, "C"), task(place.sibling, "A"))
    run_pending()
    assert task(place.sibling, "A").start == MONDAY + 7 * DAY + 480
    unlink_tasks(SYSTEM, link)
    run_pending()
    assert task(place.sibling, "A").start == MONDAY + 480


def test_baseline_status_date_and_health(place):
    set_baseline(SYSTEM, place.project)
    assert BaselineTask.objects.filter(component=place.project, finish__isnull=False).count() == 4
    set_status_date(SYSTEM, place.project, MONDAY + 3 * DAY)  # Thursday, midnight: A should be done, B not begun
    run_pending()
    rollup = Rollup.objects.get(component=place.project)
    assert (rollup.planned_percent, rollup.percent_complete, rollup.overdue_count) == (60.0, 0.0, 1)
    assert [(each["id"], each["level"]) for each in rollup.reasons] == [
        ("behind-plan", "red"),
        ("overdue-tasks", "amber"),
    ]
    assert rollup.reasons[0]["text"] == "0 % complete, the baseline expected 60 %"
    assert rollup.reasons[1]["task"] == task(place.project, "A").pk
    update_task(SYSTEM, task(place.project, "A"), percent_complete=100, actual_start=MONDAY + 480,
                actual_finish=MONDAY + 2 * DAY + 17 * 60)  # fmt: skip
    run_pending()
    rollup.refresh_from_db()
    assert (rollup.health, rollup.reasons, rollup.percent_complete) == ("green", [], 60.0)
    assert Rollup.objects.get(component=place.program).percent_complete == 30.0
    second = set_baseline(SYSTEM, place.project)
    assert (second.number, second.name, second.current) == (1, "Baseline 1", True)


def test_a_component_without_tasks_holds_none(place):
    for run in (
        lambda: create_task(SYSTEM, place.program, name="X"),
        lambda: set_baseline(SYSTEM, place.program),
        lambda: set_status_date(SYSTEM, place.program, 0),
        lambda: install_plan(SYSTEM, place.program, small_plan()),
    ):
        with pytest.raises(Refused) as refused:
            run()
        assert refused.value.id == "no-plan-here"
    assert Component.objects.get(pk=place.program.pk).revision == 0


def test_revision_counts_changes(place):
    before = Component.objects.get(pk=place.project.pk).revision
    update_task(SYSTEM, task(place.project, "A"), name="Other")
    create_task(SYSTEM, place.project, name="New")
    assert Component.objects.get(pk=place.project.pk).revision == before + 2
    run_pending()
    assert Rollup.objects.get(component=place.project).revision == before + 2
