"""Adding a component by the form: what may go where, and bad input."""

import pytest
from django.urls import reverse
from parsed_html import parse

from factories.people import holder
from headway.app.models import Component


def test_a_project_is_added_and_shown(page, place):
    answer = page.post(
        reverse("create", args=[place.program.pk]), {"kind": "project", "name": " Bridge ", "code": "B-1"}
    )
    made = Component.objects.get(code="B-1")
    assert (made.name, made.parent_id, answer.url) == ("Bridge", place.program.pk, reverse("component", args=[made.pk]))


def test_an_empty_project_is_typed_or_imported(page, place):
    page.post(reverse("create", args=[place.program.pk]), {"kind": "project", "name": "Bridge"})
    made = Component.objects.get(name="Bridge")
    for tab in ("component", "tasks"):
        shown = parse(page.get(reverse(tab, args=[made.pk])))
        offered = shown.every("a", class_="btn pri", href=reverse("schedule", args=[made.pk]))
        assert [each.words() for each in offered] == ["Type the plan"], tab
    assert "Why it is" not in page.get(reverse("component", args=[place.program.pk])).text


def test_the_form_offers_what_the_parent_may_hold(page, place):
    def offered(parent):
        return [
            each.attributes["value"]
            for each in parse(page.get(reverse("create", args=[parent.pk]))).every("input", type="radio")
        ]

    assert offered(place.portfolio) == ["portfolio", "program", "project", "operation"]
    assert offered(place.program) == ["program", "project", "operation"]


@pytest.mark.parametrize("sent", [
    {}, {"kind": "project"}, {"name": "X"}, {"kind": "portfolio", "name": "X"}, {"kind": "nonsense", "name": "X"},
    {"kind": "project", "name": "  "}, {"kind": "project", "name": "x" * 201}, {"kind": "project", "name": "a\x00b"},
    {"kind": "project", "name": "X", "code": "c" * 31},
])  # fmt: skip
def test_bad_input_is_named_and_nothing_is_made(page, place, sent):
    before = Component.objects.count()
    answer = page.post(reverse("create", args=[place.program.pk]), sent)
    shown = parse(answer)
    said = shown.every("span", class_="error") + shown.every("div", role="alert")
    assert (answer.status_code, bool(said), Component.objects.count()) == (422, True, before)


def test_what_was_typed_is_kept(page, place):
    shown = parse(
        page.post(reverse("create", args=[place.program.pk]), {"name": "Kept", "kind": "operation", "code": "c" * 31})
    )
    assert shown.every("input", name="name")[0].attributes["value"] == "Kept"
    assert [each.attributes["value"] for each in shown.every("input", type="radio", checked="")] == ["operation"]


def test_below_a_project_nothing_can_be_added(page, place):
    assert page.get(reverse("create", args=[place.project.pk])).url == reverse("component", args=[place.project.pk])


@pytest.mark.parametrize("role", ["stakeholder", "team_member", "project_manager"])
def test_who_may_not_add_gets_403(client, place, role):
    client.force_login(holder("No", place.portfolio, role))
    address = reverse("create", args=[place.program.pk])
    assert (client.get(address).status_code, client.post(address, {"kind": "project", "name": "X"}).status_code) == (
        403,
        403,
    )


def test_a_tree_of_its_own_is_for_operators(page):
    assert page.get(reverse("create-root")).status_code == 403
