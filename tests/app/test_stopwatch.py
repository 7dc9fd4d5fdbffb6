"""A stopwatch runs on the server, one a person; what it measured is reported, and over midnight it asks."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.errors import Refused
from headway.app.actions.plans import install_plan
from headway.app.actions.stopwatch import drop_stopwatch, start_stopwatch, stop_stopwatch
from headway.app.actions.tasks import delete_task
from headway.app.actions.time_entries import report_time
from headway.app.actions.trash import restore_item
from headway.app.models import Assignment, Event, Resource, Stopwatch, Task, TimeEntry, TrashItem
from headway.app.rules import NotAllowed, visible

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    at.member = holder("Member", at.project, "team_member")
    resource = Resource.objects.create(component=at.project, uid=1, name="Member", person=at.member)
    at.task, at.other = (Task.objects.get(component=at.project, name=name) for name in ("A", "B"))
    for uid, task in enumerate((at.task, at.other), 1):
        Assignment.objects.create(component=at.project, uid=uid, task=task, resource=resource)
    return at


def ran(minutes):
    """Let the stopwatch have run for so long."""
    Stopwatch.objects.update(started_at=timezone.now() - timedelta(minutes=minutes, seconds=5))


def refusal(act, *given, **more):
    with pytest.raises(Refused) as refused:
        act(*given, **more)
    return refused.value


@pytest.fixture
def _noon(monkeypatch):
    """Nothing here runs over midnight by chance."""
    noon = timezone.now().replace(hour=12, minute=0)
    monkeypatch.setattr(timezone, "now", lambda: noon)


@pytest.mark.usefixtures("_noon")
def test_what_it_measured_is_added_to_the_day(place):
    who = acting(place.member)
    report_time(who, place.task, timezone.localdate(), 30)
    start_stopwatch(who, place.task)
    ran(45)
    assert stop_stopwatch(who) == 45
    assert TimeEntry.objects.get().minutes == 75
    assert not Stopwatch.objects.exists()
    assert refusal(stop_stopwatch, who).id == "not-running"
    start_stopwatch(who, place.task)
    assert stop_stopwatch(who) == 0
    assert TimeEntry.objects.get().minutes == 75


@pytest.mark.usefixtures("_noon")
def test_starting_on_another_task_reports_the_first(place):
    who = acting(place.member)
    start_stopwatch(who, place.task)
    assert refusal(start_stopwatch, who, place.task).id == "runs-already"
    ran(20)
    start_stopwatch(who, place.other)
    assert list(TimeEntry.objects.values_list("task__name", "minutes")) == [("A", 20)]
    assert Stopwatch.objects.get().task == place.other
    ran(20)
    drop_stopwatch(who)
    assert (TimeEntry.objects.count(), Stopwatch.objects.count()) == (1, 0)


@pytest.mark.usefixtures("_noon")
def test_over_midnight_it_asks_how_much_of_it_was_work(place):
    who = acting(place.member)
    start_stopwatch(who, place.task)
    ran(20 * 60)
    said = refusal(stop_stopwatch, who)
    assert (said.id, "Say how many hours you worked" in said.remedy) == ("over-midnight", True)
    assert refusal(stop_stopwatch, who, minutes=21 * 60).id == "invalid-value"
    assert Stopwatch.objects.count() == 1
    assert stop_stopwatch(who, minutes=150) == 150
    entry = TimeEntry.objects.get()
    assert (entry.day, entry.minutes) == (timezone.localdate() - timedelta(days=1), 150)


def test_a_deleted_task_keeps_it_waiting_and_comes_back_with_it(place):
    who = acting(place.member)
    start_stopwatch(who, place.task)
    delete_task(SYSTEM, place.task)
    assert refusal(stop_stopwatch, who).id == "task-gone"
    restore_item(SYSTEM, TrashItem.objects.get())
    assert Stopwatch.objects.get().task_id == place.task.pk


def test_only_on_what_is_theirs_and_seen_by_few(place):
    with pytest.raises(NotAllowed):
        start_stopwatch(acting(holder("Reader", place.project, "stakeholder")), place.task)
    phase = Task.objects.get(component=place.project, name="Phase")
    manager = holder("Manager", place.project, "project_manager")
    assert refusal(start_stopwatch, acting(manager), phase).id == "not-a-task"
    start_stopwatch(acting(place.member), place.task)
    other = holder("Other", place.project, "team_member")
    seen = {who: visible(who, Event).filter(object_type="stopwatch").count() for who in (place.member, manager, other)}
    assert list(seen.values()) == [1, 1, 0]


@pytest.mark.usefixtures("_noon")
def test_the_page_shows_it_across_loads(place):
    client = client_of(place.member)
    assert "Stopwatch on A" in client.get("/work/").content.decode()
    page = client.post("/work/stopwatch/", {"act": "start", "task": place.task.pk}, follow=True).content.decode()
    assert "The stopwatch runs on “A”." in page
    assert "Stop and report" in client.get("/work/").content.decode()
    ran(20 * 60)
    assert "How long did you work on" in client.get("/work/").content.decode()
    page = client.post("/work/stopwatch/", {"act": "stop", "hours": "soon"}, follow=True).content.decode()
    assert Stopwatch.objects.count() == 1
    page = client.post("/work/stopwatch/", {"act": "stop", "hours": "1:30"}, follow=True).content.decode()
    assert "1.5 h are reported." in page
    assert client.post("/work/stopwatch/", {"act": "start", "task": 987654}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_starts_at_once_leave_one_stopwatch(place):
    if connection.vendor == "sqlite":
        pytest.skip("the test database of SQLite lies in memory, where a second connection cannot wait")
    failed = []

    def act(task):
        try:
            start_stopwatch(acting(place.member), task)
        except Exception as error:  # noqa: BLE001 - the test shows whatever it was
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(task,)) for task in (place.task, place.other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    connection.close()
    assert failed == []
    assert Stopwatch.objects.count() == 1
    assert Event.objects.filter(verb="stopwatch.started").count() == 2
