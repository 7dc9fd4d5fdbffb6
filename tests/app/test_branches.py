"""What-if branches: edited like a plan, written nowhere, merged by the rights of who merges."""

from random import Random

import pytest

from factories.branch_edits import any_edit, comparable, unlike
from factories.branches import BranchGrid, conflicts_of, forget, live_of, night_shift, status
from factories.cases import cases
from factories.grid import Grid
from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.branches import merge_branch, share_branch, start_branch
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.plans import install_plan
from headway.app.bridge.recalculate import recalculate
from headway.app.models import Assignment, BranchStep, Dependency, Event, Membership, Resource, Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    install_plan(SYSTEM, at.sibling, small_plan())
    at.manager = holder("Manager", at.program, "program_manager")
    at.reader = holder("Reader", at.program, "customer_success")
    at.branch = start_branch(acting(at.reader), at.project, name="Two fitters")
    return at


@pytest.fixture
def grid(place):
    return BranchGrid(client_of(place.reader), place.branch)


def dates_of(grid):
    return {row["name"]: (row["start"], row["finish"], row["total_float"], row["critical"], row["wbs"], row["level"],
                          row["kind"], row["duration"]) for row in grid.rows.values()}  # fmt: skip


def test_an_edit_of_a_branch_moves_its_dates_and_writes_nothing_of_the_plan(place, grid):
    before = list(Task.objects.filter(component=place.project).order_by("pk").values())
    live = grid.row("C")["finish"]
    told = grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "5d"}})
    assert told["moved"]["tasks"] == 4
    assert grid.row("C")["finish"] - live == 4 * 1440
    assert list(Task.objects.filter(component=place.project).order_by("pk").values()) == before
    assert not Event.objects.filter(verb="plan.edited").exists()
    assert BranchStep.objects.get().facts["set"][0]["after"] == {"duration_minutes": 5 * 480}


@pytest.mark.parametrize("seed", range(cases(10)))
def test_a_merged_branch_has_the_dates_that_it_showed(place, seed):
    random = Random(seed)
    live = Grid(client_of(place.manager), place.project)
    resource = Resource.objects.create(component=place.project, uid=1, name="Fitter", kind="work")
    Resource.objects.create(component=place.project, uid=2, name="Crane", kind="work", calendar=night_shift(place))
    Assignment.objects.create(component=place.project, uid=1, task_id=live.id("A"), resource=resource)
    forget()
    grid = BranchGrid(client_of(place.reader), place.branch)
    done = 0
    for _ in range(14):
        if not grid.rows:
            break
        answer = grid.post("edits", edits=[any_edit(grid, random) for _ in range(random.randint(1, 2))])
        if answer.status_code == 200:
            grid.merge(answer.json())
            done += 1
        if random.random() < 0.15:
            undone = grid.post("undo")
            if undone.status_code == 200:
                grid.merge(undone.json())
    assert done
    shown = comparable(grid)
    forget()
    again = BranchGrid(grid.client, place.branch)
    assert unlike(again.rows, grid.rows) == {}
    assert comparable(again) == shown
    assert again.get("/comparison")["conflicts"] == []
    place.branch.refresh_from_db()
    merge_branch(acting(place.manager), place.branch)
    forget()
    assert comparable(Grid(client_of(place.manager), place.project)) == shown


# ---------------------------------------------------------------------- who


def test_a_private_branch_is_its_authors_alone(place):
    path = f"/branches/{place.branch.pk}"
    assert status(place.manager, "get", path)[0] == 404
    assert client_of(place.manager).get(f"/b/{place.branch.pk}/").status_code == 404
    assert client_of(place.manager).get(f"/api/v1/components/{place.project.pk}/branches").json() == []
    assert "Two fitters" not in Event.objects.get(verb="branch.started").summary


