"""Dates in calendar programs: milestones and own tasks, as far as their owner may see them at that moment."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from factories.people import SYSTEM, acting, holder, person, tree
from factories.plans import small_plan
from headway.app.actions.calendar_feeds import MOST_FEEDS, end_feed, make_feed
from headway.app.actions.errors import Refused
from headway.app.actions.leaving import deactivate_person
from headway.app.actions.memberships import revoke_role
from headway.app.actions.plans import install_plan
from headway.app.actions.tasks import delete_task, update_task
from headway.app.bridge.recalculate import recalculate
from headway.app.models import CalendarFeed, Membership, Resource, Task
from headway.app.rules import NotAllowed
from headway.formats.document import AssignmentDoc, ResourceDoc

pytestmark = pytest.mark.django_db
OSLO = ZoneInfo("Europe/Oslo")


@pytest.fixture
def at():
    place = tree()
    plan = small_plan()
    plan.resources = [ResourceDoc(uid=1, name="Ann")]
    plan.assignments = [AssignmentDoc(uid=1, task=2, resource=1)]
    install_plan(SYSTEM, place.project, plan)
    install_plan(SYSTEM, place.elsewhere, small_plan())
    return place


@pytest.fixture
def ann(at):
    someone = holder("Ann", at.program, "project_manager")
    someone.time_zone = "Europe/Oslo"
    someone.save()
    Resource.objects.update(person=someone)
    Task.objects.filter(component=at.project, name="B").update(owner=someone)
    return someone


def fed(someone, component, content="both"):
    row, secret = make_feed(acting(someone), component, content=content)
    return row, f"/calendar/{secret}.ics"


def events(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    found = [each for each in calendar.walk("VEVENT") if each["status"] == "CONFIRMED"]
    return {str(each["summary"]): each for each in found}


def test_milestones_are_days_and_tasks_have_hours_in_the_owners_zone(at, ann, client):
    _, address = fed(ann, at.project)
    found = events(client, address)
    assert list(found) == ["A", "B", "C"]
    assert found["C"]["dtstart"].dt == date(2026, 1, 9)
    assert found["C"]["dtend"].dt == date(2026, 1, 10)
    assert found["A"]["dtstart"].dt == datetime(2026, 1, 5, 8, tzinfo=OSLO)
    assert found["A"]["dtend"].dt == datetime(2026, 1, 7, 17, tzinfo=OSLO)
    task = Task.objects.get(component=at.project, name="A")
    assert str(found["A"]["uid"]) == f"task-{task.pk}@localhost:8000"
    assert str(found["A"]["url"]).endswith(f"/t/{task.pk}/")
    text = client.get(address).content.decode()
    assert "BEGIN:VTIMEZONE" in text
    assert "DTSTART;TZID=Europe/Oslo:20260105T080000" in text
    assert "METHOD:PUBLISH" in text


@pytest.mark.parametrize(("content", "names"), [("milestones", ["C"]), ("own", ["A", "B"]), ("both", ["A", "B", "C"])])
def test_what_was_chosen_is_in_it_of_all_plans_below(at, ann, client, content, names):
    _, address = fed(ann, at.program, content)
    assert list(events(client, address)) == names


def test_what_the_owner_may_not_see_is_not_in_it(at, ann, client):
    chief = holder("Chief", at.portfolio, "stakeholder")
    _, address = fed(chief, at.portfolio, "milestones")
    assert len(Calendar.from_ical(client.get(address).content).walk("VEVENT")) == 2
    with pytest.raises(NotAllowed):
        fed(ann, at.elsewhere)


def test_a_change_has_the_same_uid_and_a_higher_sequence(at, ann, client):
    _, address = fed(ann, at.project)
    before, first = events(client, address), client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    update_task(acting(ann), Task.objects.get(component=at.project, name="A"), duration_minutes=5 * 480)
    recalculate([at.project.pk])
    changed = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    after = events(client, address)
    assert after["C"]["dtstart"].dt == date(2026, 1, 13)
    assert after["C"]["uid"] == before["C"]["uid"]
    assert after["C"]["sequence"] > before["C"]["sequence"]
    assert after["C"]["dtstamp"].dt >= before["C"]["dtstamp"].dt


def test_what_was_deleted_is_cancelled(at, ann, client):
    _, address = fed(ann, at.project, "milestones")
    uid = events(client, address)["C"]["uid"]
    delete_task(acting(ann), Task.objects.get(component=at.project, name="C"))
    assert events(client, address) == {}
    gone = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    assert [(each["uid"], each["status"]) for each in gone] == [(uid, "CANCELLED")]


@pytest.mark.parametrize("how", ["ended", "left", "without role"])
def test_it_ends(at, ann, client, how):
    row, address = fed(ann, at.project)
    if how == "ended":
        end_feed(acting(ann), row)
    elif how == "left":
        deactivate_person(SYSTEM, ann)
        assert CalendarFeed.objects.get().revoked_at is not None
    else:
        revoke_role(SYSTEM, Membership.objects.get(person=ann))
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (410, b"This calendar has ended.")


def test_hostile_names_stay_one_line(at, ann, client):
    name = "x\r\nEND:VCALENDAR\r\n; , \\ “ü” \x00"
    Task.objects.filter(component=at.project, name="C").update(name=name.replace("\x00", ""))
    _, address = fed(ann, at.project, "milestones")
    calendar = Calendar.from_ical(client.get(address).content)
    assert [str(each["summary"]) for each in calendar.walk("VEVENT")] == ["x END:VCALENDAR ; , \\ “ü”"]


def test_an_empty_calendar_is_one(at, client):
    lone = holder("Lone", at.operation, "team_member")
    _, address = fed(lone, at.operation)
    assert events(client, address) == {}


def test_secrets_are_not_kept_and_not_guessed(at, ann, client):
    row, address = fed(ann, at.project)
    secret = address.removeprefix("/calendar/").removesuffix(".ics")
    assert secret not in str(list(CalendarFeed.objects.values()))
    assert client.get("/calendar/guessed.ics").status_code == 404
    assert client.post(address).status_code == 405
    client.get(address)
    row.refresh_from_db()
    assert row.last_fetched_at is not None
    with pytest.raises(NotAllowed):
        end_feed(acting(person("Other")), row)


def test_there_are_not_endless_calendars(at, ann):
    for _ in range(MOST_FEEDS):
        fed(ann, at.project)
    with pytest.raises(Refused, match="You have 20 calendars"):
        fed(ann, at.project)
    with pytest.raises(Refused, match="no such calendar"):
        make_feed(acting(person("New", is_superuser=True)), at.project, content="all")


def test_the_page_makes_lists_and_ends_them(at, ann, client):
    client.force_login(ann)
    base = f"/c/{at.program.pk}/take-away/"
    made = client.post(f"{base}calendar/", {"content": "own"}).content.decode()
    address = made.partition("http://testserver")[2].partition("<")[0]
    assert list(events(client, address)) == ["A", "B"]
    assert "My own tasks</strong>" in client.get(base).content.decode()
    row = CalendarFeed.objects.get()
    client.force_login(holder("Bo", at.program, "program_manager"))
    assert "My own tasks</strong>" not in client.get(base).content.decode()
    assert client.post(f"/calendars/{row.pk}/end/").status_code == 404
    client.force_login(ann)
    client.post(f"/calendars/{row.pk}/end/")
    assert client.get(address).status_code == 410
    assert client.post(f"{base}calendar/", {"content": "x"}).status_code == 302


def test_cancelled_ones_are_forgotten(at, ann, client, monkeypatch):
    from headway.app.bridge import calendar_entries

    _, address = fed(ann, at.project, "milestones")
    delete_task(acting(ann), Task.objects.get(component=at.project, name="C"))
    monkeypatch.setattr(calendar_entries, "CANCELLED_FOR", timedelta(0))
    assert Calendar.from_ical(client.get(address).content).walk("VEVENT") == []
