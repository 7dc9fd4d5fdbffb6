"""Change requests: nothing changes before the approval, the impact is computed, the authority follows from it."""

import re
from decimal import Decimal

import pytest

from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.change_requests import (
    add_item,
    approve_request,
    drop_item,
    propose_request,
    reject_request,
    start_request,
    state_effects,
    withdraw_request,
)
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.errors import Refused
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plans import install_plan
from headway.app.actions.tasks import update_task
from headway.app.actions.tolerances import set_tolerance
from headway.app.models import Assignment, ChangeSet, Component, Dependency, Event, Record, Resource, Rollup, Task
from headway.app.queries.pages.changes import changes_waiting, requests_at
from headway.app.queries.undoable import next_steps
from headway.app.rules import NotAllowed, visible
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db
DAY = 480


@pytest.fixture
def place():
    at = tree()
    for component in (at.project, at.sibling):
        install_plan(SYSTEM, component, small_plan())
        set_baseline(SYSTEM, component)
    run_pending()
    return at


def task(place, name, component="project"):
    return Task.objects.get(component=getattr(place, component), name=name)


def longer(place, manager, days=5):
    row = start_request(manager, place.project, name="Two more tests")
    item = {"op": "update_task", "task": task(place, "A").pk, "values": {"duration_minutes": days * DAY}}
    return add_item(manager, row, item)


def dates(place):
    return list(Task.objects.order_by("pk").values_list("start", "finish", "duration_minutes"))


def test_the_impact_is_computed_and_nothing_is_written(place, manager):
    before, finish = dates(place), Rollup.objects.get(component=place.project).finish
    impact = longer(place, manager).report["impact"]
    assert (impact["days"], impact["moved"], impact["ok"]) == (2.0, 3, True)
    assert impact["finish_before"] == finish
    assert [each["name"] for each in impact["tasks"]] == ["A", "B", "C"]
    assert dates(place) == before
    row = ChangeSet.objects.get()
    assert Component.objects.get(pk=place.project.pk).revision == row.report["revision"]


def test_the_impact_is_what_happens(place, manager, lead):
    row = propose_request(manager, longer(place, manager))
    approve_request(lead, row, rationale="Needed.")
    run_pending()
    assert Rollup.objects.get(component=place.project).finish == row.report["impact"]["finish_after"]
    after = {each["task"]: each["after"] for each in row.report["impact"]["tasks"]}
    assert dict(Task.objects.filter(pk__in=after).values_list("pk", "finish")) == after


def test_another_plan_that_waits_moves_too(place, manager):
    link_tasks(SYSTEM, task(place, "C"), task(place, "A", "sibling"))
    run_pending()
    impact = longer(place, manager).report["impact"]
    assert [(each["component"], each["days"]) for each in impact["plans"]] == [(place.sibling.pk, 2.0)]
    assert impact["moved"] == 6


def test_tasks_links_and_budget_change_too(place, manager, lead):
    row = start_request(manager, place.project, name="Rework")
    row = add_item(manager, row, {"op": "create_task", "name": "Second test", "duration_minutes": 10 * DAY,
                                  "after": task(place, "B").pk, "cost": 700})  # fmt: skip
    assert (row.report["impact"]["days"], row.report["impact"]["cost"]) == (10.0, "700")
    link = Dependency.objects.get(component=place.project, successor=task(place, "C"))
    row = add_item(manager, row, {"op": "unlink", "dependency": link.pk})
    row = add_item(
        manager, row, {"op": "link", "before": task(place, "A").pk, "after": task(place, "C").pk, "lag": DAY}
    )
    row = add_item(manager, row, {"op": "budget", "amount": Decimal(9000)})
    row = drop_item(manager, row, 1)
    row = state_effects(manager, row, {"scope": "One more test", "benefit": " "}, cost=Decimal(300))
    assert (row.report["impact"]["cost"], row.request["stated"]) == ("1000", {"scope": "One more test"})
    approve_request(lead, propose_request(manager, row), rationale="Needed.")
    made = task(place, "Second test")
    assert Dependency.objects.filter(predecessor=task(place, "B"), successor=made).exists()
    assert Dependency.objects.filter(predecessor=task(place, "A"), successor=task(place, "C"), lag=DAY).exists()
    assert Component.objects.get(pk=place.project.pk).budget == 9000


