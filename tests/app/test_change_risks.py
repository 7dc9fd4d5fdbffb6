"""Risks in a change request: one is added or closed with it, its effect is told, the register's own actions merge it."""

from decimal import Decimal

import pytest

from factories.people import SYSTEM, client_of, holder
from headway.app.actions.baselines import set_baseline
from headway.app.actions.change_requests import add_item, approve_request, propose_request, start_request
from headway.app.actions.confidence_ranges import Range, set_range
from headway.app.actions.errors import Refused
from headway.app.actions.records import raise_record, update_record
from headway.app.actions.tolerances import set_tolerance
from headway.app.actions.tried_confidence import ask_confidence, simulate_tried
from headway.app.models import ChangeSet, Component, Event, Record, RecordLink, Task, TriedConfidence
from headway.app.ui.effect_table import effect_rows

pytestmark = pytest.mark.django_db
NEW = {"op": "add_risk", "title": "Divers are booked out", "probability": 0.5, "days_likely": 2, "cost_likely": "1000"}


def task(place, name):
    return Task.objects.get(component=place.project, name=name)


def risk(place, manager, **values):
    given = {"probability": 0.5, "cost_likely": Decimal(1000), "days_likely": 8.0} | values
    return raise_record(manager, place.project, "risk", title="Late steel", **given)


def request(manager, place, *items):
    row = start_request(manager, place.project, name="Other divers")
    for item in items:
        row = add_item(manager, row, item)
    return row


def test_a_risk_is_added_with_its_tasks_and_its_loss_is_told_before(place, manager):
    b = task(place, "B")
    row = request(manager, place, NEW | {"tasks": [b.pk], "days_low": 1, "days_high": 4})
    assert row.request["items"][0]["label"] == "New threat “Divers are booked out”: 50 %"
    risks = row.report["impact"]["risks"]
    assert (risks["before"], risks["after"]) == (0, 500)
    assert risks["expected_days"] == pytest.approx(0.5 * 7 / 3)
    assert [(each["record"], each["what"], each["after"]) for each in risks["touched"]] == [(None, "new", -500)]
    assert not Record.objects.exists(), "nothing stands in the register before the approval"
    approve_request(manager, propose_request(manager, row), rationale="Known from the last two.")
    made = Record.objects.get(kind="risk")
    assert (made.title, made.sign, made.probability, made.days_high, made.cost_likely, made.expected_value) == (
        "Divers are booked out", "threat", 0.5, 4, Decimal(1000), Decimal(-500),
    )  # fmt: skip
    assert list(RecordLink.objects.values_list("record", "object_type", "object_id")) == [(made.pk, "task", b.pk)]
    decision = Event.objects.get(verb="change.approved")
    assert Event.objects.get(verb="record.raised", object_id=made.pk).cause == decision


def test_a_risk_is_closed_and_weighs_nothing_then(place, manager):
    known = risk(place, manager)
    row = request(manager, place, {"op": "close_risk", "record": known.pk, "status": "expired"})
    risks = row.report["impact"]["risks"]
    assert (risks["before"], risks["after"], risks["expected_days"]) == (500, 0, 0)
    table = {each.name: each for each in effect_rows(row.report["impact"], place.project)}
    assert "closed, expected value" in table["Expected loss"].lines[0].parts[0]
    approve_request(manager, propose_request(manager, row), rationale="The steel is here.")
    known.refresh_from_db()
    assert (known.status, known.closed_at is not None) == ("expired", True)
    assert Event.objects.filter(verb="record.closed", object_id=known.pk).count() == 1


def test_a_new_risk_that_breaks_a_tolerance_goes_to_the_board(place, manager, board):
    set_tolerance(board, place.project, "risk", plus=400)
    assert request(manager, place, NEW).report["authority"] == "board"
    gain = request(manager, place, NEW | {"sign": "opportunity"})
    assert (gain.report["impact"]["risks"]["after"], gain.report["authority"]) == (-500, "manager")


TREATED = {
    "op": "risk",
    "probability": 0.25,
    "days_likely": 2,
    "cost_low": "100",
    "cost_likely": "200",
    "cost_high": "600",
}


