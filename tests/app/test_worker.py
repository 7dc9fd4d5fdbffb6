"""The worker: one at a time, from where it stood, whatever happened to the one before."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from factories.people import SYSTEM, tree
from factories.plans import small_plan
from headway.app.actions.components import restore_component, trash_component, update_component
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.plans import install_plan
from headway.app.actions.tasks import update_task
from headway.app.bridge import recalculate
from headway.app.bridge.scheduling import schedule_plan
from headway.app.models import Event, FollowerCursor, Rollup, Task, WorkerLease
from headway.app.worker import follow
from headway.app.worker.lease import Lease, is_dead

DAY = 1440
MONDAY = 20458 * DAY


@pytest.fixture
def place(db):
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    return at


def test_the_lease_is_held_once_and_given_back(db):
    with Lease("x") as first, Lease("x") as second:
        assert (first, second) == (True, False)
    with Lease("x") as again:
        assert again is True
    assert not WorkerLease.objects.exists()


def test_a_lease_runs_out(db):
    WorkerLease.objects.create(name="x", owner="elsewhere:1:a", until=timezone.now() - timedelta(seconds=1))
    with Lease("x") as held:
        assert held is True


def test_a_lease_of_another_machine_holds(db):
    WorkerLease.objects.create(name="x", owner="elsewhere:1:a", until=timezone.now() + timedelta(seconds=30))
    with Lease("x") as held:
        assert held is False


def test_a_dead_process_holds_nothing(db):
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    host = Lease("x").owner.rsplit(":", 2)[0]
    assert is_dead(f"{host}:{child.pid}:a") is True
    assert is_dead(f"{host}:{os.getppid()}:a") is False
    assert is_dead("elsewhere:1:a") is False
    WorkerLease.objects.create(name="x", owner=f"{host}:{child.pid}:a", until=timezone.now() + timedelta(seconds=30))
    with Lease("x") as held:
        assert held is True


def test_what_this_process_could_not_give_back_is_free(db):
    lease = Lease("x")
    with lease:
        row = WorkerLease.objects.get()
    WorkerLease.objects.create(
        name="x", owner=row.owner, until=row.until
    )  # as if the database had been busy at the end
    with Lease("x") as held:
        assert held is True


def test_nothing_is_done_twice_and_nothing_is_left(place):
    assert follow.run_pending() > 0
    cursors = dict(FollowerCursor.objects.values_list("name", "sequence"))
    last = Event.objects.filter(root=place.portfolio).count()
    assert cursors == dict.fromkeys(follow.FOLLOWERS, last)
    assert follow.run_pending() == 0


def test_work_waits_while_another_worker_is_at_it(place):
    follow.run_pending()
    task = Task.objects.get(component=place.project, name="A")
    update_task(SYSTEM, task, duration_minutes=480)
    with Lease("follow-recalculate"):
        assert follow.catch_up("recalculate") == 0
    assert follow.catch_up("recalculate") > 0
    assert Rollup.objects.get(component=place.project).work_minutes == 3 * 480


def test_a_look_at_a_log_that_has_not_grown_is_one_question(place, django_assert_num_queries):
    known = follow.look("recalculate", None)
    assert known == follow.heads()
    with django_assert_num_queries(1):
        assert follow.look("recalculate", known) == known
    update_task(SYSTEM, Task.objects.get(component=place.project, name="B"), duration_minutes=5 * 480)
    later = follow.look("recalculate", known)
    assert later is not None
    assert later != known
    assert not follow.pending("recalculate")


def test_what_another_process_has_in_hand_is_looked_at_until_it_is_done(place):
    with Lease("follow-recalculate"):
        assert follow.look("recalculate", None) is None, "it may die before it has done it"
    assert follow.look("recalculate", None) == follow.heads()


def test_a_failing_follower_does_not_stop_the_log(place, monkeypatch, caplog):
    follow.run_pending()
    monkeypatch.setitem(follow.FOLLOWERS, "recalculate", lambda _events: 1 / 0)
    update_component(SYSTEM, place.project, name="Other")
    assert follow.run_pending() > 0
    assert "follower recalculate failed on events" in caplog.text
    assert follow.run_pending() == 0


def test_a_busy_database_is_tried_again(place, monkeypatch):
    follow.run_pending()
    answers = [OperationalError("database is locked"), None]

    def busy_once(_events: list[Event]) -> None:
        if answer := answers.pop(0):
            raise answer

    monkeypatch.setitem(follow.FOLLOWERS, "recalculate", busy_once)
    update_component(SYSTEM, place.project, name="Other")
    with pytest.raises(OperationalError):
        follow.run_pending()
    assert follow.catch_up("recalculate") == 1
    assert answers == []


def test_trashing_a_plan_lets_go_of_what_it_drove(place):
    install_plan(SYSTEM, place.elsewhere, small_plan())
    link_tasks(
        SYSTEM,
        Task.objects.get(component=place.project, name="C"),
        Task.objects.get(component=place.elsewhere, name="A"),
    )
    follow.run_pending()

    def start():
        return Task.objects.get(component=place.elsewhere, name="A").start - MONDAY

    assert start() == 7 * DAY + 480
    trash_component(SYSTEM, place.program)
    follow.run_pending()
    assert start() == 480
    assert Rollup.objects.get(component=place.portfolio).task_count == 3
    restore_component(SYSTEM, place.program)
    follow.run_pending()
    assert start() == 7 * DAY + 480
    assert Rollup.objects.get(component=place.portfolio).task_count == 6


def test_the_cause_of_a_move_in_a_linked_plan_is_known(place):
    install_plan(SYSTEM, place.sibling, small_plan())
    link_tasks(
        SYSTEM, Task.objects.get(component=place.project, name="C"), Task.objects.get(component=place.sibling, name="A")
    )
    follow.run_pending()
    update_task(SYSTEM, Task.objects.get(component=place.project, name="A"), duration_minutes=4 * 480)
    follow.run_pending()
    moved = Event.objects.filter(verb="schedule.recalculated", component=place.sibling).order_by("-pk").first()
    assert (moved.cause.verb, moved.cause.component, moved.actor) == ("plan.edited", place.project, None)
    assert moved.after["moved"] == 4


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_plan_that_is_being_calculated(place, monkeypatch):
    """Calculating can take a minute where nothing is compiled yet; what is locked then keeps every other writer out."""
    inside = []

    def watched(plan, options):
        inside.append(connection.in_atomic_block)
        return schedule_plan(plan, options)

    monkeypatch.setattr(recalculate, "schedule_plan", watched)
    assert [each.component for each in recalculate.recalculate([place.project.pk])] == [place.project.pk]
    assert inside == [False]


def test_what_changes_while_a_plan_is_calculated_is_calculated_again(place, monkeypatch):
    task, times = Task.objects.get(component=place.project, name="A"), []

    def slow(plan, options):
        times.append(1)
        if len(times) == 1:
            update_task(SYSTEM, task, duration_minutes=9 * 480)
        return schedule_plan(plan, options)

    monkeypatch.setattr(recalculate, "schedule_plan", slow)
    (done,) = recalculate.recalculate([place.project.pk])
    task.refresh_from_db()
    assert (len(times), task.finish - task.start) == (2, 10 * DAY + 540)
    assert done.finish_after == Rollup.objects.get(component=place.project).finish
