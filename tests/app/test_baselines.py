"""Baselines: many, each with a name; one is current, and everything compares with it."""

import json

import pytest
from django.test import Client

from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from headway.app.actions.baselines import choose_baseline, delete_baseline, rename_baseline, set_baseline
from headway.app.actions.errors import Refused
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plans import install_plan
from headway.app.actions.trash import restore_item
from headway.app.bridge.gate_rules import baseline as gate_criterion
from headway.app.bridge.plan_answers import loaded
from headway.app.bridge.schedule_columns import schedule_payload
from headway.app.bridge.tolerances import forecast_of
from headway.app.models import Baseline, Event, PlanSnapshot, Rollup, Task

DAY = 1440


@pytest.fixture
def place(db):
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    at.maja = holder("Maja", at.project, "project_manager")
    at.first = set_baseline(acting(at.maja), at.project, name="Contract")
    row = Task.objects.get(component=at.project, name="A")
    edit_plan(SYSTEM, at.project, [{"op": "set", "tasks": [row.pk], "values": {"duration_minutes": 6 * 480}}])
    at.second = set_baseline(acting(at.maja), at.project, name="Agreed")
    return at


def call(person, method, path, body=None):
    client = Client()
    client.force_login(person)
    return getattr(client, method)(
        f"/api/v1{path}", *([json.dumps(body)] if body else []), content_type="application/json"
    )


def test_variance_bar_tolerance_and_gate_follow_the_baseline_that_is_chosen(place):
    place.project.refresh_from_db()
    assert forecast_of(place.project, "time") == 0.0
    assert gate_criterion(place.project)[1].startswith("“Agreed”")
    choose_baseline(acting(place.maja), place.first)
    place.project.refresh_from_db()
    assert forecast_of(place.project, "time") == 3.0
    assert Rollup.objects.get(component=place.project).finish_variance_days == 3.0
    assert gate_criterion(place.project)[1].startswith("“Contract”")
    frozen = place.first.tasks.get(task__name="A").finish
    for payload in (loaded(place.maja, place.project), schedule_payload(place.maja, place.project)):
        row = payload["tasks"]["name"].index("A")
        assert payload["tasks"]["baseline_finish"][row] == frozen


def test_choosing_is_told_once_with_what_was_current(place):
    choose_baseline(acting(place.maja), place.first)
    choose_baseline(acting(place.maja), Baseline.objects.get(pk=place.first.pk))
    (told,) = Event.objects.filter(verb="baseline.chosen")
    assert (told.before, told.after) == (
        {"current_baseline": place.second.pk}, {"current_baseline": place.first.pk},
    )  # fmt: skip
    assert list(Baseline.objects.filter(current=True)) == [place.first]


def test_two_baselines_never_share_a_name(place):
    for wanted in ("Contract", " contract "):
        with pytest.raises(Refused, match="has this name"):
            rename_baseline(acting(place.maja), place.second, wanted)
        with pytest.raises(Refused, match="has this name"):
            set_baseline(acting(place.maja), place.project, name=wanted)
    assert rename_baseline(acting(place.maja), place.first, "CONTRACT").name == "CONTRACT"
    with pytest.raises(Refused):
        rename_baseline(acting(place.maja), place.first, "  ")


def test_what_was_deleted_comes_back_with_what_was_kept_of_the_plan(place):
    kept = bytes(PlanSnapshot.objects.get(baseline=place.second).payload)
    item = delete_baseline(acting(place.maja), place.second)
    assert not PlanSnapshot.objects.filter(baseline=place.second.pk).exists()
    assert Rollup.objects.get(component=place.project).baseline_finish is None
    restore_item(acting(place.maja), item)
    assert bytes(PlanSnapshot.objects.get(baseline=place.second.pk).payload) == kept


def test_the_api_lists_sets_renames_chooses_and_deletes(place):
    listed = call(place.maja, "get", f"/plans/{place.project.pk}/baselines").json()
    assert listed["may_set"] is True
    assert [(each["name"], each["current"], each["tasks"], each["set_by"]) for each in listed["items"]] == [
        ("Agreed", True, 4, "Maja"), ("Contract", False, 4, "Maja"),
    ]  # fmt: skip
    third = call(place.maja, "post", f"/components/{place.project.pk}/baselines", {"name": "Third"})
    assert (third.status_code, third.json()["current"]) == (201, True)
    renamed = call(place.maja, "patch", f"/baselines/{place.first.pk}", {"name": "Signed", "current": True})
    assert renamed.json() == {"id": place.first.pk, "number": 0, "name": "Signed", "current": True}
    assert call(place.maja, "delete", f"/baselines/{place.second.pk}").status_code == 200
    names = [each["name"] for each in call(place.maja, "get", f"/plans/{place.project.pk}/baselines").json()["items"]]
    assert names == ["Third", "Signed"]


def test_a_delivery_manager_sees_baselines_and_changes_none(place):
    dora = holder("Dora", place.project, "delivery_manager")
    assert call(dora, "get", f"/plans/{place.project.pk}/baselines").json()["may_set"] is False
    assert call(dora, "get", f"/plans/{place.project.pk}/moved?since=baseline-{place.first.pk}").status_code == 200
    for method, path, body in (
        ("post", f"/components/{place.project.pk}/baselines", {"name": "Mine"}),
        ("patch", f"/baselines/{place.first.pk}", {"name": "Mine"}),
        ("patch", f"/baselines/{place.first.pk}", {"current": True}),
        ("delete", f"/baselines/{place.first.pk}", None),
    ):
        assert call(dora, method, path, body).status_code == 403
    assert Baseline.objects.filter(component=place.project).count() == 2