def test_a_treated_risk_changes_its_days_and_money_too(place, manager):
    known = risk(place, manager, days_low=4.0, days_high=12.0)
    row = request(manager, place, TREATED | {"record": known.pk})
    assert row.request["items"][0]["label"] == (
        "R-1 Late steel: probability 25 %, 2 working days, €\N{NO-BREAK SPACE}200 to €\N{NO-BREAK SPACE}600"
    )
    risks = row.report["impact"]["risks"]
    assert (risks["before"], risks["after"], risks["expected_days"]) == (500, 75, 0.5)
    line = effect_rows(row.report["impact"], place.project)[-1].lines[0]
    assert line.parts[:2] == ["probability 50 % → 25 %", "takes 8 → 2 days"]
    known.refresh_from_db()
    assert (known.days_likely, known.cost_likely) == (8, 1000)
    approve_request(manager, propose_request(manager, row), rationale="Another steel.")
    known.refresh_from_db()
    assert (known.probability, known.days_low, known.days_likely, known.days_high) == (0.25, None, 2, None)
    assert (known.cost_low, known.cost_likely, known.cost_high, known.expected_value) == (100, 200, 600, -75)


def test_what_is_not_said_of_a_treated_risk_stays(place, manager):
    known = risk(place, manager)
    row = request(manager, place, {"op": "risk", "record": known.pk, "days_likely": 0})
    assert (row.report["impact"]["risks"]["after"], row.report["impact"]["risks"]["expected_days"]) == (500, 0)
    approve_request(manager, propose_request(manager, row), rationale="Nobody waits for it.")
    known.refresh_from_db()
    assert (known.probability, known.days_likely, known.cost_likely) == (0.5, 0, 1000)


@pytest.mark.parametrize("wrong", [
    {}, {"probability": 0.5}, {"days_likely": -1}, {"days_high": 3}, {"cost_low": 5, "cost_likely": 1},
    {"cost_likely": "much"}, {"days_likely": float("inf")}, {"probability": 2}, {"probability": ""},
])  # fmt: skip
def test_a_treatment_that_makes_no_sense_is_refused(place, manager, wrong):
    known = risk(place, manager)
    with pytest.raises(Refused):
        request(manager, place, {"op": "risk", "record": known.pk} | wrong)


def test_the_simulation_takes_the_treated_days(place, manager):
    set_range(SYSTEM, place.portfolio, "duration_range", Range(100, 100), reason="One thing varies")
    set_baseline(SYSTEM, place.project)
    known = risk(place, manager, probability=1.0)
    row = request(manager, place, {"op": "risk", "record": known.pk, "days_likely": 3})
    ask_confidence(row)
    assert simulate_tried(TriedConfidence.objects.get()).told["days"] == -5.0


def test_a_treatment_is_asked_for_on_the_page(place, manager):
    known, client = risk(place, manager), client_of(manager.person)
    row = start_request(manager, place.project, name="Other divers")
    asked = {"op": "risk", "record": known.pk, "days": "2", "days_high": "3.5", "probability": "", "cost": ""}
    page = client.post(f"/cr/{row.pk}/add/", asked, follow=True).text
    assert "R-1 Late steel: 2 to 3.5 working days" in page
    assert "takes 8 → 2.5 days" in page
    item = ChangeSet.objects.get().request["items"][0]
    assert {name: item.get(name, "kept") for name in ("probability", "days_low", "days_high", "cost_likely")} == {
        "probability": "kept", "days_low": 2.0, "days_high": 3.5, "cost_likely": "kept"
    }  # fmt: skip


@pytest.mark.parametrize("wrong", [
    {"title": " "}, {"sign": "luck"}, {"probability": None}, {"probability": 1.5}, {"days_likely": -1},
    {"days_likely": None, "cost_likely": None}, {"days_low": 3}, {"tasks": [987654]}, {"title": "x" * 300},
])  # fmt: skip
def test_a_new_risk_that_makes_no_sense_is_refused(place, manager, wrong):
    with pytest.raises(Refused):
        request(manager, place, NEW | wrong)
    assert ChangeSet.objects.get().request["items"] == []


