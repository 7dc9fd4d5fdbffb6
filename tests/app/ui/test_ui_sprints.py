"""The pages of sprints: plan one, move tasks, start it, close it; what the head of the board tells."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.people import SYSTEM, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.plans import install_plan
from headway.app.actions.records import raise_record
from headway.app.actions.sprints import plan_sprint
from headway.app.actions.tasks import update_task
from headway.app.models import Sprint, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    at.page = client_of(holder("Scrum", at.project, "scrum_master"))
    today = timezone.localdate()
    at.sprint = plan_sprint(SYSTEM, at.project, start=today, finish=today + timedelta(days=13), goal="It runs")
    return at


def ids(*names):
    return list(Task.objects.filter(name__in=names).values_list("pk", flat=True))


def post(at, name, pk, /, **values):
    return at.page.post(reverse(name, args=[pk]), values, follow=True).text


def test_a_sprint_is_planned_behind_the_last_one(place):
    page = place.page.get(reverse("sprints", args=[place.project.pk])).text
    start = place.sprint.start + timedelta(weeks=2)
    assert f'value="{start:%Y-%m-%d}"' in page
    assert "The sprint is planned." in post(
        place, "sprints", place.project.pk, start=start, finish=start + timedelta(days=13), name="", goal="More"
    )
    made = Sprint.objects.latest("pk")
    assert (made.name, made.goal, made.start) == ("Sprint 2", "More", start)
    assert "Enter a valid date." in post(place, "sprints", place.project.pk, start="soon", finish="later")


def test_ticked_tasks_are_moved_at_once_and_back(place):
    said = post(place, "sprint-move", place.project.pk, task=ids("A", "B"), sprint=place.sprint.pk)
    assert "2 tasks are in Sprint 1 now." in said
    assert set(place.sprint.tasks.values_list("name", flat=True)) == {"A", "B"}
    assert "1 task is in the backlog now." in post(place, "sprint-move", place.project.pk, task=ids("A"), sprint="")
    assert "Tick the tasks" in post(place, "sprint-move", place.project.pk, sprint=place.sprint.pk)
    assert place.sprint.tasks.get().name == "B"


def test_a_sprint_is_started_told_on_the_board_and_closed_with_what_is_left_over(place):
    post(place, "sprint-move", place.project.pk, task=ids("A", "B"), sprint=place.sprint.pk)
    assert "Sprint 1 is running." in post(place, "sprint-start", place.sprint.pk, version=1)
    raise_record(SYSTEM, place.project, "issue", title="No test data", details={"type": "impediment"})
    head = place.page.get(reverse("running-sprint", args=[place.project.pk])).text
    assert "It runs" in head
    assert "No test data" in head
    assert 'hx-trigger="hw-plan from:body"' in place.page.get(reverse("board", args=[place.project.pk])).text
    update_task(SYSTEM, Task.objects.get(name="A"), percent_complete=100)
    start = place.sprint.finish + timedelta(days=1)
    following = plan_sprint(SYSTEM, place.project, start=start, finish=start)
    assert "these figures are frozen" not in place.page.get(reverse("sprint", args=[place.sprint.pk])).text
    said = post(place, "sprint-close", place.sprint.pk, version=2, leftovers=following.pk)
    assert "Sprint 1 is closed; its figures are frozen." in said
    assert "there is one." in said, "why there is no forecast"
    assert following.tasks.get().name == "B"
    page = place.page.get(reverse("sprint", args=[place.sprint.pk])).text
    assert ("these figures are frozen" in page, page.count(">Done<"), page.count("Left over")) == (True, 2, 1)
    Task.objects.filter(name="A").delete()
    assert "A task that was deleted since" in place.page.get(reverse("sprint", args=[place.sprint.pk])).text


def test_a_sprint_is_changed_and_deleted_with_a_way_back(place):
    days = {"start": place.sprint.start, "finish": place.sprint.finish}
    said = post(place, "sprint", place.sprint.pk, version=1, name="First", goal="", **days)
    assert "The sprint is changed." in said
    assert "was changed" in post(place, "sprint", place.sprint.pk, version=1, name="Other", goal="", **days)
    said = post(place, "sprint-delete", place.sprint.pk)
    assert "First lies in the trash" in said
    undo = said.split('<form method="post" action="')[1:]
    address = next(each.split('"')[0] for each in undo if each.startswith("/trash/"))
    place.page.post(address)
    assert Sprint.objects.get().name == "First"


def test_what_cannot_be_done_is_said_and_changes_nothing(place):
    assert "No task is in this sprint." in post(place, "sprint-start", place.sprint.pk, version=1)
    assert "is planned" in post(place, "sprint-close", place.sprint.pk, version=1)
    assert place.page.get(reverse("sprint-start", args=[place.sprint.pk])).headers["Location"] == "/"
    assert place.page.get(reverse("sprints", args=[place.program.pk])).status_code == 404


def test_members_see_sprints_but_have_no_way_to_change_them(place):
    member = client_of(holder("Member", place.project, "team_member"))
    page = member.get(reverse("sprints", args=[place.project.pk])).text
    assert "It runs" in page
    assert ("Plan a sprint" in page, 'name="task"' in page, "Delete" in page) == (False, False, False)
    assert "data-may-run" not in member.get(reverse("board", args=[place.project.pk])).text
    assert member.post(reverse("sprint-delete", args=[place.sprint.pk])).status_code == 403
    stranger = client_of(holder("Stranger", place.elsewhere, "project_manager"))
    assert stranger.get(reverse("sprint", args=[place.sprint.pk])).status_code == 404
    assert Client().get(reverse("sprint", args=[place.sprint.pk])).status_code == 302


def test_the_backlog_is_filtered_and_leaves_out_what_is_done(place):
    update_task(SYSTEM, Task.objects.get(name="A"), percent_complete=100)
    address = reverse("sprints", args=[place.project.pk])
    context = place.page.get(address).context
    assert [line.task.name for line in context["backlog"]] == ["B", "C"]
    assert [line.task.name for line in place.page.get(address, {"q": "c"}).context["backlog"]] == ["C"]
    assert "Nothing in the backlog matches." in place.page.get(address, {"q": "zz"}).text
