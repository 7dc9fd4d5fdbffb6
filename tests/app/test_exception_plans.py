"""An exception plan: asked for by the board, submitted as pending changes, approved, merged, tolerances set anew."""

import pytest

from factories.people import SYSTEM, acting, holder
from headway.app.actions.change_requests import (
    add_item,
    approve_request,
    propose_request,
    reject_request,
    start_request,
    state_effects,
    withdraw_request,
)
from headway.app.actions.errors import Refused
from headway.app.actions.exception_plans import keep_tolerance, propose_tolerance, start_plan
from headway.app.actions.exceptions import decide_exception, send_exception
from headway.app.actions.tasks import update_task
from headway.app.actions.tolerances import measure, set_tolerance
from headway.app.bridge.gate_rules import answer
from headway.app.bridge.tolerances import standings
from headway.app.models import ChangeSet, Event, Record, Task, Tolerance, ToleranceException
from headway.app.queries.pages.changes import changes_waiting
from headway.app.rules import NotAllowed
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db
DAY = 480


def task(place, name):
    return Task.objects.get(component=place.project, name=name)


def slip(place, days):
    update_task(SYSTEM, task(place, "A"), duration_minutes=(3 + days) * DAY)
    run_pending()


def exception(place):
    return ToleranceException.objects.get(component=place.project, dimension="time")


@pytest.fixture
def asked(place, manager, board):
    """Six days late where two are tolerated; the board asks for a plan."""
    set_tolerance(board, place.project, "time", plus=2, warn=0.25)
    slip(place, 6)
    row = send_exception(manager, exception(place))
    return decide_exception(board, row, decision="plan", rationale="Win three days back.")


def shorter(place, days):
    return {"op": "update_task", "task": task(place, "A").pk, "values": {"duration_minutes": (3 + days) * DAY}}


def test_the_board_waits_for_the_plan(place, manager, board, asked):
    assert (asked.state, asked.decision) == ("planning", "plan")
    run_pending()
    assert ToleranceException.objects.count() == 1, "nothing is drafted anew meanwhile"
    assert answer("exceptions", place.project) == ("no", "1 exception is open.")
    slip(place, 7)
    assert ToleranceException.objects.filter(state="draft").count() == 1, "unless it gets worse"


def test_the_plan_is_decided_by_the_board_that_asked(place, manager, board, asked):
    lead = acting(holder("Lead Er", place.program, "program_manager"))
    row = propose_request(manager, add_item(manager, start_plan(manager, asked), shorter(place, 5)))
    assert (row.report["authority"], row.request["type"], row.exception) == ("exception", "exception plan", asked)
    assert changes_waiting(board.person) == [row]
    assert changes_waiting(lead.person) == changes_waiting(manager.person) == []
    for who in (lead, manager):
        with pytest.raises(NotAllowed):
            approve_request(who, row, rationale="X")
    with pytest.raises(NotAllowed):
        start_plan(acting(holder("Member", place.project, "team_member")), asked)


def test_approved_it_is_merged_the_tolerance_set_anew_and_the_exception_closed(place, manager, board, asked):
    row = add_item(manager, start_plan(manager, asked), shorter(place, 3))
    line = row.report["impact"]["tolerances"][0]
    assert (line["before"], line["after"], line["new"]) == (6, 3, {"target": 3, "plus": 2, "minus": None})
    assert (line["status_before"], line["status_after"]) == ("red", "green")
    row = approve_request(board, propose_request(manager, row), rationale="Good.")
    assert task(place, "A").duration_minutes == 6 * DAY
    found = Tolerance.objects.get(component=place.project)
    assert (found.target, found.plus, found.minus, found.warn) == (3, 2, None, 0.25)
    assert (exception(place).state, exception(place).decision) == ("decided", "plan")
    told = Event.objects.get(verb="change.approved")
    assert sorted(told.effects.values_list("verb", flat=True)) == [
        "exception.closed", "plan.edited", "record.raised", "tolerance.set",
    ]  # fmt: skip
    assert Record.objects.filter(kind="decision", title__startswith="Change: Exception plan").count() == 1
    run_pending()
    assert [each.status for each in standings(place.project)] == ["green"]
    assert ToleranceException.objects.count() == 1


def test_the_dates_are_calculated_with_the_merge_so_that_no_follower_sees_the_old_ones(place, manager, board, asked):
    row = propose_request(manager, add_item(manager, start_plan(manager, asked), shorter(place, 0)))
    approve_request(board, row, rationale="Good.")
    assert [each.status for each in standings(place.project)] == ["green"]
    run_pending()
    assert ToleranceException.objects.count() == 1


def test_leaving_the_new_tolerance_is_a_new_exception_however_small(place, manager, board, asked):
    row = propose_request(manager, add_item(manager, start_plan(manager, asked), shorter(place, 5)))
    approve_request(board, row, rationale="Good.")
    run_pending()
    slip(place, 8)
    fresh = ToleranceException.objects.get(state="draft")
    assert (fresh.target, fresh.forecast) == (5, 8)


def test_a_plan_has_to_hold_its_own_tolerance(place, manager, board, asked):
    row = propose_tolerance(manager, add_item(manager, start_plan(manager, asked), shorter(place, 4)), "time",
                            target=0.0, plus=3.0)  # fmt: skip
    assert row.report["impact"]["tolerances"][0]["status_after"] == "red"
    with pytest.raises(Refused, match="would be outside"):
        propose_request(manager, row)
    row = propose_request(manager, propose_tolerance(manager, row, "time", target=0.0, plus=4.0))
    slipped = task(place, "B")
    update_task(manager, slipped, duration_minutes=3 * DAY)
    run_pending()
    with pytest.raises(Refused, match="would be outside"):
        approve_request(board, row, rationale="The plan moved since.")
    assert ToleranceException.objects.get(pk=asked.pk).state == "planning"


