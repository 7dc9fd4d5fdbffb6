"""Edits of a plan through the API, as a grid sends them: what is stored, calculated, told, and how it merges."""

from copy import deepcopy
from random import Random

import pytest

from factories.cases import cases
from factories.grid import Grid
from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import big_plan, small_plan
from headway.app.actions import plan_edits
from headway.app.actions.baselines import set_baseline
from headway.app.actions.components import create_component, trash_component
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.errors import Refused
from headway.app.actions.plans import install_plan
from headway.app.actions.tasks import update_task
from headway.app.bridge import live_plans, plan_answers
from headway.app.bridge.live_plans import Shelf, shelf
from headway.app.bridge.recalculate import recalculate
from headway.app.models import Assignment, Component, Dependency, Event, Resource, Rollup, Task, TrashItem
from headway.app.worker.follow import run_pending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]
DAY = 1440
MONDAY = 20458 * DAY
COMPUTED = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish", "total_float_minutes",
            "free_float_minutes", "critical", "driver_id")  # fmt: skip


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    install_plan(SYSTEM, at.sibling, small_plan())
    for name, wbs in (("Phase", "1"), ("A", "1.1"), ("B", "1.2"), ("C", "2")):
        Task.objects.filter(component=at.project, name=name).update(wbs=wbs)
    at.manager = holder("Manager", at.program, "program_manager")
    return at


@pytest.fixture
def grid(place):
    return Grid(client_of(place.manager), place.project)


def consistent(grid, *components):
    """The client holds what a fresh load gives, and the tables hold what a whole calculation gives."""
    shelf.clear()
    fresh = Grid(grid.client, Component.objects.get(pk=int(grid.address.rsplit("/", 1)[1])))
    for pk, row in fresh.rows.items():
        assert grid.rows.get(pk) == row
    assert grid.state() == fresh.state()
    for component in components or (Component.objects.get(pk=int(grid.address.rsplit("/", 1)[1])),):
        rows = Task.objects.filter(component=component).order_by("pk")
        before = list(rows.values_list("pk", *COMPUTED))
        rollup = Rollup.objects.filter(component=component).values().get()
        recalculate([component.pk])
        assert list(rows.values_list("pk", *COMPUTED)) == before
        assert Rollup.objects.filter(component=component).values().get() | {"computed_at": 0} == rollup | {
            "computed_at": 0
        }
        positions = list(
            Task.objects.filter(component=component).order_by("position").values_list("position", flat=True)
        )
        assert positions == list(range(len(positions)))


def test_a_longer_task_moves_what_follows_at_once(grid, place):
    a = grid.id("A")
    told = grid.edit({"op": "set", "tasks": [{"id": a, "version": 1}], "cells": {"duration": "4d"}})
    assert grid.row("C")["finish"] == MONDAY + 7 * DAY + 17 * 60
    assert (told["since"], told["revision"]) == (1, 2)
    assert told["moved"]["tasks"] == 4
    assert sorted(grid.rows[pk]["name"] for pk in told["tasks"]["id"]) == ["A", "B", "C", "Phase"]
    assert {"finish", "duration_text", "version"} <= told["tasks"].keys()
    assert told["tasks"].keys().isdisjoint({"name", "deadline", "board_column"}), "no row is different in these"
    assert told["undo"]["label"] == "Changed duration of “A”"
    consistent(grid)


def test_many_kinds_of_edits_merge_and_are_true(grid, place):
    grid.edit(
        {
            "op": "insert",
            "after": grid.id("A"),
            "rows": [{"cells": {"name": "A2", "duration": "2d"}}, {"cells": {"name": "A3"}, "level": 1}],
        }
    )
    assert grid.outline() == [
        ("1", "Phase", 1, 2),
        ("1.1", "A", 2, 0),
        ("1.2", "A2", 2, 2),
        ("1.2.1", "A3", 3, 0),
        ("1.3", "B", 2, 0),
        ("2", "C", 1, 1),
    ]
    consistent(grid)
    grid.edit({"op": "move", "tasks": [grid.id("A2")], "after": grid.id("Phase")})
    assert [row[:3] for row in grid.outline()] == [
        ("1", "Phase", 1),
        ("1.1", "A", 2),
        ("1.2", "B", 2),
        ("2", "A2", 1),
        ("2.1", "A3", 2),
        ("3", "C", 1),
    ]
    consistent(grid)
    grid.edit({"op": "indent", "tasks": [grid.id("C")]})
    consistent(grid)
    assert grid.refused({"op": "outdent", "tasks": [grid.id("A")]})[1]["detail"] == "B → A → B"
    grid.edit({"op": "outdent", "tasks": [grid.id("B")]})
    assert grid.row("B")["parent"] is None
    consistent(grid)
    grid.edit({"op": "duplicate", "tasks": [grid.id("Phase")]})
    consistent(grid)
    grid.edit({"op": "delete", "tasks": [grid.id("A2")]})
    consistent(grid)
    while grid.plan["undo"]:
        grid.undo()
        consistent(grid)
    assert [row[:3] for row in grid.outline()] == [("1", "Phase", 1), ("1.1", "A", 2), ("1.2", "B", 2), ("2", "C", 1)]
    count = 0
    while grid.plan["redo"]:
        grid.redo()
        consistent(grid)
        count += 1
    assert count == 6


