"""The board: columns of a workflow, cards that carry progress along, order, limits, and what is blocked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.grid import Grid
from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import big_plan, small_plan
from headway.app.actions.errors import Refused, Stale
from headway.app.actions.plans import install_plan
from headway.app.actions.reports import draft_report
from headway.app.actions.tasks import update_task
from headway.app.actions.workflows import set_workflow
from headway.app.bridge.live_plans import shelf
from headway.app.models import Assignment, Component, Event, Resource, Task
from headway.app.queries import clock
from headway.app.queries.workflow import DEFAULT, workflow_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]
COLUMNS = [
    {"name": "Ideas", "kind": "todo"},
    {"name": "Doing", "kind": "doing", "limit": 1},
    {"name": "Done", "kind": "done"},
]


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    at.manager = holder("Manager", at.project, "project_manager")
    return at


@pytest.fixture
def grid(place):
    return Grid(client_of(place.manager), place.project)


def card(grid, name, column, **more):
    return {"op": "card", "tasks": [grid.id(name)], "column": column, **more}


def columns_of(grid):
    return {row["name"]: row["board_column"] for row in grid.rows.values() if row["kind"] != 2}


def order_in(grid, column):
    rows = [row for row in grid.rows.values() if row["kind"] != 2 and row["board_column"] == column]
    rank = {True: lambda row: (0, 0), False: lambda row: (1 if row["board_rank"] > 0 else -1, row["board_rank"])}
    return [row["name"] for row in sorted(rows, key=lambda row: rank[row["board_rank"] is None](row))]


# ---------------------------------------------------------------------- progress


def test_cards_stand_where_their_progress_says(place, grid):
    assert columns_of(grid) == {"A": "to-do", "B": "to-do", "C": "to-do"}
    update_task(SYSTEM, Task.objects.get(name="A"), percent_complete=30)
    update_task(SYSTEM, Task.objects.get(name="B"), actual_finish=clock.today_minutes())
    grid.refresh()
    assert columns_of(grid) == {"A": "in-progress", "B": "done", "C": "to-do"}


def test_a_card_taken_up_has_started_and_one_that_is_done_has_finished(grid):
    before = clock.now_minutes()
    grid.edit(card(grid, "A", "review"))
    row = grid.row("A")
    assert before <= row["actual_start"] <= clock.now_minutes()
    assert (row["board_column"], row["percent"], row["actual_finish"]) == ("review", 0, None)
    grid.edit(card(grid, "A", "done"))
    now = grid.row("A")
    assert (now["board_column"], now["percent"], now["actual_start"]) == ("done", 100, row["actual_start"])
    assert now["actual_finish"] >= row["actual_start"]
    event = Event.objects.get(verb="task.updated", object_id=grid.id("A"), after__percent_complete=100)
    assert event.cause.verb == "plan.edited"
    grid.undo()
    grid.undo()
    assert (grid.row("A")["board_column"], grid.row("A")["actual_start"]) == ("to-do", None)


def test_what_is_finished_without_a_start_began_as_planned(grid):
    planned = grid.row("A")["start"]
    grid.edit(card(grid, "A", "done"))
    assert planned < clock.now_minutes()
    assert grid.row("A")["actual_start"] == planned


def test_going_back_asks_how_far_it_is(grid):
    grid.edit(card(grid, "A", "done"))
    status, error = grid.refused(card(grid, "A", "in-progress"))
    assert (status, error["id"]) == (422, "how-far")
    assert grid.refused(card(grid, "A", "in-progress", percent=100))[1]["id"] == "how-far"
    grid.edit(card(grid, "A", "in-progress", percent=60))
    row = grid.row("A")
    assert (row["board_column"], row["percent"], row["actual_finish"]) == ("in-progress", 60, None)
    assert grid.refused(card(grid, "A", "to-do"))[1]["id"] == "how-far"
    grid.edit(card(grid, "A", "to-do", percent=0))
    row = grid.row("A")
    assert (row["board_column"], row["percent"], row["actual_start"]) == ("to-do", 0, None)


def test_what_was_worked_on_was_begun(place, grid):
    grid.edit(card(grid, "A", "in-progress"))
    Task.objects.filter(name="A").update(booked_minutes=60)
    Component.objects.filter(pk=place.project.pk).update(revision=99)
    grid.refresh()
    assert grid.refused(card(grid, "A", "to-do"))[1]["id"] == "time-reported"


def test_summaries_and_inactive_tasks_have_no_cards(grid):
    assert grid.refused(card(grid, "Phase", "done"))[1]["id"] == "no-card"
    grid.edit({"op": "set", "tasks": [grid.id("A")], "values": {"active": False}})
    assert grid.refused(card(grid, "A", "done"))[1]["id"] == "no-card"
    assert grid.refused(card(grid, "B", "nowhere"))[1]["id"] == "no-such-column"


def test_only_the_board_sets_what_is_the_boards(grid):
    for values in ({"board_column": "done"}, {"board_rank": 3}, {"blocked_reason": "x"}, {"booked_minutes": 9}):
        edit = {"op": "set", "tasks": [grid.id("A")], "values": values}
        assert grid.refused(edit)[1]["id"] == "unknown-field"


def test_two_windows_move_one_card(place, grid):
    other = Grid(client_of(place.manager), place.project)
    version = grid.row("A")["version"]
    grid.edit({**card(grid, "A", "in-progress"), "tasks": [{"id": grid.id("A"), "version": version}]})
    status, error = other.refused({**card(grid, "A", "done"), "tasks": [{"id": grid.id("A"), "version": version}]})
    assert (status, error["id"]) == (409, "stale")
    other.refresh()
    assert columns_of(other)["A"] == "in-progress"


# ---------------------------------------------------------------------- order and limits


def test_cards_keep_the_order_in_which_they_are_put(grid):
    assert order_in(grid, "to-do") == ["A", "B", "C"]
    grid.edit(card(grid, "C", "to-do", before=grid.id("A")))
    assert order_in(grid, "to-do") == ["C", "A", "B"]
    grid.edit(card(grid, "A", "to-do"))
    assert order_in(grid, "to-do") == ["C", "B", "A"]
    grid.edit(card(grid, "A", "to-do", after=grid.id("C")))
    assert order_in(grid, "to-do") == ["C", "A", "B"]
    assert grid.refused(card(grid, "A", "in-progress", after=grid.id("B")))[1]["id"] == "card-moved"
    shelf.clear()
    assert order_in(Grid(grid.client, Component.objects.get(name="Project")), "to-do") == ["C", "A", "B"]


def test_a_limit_warns_or_refuses(place, grid):
    set_workflow(SYSTEM, place.project, COLUMNS)
    grid.refresh()
    grid.edit(card(grid, "A", "doing"))
    told = grid.edit(card(grid, "B", "doing"))
    assert [each["id"] for each in told["problems"]] == ["wip-limit"]
    assert "would hold 2 cards; its limit is 1" in told["problems"][0]["title"]
    set_workflow(SYSTEM, place.project, COLUMNS, refuses=True)
    grid.refresh()
    assert grid.refused(card(grid, "C", "doing"))[1]["id"] == "wip-limit"
    assert columns_of(grid)["C"] == "ideas"
    # Cards that are there already may be put in order.
    assert grid.edit(card(grid, "B", "doing", before=grid.id("A")))["problems"] == []


# ---------------------------------------------------------------------- blocked


def test_blocked_since_and_why_until_it_is_lifted(grid):
    grid.edit({"op": "block", "tasks": [grid.id("A")], "reason": "  No crane "})
    row = grid.row("A")
    assert row["blocked_reason"] == "No crane"
    since = row["blocked_since"]
    assert abs(since - clock.now_minutes()) <= 1
    grid.edit({"op": "block", "tasks": [grid.id("A")], "reason": "No crane, no permit"})
    assert (grid.row("A")["blocked_since"], grid.row("A")["blocked_reason"]) == (since, "No crane, no permit")
    grid.edit({"op": "block", "tasks": [grid.id("A")]})
    assert (grid.row("A")["blocked_since"], grid.row("A")["blocked_reason"]) == (None, "")


def test_what_is_done_is_not_blocked(grid):
    grid.edit({"op": "block", "tasks": [grid.id("A")], "reason": "No crane"})
    grid.edit(card(grid, "A", "done"))
    assert grid.row("A")["blocked_since"] is None
    assert grid.refused({"op": "block", "tasks": [grid.id("A")], "reason": "Why"})[1]["id"] == "is-done"


def test_a_drafted_report_says_what_is_blocked(place, grid):
    grid.edit({"op": "block", "tasks": [grid.id("A")], "reason": "No crane until Thursday."})
    report = draft_report(acting(place.manager), place.project)
    (line,) = [each for each in report.content["needs"] if each["key"].startswith("blocked-")]
    assert line["task"] == grid.id("A")
    assert line["text"].startswith("A is blocked since ")
    assert line["text"].endswith(": No crane until Thursday.")


# ---------------------------------------------------------------------- who


def test_a_team_member_moves_own_cards_and_a_stakeholder_none(place):
    member = holder("Member", place.project, "team_member")
    resource = Resource.objects.create(component=place.project, uid=1, name="Member", person=member)
    Assignment.objects.create(component=place.project, uid=1, task=Task.objects.get(name="A"), resource=resource)
    grid = Grid(client_of(member), place.project)
    grid.edit(card(grid, "A", "in-progress"))
    grid.edit({"op": "block", "tasks": [grid.id("A")], "reason": "No crane"})
    for edit in (card(grid, "B", "in-progress"), {"op": "block", "tasks": [grid.id("B")], "reason": "No crane"}):
        assert grid.refused(edit)[0] == 403
    for role in ("stakeholder", "pmo"):
        reader = Grid(client_of(holder(role.title(), place.project, role)), place.project)
        assert reader.refused(card(reader, "A", "done"))[0] == 403
    scrum = Grid(client_of(holder("Scrum", place.project, "scrum_master")), place.project)
    scrum.edit(card(scrum, "B", "in-progress"))


def test_moving_a_card_moves_others_out_of_its_way_and_undo_takes_them_back(place):
    member = holder("Member", place.project, "team_member")
    Task.objects.filter(component=place.project, name="C").update(owner=member)
    grid = Grid(client_of(member), place.project)
    grid.edit(card(grid, "C", "to-do", after=grid.id("A")))
    assert order_in(grid, "to-do") == ["A", "C", "B"]
    assert grid.row("B")["board_rank"] is not None
    grid.undo()
    assert order_in(grid, "to-do") == ["A", "B", "C"]
    assert {row["board_rank"] for row in grid.rows.values()} == {None}


# ---------------------------------------------------------------------- workflow


def test_a_workflow_holds_below_until_it_is_tailored(place):
    program = acting(holder("Lead", place.program, "program_manager"))
    set_workflow(program, place.program, COLUMNS)
    assert [column.name for column in workflow_of(place.project).columns] == ["Ideas", "Doing", "Done"]
    assert workflow_of(place.elsewhere) == DEFAULT
    scrum = acting(holder("Scrum", place.project, "scrum_master"))
    set_workflow(scrum, place.project, [*COLUMNS, {"name": "Shipped", "kind": "done"}])
    assert workflow_of(place.project).columns[-1].key == "shipped"
    assert len(workflow_of(place.sibling).columns) == 3
    set_workflow(scrum, place.project, None)
    assert workflow_of(place.project) == workflow_of(place.program)
    assert list(Event.objects.filter(verb="workflow.set").values_list("component__name", flat=True)) == [
        "Project", "Project", "Program",
    ]  # fmt: skip


def test_cards_stay_when_their_column_gets_another_name_and_fall_back_when_it_goes(place, grid):
    grid.edit(card(grid, "A", "review"))
    own = [{"key": each.key, "name": each.name, "kind": each.kind} for each in DEFAULT.columns]
    own[2]["name"] = "Check"
    set_workflow(SYSTEM, place.project, own)
    told = grid.refresh()
    assert [each["name"] for each in told["workflow"]["columns"]] == ["To do", "In progress", "Check", "Done"]
    assert columns_of(grid)["A"] == "review"
    set_workflow(SYSTEM, place.project, [*own[:2], own[3]])
    grid.refresh()
    assert columns_of(grid)["A"] == "in-progress"


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ([], "needs a column of the kind “To do”"),
        (COLUMNS[:2], "needs a column of the kind “Done”"),
        ([*COLUMNS, {"name": "ideas", "kind": "todo"}], "same name"),
        ([*COLUMNS, {"name": " ", "kind": "todo"}], "needs a name"),
        ([*COLUMNS, {"name": "x" * 41, "kind": "todo"}], "needs a name"),
        ([*COLUMNS, {"name": "Odd", "kind": "odd"}], "to do, being done or done"),
        ([*COLUMNS, {"name": "Many", "kind": "todo", "limit": 0}], "between 1 and 999"),
        ([{"name": str(number), "kind": "todo"} for number in range(13)], "at most 12"),
    ],
)
def test_no_board_is_shaped_so(place, columns, words):
    with pytest.raises(Refused, match=words):
        set_workflow(SYSTEM, place.project, columns)
    assert workflow_of(place.project) == DEFAULT


def test_two_people_shape_one_board(place):
    version = Component.objects.get(pk=place.project.pk).version
    set_workflow(SYSTEM, place.project, COLUMNS, version=version)
    with pytest.raises(Stale):
        set_workflow(SYSTEM, place.project, None, version=version)


def test_the_workflow_through_the_api(place):
    client = client_of(place.manager)
    address = f"/api/v1/components/{place.project.pk}/workflow"
    read = client.get(address).json()
    assert (read["own"], read["refuses"], len(read["columns"])) == (False, False, 4)
    body = {"version": read["version"], "refuses": True, "columns": COLUMNS}
    saved = client.put(address, body, content_type="application/json")
    assert saved.status_code == 200
    assert (saved.json()["own"], saved.json()["columns"][1]["limit"]) == (True, 1)
    assert client.put(address, body, content_type="application/json").status_code == 409
    reader = client_of(holder("Reader", place.project, "stakeholder"))
    assert reader.put(address, body, content_type="application/json").status_code == 403


# ---------------------------------------------------------------------- many cards


def test_a_move_costs_the_same_queries_on_a_long_board(place):
    install_plan(SYSTEM, place.sibling, big_plan(400))
    lead = client_of(holder("Lead", place.program, "program_manager"))
    counts = []
    for component, name in ((place.project, "A"), (place.sibling, "Task 2")):
        long = Grid(lead, component)
        long.edit(card(long, name, "in-progress"))
        with CaptureQueriesContext(connection) as queries:
            long.edit(card(long, name, "review"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 45
