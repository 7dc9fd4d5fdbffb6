"""Undo and redo in a branch: memory follows what is different, and that is exactly what a new evaluation gives."""

from copy import deepcopy
from random import Random

import pytest

from factories.branch_edits import any_edit, unlike
from factories.branches import BranchGrid, forget, night_shift
from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.branch_plans import seen
from headway.app.actions.branches import start_branch
from headway.app.actions.plans import install_plan
from headway.app.models import Assignment, Resource, Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    install_plan(SYSTEM, at.sibling, small_plan())
    at.manager = holder("Manager", at.program, "program_manager")
    at.branch = start_branch(acting(at.manager), at.project, name="To and fro")
    fitter = Resource.objects.create(component=at.project, uid=1, name="Fitter", kind="work", standard_rate=50)
    Resource.objects.create(component=at.project, uid=2, name="Crane", kind="work", calendar=night_shift(at))
    task = Task.objects.get(component=at.project, name="A")
    Assignment.objects.create(component=at.project, uid=1, task=task, resource=fitter)
    return at


@pytest.fixture
def grid(place):
    return BranchGrid(client_of(place.manager), place.branch)


def held(grid):
    """Everything that a client holds, with what the branch comes to."""
    told = grid.get("/comparison")
    return deepcopy({"order": list(grid.rows), "rows": grid.rows, "links": grid.links,
                     "outside": grid.plan["outside"], "nonworking": grid.plan["nonworking"],
                     **{name: told[name] for name in ("live", "branch", "tasks", "plans", "conflicts")}})  # fmt: skip


def same(grid, place, expected):
    """Hold what the client merged, and what a process that knows nothing yet tells, to a state."""
    told = held(grid)
    assert unlike(told["rows"], expected["rows"]) == {}
    assert told == expected
    forget()
    assert held(BranchGrid(grid.client, place.branch)) == expected


@pytest.mark.parametrize("seed", [*range(8), 10, 26])
def test_undo_and_redo_of_any_edits_give_every_state_again(place, grid, seed):
    random = Random(seed)
    states = [held(grid)]
    while len(states) < 9 and grid.rows:
        step = grid.plan["undo"]
        answer = grid.post("edits", edits=[any_edit(grid, random) for _ in range(random.randint(1, 2))])
        if answer.status_code == 200:
            grid.merge(answer.json())
            if grid.plan["undo"] != step:
                states.append(held(grid))
    assert len(states) > 4
    for expected in states[-2::-1]:
        grid.undo()
        assert unlike(held(grid)["rows"], expected["rows"]) == {}
        assert held(grid) == expected
    for expected in states[1:]:
        grid.redo()
        assert unlike(held(grid)["rows"], expected["rows"]) == {}
        assert held(grid) == expected
    now = len(states) - 1
    for at in random.choices(range(len(states)), k=4):
        for _ in range(abs(at - now)):
            grid.undo() if at < now else grid.redo()
        now = at
        same(grid, place, states[at])


def test_a_step_is_taken_back_from_below_those_that_came_after_it(place, grid):
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "5d"}})
    first = grid.plan["undo"]["event"]
    grid.edit({"op": "insert", "after": grid.id("A"), "rows": [{"cells": {"name": "Between", "duration": "1d"}}]})
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"name": "Alpha"}})
    longer = grid.row("Alpha")["finish"]
    told = grid.undo(event=first)
    assert (grid.row("Alpha")["duration_text"], longer - grid.row("Alpha")["finish"]) == ("3d", 2 * 1440)
    assert told["moved"]["tasks"] == 4
    same(grid, place, held(grid))


def test_a_task_that_gets_a_duration_and_rows_in_one_step_is_lost_to_nobody(place, grid):
    grid.edit(
        {"op": "set", "tasks": [grid.id("C")], "cells": {"duration": "5d"}},
        {"op": "insert", "parent": grid.id("C"), "rows": [{"cells": {"name": "Below", "duration": "2d"}}]},
    )
    expected = held(grid)
    assert expected["conflicts"] == []
    grid.undo()
    grid.redo()
    same(grid, place, expected)


def test_undo_leaves_the_plan_in_memory_and_calculates_what_follows(place, grid):
    plan = seen(place.branch, acting(place.manager)).plan
    for edit in (
        {"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "5d"}},
        {"op": "insert", "after": grid.id("A"), "rows": [{"cells": {"name": "Between"}}]},
        {"op": "link", "predecessor": grid.id("A"), "successor": grid.id("C"), "type": "SS"},
        {"op": "set", "tasks": [grid.id("A")], "cells": {"resources": "Crane"}},
        {"op": "delete", "tasks": [grid.id("B")]},
    ):
        before = held(grid)
        grid.edit(edit)
        grid.undo()
        assert held(grid) == before
        place.branch.refresh_from_db()
        assert seen(place.branch, acting(place.manager)).plan is plan


def test_what_somebody_changed_in_the_plan_meanwhile_is_there_after_undo(place, grid):
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "5d"}})
    grid.edit({"op": "set", "tasks": [grid.id("B")], "cells": {"name": "Beta"}})
    live = client_of(place.manager).post
    edits = [{"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "4d"}}]
    answer = live(f"/api/v1/plans/{place.project.pk}/edits", {"edits": edits}, content_type="application/json")
    assert answer.status_code == 200
    grid.undo()
    assert [each["kind"] for each in held(grid)["conflicts"]] == ["changed"]
    same(grid, place, held(grid))
    grid.undo()
    assert grid.row("A")["duration_text"] == "4d"
    assert held(grid)["conflicts"] == []
    same(grid, place, held(grid))
