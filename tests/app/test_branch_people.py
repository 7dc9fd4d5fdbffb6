"""Who works on tasks, tried in a branch: shown with its dates, work and cost, merged and taken back as one step."""

import pytest

from factories.branches import BranchGrid, conflicts_of, forget, live_of, night_shift, status
from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.branches import share_branch, start_branch
from headway.app.actions.plans import install_plan
from headway.app.models import Assignment, Resource, Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    at.manager = holder("Manager", at.program, "program_manager")
    at.reader = holder("Reader", at.program, "customer_success")
    at.fitter = Resource.objects.create(component=at.project, uid=1, name="Fitter", kind="work", standard_rate=50)
    at.crane = Resource.objects.create(component=at.project, uid=2, name="Crane", kind="work", standard_rate=200)
    task = Task.objects.get(component=at.project, name="A")
    at.given = Assignment.objects.create(component=at.project, uid=1, task=task, resource=at.fitter)
    at.branch = start_branch(acting(at.reader), at.project, name="Two fitters")
    share_branch(acting(at.reader), at.branch, sharing="edit")
    return at


@pytest.fixture
def grid(place):
    return BranchGrid(client_of(place.manager), place.branch)


def people(grid, name, text):
    return {"op": "set", "tasks": [grid.id(name)], "cells": {"resources": text}}


def stored(place):
    rows = Assignment.objects.filter(component=place.project).order_by("pk")
    return list(rows.values_list("task__name", "resource__name", "units"))


def test_people_are_added_changed_and_taken_off_in_a_branch_only(place, grid):
    grid.edit(people(grid, "A", "Fitter [200%]; Crane"))
    assert grid.row("A")["resources"] == "Fitter [200%]; Crane"
    grid.edit(people(grid, "B", "Crane [50%]"))
    task = grid.id("A")
    grid.edit({"op": "duplicate", "tasks": [task]})
    assert [row["resources"] for row in grid.rows.values() if row["name"] == "A"] == ["Fitter [200%]; Crane"] * 2
    grid.edit({"op": "set", "tasks": [task], "cells": {"resources": ""}})
    assert [row["resources"] for row in grid.rows.values() if row["name"] == "A"] == ["", "Fitter [200%]; Crane"]
    assert stored(place) == [("A", "Fitter", 1.0)]
    grid.undo()
    assert grid.rows[task]["resources"] == "Fitter [200%]; Crane"
    again = BranchGrid(grid.client, place.branch)
    assert {pk: row["resources"] for pk, row in again.rows.items()} == {
        pk: row["resources"] for pk, row in grid.rows.items()
    }


def test_its_effect_on_work_is_told_to_all_and_on_cost_to_who_plans(place, grid):
    grid.edit(people(grid, "A", "Fitter [200%]; Crane"))
    found = grid.get("/comparison")
    days = 3 * 480  # A lasts three days, and half as long with two fitters, beside whom the crane stands
    assert (found["live"]["work"], found["branch"]["work"]) == (days, 1.5 * days)
    assert (found["live"]["people_cost"], found["branch"]["people_cost"]) == ("1200.00", "3600.00")
    line = next(each for each in found["tasks"] if each["name"] == "A")
    assert (line["live_resources"], line["resources"]) == ("Fitter", "Fitter [200%]; Crane")
    reader = status(place.reader, "get", f"/branches/{place.branch.pk}/comparison")[1]
    assert reader["branch"]["work"] == 1.5 * days
    assert "people_cost" not in reader["branch"]
    page = client_of(place.reader).get(f"/b/{place.branch.pk}/compare/").content.decode()
    assert "Fitter → Fitter [200%]; Crane" in page
    assert "at their rates" not in page
    assert "at their rates" in client_of(place.manager).get(f"/b/{place.branch.pk}/compare/").content.decode()


def test_dates_follow_the_calendar_of_who_works(place, grid):
    Resource.objects.filter(pk=place.crane.pk).update(calendar=night_shift(place))
    forget()
    before = grid.row("A")["start"], grid.row("A")["finish"]
    grid.edit(people(grid, "A", "Crane"))
    assert (grid.row("A")["start"], grid.row("A")["finish"]) != before
    shown = {name: grid.row(name)["finish"] for name in ("A", "B", "C")}
    assert status(place.manager, "post", f"/branches/{place.branch.pk}/merge")[0] == 200
    live = live_of(place)
    assert {name: live.row(name)["finish"] for name in shown} == shown


def test_all_or_some_is_merged_and_one_undo_takes_it_back(place, grid):
    grid.edit(people(grid, "A", "Fitter [200%]; Crane"))
    grid.edit(people(grid, "B", "Crane"))
    items = {each["words"]: each["key"] for each in grid.get("/items")["items"]}
    words = "duration 3d → 1.5d; resources Fitter → Fitter [200%]; Crane"
    assert list(items) == [words, "resources nobody → Crane"]
    key = items[words]
    assert status(place.manager, "post", f"/branches/{place.branch.pk}/merge", keys=[key])[0] == 200
    assert stored(place) == [("A", "Fitter", 2.0), ("A", "Crane", 1.0)]
    assert Assignment.objects.get(resource=place.fitter).pk == place.given.pk
    live_of(place).undo()
    assert stored(place) == [("A", "Fitter", 1.0)]


def test_whoever_has_worked_stays_as_in_the_plan(place, grid):
    Assignment.objects.filter(pk=place.given.pk).update(actual_work_minutes=60)
    code, error = grid.refused(people(grid, "A", "Crane"))
    assert (code, error["id"]) == (422, "has-worked")
    assert live_of(place).refused(people(grid, "A", "Crane"))[1] == error


def test_what_others_changed_meanwhile_and_who_left_are_told(place, grid):
    grid.edit(people(grid, "A", "Fitter [200%]"))
    grid.edit(people(grid, "B", "Crane"))
    live_of(place).edit(people(grid, "A", "Crane"))
    ((kind, title),) = conflicts_of(grid)
    assert (kind, title) == ("changed", "“A”: somebody changed resources in the plan meanwhile.")
    said = grid.get("/comparison")["conflicts"][0]["said"]
    assert said == "The branch says Fitter [200%], the plan says Crane now."
    live_of(place).edit(people(grid, "A", "Fitter"))
    place.crane.delete()
    assert conflicts_of(grid) == [("lost", "“B”: A resource is not there any more.")]


def test_a_copy_of_a_row_on_which_only_the_branch_has_people_shows_them_at_once(place, grid):
    grid.edit(people(grid, "B", "Crane [50%]"))
    grid.edit({"op": "duplicate", "tasks": [grid.id("B")]})
    copies = [row["resources"] for row in grid.get("/comparison")["tasks"] if row["name"] == "B"]
    assert copies == ["Crane [50%]"] * 2
