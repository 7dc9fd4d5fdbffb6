"""A deputy stands in for two weeks: appointed, at work, explained, and over by itself; what was deleted comes back."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from demo import picture

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from running import Running

pytestmark = pytest.mark.browser
SignIn = Callable[..., "Page"]
MANAGER, DEPUTY, COMPONENT = "henrik.moe", "jonas.berge", 4


def said(page: Page, text: str) -> None:
    page.locator(".toast", has_text=text).first.wait_for()


def asked_why(page: Page) -> str:
    page.goto(re.sub(r"(https?://[^/]+)/.*", rf"\1/c/{COMPONENT}/people/", page.url))
    page.get_by_label("What", exact=True).select_option(label="Change the plan")
    page.get_by_role("button", name="Explain").click()
    return page.locator(".answer").inner_text()


def opened(page: Page, server: Running, path: str) -> Page:
    """Open the schedule in a tab of its own, with the cursor in a duration."""
    tab = page.context.new_page()
    tab.goto(f"{server.address}{path}")
    tab.locator(".sch-row").first.wait_for()
    tab.locator('.sch-row:not([aria-expanded]) [data-column="duration"]:not([aria-readonly])').first.click()
    assert tab.get_by_role("button", name="Add a task below").count() == 1
    return tab


def typed_in_vain(page: Page, accessibility_faults: Callable[[Page], list[str]]) -> None:
    """A schedule that is open since before the role ended says what it is for now, and keeps what was typed."""
    page.keyboard.press("F2")
    page.locator(".sch-editor").fill("77d")
    page.keyboard.press("Enter")
    note = page.locator(".sch-lost")
    note.get_by_text("You may change less of this plan than before.").wait_for()  # own tasks stay
    said = note.inner_text()
    assert "That takes one of these roles" in said
    assert re.search(r"Duration of “.+”: 77d", said)
    page.locator(".sch-row").first.wait_for()
    assert page.get_by_role("button", name="Add a task below").is_disabled()
    page.locator('.sch-row:not([aria-expanded]) [data-column="duration"]').first.click()
    page.keyboard.press("F2")
    assert page.locator(".sch-editor").count() == 0
    assert accessibility_faults(page) == []
    picture(page, "schedule-for-reading-now")


def test_a_deputy_stands_in_and_it_ends_by_itself(
    sign_in: SignIn, server: Running, accessibility_faults: Callable[[Page], list[str]]
) -> None:
    today = date.today()
    manager = sign_in(MANAGER)
    manager.goto(f"{server.address}/c/{COMPONENT}/people/")
    manager.get_by_label("Change the role of Henrik Moe").click()
    sheet = manager.locator("details[open] form", has=manager.get_by_label("Deputy"))
    sheet.get_by_label("Deputy").select_option(label="Jonas Berge")
    sheet.get_by_label("From").fill(today.isoformat())
    sheet.get_by_label("Until").fill((today + timedelta(days=14)).isoformat())
    sheet.get_by_role("button", name="Appoint").click()
    said(manager, "Jonas Berge stands in for Henrik Moe.")

    deputy = sign_in(DEPUTY, quiet=True)  # a refusal in the end is what this is about
    deputy.goto(f"{server.address}/today/")
    deputy.get_by_role("link", name="Project manager", exact=True).wait_for()
    deputy.locator(".panel", has_text="Reports to send").get_by_role("link", name="Coastal line").wait_for()
    assert "Project manager as deputy for Henrik Moe" in asked_why(deputy)
    picture(deputy, "deputy-why")
    deputy.goto(f"{server.address}/c/{COMPONENT}/register/")
    deputy.locator("td a[href^='/r/']", has_text="Nesting eagles").click()
    deputy.get_by_role("button", name="Put into the trash").click()
    said(deputy, "is in the trash.")
    deputy.locator(".toast").get_by_role("button", name="Undo").click()
    said(deputy, "is back.")
    deputy.get_by_role("heading", name="Nesting eagles").first.wait_for()

    schedule = opened(deputy, server, f"/c/{COMPONENT}/schedule/")
    board = deputy.context.new_page()
    board.goto(f"{server.address}/c/{COMPONENT}/board/")
    board.locator(".bd-card").first.wait_for()

    with contextlib.closing(sqlite3.connect(server.data / "headway.sqlite3", timeout=30)) as database, database:
        past = ((today - timedelta(days=20)).isoformat(), (today - timedelta(days=1)).isoformat())
        database.execute(
            "UPDATE headway_membership SET starts_on = ?, ends_on = ? WHERE deputy_for_id IS NOT NULL", past
        )
    assert deputy.get_by_role("button", name="Put into the trash").count() == 1  # the page is still as it was
    deputy.get_by_role("button", name="Put into the trash").click()
    deputy.get_by_text("That takes one of these roles").wait_for()
    typed_in_vain(schedule, accessibility_faults)
    own = board.evaluate(f"fetch('/api/v1/plans/{COMPONENT}').then(read => read.json()).then(({{ mine }}) => mine)")
    cards = board.locator(".bd-card").evaluate_all("cards => cards.map(({ dataset }) => Number(dataset.id))")
    board.locator(f".bd-card[data-id='{next(pk for pk in cards if pk not in own)}']").focus()
    board.keyboard.press("b")
    board.get_by_label("What is it waiting for?").fill("The crane is gone")
    board.keyboard.press("Tab")
    board.keyboard.press("Enter")
    board.get_by_text("You may change less of this plan than before.").wait_for()
    assert "The crane is gone" in board.locator(".sch-lost").inner_text()
    board.locator(".bd-card").first.wait_for()
    deputy.goto(f"{server.address}/today/")
    deputy.get_by_role("heading", name="Today", exact=True).wait_for()
    assert deputy.get_by_role("link", name="Project manager", exact=True).count() == 0
    words = asked_why(deputy)
    assert "Jonas Berge may not change the plan" in words
    assert "Here that is Henrik Moe" in words
    assert deputy.get_by_role("button", name="Give the role").count() == 0


def test_roles_are_read_on_a_phone(sign_in: SignIn, accessibility_faults: Callable[[Page], list[str]]) -> None:
    phone = sign_in(DEPUTY, width=390, height=844, color_scheme="dark")
    phone.goto(re.sub(r"(https?://[^/]+)/.*", r"\1/roles/", phone.url))
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_label("Role", exact=True).select_option(label="Scrum master")
    phone.get_by_role("button", name="Show").click()
    one = phone.locator("#one")
    one.get_by_text("Run sprints and boards").wait_for()
    one.get_by_text("May not").click()
    one.get_by_text("Set a baseline").wait_for()
    assert phone.get_by_role("region", name="Acts by role").count() == 0
    assert accessibility_faults(phone) == []
    picture(phone, "roles-on-a-phone", whole=True)
