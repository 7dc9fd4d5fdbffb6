"""What-if branches: edited like a plan, written nowhere, merged by the rights of who merges."""

import json
from random import Random

import pytest
from django.test import Client

from factories.grid import Grid
from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from headway.app.actions.branch_plans import branches
from headway.app.actions.branches import merge_branch, start_branch
from headway.app.actions.plans import install_plan
from headway.app.bridge.live_plans import shelf
from headway.app.models import Assignment, BranchStep, Event, Resource, Task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _commits(monkeypatch):
    """What is kept in memory is kept on commit; here each request commits."""
    from django.db import transaction

    monkeypatch.setattr(transaction, "on_commit", lambda run, *_, **__: run())
    forget()
    yield
    forget()


def forget():
    shelf.clear()
    branches.clear()


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


class BranchGrid(Grid):
    """What a browser holds of a branch."""

    def __init__(self, client, branch):
        self.client, self.address = client, f"/api/v1/branches/{branch.pk}"
        self.take(self.get())

    def send(self, path, **body):
        answer = self.client.post(f"{self.address}/{path}", json.dumps(body), content_type="application/json")
        return answer.status_code, answer.json()


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


def comparable(grid):
    """Everything that a plan shows, but for numbers that only tables give."""
    ids = list(grid.rows)
    place = {pk: at for at, pk in enumerate(ids)}
    rows = [{name: value for name, value in row.items() if name not in {"id", "uid", "version", "parent", "may"}}
            | {"parent": place.get(row["parent"])} for row in grid.rows.values()]  # fmt: skip
    links = sorted((place[link["from"]], place[link["to"]], link["type"], link["lag"], link["critical"])
                   for link in grid.links.values())  # fmt: skip
    return rows, links


def unlike(one, other):
    """What is not the same in two holdings of a plan."""
    return {(pk, name): (one.get(pk, {}).get(name), row[name]) for pk, row in other.items() for name in row
            if one.get(pk, {}).get(name) != row[name]}  # fmt: skip


def any_edit(grid, random):
    """Some edit of some rows, which may also be refused."""
    ids = list(grid.rows)
    one, other = random.choice(ids), random.choice(ids)
    kind = random.choice(["set", "set", "name", "insert", "insert", "move", "indent", "outdent", "duplicate", "delete",
                          "link", "unlink", "relink", "paste", "start", "percent", "notes", "manual", "resize"])  # fmt: skip
    links = list(grid.links) or [1]
    rows = [{"cells": {"name": f"New {random.random():.5f}", "duration": "2d"}, "level": level} for level in (0, 1, 1)]
    pasted = f"P\t3d\t{random.randint(1, len(ids))}\nQ\t1d\t"
    edits = {
        "set": {"tasks": [one], "cells": {"duration": f"{random.randint(0, 9)}d"}},
        "insert": {random.choice(["after", "before", "parent"]): one, "rows": rows},
        "move": {"tasks": [one], random.choice(["after", "before", "parent"]): other},
        "link": {"predecessor": one, "successor": other, "type": random.choice(["FS", "SS", "FF"])},
        "unlink": {"link": random.choice(links)},
        "relink": {"link": random.choice(links), "lag": f"+{random.randint(0, 3)}d"},
        "paste": {"row": random.randint(1, len(ids) + 1), "columns": ["name", "duration", "predecessors"], "text": pasted},
        "resize": {"tasks": [one], "finish": (grid.rows[one]["finish"] or 0) + 1440},
    }  # fmt: skip
    if kind in edits:
        return {"op": kind, **edits[kind]}
    if kind in {"indent", "outdent", "duplicate", "delete"}:
        return {"op": kind, "tasks": [one]}
    day = f"2026-02-{random.randint(1, 28):02}"
    text = {"start": day, "percent": "40", "manual": "yes"}.get(kind, str(random.randint(1, 99)))
    return {"op": "set", "tasks": [one, other], "cells": {kind: text}}


@pytest.mark.parametrize("seed", range(10))
def test_a_merged_branch_has_the_dates_that_it_showed(place, seed):
    random = Random(seed)
    live = Grid(client_of(place.manager), place.project)
    resource = Resource.objects.create(component=place.project, uid=1, name="Fitter", kind="work")
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
