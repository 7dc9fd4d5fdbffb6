"""The list of tasks holds exactly what the counts of the rollup count."""

from datetime import datetime

import pytest
from django.urls import reverse
from parsed_html import parse

from factories.people import SYSTEM
from factories.plans import big_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.plans import install_plan, set_status_date
from headway.app.actions.tasks import update_task
from headway.app.bridge.recalculate import recalculate
from headway.app.models import Rollup, Task
from headway.app.queries.pages.register import SHOWS, counts_of, register


@pytest.fixture
def troubled(place):
    """Sixty tasks: some done, one overdue, one stretched beyond its baseline, one past its deadline, one inactive."""
    install_plan(SYSTEM, place.sibling, big_plan(60, baseline=False))
    set_baseline(SYSTEM, place.sibling)
    by_uid = {task.uid: task for task in Task.objects.filter(component=place.sibling)}
    for uid in (2, 3):
        update_task(SYSTEM, by_uid[uid], percent_complete=100.0)
    update_task(SYSTEM, by_uid[10], duration_minutes=20 * 480)
    update_task(SYSTEM, by_uid[50], deadline=by_uid[50].start)
    Task.objects.filter(pk=by_uid[60].pk).update(active=False)
    place.sibling.refresh_from_db()
    set_status_date(SYSTEM, place.sibling, datetime(2026, 1, 20, 17))
    recalculate([place.sibling.pk])
    return place


@pytest.mark.parametrize("level", ["sibling", "program", "portfolio"])
def test_every_choice_lists_as_many_as_were_counted(troubled, manager, level):
    component = getattr(troubled, level)
    counts = counts_of(Rollup.objects.get(component=component))
    listed = {show: register(manager, component, show).count() for show in SHOWS}
    assert listed == counts
    assert min(counts[show] for show in ("late", "overdue", "critical", "done")) > 0


def test_the_page_filters_and_pages(page, troubled):
    address = reverse("tasks", args=[troubled.portfolio.pk])
    rows = parse(page.get(address, {"show": "all", "q": "TASK 18"})).every("tbody")[0].every("tr")
    assert [each.every("a")[0].words() for each in rows] == ["Task 18"]
    for odd in ({"show": "nonsense"}, {"page": "x"}, {"page": "-4"}, {"page": "9" * 30}, {"q": "\x00"}):
        assert page.get(address, odd).status_code == 200


def test_an_empty_choice_explains_itself(page, place):
    shown = parse(page.get(reverse("tasks", args=[place.project.pk]), {"show": "late"}))
    assert shown.every("h2")[-1].words() == "Nothing is late"
