"""Journey 6: the portfolio manager chooses what to do, by the keyboard alone; the board decides as somebody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from demo import picture

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser
MANAGER, CHAIR, OUTSIDER = "ingrid.solheim", "helena.strand", "maja.ekdahl"
ROUND = "Investments of the next two years"


def said(page: Page, text: str) -> None:
    page.locator(".toast", has_text=text).first.wait_for()


def press(at: Locator, key: str = "Enter") -> None:
    """Reach an element by its focus, as the Tab key does, and press a key on it."""
    at.focus()
    at.press(key)


def figure(page: Page, label: str) -> str:
    return page.locator(".kpi", has_text=label).locator("strong").inner_text()


def test_a_selection_from_wishes_to_the_decision(
    sign_in: Callable[..., Page], accessibility_faults: Callable[[Page], list[str]]
) -> None:
    manager = sign_in(MANAGER, bypass_csp=True)
    press(manager.get_by_role("link", name="Selection", exact=True))
    press(manager.get_by_role("link", name=ROUND))
    chart = manager.locator("hw-chart").first
    chart.scroll_into_view_if_needed()
    chart.locator("svg, canvas").first.wait_for()
    page = manager.url
    assert accessibility_faults(manager) == []
    before = float(figure(manager, "Value"))

    hold = manager.get_by_label("Hold or change Second cable to the islands")
    row = manager.locator("#chosen tbody tr", has=hold)
    press(hold)
    press(row.get_by_label("Wish"), "End")
    row.get_by_label("Why", exact=True).press_sequentially("The islands vote next year")
    press(row.get_by_role("button", name="Choose anew"))
    said(manager, "Chosen anew.")
    manager.get_by_text("Held out: The islands vote next year.").wait_for()
    assert float(figure(manager, "Value")) < before
    assert figure(manager, "What is held costs") != "0"

    press(manager.get_by_role("link", name="Candidate", exact=True))
    manager.get_by_label("Name of the idea").press_sequentially("Batteries in schools")
    manager.get_by_label("Value", exact=True).press_sequentially("999")
    manager.get_by_label("Period 1 of its life").press_sequentially("500000")
    assert accessibility_faults(manager) == []
    press(manager.get_by_role("button", name="Save"))
    said(manager, "Added.")
    assert float(figure(manager, "Value").replace(",", "")) > 999
    picture(manager, "selection-round", whole=True)
    press(manager.get_by_role("button", name="Propose to the board"))
    said(manager, "frozen and with the board")
    assert manager.get_by_role("button", name="Approve").count() == 0

    chair = sign_in(CHAIR, bypass_csp=True)
    chair.goto(page.replace(page[page.index("/selection/") :], "/today/"))
    waiting = chair.locator(".panel", has_text="Decisions waiting for you")
    press(waiting.get_by_role("link", name=f"Selection: {ROUND}"))
    chair.get_by_text("As it was put before the board").wait_for()
    assert accessibility_faults(chair) == []
    chair.get_by_label("Why", exact=True).fill("The schools are a good beginning.")
    picture(chair, "selection-decide", whole=True)
    press(chair.get_by_role("button", name="Approve"))
    said(chair, "Approved.")

    manager.goto(page)
    manager.get_by_text("The schools are a good beginning.").wait_for()
    told = manager.get_by_text(f"Approved the selection “{ROUND}”")
    for _ in range(40):
        manager.goto(page.replace(page[page.index("/selection/") :], "/inbox/"))
        if told.count():
            break
        manager.wait_for_timeout(500)
    assert told.count() > 0

    outsider = sign_in(OUTSIDER, quiet=True)
    assert outsider.goto(page).status == 404