def test_closing_that_makes_no_sense_is_refused(place, manager):
    known = risk(place, manager)
    with pytest.raises(Refused, match="does not close"):
        request(manager, place, {"op": "close_risk", "record": known.pk, "status": "open"})
    closing = {"op": "close_risk", "record": known.pk}
    row = request(manager, place, closing)
    for after in (closing, {"op": "risk", "record": known.pk, "probability": 0.1}):
        with pytest.raises(Refused, match="closes that risk already"):
            add_item(manager, row, after)


def test_what_happened_to_the_risk_meanwhile_is_said_and_stops_the_merge(place, manager):
    known, client = risk(place, manager), client_of(manager.person)
    row = propose_request(manager, request(manager, place, {"op": "close_risk", "record": known.pk}))
    assert "was changed after" not in client.get(f"/cr/{row.pk}/").text
    update_record(SYSTEM, known, probability=0.6)
    said = "was changed after the request was written"
    assert said in client.get(f"/cr/{row.pk}/").text
    with pytest.raises(Refused, match=said):
        approve_request(manager, row, rationale="X")
    update_record(SYSTEM, Record.objects.get(pk=known.pk), status="closed")
    assert "The risk was closed or deleted after" in client.get(f"/cr/{row.pk}/").text
    with pytest.raises(Refused, match="closed or deleted"):
        approve_request(manager, row, rationale="X")


def test_the_simulation_takes_them_as_the_register_would(place, manager):
    set_range(SYSTEM, place.portfolio, "duration_range", Range(100, 100), reason="One thing varies")
    set_baseline(SYSTEM, place.project)
    known = risk(place, manager, probability=0.3, days_likely=5)
    row = request(manager, place, {"op": "close_risk", "record": known.pk}, NEW | {"tasks": [task(place, "B").pk]})
    ask_confidence(row)
    told = simulate_tried(TriedConfidence.objects.get()).told
    assert [told[side]["holds"] for side in ("live", "after")] == [
        pytest.approx(0.7, abs=0.02),
        pytest.approx(0.5, abs=0.02),
    ]
    assert told["days"] == -3.0
    approve_request(manager, propose_request(manager, row), rationale="Other divers.")
    again = start_request(manager, Component.objects.get(pk=place.project.pk), name="As it is then")
    ask_confidence(again)
    now = simulate_tried(TriedConfidence.objects.get(change_set=again)).told["live"]
    assert now["p80"] == told["after"]["p80"]
    assert now["holds"] == pytest.approx(0.5, abs=0.02)


def test_both_are_asked_for_on_the_page(place, manager):
    known, client = risk(place, manager), client_of(manager.person)
    row = start_request(manager, place.project, name="Other divers")
    b = task(place, "B").pk
    client.post(f"/cr/{row.pk}/add/", {"op": "close_risk", "record": known.pk, "status": "closed"})
    page = client.post(f"/cr/{row.pk}/add/", {
        "op": "add_risk", "name": "Divers", "sign": "threat", "probability": "25", "days": "2", "days_high": "5",
        "cost": "1500", "tasks": [b],
    }, follow=True).text  # fmt: skip
    assert "Close R-1 Late steel: closed" in page
    assert "New threat “Divers”: 25 %" in page
    assert "2 to 5 working days" in page
    item = ChangeSet.objects.get().request["items"][1]
    assert (item["days_low"], item["days_likely"], item["days_high"], item["tasks"]) == (2.0, 2.0, 5.0, [b])


def test_a_budget_is_said_as_money_is_elsewhere(place, manager):
    row = request(manager, place, {"op": "budget", "amount": 9000})
    assert row.request["items"][0]["label"] == "Budget €\N{NO-BREAK SPACE}9,000"


def test_who_only_reads_adds_no_risk_to_a_request(place, manager):
    row = start_request(manager, place.project, name="Other divers")
    reader = client_of(holder("Rea", place.project, "stakeholder"))
    assert reader.post(f"/cr/{row.pk}/add/", {"op": "add_risk", "name": "x", "probability": "5"}).status_code == 404
