"""Why a date is what it is: in sentences, and no further than the reader may see."""

import pytest
from django.test import Client

from factories.people import SYSTEM, holder, tree
from factories.plans import small_plan
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.plans import install_plan
from headway.app.bridge.recalculate import recalculate
from headway.app.models import Task


@pytest.fixture
def place(db):
    place = tree()
    install_plan(SYSTEM, place.project, small_plan())
    install_plan(SYSTEM, place.sibling, small_plan("Other"))
    return place


def ask(person, task, of="start"):
    client = Client()
    client.force_login(person)
    return client.get(f"/api/v1/tasks/{task.pk}/why", {"of": of})


def last_task(component):
    return component.tasks.exclude(kind="summary").order_by("-start", "-position").first()


def test_the_chain_leads_back_to_what_decides(place):
    recalculate([place.project.pk])
    task = last_task(place.project)
    steps = ask(holder("Manager", place.project, "project_manager"), task).json()["steps"]
    assert steps[0]["task"] == task.pk
    assert steps[0]["text"].startswith(f"“{task.name}” starts ")
    assert "finish-to-start" in steps[0]["text"]
    assert steps[-1]["cause"] in {"project-start", "constraint", "data-date"}
    assert {step["component"] for step in steps} == {place.project.pk}


def test_the_chain_ends_where_the_reader_may_not_see_on(place):
    before, after = last_task(place.sibling), place.project.tasks.exclude(kind="summary").order_by("position").first()
    link_tasks(SYSTEM, predecessor=before, successor=after)
    recalculate([place.project.pk])
    after.refresh_from_db()
    hidden = ask(holder("Manager", place.project, "project_manager"), after).json()["steps"]
    assert hidden[-1]["text"].endswith("because a task of another plan that you may not see decides it.")
    assert before.name + "” finishes" not in str(hidden)
    assert {step["component"] for step in hidden} == {place.project.pk}
    seen = ask(holder("Chief", place.program, "program_manager"), after).json()["steps"]
    assert {step["component"] for step in seen} == {place.project.pk, place.sibling.pk}


@pytest.mark.parametrize("of", ["start", "finish", "late_start", "late_finish"])
def test_every_date_can_be_asked_for(place, of):
    recalculate([place.project.pk])
    answer = ask(holder("Manager", place.project, "project_manager"), last_task(place.project), of)
    assert answer.status_code == 200
    assert answer.json()["steps"]


def test_strangers_find_nothing_and_nonsense_is_refused(place):
    task = last_task(place.project)
    assert ask(holder("Stranger", place.elsewhere, "project_manager"), task).status_code == 404
    assert ask(holder("Manager", place.project, "project_manager"), task, "soon").status_code == 422
    Task.objects.filter(pk=task.pk).update(active=False)
    assert ask(holder("Else", place.project, "project_manager"), task).status_code in {200, 422}
