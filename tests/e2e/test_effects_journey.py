"""What a what-if does, seen as one table: on its comparison and on the request, by keyboard, on a phone and at night."""

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


def test_what_it_does_is_read_line_by_line(sign_in: OpenPage, accessibility_faults: Faults) -> None:
    page = sign_in("tobias.lindqvist")
    page.get_by_role("link", name="Coastal line Torsnes-Eide, 132 kV").first.click()
    page.get_by_role("link", name="What if…").click()
    page.get_by_label("Name").fill("What it would do")
    page.get_by_role("button", name="Start a what-if").click()
    page.locator(".sch-row").first.wait_for()
    page.get_by_role("button", name="Critical only").click()
    page.locator(".sch-row", has_text="Cut over at Torsnes").first.locator('[data-column="duration"]').click()
    page.keyboard.press("F2")
    page.locator(".sch-editor").fill("95d")
    page.keyboard.press("Enter")
    page.locator('.sch-state[data-state="saved"]').wait_for()
    page.get_by_role("link", name="Compare").click()

    table = page.get_by_role("region", name="What it does, by dimension")
    finish = " ".join(table.get_by_role("row", name=re.compile("^Finish")).inner_text().split())
    assert re.search(r"\+\d+", finish)
    lines = table.locator("summary").first
    lines.focus()
    page.keyboard.press("Enter")
    table.locator("details[open] li").first.wait_for()
    assert accessibility_faults(page) == []

    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert accessibility_faults(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})

    page.get_by_role("link", name="Propose as change request…").click()
    page.get_by_label("Why").fill("To see what it does.")
    page.get_by_role("button", name="Propose as change request").click()
    page.wait_for_url(re.compile(r"/cr/\d+/$"))
    assert " ".join(table.get_by_role("row", name=re.compile("^Finish")).inner_text().split()) == finish
    table.get_by_role("row", name=re.compile("^Benefits")).wait_for()
    assert accessibility_faults(page) == []