def test_who_approves_follows_from_the_impact(place, manager, board):
    assert longer(place, manager).report["authority"] == "authority"
    shorter = longer(place, manager, 3)
    assert shorter.report["authority"] == "manager", "no finish moves, nothing costs"
    costly = add_item(manager, shorter, {"op": "create_task", "name": "X", "duration_minutes": 0, "cost": 10})
    assert costly.report["authority"] == "authority"
    Component.objects.filter(pk=place.portfolio.pk).update(governance={"change_budget": 10})
    assert propose_request(manager, costly).report["authority"] == "manager"
    set_tolerance(board, place.project, "time", plus=1)
    row = longer(place, manager)
    assert row.report["authority"] == "board"
    assert [(each["dimension"], each["status_before"], each["status_after"]) for each in row.report["impact"]["tolerances"]] == [
        ("time", "green", "red")
    ]  # fmt: skip


def test_only_the_authority_decides_and_not_its_own_request(place, manager, lead, board):
    row = propose_request(manager, longer(place, manager))
    assert changes_waiting(lead.person) == [row]
    assert changes_waiting(manager.person) == changes_waiting(board.person) == []
    for who in (manager, board):
        with pytest.raises(NotAllowed):
            approve_request(who, row, rationale="X")
    with pytest.raises(Refused, match="Say why"):
        approve_request(lead, row, rationale=" ")
    mine = start_request(lead, place.project, name="Mine")
    mine = add_item(
        lead, mine, {"op": "update_task", "task": task(place, "A").pk, "values": {"duration_minutes": 9 * DAY}}
    )
    with pytest.raises(NotAllowed, match="yourself"):
        approve_request(lead, propose_request(lead, mine), rationale="X")
    rejected = reject_request(lead, row, rationale="Too late")
    assert rejected.state == "rejected"
    assert Record.objects.get(kind="decision").details["decision"] == "Rejected"
    with pytest.raises(Refused, match="rejected"):
        approve_request(lead, rejected, rationale="After all")


def test_a_part_is_merged(place, manager, lead):
    row = longer(place, manager)
    row = add_item(
        manager, row, {"op": "update_task", "task": task(place, "B").pk, "values": {"duration_minutes": 9 * DAY}}
    )
    approve_request(lead, propose_request(manager, row), rationale="Only A.", only=[0])
    assert [task(place, name).duration_minutes for name in "AB"] == [5 * DAY, 2 * DAY]
    assert Event.objects.get(verb="change.approved").after["merged"] == 1


def test_a_task_changed_twice_by_the_request_is_merged(place, manager, lead):
    row = longer(place, manager)
    row = add_item(manager, row, {"op": "update_task", "task": task(place, "A").pk, "values": {"cost": Decimal(70)}})
    approve_request(lead, propose_request(manager, row), rationale="Both.")
    assert (task(place, "A").duration_minutes, task(place, "A").cost) == (5 * DAY, 70)


def test_raising_the_budget_is_nothing_that_its_author_approves(place, manager):
    Component.objects.filter(pk=place.project.pk).update(budget=Decimal(1000))
    row = start_request(manager, place.project, name="More money")
    row = add_item(manager, row, {"op": "budget", "amount": Decimal(1000)})
    assert row.report["authority"] == "manager"
    row = add_item(manager, row, {"op": "budget", "amount": Decimal(1001)})
    assert row.report["authority"] == "board"
    with pytest.raises(NotAllowed):
        approve_request(manager, propose_request(manager, row), rationale="Mine.")


def test_a_task_changed_in_the_meantime_stops_the_merge(place, manager, lead):
    row = start_request(manager, place.project, name="Both")
    for name in "BA":
        row = add_item(
            manager, row, {"op": "update_task", "task": task(place, name).pk, "values": {"duration_minutes": 9 * DAY}}
        )
    row = propose_request(manager, row)
    update_task(manager, task(place, "A"), name="Renamed")
    with pytest.raises(Refused, match="changed after"):
        approve_request(lead, row, rationale="X")


@pytest.mark.parametrize(
    "item",
    [
        {"op": "moon"}, {"op": "update_task", "task": 987654, "values": {"duration_minutes": 1}},
        {"op": "update_task", "task": "A", "values": {}}, {"op": "update_task", "task": "A", "values": {"duration_minutes": "x"}},
        {"op": "create_task", "name": " ", "duration_minutes": 5}, {"op": "link", "before": "A", "after": "A"},
        {"op": "link", "before": "A", "after": "B", "type": "XX"}, {"op": "unlink", "dependency": 987654},
        {"op": "budget", "amount": "much"}, {"op": "budget", "amount": None},
    ],
)  # fmt: skip
def test_changes_that_make_no_sense(place, manager, item):
    row = start_request(manager, place.project, name="X")
    known = {"A": task(place, "A").pk, "B": task(place, "B").pk}
    item = {name: known.get(value, value) if isinstance(value, str) else value for name, value in item.items()}
    with pytest.raises(Refused):
        add_item(manager, row, item)
    assert ChangeSet.objects.get().request["items"] == []


