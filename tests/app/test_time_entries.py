"""Time on tasks: what people report, what it adds up to, who sees it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from factories.grid import Grid
from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.errors import Refused, Stale
from headway.app.actions.plans import install_plan
from headway.app.actions.tasks import delete_task
from headway.app.actions.time_entries import report_time
from headway.app.actions.trash import restore_item
from headway.app.models import Assignment, Event, Resource, Task, TimeEntry, TrashItem
from headway.app.queries.undoable import next_steps
from headway.app.rules import NotAllowed, visible
from headway.app.worker.follow import run_pending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    at.member = holder("Member", at.project, "team_member")
    resource = Resource.objects.create(component=at.project, uid=1, name="Member", person=at.member)
    at.task = Task.objects.get(component=at.project, name="A")
    Assignment.objects.create(component=at.project, uid=1, task=at.task, resource=resource)
    at.today = timezone.localdate()
    return at


def booked(task):
    return Task.objects.get(pk=task.pk).booked_minutes


def test_a_day_is_reported_changed_and_taken_out(place):
    who = acting(place.member)
    entry = report_time(who, place.task, place.today, 90, note="Cables")
    assert (entry.minutes, entry.note, entry.version, booked(place.task)) == (90, "Cables", 1, 90)
    entry = report_time(who, place.task, place.today, 120)
    assert (entry.minutes, entry.note, entry.version, booked(place.task)) == (120, "Cables", 2, 120)
    assert report_time(who, place.task, place.today, 0) is None
    assert not TimeEntry.objects.exists()
    assert booked(place.task) == 0
    told = Event.objects.filter(object_type="timeentry").order_by("pk")
    assert [each.verb for each in told] == ["time.recorded", "time.changed", "time.deleted"]
    assert (told[1].before["minutes"], told[1].after["minutes"]) == (90, 120)


def test_what_does_not_change_anything_is_not_told(place):
    who = acting(place.member)
    report_time(who, place.task, place.today, 90)
    before = Event.objects.count()
    report_time(who, place.task, place.today, 90)
    report_time(who, place.task, place.today - timedelta(days=1), 0)
    assert Event.objects.count() == before


def test_the_actual_work_of_a_task_is_what_it_had_and_the_sum_of_the_entries(place):
    Task.objects.filter(pk=place.task.pk).update(actual_work_minutes=600)
    leader = holder("Leader", place.project, "project_manager")
    grid = Grid(client_of(leader), place.project)
    assert grid.row("A")["actual_work"] == 600
    report_time(acting(place.member), place.task, place.today, 90)
    report_time(acting(leader), place.task, place.today, 30)
    grid.refresh()
    assert grid.row("A")["actual_work"] == 720
    assert Grid(client_of(leader), place.project).row("A") == grid.row("A")
    assert grid.row("B")["actual_work"] is None


def test_the_plan_says_the_sum_as_the_systems_doing_and_nobody_undoes_it(place):
    report_time(acting(place.member), place.task, place.today, 90)
    event = Event.objects.get(verb="task.worked")
    assert (event.actor, event.cause.verb, event.summary) == (None, "time.recorded", "Work of “A” adds up to 1.5 h")
    assert next_steps(place.member, place.project) == {"undo": None, "redo": None}
    before = Event.objects.count()
    run_pending()
    assert not Event.objects.filter(pk__gt=before, verb="schedule.recalculated").exists()


def test_two_windows_report_one_day(place):
    who = acting(place.member)
    report_time(who, place.task, place.today, 90, version=0)
    with pytest.raises(Stale) as stale:
        report_time(who, place.task, place.today, 30, version=0)
    assert stale.value.values == {"minutes": {"yours": 30, "theirs": 90}}
    assert booked(place.task) == 90


@pytest.mark.parametrize(
    ("days", "minutes", "reason"), [(1, 60, "not-yet"), (0, 1441, "invalid-value"), (0, -1, "invalid-value")]
)
def test_no_day_is_like_that(place, days, minutes, reason):
    with pytest.raises(Refused) as refused:
        report_time(acting(place.member), place.task, place.today + timedelta(days=days), minutes)
    assert refused.value.id == reason


def test_a_day_has_24_hours_for_all_tasks_together(place):
    leader = acting(holder("Leader", place.project, "project_manager"))
    other = Task.objects.get(component=place.project, name="B")
    report_time(leader, place.task, place.today, 1000)
    with pytest.raises(Refused, match="more than 24 hours"):
        report_time(leader, other, place.today, 441)
    report_time(leader, other, place.today, 440)
    with pytest.raises(Refused, match="what sums them up"):
        report_time(leader, Task.objects.get(name="Phase"), place.today, 10)


def test_own_tasks_only_for_team_members(place):
    for who, name in ((place.member, "B"), (holder("Reader", place.project, "stakeholder"), "A")):
        with pytest.raises(NotAllowed):
            report_time(acting(who), Task.objects.get(name=name), place.today, 60)
    with pytest.raises(Refused):
        report_time(SYSTEM, place.task, place.today, 60)


def test_who_reads_time(place):
    report_time(acting(place.member), place.task, place.today, 90, note="Zugzwang")
    readers = {role: holder(role, place.project, role) for role in ("project_manager", "scrum_master", "stakeholder")}
    lead = holder("Lead", place.program, "program_manager")
    sees = {name: visible(who, TimeEntry).count() for name, who in {**readers, "lead": lead}.items()}
    assert sees == {"project_manager": 1, "scrum_master": 0, "stakeholder": 0, "lead": 1}
    assert visible(place.member, TimeEntry).count() == 1
    told = {name: visible(who, Event).filter(object_type="timeentry").count() for name, who in readers.items()}
    assert told == {"project_manager": 1, "scrum_master": 0, "stakeholder": 0}
    assert "Zugzwang" not in client_of(readers["stakeholder"]).get(f"/c/{place.project.pk}/activity/").text


def test_time_goes_to_the_trash_with_its_task_and_comes_back(place):
    report_time(acting(place.member), place.task, place.today, 90)
    delete_task(SYSTEM, place.task)
    assert not TimeEntry.objects.exists()
    restore_item(SYSTEM, TrashItem.objects.get())
    assert TimeEntry.objects.get().minutes == booked(place.task) == 90


def test_time_through_the_api(place):
    client = client_of(place.member)
    address = f"/api/v1/tasks/{place.task.pk}/time"
    body = {"day": place.today.isoformat(), "minutes": 90, "note": "Cables", "version": 0}
    saved = client.put(address, body, content_type="application/json")
    assert saved.json() == {
        "id": TimeEntry.objects.get().pk, "task": place.task.pk, "component": place.project.pk,
        "person": place.member.pk, "day": place.today.isoformat(), "minutes": 90, "note": "Cables", "version": 1,
    }  # fmt: skip
    assert client.put(address, body, content_type="application/json").status_code == 409
    assert client.get(address).json() == [saved.json()]
    assert client.get(f"/api/v1/time-entries?since={place.today}").json() == [saved.json()]
    assert client.get(f"/api/v1/time-entries?since={place.today - timedelta(days=7)}").json() == []
    gone = client.put(address, {**body, "minutes": 0, "version": 1}, content_type="application/json")
    assert (gone.json()["minutes"], gone.json()["version"]) == (0, 0)
    stranger = client_of(holder("Stranger", place.elsewhere, "project_manager"))
    assert (
        stranger.get(address).status_code
        == stranger.put(address, body, content_type="application/json").status_code
        == 404
    )