def test_links_are_typed_drawn_changed_and_taken_back(grid, place):
    grid.edit({"op": "set", "tasks": [grid.id("C")], "cells": {"predecessors": "2SS+2d; 3FS-50%"}})
    assert grid.predecessors("C") == "2SS+2d; 3FS-50%"
    consistent(grid)
    (link,) = [pk for pk, row in grid.links.items() if row["to"] == grid.id("B")]
    grid.edit({"op": "relink", "link": link, "type": "SS", "lag": "+1ed"})
    assert grid.predecessors("B") == "2SS+1ed"
    consistent(grid)
    grid.edit({"op": "unlink", "link": link})
    assert grid.predecessors("B") == ""
    consistent(grid)
    assert grid.refused({"op": "link", "predecessor": grid.id("C"), "successor": grid.id("A")}) == (
        422,
        {"id": "cycle", "title": "This would close a circle: nothing in it could ever start.", "detail": "A → C → A",
         "remedy": "Remove one of the links in this circle.", "edit": 0},
    )  # fmt: skip
    for expected in ("2SS+1ed", "2"):
        grid.undo()
        assert grid.predecessors("B") == expected
        consistent(grid)
    grid.undo()
    assert grid.predecessors("C") == "3"
    consistent(grid)
    for _ in range(3):
        grid.redo()
    assert (grid.predecessors("B"), grid.predecessors("C")) == ("", "2SS+2d; 3FS-50%")
    consistent(grid)


def test_a_removed_link_comes_back_from_the_trash_too(grid, place):
    grid.edit({"op": "set", "tasks": [grid.id("B"), grid.id("C")], "cells": {"predecessors": ""}})
    item = TrashItem.objects.get()
    assert (item.title, item.count) == ("2 links", 2)
    from headway.app.actions.trash import restore_item

    restore_item(acting(place.manager), item)
    grid.refresh()
    assert (grid.predecessors("B"), grid.predecessors("C")) == ("2", "3")


def test_rows_deleted_here_and_there_come_back_where_they_stood(grid, place):
    grid.edit({"op": "insert", "after": grid.id("A"), "rows": [{"cells": {"name": name}} for name in "DEFG"]})
    before = grid.outline()
    grid.edit({"op": "delete", "tasks": [grid.id(name) for name in "ADEG"]})
    from headway.app.actions.trash import restore_item

    restore_item(acting(place.manager), TrashItem.objects.get())
    grid.refresh()
    assert [row[1] for row in grid.outline()] == [row[1] for row in before]
    run_pending()
    consistent(grid)


def test_a_block_from_a_spreadsheet(grid, place):
    text = 'A\t3d\t\nNew B\t<b>4d</b>\t2FS+1d\r\n=HYPERLINK(1)\t0d\t1\n"Two\nlines\t""x"""\t2w\t12\nLast\t1,5d\t4;5\n'
    told = grid.edit(
        {"op": "paste", "row": 2, "columns": ["name", "duration", "predecessors"], "text": text}, locale="de"
    )
    names = [row["name"] for row in grid.rows.values()]
    assert names == ["Phase", "A", "New B", "=HYPERLINK(1)", 'Two\nlines\t"x"', "Last"]
    assert [(each["row"], each["column"], each["text"]) for each in told["problems"]] == [
        (3, "duration", "<b>4d</b>"), (5, "predecessors", "12"),
    ]  # fmt: skip
    assert told["problems"][0]["remedy"].startswith("Type a number and a unit")
    assert (grid.row("Last")["duration"], grid.predecessors("Last")) == (720, "4; 5")
    assert grid.row("=HYPERLINK(1)")["kind"] == 1
    assert told["made"] == [list(grid.rows)[4:]]
    consistent(grid)
    grid.undo()
    assert [row[1] for row in grid.outline()] == ["Phase", "A", "B", "C"]
    consistent(grid)


