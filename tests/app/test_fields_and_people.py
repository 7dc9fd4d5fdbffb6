"""Custom fields, and who works on a row, as cells of a plan: typed, pasted, refused, taken back."""

import json

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from headway.app.actions.errors import Refused
from headway.app.actions.fields import change_field, define_field, delete_field
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plans import install_plan
from headway.app.actions.undo import redo, undo
from headway.app.bridge.cell_choices import assigned, assigned_text
from headway.app.bridge.cell_numbers import Unreadable
from headway.app.models import Assignment, Event, Resource, Task
from headway.app.rules import NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]
DAY = 1440


@pytest.fixture
def at():
    place = tree()
    install_plan(SYSTEM, place.project, small_plan())
    return place


@pytest.fixture
def manager(at):
    return acting(holder("Maja", at.project, "project_manager"))


def rows(at):
    return list(Task.objects.filter(component=at.project).order_by("position"))


def column(done, name):
    from headway.app.bridge.sheet import COLUMNS

    return [row[COLUMNS.index(name)] for row in done.after.rows.values()]


def set_cell(actor, at, task, name, text):
    return edit_plan(actor, at.project, [{"op": "set", "tasks": [task.pk], "cells": {name: text}}])


# ---------------------------------------------------------------------- custom fields


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "  North  ", "North"),
        ("number", "1200.5", 1200.5),
        ("number", "40", 40),
        ("date", "2026-03-14", 20526 * DAY),
        ("choice", "OFFSHORE", "Offshore"),
    ],
)
def test_a_cell_of_each_kind_is_typed_and_taken_back(at, manager, kind, text, value):
    choices = ["Onshore", "Offshore"] if kind == "choice" else []
    field = define_field(SYSTEM, at.portfolio, name="Zone", kind=kind, choices=choices)
    task = rows(at)[1]
    done = set_cell(manager, at, task, f"custom_{field.pk}", text)
    assert column(done, "custom")[1] == {str(field.pk): value}
    told = Event.objects.get(verb="task.updated")
    assert (told.before, told.after) == ({f"custom_{field.pk}": None}, {f"custom_{field.pk}": value})
    assert done.event.summary == f"Changed Zone of “{task.name}”"
    assert column(undo(manager, at.project), "custom")[1] is None
    assert column(redo(manager, at.project), "custom")[1] == {str(field.pk): value}


@pytest.mark.parametrize(
    ("kind", "text", "title", "remedy"),
    [
        ("number", "many", "“many” is not a number.", "Type digits, such as 12 or 12.5."),
        ("choice", "Ofshore", "There is no Zone “Ofshore” here.", "Did you mean “Offshore” or “Onshore”?"),
        ("choice", "xyz", "There is no Zone “xyz” here.", "There are: Offshore, Onshore."),
        ("text", "x" * 1001, "This text is longer than 1,000 letters.", "Shorten it."),
    ],
)
def test_what_a_field_cannot_hold_is_refused_in_words(at, manager, kind, text, title, remedy):
    choices = ["Onshore", "Offshore"] if kind == "choice" else []
    field = define_field(SYSTEM, at.portfolio, name="Zone", kind=kind, choices=choices)
    with pytest.raises(Refused) as refused:
        set_cell(manager, at, rows(at)[1], f"custom_{field.pk}", text)
    assert (refused.value.title, refused.value.remedy) == (title, remedy)
    assert Task.objects.exclude(custom={}).count() == 0


