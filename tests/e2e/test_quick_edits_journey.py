"""Typing goes on while the server still answers: nobody is told that somebody else was quicker when it was they."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from planning import cell, saved, serving_project, signed_in_page
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route
    from running import Running

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
FILLING = """
member("Maja Manager", "project_manager")
member("Olaf Other", "project_manager")
edit_plan(system, project, [{"op": "insert", "rows": [{"cells": {"name": "Dig", "duration": "5d"}}]}])
"""


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("quick"), FILLING) as running:
        yield running


def type_into(page: Page, column: str, text: str) -> None:
    cell(page, 1, column).click()
    page.keyboard.press("F2")
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def slow(route: Route) -> None:
    time.sleep(1.0)
    route.continue_()


def test_a_cell_typed_again_while_it_is_saved_is_saved_again(open_page: OpenPage, server: Running) -> None:
    page = signed_in_page(open_page, server, "maja", "/c/2/schedule/")
    saved(page)
    page.route("**/edits", slow)
    type_into(page, "duration", "7d")
    type_into(page, "duration", "9d")
    type_into(page, "name", "Dig deeper")
    saved(page)
    expect(cell(page, 1, "duration")).to_have_text("9 d")
    expect(cell(page, 1, "name")).to_contain_text("Dig deeper")
    assert page.get_by_text("was changed by someone else").count() == 0


def test_what_somebody_else_changed_meanwhile_is_told_in_words(open_page: OpenPage, server: Running) -> None:
    page = signed_in_page(open_page, server, "maja", "/c/2/schedule/", quiet=True)
    other = signed_in_page(open_page, server, "olaf", "/c/2/schedule/")
    saved(page)
    page.route("**/changes*", lambda route: route.abort())  # the news of it is on its way
    type_into(other, "start", "2026-03-02")
    saved(other)
    type_into(page, "start", "2026-04-01")
    told = page.get_by_role("alert")
    expect(told).to_contain_text("was changed by someone else")
    expect(told).to_contain_text("constraint date: yours 1 Apr 2026 08:00, theirs 2 Mar 2026 08:00")
    expect(told).not_to_contain_text("constraint_date")
