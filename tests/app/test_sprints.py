"""Sprints: planned, started with what is committed, changed while they run, closed with frozen figures."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from factories.grid import Grid
from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.errors import Refused, Stale
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plans import install_plan
from headway.app.actions.sprints import change_sprint, close_sprint, delete_sprint, plan_sprint, start_sprint
from headway.app.actions.tasks import delete_task
from headway.app.actions.trash import restore
from headway.app.actions.undo import undo
from headway.app.bridge.sprints import account_of
from headway.app.models import Event, Sprint, Task, TrashItem
from headway.app.rules import NotAllowed, visible

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]
DAYS = {"start": timezone.localdate() - timedelta(days=7), "finish": timezone.localdate() + timedelta(days=7)}
LATER = {"start": timezone.localdate() + timedelta(days=8), "finish": timezone.localdate() + timedelta(days=21)}


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    at.scrum = acting(holder("Scrum", at.project, "scrum_master"))
    return at


def task(name):
    return Task.objects.get(name=name)


def put(place, sprint, *names, who=None):
    edit = {"op": "sprint", "tasks": [task(name).pk for name in names], "sprint": sprint and sprint.pk}
    return edit_plan(who or place.scrum, place.project, [edit])


def finish(name, minute=None):
    edit = {"op": "card", "tasks": [task(name).pk], "column": "done"}
    edit_plan(SYSTEM, task(name).component, [edit])


@pytest.fixture
def running(place):
    sprint = plan_sprint(place.scrum, place.project, **DAYS)
    put(place, sprint, "A", "B")
    return start_sprint(place.scrum, sprint)


def parts(account):
    return {name: getattr(account, name).tasks for name in ("committed", "added", "removed", "done", "left")}


# ---------------------------------------------------------------------- planning


def test_sprints_get_the_next_number_and_are_told(place):
    one = plan_sprint(place.scrum, place.project, goal="Bills add up", **DAYS)
    two = plan_sprint(place.scrum, place.project, name="Hardening", **LATER)
    assert [one.name, two.name, plan_sprint(place.scrum, place.project, **LATER).name] == [
        "Sprint 1",
        "Hardening",
        "Sprint 3",
    ]
    event = Event.objects.filter(verb="sprint.planned").earliest("pk")
    assert (event.object_id, event.after["goal"], event.after["start"]) == (
        one.pk,
        "Bills add up",
        DAYS["start"].isoformat(),
    )


def test_dates_make_sense_and_spare_what_is_running(place, running):
    cases = {
        "finish-before-start": {"start": LATER["finish"], "finish": LATER["start"]},
        "sprint-too-long": {"start": LATER["start"], "finish": LATER["start"] + timedelta(days=92)},
        "sprint-overlaps": {"start": DAYS["finish"], "finish": LATER["finish"]},
    }
    for reason, days in cases.items():
        with pytest.raises(Refused) as refused:
            plan_sprint(place.scrum, place.project, **days)
        assert refused.value.id == reason
    assert Sprint.objects.count() == 1
    planned = plan_sprint(place.scrum, place.project, **LATER)
    with pytest.raises(Refused) as refused:
        change_sprint(place.scrum, running, finish=LATER["start"])
    assert refused.value.id == "sprint-overlaps"
    with pytest.raises(Stale):
        change_sprint(place.scrum, planned, version=9, goal="x")
    assert change_sprint(place.scrum, planned, version=1, goal="x").version == 2


def test_tasks_move_in_and_out_many_at_once_and_undo_takes_them_back(place):
    sprint = plan_sprint(place.scrum, place.project, **DAYS)
    put(place, sprint, "A", "B", "C")
    assert set(sprint.tasks.values_list("name", flat=True)) == {"A", "B", "C"}
    other = plan_sprint(place.scrum, place.project, **LATER)
    put(place, other, "A")
    put(place, None, "B")
    assert [task(name).sprint_id for name in "ABC"] == [other.pk, None, sprint.pk]
    undo(place.scrum, place.project)
    assert task("B").sprint_id == sprint.pk


def test_only_cards_are_put_into_open_sprints_of_the_same_board(place):
    sprint = plan_sprint(place.scrum, place.project, **DAYS)
    with pytest.raises(Refused) as refused:
        put(place, sprint, "Phase")
    assert refused.value.id == "no-card"
    for wrong in (plan_sprint(SYSTEM, place.elsewhere, **DAYS), Sprint(pk=10**6), Sprint(pk=True)):
        with pytest.raises(Refused) as refused:
            put(place, wrong, "A")
        assert refused.value.id == "no-open-sprint"


def test_a_deleted_sprint_leaves_its_tasks_in_the_backlog_and_comes_back_with_them(place):
    grid = Grid(client_of(place.scrum.person), place.project)
    sprint = plan_sprint(place.scrum, place.project, **DAYS)
    put(place, sprint, "A")
    grid.refresh()
    assert grid.row("A")["sprint"] == sprint.pk
    delete_sprint(place.scrum, sprint)
    grid.refresh()
    assert (Sprint.objects.count(), grid.row("A")["sprint"]) == (0, None)
    restore(place.scrum, TrashItem.objects.get(object_type="sprint"))
    grid.refresh()
    assert (Sprint.objects.get().pk, grid.row("A")["sprint"]) == (sprint.pk, sprint.pk)


# ---------------------------------------------------------------------- running


def test_starting_keeps_what_is_committed(place, running):
    minutes = sum(task(name).duration_minutes for name in "AB")
    account = account_of(running)
    assert parts(account) == {"committed": 2, "added": 0, "removed": 0, "done": 0, "left": 2}
    assert (account.committed.minutes, account.remaining[0]) == (minutes, minutes)
    assert Event.objects.get(verb="sprint.started").after["minutes"] == minutes


def test_one_sprint_runs_at_a_time_and_never_an_empty_or_past_one(place, running):
    planned = plan_sprint(place.scrum, place.project, **LATER)
    put(place, planned, "C")
    with pytest.raises(Refused) as refused:
        start_sprint(place.scrum, planned)
    assert refused.value.id == "sprint-running"
    close_sprint(place.scrum, running)
    put(place, None, "C")
    with pytest.raises(Refused) as refused:
        start_sprint(place.scrum, planned)
    assert refused.value.id == "sprint-empty"
    past = plan_sprint(place.scrum, place.project, start=date(2026, 1, 5), finish=date(2026, 1, 16))
    with pytest.raises(Refused) as refused:
        start_sprint(place.scrum, past)
    assert refused.value.id == "sprint-over"
    with pytest.raises(Refused) as refused:
        start_sprint(place.scrum, running)
    assert refused.value.id == "sprint-state"


def test_what_comes_in_and_goes_out_while_it_runs_is_told_and_counted(place, running):
    put(place, running, "C")
    put(place, None, "A")
    told = Event.objects.filter(verb="sprint.scope_changed").order_by("pk")
    assert [each.summary for each in told] == ["Sprint 1: 1 task added", "Sprint 1: 1 task removed"]
    assert told[0].after["added"] == [[task("C").pk, task("C").duration_minutes]]
    assert parts(account_of(running)) == {"committed": 2, "added": 1, "removed": 1, "done": 0, "left": 2}
    finish("C")
    account = account_of(running)
    assert (parts(account)["done"], account.done.minutes) == (1, task("C").duration_minutes)


def test_deleted_tasks_leave_the_sprint_and_come_back_into_it(place, running):
    delete_task(SYSTEM, task("A"))
    assert parts(account_of(running))["removed"] == 1
    undone = TrashItem.objects.get(object_type="task")
    restore(SYSTEM, undone)
    assert parts(account_of(running)) == {"committed": 2, "added": 0, "removed": 0, "done": 0, "left": 2}
    delete_task(SYSTEM, task("A"))
    close_sprint(place.scrum, running)
    restore(SYSTEM, TrashItem.objects.get(object_type="task", restored_at=None))
    assert task("A").sprint_id is None


# ---------------------------------------------------------------------- closing


def test_closing_freezes_the_figures_and_carries_over_what_is_left(place, running):
    following = plan_sprint(place.scrum, place.project, **LATER)
    finish("A")
    before = account_of(running)
    closed = close_sprint(place.scrum, running, leftovers=following)
    assert [task(name).sprint_id for name in "ABC"] == [None, following.pk, None]
    kept = account_of(closed)
    assert parts(kept) == {"committed": 2, "added": 0, "removed": 0, "done": 1, "left": 1}
    assert (kept.days, kept.remaining, kept.done) == (before.days, before.remaining, before.done)
    assert closed.figures["tasks"] == [
        [task("A").pk, before.done.minutes, True],
        [task("B").pk, before.left.minutes, False],
    ]
    Task.objects.filter(name="A").update(duration_minutes=9)
    assert account_of(Sprint.objects.get(pk=closed.pk)).done == before.done
    event = Event.objects.get(verb="sprint.closed")
    assert (event.summary, event.after["left"]) == (
        "Closed Sprint 1: 1 task done, 1 left over",
        {"tasks": 1, "minutes": before.left.minutes},
    )
    assert Event.objects.get(verb="sprint.emptied").cause == event


def test_what_was_moved_before_the_close_cannot_be_undone_into_the_closed_sprint(place, running):
    put(place, None, "B")
    close_sprint(place.scrum, running)
    with pytest.raises(Refused) as refused:
        undo(place.scrum, place.project)
    assert (refused.value.id, task("B").sprint_id) == ("nothing-to-undo", None)
    with pytest.raises(Refused) as refused:
        close_sprint(place.scrum, running)
    assert refused.value.id == "sprint-state"
    for change in (lambda: change_sprint(place.scrum, running, goal="x"), lambda: delete_sprint(place.scrum, running)):
        with pytest.raises(Refused):
            change()


def test_left_overs_go_only_into_a_planned_sprint_of_the_same_board(place, running):
    elsewhere = plan_sprint(SYSTEM, place.elsewhere, **LATER)
    for wrong in (elsewhere, running):
        with pytest.raises(Refused) as refused:
            close_sprint(place.scrum, running, leftovers=wrong)
        assert refused.value.id == "no-next-sprint"
    assert Sprint.objects.get(pk=running.pk).state == "running"


# ---------------------------------------------------------------------- rights


def test_who_runs_sprints_does_not_edit_the_plan_and_members_only_see_them(place, running):
    member = holder("Member", place.project, "team_member")
    assert visible(member, Sprint).get() == running
    assert not visible(holder("Stranger", place.elsewhere, "project_manager"), Sprint).exists()
    acts = (lambda who: put(place, running, "C", who=who), lambda who: plan_sprint(who, place.project, **LATER),
            lambda who: close_sprint(who, running))  # fmt: skip
    for act in acts:
        with pytest.raises(NotAllowed):
            act(acting(member))
    with pytest.raises(NotAllowed):
        edit_plan(place.scrum, place.project, [{"op": "set", "tasks": [task("C").pk], "values": {"name": "x"}}])
