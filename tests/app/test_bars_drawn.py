"""Bars that are moved and drawn out in the drawing: what the server makes of where they are let go."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from factories.grid import Grid
from factories.people import SYSTEM, holder, tree
from factories.plans import small_plan
from headway.app.actions.plans import install_plan
from headway.app.bridge.live_plans import shelf
from headway.app.models import Component, Task

pytestmark = pytest.mark.django_db
DAY = 1440
MONDAY = 20458 * DAY
"""5 January 2026."""


@pytest.fixture
def grid(monkeypatch):
    from django.db import transaction

    monkeypatch.setattr(transaction, "on_commit", lambda run, *_, **__: run())
    shelf.clear()
    place = tree()
    install_plan(SYSTEM, place.project, small_plan())
    client = Client()
    client.force_login(holder("Manager", place.program, "program_manager"))
    return Grid(client, place.project)


@pytest.mark.parametrize(("finish", "minutes"), [
    (MONDAY + 3 * DAY + 17 * 60, 4 * 480), (MONDAY + 12 * 60, 240), (MONDAY + 7 * DAY + 17 * 60, 6 * 480),
    (MONDAY + 6 * DAY, 5 * 480),
])  # fmt: skip
def test_a_bar_drawn_out_gets_the_working_time_to_there(grid, finish, minutes):
    grid.edit({"op": "resize", "tasks": [{"id": grid.id("A"), "version": 1}], "finish": finish})
    assert Task.objects.get(name="A").duration_minutes == minutes
    assert Task.objects.get(name="B").start >= Task.objects.get(name="A").finish


def test_elapsed_time_is_counted_by_the_clock(grid):
    Task.objects.filter(name="A").update(duration_elapsed=True)
    shelf.clear()
    grid.edit({"op": "resize", "tasks": [grid.id("A")], "finish": MONDAY + 8 * 60 + 2 * DAY})
    assert Task.objects.get(name="A").duration_minutes == 2 * DAY


def test_nothing_finishes_before_it_starts(grid):
    told = grid.refused({"op": "resize", "tasks": [grid.id("A")], "finish": MONDAY})
    assert "finishes after it starts" in str(told)
    assert Task.objects.get(name="A").duration_minutes == 3 * 480


def test_a_bar_that_is_moved_starts_no_earlier(grid):
    grid.edit({"op": "set", "tasks": [grid.id("A")], "values": {"start": MONDAY + 2 * DAY + 8 * 60}})
    task = Task.objects.get(name="A")
    assert (task.constraint, task.constraint_date, task.start) == (
        "SNET",
        MONDAY + 2 * DAY + 480,
        MONDAY + 2 * DAY + 480,
    )


def test_a_plan_typed_from_nothing_begins_on_the_day_it_was_made(grid):
    place = Component.objects.get(name="Sibling")
    Component.objects.filter(pk=place.pk).update(created_at=datetime(2026, 3, 3, 12, tzinfo=UTC))
    typed = Grid(grid.client, place)
    typed.edit({"op": "insert", "rows": [{"cells": {"name": "First", "duration": "2d"}}]})
    first = Task.objects.get(name="First")
    assert first.start == 20515 * DAY + 480  # Tuesday 3 March 2026
    typed.edit({"op": "insert", "rows": [{"cells": {"name": "Later", "start": "2026-04-01"}}]})
    first.refresh_from_db()
    assert first.start == 20515 * DAY + 480