def test_values_follow_from_each_other(grid, place):
    Task.objects.filter(component=place.project, name="A").update(remaining_minutes=480, percent_complete=66.7)
    shelf.clear()
    grid.take(grid.get())
    a = grid.id("A")
    grid.edit({"op": "set", "tasks": [a], "cells": {"duration": "5d"}})
    assert Task.objects.get(pk=a).remaining_minutes == 3 * 480
    grid.edit({"op": "set", "tasks": [a], "cells": {"percent": "50 %"}})
    assert Task.objects.get(pk=a).remaining_minutes == 1200
    consistent(grid)
    grid.edit({"op": "set", "tasks": [grid.id("B")], "cells": {"start": "2026-01-14"}})
    assert (grid.row("B")["constraint"], grid.row("B")["constraint_date"]) == ("SNET", MONDAY + 9 * DAY + 480)
    assert grid.row("B")["start"] == MONDAY + 9 * DAY + 480
    grid.edit({"op": "set", "tasks": [grid.id("B")], "values": {"start": None}})
    assert grid.row("B")["constraint"] == "ASAP"
    grid.edit({"op": "set", "tasks": [grid.id("B")], "cells": {"manual": "yes"}})
    grid.edit({"op": "set", "tasks": [grid.id("B")], "cells": {"finish": "16.1.2026"}}, locale="de")
    assert grid.row("B")["finish"] == MONDAY + 11 * DAY + 17 * 60
    consistent(grid)


def test_a_stale_row_gives_both_values(grid, place):
    a = Task.objects.get(component=place.project, name="A")
    update_task(SYSTEM, a, duration_minutes=960)
    status, error = grid.refused({"op": "set", "tasks": [{"id": a.pk, "version": 1}], "cells": {"duration": "4d"}})
    assert (status, error["id"], error["task"], error["edit"]) == (409, "stale", a.pk, 0)
    assert error["values"]["duration_minutes"] == {"yours": 1920, "theirs": 960}
    assert error["detail"] == "duration: yours 32h, theirs 16h."
    assert Event.objects.filter(verb="plan.edited").count() == 1
    grid.refresh()
    assert grid.row("A")["duration"] == 960
    run_pending()
    consistent(grid)


def test_numbers_of_rows_that_moved_are_refused(grid, place):
    other = Grid(client_of(place.manager), place.project)
    other.edit({"op": "move", "tasks": [other.id("C")], "before": other.id("Phase")})
    status, error = grid.refused({"op": "set", "tasks": [grid.id("B")], "cells": {"predecessors": "2"}})
    assert (status, error["id"]) == (409, "rows-moved")
    grid.refresh()
    other.edit({"op": "set", "tasks": [other.id("A")], "cells": {"duration": "1d"}})
    grid.edit({"op": "set", "tasks": [grid.id("B")], "cells": {"predecessors": "3SS"}})
    assert grid.predecessors("B") == "3SS"
    consistent(grid)


def test_another_plan_moves_too_and_is_told(grid, place):
    link_tasks(
        SYSTEM, Task.objects.get(component=place.project, name="C"), Task.objects.get(component=place.sibling, name="A")
    )
    run_pending()
    grid.take(grid.get())
    other = Grid(grid.client, place.sibling)
    told = grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "2w"}})
    assert told["moved"]["plans"] == [{"id": place.sibling.pk, "name": "Sibling", "tasks": 4}]
    assert told["outside"]["label"] == ["Sibling > A"]
    assert [other.rows[pk]["name"] for pk in other.refresh()["tasks"]["id"]] == ["Phase", "A", "B", "C"]
    consistent(other, place.project, place.sibling)
    moved = Event.objects.filter(verb="schedule.recalculated", component=place.sibling).first()
    assert (moved.after["moved"], moved.cause.verb) == (4, "plan.edited")
    before = Event.objects.count()
    run_pending()
    assert Event.objects.count() == before
    assert Rollup.objects.get(component=place.program).finish == Rollup.objects.get(component=place.sibling).finish


