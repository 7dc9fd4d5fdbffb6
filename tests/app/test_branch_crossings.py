"""Links between a branch and other plans: dates with them, names for who sees them, agreements once they are merged."""

import pytest

from factories.branches import BranchGrid, conflicts_of, forget, live_of, status
from factories.grid import Grid
from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.branches import share_branch, start_branch
from headway.app.actions.components import trash_component
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.memberships import grant_role
from headway.app.actions.plans import install_plan
from headway.app.bridge.recalculate import recalculate
from headway.app.models import Agreement, Dependency, Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]


@pytest.fixture
def place():
    at = tree()
    for plan in (at.project, at.sibling):
        install_plan(SYSTEM, plan, small_plan())
    recalculate([at.project.pk, at.sibling.pk])
    at.manager = holder("Manager", at.program, "program_manager")
    at.lead = holder("Lead", at.project, "project_manager")
    at.branch = start_branch(acting(at.manager), at.project, name="After the others")
    share_branch(acting(at.manager), at.branch, sharing="edit")
    return at


@pytest.fixture
def grid(place):
    return BranchGrid(client_of(place.manager), place.branch)


def task(component, name):
    return Task.objects.get(component=component, name=name)


def follow(grid, place, name="A", **more):
    """The project's task waits for the last one of the sibling."""
    ends = {"predecessor": task(place.sibling, "C").pk, "successor": grid.id(name)}
    return grid.edit({"op": "link", **ends, **more})


def outside(grid):
    return grid.plan["outside"]


def test_a_link_to_another_plan_moves_dates_and_writes_nothing(place, grid):
    before, end = grid.row("A")["start"], task(place.sibling, "C").finish
    follow(grid, place)
    assert grid.row("A")["start"] > before
    assert grid.row("A")["start"] >= end
    assert (outside(grid)["label"], outside(grid)["incoming"], outside(grid)["date"]) == (["Sibling > C"], [1], [end])
    assert outside(grid)["id"][0] < 0
    assert not Dependency.objects.filter(component=place.project, from_component=place.sibling).exists()
    assert not Agreement.objects.exists()
    shown = {name: grid.row(name)["start"] for name in ("A", "B", "C")}
    forget()
    again = BranchGrid(grid.client, place.branch)
    assert {name: again.row(name)["start"] for name in shown} == shown
    assert outside(again) == outside(grid)
    grid.undo()
    assert grid.row("A")["start"] == before
    assert outside(grid)["label"] == []
    grid.redo()
    assert grid.row("A")["start"] == shown["A"]


def test_a_link_from_the_branch_moves_the_other_plan_in_the_branch_only(place, grid):
    stored = task(place.sibling, "A").start
    told = grid.edit({"op": "link", "predecessor": grid.id("C"), "successor": task(place.sibling, "A").pk})
    assert [(each["name"], each["tasks"]) for each in told["moved"]["plans"]] == [("Sibling", 4)]
    assert [(each["name"], each["tasks"]) for each in grid.get("/comparison")["plans"]] == [("Sibling", 4)]
    assert outside(grid)["date"][0] > stored
    told = grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "9d"}})
    assert [each["name"] for each in told["moved"]["plans"]] == ["Sibling"]
    assert task(place.sibling, "A").start == stored


def test_who_does_not_see_the_other_plan_is_told_no_name_and_merges_nothing_of_it(place, grid):
    follow(grid, place)
    other = BranchGrid(client_of(place.lead), place.branch)
    assert (outside(other)["label"], outside(other)["date"], outside(other)["id"]) == (["Hidden task"], [None], [None])
    (item,) = other.get("/items")["items"]
    assert item["words"] == "follows a task of another plan (FS)"
    assert item["asks"] == "You may not see that plan, so somebody else has to merge this."
    assert grid.get("/items")["items"][0]["words"] == "follows “Sibling > C” (FS)"
    for page in ("compare", "merge", "effect"):
        assert "Sibling" not in other.client.get(f"/b/{place.branch.pk}/{page}/").content.decode()
    assert "Sibling" not in str(other.get("/comparison?why=true"))
    code, error = other.refused({"op": "unlink", "link": outside(grid)["id"][0]})
    assert (code, error["id"]) == (422, "gone")
    ends = {"predecessor": task(place.sibling, "B").pk, "successor": other.id("B")}
    assert other.refused({"op": "link", **ends})[1]["id"] == "gone"
    code, error = other.send("merge")
    assert (code, error["error"]["id"]) == (403, "not-allowed")
    assert "Sibling" not in str(error)
    assert not Dependency.objects.filter(component=place.project, from_component=place.sibling).exists()


def test_merged_it_is_the_link_that_a_direct_edit_makes_and_its_owner_is_asked(place, grid):
    grant_role(SYSTEM, place.sibling, place.lead, "customer_success")
    follow(grid, place, lag="+2d")
    shown = grid.row("A")["start"]
    asked = {who: status(who, "get", f"/branches/{place.branch.pk}/items")[1]["items"][0]["asks"]
             for who in (place.lead, place.manager)}  # fmt: skip
    assert asked == {place.lead: "“Sibling” is asked to promise it.", place.manager: ""}
    assert status(place.lead, "post", f"/branches/{place.branch.pk}/merge")[0] == 200
    link = Dependency.objects.get(component=place.project, from_component=place.sibling)
    assert (link.lag, link.successor.name) == (2 * 480, "A")
    asked = Agreement.objects.get(dependency=link)
    assert (asked.asked_by, asked.state) == (place.lead, Agreement.State.REQUESTED)
    live = Grid(client_of(place.lead), place.project)
    assert live.row("A")["start"] == shown
    live.undo()
    assert not Dependency.objects.filter(pk=link.pk).exists()


