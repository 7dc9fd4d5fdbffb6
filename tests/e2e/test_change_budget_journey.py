"""More than what was authorized: the project manager asks, the change authority cannot, the board decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from demo import picture

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from running import Running

pytestmark = pytest.mark.browser
SignIn = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]
MANAGER, AUTHORITY, BOARD = "maja.ekdahl", "tobias.lindqvist", "helena.strand"
PROJECT = "/c/3/"
"""Its tasks cost 15.0 of its 16.5 million."""
NAME = "A second transformer as a spare"


def said(page: Page, text: str) -> None:
    page.locator(".toast", has_text=text).first.wait_for()


def adder(page: Page, name: str) -> None:
    page.locator("summary", has_text=name).click()


def cost_row(page: Page) -> str:
    table = page.get_by_role("region", name="What it does, by dimension")
    return " ".join(table.get_by_role("row", name=re.compile("^Cost")).first.inner_text().split())


def test_the_authority_cannot_and_the_board_decides(
    sign_in: SignIn, server: Running, accessibility_faults: Faults
) -> None:
    manager = sign_in(MANAGER)
    manager.goto(f"{server.address}{PROJECT}changes/")
    manager.get_by_label("What", exact=True).fill(NAME)
    manager.get_by_role("button", name="Begin").click()
    manager.wait_for_url(re.compile(r"/cr/\d+/$"))
    adder(manager, "Add a task")
    form = manager.locator("details[open] form", has=manager.get_by_label("Days", exact=True))
    form.get_by_label("Name").fill("Order the spare")
    form.get_by_label("Days", exact=True).fill("1")
    form.get_by_label("Cost").fill("900000")
    form.get_by_role("button", name="Add").click()
    said(manager, "Added; the impact is calculated.")
    manager.get_by_role("button", name="Propose it to the change authority").wait_for()
    assert "Within" in cost_row(manager)

    adder(manager, "Change a risk")
    form = manager.locator("details[open] form", has=manager.get_by_label("Working days then"))
    form.get_by_label("Risk").select_option(index=1)
    form.get_by_label("Working days then").fill("3")
    form.get_by_label("Money then", exact=True).fill("40000")
    form.get_by_role("button", name="Add").click()
    said(manager, "Added; the impact is calculated.")
    adder(manager, "Budget and effects")
    manager.get_by_label("Cost beside the tasks").fill("1000000")
    manager.get_by_role("button", name="Save the effects").click()
    said(manager, "Noted.")
    assert "Outside" in cost_row(manager)
    manager.get_by_role("region", name="What it does, by dimension").locator("summary", has_text="Cost").click()
    manager.get_by_text("decided by the board of Grid renewal").first.wait_for()
    assert accessibility_faults(manager) == []
    picture(manager, "change-above-the-budget", whole=True)
    manager.get_by_role("button", name="Propose it to the board").click()
    said(manager, "")
    address = manager.url

    authority = sign_in(AUTHORITY)
    assert authority.locator(".panel", has_text="Decisions waiting for you").get_by_text(NAME).count() == 0
    authority.goto(address)
    authority.get_by_role("heading", name=NAME).wait_for()
    assert authority.get_by_role("button", name="Approve and merge").count() == 0
    assert "the board" in authority.locator("section", has_text="Approves").last.inner_text()

    board = sign_in(BOARD, color_scheme="dark")
    board.get_by_role("link", name=re.compile(NAME)).first.click()
    board.get_by_role("button", name="Approve and merge").wait_for()
    assert accessibility_faults(board) == []
    picture(board, "change-above-the-budget-dark", whole=True)
    board.get_by_label("Why", exact=True).fill("A spare costs less than a year without one.")
    board.get_by_role("button", name="Approve and merge").click()
    board.get_by_text("Approved and merged").first.wait_for()
    manager.goto(f"{server.address}{PROJECT}register/")
    manager.goto(address)
    assert "Helena Strand" in manager.locator("main").inner_text()
