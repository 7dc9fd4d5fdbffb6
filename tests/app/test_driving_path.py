"""The driving path of a task: back to its root, on to what waits for it, and no further than the reader may see."""

import pytest

from factories.branches import BranchGrid
from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.branches import start_branch
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plans import install_plan
from headway.app.bridge.recalculate import recalculate
from headway.app.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]


@pytest.fixture
def place():
    place = tree()
    install_plan(SYSTEM, place.project, small_plan())
    install_plan(SYSTEM, place.sibling, small_plan("Other"))
    recalculate([place.project.pk, place.sibling.pk])
    return place


@pytest.fixture
def manager(place):
    return client_of(holder("Manager", place.project, "project_manager"))


def names(tasks):
    known = dict(Task.objects.filter(pk__in=tasks).values_list("pk", "name"))
    return [known[pk] for pk in tasks]


def path_of(client, component, name):
    """Return the path of a task: names before and behind it, and the whole answer."""
    told = client.get(f"/api/v1/tasks/{component.tasks.get(name=name).pk}/path").json()
    return names(told["before"]["tasks"]), names(told["behind"]["tasks"]), told


def test_a_path_leads_back_to_its_root_and_on_to_what_waits(place, manager):
    before, behind, told = path_of(manager, place.project, "B")
    assert (before, behind) == (["B", "A"], ["B", "C"])
    links = {link.successor.name: link.pk for link in place.project.dependencies.all()}
    assert (told["before"]["links"], told["behind"]["links"]) == ([links["B"]], [links["C"]])
    assert (told["elsewhere"], told["hidden"]) == ([], [])
    assert told["names"] == {str(place.project.tasks.get(name=name).pk): name for name in "AB"}


def test_what_waits_longer_than_it_has_to_is_on_no_path(place, manager):
    rows = [{"cells": {"name": "Short", "duration": "1d"}}]
    ((short,),) = edit_plan(SYSTEM, place.project, [{"op": "insert", "rows": rows}]).made
    late = place.project.tasks.get(name="C").pk
    edit_plan(SYSTEM, place.project, [{"op": "link", "predecessor": short, "successor": late}])
    assert path_of(manager, place.project, "C")[0] == ["C", "B", "A"]
    assert path_of(manager, place.project, "Short")[1] == ["Short"]


def test_a_path_goes_through_the_tasks_that_decide_the_dates_of_a_summary(place, manager):
    rows = [{"cells": {"name": "After the phase", "duration": "1d"}}]
    ((after,),) = edit_plan(SYSTEM, place.project, [{"op": "insert", "rows": rows}]).made
    phase = place.project.tasks.get(name="Phase").pk
    edit_plan(SYSTEM, place.project, [{"op": "link", "predecessor": phase, "successor": after}])
    assert path_of(manager, place.project, "After the phase")[0] == ["After the phase", "Phase", "B", "A"]
    assert path_of(manager, place.project, "Phase")[0] == ["Phase", "B", "A"]
    assert set(path_of(manager, place.project, "B")[1]) == {"B", "C", "After the phase"}
    assert set(path_of(manager, place.project, "A")[1]) == {"A", "B", "C", "After the phase"}


def test_from_the_start_of_a_summary_a_path_goes_to_what_starts_first(place, manager):
    rows = [{"cells": {"name": "Beside the phase", "duration": "1d"}}]
    ((beside,),) = edit_plan(SYSTEM, place.project, [{"op": "insert", "rows": rows}]).made
    phase = place.project.tasks.get(name="Phase").pk
    edit_plan(
        SYSTEM, place.project,
        [{"op": "link", "predecessor": phase, "successor": beside, "type": "SS", "lag": "+1d"}],
    )  # fmt: skip
    assert path_of(manager, place.project, "Beside the phase")[0] == ["Beside the phase", "Phase", "A"]
    assert "Beside the phase" in path_of(manager, place.project, "A")[1]
    assert "Beside the phase" not in path_of(manager, place.project, "B")[1]


def tied(place):
    """Let the project wait for its sibling."""
    link = link_tasks(
        SYSTEM, predecessor=place.sibling.tasks.get(name="C"), successor=place.project.tasks.get(name="A")
    )
    recalculate([place.project.pk])
    return link


def test_a_path_goes_through_the_plans_that_the_reader_may_see(place):
    link = tied(place)
    chief = client_of(holder("Chief", place.program, "program_manager"))
    before, _, told = path_of(chief, place.project, "B")
    assert before == ["B", "A", "C", "B", "A"]
    assert link.pk in told["before"]["links"]
    assert told["names"][str(place.sibling.tasks.get(name="A").pk)] == "A"
    assert {(each["name"], each["component"], each["component_name"]) for each in told["elsewhere"]} == {
        (name, place.sibling.pk, "Sibling") for name in "ABC"
    }
    _, behind, told = path_of(chief, place.sibling, "C")
    assert behind == ["C", "A", "B", "C"]
    assert {each["component"] for each in told["elsewhere"]} == {place.project.pk}


def test_a_path_ends_where_the_reader_may_not_see_on(place, manager):
    link = tied(place)
    before, _, told = path_of(manager, place.project, "B")
    first = place.project.tasks.get(name="A").pk
    assert (before, told["hidden"], told["elsewhere"]) == (["B", "A"], [first], [])
    assert link.pk not in told["before"]["links"]
    giver = client_of(holder("Giver", place.sibling, "project_manager"))
    _, behind, told = path_of(giver, place.sibling, "C")
    assert (behind, told["behind"]["links"], told["elsewhere"]) == (["C"], [], [])


def test_a_branch_has_paths_of_its_own(place):
    link = tied(place)
    chief = holder("Chief", place.program, "program_manager")
    branch = start_branch(acting(chief), place.project, name="What if")
    grid = BranchGrid(client_of(chief), branch)
    (made,) = grid.edit({"op": "insert", "rows": [{"cells": {"name": "New", "duration": "9d"}}]})["made"][0]
    grid.edit({"op": "link", "predecessor": made, "successor": grid.id("C")})

    def ask(task):
        return grid.client.get(f"/api/v1/branches/{branch.pk}/path/{task}")

    grown = grid.edit({"op": "set", "tasks": [made], "cells": {"duration": "90d"}})
    assert grown["problems"] == []
    assert ask(grid.id("C")).json()["before"]["tasks"] == [grid.id("C"), made]
    assert ask(made).json()["behind"]["tasks"] == [made, grid.id("C")]
    told = ask(grid.id("B")).json()
    assert told["before"]["links"][-1] == link.pk
    assert [each["name"] for each in told["elsewhere"]] == ["C"]
    assert ask(10**9).status_code == 404


def test_strangers_find_no_path(place):
    stranger = client_of(holder("Stranger", place.elsewhere, "project_manager"))
    task = place.project.tasks.get(name="A").pk
    assert stranger.get(f"/api/v1/tasks/{task}/path").status_code == 404
    branch = start_branch(acting(holder("Manager", place.project, "project_manager")), place.project, name="Mine")
    assert stranger.get(f"/api/v1/branches/{branch.pk}/path/{task}").status_code == 404
