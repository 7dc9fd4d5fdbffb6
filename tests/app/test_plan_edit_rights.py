"""Who may edit what of a plan, role by role and cell by cell, and how much a request may ask for."""

import json
from decimal import Decimal

import pytest

from factories.grid import Grid
from factories.people import SYSTEM, client_of, holder, person, tree
from factories.plans import small_plan
from headway.app.actions.plans import install_plan
from headway.app.actions.tasks import update_task
from headway.app.bridge.live_plans import shelf
from headway.app.models import Assignment, Event, Membership, Resource, Task
from headway.app.rules import Verb
from headway.app.rules.roles import VERBS_OF_ROLE

pytestmark = pytest.mark.django_db
ROLES = [role.value for role in Membership.Role]


@pytest.fixture(autouse=True)
def _empty():
    shelf.clear()


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    return at


def edits_of(grid, owner):
    """One edit of each kind, which would all be possible."""
    a, b, c, phase = (grid.id(name) for name in ("A", "B", "C", "Phase"))
    link = next(pk for pk, row in grid.links.items() if row["to"] == b)
    return {
        "set": {"op": "set", "tasks": [a], "cells": {"duration": "5d"}},
        "type": {"op": "set", "tasks": [a], "cells": {"task_type": "Fixed work", "effort_driven": "yes"}},
        "owner": {"op": "set", "tasks": [a], "values": {"owner": owner.pk}},
        "fill": {"op": "fill", "tasks": [a], "columns": ["name"], "texts": [["Other"]]},
        "insert": {"op": "insert", "after": a, "rows": [{"cells": {"name": "New"}}]},
        "top": {"op": "insert", "rows": [{"cells": {"name": "New"}}]},
        "move": {"op": "move", "tasks": [b], "before": a},
        "indent": {"op": "indent", "tasks": [c]},
        "outdent": {"op": "outdent", "tasks": [b]},
        "duplicate": {"op": "duplicate", "tasks": [phase]},
        "delete": {"op": "delete", "tasks": [a]},
        "link": {"op": "link", "predecessor": a, "successor": c},
        "relink": {"op": "relink", "link": link, "lag": "+1d"},
        "unlink": {"op": "unlink", "link": link},
        "paste": {"op": "paste", "row": 2, "columns": ["name"], "text": "A1\nB1"},
        "progress": {"op": "set", "tasks": [a], "cells": {"percent": "20"}},
        "cost": {"op": "set", "tasks": [a], "cells": {"cost": "900"}},
        "costly row": {"op": "insert", "after": a, "rows": [{"cells": {"name": "New", "cost": "5"}}]},
        "costs pasted": {"op": "paste", "row": 2, "columns": ["cost"], "text": "7"},
    }  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_the_table_says(place, role):
    someone = holder("Holder", place.project, role)
    verbs = VERBS_OF_ROLE[role]
    grid = Grid(client_of(someone), place.project)
    may_edit, may_report = Verb.EDIT_PLAN in verbs, bool({Verb.EDIT_PLAN, Verb.REPORT_PROGRESS} & set(verbs))
    assert grid.plan["may_edit"] is may_edit
    assert {row["may"] for row in grid.rows.values()} == {int(may_edit) + 2 * may_report}
    before = Event.objects.count()
    for name, edit in edits_of(grid, someone).items():
        allowed = may_report if name == "progress" else may_edit
        if "cost" in name:
            allowed = may_edit and Verb.EDIT_MONEY in verbs
        if allowed:
            assert grid.edit(edit)["undo"]["event"], name
            grid.undo()
        else:
            status, error = grid.refused(edit)
            assert (status, error["id"], error["edit"]) == (403, "not-allowed", 0), name
    if not may_report:
        assert Event.objects.count() == before


def test_a_given_part_may_be_edited_and_nothing_beside_it(place):
    engineer = holder("Engineer", place.project, "project_engineer")
    Task.objects.filter(component=place.project, name="Phase").update(owner=engineer)
    grid = Grid(client_of(engineer), place.project)
    assert [row["may"] for row in grid.rows.values()] == [3, 3, 3, 0]
    edits = edits_of(grid, engineer)
    for name in ("set", "type", "fill", "insert", "move", "delete", "progress"):
        grid.edit(edits[name])
        grid.undo()
    for name in ("owner", "top", "indent", "outdent", "duplicate", "link", "relink", "unlink"):
        assert grid.refused(edits[name])[0] == 403, name
    # Laid over rows that are not theirs, a block is refused whole.
    assert grid.refused({**edits["paste"], "row": 3})[0] == 403
    assert [row["name"] for row in grid.rows.values()] == ["Phase", "A", "B", "C"]
    grid.edit({"op": "insert", "parent": grid.id("Phase"), "rows": [{"cells": {"name": "New", "duration": "3d"}}]})
    assert grid.row("New")["duration"] == 1440


