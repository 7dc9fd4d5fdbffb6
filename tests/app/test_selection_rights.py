"""Every step of a selection, tried by every role: at the portfolio, above it, below it and elsewhere."""

from datetime import date
from decimal import Decimal

import pytest

from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from factories.selections import small_round
from headway.app.actions.components import create_component
from headway.app.actions.plans import install_plan
from headway.app.actions.selection_candidates import (
    add_candidate,
    change_candidate,
    hold_candidate,
    put_back_candidate,
    take_out_candidate,
)
from headway.app.actions.selection_decisions import (
    approve_selection,
    propose_selection,
    reopen_selection,
    send_back_selection,
    withdraw_selection,
)
from headway.app.actions.selection_rounds import change_selection, start_selection
from headway.app.bridge.selection_answers import answer_now
from headway.app.models import Component, Event, SelectionRound
from headway.app.rules import NotAllowed
from headway.app.rules.roles import ROLES

pytestmark = pytest.mark.django_db
MANAGER, BOARD = "portfolio_manager", "portfolio_board"

ACTIONS = {
    "begin": (MANAGER, lambda who, at: start_selection(who, at.portfolio, name="Next", starts_on=date(2027, 1, 1))),
    "change": (MANAGER, lambda who, at: change_selection(who, at.draft, name="Other")),
    "add": (MANAGER, lambda who, at: add_candidate(who, at.draft, name="N", value=Decimal(1), costs=[Decimal(1)])),
    "change a candidate": (MANAGER, lambda who, at: change_candidate(who, at.one, value=Decimal(99))),
    "hold": (MANAGER, lambda who, at: hold_candidate(who, at.one, wish="must_not", reason="Later")),
    "take out": (MANAGER, lambda who, at: take_out_candidate(who, at.one)),
    "put back": (MANAGER, lambda who, at: put_back_candidate(who, at.out)),
    "propose": (MANAGER, lambda who, at: propose_selection(who, at.draft, revision=at.draft.revision)),
    "withdraw": (MANAGER, lambda who, at: withdraw_selection(who, at.proposed)),
    "take up again": (MANAGER, lambda who, at: reopen_selection(who, at.withdrawn)),
    "approve": (BOARD, lambda who, at: approve_selection(who, at.proposed, rationale="Good.")),
    "send back": (BOARD, lambda who, at: send_back_selection(who, at.proposed, rationale="No.")),
}


@pytest.fixture
def at():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    author = acting(holder("Author", at.portfolio, MANAGER))
    at.draft, at.proposed, at.withdrawn = (small_round(author, at) for _ in range(3))
    at.one, at.out = at.draft.candidates.exclude(name="")[1:3]
    take_out_candidate(author, at.out)
    at.draft.refresh_from_db()
    for row in (at.draft, at.proposed):
        answer_now(row)
    at.proposed = propose_selection(author, at.proposed, revision=at.proposed.revision)
    at.withdrawn = withdraw_selection(author, at.withdrawn)
    at.within = create_component(SYSTEM, kind="portfolio", name="Within", parent=at.portfolio)
    return at


@pytest.mark.parametrize("action", ACTIONS)
def test_one_role_may_and_no_other(at, action):
    allowed, run = ACTIONS[action]
    for role in sorted(set(ROLES) - {allowed}):
        refused(run, at, at.portfolio, role)
    for place in (at.program, at.project, at.within):
        refused(run, at, place, allowed)
    who = acting(holder("Actor", at.portfolio, allowed))
    told = Event.objects.count()
    run(who, at)
    assert Event.objects.count() == told + 1


def refused(run, at, place, role):
    """What somebody with a role at a place tries is refused, and leaves nothing."""
    who = acting(holder(f"{role} of {place}", place, role))
    told = Event.objects.count()
    with pytest.raises(NotAllowed):
        run(who, at)
    assert Event.objects.count() == told


def test_the_right_above_counts_below(at):
    who = acting(holder("Actor", at.portfolio, MANAGER))
    row = start_selection(who, Component.objects.get(pk=at.within.pk), name="Inner", starts_on=date(2027, 1, 1))
    assert row in SelectionRound.objects.filter(component=at.within)
