"""The problems of a schedule: what is wrong, where, and what to do; gone once it is mended."""

import numpy as np
import pytest
from django.test import Client

from factories.people import SYSTEM, holder, tree
from factories.plans import big_plan, small_plan
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plans import install_plan
from headway.app.bridge import problems
from headway.app.bridge.problem_words import COMPOSED, REMEDIES
from headway.app.bridge.problems import problems_of
from headway.app.bridge.recalculate import recalculate
from headway.app.models import Task
from headway.engine.measures.quality_table import CHECKS

FRIDAY_MORNING = 29464320 - 4 * 1440


@pytest.fixture
def place(db):
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    install_plan(SYSTEM, at.sibling, small_plan("Other"))
    at.maja = holder("Maja", at.project, "project_manager")
    return at


def task(component, name):
    return Task.objects.get(component=component, name=name)


def change(place, name, **values):
    edit_plan(SYSTEM, place.project, [{"op": "set", "tasks": [task(place.project, name).pk], "values": values}])


def found(place):
    client = Client()
    client.force_login(place.maja)
    answer = client.get(f"/api/v1/plans/{place.project.pk}/problems")
    assert answer.status_code == 200
    return {each["id"]: each for each in answer.json()["items"]}


def test_a_missed_deadline_is_found_with_its_task_and_gone_once_mended(place):
    assert "deadline-missed" not in found(place)
    deadline = task(place.project, "B").finish - 1440
    change(place, "B", deadline=deadline)
    told = found(place)["deadline-missed"]
    assert (told["level"], told["count"], told["tasks"]) == ("warning", 1, [task(place.project, "B").pk])
    assert told["text"] == "The tasks finish after their deadlines."
    assert told["remedy"] == "Shorten the work before, or agree on another deadline."
    assert "negative-float" in found(place)
    change(place, "A", duration_minutes=2 * 480)
    assert not {"deadline-missed", "negative-float", "dcma-07-negative-float"} & found(place).keys()


def test_a_task_that_nothing_waits_for_is_loose_until_it_is_linked(place):
    edit_plan(SYSTEM, place.project, [{"op": "insert", "rows": [{"cells": {"name": "Loose", "duration": "2d"}}]}])
    loose = task(place.project, "Loose")
    assert loose.pk in found(place)["dcma-01-logic"]["tasks"]
    link_tasks(SYSTEM, task(place.project, "A"), loose)
    link_tasks(SYSTEM, loose, task(place.project, "C"))
    assert loose.pk not in found(place).get("dcma-01-logic", {"tasks": []})["tasks"]


def test_one_thing_is_said_once(place):
    change(place, "B", deadline=task(place.project, "B").finish - 1440)
    names = set(found(place))
    assert "negative-float" in names
    assert not names & {"dcma-07-negative-float", *COMPOSED}


def test_the_gravest_comes_first_and_each_says_what_to_do(place):
    change(place, "B", deadline=task(place.project, "B").finish - 1440)
    levels = [each["level"] for each in found(place).values()]
    assert levels == sorted(levels, key=["error", "warning", "advice"].index)
    assert all(each["remedy"] and each["title"] and each["text"] for each in found(place).values())


def test_every_check_that_can_fail_has_a_remedy():
    assert {check.id for check in CHECKS} - COMPOSED - REMEDIES.keys() == {"gao-08-risk-analysis"}


def test_tasks_of_other_plans_are_not_named(place):
    link_tasks(SYSTEM, task(place.sibling, "C"), task(place.project, "A"))
    recalculate([place.project.pk])
    others = set(Task.objects.filter(component=place.sibling).values_list("pk", flat=True))
    assert not others & {pk for each in found(place).values() for pk in each["tasks"]}


def test_it_is_worked_out_once_a_revision(place, monkeypatch):
    counted = []
    own = problems.findings
    monkeypatch.setattr(
        problems, "findings", lambda component, marks: counted.append(component.revision) or own(component, marks)
    )
    for _ in range(3):
        found(place)
    change(place, "A", duration_minutes=480)
    found(place)
    assert len(counted) == 2
    assert counted[0] < counted[1]


def test_a_plan_without_tasks_has_no_problems(place):
    place.project = place.elsewhere
    place.maja = holder("Elsa", place.elsewhere, "project_manager")
    assert found(place) == {}


def test_many_tasks_cost_as_many_queries_as_few(place, django_assert_max_num_queries):
    install_plan(SYSTEM, place.elsewhere, big_plan(2000))
    place.elsewhere.refresh_from_db()
    with django_assert_max_num_queries(25):
        told = problems_of(place.elsewhere).items
    sizes = np.array([len(each["tasks"]) for each in told])
    assert (sizes <= problems.MOST_TASKS).all()
    assert any(each["count"] > problems.MOST_TASKS for each in told)


def test_while_the_scheduler_is_compiled_nothing_is_claimed(place, monkeypatch):
    monkeypatch.setattr(problems, "compiles_meanwhile", lambda: True)
    client = Client()
    client.force_login(place.maja)
    answer = client.get(f"/api/v1/plans/{place.project.pk}/problems").json()
    assert (answer["ready"], answer["items"]) == (False, [])
