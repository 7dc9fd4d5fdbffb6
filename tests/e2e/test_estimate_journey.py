"""Optimistic and pessimistic durations: typed with the keyboard alone, undone, pasted, drawn, told where they are outgrown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from planning import cell, paste, picture, saved, serving_project, signed_in_page, texts
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from running import Running

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]

CHOSEN = '{columns: ["number", "name", "duration", "optimistic"], gridWidth: 640}'
FILLING = """
member("Maja Manager", "project_manager")
member("Rita Reader", "stakeholder")
rows = [{"cells": {"name": name, "duration": "5d"}} for name in ("Dig", "Pour", "Cure")]
edit_plan(system, project, [{"op": "insert", "rows": rows}])
"""


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("estimates"), FILLING) as running:
        yield running


def schedule(open_page: OpenPage, server: Running, who: str, **options: object) -> Page:
    page = signed_in_page(open_page, server, who, "/c/2/schedule/", **options)
    page.locator(".sch-toolbar").wait_for()
    return page


def test_a_range_is_typed_undone_pasted_and_drawn_by_keyboard(
    open_page: OpenPage, server: Running, accessibility_faults: Faults
) -> None:
    page = schedule(open_page, server, "maja", quiet=True)  # a refusal is a 422, which the console tells of
    keys = page.keyboard
    page.evaluate(f"localStorage.setItem('headway.schedule.project', JSON.stringify({CHOSEN}))")
    page.reload()
    page.locator("summary", has_text="Columns").focus()
    keys.press("Enter")
    for choice in ("Pessimistic", "Ranges in the drawing"):
        page.get_by_label(choice, exact=True).focus()
        keys.press("Space")
    assert accessibility_faults(page) == []
    picture(page, "estimates-columns")
    keys.press("Escape")

    cell(page, 1, "optimistic").click()
    keys.type("3d")
    keys.press("Enter")
    cell(page, 1, "pessimistic").click()
    keys.type("2w")
    keys.press("Enter")
    saved(page)
    expect(cell(page, 1, "pessimistic")).to_have_text("10d")
    line = page.locator(".sch-range:visible")
    expect(line).to_have_count(1)
    drawn, bar = line.bounding_box(), page.locator('.sch-lane[data-kind="0"] .sch-bar').first.bounding_box()
    assert drawn
    assert bar
    assert bar["x"] < drawn["x"] < bar["x"] + bar["width"] < drawn["x"] + drawn["width"]

    keys.press("Control+z")
    expect(cell(page, 1, "pessimistic")).to_have_text("")
    keys.press("Control+z")
    expect(cell(page, 1, "optimistic")).to_have_text("")
    expect(line).to_have_count(0)

    cell(page, 2, "optimistic").click()
    paste(page, "4d\t6d\n5d\t1d")
    page.locator(".sch-message", has_text="shorter than the duration").wait_for()
    assert texts(page, "optimistic") == ["", "4d", "5d"]
    assert texts(page, "pessimistic") == ["", "6d", ""]

    cell(page, 1, "duration").click()
    keys.type("2/4/9d")
    keys.press("Enter")
    saved(page)
    assert (texts(page, "duration")[0], texts(page, "optimistic")[0], texts(page, "pessimistic")[0]) == (
        "4 d",
        "2d",
        "9d",
    )
    keys.press("ArrowUp")
    keys.type("12d")
    keys.press("Enter")
    saved(page)
    assert (texts(page, "duration")[0], texts(page, "pessimistic")[0]) == ("12 d", "9d")
    page.get_by_role("button", name="Problems").click()
    page.get_by_text("The pessimistic estimate is shorter than the duration", exact=True).wait_for()
    assert accessibility_faults(page) == []
    picture(page, "estimates-problem")


def test_the_details_hold_both_ends_in_one_line(
    open_page: OpenPage, server: Running, accessibility_faults: Faults
) -> None:
    page = schedule(open_page, server, "maja", quiet=True)
    cell(page, 3, "name").click()
    page.get_by_role("button", name="Details", exact=True).click()
    panel = page.get_by_role("complementary", name="Details of the selected row")
    panel.get_by_label("Pessimistic").fill("8d")
    page.keyboard.press("Enter")
    saved(page)
    expect(panel.get_by_label("Pessimistic")).to_have_value("8d")
    panel.get_by_label("Optimistic").fill("9d")
    page.keyboard.press("Enter")
    expect(page.locator(".sch-message")).to_contain_text("longer than the duration")
    assert accessibility_faults(page) == []
    picture(page, "estimates-details")

    reader = schedule(open_page, server, "rita")
    reader.locator('.sch-row[aria-rowindex="4"]').click()
    reader.get_by_role("button", name="Details", exact=True).click()
    told = reader.get_by_role("complementary", name="Details of the selected row")
    expect(told.locator(".sch-fields")).to_contain_text("8d")
    assert told.get_by_role("textbox").count() == 0