def test_fields_are_pasted_filled_copied_and_undone_one_by_one(at, manager):
    zone = define_field(SYSTEM, at.portfolio, name="Zone", kind="text")
    cost = define_field(SYSTEM, at.project, name="Permit fee", kind="number")
    one, two = rows(at)[1:3]
    columns = [f"custom_{zone.pk}", f"custom_{cost.pk}"]
    done = edit_plan(manager, at.project, [{"op": "paste", "tasks": [two.pk, one.pk], "columns": columns,
                                            "text": "North\t5\nSouth\tmuch"}])  # fmt: skip
    assert column(done, "custom")[1:3] == [{str(zone.pk): "South"}, {str(zone.pk): "North", str(cost.pk): 5}]
    assert [(each["row"], each["column"]) for each in done.problems] == [(2, f"custom_{cost.pk}")]
    other = acting(holder("Paul", at.project, "project_manager"))
    set_cell(other, at, two, columns[1], "9")
    back = undo(manager, at.project)
    assert column(back, "custom")[1:3] == [None, {str(cost.pk): 9}]
    assert len(back.skipped) == 1
    edit_plan(other, at.project, [{"op": "duplicate", "tasks": [two.pk]}])
    assert Task.objects.filter(custom={str(cost.pk): 9}).count() == 2


def test_a_deleted_field_keeps_what_tasks_and_log_say(at, manager):
    field = define_field(SYSTEM, at.portfolio, name="Zone", kind="text")
    task = rows(at)[1]
    set_cell(manager, at, task, f"custom_{field.pk}", "North")
    delete_field(SYSTEM, field)
    with pytest.raises(Refused, match="not there any more"):
        set_cell(manager, at, task, f"custom_{field.pk}", "South")
    assert Task.objects.get(pk=task.pk).custom == {str(field.pk): "North"}
    assert define_field(SYSTEM, at.project, name="zone", kind="number").kind == "number"


def test_fields_hold_below_and_no_name_stands_twice(at):
    define_field(SYSTEM, at.portfolio, name="Zone", kind="text")
    with pytest.raises(Refused, match="There is a field “Zone” already"):
        define_field(SYSTEM, at.project, name="ZONE", kind="text")
    below = define_field(SYSTEM, at.project, name="Fee", kind="number")
    with pytest.raises(Refused, match="There is a field “Fee” already"):
        define_field(SYSTEM, at.portfolio, name="Fee", kind="text")
    with pytest.raises(Refused, match="needs choices"):
        define_field(SYSTEM, at.project, name="Phase", kind="choice", choices=[" "])
    assert change_field(SYSTEM, below, name="fee").name == "fee"
    with pytest.raises(NotAllowed):
        change_field(acting(holder("Maja", at.project, "project_manager")), below, name="Mine")


def test_the_api_defines_lists_changes_and_deletes(at):
    client = Client()
    client.force_login(holder("Petra", at.portfolio, "portfolio_manager"))
    made = client.post(f"/api/v1/components/{at.portfolio.pk}/fields", json.dumps({"name": "Phase", "kind": "choice", "choices": ["A", "B"]}), "application/json")  # fmt: skip
    assert made.status_code == 201
    field = made.json()
    listed = client.get(f"/api/v1/components/{at.project.pk}/fields").json()
    assert [(each["name"], each["owner"]) for each in listed] == [("Phase", at.portfolio.name)]
    assert client.get(f"/api/v1/plans/{at.project.pk}").json()["fields"][0]["choices"] == ["A", "B"]
    change = {"version": field["version"], "choices": ["A", "C"]}
    assert client.patch(f"/api/v1/fields/{field['id']}", json.dumps(change), "application/json").json()["choices"] == [
        "A",
        "C",
    ]
    assert client.patch(f"/api/v1/fields/{field['id']}", json.dumps(change), "application/json").status_code == 409
    assert client.delete(f"/api/v1/fields/{field['id']}?version=2").status_code == 204
    assert client.get(f"/api/v1/components/{at.project.pk}/fields").json() == []


# ---------------------------------------------------------------------- resources


@pytest.fixture
def people(at):
    names = ("Anna Berg", "Crane", "Smith, Jones and Co")
    return [Resource.objects.create(component=at.project, uid=uid, name=name) for uid, name in enumerate(names, 1)]


