"""Journey: tasks by who works on them; what several people do stands under each of them, and is edited at either place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from planning import cell, picture, saved, serving_project, signed_in_page, texts

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page
    from running import Running

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]

FILLING = """
from headway.app.models import Resource
member("Maja Manager", "project_manager")
for uid, name in enumerate(("Anna", "Crane"), 1):
    Resource.objects.create(component=project, uid=uid, name=name)
rows = [("Survey", "3d", "Anna"), ("Piers", "20d", "Anna [50%]; Crane"), ("Deck", "12d", "Crane"), ("Handover", "1d", "")]
edit_plan(system, project, [{"op": "insert", "rows": [
    {"cells": {"name": name, "duration": length, "resources": people}} for name, length, people in rows]}])
"""
GROUPED = ["Anna (2)", "Survey", "Piers", "Crane (2)", "Piers", "Deck", "No resources (1)", "Handover"]
UNDER_CRANE = 5


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("grouping"), FILLING) as running:
        yield running


@pytest.fixture
def page(open_page: OpenPage, server: Running) -> Page:
    """Return the schedule, grouped by resources."""
    page = signed_in_page(open_page, server, "maja", "/c/2/schedule/")
    page.locator("[role=treegrid][aria-rowcount='5']").wait_for()
    page.locator(".sch-popover > summary", has_text="Group and sort").click()
    page.get_by_label("Group by").select_option("resources")
    page.locator("[role=treegrid][aria-rowcount='9']").wait_for()
    page.keyboard.press("Escape")
    return page


def shown(page: Page, row: int) -> Locator:
    return page.locator(f".sch-row:not([hidden])[aria-rowindex='{row + 1}']")


def test_a_task_of_two_people_stands_under_each_of_them(page: Page, accessibility_faults: Faults) -> None:
    assert texts(page, "name") == GROUPED
    for row, (place, size) in {3: ("2", "2"), UNDER_CRANE: ("1", "2")}.items():
        one = shown(page, row)
        assert one.get_attribute("aria-level") == "2"
        assert (one.get_attribute("aria-posinset"), one.get_attribute("aria-setsize")) == (place, size)
    assert page.locator(".sch-lane:not([hidden]) .sch-label:visible", has_text="Piers").count() == 2
    cell(page, UNDER_CRANE, "name").click()
    assert shown(page, UNDER_CRANE).get_attribute("aria-selected") == "true"
    assert shown(page, 3).get_attribute("aria-selected") == "false"
    picture(page, "grouped-by-resource")
    assert accessibility_faults(page) == []


def test_headings_say_what_their_tasks_come_to(page: Page) -> None:
    page.locator(".sch-segment >> text=Table").click()
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("checkbox", name="Work", exact=True).check()
    page.keyboard.press("Escape")
    cell(page, 1, "work").get_by_text("104 h").wait_for()
    assert cell(page, 4, "work").inner_text() == "256 h"
    assert cell(page, 4, "start").inner_text() == cell(page, UNDER_CRANE, "start").inner_text()
    assert cell(page, 4, "finish").inner_text() == cell(page, UNDER_CRANE, "finish").inner_text()
    assert cell(page, 4, "percent").inner_text() == "0 %"
    picture(page, "grouped-with-sums")


def test_keys_and_find_go_from_line_to_line(page: Page) -> None:
    cell(page, 3, "name").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.locator(f".sch-row[aria-rowindex='{UNDER_CRANE + 1}'] .sch-name:focus").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("piers")
    page.get_by_text("2 of 2", exact=True).wait_for()
    page.keyboard.press("Enter")
    page.get_by_text("1 of 2", exact=True).wait_for()
    assert shown(page, 3).get_attribute("aria-selected") == "true"


def test_an_edit_at_either_place_is_one_of_the_task(page: Page) -> None:
    cell(page, UNDER_CRANE, "duration").click()
    page.keyboard.type("15d")
    page.keyboard.press("Enter")
    saved(page)
    cell(page, 3, "duration").get_by_text("15 d").wait_for()
    cell(page, UNDER_CRANE, "duration").get_by_text("15 d").wait_for()
    assert shown(page, UNDER_CRANE + 1).get_attribute("aria-selected") == "true"

    page.locator(".sch-segment >> text=Table").click()
    cell(page, UNDER_CRANE, "resources").click()
    page.keyboard.type("Anna")
    page.keyboard.press("Enter")
    page.locator("[role=treegrid][aria-rowcount='8']").wait_for()
    assert texts(page, "name") == ["Anna (2)", "Survey", "Piers", "Crane (1)", "Deck", "No resources (1)", "Handover"]
    page.keyboard.press("Control+z")
    page.locator("[role=treegrid][aria-rowcount='9']").wait_for()
    page.keyboard.press("Control+z")
    cell(page, UNDER_CRANE, "duration").get_by_text("20 d").wait_for()
    assert texts(page, "name") == GROUPED


def test_a_bar_is_dragged_at_the_line_where_it_is_taken(page: Page) -> None:
    lane = page.locator(f".sch-lane:not([hidden])[style*='{(UNDER_CRANE - 1) * 28}px']")
    before = cell(page, UNDER_CRANE, "start").inner_text()
    box = lane.locator(".sch-bar").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 80, box["y"] + box["height"] / 2, steps=5)
    ghost = page.locator(".sch-dragged").bounding_box()
    assert ghost is not None
    assert abs(ghost["y"] - box["y"]) < 28
    page.mouse.up()
    page.get_by_text("The task is moved.").wait_for()
    saved(page)
    after = cell(page, UNDER_CRANE, "start").inner_text()
    assert after != before
    assert cell(page, 3, "start").inner_text() == after