def test_links_between_plans_are_drawn_and_taken_back(grid, place):
    there = Task.objects.get(component=place.sibling, name="A")
    grid.edit({"op": "link", "predecessor": grid.id("C"), "successor": there.pk, "lag": "+1d"})
    assert Dependency.objects.filter(successor=there, from_component=place.project).count() == 1
    there.refresh_from_db()
    assert there.start == MONDAY + 8 * DAY + 480
    consistent(grid, place.project, place.sibling)
    grid.undo()
    there.refresh_from_db()
    assert there.start == MONDAY + 480
    grid.redo()
    consistent(grid, place.project, place.sibling)
    grid.edit({"op": "delete", "tasks": [grid.id("C")]})
    there.refresh_from_db()
    assert there.start == MONDAY + 480
    told = [
        event.component for event in Event.objects.filter(verb="schedule.recalculated", cause__summary="Deleted 1 task")
    ]
    assert place.sibling in told
    other = Grid(grid.client, place.sibling)
    grid.undo()
    consistent(grid, place.project, place.sibling)
    assert Dependency.objects.filter(successor=there, from_component=place.project).count() == 1
    other.refresh()
    consistent(other, place.project, place.sibling)


def test_copies_keep_who_does_it_but_not_what_was_done(grid, place):
    resource = Resource.objects.create(component=place.project, uid=1, name="Ada")
    a = Task.objects.get(component=place.project, name="A")
    Assignment.objects.create(component=place.project, uid=1, task=a, resource=resource, work_minutes=480)
    Task.objects.filter(pk=a.pk).update(percent_complete=40)
    shelf.clear()
    grid.take(grid.get())
    (made,) = grid.edit({"op": "duplicate", "tasks": [grid.id("Phase")]})["made"]
    copy = Task.objects.get(pk=made[1])
    assert (copy.name, copy.percent_complete, [each.resource for each in copy.assignments.all()]) == (
        "A",
        0,
        [resource],
    )
    assert grid.rows[copy.pk]["resources"] == "Ada"
    inside = [row for row in grid.links.values() if {row["from"], row["to"]} <= set(made)]
    assert len(inside) == 1
    consistent(grid)


def test_what_others_changed_since_stays(grid, place):
    ada = Grid(client_of(holder("Ada", place.project, "project_manager")), place.project)
    a, b = grid.id("A"), grid.id("B")
    grid.edit({"op": "set", "tasks": [a, b], "cells": {"duration": "5d"}})
    ada.refresh()
    ada.edit({"op": "set", "tasks": [a], "cells": {"duration": "1d"}})
    assert ada.plan["undo"]["label"] == "Changed duration of “A”"
    grid.refresh()
    assert grid.post("undo", strict=True).status_code == 409
    assert grid.row("B")["duration"] == 2400
    told = grid.undo()
    assert [(each["name"], each["field"], each["yours"], each["theirs"]) for each in told["skipped"]] == [
        ("A", "duration_minutes", 1440, 480)
    ]
    assert (grid.row("A")["duration"], grid.row("B")["duration"]) == (480, 960)
    consistent(grid)
    assert grid.post("undo").json()["error"]["id"] == "nothing-to-undo"
    undone = Event.objects.filter(verb="plan.undone").get()
    assert (undone.cause.verb, undone.actor) == ("plan.edited", place.manager)
    ada.refresh()
    ada.undo()
    assert ada.row("A")["duration"] == 2400
    assert grid.client.get(grid.address).json()["redo"]["label"] == "Changed 2 tasks"


def test_rows_that_others_worked_on_are_not_taken_away(grid, place):
    ada = Grid(client_of(holder("Ada", place.project, "project_manager")), place.project)
    grid.edit({"op": "insert", "after": grid.id("A"), "rows": [{"cells": {"name": "X"}}, {"cells": {"name": "Y"}}]})
    ada.refresh()
    ada.edit({"op": "set", "tasks": [ada.id("X")], "cells": {"name": "Better X"}})
    grid.refresh()
    told = grid.undo()
    assert [each["title"] for each in told["skipped"]] == ["Somebody has worked on “Better X” in the meantime."]
    assert [row["name"] for row in grid.rows.values()] == ["Phase", "A", "Better X", "B", "C"]


