"""How sure are these dates: a project manager asks, says what to assume; the program manager sees who drives the finish."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]
PROJECT, PROGRAM = "Ravnsund substation replacement", "Grid renewal"
LONG_ENOUGH = 180_000
"""Milliseconds until the worker has simulated, also where the engine is still to be compiled."""


def tile(page: Page, name: str) -> str:
    return page.locator(".kpi", has_text=name).locator("strong").inner_text()


def shown(page: Page) -> None:
    """Wait for the runs where the page says that they are to come: a gate may have asked for them before."""
    answer = page.get_by_role("heading", name="How sure the dates are")
    computing = page.locator("#confidence-computing")
    answer.or_(computing).first.wait_for()
    if computing.count():
        page.get_by_role("link", name="Show them").click(timeout=LONG_ENOUGH)
    answer.wait_for()


def test_the_range_that_is_assumed_moves_the_p80(sign_in: OpenPage, accessibility_faults: Faults) -> None:
    page = sign_in("maja.ekdahl")
    page.get_by_role("link", name=PROJECT).first.click()
    page.get_by_role("link", name="Confidence", exact=True).click()
    shown(page)
    before = tile(page, "P80 finish")
    assert re.search(r"Ends by .+ in half of the runs, and by .+ in 80 of 100", page.locator("main").inner_text())
    assert accessibility_faults(page) == []
    page.get_by_label("Set the range: Each duration").click()
    form = page.locator("form", has=page.locator('input[name="name"][value="duration_range"]'))
    form.get_by_label("At worst, %").fill("300")
    form.get_by_label("Where it comes from").fill("Three stations before this one")
    form.get_by_role("button", name="Assume it").click()
    page.get_by_text("Three stations before this one").first.wait_for()
    shown(page)
    assert tile(page, "P80 finish") != before
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_program_says_which_project_drives_its_finish(sign_in: OpenPage, accessibility_faults: Faults) -> None:
    page = sign_in("tobias.lindqvist", color_scheme="dark")
    page.get_by_role("link", name=PROGRAM).first.click()
    page.get_by_role("link", name="Confidence", exact=True).click()
    shown(page)
    drives = page.get_by_role("region", name="Projects")
    shares = [
        int(text) for text in re.findall(r"(\d+)\s%", " ".join(drives.locator("td:nth-child(2)").all_inner_texts()))
    ]
    assert sum(shares) >= 95
    assert page.get_by_role("region", name="Risks").get_by_text("Without it").count() > 0
    assert accessibility_faults(page) == []


def test_a_what_if_says_how_sure_it_would_be(sign_in: OpenPage, accessibility_faults: Faults) -> None:
    page = sign_in("maja.ekdahl")
    page.get_by_role("link", name=PROJECT).first.click()
    page.get_by_role("link", name="What if…").click()
    page.get_by_label("Name").fill("Slower assembly")
    page.get_by_role("button", name="Start a what-if").click()
    page.locator(".sch-row").first.wait_for()
    page.get_by_role("button", name="Critical only").click()
    page.locator(".sch-row:not([aria-expanded])", has_text="Set transformers").first.locator(
        '[data-column="duration"]'
    ).click()
    page.keyboard.press("F2")
    page.locator(".sch-editor").fill("70d")
    page.keyboard.press("Enter")
    page.locator('.sch-state[data-state="saved"]').wait_for()
    page.get_by_role("link", name="Compare").click()
    table = page.get_by_role("region", name="What it does, by dimension")
    ask = table.get_by_role("button", name="How sure is it?")
    ask.wait_for()
    assert accessibility_faults(page) == []
    ask.focus()
    page.keyboard.press("Enter")
    table.get_by_role("progressbar", name="Being simulated").wait_for()
    assert accessibility_faults(page) == []
    finish = table.get_by_role("row", name=re.compile("^P80 finish"))
    finish.wait_for(timeout=LONG_ENOUGH)
    assert re.search(r"\+\d+", finish.inner_text())
    table.get_by_role("row", name=re.compile("^Chance of the budget")).wait_for()
    assert accessibility_faults(page) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert accessibility_faults(page) == []
