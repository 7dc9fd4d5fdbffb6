"""Optimistic and pessimistic durations: typed like other cells, refused where they make no sense, kept where they do."""

import pytest

from factories.branches import BranchGrid, status
from factories.grid import Grid
from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import big_plan, small_plan
from headway.app.actions.branches import start_branch
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plans import install_plan
from headway.app.actions.tasks import update_task
from headway.app.bridge.cell_numbers import Unreadable
from headway.app.bridge.cell_text import length_and_range
from headway.app.bridge.grid_columns import COLUMNS, with_custom
from headway.app.bridge.problems import problems_of
from headway.app.bridge.schedule_columns import schedule_payload
from headway.app.models import Component, Event, Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]
OFFICE = Component(minutes_per_day=480, minutes_per_week=2400, currency="EUR")
DAY = 480


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    install_plan(SYSTEM, at.sibling, small_plan())
    at.manager = holder("Manager", at.program, "program_manager")
    return at


@pytest.fixture
def grid(place):
    return Grid(client_of(place.manager), place.project)


def cells(grid, name="A", **texts):
    return {"op": "set", "tasks": [grid.id(name)], "cells": texts}


def stored(place, name="A"):
    row = Task.objects.get(component=place.project, name=name)
    return row.duration_low_minutes, row.duration_minutes, row.duration_high_minutes


def test_ends_are_typed_as_durations_are_and_shown_in_their_unit(grid, place):
    told = grid.edit(cells(grid, optimistic="2d", pessimistic="2w"))
    assert stored(place) == (2 * DAY, 3 * DAY, 10 * DAY)
    assert grid.row("A")["estimate"] == [2 * DAY, 10 * DAY, "2d", "10d"]
    assert told["undo"]["label"] == "Changed optimistic duration, pessimistic duration of “A”"
    assert told["moved"]["tasks"] == 0
    grid.edit(cells(grid, pessimistic=""))
    assert grid.row("A")["estimate"] == [2 * DAY, None, "2d", ""]
    grid.edit(cells(grid, optimistic=""))
    assert grid.row("A")["estimate"] is None
    event = Event.objects.filter(verb="task.updated").order_by("pk").first()
    assert event.after == {"duration_low_minutes": 2 * DAY, "duration_high_minutes": 10 * DAY}


def test_undo_and_redo_bring_all_three_back(grid, place):
    grid.edit(cells(grid, duration="2d/4d/9d"))
    grid.edit(cells(grid, duration="0d"))
    assert (stored(place), grid.row("A")["estimate"]) == ((None, 0, None), None), "a milestone has no range"
    grid.undo()
    assert stored(place) == (2 * DAY, 4 * DAY, 9 * DAY)
    grid.undo()
    assert stored(place) == (None, 3 * DAY, None)
    grid.redo()
    assert stored(place) == (2 * DAY, 4 * DAY, 9 * DAY)