def test_a_certain_change_is_taken_back_and_a_new_one_ends_redoing(grid, place):
    first = grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"name": "A1"}})["undo"]["event"]
    grid.edit({"op": "set", "tasks": [grid.id("B")], "cells": {"name": "B1"}})
    grid.undo(event=first)
    assert [row["name"] for row in grid.rows.values()] == ["Phase", "A", "B1", "C"]
    assert grid.post("undo", event=first).status_code == 422
    assert grid.plan["redo"]["event"] == first
    grid.edit({"op": "set", "tasks": [grid.id("C")], "cells": {"name": "C1"}})
    assert grid.plan["redo"] is None
    assert grid.post("redo").json()["error"]["id"] == "nothing-to-redo"
    ada = Grid(client_of(holder("Ada", place.project, "project_manager")), place.project)
    assert ada.plan["undo"] is None
    assert ada.post("undo", event=first).json()["error"]["id"] == "nothing-to-undo"


def test_changes_through_other_doors_can_be_taken_back_too(grid, place):
    a = grid.id("A")
    answer = grid.client.patch(
        f"/api/v1/tasks/{a}", '{"version": 1, "duration_minutes": 2400}', content_type="application/json"
    )
    assert answer.status_code == 200
    run_pending()
    grid.refresh()
    assert grid.row("A")["duration"] == 2400
    grid.undo()
    assert grid.row("A")["duration"] == 1440
    consistent(grid)
    grid.client.delete(f"/api/v1/tasks/{a}")
    grid.refresh()
    grid.undo()
    assert (grid.row("A")["duration"], grid.predecessors("B")) == (1440, "2")
    consistent(grid)


def test_a_client_that_is_too_far_behind_gets_the_whole(grid, place):
    other = Grid(grid.client, place.project)
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"name": "A1"}})
    shelf.clear()
    assert other.refresh()["whole"] is not None
    assert other.state() == grid.state()
    assert other.refresh()["tasks"]["id"] == []


def test_activity_tells_a_group_in_one_line(grid, place):
    from headway.app.queries.events import events_below

    grid.edit({"op": "set", "tasks": list(grid.rows), "cells": {"priority": "700"}})
    told = [event.verb for event in events_below(place.manager, place.project)]
    assert told.count("plan.edited") == 1
    assert "task.updated" not in told
    history = grid.client.get(f"/api/v1/history/task/{grid.id('A')}").json()
    assert "priority" in str(history)


def random_edit(grid, random):
    """An edit as people make them, anywhere in the plan; some are refused, as they should be."""
    rows = list(grid.rows)
    some = random.sample(rows, min(len(rows), random.randint(1, 3)))
    one, other = random.choice(rows), random.choice(rows)
    link = random.choice(list(grid.links)) if grid.links else 0
    day = f"2026-0{random.randint(1, 9)}-1{random.randint(0, 9)}"
    number = random.randint(1, len(rows))
    return random.choice([
        {"op": "set", "tasks": some, "cells": {"duration": random.choice(["1d", "3d", "0d", "2ed", "4h?", "1w"])}},
        {"op": "set", "tasks": some, "cells": {"duration": f"{random.randint(1, 30)}h"}},
        {"op": "set", "tasks": some, "cells": {"percent": str(random.choice([0, 25, 100]))}},
        {"op": "set", "tasks": some, "cells": {"start": random.choice([day, ""])}},
        {"op": "set", "tasks": some, "cells": {"deadline": random.choice([day, ""]), "name": f"N{random.random():.3f}"}},
        {"op": "set", "tasks": some, "cells": {"manual": random.choice(["yes", "no"])}},
        {"op": "set", "tasks": some, "cells": {"active": random.choice(["yes", "no"])}},
        {"op": "set", "tasks": some, "cells": {"predecessors": random.choice(["", f"{number}", f"{number}SS+1d"])}},
        {"op": "insert", "after": one, "rows": [{}, {"level": random.randint(0, 1), "cells": {"duration": "2d"}}]},
        {"op": "insert", "parent": one, "rows": [{"kind": "milestone"}]},
        {"op": "move", "tasks": some, random.choice(["after", "before", "parent"]): other},
        {"op": "indent", "tasks": some},
        {"op": "outdent", "tasks": some},
        {"op": "duplicate", "tasks": some[:1]},
        {"op": "delete", "tasks": some[:1]},
        {"op": "link", "predecessor": one, "successor": other, "type": random.choice(["FS", "SS", "FF"]), "lag": "+1d"},
        {"op": "relink", "link": link, "lag": "-1d"},
        {"op": "unlink", "link": link},
        {"op": "paste", "row": number, "columns": ["name", "duration", "predecessors"], "text": f"P\t2d\t{number}\nQ\t3d\t"},
    ])  # fmt: skip


