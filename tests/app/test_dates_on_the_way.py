"""Plans too large for an edit to store all that it moves: dates are right at once, the worker brings them into the tables."""

import asyncio

import pytest
from asgiref.sync import async_to_sync, sync_to_async

from factories.grid import Grid
from factories.people import SYSTEM, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.plans import install_plan
from headway.app.api import plan_stream
from headway.app.api.branches import BranchRevisions
from headway.app.api.roadmaps import RoadmapStamps
from headway.app.bridge import recalculate as writing
from headway.app.models import Component, Event, Rollup, Task
from headway.app.worker import follow
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db(transaction=True)
DAY = 1440


@pytest.fixture
def place(settings):
    settings.HEADWAY_DATES_AT_ONCE = 5
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    install_plan(SYSTEM, at.sibling, small_plan())
    link_tasks(SYSTEM, named(at.project, "C"), named(at.sibling, "A"))
    at.manager = holder("Manager", at.program, "program_manager")
    run_pending()
    return at


@pytest.fixture
def grid(place):
    return Grid(client_of(place.manager), place.project)


def named(component, name):
    return Task.objects.get(component=component, name=name)


def stored(place):
    rows = Task.objects.filter(component__in=[place.project, place.sibling]).order_by("pk")
    return list(rows.values_list("component__name", "name", "start", "finish", "total_float_minutes"))


def on_the_way(component):
    return Rollup.objects.values_list("dates_waiting", "dates_stored").get(component=component)


def lengthen(grid, by="9d"):
    return grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"duration": by}})


def test_the_answer_has_the_dates_and_the_worker_stores_them(grid, place):
    before = stored(place)
    told = lengthen(grid)
    assert (told["moved"]["tasks"], told["moved"]["plans"][0]["tasks"]) == (4, 4)
    finish = grid.rows[grid.id("C")]["finish"]
    assert finish > named(place.project, "C").finish
    assert stored(place) == before
    assert on_the_way(place.project) == on_the_way(place.sibling) == (8, 0)
    assert Rollup.objects.get(component=place.project).finish == finish
    assert Grid(grid.client, place.project).rows == grid.rows, "who opens it now reads what is right"

    run_pending()
    assert named(place.project, "C").finish == finish
    assert named(place.sibling, "C").finish > finish
    assert on_the_way(place.project) == on_the_way(place.sibling) == (0, 0)
    moved = Event.objects.filter(verb="schedule.recalculated", cause__verb="plan.edited")
    assert sorted(moved.values_list("component__name", "summary")) == [
        ("Project", "Recalculated “Project”: 4 tasks moved"), ("Sibling", "Recalculated “Sibling”: 4 tasks moved"),
    ]  # fmt: skip
    grid.undo()
    run_pending()
    assert stored(place) == before


def test_smaller_plans_are_stored_with_the_edit(grid, place, settings):
    settings.HEADWAY_DATES_AT_ONCE = 8
    lengthen(grid)
    assert named(place.project, "C").finish == grid.rows[grid.id("C")]["finish"]
    assert on_the_way(place.project) == (0, 0)


def test_an_edit_that_moves_nothing_leaves_nothing_to_store(grid, place):
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"name": "Survey"}})
    assert on_the_way(place.project) == (0, 0)


def test_edits_go_on_while_dates_are_on_their_way(grid, place):
    lengthen(grid)
    lengthen(grid, "2d")
    grid.edit({"op": "insert", "after": grid.id("A"), "rows": [{"cells": {"name": "Between", "duration": "4d"}}]})
    grid.edit({"op": "set", "tasks": [grid.id("B")], "cells": {"predecessors": "3FS+1d"}})
    run_pending()
    rows = {row["id"]: (row["start"], row["finish"], row["total_float"]) for row in grid.rows.values()}
    tables = Task.objects.filter(component=place.project).values_list("pk", "start", "finish", "total_float_minutes")
    assert rows == {pk: tuple(values) for pk, *values in tables}


