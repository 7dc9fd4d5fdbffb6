"""The page of a gate: what a board is offered, what is said of what was typed wrong, figures with their units."""

import pytest

from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from headway.app.actions.gate_decisions import decide_gate
from headway.app.actions.gates import apply_life_cycle, submit_gate
from headway.app.actions.plans import install_plan
from headway.app.actions.tolerances import set_tolerance
from headway.app.models import Gate, Stage, Tolerance

pytestmark = pytest.mark.django_db
CLOSES = "whoever lets it go closes the project"


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    return at


@pytest.fixture
def manager(place):
    return acting(holder("Petra Manager", place.project, "project_manager"))


@pytest.fixture
def chair(place):
    return acting(holder("Chair", place.portfolio, "portfolio_board"))


def submitted(place, manager):
    gate = Gate.objects.filter(component=place.project).first()
    gate.criteria.filter(rule="").update(answer="met")
    return submit_gate(manager, gate)


def plain(answer):
    return " ".join(answer.text.split())  # money has spaces that do not break


def said(answer):
    return " ".join(str(each) for each in answer.context["messages"])


def test_a_day_that_is_none_is_said(place, manager, client):
    apply_life_cycle(manager, place.project, "predictive")
    gate = Gate.objects.filter(component=place.project).first()
    client.force_login(manager.person)
    answer = client.post(f"/g/{gate.pk}/plan/", {"due_on": "99999-01-01"}, follow=True)
    assert said(answer) == "Decide on: Enter a valid date."
    assert Gate.objects.get(pk=gate.pk).due_on is None


def test_what_is_wrong_with_a_decision_names_the_field(place, manager, chair, client):
    apply_life_cycle(manager, place.project, "predictive")
    gate = submitted(place, manager)
    client.force_login(chair.person)
    typed = {"decision": "conditional", "rationale": "Because.", "title_0": "Do it", "due_0": "tomorrow", "budget": "x"}
    answer = client.post(f"/g/{gate.pk}/decide/", typed, follow=True)
    assert said(answer) == "Budget: Enter a number. Due day of condition 1: Enter a valid date."
    assert (Gate.objects.get(pk=gate.pk).state, answer.context["typed"]["rationale"]) == ("submitted", "Because.")


def test_a_board_knows_which_stage_begins_or_that_none_does(place, manager, chair, client):
    apply_life_cycle(manager, place.project, "predictive")
    gate = submitted(place, manager)
    client.force_login(chair.person)
    text = client.get(f"/g/{gate.pk}/").text
    assert ("“Design” begins when it goes" in text, 'name="budget"' in text, CLOSES in text) == (True, True, False)
    for stage in Stage.objects.filter(component=place.project, state="ahead"):
        Stage.objects.filter(pk=stage.pk).update(state="left_out", reason="Not here")
    text = client.get(f"/g/{gate.pk}/").text
    assert ('name="budget"' in text, CLOSES in text) == (False, True)


def test_the_decision_tells_what_the_next_stage_was_given(place, manager, chair, client):
    apply_life_cycle(manager, place.project, "predictive")
    gate = submitted(place, manager)
    tolerances = {"time": {"plus": 10.0}, "cost": {"plus": 50_000.0}}
    decide_gate(chair, gate, decision="go", rationale="Yes.", budget=1_250_000, tolerances=tolerances)
    client.force_login(manager.person)
    text = plain(client.get(f"/g/{gate.pk}/"))
    told = text[text.index("Next stage") :].split("<")[0]
    given = "budget € 1,250,000, 10 working days late tolerated, € 50,000 above the cost tolerated"
    assert told == f"Next stage “Design”, {given}"
    assert Tolerance.objects.filter(component=place.project, stage__name="Design").count() == 2


def test_tolerances_that_the_board_saw_have_their_units(place, manager, chair, client):
    set_tolerance(chair, place.project, "risk", target=0, plus=825_000)
    apply_life_cycle(manager, place.project, "predictive")
    gate = submitted(place, manager)
    client.force_login(chair.person)
    text = plain(client.get(f"/g/{gate.pk}/as-seen/"))
    assert "tolerated +€ 825 k" in text
    assert "∞" not in text


def test_what_is_left_to_judge_is_said_in_sentences(place, manager, client):
    apply_life_cycle(manager, place.project, "predictive")
    gate = Gate.objects.filter(component=place.project).first()
    first, *_ = gate.criteria.filter(rule="")
    client.force_login(manager.person)
    answer = client.post(f"/g/{gate.pk}/submit/", follow=True)
    assert f"{first.label}. Judge them" in said(answer)


def test_comments_follow_what_is_to_be_decided(place, manager, chair, client):
    apply_life_cycle(manager, place.project, "predictive")
    gate = submitted(place, manager)
    client.force_login(chair.person)
    text = client.get(f"/g/{gate.pk}/").text
    assert text.index("Decide for the board") < text.index(f"/talk/gate/{gate.pk}/")
