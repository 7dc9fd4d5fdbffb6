"""The load that a what-if branch would put on people, beside that of the live plan."""

import pytest

from factories.branches import BranchGrid, forget, status
from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.branches import merge_branch, share_branch, start_branch
from headway.app.actions.plans import install_plan
from headway.app.models import Resource
from headway.formats.document import AssignmentDoc, ResourceDoc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]
HOUR, DAY = 60, 1440
MONDAY = 29459520


@pytest.fixture
def place():
    """Anna does A, three days from Monday; Bo does B in the two days after it."""
    at = tree()
    document = small_plan()
    document.resources = [ResourceDoc(uid=1, name="Anna"), ResourceDoc(uid=2, name="Bo")]
    document.assignments = [AssignmentDoc(1, 2, 1), AssignmentDoc(2, 3, 2)]
    install_plan(SYSTEM, at.project, document)
    at.manager = holder("Manager", at.program, "program_manager")
    at.reader = holder("Reader", at.program, "customer_success")
    at.branch = start_branch(acting(at.reader), at.project, name="Longer")
    at.path = f"/branches/{at.branch.pk}/load"
    return at


@pytest.fixture
def grid(place):
    return BranchGrid(client_of(place.reader), place.branch)


def resource(place, name):
    return Resource.objects.get(component=place.project, name=name).pk


def load(place, who, step="day", path=None):
    code, told = status(place.reader, "get", f"{path or place.path}?step={step}&resource={resource(place, who)}")
    assert code == 200
    return told


def hours(values):
    return [value / HOUR for value in values]


def test_the_load_of_a_branch_stands_beside_that_of_the_plan(place, grid):
    before = load(place, "Anna")
    assert (hours(before["work"]), before["live"]["work"]) == ([8, 8, 8, 0, 0], before["work"])
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "5d"}})
    told = load(place, "Anna")
    assert told["revision"] > before["revision"]
    assert told["edges"] == [MONDAY + DAY * day for day in range(10)]
    assert hours(told["work"]) == [8] * 5 + [0] * 4
    assert hours(told["live"]["work"]) == [8] * 3 + [0] * 6
    assert (told["resources"]["name"], hours(told["resources"]["work"])) == (["Anna", "Bo"], [40, 16])
    assert hours(told["resources"]["live_work"]) == [24, 16]
    live = load(place, "Anna", path=f"/plans/{place.project.pk}/load")
    assert (hours(live["work"]), "live" in live) == ([8, 8, 8, 0, 0], False)


def test_who_is_taken_off_in_the_branch_is_told_with_their_live_load(place, grid):
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"resources": "Bo"}})
    told = load(place, "Anna")
    assert hours(told["work"]) == [0] * 5
    assert hours(told["live"]["work"]) == [8, 8, 8, 0, 0]
    assert (told["resources"]["name"], hours(told["resources"]["work"])) == (["Bo", "Anna"], [40, 0])
    code, of_task = status(place.reader, "get", f"{place.path}?task={grid.id('A')}")
    assert (code, of_task["resources"]["name"]) == (200, ["Bo", "Anna"])


def test_a_row_that_only_the_branch_has_asks_for_people(place, grid):
    original = grid.id("A")
    grid.edit({"op": "duplicate", "tasks": [original]})
    told = load(place, "Anna", "week")
    assert (hours(told["work"])[0], hours(told["over"])[0]) == (48, 24)
    assert (hours(told["live"]["work"])[0], told["live"]["over"][0]) == (24, 0)
    copy = min(grid.rows)
    assert copy < 0
    code, of_copy = status(place.reader, "get", f"{place.path}?task={copy}")
    assert (code, of_copy["resources"]["name"]) == (200, ["Anna"])
    tasks = status(place.reader, "get", f"{place.path}/tasks?resource={resource(place, 'Anna')}")[1]
    assert {each["id"]: each["work"] / HOUR for each in tasks["tasks"]} == {original: 24, copy: 24}


def test_a_merged_branch_has_the_load_that_it_told(place, grid):
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"resources": "Anna [50%]; Bo"}})
    grid.edit({"op": "set", "tasks": [grid.id("B")], "cells": {"duration": "4d", "resources": "Anna; Bo [200%]"}})
    promised = {who: load(place, who) for who in ("Anna", "Bo")}
    assert promised["Bo"]["work"] != promised["Bo"]["live"]["work"]
    merge_branch(acting(place.manager), place.branch)
    forget()
    for who, told in promised.items():
        live = load(place, who, path=f"/plans/{place.project.pk}/load")
        assert live["edges"] == told["edges"]
        assert [live[each] for each in ("work", "over", "capacity")] == [
            told[each] for each in ("work", "over", "capacity")
        ]


def test_it_is_told_to_whoever_sees_the_branch(place):
    paths = (place.path, f"{place.path}/tasks")
    assert [status(place.manager, "get", path)[0] for path in paths] == [404, 404]
    share_branch(acting(place.reader), place.branch, sharing="see")
    assert [status(place.manager, "get", path)[0] for path in paths] == [200, 200]
    outsider = holder("Outsider", place.elsewhere, "project_manager")
    assert [status(outsider, "get", path)[0] for path in paths] == [404, 404]
