"""Reported weeks are approved or sent back; approved time is locked until it is reopened, and all concerned hear of it."""

from datetime import date, timedelta

import pytest

from factories.people import SYSTEM, acting, client_of, holder, person, tree
from factories.plans import small_plan
from headway.app.actions.errors import Refused
from headway.app.actions.plans import install_plan
from headway.app.actions.time_entries import report_time
from headway.app.actions.time_weeks import approve_week, reopen_week, send_back_week
from headway.app.models import Assignment, Event, Notification, Resource, Task, TimeEntry, TimeWeek
from headway.app.rules import NotAllowed, visible
from headway.app.worker.follow import run_pending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]
MONDAY = date(2026, 1, 5)


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    at.member = holder("Member", at.project, "team_member")
    at.manager = holder("Manager", at.project, "project_manager")
    at.chief = holder("Chief", at.program, "program_manager")
    at.task = Task.objects.get(component=at.project, name="A")
    for uid, who in enumerate((at.member, at.manager), 1):
        resource = Resource.objects.create(component=at.project, uid=uid, name=who.name, person=who)
        Assignment.objects.create(component=at.project, uid=uid, task=at.task, resource=resource)
    report_time(acting(at.member), at.task, MONDAY, 120)
    report_time(acting(at.member), at.task, MONDAY + timedelta(days=2), 60)
    return at


def refusal(act, *given, **more):
    with pytest.raises(Refused) as refused:
        act(*given, **more)
    return refused.value.id


def told(who):
    run_pending()
    return list(
        Notification.objects.filter(person=who, event__verb__startswith="time.").values_list("event__verb", flat=True)
    )


def test_approved_hours_are_locked_until_they_are_reopened(place):
    week = approve_week(acting(place.manager), place.project, place.member, MONDAY + timedelta(days=3), word="Thanks")
    assert (week.monday, week.state, week.word, week.decided_by) == (MONDAY, "approved", "Thanks", place.manager)
    event = Event.objects.get(verb="time.approved")
    assert (event.after["minutes"], event.summary) == (180, "Approved the hours of Member in the week of 2026-01-05")
    for day, minutes in ((MONDAY, 0), (MONDAY, 90), (MONDAY + timedelta(days=6), 30)):
        assert refusal(report_time, acting(place.member), place.task, day, minutes) == "approved"
    assert report_time(acting(place.member), place.task, MONDAY, 120).minutes == 120  # nothing changes
    assert report_time(acting(place.member), place.task, MONDAY + timedelta(days=7), 30).minutes == 30
    assert refusal(approve_week, acting(place.chief), place.project, place.member, MONDAY) == "approved"
    reopen_week(acting(place.member), week)
    assert report_time(acting(place.member), place.task, MONDAY, 90).minutes == 90
    assert not TimeWeek.objects.exists()
    assert refusal(reopen_week, acting(place.member), week) == "not-approved"
    assert told(place.member) == ["time.approved"]
    assert told(place.manager) == ["time.reopened"]


def test_what_is_sent_back_waits_anew_once_it_is_corrected(place):
    assert refusal(send_back_week, acting(place.manager), place.project, place.member, MONDAY, word=" ") == "no-reason"
    send_back_week(acting(place.manager), place.project, place.member, MONDAY, word="Wednesday was a holiday")
    assert TimeWeek.objects.get().state == "returned"
    report_time(acting(place.member), place.task, MONDAY + timedelta(days=2), 0)
    assert not TimeWeek.objects.exists()
    assert TimeEntry.objects.filter(person=place.member).count() == 1
    approve_week(acting(place.manager), place.project, place.member, MONDAY)
    assert Event.objects.get(verb="time.approved").after["minutes"] == 120
    assert sorted(told(place.member)) == ["time.approved", "time.returned"]


def test_who_decides_and_who_does_not(place):
    with pytest.raises(NotAllowed):
        approve_week(acting(place.member), place.project, place.member, MONDAY)
    report_time(acting(place.manager), place.task, MONDAY, 60)
    with pytest.raises(NotAllowed, match="your own hours"):
        approve_week(acting(place.manager), place.project, place.manager, MONDAY)
    approve_week(acting(place.chief), place.project, place.manager, MONDAY)
    assert (
        refusal(approve_week, acting(place.chief), place.project, place.member, MONDAY - timedelta(7))
        == "nothing-reported"
    )
    week = approve_week(acting(place.chief), place.project, place.member, MONDAY)
    with pytest.raises(NotAllowed):
        reopen_week(acting(holder("Other", place.project, "team_member")), week)
    reopen_week(acting(place.manager), week)


def test_decisions_are_seen_by_whom_they_concern(place):
    approve_week(acting(place.chief), place.project, place.member, MONDAY)
    other = holder("Other", place.project, "team_member")
    seen = {who.name: visible(who, TimeWeek).count() for who in (place.member, place.manager, place.chief, other)}
    assert seen == {"Member": 1, "Manager": 1, "Chief": 1, "Other": 0}
    assert visible(other, Event).filter(object_type="timeweek").count() == 0
    assert visible(place.manager, Event).filter(object_type="timeweek").count() == 1


def test_the_pages_offer_it(place):
    manager, member = client_of(place.manager), client_of(place.member)
    address = f"/c/{place.project.pk}/time/"
    page = manager.get(address, {"week": "2026-01-07"}).content.decode()
    assert "Approve the hours of Member, Project" in page
    assert "Approve hours" not in member.get(address, {"week": "2026-01-07"}).content.decode()
    given = {"plan": place.project.pk, "person": place.member.pk, "monday": "2026-01-05"}
    answer = manager.post(f"{address}decide/", {**given, "act": "return", "word": ""}, follow=True)
    assert "Say what is to be corrected." in answer.content.decode()
    manager.post(f"{address}decide/", {**given, "act": "return", "word": "Too much"})
    assert "Too much" in member.get("/work/week/", {"week": "2026-01-05"}).content.decode()
    answer = client_of(place.chief).post(
        f"/c/{place.program.pk}/time/decide/", {**given, "act": "approve"}, follow=True
    )
    assert "Approved by Chief" in answer.content.decode()
    week = TimeWeek.objects.get()
    page = member.get("/work/week/", {"week": "2026-01-05"}).content.decode()
    assert "These hours are locked." in page
    cell = {"task": place.task.pk, "day": "2026-01-05", "hours": "3", "version": 1}
    assert "Reopen the week" in member.post("/work/time/", cell).json()["error"]
    assert client_of(person("Nobody")).post(f"/work/week/{week.pk}/reopen/").status_code == 404
    assert "The week is open again" in member.post(f"/work/week/{week.pk}/reopen/", follow=True).content.decode()
    assert member.post("/work/time/", cell).json()["minutes"] == 180
    assert manager.post(f"{address}decide/", {**given, "monday": "soon"}).status_code == 404
