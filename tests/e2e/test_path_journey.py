"""The driving path of a task: by key, by button and from the menu of a row; followed, held, and ended by Escape."""

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
Faults = Callable[["Page"], list[str]]

FILLING = """
member("Maja Manager", "project_manager")
member("Rita Reader", "stakeholder")
rows = [{"cells": {"name": name, "duration": length}}
        for name, length in (("Dig", "5d"), ("Fence", "1d"), ("Pour", "2d"), ("Paint", "1d"), ("Open", "1d"))]
(dig, fence, pour, paint, opening), = edit_plan(system, project, [{"op": "insert", "rows": rows}]).made
edit_plan(system, project, [{"op": "link", "predecessor": one, "successor": other}
                            for one, other in ((dig, pour), (fence, pour), (pour, paint), (paint, opening))])
"""


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("path"), FILLING) as running:
        yield running


def schedule(open_page: OpenPage, server: Running, who: str, **options: object) -> Page:
    page = signed_in_page(open_page, server, who, "/c/2/schedule/", **options)
    page.locator(".sch-toolbar").wait_for()
    return page


def on_path(page: Page) -> list[str]:
    return page.locator(".sch-row[data-on-path] .sch-name-text:visible").all_inner_texts()


def said(page: Page, words: str) -> None:
    expect(page.get_by_role("group", name="Driving path").get_by_role("status")).to_contain_text(words)


def test_a_path_is_shown_followed_held_and_ended(
    open_page: OpenPage, server: Running, accessibility_faults: Faults
) -> None:
    page = schedule(open_page, server, "maja")
    cell(page, 4, "name").click()
    page.keyboard.press("Alt+p")
    said(page, "2 tasks decide the dates of “Paint”, back to “Dig”.")
    expect(page.locator(".sch-row[data-on-path]")).to_have_count(3)
    assert sorted(on_path(page)) == ["Dig", "Paint", "Pour"]
    assert page.locator(".sch-lane[data-off-path]:not([hidden])").count() == 2
    assert page.locator('.sch-link-line[data-look="path"]').get_attribute("d")
    assert cell(page, 1, "name").get_attribute("aria-description") == "On the driving path"
    assert accessibility_faults(page) == []
    picture(page, "driving-path")

    page.get_by_label("And what waits for it").check()
    said(page, "it decides those of 1 task.")
    expect(page.locator(".sch-row[data-on-path]")).to_have_count(4)

    cell(page, 2, "name").click()
    said(page, "No other task decides the dates of “Fence”; it decides those of no other.")
    expect(page.locator(".sch-row[data-on-path]")).to_have_count(1)

    page.get_by_label("Stay on this task").check()
    cell(page, 4, "name").click()
    expect(page.locator(".sch-row[data-on-path]")).to_have_count(1)
    assert on_path(page) == ["Fence"]
    page.get_by_role("button", name="Zoom in (+)").click()
    assert on_path(page) == ["Fence"]

    cell(page, 4, "name").click()
    page.keyboard.press("Escape")
    expect(page.locator(".sch-row[data-on-path]")).to_have_count(0)
    expect(page.locator(".sch-lane[data-off-path]")).to_have_count(0)
    expect(page.get_by_role("button", name="Driving path", exact=True)).to_have_attribute("aria-pressed", "false")


def test_an_edit_moves_the_path(open_page: OpenPage, server: Running) -> None:
    page = schedule(open_page, server, "maja")
    cell(page, 4, "name").click()
    page.get_by_role("button", name="Driving path", exact=True).click()
    said(page, "back to “Dig”")
    cell(page, 2, "duration").click()
    page.get_by_label("Stay on this task").check()
    cell(page, 4, "name").click()
    page.get_by_label("Stay on this task").uncheck()
    said(page, "back to “Dig”")
    page.get_by_label("Stay on this task").check()
    cell(page, 2, "duration").click()
    page.keyboard.type("9d")
    page.keyboard.press("Enter")
    said(page, "back to “Fence”")
    assert sorted(on_path(page)) == ["Fence", "Paint", "Pour"]
    page.get_by_role("button", name="Undo", exact=True).click()
    said(page, "back to “Dig”")


def test_the_menu_of_a_row_leads_there_by_mouse_and_by_key(
    open_page: OpenPage, server: Running, accessibility_faults: Faults
) -> None:
    page = schedule(open_page, server, "maja")
    cell(page, 3, "name").click(button="right")
    menu = page.get_by_role("menu", name="Row")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    assert accessibility_faults(page) == []
    page.keyboard.press("d")
    expect(menu.get_by_role("menuitem", name="Driving path")).to_be_focused()
    page.keyboard.press("Enter")
    said(page, "1 task decides the dates of “Pour”")
    expect(menu).to_be_hidden()

    cell(page, 1, "name").click()
    page.keyboard.press("Shift+F10")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(cell(page, 1, "name")).to_be_focused()
    said(page, "No other task decides the dates of “Dig”")


def test_who_only_reads_sees_paths_too(open_page: OpenPage, server: Running) -> None:
    page = schedule(open_page, server, "rita")
    page.locator('.sch-row[aria-rowindex="4"]').click(button="right")
    menu = page.get_by_role("menu", name="Row")
    assert menu.get_by_role("menuitem", name="Delete").count() == 0
    menu.get_by_role("menuitem", name="Driving path").click()
    said(page, "1 task decides the dates of “Pour”")
    page.keyboard.press("Escape")
    expect(page.locator(".sch-row[data-on-path]")).to_have_count(0)
