"""Budgets in change requests: what leaves what was authorized is for a board, with or without a tolerance."""

from decimal import Decimal

import pytest

from factories.people import SYSTEM, client_of
from factories.plans import small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.change_requests import (
    add_item,
    approve_request,
    drop_item,
    propose_request,
    start_request,
    state_effects,
)
from headway.app.actions.components import update_component
from headway.app.actions.errors import Refused
from headway.app.actions.gates import apply_life_cycle
from headway.app.actions.plans import install_plan
from headway.app.actions.tasks import update_task
from headway.app.actions.tolerances import set_tolerance
from headway.app.models import Component, Stage, Task
from headway.app.queries.pages.changes import changes_waiting
from headway.app.rules import NotAllowed
from headway.app.ui.effect_table import effect_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def costly(place, manager):
    """The project costs 900 of its 1,000."""
    update_task(SYSTEM, Task.objects.get(component=place.project, name="A"), cost=Decimal(900))
    Component.objects.filter(pk=place.project.pk).update(budget=Decimal(1000))
    place.project.refresh_from_db()
    return place


def asked(place, manager, cost, *items):
    row = state_effects(
        manager, start_request(manager, place.project, name="More"), {"scope": "More"}, cost=Decimal(cost)
    )
    for item in items:
        row = add_item(manager, row, item)
    return row


def test_a_budget_without_a_tolerance_is_held_exactly(costly, manager):
    assert asked(costly, manager, 100).report["authority"] == "authority"
    row = asked(costly, manager, "100.01")
    assert (row.report["authority"], row.report["level"]) == ("board", costly.program.pk)
    cost = next(each for each in effect_rows(row.report["impact"], costly.project) if each.name == "Cost")
    assert (cost.level, cost.word, cost.lines[0].text) == (
        "red", "Outside", "Budget, €\N{NO-BREAK SPACE}1\N{NO-BREAK SPACE}k, without a tolerance"
    )  # fmt: skip
    assert "decided by the board of Program" in cost.lines[0].parts


def test_a_change_of_more_than_the_whole_budget_is_decided_by_the_board(costly, manager, lead, board):
    row = propose_request(manager, asked(costly, manager, 5000))
    assert (changes_waiting(lead.person), changes_waiting(board.person)) == ([], [row])
    with pytest.raises(NotAllowed):
        approve_request(lead, row, rationale="Mine to give?")
    assert approve_request(board, row, rationale="Worth it.").state == "merged"


def test_no_change_budget_is_above_the_authorized_one(costly, manager):
    Component.objects.filter(pk=costly.portfolio.pk).update(governance={"change_budget": 10_000})
    assert asked(costly, manager, 100).report["authority"] == "manager"
    assert asked(costly, manager, 101).report["authority"] == "board"


def test_what_is_above_its_budget_goes_no_further_without_the_board(costly, manager):
    Component.objects.filter(pk=costly.project.pk).update(budget=Decimal(800))
    costly.project.refresh_from_db()
    assert asked(costly, manager, 1).report["authority"] == "board"
    assert asked(costly, manager, 0).report["authority"] == "manager"


def test_a_tolerance_for_cost_holds_instead_of_the_bare_budget(costly, manager, board):
    set_tolerance(board, costly.project, "cost", plus=200)
    assert asked(costly, manager, 300).report["authority"] == "authority"
    row = asked(costly, manager, 301)
    assert row.report["authority"] == "board"
    assert [each.get("held") for each in row.report["impact"]["tolerances"]] == [None]
    set_tolerance(board, costly.project, "cost", minus=200)
    assert asked(costly, manager, 300).report["authority"] == "board", "a limit below says nothing of what is above"


def test_more_budget_is_for_the_board_also_where_a_tolerance_would_hold_it(costly, manager, board):
    set_tolerance(board, costly.project, "cost", plus=200)
    raised = {"op": "budget", "amount": 1050}
    row = asked(costly, manager, 0, raised)
    assert row.report["authority"] == "board"
    lines = next(each for each in effect_rows(row.report["impact"], costly.project) if each.name == "Cost").lines
    assert [each.text for each in lines] == ["Tolerance", "More budget than authorized"]
    assert drop_item(manager, row, 0).report["authority"] == "manager"
    assert asked(costly, manager, 0, raised | {"amount": 990}).report["authority"] == "manager", "less is no more"


def test_the_budget_of_the_stage_is_for_the_own_board(costly, manager):
    apply_life_cycle(SYSTEM, costly.project, "predictive")
    Stage.objects.filter(component=costly.project, state="current").update(budget=Decimal(950))
    row = asked(costly, manager, 60)
    assert (row.report["authority"], row.report["level"]) == ("board", costly.project.pk)
    Stage.objects.filter(component=costly.project, state="current").update(budget=Decimal(100))
    assert asked(costly, manager, 60).report["authority"] == "authority", "it cannot hold the whole project"


def test_the_budget_of_a_level_above_counts_where_it_holds_until_now(costly, manager):
    Component.objects.filter(pk=costly.program.pk).update(budget=Decimal(950))
    row = asked(costly, manager, 60)
    assert (row.report["authority"], row.report["level"]) == ("board", costly.portfolio.pk)
    Component.objects.filter(pk=costly.program.pk).update(budget=Decimal(100))
    assert asked(costly, manager, 60).report["authority"] == "authority", "one that others broke is not this change's"


def test_what_is_outside_its_tolerance_goes_further_only_with_the_board(costly, manager, board):
    install_plan(SYSTEM, costly.sibling, small_plan())
    set_baseline(SYSTEM, costly.project)
    set_tolerance(board, costly.project, "cost", target=100, plus=10)
    row = asked(costly, manager, 60)
    assert (row.report["authority"], row.report["level"]) == ("board", costly.program.pk)
    set_tolerance(board, costly.program, "cost", target=100, plus=10)
    assert asked(costly, manager, 60).report["level"] == costly.portfolio.pk, "the program is out of its own, too"
    assert asked(costly, manager, 0).report["authority"] == "manager"


def test_an_approval_that_leaves_the_budget_by_then_is_refused(costly, manager, lead):
    row = propose_request(manager, asked(costly, manager, 100))
    update_task(SYSTEM, Task.objects.get(component=costly.project, name="B"), cost=Decimal(50))
    with pytest.raises(Refused, match="needs the board"):
        approve_request(lead, row, rationale="It was within.")


def test_nobody_types_more_budget_past_the_board(costly, manager, lead):
    for who in (manager, lead):
        for more in (Decimal(1001), None):
            with pytest.raises(Refused, match="authorized"):
                update_component(who, costly.project, budget=more)
    body = {"budget": "1001", "version": Component.objects.get(pk=costly.project.pk).version}
    address = f"/api/v1/components/{costly.project.pk}"
    answer = client_of(lead.person).patch(address, body, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["id"]) == (422, "authorized-budget")
    assert update_component(manager, costly.project, budget=Decimal(990)).budget == 990
    with pytest.raises(Refused, match="authorized"):
        update_component(manager, costly.project, budget=Decimal(1000))
    update_component(SYSTEM, costly.sibling, stage="proposed", budget=Decimal(10))
    costly.sibling.refresh_from_db()
    assert update_component(lead, costly.sibling, budget=Decimal(20)).budget == 20, "what is only proposed is composed"
    assert update_component(lead, costly.program, budget=Decimal(5000)).budget == 5000, "no plan, no change request"
