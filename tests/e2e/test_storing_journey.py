"""A plan so large that its dates are stored after the edit that moved them: the pages say how far that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from planning import cell, picture, serving_project, signed_in_page
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from running import Running

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
FILLING = """
member("Maja Manager", "project_manager")
member("Per Planner", "project_manager", portfolio)
edit_plan(system, project, [{"op": "insert", "rows": [{"cells": {"name": name}} for name in ("Dig", "Pour")]}])
from headway.app.bridge.recalculate import note_waiting
from headway.app.worker.follow import run_pending
run_pending()
note_waiting([project.pk], 61_234, 15_400)
"""
"""As it is while the worker stores; what takes it seconds in a plan of that size is over at once in one of two rows."""


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("storing"), FILLING) as running:
        yield running


def test_schedule_board_and_roadmap_say_how_many_dates_are_stored(open_page: OpenPage, server: Running) -> None:
    words = "Saved. Storing 61,234 new dates: 25 %"
    board = signed_in_page(open_page, server, "maja", "/c/2/board/")
    expect(board.locator(".sch-state")).to_have_text(words)
    roadmap = signed_in_page(open_page, server, "per", "/c/1/schedule/")
    roadmap.get_by_role("button", name="All tasks").click()
    expect(roadmap.locator(".sch-state")).to_have_text(words)
    page = signed_in_page(open_page, server, "maja", "/c/2/schedule/")
    expect(page.locator(".sch-state")).to_have_text(words)
    picture(page, "storing")

    cell(page, 1, "duration").click()
    page.keyboard.type("4d")
    page.keyboard.press("Enter")
    expect(cell(page, 1, "duration")).to_have_text("4 d")
    for each in (page, board, roadmap):
        expect(each.locator(".sch-state")).to_have_text("Saved")