def test_a_circle_is_seen_before_it_is_made(place, manager):
    row = start_request(manager, place.project, name="Circle")
    row = add_item(manager, row, {"op": "link", "before": task(place, "C").pk, "after": task(place, "A").pk})
    assert (row.report["impact"]["ok"], row.report["impact"]["problems"], row.report["authority"]) == (
        False,
        ["cycle"],
        "board",
    )


def test_drafts_are_their_authors_and_are_taken_back(place, manager, lead):
    row = longer(place, manager)
    assert list(requests_at(lead.person, place.project)) == []
    assert list(requests_at(manager.person, place.project)) == [row]
    assert not visible(lead.person, ChangeSet).filter(pk=row.pk).exists(), "not by its id either"
    with pytest.raises(NotAllowed):
        add_item(lead, row, {"op": "budget", "amount": 5})
    with pytest.raises(NotAllowed):
        withdraw_request(lead, row)
    assert withdraw_request(manager, propose_request(manager, row)).state == "discarded"
    with pytest.raises(NotAllowed):
        start_request(acting(holder("Member", place.project, "team_member")), place.project, name="X")
    with pytest.raises(Refused, match="no plan"):
        start_request(lead, place.program, name="X")


def test_the_pages_lead_from_a_request_to_its_merge(place, client, manager, lead):
    client.force_login(manager.person)
    page = client.post(f"/c/{place.project.pk}/changes/start/", {"name": "Two tests", "type": "problem"}, follow=True)
    row = ChangeSet.objects.get()
    url = f"/cr/{row.pk}/"
    assert page.redirect_chain[-1][0] == url
    page = client.post(f"{url}add/", {"op": "update_task", "task": task(place, "A").pk, "days": "5"}, follow=True).text
    assert re.search(r"\(\+2[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]d working time\)", page)
    assert "Propose it to the change authority" in page
    client.post(f"{url}add/", {"op": "create_task", "name": "New", "days": "1", "after": task(place, "B").pk})
    client.post(f"{url}drop/", {"place": "1"})
    client.post(f"{url}effects/", {"scope": "None", "extra_cost": "12.50"})
    client.post(f"{url}propose/")
    client.force_login(lead.person)
    assert "Change: Two tests" in client.get("/today/").text
    assert "Approve and merge" in client.get(url).text
    assert "Two tests" in client.get(f"/c/{place.project.pk}/governance/").text
    page = client.post(f"{url}decide/", {"act": "approve", "rationale": "Needed", "only": ["0"]}, follow=True).text
    assert "Approved and merged" in page
    assert task(place, "A").duration_minutes == 5 * DAY
    client.force_login(holder("Far Away", place.elsewhere, "project_manager"))
    assert client.get(url).status_code == 404
    assert client.get(f"/imports/{row.pk}/").status_code == 404


def test_what_is_too_long_is_refused_whole_and_nothing_to_propose_is_not_offered(place, client, manager, lead):
    with pytest.raises(Refused, match="The description: these are 20001 characters, 20000 fit"):
        start_request(manager, place.project, name="Long", description="x" * 20_001)
    row = start_request(manager, place.project, name="Short")
    client.force_login(manager.person)
    assert "Propose it" not in client.get(f"/cr/{row.pk}/").text
    with pytest.raises(Refused, match="Effect on scope"):
        state_effects(manager, row, {"scope": "x" * 2_001})
    row = state_effects(manager, row, {"scope": " None. "})
    assert row.request["stated"] == {"scope": "None."}
    assert "Propose it" in client.get(f"/cr/{row.pk}/").text
    row = propose_request(manager, add_item(manager, row, {"op": "update_task", "task": task(place, "A").pk,
                                                           "values": {"duration_minutes": 5 * DAY}}))  # fmt: skip
    with pytest.raises(Refused, match="Why: these are 5001 characters"):
        reject_request(lead, row, rationale="x" * 5_001)
    row.refresh_from_db()
    assert row.state == ChangeSet.State.PROPOSED


def twins(place, lead, edits, *items):
    """Type edits into the sibling, merge items of a request in the project; return both plans without their numbers."""
    row = start_request(lead, place.project, name="Same")
    for item in items:
        row = add_item(lead, row, item)
    approve_request(SYSTEM, propose_request(lead, row), rationale="Same.")
    edit_plan(SYSTEM, place.sibling, edits)
    names = ("name", "kind", "duration_minutes", "duration_estimated", "remaining_minutes", "percent_complete", "cost",
             "work_minutes", "start", "finish", "wbs", "level", "constraint", "constraint_date", "total_float_minutes",
             "assignments__resource__name", "assignments__units", "assignments__work_minutes")  # fmt: skip
    plans = (Task.objects.filter(component=each).order_by("position") for each in (place.project, place.sibling))
    return [list(plan.values_list(*names)) for plan in plans]


