"""A what-if as two people: begun, edited, seen beside the plan, shared by link, merged in part, undone, discarded."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]
ARTIFACTS = Path(__file__).resolve().parents[2] / "test-artifacts"
PROJECT = "Coastal line Torsnes-Eide, 132 kV"
FIRST, SECOND = "Cut over at Torsnes", "Joint line test and phasing"


def cell(page: Page, name: str, column: str) -> Locator:
    return page.locator(".sch-row", has_text=name).first.locator(f'[data-column="{column}"]')


def critical_only(page: Page) -> None:
    """Show few rows, so that those of the story are in view."""
    page.locator(".sch-row").first.wait_for()
    page.get_by_role("button", name="Critical only").click()


def picture(page: Page, name: str) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"branch-{name}.png")


def type_in(page: Page, name: str, column: str, text: str) -> None:
    cell(page, name, column).click()
    page.keyboard.press("F2")
    page.locator(".sch-editor").fill(text)
    page.keyboard.press("Enter")
    page.locator('.sch-state[data-state="saved"]').wait_for()


def test_a_branch_is_tried_shared_merged_in_part_and_undone(sign_in: OpenPage, accessibility_faults: Faults) -> None:
    page = sign_in("tobias.lindqvist")
    page.get_by_role("link", name=PROJECT).first.click()
    page.get_by_role("link", name="What if…").click()
    page.get_by_label("Name").fill("Two crews")
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Start a what-if").click()
    page.locator(".sch-row").first.wait_for()
    address = page.url
    effect = page.locator("#branch-effect")
    effect.get_by_text("live finish").wait_for()
    first, second = FIRST, SECOND
    critical_only(page)
    before = effect.inner_text()

    type_in(page, first, "duration", "90d")
    page.locator(".sch-earlier:not([hidden])").first.wait_for()
    effect.filter(has_not_text=before).wait_for()
    assert re.search(r"\+\d+ d", effect.inner_text().replace("\u202f", " ").replace("\u00a0", " "))
    page.get_by_role("button", name="Table").click()
    longer = effect.inner_text()
    type_in(page, second, "resources", "")
    effect.filter(has_not_text=longer).get_by_text(re.compile("work .* →")).wait_for()
    page.get_by_role("button", name="Undo").first.click()
    effect.filter(has_text=longer).wait_for()
    page.get_by_role("button", name="Both").click()
    type_in(page, second, "name", f"{second}, twice")
    assert accessibility_faults(page) == []
    picture(page, "edited")

    page.get_by_role("link", name="Compare").click()
    page.get_by_role("heading", name="What is different").wait_for()
    assert "was extended by" in page.locator("main").inner_text()
    assert accessibility_faults(page) == []
    picture(page, "compared")

    page.get_by_text("Share", exact=True).click()
    page.get_by_label("Whoever sees the plan may look").check()
    page.get_by_role("button", name="Save").click()
    page.locator(".sch-row").first.wait_for()

    reader = sign_in("helena.strand")
    reader.goto(address)
    critical_only(reader)
    reader.get_by_text("by Tobias Lindqvist").wait_for()
    assert cell(reader, first, "duration").inner_text() == "90 d"
    reader.goto(f"{address}merge/")
    reader.get_by_role("button", name="Merge into the plan").click()
    reader.get_by_text("You may not change the plan of").wait_for()

    page.get_by_role("link", name="Merge…").click()
    assert accessibility_faults(page) == []
    picture(page, "chosen")
    page.get_by_label(re.compile("Duration")).uncheck()
    page.locator("#branch-result", has_text="1 change chosen").wait_for()
    page.get_by_role("button", name="Merge into the plan").click()
    page.wait_for_url(re.compile(r"/c/\d+/schedule/$"))
    critical_only(page)
    cell(page, f"{second}, twice", "name").wait_for()
    assert cell(page, first, "duration").inner_text() != "90 d"
    page.get_by_role("button", name="Undo").first.click()
    page.locator(".sch-row", has_text=f"{second}, twice").wait_for(state="detached")

    page.goto(address)
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("button", name="Restore").click()
    page.get_by_text("You are in the branch").wait_for()
    critical_only(page)
    assert cell(page, first, "duration").inner_text() == "90 d"


def test_the_bar_fits_a_telephone_and_the_night(sign_in: OpenPage, accessibility_faults: Faults) -> None:
    page = sign_in("tobias.lindqvist", width=390, height=844, color_scheme="dark")
    page.goto(re.sub(r"/today/.*", "/c/4/branches/", page.url))
    page.get_by_label("Name").fill("By night")
    page.get_by_role("button", name="Start a what-if").click()
    page.locator("#branch-effect").get_by_text("live finish").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert accessibility_faults(page) == []
    picture(page, "narrow-dark")


def test_a_branch_is_proposed_and_approved_by_who_has_the_authority(
    sign_in: OpenPage, accessibility_faults: Faults
) -> None:
    page = sign_in("tobias.lindqvist")
    page.get_by_role("link", name=PROJECT).first.click()
    page.get_by_role("link", name="What if…").click()
    page.get_by_label("Name").fill("A longer cut-over")
    page.get_by_role("button", name="Start a what-if").click()
    critical_only(page)
    type_in(page, FIRST, "duration", "95d")
    address = page.url
    page.get_by_role("link", name="Propose as change request…").click()
    page.get_by_label("Why").fill("The second line is not free before.")
    assert accessibility_faults(page) == []
    picture(page, "proposing")
    page.get_by_role("button", name="Propose as change request").click()
    page.wait_for_url(re.compile(r"/cr/\d+/$"))
    request = page.url
    page.get_by_role("link", name="A longer cut-over").wait_for()
    assert accessibility_faults(page) == []
    picture(page, "request")
    page.get_by_role("button", name=re.compile("Propose it")).click()
    page.get_by_text("Waits for approval").first.wait_for()
    page.goto(address)
    page.get_by_text("waits for a decision").wait_for()
    critical_only(page)
    assert cell(page, FIRST, "duration").inner_text() == "95 d"
    assert accessibility_faults(page) == []
    picture(page, "waiting")

    board = sign_in("helena.strand")
    board.goto(request)
    board.get_by_role("link", name="A longer cut-over").click()
    board.get_by_role("heading", name="What is different").wait_for()
    board.go_back()
    board.get_by_label("Why").fill("Better late than in the dark.")
    board.get_by_role("button", name="Approve and merge").click()
    board.get_by_text("Approved and merged", exact=True).first.wait_for()
    page.goto(re.sub(r"/b/.*", "/c/4/schedule/", address))
    critical_only(page)
    assert cell(page, FIRST, "duration").inner_text() == "95 d"
    page.goto(address)
    page.get_by_text("The branch “A longer cut-over” is accepted").wait_for()