@pytest.mark.parametrize("seed", range(cases(8)))
def test_whatever_is_edited_memory_tables_and_client_agree(place, seed, settings):
    random = Random(seed)
    if seed % 8 > 3:
        settings.HEADWAY_DATES_AT_ONCE = 20  # so that the worker stores them
    big = big_plan(40)
    for uid in range(1, 41):
        big.tasks[uid - 1].wbs = ""
    other = create_component(SYSTEM, kind="project", name="Many", parent=place.program)
    install_plan(SYSTEM, other, big)
    if seed % 2:
        set_baseline(SYSTEM, other)
    if seed % 3 == 0:
        link_tasks(
            SYSTEM, Task.objects.get(component=other, uid=10), Task.objects.get(component=place.project, name="A")
        )
    if seed % 4 == 0:
        resource = Resource.objects.create(component=other, uid=1, name="Ada")
        for number, task in enumerate(Task.objects.filter(component=other, uid__in=(3, 4, 25))):
            Assignment.objects.create(component=other, uid=number, task=task, resource=resource, work_minutes=960)
    run_pending()
    grid = Grid(client_of(place.manager), other)
    first, done = deepcopy(grid.state()), 0
    for number in range(25):
        answer = grid.post("edits", edits=[random_edit(grid, random) for _ in range(random.choice([1, 1, 2]))])
        assert answer.status_code in {200, 422}, answer.content
        if answer.status_code == 200:
            done += grid.merge(answer.json())["undo"] is not None
        if number % 8 == 7:
            run_pending()
            consistent(grid, *([other, place.project] if seed % 3 == 0 else [other]))
    assert done > 8
    for _ in range(60):
        if grid.plan["undo"] is None:
            break
        told = grid.undo()
        assert told["skipped"] == []
    run_pending()
    consistent(grid, other)
    names = [(row["name"], row["level"], row["start"], row["finish"], row["duration"]) for row in grid.rows.values()]
    assert names == [
        (row["name"], row["level"], row["start"], row["finish"], row["duration"]) for row in first["rows"].values()
    ]


def test_two_processes_edit_the_same_plan_in_turn(grid, place, monkeypatch):
    """Each keeps a memory of its own; neither uses one that is older than the tables."""
    shelves = [Shelf(), Shelf()]
    for number in range(6):
        monkeypatch.setattr(live_plans, "shelf", shelves[number % 2])
        monkeypatch.setattr(plan_edits, "shelf", shelves[number % 2])
        monkeypatch.setattr(plan_answers, "shelf", shelves[number % 2])
        name = "AB"[number % 2]
        grid.edit({"op": "set", "tasks": [grid.id(name)], "cells": {"duration": f"{number + 2}d"}})
        grid.edit({"op": "insert", "after": grid.id(name), "rows": [{"cells": {"name": f"New {number}"}}]})
    consistent(grid)
    assert len(grid.rows) == 10


def test_a_plan_that_went_to_the_trash_meanwhile_is_said_to_be_gone(place):
    kept = Component.objects.get(pk=place.project.pk)
    trash_component(SYSTEM, place.project)
    task = Task.objects.get(component=kept, name="A").pk
    with pytest.raises(Refused, match="not there any more"):
        plan_edits.edit_plan(SYSTEM, kept, [{"op": "set", "tasks": [task], "cells": {"name": "Late"}}])
    assert Task.objects.get(pk=task).name == "A"


@pytest.mark.parametrize("column", ["start", "finish", "deadline", "constraint_date", "actual_start"])
def test_dates_that_no_file_could_hold_are_refused_wherever_they_are_typed(grid, column):
    for text in ("1983-12-31", "2150-01-01"):
        status, error = grid.refused({"op": "set", "tasks": [grid.id("A")], "cells": {column: text}})
        assert (status, error["title"]) == (422, f"“{text}” lies outside the years 1984 to 2149.")
        assert error["remedy"] == "Correct the year."
    for minute in (7_362_719, 94_671_361):
        status, error = grid.refused({"op": "set", "tasks": [grid.id("A")], "values": {column: minute}})
        assert (status, "dates of plans lie between 1984 and 2149" in error["title"] + error["detail"]) == (422, True)
