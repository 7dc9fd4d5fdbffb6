"""Journey: a sprint. It is planned, filled, started, worked on, and closed with what is left over."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from demo import picture

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page
    from running import Running

pytestmark = pytest.mark.browser

Faults = Callable[["Page"], list[str]]
PORTAL = "Customer portal and app"


def open_sprints(page: Page) -> None:
    """Go the way that people go: Today, the running sprint, all sprints."""
    page.get_by_role("link", name=f"{PORTAL}: Sprint").first.click()
    page.get_by_role("link", name="All sprints").click()
    page.get_by_role("heading", name="Closed sprints").wait_for()


def section(page: Page, name: str) -> Locator:
    return page.locator("section[data-sprint]", has=page.get_by_role("heading", name=name))


def tasks_in(page: Page, name: str) -> list[str]:
    return section(page, name).locator("tbody a").all_inner_texts()


def figure(head: Locator, name: str, tasks: int) -> Locator:
    return head.locator(".sprint-figures > div", has_text=re.compile(rf"^{name}\s*{tasks}\b"))


def test_a_sprint_is_planned_started_worked_on_and_closed(sign_in: Callable[..., Page]) -> None:
    page = sign_in("ruben.falkner", height=2600)  # nothing scrolls away under the mouse that drags
    open_sprints(page)
    assert section(page, "Sprint 5").get_by_role("button", name="Start").is_disabled(), "another one is running"

    # What is left over of the running sprint goes into the next one.
    before = tasks_in(page, "Sprint 5")
    page.get_by_text("Close Sprint 4…").click()
    page.get_by_label("What is not done goes to").select_option("Sprint 5")
    page.get_by_role("button", name="Close Sprint 4").click()
    page.get_by_text("Sprint 4 is closed; its figures are frozen.").wait_for()
    left = tasks_in(page, "Sprint 5")
    assert set(before) < set(left)

    # Another one is planned; tasks are ticked by keyboard and by a range, and moved at once.
    page.get_by_label("Goal").fill("Everybody can pay")
    page.get_by_role("button", name="Plan it").click()
    page.get_by_text("The sprint is planned.").wait_for()
    boxes = section(page, "Backlog").locator('input[name="task"]')
    boxes.nth(0).focus()
    page.keyboard.press("Space")
    boxes.nth(2).click(modifiers=["Shift"])
    page.get_by_text("3 ticked").wait_for()
    page.get_by_label("Move what is ticked to").select_option("Sprint 6")
    page.get_by_role("button", name="Move", exact=True).click()
    page.get_by_text("3 tasks are in Sprint 6 now.").wait_for()
    moved = tasks_in(page, "Sprint 6")
    assert len(moved) == 3

    # One goes back by mouse.
    section(page, "Sprint 6").locator("tbody tr").nth(2).drag_to(section(page, "Backlog").locator("header"))
    page.get_by_text("1 task is in the backlog now.").wait_for()
    assert tasks_in(page, "Sprint 6") == moved[:2]

    # Started, it heads the board, and a card that is done burns it down.
    section(page, "Sprint 5").get_by_role("button", name="Start").click()
    page.get_by_text("Sprint 5 is running.").wait_for()
    page.get_by_role("link", name="To the board").click()
    page.wait_for_selector(".bd-card")
    page.get_by_label("Which sprint").select_option("Sprint 5 (running)")
    page.locator(".bd-toolbar output", has_text=f"{len(left)} of").wait_for()
    head = page.get_by_role("region", name="The running sprint")
    figure(head, "Committed", len(left)).wait_for()
    card = page.locator(".bd-cell[data-column='review'] .bd-card").first
    card.focus()
    for key in ("Space", "ArrowRight", "Space"):
        page.keyboard.press(key)
    figure(head, "Done", 1).wait_for()
    picture(page, "sprint-board")

    # A card leaves the sprint with a key, and undo brings it back.
    name = page.locator(".bd-cell[data-column='ready'] .bd-card .bd-name").first.inner_text()
    card = page.locator(".bd-card", has_text=name)
    card.focus()
    page.keyboard.press("s")
    page.get_by_role("dialog").get_by_role("button", name="Backlog").click()
    card.wait_for(state="detached")
    head.get_by_text("Added, removed").wait_for()
    page.get_by_role("button", name="Undo").first.click()
    card.wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_sprints_are_for_everybody(
    sign_in: Callable[..., Page], server: Running, accessibility_faults: Faults, scheme: str, width: int
) -> None:
    page = sign_in("ruben.falkner", color_scheme=scheme, width=width, bypass_csp=True)
    open_sprints(page)
    sprints = page.url
    sprint = page.locator("section[data-sprint] h2 a").first.get_attribute("href")
    for number, address in enumerate((sprints, f"{server.address}{sprint}", sprints.replace("/sprints/", "/board/"))):
        page.goto(address)
        page.wait_for_selector(".bd-card, main table")
        assert accessibility_faults(page) == []
        picture(page, f"sprints-{number}-{scheme}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
