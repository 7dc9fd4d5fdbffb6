"""Owners of actions are reminded in their own morning, once a level; a gate tells when its last condition is met."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, tree
from headway.app.actions.action_chase import chase_actions, tell_met_conditions
from headway.app.actions.components import update_component
from headway.app.actions.gate_decisions import decide_gate
from headway.app.actions.gates import apply_life_cycle, judge_criterion, submit_gate
from headway.app.actions.records import raise_record, update_record
from headway.app.models import Event, Gate, Notification
from headway.app.queries.pages.governance import conditions_of
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db
DUE = date(2027, 1, 13)


@pytest.fixture
def place():
    at = tree()
    at.manager = holder("Maja Manager", at.project, "project_manager")
    at.manager.time_zone = "Europe/Oslo"
    at.manager.save()
    at.chair = holder("Helena Chair", at.portfolio, "portfolio_board")
    return at


def morning(days, *, hour=8):
    """So many days from the action's day, on the clock of Oslo."""
    return datetime(2027, 1, 13, hour - 1, tzinfo=UTC) + timedelta(days=days)


def reminders():
    return list(Event.objects.filter(verb="action.reminded").order_by("pk").values_list("after__level", "summary"))


def test_the_owner_is_reminded_before_the_day_after_it_and_a_week_after(place):
    raise_record(acting(place.manager), place.project, kind="action", title="Offer", owner=place.manager, due_on=DUE)
    assert chase_actions(SYSTEM, morning(-2, hour=7)) == 0
    assert [chase_actions(SYSTEM, morning(days)) for days in (-2, -2, 0, 1, 2, 7, 30)] == [1, 0, 0, 1, 0, 1, 0]
    assert reminders() == [(1, "A-1 Offer is due on 13 Jan 2027"), (2, "A-1 Offer was due on 13 Jan 2027"),
                           (3, "A-1 Offer was due on 13 Jan 2027")]  # fmt: skip


def test_another_day_begins_anew_and_what_is_done_or_rests_is_left_alone(place):
    row = raise_record(SYSTEM, place.project, kind="action", title="Offer", owner=place.manager, due_on=DUE)
    assert chase_actions(SYSTEM, morning(-1)) == 1
    row = update_record(SYSTEM, row, due_on=DUE + timedelta(days=7))
    assert [chase_actions(SYSTEM, morning(days)) for days in (1, 5)] == [0, 1]
    update_component(SYSTEM, place.project, stage="closed")
    assert chase_actions(SYSTEM, morning(9)) == 0
    update_component(SYSTEM, place.project, stage="active")
    update_record(SYSTEM, row, status="done")
    assert chase_actions(SYSTEM, morning(9)) == 0


def decided(place):
    apply_life_cycle(acting(place.manager), place.project, "predictive")
    gate = Gate.objects.get(component=place.project, stage__state="current")
    for row in gate.criteria.filter(rule="", answer=""):
        judge_criterion(acting(place.manager), row, answer="met", evidence="Shown")
    gate = submit_gate(acting(place.manager), gate)
    day = timezone.localdate() + timedelta(days=10)
    conditions = [{"title": title, "owner": place.manager, "due_on": day} for title in ("Offer", "Permit")]
    return decide_gate(acting(place.chair), gate, decision="conditional", rationale="It holds.", conditions=conditions)


def test_who_decided_is_told_once_when_the_last_condition_is_met(place):
    gate = decided(place)
    first, second = conditions_of(gate)
    update_record(acting(place.manager), first, status="done")
    assert tell_met_conditions(SYSTEM) == 0
    dropped = update_record(acting(place.manager), second, status="dropped")
    assert tell_met_conditions(SYSTEM) == 0
    update_record(acting(place.manager), dropped, status="done")
    assert [tell_met_conditions(SYSTEM), tell_met_conditions(SYSTEM)] == [1, 0]
    run_pending()
    told = Notification.objects.filter(event__verb="gate.conditions_met").values_list("person__name", flat=True)
    assert "Helena Chair" in set(told)


def test_a_decision_that_cannot_be_taken_keeps_what_was_typed(place, client):
    apply_life_cycle(acting(place.manager), place.project, "predictive")
    gate = Gate.objects.get(component=place.project, stage__state="current")
    for row in gate.criteria.filter(rule="", answer=""):
        judge_criterion(acting(place.manager), row, answer="met", evidence="Shown")
    submit_gate(acting(place.manager), gate)
    client.force_login(place.chair)
    sent = {"decision": "conditional", "rationale": "A long reason", "title_0": "Offer below the index",
            "owner_1": place.manager.pk, "due_1": "2027-01-13", "budget": "5000"}  # fmt: skip
    page = client.post(f"/g/{gate.pk}/decide/", sent).text
    for kept in ("A condition has a text, an owner and a day.", ">A long reason</textarea>", "Offer below the index",
                 f'value="{place.manager.pk}" selected', 'value="2027-01-13"', 'value="5000"',
                 'value="conditional" selected'):  # fmt: skip
        assert kept in page, kept
    sent |= {"owner_0": place.manager.pk, "due_0": "2027-01-12"}
    assert "A condition has a text" in client.post(f"/g/{gate.pk}/decide/", sent).text
    assert client.post(f"/g/{gate.pk}/decide/", sent | {"title_1": "Permit"}).status_code == 302
    assert [row.title for row in conditions_of(gate)] == ["Offer below the index", "Permit"]
    assert "0 of 2 met" in " ".join(client.get(f"/g/{gate.pk}/").text.split()).replace("</span>", "")
