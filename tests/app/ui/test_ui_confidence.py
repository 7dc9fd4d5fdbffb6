"""The page on confidence: while it is calculated, with an answer, and the ranges that are set there."""

import json

from django.urls import reverse

from factories.people import SYSTEM, holder
from headway.app.actions.confidence_ranges import Range, set_range
from headway.app.actions.records import raise_record
from headway.app.bridge.confidence.kept import simulate_component


def address(component, name="confidence"):
    return reverse(name, args=[component.pk])


def test_a_page_without_an_answer_says_that_it_is_calculated_and_asks_again(page, place):
    shown = page.get(address(place.project)).content.decode()
    assert "How sure the dates are is being calculated." in shown
    assert f'hx-get="{address(place.project, "confidence-computing")}"' in shown
    simulate_component(place.project)
    part = page.get(address(place.project, "confidence-computing")).content.decode()
    assert "The runs are done." in part
    assert "hx-get" not in part


def test_an_answer_is_shown_with_its_curve_its_risks_and_its_tasks(page, place):
    set_range(SYSTEM, place.portfolio, "duration_range", Range(100, 100), reason="One risk alone")
    late = raise_record(SYSTEM, place.project, "risk", title="Late permit", probability=0.4, days_low=2, days_likely=2,
                        days_high=2)  # fmt: skip
    simulate_component(place.project)
    answer = page.get(address(place.project))
    shown = answer.content.decode()
    assert "in half of the runs" in shown
    assert f'href="{reverse("record", args=[late.pk])}"' in shown
    assert "Without it: 4 days earlier" in shown
    assert "At the end of its plans" in shown
    points = answer.context["finish_chart"]["series"][0]["data"]
    assert points[-1]["value"] == ["2026-01-13", 100.0]
    json.dumps(answer.context["finish_chart"])


def test_overview_and_risk_say_it_in_a_line(page, place):
    late = raise_record(SYSTEM, place.project, "risk", title="Late permit", probability=0.4, days_low=20,
                        days_likely=20, days_high=20)  # fmt: skip
    overview = page.get(reverse("component", args=[place.project.pk])).content.decode()
    assert "P80 finish" not in overview
    simulate_component(place.project)
    overview = page.get(reverse("component", args=[place.project.pk])).content.decode()
    assert f'<a class="link" href="{address(place.project)}">P80 finish' in overview
    assert "the agreed date holds in" in overview
    risk = page.get(reverse("record", args=[late.pk])).content.decode()
    assert "P80 of “Project”: Without it: " in risk


def test_a_plan_without_anything_uncertain_says_so_and_an_empty_one_too(page, place):
    set_range(SYSTEM, place.portfolio, "duration_range", Range(100, 100), reason="Certain")
    for component, words in ((place.project, "Nothing here is uncertain"), (place.sibling, "Nothing is planned yet")):
        simulate_component(component)
        assert words in page.get(address(component)).content.decode()


def test_a_range_is_set_and_taken_back_on_the_page(page, place):
    given = {"name": "duration_range", "low": "80", "high": "150", "reason": "As in the last three"}
    page.post(address(place.program, "confidence-range"), given)
    shown = page.get(address(place.project)).content.decode()
    assert "80 to 150 %" in shown
    assert "Set for “Program”" in shown
    page.post(address(place.program, "confidence-inherit"), {"name": "duration_range"})
    assert "90 to 130 %" in page.get(address(place.project)).content.decode()


def test_a_wrong_range_is_refused_in_words_and_nothing_is_stored(page, place):
    for low in ("0", "", "nan"):
        given = {"name": "duration_range", "low": low, "high": "150", "reason": "x"}
        page.post(address(place.program, "confidence-range"), given)
    place.program.refresh_from_db()
    assert place.program.governance == {}


def test_a_reader_sees_no_form_and_of_the_place_above_no_name(client, place):
    set_range(SYSTEM, place.portfolio, "duration_range", Range(80, 150), reason="Kept among us")
    client.force_login(holder("Rea", place.project, "stakeholder"))
    shown = client.get(address(place.project)).content.decode()
    assert "80 to 150 %" in shown
    assert "Set above" in shown
    assert "Kept among us" not in shown
    assert "Another range" not in shown
    assert client.get(address(place.sibling)).status_code == 404


def test_the_pmo_sets_a_range_of_its_scope_and_of_no_other(client, place):
    client.force_login(holder("Petra", place.program, "pmo"))
    assert "Assume it" in client.get(address(place.project)).content.decode()
    given = {"name": "duration_range", "low": 85, "high": 160, "reason": "As the last three ended"}
    client.post(address(place.project, "confidence-range"), given)
    place.project.refresh_from_db()
    assert place.project.governance["duration_range"]["high"] == 160
    assert "Assume it" in client.get(address(place.program)).content.decode()
    assert client.post(address(place.elsewhere, "confidence-range"), given).status_code == 404