def test_other_tolerances_move_with_the_plan_if_it_says_so(place, manager, board, asked):
    set_tolerance(board, place.project, "scope", target=100, minus=5)
    measure(manager, place.project, "scope", 100, source="Backlog")
    row = state_effects(manager, add_item(manager, start_plan(manager, asked), shorter(place, 1)), {},
                        forecasts={"scope": 80.0})  # fmt: skip
    assert [each["status_after"] for each in row.report["impact"]["tolerances"]] == ["green", "red"]
    row = propose_tolerance(manager, row, "scope", minus=2.0)
    assert row.report["impact"]["tolerances"][1]["new"] == {"target": 80, "plus": None, "minus": 2}
    with pytest.raises(Refused, match="No tolerance of quality"):
        propose_tolerance(manager, row, "quality", plus=1.0)
    with pytest.raises(Refused, match="set"):
        keep_tolerance(manager, row, "time")
    assert "new" not in keep_tolerance(manager, row, "scope").report["impact"]["tolerances"][1]
    row = propose_tolerance(manager, row, "scope", minus=2.0)
    approve_request(board, propose_request(manager, row), rationale="Less is enough.")
    run_pending()
    assert [(each.tolerance.target, each.status) for each in standings(place.project)] == [(1, "green"), (80, "green")]


def test_a_rejected_plan_is_followed_by_another(place, manager, board, asked):
    row = propose_request(manager, add_item(manager, start_plan(manager, asked), shorter(place, 5)))
    reject_request(board, row, rationale="One day is not enough.")
    assert exception(place).state == "planning"
    again = propose_request(manager, add_item(manager, start_plan(manager, asked), shorter(place, 2)))
    approve_request(board, again, rationale="Good.")
    with pytest.raises(Refused, match="decided"):
        start_plan(manager, exception(place))


def test_only_one_plan_settles(place, manager, board, asked):
    rows = [propose_request(manager, add_item(manager, start_plan(manager, asked), shorter(place, days)))
            for days in (5, 4)]  # fmt: skip
    approve_request(board, rows[0], rationale="Good.")
    with pytest.raises(Refused, match="exception is decided"):
        approve_request(board, ChangeSet.objects.get(pk=rows[1].pk), rationale="Also.")


def test_a_forecast_that_comes_back_needs_no_plan(place, manager, board, asked):
    begun = start_plan(manager, asked)
    slip(place, 1)
    assert exception(place).state == "planning", "somebody is writing one"
    withdraw_request(manager, begun)
    slip(place, 0)
    assert exception(place).state == "withdrawn"


def test_a_program_plans_without_tasks(place, board):
    """Its own tolerance of benefit: the plan is a new forecast and a new limit."""
    lead = acting(holder("Lead Er", place.program, "program_manager"))
    set_tolerance(board, place.program, "benefit", target=100, minus=10)
    measure(lead, place.program, "benefit", 50, source="Case")
    run_pending()
    row = ToleranceException.objects.get(component=place.program)
    asked = decide_exception(board, send_exception(lead, row), decision="plan", rationale="Say what is left.")
    plan = start_plan(lead, asked)
    plan = state_effects(lead, plan, {"benefit": "Half of the callers stay."}, forecasts={"benefit": 60.0})
    approve_request(board, propose_request(lead, plan), rationale="Good.")
    run_pending()
    assert [(each.tolerance.target, each.forecast, each.status) for each in standings(place.program)] == [
        (60, 60, "green")
    ]


def test_what_only_exception_plans_have(place, manager):
    with pytest.raises(Refused, match="answers no exception"):
        propose_tolerance(manager, start_request(manager, place.project, name="X"), "time", plus=1.0)


def test_the_pages_lead_from_the_boards_answer_to_the_merge(place, manager, board, asked, client):
    client.force_login(manager.person)
    url = f"/x/{asked.pk}/"
    assert "Write the exception plan" in client.get(url).text
    page = client.post(f"{url}plan/", follow=True)
    row = ChangeSet.objects.get()
    assert page.redirect_chain[-1][0] == f"/cr/{row.pk}/"
    assert "Answers the exception" in page.text
    client.post(f"/cr/{row.pk}/add/", {"op": "update_task", "task": task(place, "A").pk, "days": "5"})
    page = client.post(f"/cr/{row.pk}/tolerance/", {"dimension": "time", "plus": "4"}, follow=True).text
    assert "at most 4 above" in page
    assert "Propose it to the board that asked for the plan" in page
    client.post(f"/cr/{row.pk}/propose/")
    client.force_login(board.person)
    assert "Exception plan: time" in client.get("/today/").text
    assert "Exception plan: time" in client.get(url).text
    assert "Write the exception plan" not in client.get(url).text
    client.post(f"/cr/{row.pk}/decide/", {"act": "approve", "rationale": "Good", "only": ["0"]})
    assert exception(place).state == "decided"
    client.force_login(holder("Far Away", place.elsewhere, "project_manager"))
    assert client.post(f"{url}plan/").status_code == 404
    assert client.post(f"/cr/{row.pk}/tolerance/", {"dimension": "time"}).status_code == 404
