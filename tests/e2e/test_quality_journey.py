"""Journey: the manager holds the logic of a schedule against another mark, with a reason, and lets it be inherited again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from demo import picture

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]
NAME = "Ravnsund substation replacement"


def at_quality(page: Page) -> None:
    page.get_by_role("navigation", name="Components").get_by_role("link", name=re.compile("Ravnsund")).first.click()
    page.get_by_role("navigation", name=f"Parts of {NAME}").get_by_role("link", name="Governance").click()
    page.get_by_role("link", name="Schedule quality").click()
    page.get_by_role("heading", name="Quality of the schedule").wait_for()


def test_a_mark_is_set_with_its_reason_and_inherited_again(sign_in: OpenPage, accessibility_faults: Faults) -> None:
    page = sign_in("maja.ekdahl", color_scheme="dark")
    at_quality(page)
    row = page.get_by_role("row", name=re.compile("^Logic"))
    row.get_by_role("cell", name="at most 5 %").wait_for()
    assert accessibility_faults(page) == []
    row.locator("summary").click()
    row.get_by_label("Logic: mark").fill("90")
    row.get_by_label("Why").fill("Supply chains end at the fence")
    picture(page, "quality-dark", whole=True)
    row.get_by_role("button", name="Hold against it").click()
    row.get_by_role("cell", name="at most 90 %").wait_for()
    row.get_by_text("Supply chains end at the fence").wait_for()
    row.get_by_text("Passes").wait_for()
    row.locator("summary").click()
    row.get_by_role("button", name="Inherit again").click()
    row.get_by_role("cell", name="at most 5 %").wait_for()


def test_on_a_narrow_screen_every_check_can_be_read(sign_in: OpenPage, accessibility_faults: Faults) -> None:
    page = sign_in("maja.ekdahl", width=390, height=844)
    page.goto(f"{page.url.split('/today')[0].split('/c/')[0].split('/work')[0]}/search/?q=Ravnsund")
    page.get_by_role("link", name=re.compile("Ravnsund")).first.click()
    page.goto(re.sub(r"(/c/\d+/).*", r"\1quality/", page.url))
    page.get_by_role("heading", name="Quality of the schedule").wait_for()
    assert accessibility_faults(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    picture(page, "quality-390", whole=True)