def test_a_team_member_reports_on_own_tasks_only(place):
    member = holder("Member", place.project, "team_member")
    resource = Resource.objects.create(component=place.project, uid=1, name="Member", person=member)
    task = Task.objects.get(component=place.project, name="A")
    Assignment.objects.create(component=place.project, uid=1, task=task, resource=resource)
    grid = Grid(client_of(member), place.project)
    assert [row["may"] for row in grid.rows.values()] == [0, 2, 0, 0]
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"percent": "50", "notes": "half"}})
    assert (grid.row("A")["percent"], grid.row("A")["noted"]) == (50, 1)
    for edit in ({"op": "set", "tasks": [grid.id("B")], "cells": {"percent": "50"}},
                 {"op": "set", "tasks": [grid.id("A"), grid.id("B")], "cells": {"percent": "50"}},
                 {"op": "set", "tasks": [grid.id("A")], "cells": {"percent": "60", "name": "Mine"}}):  # fmt: skip
        assert grid.refused(edit)[0] == 403
    grid.undo()
    assert (grid.row("A")["percent"], grid.row("A")["noted"]) == (0, 0)


def test_strangers_find_nothing_to_edit(place):
    client = client_of(holder("Stranger", place.elsewhere, "project_manager"))
    task = Task.objects.filter(component=place.project).first()
    edit = {"edits": [{"op": "set", "tasks": [task.pk], "cells": {"name": "Mine"}}]}
    for path, body in (("edits", edit), ("undo", {}), ("redo", {})):
        there = client.post(
            f"/api/v1/plans/{place.project.pk}/{path}", json.dumps(body), content_type="application/json"
        )
        absent = client.post(f"/api/v1/plans/987654/{path}", json.dumps(body), content_type="application/json")
        assert (there.status_code, there.json()) == (absent.status_code, absent.json()) == (404, absent.json())
    for path in ("", "/changes?since=0", "/stream"):
        assert client.get(f"/api/v1/plans/{place.project.pk}{path}").status_code == 404


def test_rows_of_another_plan_are_not_reached_through_ones_own(place):
    install_plan(SYSTEM, place.elsewhere, small_plan())
    grid = Grid(client_of(holder("Manager", place.elsewhere, "project_manager")), place.elsewhere)
    foreign = Task.objects.get(component=place.project, name="A")
    mine = grid.id("A")
    for edit in (
        {"op": "set", "tasks": [foreign.pk], "cells": {"name": "Mine"}},
        {"op": "insert", "after": foreign.pk, "rows": [{}]},
        {"op": "move", "tasks": [mine], "parent": foreign.pk},
        {"op": "move", "tasks": [foreign.pk], "after": mine},
        {"op": "delete", "tasks": [foreign.pk]},
        {"op": "duplicate", "tasks": [foreign.pk]},
        {"op": "link", "predecessor": foreign.pk, "successor": mine},
        {"op": "link", "predecessor": mine, "successor": foreign.pk},
        {"op": "unlink", "link": foreign.links_out.first().pk},
        {"op": "relink", "link": foreign.links_out.first().pk, "type": "SS"},
    ):
        status, error = grid.refused(edit)
        assert (status, error["id"]) == (422, "gone"), edit
        absent = json.loads(json.dumps(edit).replace(str(foreign.pk), "987654"))
        assert grid.refused(absent)[1]["id"] == "gone"
    assert not Event.objects.filter(verb="plan.edited").exists()


def test_components_without_a_plan_say_so(place):
    client = client_of(person("Operator", is_superuser=True))
    for path in ("", "/changes?since=0", "/stream"):
        answer = client.get(f"/api/v1/plans/{place.program.pk}{path}")
        assert (answer.status_code, answer.json()["error"]["id"]) == (422, "no-plan-here")