def test_a_link_that_leads_into_a_plan_is_merged_by_who_may_change_that(place, grid):
    grant_role(SYSTEM, place.sibling, place.lead, "customer_success")
    grid.edit({"op": "link", "predecessor": grid.id("C"), "successor": task(place.sibling, "A").pk})
    (item,) = status(place.lead, "get", f"/branches/{place.branch.pk}/items")[1]["items"]
    code, answer = status(place.lead, "post", f"/branches/{place.branch.pk}/merge")
    assert (code, answer["error"]["title"]) == (403, item["asks"])
    assert item["asks"].startswith("You may not change the plan of “Sibling”.")
    assert not Agreement.objects.exists()
    assert grid.get("/items")["items"][0]["asks"] == ""


def test_a_link_of_the_plan_is_changed_and_removed_in_a_branch(place, grid):
    link = link_tasks(SYSTEM, task(place.sibling, "C"), task(place.project, "A"))
    recalculate([place.project.pk, place.sibling.pk])
    grid.refresh()
    tied = grid.row("A")["start"]
    grid.edit({"op": "relink", "link": link.pk, "type": "FS", "lag": "+3d"})
    later = grid.row("A")["start"]
    assert later > tied
    made = outside(grid)["id"]
    assert len(made) == 1
    (item,) = grid.get("/items")["items"]
    assert (item["words"], item["needs"]) == ("link to “Sibling > C” FS → FS+3d", [])
    grid.edit({"op": "unlink", "link": made[0]})
    assert grid.row("A")["start"] < tied
    assert outside(grid)["id"] == []
    grid.undo()
    assert status(place.manager, "post", f"/branches/{place.branch.pk}/merge")[0] == 200
    assert Dependency.objects.get(component=place.project, from_component=place.sibling).lag == 3 * 480
    assert live_of(place).row("A")["start"] == later


@pytest.mark.parametrize("which", ["crossed", "uncrossed"])
def test_a_changed_link_is_one_change_that_is_merged_whole(place, grid, which):
    link = link_tasks(SYSTEM, task(place.sibling, "C"), task(place.project, "A"))
    recalculate([place.project.pk, place.sibling.pk])
    grid.refresh()
    grid.edit({"op": "relink", "link": link.pk, "type": "SS", "lag": "+1d"},
              {"op": "set", "tasks": [grid.id("B")], "cells": {"duration": "4d"}})  # fmt: skip
    (item,) = [each for each in grid.get("/items")["items"] if each["key"].startswith("crossed")]
    hidden = {each["words"] for each in BranchGrid(client_of(place.lead), place.branch).get("/items")["items"]}
    assert (item["words"], item["name"]) == ("link to “Sibling > C” FS → SS+1d", "A")
    assert "link to a task of another plan FS → SS+1d" in hidden
    # Who chose the end of the old link before they were one line gets the same.
    key = item["key"] if which == "crossed" else f"uncrossed:{link.pk}"
    assert grid.send("merge", keys=[key])[0] == 200
    (now,) = Dependency.objects.filter(component=place.project, from_component=place.sibling)
    assert (now.type, now.lag) == ("SS", 480)
    assert [each["key"].split(":")[0] for each in grid.get("/items")["items"]] == ["set"]


def test_a_link_that_ends_beside_one_that_changes_is_a_line_of_its_own(place, grid):
    ends = (task(place.sibling, "C"), task(place.project, "A"))
    first, second = link_tasks(SYSTEM, *ends), link_tasks(SYSTEM, *ends, type="SS")
    recalculate([place.project.pk, place.sibling.pk])
    grid.refresh()
    grid.edit({"op": "unlink", "link": second.pk}, {"op": "relink", "link": first.pk, "type": "FS", "lag": "+2d"})
    words = {each["words"] for each in grid.get("/items")["items"]}
    assert words == {"no longer follows “Sibling > C”", "link to “Sibling > C” FS → FS+2d"}


def test_a_new_row_is_linked_and_merged_with_it(place, grid):
    grid.edit({"op": "insert", "after": grid.id("B"), "rows": [{"cells": {"name": "Check", "duration": "1d"}}]})
    follow(grid, place, "Check")
    (link,) = [each for each in grid.get("/items")["items"] if each["key"].startswith("crossed")]
    assert link["needs"] == [f"placed:{grid.id('Check')}"]
    assert grid.send("merge", keys=[link["key"]])[0] == 200
    assert Dependency.objects.get(from_component=place.sibling, component=place.project).successor.name == "Check"


def test_circles_over_plans_and_second_links_are_refused(place, grid):
    follow(grid, place)
    back = {"op": "link", "predecessor": grid.id("C"), "successor": task(place.sibling, "A").pk}
    code, error = grid.refused(back)
    assert (code, error["id"]) == (422, "cycle")
    again = {"op": "link", "predecessor": task(place.sibling, "C").pk, "successor": grid.id("A")}
    assert grid.refused(again)[1]["id"] == "already-linked"
    link_tasks(SYSTEM, task(place.project, "C"), task(place.sibling, "A"))
    ((kind, title),) = conflicts_of(grid)
    assert (kind, title) == ("lost", "The link of “A” to a task of another plan would close a circle now.")


def test_what_others_changed_meanwhile_is_told(place, grid):
    follow(grid, place)
    link_tasks(SYSTEM, task(place.sibling, "C"), task(place.project, "A"), lag=480)
    assert conflicts_of(grid) == [("changed", "A link of “A” with another plan was changed meanwhile.")]
    grid.refresh()
    assert len(outside(grid)["id"]) == 1
    trash_component(SYSTEM, place.sibling)
    kinds = [kind for kind, _ in conflicts_of(grid)]
    assert kinds == ["lost"]
