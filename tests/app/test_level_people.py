"""Leveling the people of a plan: who waits for whom, in a branch or in the plan itself."""

import pytest

from factories.branches import BranchGrid, forget, status
from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.branches import merge_branch, start_branch
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.errors import Refused
from headway.app.actions.level_branch import start_levelled
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plans import install_plan
from headway.app.actions.undo import undo
from headway.app.bridge.levelling_words import leveled_in
from headway.app.models import BranchStep, ChangeSet, Component, Task
from headway.app.rules import NotAllowed
from headway.formats.document import AssignmentDoc, ResourceDoc, TaskDoc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]
HOUR, DAY = 60, 1440
DAY = 1440


@pytest.fixture
def place():
    """Anna does A, three days from Monday, and D at the same time; Bo does B, two days, after A. D has two days of float."""
    at = tree()
    document = small_plan()
    document.resources = [ResourceDoc(uid=1, name="Anna"), ResourceDoc(uid=2, name="Bo")]
    document.tasks.append(TaskDoc(uid=5, name="D", duration_minutes=3 * 480))
    document.assignments = [AssignmentDoc(1, 2, 1), AssignmentDoc(2, 3, 2), AssignmentDoc(3, 5, 1)]
    install_plan(SYSTEM, at.project, document)
    at.manager = holder("Manager", at.program, "program_manager")
    at.reader = holder("Reader", at.program, "customer_success")
    return at


def task(at, name):
    return Task.objects.get(component=at.project, name=name)


def too_much(at, path):
    """Hours beyond what people can do."""
    code, told = status(at.reader, "get", f"{path}/load?step=day")
    assert code == 200
    return sum(told["resources"]["over"]) / HOUR


def level(at, how="people"):
    return edit_plan(acting(at.manager), at.project, [{"op": "level", "how": how}])


def test_in_a_branch_a_task_waits_until_its_person_is_free(place):
    live = f"/plans/{place.project.pk}"
    assert too_much(place, live) == 24
    branch = start_levelled(acting(place.reader), place.project, "people")
    assert (branch.name, branch.sharing) == ("Leveled", "private")
    assert (too_much(place, f"/branches/{branch.pk}"), too_much(place, live)) == (0, 24)
    rows = {each["name"]: each for each in status(place.reader, "get", f"/branches/{branch.pk}/comparison")[1]["tasks"]}
    assert {name for name, each in rows.items() if each["moved"]} == {"D"}
    assert rows["D"]["moved"] == 5 * DAY  # Thursday, Friday and, over the weekend, Monday
    told = leveled_in(branch)
    start = task(place, "D").start
    assert told["stays"] == []
    assert told["waits"] == [{"task": task(place, "D").pk, "name": "D", "resource": "Anna", "busy_with": "A",
                              "before": start, "after": start + 3 * DAY}]  # fmt: skip


def test_what_was_leveled_in_a_branch_is_merged_and_taken_back_like_any_edit(place):
    before = task(place, "D").start
    branch = start_levelled(acting(place.manager), place.project, "people", name="Anna first")
    merge_branch(acting(place.manager), branch)
    assert (task(place, "D").start - before, task(place, "D").leveling_delay_minutes) == (3 * DAY, 3 * DAY)
    assert too_much(place, f"/plans/{place.project.pk}") == 0
    undo(acting(place.manager), place.project)
    assert (task(place, "D").start, task(place, "D").leveling_delay_minutes) == (before, 0)


def test_within_the_float_nothing_finishes_later_than_it_may(place):
    with pytest.raises(Refused) as refused:
        start_levelled(acting(place.reader), place.project, "float")
    assert refused.value.id == "nothing-to-level"
    assert "Anna keeps too much to do, 5 Jan 2026 to 7 Jan 2026: 2 needed at a time, 1 there." in refused.value.detail
    assert "“D” has no float left" in refused.value.detail
    assert not ChangeSet.objects.exists()
    edit_plan(acting(place.manager), place.project, [
        {"op": "set", "tasks": [task(place, "D").pk], "cells": {"duration": "2d"}},
    ])  # fmt: skip
    branch = start_levelled(acting(place.reader), place.project, "float")
    assert too_much(place, f"/branches/{branch.pk}") == 0


def test_a_plan_is_leveled_in_place_and_the_delays_taken_away_again(place):
    done = level(place)
    assert (done.moved, done.problems) == (1, [])
    assert task(place, "D").leveling_delay_minutes == 3 * DAY
    assert level(place).event is None  # leveled again, nothing is different
    branch = start_levelled(acting(place.reader), place.project, "none")
    assert (branch.name, leveled_in(branch)) == ("Without leveling", None)
    assert level(place, "none").moved == 1
    assert task(place, "D").leveling_delay_minutes == 0