def test_a_shared_branch_is_read_and_where_its_author_says_so_edited(place, grid):
    edit = {"edits": [{"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "4d"}}]}
    path = f"/branches/{place.branch.pk}"
    assert status(place.reader, "patch", path, sharing="see")[0] == 200
    assert client_of(place.manager).get(f"/api/v1{path}").json()["may_edit"] is False
    assert status(place.manager, "post", f"{path}/edits", **edit)[0] == 403
    assert status(place.manager, "patch", path, sharing="edit")[0] == 403
    assert status(place.reader, "patch", path, sharing="edit")[0] == 200
    assert status(place.manager, "post", f"{path}/edits", **edit)[0] == 200
    assert [step.author for step in BranchStep.objects.all()] == [place.manager]
    outsider = holder("Outsider", place.elsewhere, "project_manager")
    assert status(outsider, "get", path)[0] == 404
    for verb in ("discard", "restore"):
        assert status(place.manager, "post", f"{path}/{verb}")[0] == 403


def test_its_author_names_who_edits_it_with_them(place, grid):
    edit = {"edits": [{"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "4d"}}]}
    path = f"/branches/{place.branch.pk}"
    other = holder("Other", place.program, "customer_success")
    told = status(place.reader, "patch", path, editors=[place.manager.pk])[1]
    assert (told["sharing"], told["editors"]) == ("private", [{"id": place.manager.pk, "name": "Manager"}])
    assert status(place.manager, "post", f"{path}/edits", **edit)[0] == 200
    assert [each["name"] for each in status(place.manager, "get", f"/components/{place.project.pk}/branches")[1]] == [
        "Two fitters"
    ]
    assert status(other, "get", path)[0] == 404
    assert status(place.manager, "patch", path, editors=[other.pk])[0] == 403
    shared = Event.objects.get(verb="branch.shared")
    assert (shared.after["editors"], "Two fitters" in shared.summary) == ([place.manager.pk], False)
    assert status(place.reader, "patch", path, sharing="see")[0] == 200
    assert status(other, "post", f"{path}/edits", **edit)[0] == 403
    assert status(place.reader, "patch", path, editors=[])[0] == 200
    assert status(place.manager, "post", f"{path}/edits", **edit)[0] == 403
    outsider = holder("Outsider", place.elsewhere, "project_manager")
    code, error = status(place.reader, "patch", path, editors=[outsider.pk])
    assert (code, error["error"]["id"]) == (422, "not-a-reader")


def test_who_no_longer_sees_the_plan_finds_no_branch_of_it(place, grid):
    path = f"/branches/{place.branch.pk}"
    share_branch(acting(place.reader), place.branch, editors=[place.manager.pk])
    assert status(place.manager, "get", path)[0] == 200
    Membership.objects.filter(person=place.manager).delete()
    assert status(place.manager, "get", path)[0] == 404


def test_only_who_may_edit_the_plan_merges(place, grid):
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "4d"}})
    before = Task.objects.get(component=place.project, name="A").duration_minutes
    code, error = grid.send("merge")
    assert (code, error["error"]["id"]) == (403, "not-allowed")
    assert Task.objects.get(component=place.project, name="A").duration_minutes == before
    assert not Event.objects.filter(verb="branch.merged").exists()
    share_branch(acting(place.reader), place.branch, sharing="see")
    assert status(place.manager, "post", f"/branches/{place.branch.pk}/merge")[0] == 200
    assert Task.objects.get(component=place.project, name="A").duration_minutes == 4 * 480


def test_two_people_edit_one_branch_and_take_back_their_own(place, grid):
    share_branch(acting(place.reader), place.branch, sharing="edit")
    other = BranchGrid(client_of(place.manager), place.branch)
    grid.refresh()
    grid.edit({"op": "set", "tasks": [{"id": grid.id("A"), "version": grid.row("A")["version"]}],
               "cells": {"duration": "4d"}})  # fmt: skip
    code, error = other.refused({"op": "set", "tasks": [{"id": other.id("A"), "version": other.row("A")["version"]}],
                                 "cells": {"duration": "5d"}})  # fmt: skip
    assert (code, error["id"]) == (409, "stale")
    other.refresh()
    other.edit({"op": "insert", "after": other.id("B"), "rows": [{"cells": {"name": "Check", "duration": "1d"}}]})
    grid.refresh()
    assert comparable(grid) == comparable(other)
    assert grid.plan["undo"]["label"].startswith("Changed duration of")
    grid.undo()
    assert grid.row("A")["duration_text"] == "3d"
    assert grid.row("Check")["id"] < 0
    grid.redo()
    assert grid.row("A")["duration_text"] == "4d"


# ---------------------------------------------------------------------- the plan moves on


def test_a_branch_stands_on_the_plan_as_it_is_and_tells_what_others_changed(place, grid):
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "5d", "name": "Mine"}})
    live_of(place).edit({"op": "set", "tasks": [grid.id("Mine")], "cells": {"duration": "4d"}},
                        {"op": "set", "tasks": [grid.id("B")], "cells": {"duration": "1d"}})  # fmt: skip
    assert conflicts_of(grid) == [("changed", "“Mine”: somebody changed duration in the plan meanwhile.")]
    grid.refresh()
    assert grid.row("Mine")["duration_text"] == "5d"
    assert grid.row("B")["duration_text"] == "1d"
    items = grid.get("/items")["items"]
    assert [(each["words"], len(each["conflicts"])) for each in items] == [("duration 4d → 5d; name A → Mine", 1)]