@pytest.mark.parametrize(
    ("edit", "status", "why"),
    [
        ({"op": "set", "tasks": [], "cells": {"name": "x"}}, 422, "invalid"),
        ({"op": "explode"}, 422, "invalid"),
        ({"op": "set", "tasks": ["A"], "cells": {"colour": "red"}}, 422, "unknown-column"),
        ({"op": "set", "tasks": ["A"], "values": {"start_date": 1}}, 422, "unknown-field"),
        ({"op": "set", "tasks": ["A"], "values": {"early_start": 1}}, 422, "unknown-field"),
        ({"op": "set", "tasks": ["A"], "values": {"duration_minutes": -1}}, 422, "invalid-value"),
        ({"op": "set", "tasks": ["A"], "values": {"duration_minutes": "soon"}}, 422, "invalid-value"),
        ({"op": "set", "tasks": ["A"], "values": {"calendar": 999}}, 422, "foreign-calendar"),
        ({"op": "set", "tasks": ["A"], "values": {"calendar": "office"}}, 422, "foreign-calendar"),
        ({"op": "set", "tasks": ["A"], "values": {"owner": 987654}}, 422, "invalid-value"),
        ({"op": "set", "tasks": ["A"], "values": {"start": "soon"}}, 422, "invalid-value"),
        ({"op": "set", "tasks": ["A"], "values": {"kind": "summary"}}, 422, "invalid-value"),
        ({"op": "set", "tasks": ["Phase"], "values": {"kind": "task"}}, 422, "invalid-value"),
        ({"op": "set", "tasks": ["A"], "cells": {"name": " "}}, 422, "bad-cell"),
        ({"op": "set", "tasks": ["A"], "cells": {"name": "a\x00b"}}, 422, "invalid-value"),
        ({"op": "set", "tasks": ["A"], "cells": {"wbs": "1" * 121}}, 422, "bad-cell"),
        ({"op": "set", "tasks": ["A"], "cells": {"predecessors": "99"}}, 422, "bad-cell"),
        ({"op": "set", "tasks": ["A"], "cells": {"predecessors": "2"}}, 422, "self-link"),
        ({"op": "set", "tasks": ["A"], "cells": {"predecessors": "4;4+1d"}}, 422, "already-linked"),
        ({"op": "set", "tasks": ["A"], "cells": {"constraint": "whenever"}}, 422, "bad-cell"),
        ({"op": "set", "tasks": ["A"], "values": {"constraint": "MSO"}}, 422, "constraint-without-date"),
        ({"op": "fill", "tasks": ["A"], "columns": ["name"], "texts": []}, 422, "invalid"),
        ({"op": "move", "tasks": ["Phase"], "parent": "A"}, 422, "into-itself"),
        ({"op": "indent", "tasks": ["Phase"]}, 422, "no-way"),
        ({"op": "outdent", "tasks": ["Phase"]}, 422, "no-way"),
        ({"op": "link", "predecessor": "A", "successor": "B"}, 422, "already-linked"),
        ({"op": "link", "predecessor": "A", "successor": "C", "lag": "soon"}, 422, "bad-cell"),
        ({"op": "link", "predecessor": "A", "successor": "C", "type": "XX"}, 422, "bad-cell"),
        ({"op": "link", "predecessor": "Phase", "successor": "A"}, 422, "cycle"),
        ({"op": "paste", "row": 6, "columns": ["name"], "text": "x"}, 422, "no-such-row"),
        ({"op": "paste", "row": 1, "columns": ["name"], "text": "x\n" * 5001}, 422, "too-many"),
        ({"op": "insert", "rows": [{"level": 101}]}, 422, "invalid"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_whole(place, edit, status, why):
    grid = Grid(client_of(person("Operator", is_superuser=True)), place.project)

    def named(value):
        if isinstance(value, list):
            return [named(each) for each in value]
        return grid.id(value) if isinstance(value, str) and value in {"A", "B", "C", "Phase"} else value

    good = {"op": "set", "tasks": [grid.id("C")], "cells": {"name": "Changed"}}
    edit = {key: value if key in {"op", "cells", "values"} else named(value) for key, value in edit.items()}
    found, error = grid.refused(good, edit)
    assert (found, error["id"]) == (status, why)
    assert why == "invalid" or error.get("edit") == 1
    assert error["title"]
    assert not Task.objects.filter(name="Changed").exists()
    assert not Event.objects.filter(verb="plan.edited").exists()


def test_the_delivery_manager_plans_but_spends_nothing(place):
    """Plan and progress, not money: neither typed, nor sent, nor as the copy of a row that costs something."""
    task = Task.objects.get(component=place.project, name="A")
    update_task(SYSTEM, task, cost=Decimal(700))
    someone = holder("Dina", place.project, "delivery_manager")
    grid = Grid(client_of(someone), place.project)
    assert (grid.plan["may_edit"], grid.plan["may_money"]) == (True, False)
    status, error = grid.refused({"op": "set", "tasks": [task.pk], "values": {"actual_cost": "5"}})
    assert (status, error["id"], "change the money of" in error["title"]) == (403, "not-allowed", True)
    grid.edit({"op": "duplicate", "tasks": [task.pk]})
    assert list(
        Task.objects.filter(component=place.project, name="A").order_by("pk").values_list("cost", flat=True)
    ) == [700, None]
    manager = Grid(client_of(holder("Maja", place.project, "project_manager")), place.project)
    assert manager.plan["may_money"] is True
    manager.edit({"op": "duplicate", "tasks": [task.pk]})
    assert Task.objects.filter(component=place.project, cost=700).count() == 2
