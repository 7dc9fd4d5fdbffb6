"""Whoever types faster than the server answers: what is meant for a new row does not end up in another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from planning import cell, saved, serving_project, signed_in_page, texts
from playwright.sync_api import expect
from waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route
    from running import Running

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
FILLING = """
member("Maja Manager", "project_manager")
edit_plan(system, project, [{"op": "insert", "rows": [{"cells": {"name": name}} for name in ("Dig", "Pour")]}])
"""


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("ahead"), FILLING) as running:
        yield running


def test_a_name_that_is_typed_before_its_row_is_there_goes_into_it(open_page: OpenPage, server: Running) -> None:
    page = signed_in_page(open_page, server, "maja", "/c/2/schedule/")
    page.locator(".sch-toolbar").wait_for()

    held: list[Route] = []
    page.route("**/edits", lambda route: held.append(route))  # noqa: PLW0108 - no method of a list will do
    cell(page, 1, "name").click()
    page.keyboard.press("Insert")
    page.keyboard.type("Survey / set out")
    assert texts(page, "name") == ["Dig", "Pour"]
    let_through(page, held)
    expect(page.locator(".sch-editor")).to_have_value("Survey / set out")
    page.keyboard.press("Enter")
    let_through(page, held)
    expect(cell(page, 1, "name")).to_have_text("Survey / set out")
    saved(page)
    assert texts(page, "name")[1:3] == ["Dig", "Pour"]

    cell(page, 1, "name").click()
    page.keyboard.press("Control+Enter")
    page.keyboard.type("Fence")
    page.keyboard.press("Enter")
    let_through(page, held)
    expect(cell(page, 2, "name")).to_have_text("Fence")
    let_through(page, held)
    saved(page)
    assert texts(page, "name") == ["Survey / set out", "Fence", "Dig", "Pour"]


def test_a_plan_is_typed_down_while_the_server_still_answers(open_page: OpenPage, server: Running) -> None:
    """Enter in the last name adds a row: nothing that is typed until that row is there gets lost, nor do the rows after it."""
    page = signed_in_page(open_page, server, "maja", "/c/2/schedule/")
    page.locator(".sch-toolbar").wait_for()
    before = texts(page, "name")
    held: list[Route] = []
    page.route("**/edits", lambda route: held.append(route))  # noqa: PLW0108 - no method of a list will do
    cell(page, len(before), "name").click()
    page.keyboard.press("F2")
    for name in ("", "Walls", "Roof", "Windows"):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
    page.keyboard.type("Pai")
    for _ in range(2):
        let_through(page, held)
    page.keyboard.type("nt")
    let_through(page, held)
    expect(page.locator(".sch-editor")).to_have_value("Paint")
    page.keyboard.press("Tab")
    let_through(page, held)
    saved(page)
    assert texts(page, "name") == [*before, "Walls", "Roof", "Windows", "Paint"]


def let_through(page: Page, held: list[Route]) -> None:
    """Send what the page wants to send, once it does."""
    until(page, lambda: held)
    while held:
        held.pop(0).continue_()
