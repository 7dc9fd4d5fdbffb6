"""What a gate and a report make of the simulation: the P80 against the tolerance of time, the chance of what was agreed."""

import pytest
from django.db.models import F

from factories.people import SYSTEM
from headway.app.actions.confidence_ranges import Range, set_range
from headway.app.actions.records import raise_record
from headway.app.actions.tolerances import set_tolerance
from headway.app.bridge.confidence.kept import simulate_component
from headway.app.bridge.gate_rules import answer
from headway.app.bridge.recalculate import recalculate
from headway.app.bridge.reports.facts import Below, Facts
from headway.app.bridge.reports.status import confidence, confidence_above
from headway.app.models import Component, Confidence, Dependency, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def risky(place):
    """A plan that is certain, but for four days that come in every third run: P50 as agreed, P80 four days later."""
    set_range(SYSTEM, place.portfolio, "duration_range", Range(100, 100), reason="One thing varies")
    raise_record(SYSTEM, place.project, "risk", title="Late permit", probability=0.33, days_likely=4)
    component = Component.objects.select_related("rollup").get(pk=place.project.pk)
    simulate_component(component)
    return component


def test_a_gate_that_asks_for_the_p80_has_it_simulated(place):
    assert answer("p80", place.project)[0] == ""
    assert Confidence.objects.get(component=place.project).wanted_at is not None


def test_where_nothing_is_uncertain_a_gate_does_not_ask_to_wait(place):
    set_range(SYSTEM, place.portfolio, "duration_range", Range(100, 100), reason="Certain")
    simulate_component(place.project)
    assert "nothing open is uncertain" in answer("p80", place.project)[1]


def test_a_failed_simulation_is_said_with_what_to_do(place, monkeypatch):
    monkeypatch.setattr("headway.app.bridge.confidence.kept.simulated", lambda _: 1 / 0)
    simulate_component(place.project)
    met, why = answer("p80", place.project)
    assert met == ""
    assert "failed" in why
    assert "change of the plan" in why


def test_a_plan_that_cannot_be_simulated_is_not_called_certain(place):
    a, b = (Task.objects.get(component=place.project, name=name) for name in "AB")
    Dependency.objects.create(component=place.project, from_component=place.project, predecessor=b, successor=a)
    assert simulate_component(place.project).told["state"] == "invalid"
    why = answer("p80", place.project)[1]
    assert why.startswith("The plan cannot be simulated: ")
    assert "uncertain" not in why


def test_where_all_is_done_a_gate_says_so(place):
    Task.objects.filter(component=place.project).update(percent_complete=100, actual_finish=F("finish"))
    recalculate([place.project.pk])
    simulate_component(place.project)
    assert answer("p80", place.project)[1].endswith("every task is complete.")


def test_without_a_tolerance_the_p80_has_to_keep_what_was_agreed(risky):
    met, why = answer("p80", risky)
    assert met == "no"
    assert "4 days after what was agreed" in why
    assert "holds in 67 % of the runs" in why


@pytest.mark.parametrize(("days", "met"), [(10, "met"), (5, "partly"), (3, "no")])
def test_the_p80_is_judged_by_the_tolerance_of_time(risky, days, met):
    set_tolerance(SYSTEM, risky, "time", plus=days)
    assert answer("p80", risky)[0] == met


@pytest.mark.parametrize(("holds", "level"), [(0.9, "medium"), (0.5, "medium"), (0.2, "low")])
def test_a_report_is_as_sure_as_the_runs_at_most(holds, level):
    facts = Facts(component=1, kind="daily", now=0, since=0, horizon=0, per_day=480, health="green", holds=holds,
                  tasks=(), below=(Below(1, "Part", "green", "", None, ""),))  # fmt: skip
    found = confidence_above(facts)
    assert found.level == level
    assert f"The agreed finish holds in {holds:.0%}".replace("%", " %") + " of the runs" in found.reasons
    assert confidence(facts) == found