def test_priority_decides_who_goes_first(place):
    edit_plan(acting(place.manager), place.project, [
        {"op": "set", "tasks": [task(place, "D").pk], "values": {"priority": 900}},
    ])  # fmt: skip
    level(place)
    assert (task(place, "A").leveling_delay_minutes, task(place, "D").leveling_delay_minutes) == (3 * DAY, 0)


def test_what_has_begun_stays_and_is_told(place):
    edit_plan(acting(place.manager), place.project, [
        {"op": "set", "tasks": [task(place, name).pk for name in ("A", "D")], "values": {"percent_complete": 10}},
    ])  # fmt: skip
    done = level(place)
    assert (done.event, done.moved) == (None, 0)
    (problem,) = done.problems
    assert problem["title"] == "Anna keeps too much to do, 5 Jan 2026 to 7 Jan 2026: 2 needed at a time, 1 there."
    assert problem["where"] == "“A” has begun, or stands where it was put; “D” has begun, or stands where it was put"


def test_what_was_too_much_before_the_status_date_is_history(place):
    monday = task(place, "A").start
    Component.objects.filter(pk=place.project.pk).update(status_date=monday + 30 * DAY)
    forget()
    edit_plan(acting(place.manager), place.project, [
        {"op": "set", "tasks": [task(place, name).pk for name in ("A", "D")], "values": {"percent_complete": 100}},
    ])  # fmt: skip
    assert level(place).problems == []


def test_a_row_that_only_the_branch_has_waits_too(place):
    branch = start_branch(acting(place.reader), place.project, name="More")
    grid = BranchGrid(client_of(place.reader), branch)
    grid.edit({"op": "duplicate", "tasks": [grid.id("D")]})
    grid.edit({"op": "level"})
    assert too_much(place, f"/branches/{branch.pk}") == 0
    waits = leveled_in(branch)["waits"]
    assert {each["name"] for each in waits} == {"D"}
    assert min(each["task"] for each in waits) < 0
    grid.undo()
    assert (leveled_in(branch), too_much(place, f"/branches/{branch.pk}")) == (None, 48)


def test_nobody_holds_back_what_they_may_not_plan(place):
    with pytest.raises(NotAllowed):
        edit_plan(acting(place.reader), place.project, [{"op": "level"}])
    assert not Task.objects.filter(leveling_delay_minutes__gt=0).exists()


def test_leveling_stands_alone_in_its_request(place):
    edits = [{"op": "set", "tasks": [task(place, "A").pk], "cells": {"duration": "4d"}}, {"op": "level"}]
    with pytest.raises(Refused, match="not at edits of the same request"):
        edit_plan(acting(place.manager), place.project, edits)


def test_a_plan_from_its_finish_says_why_it_is_not_leveled(place):
    Component.objects.filter(pk=place.project.pk).update(plan_settings={"schedule_from": "finish"})
    forget()
    with pytest.raises(Refused) as refused:
        level(place)
    assert (refused.value.id, refused.value.title) == ("cannot-level", "This plan cannot be leveled.")


def test_other_plans_stay_where_they_are(place):
    """A task of another plan that waits for D moves because D does; nothing of it is held back."""
    install_plan(SYSTEM, place.sibling, small_plan("Other"))
    other = Task.objects.get(component=place.sibling, name="A")
    link_tasks(acting(place.manager), task(place, "D"), other)
    other.refresh_from_db()
    before = other.start
    level(place)
    other.refresh_from_db()
    assert (other.start > before, other.leveling_delay_minutes) == (True, 0)


def test_the_page_begins_a_leveled_branch_and_tells_who_waits(place):
    client = client_of(place.reader)
    address = f"/c/{place.project.pk}/branches/"
    answer = client.post(f"{address}start/", {"name": "", "level": "people"}, follow=True)
    text = " ".join(answer.content.decode().split())
    assert answer.redirect_chain[-1][0].endswith("/compare/")
    assert "Who waits for whom" in text
    assert "“A”" in text
    refused = client.post(f"{address}start/", {"level": "float"}, follow=True).content.decode()
    assert "There is nothing to level within the float" in refused
    assert ChangeSet.objects.count() == 1
    wrong = client.post(f"{address}start/", {"level": "sideways"}, follow=True)
    assert (wrong.status_code, ChangeSet.objects.count()) == (200, 1)


def test_the_api_begins_a_leveled_branch(place):
    path = f"/components/{place.project.pk}/branches"
    code, told = status(place.reader, "post", path, level="people", name="By the API")
    assert (code, told["name"]) == (201, "By the API")
    assert BranchStep.objects.get(branch=told["id"]).label == "Changed leveling delay of “D”"
    assert status(place.reader, "post", path, level="float")[0] == 422
    assert status(place.reader, "post", path, level="sideways")[0] == 422
    stranger = holder("Stranger", place.elsewhere, "project_manager")
    assert status(stranger, "post", path, level="people")[0] == 404