def test_an_edit_between_two_parts_is_not_overwritten(grid, place, monkeypatch):
    monkeypatch.setattr(writing, "ROWS_AT_A_TIME", 3)
    note, edits = writing.note_waiting, iter(["1d"])
    seen = []

    def noted(ids, waiting, done=0):
        note(ids, waiting, done)
        seen.append((waiting, done))
        for duration in edits:
            monkeypatch.setattr(writing, "note_waiting", note)
            lengthen(grid, duration)
            monkeypatch.setattr(writing, "note_waiting", noted)

    lengthen(grid)
    monkeypatch.setattr(writing, "note_waiting", noted)
    assert follow.catch_up("recalculate") > 0
    assert seen[0] == (8, 3)
    assert seen[-1] == (0, 0)
    assert named(place.project, "A").duration_minutes == 480
    assert named(place.project, "C").finish == grid.rows[grid.id("C")]["finish"]
    again = Grid(grid.client, place.project)
    assert again.rows == grid.rows


def test_who_edits_all_the_time_does_not_keep_dates_from_being_stored(grid, place, monkeypatch):
    monkeypatch.setattr(writing, "ROWS_AT_A_TIME", 1)
    keys, tried = writing.key_of, []

    def other_key(components, above=None):
        tried.append(1)
        return (*keys(components, above), len(tried))

    lengthen(grid)
    with monkeypatch.context() as patched:
        patched.setattr(writing, "key_of", other_key)
        assert follow.catch_up("recalculate") > 0
    assert named(place.project, "C").finish == grid.rows[grid.id("C")]["finish"]
    assert on_the_way(place.project) == (0, 0)


def test_a_worker_that_dies_in_between_begins_again(grid, place, monkeypatch):
    monkeypatch.setattr(writing, "ROWS_AT_A_TIME", 3)
    lengthen(grid)
    store = writing.store_schedule
    done = []

    def once(changed):
        if done:
            raise KeyboardInterrupt
        done.append(store(changed))

    with monkeypatch.context() as patched:
        patched.setattr(writing, "store_schedule", once)
        with pytest.raises(KeyboardInterrupt):
            follow.catch_up("recalculate")
    assert on_the_way(place.project) == (8, 3), "what is stored says so"
    run_pending()
    assert on_the_way(place.project) == (0, 0)
    assert named(place.project, "C").finish == grid.rows[grid.id("C")]["finish"]


def test_what_the_worker_finds_itself_is_told_with_its_cause(place):
    """The link that ties the two plans was made by an action that leaves the dates to the worker."""
    moved = Event.objects.filter(verb="schedule.recalculated", cause__verb="dependency.created")
    assert list(moved.values_list("summary", flat=True)) == ["Recalculated “Sibling”: 4 tasks moved"]


def test_whoever_watches_the_plan_is_told_how_far_it_is(grid, place, monkeypatch):
    monkeypatch.setattr(plan_stream, "close_old_connections", lambda: None)
    told = plan_stream.Revisions()

    async def run():
        news = aiter(plan_stream.News(place.manager, place.project.pk, told))
        said = []
        revision = Component.objects.values_list("revision", flat=True)
        await sync_to_async(lengthen)(grid)
        await sync_to_async(writing.note_waiting)([place.project.pk], 8, 3)
        said += [await asyncio.wait_for(anext(news), 5) for _ in range(2)]
        await sync_to_async(writing.note_waiting)([place.project.pk], 0)
        said.append(await asyncio.wait_for(anext(news), 5))
        return said, await sync_to_async(revision.get)(pk=place.project.pk)

    said, revision = async_to_sync(run)()
    assert said == [
        b'event: revision\ndata: {"revision":%d}\n\n' % revision,
        b'event: storing\ndata: {"waiting":8,"stored":3}\n\n', b'event: storing\ndata: {"waiting":0,"stored":0}\n\n',
    ]  # fmt: skip


def test_a_roadmap_tells_it_of_what_its_readers_see(grid, place):
    lengthen(grid)
    look = RoadmapStamps().look_after_dates
    assert look([place.program.pk, place.portfolio.pk]) == dict.fromkeys([place.program.pk, place.portfolio.pk], (8, 0))
    Component.objects.filter(pk__in=[place.project.pk, place.sibling.pk]).update(trashed_at="2026-01-01T00:00Z")
    assert look([place.program.pk]) == {}
    assert BranchRevisions().look_after_dates([1]) == {1: (0, 0)}
