"""Who has too much to do: a what-if that begins with the people of a plan leveled, seen, merged and taken back."""

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
PROJECT = "Coastal line Torsnes-Eide, 132 kV"
WAITS = "Remove old conductors and towers"


def test_a_leveled_plan_is_compared_merged_and_undone(sign_in: OpenPage, accessibility_faults: Faults) -> None:
    page = sign_in("tobias.lindqvist")
    page.get_by_role("link", name=PROJECT).first.click()
    page.get_by_role("link", name="What if…").click()
    page.get_by_label("its people leveled").check()
    page.get_by_role("button", name="Start a what-if").click()
    waits = page.get_by_role("region", name="Tasks that wait")
    row = waits.get_by_role("row", name=WAITS)
    assert re.search(r"Line crew\s+“Cut over at Eide and Ravnsund bay”", row.inner_text())
    stays = page.get_by_role("heading", name="What stays too much")
    assert stays.count() == 1
    page.locator("#branch-effect").get_by_text("live finish").wait_for()
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="Merge…").click()
    page.get_by_text(re.compile("leveling delay", re.IGNORECASE)).first.wait_for()
    page.get_by_role("button", name="Merge into the plan").click()
    page.get_by_text("Merged. “Leveled” is in the plan now").wait_for()
    page.locator(".sch-row").first.wait_for()
    page.get_by_role("button", name=re.compile("^Undo")).first.click()
    page.locator('.sch-state[data-state="saved"]').wait_for()
    page.get_by_role("link", name="What if…").click()
    page.get_by_label("leveled within the float").check()
    page.get_by_role("button", name="Start a what-if").click()
    page.get_by_text("There is nothing to level within the float").wait_for()
    assert page.url.endswith("/branches/")
