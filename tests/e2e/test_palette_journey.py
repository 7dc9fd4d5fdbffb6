"""Jump to whatever has a name or a reference, by the keyboard alone; and not to what somebody else works on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from demo import picture

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser
ROUND = "Investments of the next two years"


def look_for(page: Page, text: str) -> Locator:
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Jump to anything, also by its reference").fill(text)
    return page.get_by_role("dialog", name="Jump to").get_by_role("option")


def test_a_record_and_a_round_are_found_by_key(
    sign_in: Callable[..., Page], accessibility_faults: Callable[[Page], list[str]]
) -> None:
    manager = sign_in("ingrid.solheim", bypass_csp=True)
    found = look_for(manager, "r-4").filter(has_text="Rock under the cable trench")
    found.wait_for()
    assert "risk · Ravnsund substation replacement" in found.inner_text()
    assert accessibility_faults(manager) == []
    picture(manager, "palette")
    while found.get_attribute("aria-selected") != "true":
        manager.keyboard.press("ArrowDown")
    manager.keyboard.press("Enter")
    manager.get_by_role("heading", name="Rock under the cable trench").wait_for()

    look_for(manager, ROUND).filter(has_text=ROUND).wait_for()
    manager.keyboard.press("Enter")
    manager.get_by_role("heading", name=ROUND).wait_for()


def test_a_round_under_work_is_not_found_by_the_board(sign_in: Callable[..., Page]) -> None:
    manager = sign_in("ingrid.solheim")
    manager.get_by_role("link", name="Selection", exact=True).click()
    manager.get_by_label("Name", exact=True).fill("Quokka works")
    manager.get_by_label("First day").fill("2027-01-01")
    manager.get_by_role("button", name="Begin").click()
    manager.get_by_text("The round has begun").first.wait_for()
    look_for(manager, "quokka").filter(has_text="selection · Sundmark Energy").wait_for()

    chair = sign_in("helena.strand")
    look_for(chair, "quokka").filter(has_text="Nothing is called “quokka”.").wait_for()
    chair.keyboard.press("Escape")
    look_for(chair, "small works").filter(has_text="selection · Sundmark Energy").wait_for()
