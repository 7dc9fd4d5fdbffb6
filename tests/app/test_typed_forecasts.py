"""Forecasts of scope, quality and benefit that people type: checked and escalated exactly as the computed ones."""

import pytest

from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from headway.app.actions.errors import Refused
from headway.app.actions.exceptions import decide_exception, send_exception
from headway.app.actions.gates import apply_life_cycle, judge_criterion, submit_gate
from headway.app.actions.plans import install_plan
from headway.app.actions.tolerances import measure, set_tolerance
from headway.app.bridge.tolerances import standings
from headway.app.models import MEASURED, Event, Gate, Measurement, Stage, ToleranceException
from headway.app.rules import NotAllowed
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db
TYPED = [each.value for each in MEASURED]


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    return at


def say(who, component, dimension, value, source="Count of the week"):
    row = measure(who, component, dimension, value, source=source)
    run_pending()
    return row


def states(component):
    rows = ToleranceException.objects.filter(component=component).order_by("pk")
    return [(each.state, each.forecast, each.decided_at_component_id) for each in rows]


@pytest.mark.parametrize("dimension", TYPED)
def test_it_is_watched_breaks_keeps_up_and_comes_back(place, manager, board, dimension):
    set_tolerance(board, place.project, dimension, target=100, minus=10)
    assert [each.status for each in standings(place.project)] == ["none"]
    say(manager, place.project, dimension, 92.0)
    assert ([each.status for each in standings(place.project)], states(place.project)) == (["amber"], [])
    say(manager, place.project, dimension, 85.0, "Two features are cut")
    assert states(place.project) == [("draft", 85, place.program.pk)]
    row = ToleranceException.objects.get()
    assert row.cause.splitlines()[0].endswith(": 85, because: Two features are cut.")
    told = Event.objects.get(verb="exception.drafted")
    assert (told.cause.verb, told.cause.actor) == ("measurement.taken", manager.person)
    say(manager, place.project, dimension, 80.0)
    assert states(place.project) == [("draft", 80, place.program.pk)]
    say(manager, place.project, dimension, 95.0)
    assert states(place.project) == [("withdrawn", 80, place.program.pk)]


@pytest.mark.parametrize("dimension", TYPED)
def test_it_goes_up_the_same_way(place, manager, lead, board, dimension):
    set_tolerance(board, place.project, dimension, target=100, minus=10)
    set_tolerance(board, place.program, dimension, target=100, minus=10)
    say(lead, place.program, dimension, 50.0)
    say(manager, place.project, dimension, 50.0)
    assert states(place.project) == [("draft", 50, place.portfolio.pk)], "the program's own tolerance is broken too"
    assert states(place.program) == [("draft", 50, place.portfolio.pk)]


@pytest.mark.parametrize("dimension", TYPED)
def test_of_a_stage_it_is_the_projects_own_boards(place, manager, board, dimension):
    apply_life_cycle(manager, place.project, "predictive")
    stage = Stage.objects.get(component=place.project, state="current")
    set_tolerance(board, place.project, dimension, stage=stage, target=100, minus=5)
    set_tolerance(board, place.project, dimension, target=100, minus=50)
    say(manager, place.project, dimension, 90.0)
    assert states(place.project) == [("draft", 90, place.project.pk)]


@pytest.mark.parametrize("dimension", TYPED)
def test_an_answer_holds_until_it_gets_worse(place, manager, board, dimension):
    set_tolerance(board, place.project, dimension, target=100, minus=10)
    say(manager, place.project, dimension, 80.0)
    row = send_exception(manager, ToleranceException.objects.get())
    decide_exception(board, row, decision="wait", rationale="The next count tells.")
    say(manager, place.project, dimension, 80.0)
    assert len(states(place.project)) == 1
    say(manager, place.project, dimension, 70.0)
    assert [state for state, *_ in states(place.project)] == ["decided", "draft"]


def test_who_may_and_what_is_kept(place, manager, board):
    with pytest.raises(NotAllowed):
        measure(acting(holder("Reader", place.project, "stakeholder")), place.project, "scope", 1.0, source="X")
    for values in ({"value": float("inf"), "source": "X"}, {"value": 1.0, "source": " "},
                   {"value": 1.0, "source": "x" * 201}, {"value": 1.0, "source": "a\x00b"}):  # fmt: skip
        with pytest.raises(Refused):
            measure(manager, place.project, "scope", **values)
    measure(manager, place.project, "scope", 100.0, source="Backlog")
    measure(manager, place.project, "scope", 90.0, source="One story is cut")
    assert list(Measurement.objects.values_list("value", "source")) == [(90, "One story is cut"), (100, "Backlog")]
    told = Event.objects.filter(verb="measurement.taken").latest("pk")
    assert (told.before, told.after["value"]) == ({"value": 100, "source": "Backlog"}, 90)


def test_it_stands_with_its_author_on_the_page_and_in_the_frozen_evidence(place, manager, board, client):
    apply_life_cycle(manager, place.project, "predictive")
    set_tolerance(board, place.project, "quality", target=100, minus=10)
    client.force_login(manager.person)
    url = f"/c/{place.project.pk}/governance/measure/"
    page = client.post(url, {"dimension": "quality", "value": "93", "source": "Test report 7"}, follow=True).text
    assert page.count("Test report 7") == 2, "beside the tolerance and in the list of what was said"
    gate = Gate.objects.filter(component=place.project).first()
    for row in gate.criteria.filter(rule=""):
        judge_criterion(manager, row, answer="met")
    frozen = submit_gate(manager, gate).evidence["tolerances"][0]
    assert (frozen["forecast"], frozen["noted"]["why"], frozen["noted"]["by"]) == (
        93,
        "Test report 7",
        manager.person.pk,
    )
    assert frozen["noted"]["at"] == Measurement.objects.get().at.isoformat()
    client.force_login(board.person)
    assert "Petra Manager: Test report 7" in client.get(f"/g/{gate.pk}/as-seen/").text
