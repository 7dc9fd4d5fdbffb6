"""Stage gates: life cycle, tailoring, frozen evidence, reviews, votes, one decision, what follows."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.errors import Refused
from headway.app.actions.gate_decisions import decide_gate, review_gate, vote_gate
from headway.app.actions.gates import (
    add_criterion,
    apply_life_cycle,
    evidence_holds,
    judge_criterion,
    leave_out,
    plan_gate,
    submit_gate,
)
from headway.app.actions.plans import install_plan
from headway.app.actions.records import raise_record
from headway.app.bridge.gate_rules import RULES, answer
from headway.app.models import Component, Criterion, Event, Gate, GateVote, Record, Stage, Tolerance
from headway.app.models.life_cycles import COMPUTED, LIFE_CYCLES
from headway.app.queries.pages.governance import conditions_of, gates_waiting
from headway.app.rules import NotAllowed

pytestmark = pytest.mark.django_db
DAY = timezone.localdate() + timedelta(days=10)


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    return at


@pytest.fixture
def manager(place):
    return acting(holder("Petra Manager", place.project, "project_manager"))


@pytest.fixture
def board(place):
    return [acting(holder(name, place.portfolio, "portfolio_board")) for name in ("Chair", "Second")]


def current(place):
    return Gate.objects.filter(component=place.project, stage__state="current").latest("attempt")


def ready(place, manager, cycle="predictive"):
    """The first gate of a life cycle with everything judged."""
    if not Stage.objects.filter(component=place.project).exists():
        apply_life_cycle(manager, place.project, cycle)
    gate = current(place)
    for row in gate.criteria.filter(rule="", answer=""):
        judge_criterion(manager, row, answer="met", evidence="Shown")
    return gate


def test_the_templates_name_only_rules_that_exist():
    assert set(RULES) == set(COMPUTED)
    for cycle in LIFE_CYCLES.values():
        assert 3 <= len(cycle.stages) <= 6
        for stage in cycle.stages:
            assert set(stage.computed) <= set(COMPUTED)
            assert stage.judged


@pytest.mark.parametrize("key", LIFE_CYCLES)
def test_a_component_follows_a_life_cycle(place, manager, key):
    stages = apply_life_cycle(manager, place.project, key)
    assert [each.state for each in stages] == ["current"] + ["ahead"] * (len(stages) - 1)
    assert Gate.objects.filter(component=place.project).count() == len(stages)
    with pytest.raises(Refused, match="already"):
        apply_life_cycle(manager, place.project, key)


def test_parts_are_left_out_with_a_reason(place, manager):
    apply_life_cycle(manager, place.project, "predictive")
    first, *_, last = Stage.objects.filter(component=place.project)
    leave_out(manager, last, reason="Operation does it")
    assert Stage.objects.get(pk=last.pk).state == "left_out"
    leave_out(manager, last, reason="")
    assert Stage.objects.get(pk=last.pk).state == "ahead"
    with pytest.raises(Refused, match="begun"):
        leave_out(manager, first, reason="Too late")
    gate = current(place)
    leave_out(manager, gate.criteria.first(), reason="Not here")
    assert add_criterion(manager, gate, label="The neighbors agree").position == gate.criteria.count() - 1
    assert Event.objects.filter(verb="life_cycle.tailored").count() == 4
    with pytest.raises(Refused):
        add_criterion(manager, gate, label="", rule="moon")


def test_computed_criteria_tell_the_truth(place, manager):
    component = Component.objects.select_related("rollup").get(pk=place.project.pk)
    assert answer("baseline", component) == ("no", "There is no baseline.")
    set_baseline(SYSTEM, place.project)
    assert answer("baseline", component)[0] == "met"
    assert answer("plan", component) == ("met", "3 tasks are calculated.")
    assert answer("time", component)[0] == ""
    raise_record(manager, place.project, "risk", title="X", probability=0.9, details={"impact_cost": "very high"})
    assert answer("risks", component) == ("no", "1 of 1 open risks are above what this level keeps.")
    raise_record(manager, place.project, "issue", title="X", priority="high")
    assert answer("issues", component)[0] == "no"
    assert answer("exceptions", component)[0] == answer("float", component)[0] == "met"


def test_a_gate_is_submitted_when_everything_is_judged(place, manager):
    apply_life_cycle(manager, place.project, "predictive")
    gate = current(place)
    with pytest.raises(Refused, match="not judged"):
        submit_gate(manager, gate)
    computed = gate.criteria.exclude(rule="").first()
    with pytest.raises(Refused, match="computed"):
        judge_criterion(manager, computed, answer="met")
    with pytest.raises(Refused):
        judge_criterion(manager, gate.criteria.filter(rule="").first(), answer="perhaps")
    gate = submit_gate(manager, ready(place, manager))
    assert gate.evidence["forecast"]["tasks"] == 3
    assert evidence_holds(gate)
    with pytest.raises(Refused, match="is with the board"):
        judge_criterion(manager, gate.criteria.filter(rule="").first(), answer="no")
    later = Gate.objects.filter(component=place.project, stage__state="ahead").first()
    with pytest.raises(Refused, match=r"not judged|current stage"):
        submit_gate(manager, later)


def test_altered_evidence_is_noticed(place, manager):
    gate = submit_gate(manager, ready(place, manager))
    evidence = gate.evidence | {"stage": "Another"}
    Gate.objects.filter(pk=gate.pk).update(evidence=evidence)
    assert not evidence_holds(Gate.objects.get(pk=gate.pk))
    from headway.app.actions.gates import fingerprint

    Gate.objects.filter(pk=gate.pk).update(evidence_sha256=fingerprint(evidence))
    assert not evidence_holds(Gate.objects.get(pk=gate.pk)), "the event log knows the fingerprint"


def test_who_submits_neither_reviews_nor_votes_nor_decides(place, board):
    from headway.app.actions.memberships import grant_role

    both = acting(holder("Both", place.portfolio, "portfolio_manager"))
    grant_role(SYSTEM, place.portfolio, both.person, "portfolio_board")
    gate = submit_gate(both, ready(place, both))
    for act in (
        lambda: review_gate(both, gate, confidence="g"),
        lambda: vote_gate(both, gate, vote="go"),
        lambda: decide_gate(both, gate, decision="go", rationale="X"),
    ):
        with pytest.raises(NotAllowed, match="yourself"):
            act()
    assert list(gates_waiting(both.person)) == []
    assert list(gates_waiting(board[0].person)) == [gate]


def test_the_board_decides_with_conditions_and_the_next_stage_begins(place, manager, board):
    gate = submit_gate(manager, ready(place, manager))
    review_gate(acting(holder("Pmo", place.portfolio, "pmo")), gate, confidence="ga", comment="Fine")
    vote_gate(board[0], gate, vote="stop")
    vote_gate(board[0], gate, vote="go")
    vote_gate(board[1], gate, vote="conditional", comment="With an offer")
    with pytest.raises(Refused, match="at least one"):
        decide_gate(board[0], gate, decision="conditional", rationale="X")
    with pytest.raises(Refused, match="an owner and a day"):
        decide_gate(board[0], gate, decision="conditional", rationale="X", conditions=[{"title": "Y", "owner": None}])
    condition = {"title": "Get a second offer", "owner": manager.person, "due_on": DAY}
    gate = decide_gate(
        board[0], gate, decision="conditional", rationale="The case holds.", conditions=[condition], budget=Decimal(5000),
        tolerances={"time": {"plus": 5.0}},
    )  # fmt: skip
    action = conditions_of(gate)[0]
    assert (action.title, action.owner, action.due_on, action.status) == (
        "Get a second offer",
        manager.person,
        DAY,
        "open",
    )
    stages = Stage.objects.filter(component=place.project)
    assert [each.state for each in stages] == ["done", "current", "ahead", "ahead"]
    assert stages[1].budget == 5000
    assert Tolerance.objects.get(stage=stages[1]).plus == 5.0
    event = Event.objects.get(verb="gate.decided")
    assert event.after["votes"] == {str(board[0].person.pk): "go", str(board[1].person.pk): "conditional"}
    assert Record.objects.get(kind="decision").details["decision"] == "Go with conditions"
    with pytest.raises(Refused, match="not with the board"):
        vote_gate(board[1], gate, vote="stop")


@pytest.mark.parametrize(
    ("decision", "component", "attempts"),
    [("go", "active", 1), ("hold", "on_hold", 2), ("recycle", "active", 2), ("stop", "closed", 1)],
)
def test_what_follows_a_decision(place, manager, board, decision, component, attempts):
    gate = submit_gate(manager, ready(place, manager))
    decide_gate(board[0], gate, decision=decision, rationale="So be it.")
    assert Component.objects.get(pk=place.project.pk).stage == component
    assert Gate.objects.filter(stage=gate.stage).count() == attempts
    if attempts == 2:
        again = current(place)
        assert (again.attempt, again.state) == (2, "ahead")
        assert set(again.criteria.filter(rule="").values_list("answer", flat=True)) == {"met"}
        submit_gate(manager, again)


def test_the_last_gate_closes_the_component(place, manager, board):
    for _ in range(4):
        decide_gate(board[0], submit_gate(manager, ready(place, manager)), decision="go", rationale="Done.")
    assert Component.objects.get(pk=place.project.pk).stage == "closed"
    assert set(Stage.objects.filter(component=place.project).values_list("state", flat=True)) == {"done"}


def test_nothing_is_given_to_a_stage_that_does_not_begin(place, manager, board):
    apply_life_cycle(manager, place.project, "predictive")
    for stage in Stage.objects.filter(component=place.project, state="ahead"):
        leave_out(manager, stage, reason="Not here")
    gate = submit_gate(manager, ready(place, manager))
    for decision in ("go", "stop"):
        with pytest.raises(Refused, match="none begins"):
            decide_gate(board[0], gate, decision=decision, rationale="Yes.", budget=Decimal(5000))
    assert Gate.objects.get(pk=gate.pk).state == "submitted"
    decide_gate(board[0], gate, decision="go", rationale="Yes.")
    assert Event.objects.get(verb="gate.decided").after["next"] is None


def test_what_is_too_long_or_unreadable_is_refused_and_never_cut(place, manager, board):
    gate = ready(place, manager)
    row = gate.criteria.filter(rule="").first()
    with pytest.raises(Refused, match="5001 characters, 5000 fit"):
        judge_criterion(manager, row, answer="no", evidence="x" * 5001)
    with pytest.raises(Refused, match="301 characters"):
        leave_out(manager, row, reason="x" * 301)
    gate = submit_gate(manager, gate)
    with pytest.raises(Refused, match="501 characters"):
        vote_gate(board[0], gate, vote="go", comment="x" * 501)
    with pytest.raises(Refused, match="no one can read"):
        review_gate(board[0], gate, confidence="g", comment="\x00")
    with pytest.raises(Refused, match="The condition: these are 201"):
        decide_gate(board[0], gate, decision="conditional", rationale="Yes.",
                    conditions=[{"title": "x" * 201, "owner": board[0].person, "due_on": DAY}])  # fmt: skip
    assert (gate.votes.count(), gate.reviews.count(), Gate.objects.get(pk=gate.pk).state) == (0, 0, "submitted")
    assert Criterion.objects.get(pk=row.pk).answer == "met"


def test_only_boards_decide(place, manager):
    gate = submit_gate(manager, ready(place, manager))
    for role in ("pmo", "program_manager", "portfolio_manager", "project_manager"):
        who = acting(holder(f"Some {role}", place.portfolio, role))
        with pytest.raises(NotAllowed):
            decide_gate(who, gate, decision="go", rationale="X")
    with pytest.raises(NotAllowed):
        plan_gate(acting(holder("Member", place.project, "team_member")), gate, due_on=DAY)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_lose_no_vote_and_decide_once(place, manager):
    if connection.vendor == "sqlite":
        pytest.skip("the test database of SQLite lies in memory, where a second connection cannot wait")
    members = [acting(holder(f"Member {number:02}", place.portfolio, "portfolio_board")) for number in range(20)]
    gate = submit_gate(manager, ready(place, manager))
    decided, failed = [], []

    def act(member):
        try:
            vote_gate(member, Gate.objects.get(pk=gate.pk), vote="go")
            try:
                decide_gate(member, Gate.objects.get(pk=gate.pk), decision="go", rationale="Mine")
                decided.append(member)
            except Refused:
                pass
        except Refused:
            failed.append(member)
        except Exception as error:  # noqa: BLE001 - the test shows whatever it was
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(member,)) for member in members]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    connection.close()
    assert len(decided) == 1
    assert not [each for each in failed if isinstance(each, Exception)]
    assert GateVote.objects.count() + len(failed) == 20, (
        "a vote is counted, or its voter was told that it came too late"
    )
    assert Event.objects.filter(verb="gate.voted").count() == GateVote.objects.count()
    assert Event.objects.filter(verb="gate.decided").count() == 1
    assert Criterion.objects.filter(gate=gate).exists()
