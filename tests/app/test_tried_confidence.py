"""How sure a plan is with a what-if or a change request in it: beside the plan as it is, with the same random numbers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.branch_edits import edit_branch
from headway.app.actions.branches import discard_branch, share_branch, start_branch
from headway.app.actions.change_requests import add_item, propose_request, reject_request, start_request, state_effects
from headway.app.actions.components import update_component
from headway.app.actions.confidence_ranges import Range, set_range
from headway.app.actions.errors import Refused
from headway.app.actions.plans import install_plan
from headway.app.actions.records import link_record, raise_record
from headway.app.actions.tasks import update_task
from headway.app.actions.tried_confidence import ask_confidence, simulate_tried, tried_of
from headway.app.bridge.confidence.kept import simulate_component
from headway.app.models import ChangeSet, Task, TriedConfidence
from headway.app.worker.confidence import simulate_wanted
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db
DAY = 480
SIDES = ("live", "after")


@pytest.fixture
def at():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    Task.objects.filter(component=at.project, name="B").update(cost=8000)
    set_baseline(SYSTEM, at.project)
    update_component(SYSTEM, at.project, budget=9000)
    run_pending()
    return at


@pytest.fixture
def manager(at):
    return acting(holder("Maja", at.project, "project_manager"))


def task(at, name):
    return Task.objects.get(component=at.project, name=name)


def longer(at, days, name="B"):
    return {"op": "set", "tasks": [task(at, name).pk], "values": {"duration_minutes": days * DAY}}


def seen(row):
    """What a page says that reads the request or branch now."""
    return tried_of(ChangeSet.objects.select_related("component", "branch").get(pk=row.pk))


def simulated(row):
    ask_confidence(row)
    return simulate_tried(TriedConfidence.objects.get(change_set=row)).told


def test_a_branch_that_changes_nothing_shows_no_difference_at_all(at, manager):
    told = simulated(start_branch(manager, at.project, name="Nothing yet"))
    assert told["live"] == told["after"]
    assert told["days"] == 0.0
    kept = simulate_component(at.project).told
    names = {"p50": "p50", "p80": "p80", "agreed": "agreed", "holds": "agreed_probability"}
    assert {name: told["live"][name] for name in names} == {name: kept["finish"][of] for name, of in names.items()}
    assert told["live"]["cost"]["p80"] == kept["cost"]["p80"]
    assert told["live"]["cost"]["holds"] == kept["cost"]["agreed_probability"]


def test_a_day_more_in_a_branch_is_a_day_more_at_the_p80_where_all_is_certain(at, manager):
    set_range(SYSTEM, at.portfolio, "duration_range", Range(100, 100), reason="One thing varies")
    raise_record(SYSTEM, at.project, "risk", title="Late permit", probability=0.4, days_likely=2)
    branch = start_branch(manager, at.project, name="Longer")
    edit_branch(manager, branch, [longer(at, 3)], revision=None)
    before = task(at, "B").duration_minutes // DAY
    told = simulated(branch)
    assert told["days"] == 3 - before
    assert [told[side]["holds"] for side in SIDES] == [pytest.approx(0.6, abs=0.02), 0.0]


def test_programs_ask_for_it_and_read_it(at, manager):
    branch, client = start_branch(manager, at.project, name="Longer"), client_of(manager.person)
    edit_branch(manager, branch, [longer(at, 5)], revision=None)
    address = f"/api/v1/branches/{branch.pk}/confidence"
    nothing = {"answer": {}, "computed_at": None, "fresh": False, "waiting": False, "error": "", "askable": True}
    assert client.get(address).json() == nothing
    asked = client.post(address)
    assert (asked.status_code, asked.json()) == (202, nothing | {"waiting": True})
    told = simulate_tried(TriedConfidence.objects.get(change_set=branch)).told
    found = client.get(address).json()
    assert found["answer"] == {name: told[name] for name in ("currency", "days", "live", "after")}
    assert (found["fresh"], found["waiting"]) == (True, False)
    assert found["answer"]["after"]["holds"] < found["answer"]["live"]["holds"]
    edit_branch(manager, branch, [longer(at, 6)], revision=None)
    assert client.get(address).json()["fresh"] is False
    discard_branch(manager, branch)
    assert client.post(address).json()["error"]["id"] == "wrong-state"


def test_the_confidence_of_a_branch_is_of_no_stranger(at, manager):
    branch = start_branch(manager, at.project, name="Mine alone")
    for other in (holder("Far", at.elsewhere, "project_manager"), holder("Near", at.project, "team_member")):
        client = client_of(other)
        for answer in (client.get, client.post):
            assert answer(f"/api/v1/branches/{branch.pk}/confidence").status_code == 404
    assert not TriedConfidence.objects.exists()
    share_branch(manager, branch, sharing="see")
    assert client.post(f"/api/v1/branches/{branch.pk}/confidence").status_code == 202, (
        "who sees it may ask, as on the page"
    )


def test_it_is_asked_for_and_the_worker_answers(at, manager):
    branch = start_branch(manager, at.project, name="Longer")
    edit_branch(manager, branch, [longer(at, 5)], revision=None)
    assert (seen(branch).told, seen(branch).waiting) == ({}, False)
    ask_confidence(branch)
    assert seen(branch).waiting
    assert simulate_wanted(timezone.now() + timedelta(seconds=1)) == 1
    kept = seen(branch)
    assert (kept.fresh, kept.waiting, kept.error) == (True, False, "")
    assert kept.told["days"] > 1
    assert simulate_wanted(timezone.now() + timedelta(seconds=1)) == 0


def test_an_answer_says_that_it_is_of_an_earlier_state(at, manager):
    branch = start_branch(manager, at.project, name="Longer")
    simulated(branch)
    edit_branch(manager, branch, [longer(at, 5)], revision=None)
    assert not seen(branch).fresh
    assert simulated(branch)["days"] > 1
    assert seen(branch).fresh
    update_task(SYSTEM, task(at, "A"), duration_minutes=DAY)
    assert not seen(branch).fresh


def test_a_request_tells_the_same_as_the_branch_with_its_budget_and_its_money_beside_the_tasks(at, manager):
    branch = start_branch(manager, at.project, name="Longer")
    edit_branch(manager, branch, [longer(at, 5)], revision=None)
    row = start_request(manager, at.project, name="Longer")
    row = add_item(
        manager, row, {"op": "update_task", "task": task(at, "B").pk, "values": {"duration_minutes": 5 * DAY}}
    )
    first, second = simulated(branch), simulated(row)
    assert {name: first["after"][name] for name in ("p80", "holds")} == {
        name: second["after"][name] for name in ("p80", "holds")
    }
    row = add_item(manager, row, {"op": "budget", "amount": "100000"})
    row = state_effects(manager, row, {}, cost=1000)
    third = simulated(row)
    assert third["after"]["cost"]["p80"] == pytest.approx(second["after"]["cost"]["p80"] + 1000, abs=0.011)
    assert [third[side]["cost"]["budget"] for side in SIDES] == [9000.0, 100_000.0]
    assert third["after"]["cost"]["holds"] == 1.0
    assert third["live"] == second["live"]


def test_less_probable_risks_of_a_request_count(at, manager):
    set_range(SYSTEM, at.portfolio, "duration_range", Range(100, 100), reason="One thing varies")
    risk = raise_record(SYSTEM, at.project, "risk", title="Late permit", probability=0.4, days_likely=2)
    link_record(SYSTEM, risk, "task", task(at, "B").pk)
    row = start_request(manager, at.project, name="Ask again")
    row = add_item(manager, row, {"op": "risk", "record": risk.pk, "probability": 0.1})
    told = simulated(row)
    assert (told["days"], told["after"]["holds"]) == (-2.0, pytest.approx(0.9, abs=0.02))


def test_what_was_decided_keeps_what_was_said_of_it_and_asks_no_more(at, manager):
    row = start_request(manager, at.project, name="Longer")
    item = {"op": "update_task", "task": task(at, "B").pk, "values": {"duration_minutes": 5 * DAY}}
    row = add_item(manager, row, item)
    simulated(row)
    propose_request(manager, row)
    reject_request(acting(holder("Tobias", at.program, "program_manager")), row, rationale="No.")
    kept = seen(row)
    assert (kept.told["days"] > 0, kept.askable, kept.waiting) == (True, False, False)
    with pytest.raises(Refused, match="rejected"):
        ask_confidence(ChangeSet.objects.get(pk=row.pk))
    branch = start_branch(manager, at.project, name="Other")
    ask_confidence(branch)
    discard_branch(manager, branch)
    assert not simulate_tried(TriedConfidence.objects.get(change_set=branch)).told


def test_a_change_that_cannot_be_simulated_says_so_and_can_be_asked_again(at, manager, monkeypatch):
    branch = start_branch(manager, at.project, name="Longer")
    monkeypatch.setattr("headway.app.actions.tried_confidence.compared", lambda *_: 1 / 0)
    ask_confidence(branch)
    simulate_tried(TriedConfidence.objects.get(change_set=branch))
    assert "failed" in seen(branch).error
    monkeypatch.undo()
    assert simulated(branch)["days"] == 0.0
    assert (seen(branch).error, seen(branch).fresh) == ("", True)


def test_where_all_is_done_there_is_nothing_to_simulate(at, manager):
    branch = start_branch(manager, at.project, name="Done")
    edit_branch(manager, branch, [{"op": "set", "tasks": [task(at, name).pk for name in "ABC"],
                                   "values": {"percent_complete": 100}}], revision=None)  # fmt: skip
    told = simulated(branch)
    assert (told["live"]["state"], told["after"]["state"], "days" in told) == ("ok", "done", False)


def test_the_time_for_it_ends(at, manager, monkeypatch):
    monkeypatch.setattr("headway.app.bridge.confidence.compared.SECONDS", -1.0)
    told = simulated(start_branch(manager, at.project, name="Slow"))
    assert {told[side]["state"] for side in SIDES} == {"stopped"}