@pytest.fixture
def staffed(place):
    """Ann works on A, which is half done and says how much remains."""
    for component in (place.project, place.sibling):
        ann = Resource.objects.create(component=component, uid=1, name="Ann")
        Resource.objects.create(component=component, uid=2, name="Crane")
        a = Task.objects.get(component=component, name="A")
        Assignment.objects.create(component=component, uid=1, task=a, resource=ann, work_minutes=3 * DAY)
        update_task(SYSTEM, a, percent_complete=50.0, remaining_minutes=720, work_minutes=3 * DAY)
    run_pending()
    return place


def test_a_merged_duration_is_what_the_same_edit_typed_in_the_plan_is(staffed, lead):
    mine, theirs = task(staffed, "A"), task(staffed, "A", "sibling")
    merged, typed = twins(
        staffed, lead,
        [{"op": "set", "tasks": [theirs.pk], "cells": {"duration": "5d"}},
         {"op": "set", "tasks": [task(staffed, "B", "sibling").pk], "cells": {"duration": "0d"}}],
        {"op": "update_task", "task": mine.pk, "values": {"duration_minutes": 5 * DAY}},
        {"op": "update_task", "task": task(staffed, "B").pk, "values": {"duration_minutes": 0}},
    )  # fmt: skip
    assert merged == typed
    mine.refresh_from_db()
    assert (mine.duration_minutes, mine.remaining_minutes) == (5 * DAY, 720 + 2 * DAY)
    assert task(staffed, "B").kind == "milestone"


def test_a_new_task_comes_with_who_works_on_it(staffed, lead, client):
    row = start_request(lead, staffed.project, name="A second test")
    item = {"op": "create_task", "name": "Second test", "duration_minutes": 2 * DAY, "after": task(staffed, "B").pk,
            "resources": "ann [50%]; Crane"}  # fmt: skip
    with pytest.raises(Refused, match="no resource"):
        add_item(lead, row, item | {"resources": "Bob"})
    row = add_item(lead, row, item)
    load = {each["name"]: each for each in row.report["impact"]["resources"]}
    assert (load["Ann"]["more"], load["Crane"]["more"], load["Crane"]["peak_after"]) == (DAY, 2 * DAY, 1)
    client.force_login(lead.person)
    assert "by Ann [50%]; Crane" in client.get(f"/cr/{row.pk}/").text
    expected = {each["name"]: each["after"] for each in row.report["impact"]["tasks"]}
    approve_request(SYSTEM, propose_request(lead, row), rationale="Needed.")
    made = task(staffed, "Second test")
    found = list(made.assignments.order_by("resource__name").values_list("resource__name", "units"))
    assert (found, made.finish) == ([("Ann", 0.5), ("Crane", 1.0)], expected["Second test"])


def test_a_request_of_one_plan_is_one_edit_that_nobody_takes_back_by_chance(place, manager, lead):
    row = add_item(manager, longer(place, manager), {"op": "create_task", "name": "New", "duration_minutes": DAY})
    approve_request(lead, propose_request(manager, row), rationale="Needed.")
    edit = Event.objects.get(verb="plan.edited")
    assert (edit.actor, edit.cause.verb, edit.summary) == (
        None, "change.approved", "Merged the change request “Two more tests”"
    )  # fmt: skip
    assert next_steps(lead.person, place.project)["undo"] is None


def test_what_the_plan_does_not_take_any_more_is_refused_and_can_be_dropped(place, manager):
    row = longer(place, manager)
    link = {"op": "link", "before": task(place, "A").pk, "after": task(place, "C").pk}
    row = add_item(manager, row, link)
    with pytest.raises(Refused, match="already follows"):
        add_item(manager, row, link)
    link_tasks(SYSTEM, task(place, "A"), task(place, "C"))
    with pytest.raises(Refused, match="already follows"):
        propose_request(manager, row)
    assert propose_request(manager, drop_item(manager, row, 1)).state == "proposed"


def test_a_link_to_another_plan_is_removed_by_the_merge(place, lead):
    link = link_tasks(SYSTEM, task(place, "C"), task(place, "A", "sibling"))
    run_pending()
    late = task(place, "A", "sibling").start
    row = add_item(lead, start_request(lead, place.sibling, name="Alone"), {"op": "unlink", "dependency": link.pk})
    assert task(place, "A", "sibling").start == late
    approve_request(SYSTEM, propose_request(lead, row), rationale="Not needed.")
    run_pending()
    assert not Dependency.objects.filter(pk=link.pk).exists()
    assert task(place, "A", "sibling").start < late