def test_texts_name_resources_with_their_units():
    known = ["Anna", "Crane", "Smith, Jones and Co"]
    assert assigned("anna [50%]; CRANE", known) == {"Anna": 0.5, "Crane": 1.0}
    assert assigned("Anna, Crane [200 %]", known) == {"Anna": 1.0, "Crane": 2.0}
    assert assigned("Smith, Jones and Co [25%]", known) == {"Smith, Jones and Co": 0.25}
    assert assigned("Anna[12,5%]", known, "de") == {"Anna": 0.125}
    assert assigned(" ; ", known) == {}


def test_a_name_that_reads_like_something_else_stands_in_quotes():
    names = ["Smith; Sons", 'The "Big" one', '"Mike"', "Team [50%]", "Crane"]
    pairs = [(name, 0.5) for name in names]
    text = assigned_text(pairs)
    assert text == '"Smith; Sons" [50%]; The "Big" one [50%]; """Mike""" [50%]; "Team [50%]" [50%]; Crane [50%]'
    assert assigned(text, names) == dict(pairs)
    assert assigned('"crane", Team [50%]', ["Crane", "Team"]) == {"Crane": 1, "Team": 0.5}
    with pytest.raises(Unreadable, match="There is no resource “Smith” here"):
        assigned("Smith; Sons", names)


NAMES = st.text('ab;,"[]5% ', min_size=1, max_size=8).map(str.strip).filter(bool)


@given(st.lists(NAMES, min_size=1, max_size=4, unique=True), st.sampled_from([1, 0.5, 2]))
def test_whatever_somebody_is_called_they_are_read_as_they_are_shown(names, units):
    pairs = [(name, units) for name in names]
    assert assigned(assigned_text(pairs), names) == dict(pairs)


def test_resources_are_typed_changed_and_taken_back(at, manager, people):
    anna, crane, _ = people
    task = rows(at)[1]
    done = set_cell(manager, at, task, "resources", "Anna Berg [50%]; Crane")
    assert column(done, "resources")[1] == "Anna Berg [50%]; Crane"
    stored = Assignment.objects.filter(task=task).order_by("pk").values_list("resource", "units")
    assert list(stored) == [(anna.pk, 0.5), (crane.pk, 1.0)]
    kept = Assignment.objects.get(resource=crane)
    done = set_cell(manager, at, task, "resources", "crane [200%]")
    assert column(done, "resources")[1] == "Crane [200%]"
    assert Assignment.objects.get(task=task).pk == kept.pk
    assert done.event.summary == f"Changed resources, duration of “{task.name}”"
    assert column(undo(manager, at.project), "resources")[1] == "Crane; Anna Berg [50%]"
    assert column(undo(manager, at.project), "resources")[1] == ""
    assert column(redo(manager, at.project), "resources")[1] == "Anna Berg [50%]; Crane"


def test_an_unknown_resource_is_refused_with_those_near_it(at, manager, people):
    with pytest.raises(Refused) as refused:
        set_cell(manager, at, rows(at)[1], "resources", "Ana Berg")
    assert refused.value.title == "There is no resource “Ana Berg” here."
    assert refused.value.remedy == "Did you mean “Anna Berg”?"
    with pytest.raises(Refused, match="units lie between"):
        set_cell(manager, at, rows(at)[1], "resources", "Anna Berg [0%]")
    assert not Assignment.objects.exists()


def test_who_has_worked_on_a_task_stays(at, manager, people):
    task = rows(at)[1]
    set_cell(manager, at, task, "resources", "Anna Berg")
    Assignment.objects.update(actual_work_minutes=60)
    with pytest.raises(Refused, match="has worked on it already"):
        set_cell(manager, at, task, "resources", "")
    assert Assignment.objects.count() == 1


def test_a_new_row_begins_with_resources_and_fields(at, manager, people):
    field = define_field(SYSTEM, at.portfolio, name="Zone", kind="text")
    cells = {"name": "Lift", "resources": "Crane", f"custom_{field.pk}": "North"}
    done = edit_plan(manager, at.project, [{"op": "insert", "rows": [{"cells": cells}]}])
    assert column(done, "resources")[-1] == "Crane"
    assert column(done, "custom")[-1] == {str(field.pk): "North"}