def test_what_is_gone_is_told_and_not_lost(place, grid):
    grid.edit({"op": "set", "tasks": [grid.id("B")], "cells": {"duration": "5d"}},
              {"op": "insert", "parent": grid.id("Phase"), "rows": [{"cells": {"name": "New"}}]})  # fmt: skip
    grid.edit({"op": "link", "predecessor": grid.id("B"), "successor": grid.id("New")})
    live = live_of(place)
    live.edit({"op": "delete", "tasks": [live.id("B")]})
    assert conflicts_of(grid) == [
        ("lost", "“B” was changed in the branch and is not there any more."),
        ("lost", "An end of a link that the branch made is not there any more."),
    ]
    grid.refresh()
    assert "B" not in {row["name"] for row in grid.rows.values()}
    live.undo()
    grid.refresh()
    assert conflicts_of(grid) == []
    assert grid.row("B")["duration_text"] == "5d"
    assert grid.predecessors("New") == str(grid.number("B"))


def test_a_link_that_would_close_a_circle_now_is_left_out(place, grid):
    live = live_of(place)
    live.edit({"op": "insert", "rows": [{"cells": {"name": "X"}}, {"cells": {"name": "Y"}}]})
    grid.refresh()
    grid.edit({"op": "link", "predecessor": grid.id("X"), "successor": grid.id("Y")})
    live.edit({"op": "link", "predecessor": live.id("Y"), "successor": live.id("X")})
    ((kind, title),) = conflicts_of(grid)
    assert (kind, title) == ("lost", "The link of “Y” to “X” would close a circle now: Y → X → Y")


# ---------------------------------------------------------------------- merge


def test_some_changes_are_merged_with_what_they_need_and_undone_in_one_step(place, grid):
    share_branch(acting(place.reader), place.branch, sharing="see")
    grid.refresh()
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "5d"}})
    grid.edit({"op": "insert", "after": grid.id("B"), "rows": [{"cells": {"name": "Check", "duration": "2d"}}]})
    grid.edit({"op": "link", "predecessor": grid.id("B"), "successor": grid.id("Check")})
    items = {each["words"]: each for each in grid.get("/items")["items"]}
    link = items["follows “B” (FS)"]
    assert link["needs"] == [f"placed:{grid.id('Check')}"]
    code, result = grid.send("preview", keys=[link["key"]])
    assert (code, sorted(result["keys"])) == (200, sorted([link["key"], *link["needs"]]))
    live = live_of(place)
    before = comparable(live)
    told = status(place.manager, "post", f"/branches/{place.branch.pk}/merge", keys=[link["key"]])[1]
    assert told["made"][0][0] > 0
    live.refresh()
    assert live.row("A")["duration_text"] == "3d"
    assert live.predecessors("Check") == str(live.number("B"))
    assert result["branch"]["finish"] == max(row["finish"] for row in live.rows.values())
    head = Event.objects.get(verb="plan.edited")
    assert (head.cause.verb, head.cause.after) == ("branch.merged", {"changes": 2, "of": 3})
    grid.refresh()
    assert grid.row("Check")["id"] > 0
    assert [each["words"] for each in grid.get("/items")["items"]] == ["duration 3d → 5d"]
    live.undo()
    assert comparable(live) == before
    grid.refresh()
    assert grid.row("Check")["id"] < 0