@pytest.mark.parametrize(
    ("name", "texts", "title"),
    [
        ("A", {"optimistic": "4d"}, "The optimistic duration is longer than the duration: 4d against 3d."),
        ("A", {"pessimistic": "2d"}, "The pessimistic duration is shorter than the duration: 2d against 3d."),
        ("A", {"duration": "5d", "pessimistic": "4d"},
         "The pessimistic duration is shorter than the duration: 4d against 5d."),
        ("A", {"duration": "3d/2d/8d"}, "The optimistic duration is longer than the duration: 3d against 2d."),
        ("A", {"optimistic": "-1d"}, "“-1d” is less than no time."),
        ("A", {"optimistic": "2ed"}, "“2ed” is in another kind of time than the duration."),
        ("A", {"optimistic": "soon"}, "“soon” is not a duration."),
        ("Phase", {"pessimistic": "9d"}, "A summary takes as long as what is below it: only tasks are estimated."),
        ("A", {"duration": "0d", "pessimistic": "9d"}, "A milestone takes no time: nothing about it is uncertain."),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words_and_nothing_is_stored(grid, place, name, texts, title):
    before = list(Task.objects.order_by("pk").values())
    code, error = grid.refused(cells(grid, name, **texts))
    assert (code, error["title"]) == (422, title)
    assert error["remedy"]
    assert list(Task.objects.order_by("pk").values()) == before


def test_values_of_the_api_are_held_to_the_same_rules(grid, place):
    code, error = grid.refused({"op": "set", "tasks": [grid.id("A")], "values": {"duration_low_minutes": -5}})
    assert (code, error["id"]) == (422, "invalid-value")
    answer = grid.client.patch(f"/api/v1/tasks/{grid.id('A')}", {"version": 1, "duration_high_minutes": 100},
                               content_type="application/json")  # fmt: skip
    assert (answer.status_code, answer.json()["error"]["id"]) == (422, "bad-estimate")
    answer = grid.client.patch(f"/api/v1/tasks/{grid.id('A')}", {"version": 1, "duration_high_minutes": 4 * DAY},
                               content_type="application/json")  # fmt: skip
    assert (answer.status_code, answer.json()["duration_high_minutes"]) == (200, 4 * DAY)


def test_a_paste_sets_all_three_in_any_order_and_leaves_out_only_what_cannot_be(grid, place):
    lines = "7d\t12d\t9d\n1d\t1d\t2d"
    paste = {"op": "paste", "tasks": [grid.id("A"), grid.id("B")], "text": lines}
    told = grid.edit({**paste, "columns": ["optimistic", "pessimistic", "duration"]})
    assert stored(place) == (7 * DAY, 9 * DAY, 12 * DAY)
    assert stored(place, "B") == (1 * DAY, 2 * DAY, None)
    (problem,) = told["problems"]
    assert (problem["column"], problem["text"], problem["row"]) == ("pessimistic", "1d", grid.number("B"))
    assert problem["title"] == "The pessimistic duration is shorter than the duration: 1d against 2d."


def test_rows_in_day_and_night_are_copied_with_their_estimates(grid, place):
    told = grid.edit({"op": "paste", "row": 5, "columns": ["name", "duration", "optimistic", "pessimistic"],
                      "text": "Cure\t3ed\t2ed\t5ed"})  # fmt: skip
    assert told["problems"] == []
    assert stored(place, "Cure") == (2 * 1440, 3 * 1440, 5 * 1440)
    grid.edit(cells(grid, "Cure", duration="3d"))
    assert stored(place, "Cure") == (2 * DAY, 3 * DAY, 5 * DAY), "so many days stay so many days"


def test_fill_sets_the_ends_of_several_tasks(grid, place):
    grid.edit({"op": "fill", "tasks": [grid.id("A"), grid.id("B")], "columns": ["pessimistic"],
               "texts": [["4d"], ["5d"]]})  # fmt: skip
    assert (stored(place)[2], stored(place, "B")[2]) == (4 * DAY, 5 * DAY)


def test_copies_and_what_comes_back_from_the_trash_keep_them(grid, place):
    grid.edit(cells(grid, duration="2d/3d/8d"))
    (copy,) = grid.edit({"op": "duplicate", "tasks": [grid.id("A")]})["made"][0]
    assert grid.rows[copy]["estimate"] == [2 * DAY, 8 * DAY, "2d", "8d"]
    grid.edit({"op": "delete", "tasks": [copy]})
    assert copy not in grid.rows
    grid.undo()
    assert [row["estimate"] for row in grid.rows.values() if row["name"] == "A"] == [[2 * DAY, 8 * DAY, "2d", "8d"]] * 2


def test_a_task_that_becomes_a_summary_hides_its_estimate_until_it_is_a_task_again(grid, place):
    grid.edit(cells(grid, duration="2d/3d/8d"))
    (below,) = grid.edit({"op": "insert", "parent": grid.id("A"), "rows": [{"cells": {"name": "Part"}}]})["made"][0]
    assert (grid.row("A")["kind"], grid.row("A")["estimate"]) == (grid.row("Phase")["kind"], None)
    grid.edit({"op": "delete", "tasks": [below]})
    assert grid.row("A")["estimate"] == [2 * DAY, 8 * DAY, "2d", "8d"]


def test_a_duration_beyond_its_estimate_is_a_problem_to_jump_to_until_it_is_done(grid, place):
    grid.edit(cells(grid, duration="2d/3d/4d"))
    ids = {"estimate-low", "estimate-high"}
    assert not ids & {each["id"] for each in problems_of(place.project).items}
    grid.edit(cells(grid, duration="5d"))
    assert stored(place) == (2 * DAY, 5 * DAY, 4 * DAY)
    found = {each["id"]: each for each in grid.get("/problems")["items"]}
    assert found["estimate-high"]["title"] == "The pessimistic estimate is shorter than the duration"
    assert (found["estimate-high"]["tasks"], found["estimate-high"]["level"]) == ([grid.id("A")], "warning")
    assert "estimate-low" not in found
    grid.edit(cells(grid, duration="1d"))
    assert ids & {each["id"] for each in grid.get("/problems")["items"]} == {"estimate-low"}
    grid.edit(cells(grid, percent="100"))
    assert not ids & {each["id"] for each in grid.get("/problems")["items"]}
    assert stored(place)[0] == 2 * DAY


def test_a_branch_shows_tells_and_merges_them(place):
    branch = start_branch(acting(place.manager), place.project, name="Two fitters")
    tried = BranchGrid(client_of(place.manager), branch)
    tried.edit(cells(tried, duration="2d/4d/9d"))
    assert tried.row("A")["estimate"] == [2 * DAY, 9 * DAY, "2d", "9d"]
    assert stored(place) == (None, 3 * DAY, None)
    (change,) = tried.get("/items")["items"]
    assert change["words"] == "duration 3d → 4d; optimistic duration nothing → 2d; pessimistic duration nothing → 9d"
    assert status(place.manager, "post", f"/branches/{branch.pk}/merge")[0] == 200
    assert stored(place) == (2 * DAY, 4 * DAY, 9 * DAY)


def test_a_plan_without_estimates_is_sent_without_a_column_of_them(grid, place):
    assert "estimate" not in grid.get()["tasks"]
    Task.objects.filter(component=place.project, name="Phase").update(duration_high_minutes=99_999)
    grid.edit(cells(grid, pessimistic="4d"))
    assert sum(each is not None for each in grid.get()["tasks"]["estimate"]) == 1


def test_documents_have_a_column_of_each(place):
    install_plan(SYSTEM, big := tree_project(place), big_plan(12))
    task = Task.objects.filter(component=big, kind="task").first()
    update_task(SYSTEM, task, duration_high_minutes=task.duration_minutes + DAY)
    payload = with_custom(schedule_payload(place.manager, big))
    row = payload["tasks"]["id"].index(task.pk)
    days = task.duration_minutes / DAY
    assert [COLUMNS[name].read(payload, row) for name in ("duration", "optimistic", "pessimistic")] == [
        days, None, days + 1]  # fmt: skip
    assert COLUMNS["pessimistic"].read(payload, 0) is None


def tree_project(place):
    from headway.app.actions.components import create_component

    return create_component(SYSTEM, kind="project", name="Third", parent=place.program)


@pytest.mark.parametrize(
    ("text", "likely", "ends"),
    [
        ("3d", 3 * DAY, ()),
        ("3d/5d/8d", 5 * DAY, (3 * DAY, 8 * DAY)),
        ("3 / 5 / 8d", 5 * DAY, (3 * DAY, 8 * DAY)),
        ("3/5/8", 5 * DAY, (3 * DAY, 8 * DAY)),
        ("4h / 1d / 2w", DAY, (240, 10 * DAY)),
        ("1,5/2/3 Tage", 2 * DAY, (720, 3 * DAY)),
        ("2ed/3ed/4ed", 3 * 1440, (2 * 1440, 4 * 1440)),
    ],
)
def test_a_duration_may_be_typed_with_its_range(text, likely, ends):
    found, read = length_and_range(text, OFFICE, "de" if "," in text else "")
    assert (found.minutes, read) == (likely, ends)


@pytest.mark.parametrize("text", ["3d/5d", "1/2/3/4", "2ed/3d/4d", "/3d/", "3d/x/8d"])
def test_half_a_range_is_not_a_duration(text):
    with pytest.raises(Unreadable):
        length_and_range(text, OFFICE)


def test_edits_of_people_without_the_right_are_refused(place):
    reader = holder("Reader", place.program, "customer_success")
    grid = Grid(client_of(reader), place.project)
    code, _ = grid.refused(cells(grid, pessimistic="9d"))
    assert code == 403
    assert stored(place) == (None, 3 * DAY, None)


def test_a_new_row_takes_its_estimate_with_it(grid, place):
    rows = [{"cells": {"name": "Dig", "duration": "2d", "pessimistic": "6d"}}]
    edit_plan(acting(place.manager), place.project, [{"op": "insert", "parent": grid.id("Phase"), "rows": rows}])
    assert stored(place, "Dig") == (None, 2 * DAY, 6 * DAY)
