"""A plan document becomes rows, dates and rollups."""

import pytest

from factories.people import SYSTEM, tree
from factories.plans import big_plan, small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.plans import install_plan
from headway.app.models import Rollup, Task
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db

DAY = 1440
MONDAY = 20458 * DAY  # 2026-01-05


def test_small_plan_gets_its_dates():
    place = tree()
    install_plan(SYSTEM, place.project, small_plan())
    rows = {task.name: task for task in Task.objects.filter(component=place.project)}
    dates = {name: (task.start - MONDAY, task.finish - MONDAY) for name, task in rows.items()}
    friday_evening = 4 * DAY + 17 * 60
    assert dates == {
        "Phase": (480, friday_evening),
        "A": (480, 2 * DAY + 17 * 60),
        "B": (3 * DAY + 480, friday_evening),
        "C": (friday_evening, friday_evening),
    }
    assert rows["B"].driver.predecessor == rows["A"]
    assert rows["A"].parent == rows["Phase"]
    rollup = Rollup.objects.get(component=place.portfolio)
    assert (rollup.task_count, rollup.milestone_count, rollup.critical_count, rollup.project_count) == (3, 1, 3, 4)
    assert rollup.finish == MONDAY + friday_evening
    assert rollup.work_minutes == 5 * 480


def test_link_across_projects_moves_the_other():
    place = tree()
    install_plan(SYSTEM, place.project, small_plan("One"))
    install_plan(SYSTEM, place.sibling, small_plan("Two"))
    set_baseline(SYSTEM, place.sibling)
    milestone = Task.objects.get(component=place.project, name="C")
    first = Task.objects.get(component=place.sibling, name="A")
    link_tasks(SYSTEM, milestone, first)
    run_pending()
    first.refresh_from_db()
    assert first.start == MONDAY + 7 * DAY + 480
    rollup = Rollup.objects.get(component=place.sibling)
    assert rollup.finish_variance_days == 5.0
    assert rollup.health == "amber"
    assert [reason["id"] for reason in rollup.reasons] == ["finish-late"]


def test_many_tasks():
    place = tree()
    install_plan(SYSTEM, place.project, big_plan(2440))
    assert Task.objects.filter(component=place.project, start__isnull=True).count() == 0