def test_all_merged_closes_the_branch_and_it_opens_again(place, grid):
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"cost": "1200"}})
    share_branch(acting(place.reader), place.branch, sharing="see")
    assert status(place.manager, "post", f"/branches/{place.branch.pk}/merge")[0] == 200
    assert grid.refused({"op": "delete", "tasks": [grid.id("A")]})[1]["id"] == "wrong-state"
    assert status(place.manager, "post", f"/branches/{place.branch.pk}/merge")[1]["error"]["id"] == "wrong-state"
    assert grid.send("restore")[1]["state"] == "draft"
    assert status(place.manager, "post", f"/branches/{place.branch.pk}/merge")[1]["error"]["id"] == "nothing-to-merge"


def test_a_discarded_branch_is_its_authors_and_comes_back(place, grid):
    share_branch(acting(place.reader), place.branch, sharing="edit")
    assert grid.send("discard")[1]["state"] == "discarded"
    assert status(place.manager, "get", f"/branches/{place.branch.pk}")[0] == 404
    assert grid.send("restore")[1]["state"] == "draft"
    assert status(place.manager, "get", f"/branches/{place.branch.pk}")[0] == 200


# ---------------------------------------------------------------------- beside the plan


def test_the_comparison_tells_what_moves_what_it_costs_and_why(place, grid):
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "5d", "cost": "1200"}})
    found = grid.get("/comparison?why=true")
    assert found["branch"]["finish"] - found["live"]["finish"] == 4 * 1440
    assert (found["live"]["cost"], found["branch"]["cost"]) == ("0", "1200.00")
    assert {each["name"]: each["why"] for each in found["tasks"]}["C"] == "A was extended by 2 days"
    assert [each["what"] for each in found["tasks"]] == ["same"] * 4


def test_other_plans_that_it_moves_are_told_to_who_sees_them(place, grid):
    ends = [Task.objects.get(component=at, name=name) for at, name in ((place.project, "B"), (place.sibling, "A"))]
    link_tasks(SYSTEM, *ends)
    recalculate([place.project.pk, place.sibling.pk])
    grid.refresh()
    told = grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "6d"}})
    assert [(each["name"], each["tasks"]) for each in told["moved"]["plans"]] == [("Sibling", 4)]
    assert [each["name"] for each in grid.get("/comparison")["plans"]] == ["Sibling"]
    near = holder("Near", place.project, "project_manager")
    share_branch(acting(place.reader), place.branch, sharing="edit")
    other = BranchGrid(client_of(near), place.branch)
    assert other.get("/comparison")["plans"] == []
    link = Dependency.objects.get(component=place.sibling, from_component=place.project)
    assert other.refused({"op": "unlink", "link": link.pk})[1]["id"] == "gone"


def test_its_pages_show_it(place, grid):
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "5d"}})
    client, branch = grid.client, place.branch
    assert "Two fitters" in client.get(f"/c/{place.project.pk}/branches/").content.decode()
    for page, words in (("", "You are in the branch"), ("effect/", "live finish"), ("compare/", "A was extended by 2 days"),
                        ("merge/", "Duration 3d → 5d")):  # fmt: skip
        assert words in client.get(f"/b/{branch.pk}/{page}").content.decode()
    answer = client.post(f"/b/{branch.pk}/merge/preview/", {"key": [f"set:{grid.id('A')}"]})
    assert "<b>1</b> change chosen" in answer.content.decode()
    answer = client.post(f"/b/{branch.pk}/merge/do/", {"key": [f"set:{grid.id('A')}"]}, follow=True)
    assert "You may not change the plan of" in answer.content.decode()
    client.post(f"/b/{branch.pk}/share/", {"sharing": "see", "name": "Three fitters"})
    merged = client_of(place.manager).post(f"/b/{branch.pk}/merge/do/", {"key": [f"set:{grid.id('A')}"]})
    assert merged.url == f"/c/{place.project.pk}/schedule/"
    branch.refresh_from_db()
    assert (branch.name, branch.state) == ("Three fitters", "merged")
