"""The log: one event a change, chained; whatever is tampered with is found and located."""

import json

import pytest

from factories.people import SYSTEM, tree
from factories.plans import small_plan
from headway.app.actions.components import create_component, move_component, update_component
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.events import plain, record
from headway.app.actions.plans import install_plan
from headway.app.models import Component, Event, EventChain, Task
from headway.app.queries.audit.verify import verify_chain

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    update_component(SYSTEM, at.project, name="Bridge", budget="1000.50")
    return at


def found(place):
    return [(problem.id, problem.sequence) for problem in verify_chain(place.portfolio)]


def test_an_untouched_chain_holds(place):
    assert found(place) == []
    chain = EventChain.objects.get(root=place.portfolio)
    assert chain.sequence == Event.objects.filter(root=place.portfolio).count() == 9


def test_an_event_outside_of_a_transaction_is_a_mistake(transactional_db):
    component = create_component(SYSTEM, kind="portfolio", name="P")
    with pytest.raises(RuntimeError):
        record(SYSTEM, component, "component.updated", component, summary="x")


def test_values_read_back_as_they_were_hashed():
    values = {"whole": 3.0, "part": 0.1 + 0.2, "none": None, "list": [1.0, (2, "x")], 5: True}
    kept = plain(values)
    assert kept == {"whole": 3, "part": 0.30000000000000004, "none": None, "list": [1, [2, "x"]], "5": True}
    assert json.dumps(kept) == json.dumps(json.loads(json.dumps(kept)))


def test_before_and_after_say_what_changed(place):
    event = Event.objects.get(verb="component.updated")
    assert (event.before, event.after) == ({"name": "Project", "budget": None}, {"name": "Bridge", "budget": "1000.50"})
    assert event.summary == "Changed name, budget of “Bridge”"


def test_a_move_to_another_tree_is_told_in_both(place):
    other = create_component(SYSTEM, kind="portfolio", name="Other")
    move_component(SYSTEM, place.program, other)
    assert Component.objects.get(pk=place.project.pk).root == other
    assert (found(place), verify_chain(other)) == ([], [])
    left = Event.objects.get(root=place.portfolio, verb="component.moved")
    assert Event.objects.get(root=other, verb="component.arrived").cause == left


def test_a_link_across_plans_names_no_task_of_the_other(place):
    install_plan(SYSTEM, place.sibling, small_plan())
    secret = Task.objects.get(component=place.project, name="C")
    Task.objects.filter(pk=secret.pk).update(name="Secret takeover")
    secret.refresh_from_db()
    link_tasks(SYSTEM, secret, Task.objects.get(component=place.sibling, name="A"))
    told = Event.objects.get(component=place.sibling, verb="dependency.created")
    assert told.summary == "Linked “A” to a task of another plan"
    mirrored = Event.objects.get(component=place.project, verb="dependency.created")
    assert mirrored.summary == "Linked a task of another plan to “Secret takeover”"
    assert mirrored.cause == told
