"""Rows dragged to other places, links edited where they are drawn, drags that scroll, changes that outlive their page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from planning import cell, picture, saved, serving_project, signed_in_page, texts
from waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page
    from running import Running

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]

FILLING = """
from factories.plans import small_plan
from headway.app.actions.plans import install_plan
member("Maja Manager", "project_manager")
install_plan(system, project, small_plan())
"""


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("drag"), FILLING) as running:
        yield running


@pytest.fixture
def page(open_page: Callable[..., Page], server: Running) -> Page:
    page = signed_in_page(open_page, server, "maja", "/c/2/schedule/", quiet=True)
    page.locator(".sch-toolbar").wait_for()
    return page


def box_of(locator: Locator) -> dict[str, float]:
    box = locator.bounding_box()
    assert box is not None
    return dict(box)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float], shot: str = "") -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0], (start[1] + end[1]) / 2, steps=4)
    page.mouse.move(*end, steps=4)
    if shot:
        picture(page, shot)
    page.mouse.up()


def bar(page: Page, name: str) -> Locator:
    return page.locator(".sch-lane", has=page.get_by_text(name, exact=True)).locator(".sch-bar")


def row_at(page: Page, row: int, part: float = 0.5) -> tuple[float, float]:
    box = box_of(cell(page, row, "number"))
    return box["x"] + box["width"] / 2, box["y"] + part * box["height"]


def test_rows_are_dragged_before_behind_and_into_others(page: Page) -> None:
    assert texts(page, "name") == ["Phase", "A", "B", "C"]
    drag(page, row_at(page, 4), row_at(page, 2, 0.2), "row-dragged")
    saved(page)
    page.locator('.sch-row[aria-rowindex="3"]', has_text="C").wait_for()
    assert texts(page, "name") == ["Phase", "C", "A", "B"]
    page.keyboard.press("Control+z")
    page.get_by_text("Undone").wait_for()
    saved(page)
    assert texts(page, "name") == ["Phase", "A", "B", "C"]
    drag(page, row_at(page, 4), row_at(page, 1, 0.5))
    saved(page)
    page.locator('.sch-row[aria-rowindex="5"][aria-level="2"]', has_text="C").wait_for()
    drag(page, row_at(page, 1), row_at(page, 3, 0.5))
    saved(page)
    assert texts(page, "name") == ["Phase", "A", "B", "C"], "a summary does not go into itself"
    page.keyboard.press("Control+z")
    page.get_by_text("Undone").wait_for()
    saved(page)


def test_a_link_is_edited_where_it_is_drawn(page: Page, accessibility_faults: Callable[[Page], list[str]]) -> None:
    page.set_viewport_size({"width": 1900, "height": 900})  # beside the details the table has room for its columns
    page.get_by_role("button", name="Fit the whole plan").click()
    first = box_of(bar(page, "A"))
    second = box_of(bar(page, "B"))
    page.mouse.click(first["x"] + first["width"] + 7, (first["y"] + first["height"] + second["y"]) / 2)
    editor = page.get_by_role("dialog", name="Link from A to B")
    editor.wait_for()
    assert accessibility_faults(page) == []
    picture(page, "link-edited")
    start = texts(page, "start")[2]
    editor.get_by_label("Lag").fill("+3d")
    page.keyboard.press("Enter")
    saved(page)
    cell(page, 3, "predecessors").get_by_text("2FS+3d").wait_for()
    assert texts(page, "start")[2] != start

    cell(page, 3, "name").click()
    page.keyboard.press("Alt+Enter")
    page.get_by_role("button", name="Edit the link with A").press("Enter")
    editor.get_by_label("Lag").fill("soon")
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="soon").wait_for()
    assert cell(page, 3, "predecessors").inner_text() == "2FS+3d"
    page.get_by_role("button", name="Edit the link with A").press("Enter")
    page.keyboard.press("Escape")
    assert editor.count() == 0
    page.get_by_role("button", name="Edit the link with A").press("Enter")
    editor.get_by_role("button", name="Remove").press("Enter")
    page.get_by_text("The link is removed.").wait_for()
    saved(page)
    assert texts(page, "predecessors")[2] == ""
    page.keyboard.press("Control+z")
    page.get_by_text("Undone").wait_for()
    saved(page)


def test_a_drag_to_the_border_scrolls(page: Page) -> None:
    page.locator(".sch-toolbar select").first.select_option(label="Hours")
    cell(page, 2, "name").click()
    page.keyboard.press("Alt+Enter")
    page.get_by_role("button", name="Show in drawing").click()
    box = box_of(bar(page, "A"))
    scroller = page.locator(".sch-scroller")
    frame, before = box_of(scroller), scroller.evaluate("element => element.scrollLeft")
    page.mouse.move(box["x"] + 10, box["y"] + 6)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] - 60, box["y"] + 6, steps=4)
    page.mouse.move(frame["x"] + frame["width"] - 4, box["y"] + 6, steps=2)
    until(page, lambda: scroller.evaluate("element => element.scrollLeft") - before > 100)
    ghost = page.locator(".sch-dragged")
    # What is dragged stays under the pointer; while it scrolls it may be a frame behind.
    until(page, lambda: frame["x"] < box_of(ghost)["x"] < frame["x"] + frame["width"])
    page.keyboard.press("Escape")
    page.mouse.up()
    assert not page.locator(".sch-dragged").is_visible()


def test_what_was_not_sent_outlives_the_page(page: Page) -> None:
    address = page.url
    page.context.set_offline(True)
    cell(page, 3, "name").click()
    page.keyboard.press("F2")
    page.keyboard.type("Roof")
    page.keyboard.press("Enter")
    page.get_by_text("Not sent yet: 1 change").wait_for()
    other = page.context.new_page()
    page.close(run_before_unload=False)
    other.context.set_offline(False)
    other.goto(address)
    other.get_by_text("One change was not sent before this page was closed.").wait_for()
    assert cell(other, 3, "name").inner_text() != "Roof"
    other.get_by_role("button", name="Send").click()
    cell(other, 3, "name").get_by_text("Roof").wait_for()
    saved(other)
    other.reload()
    cell(other, 3, "name").get_by_text("Roof").wait_for()
    assert other.get_by_text("not sent before this page").count() == 0
