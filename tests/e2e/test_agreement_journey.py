"""A hand-off between two projects, by two people in two browsers: asked for, another day proposed, agreed, seen to slip."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from headway.app.demo import tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from conftest import OpenPage

pytestmark = pytest.mark.browser

GIVER = tree.PEOPLE[[each.key for each in tree.PEOPLE].index("karin")].name.lower().replace(" ", ".")
TAKER = tree.PEOPLE[[each.key for each in tree.PEOPLE].index("amalie")].name.lower().replace(" ", ".")


def fact(page: Page, name: str) -> str:
    return page.locator(f"dl.facts dt:text-is('{name}') + dd").inner_text()


def test_a_hand_off_is_asked_for_proposed_agreed_and_slips(
    sign_in: OpenPage, accessibility_faults: Callable[[Page], list[str]]
) -> None:
    giver, taker = sign_in(GIVER), sign_in(TAKER, color_scheme="dark", width=390)
    giver.goto(giver.url.split("/", 3)[0] + "//" + giver.url.split("/", 3)[2] + "/today/")
    panel = giver.locator("section", has=giver.get_by_role("heading", name="Hand-offs that wait for your answer"))
    panel.locator("a[href^='/hand-offs/']").first.click()
    giver.wait_for_url("**/hand-offs/*/")
    assert fact(giver, "State") == "Requested"
    forecast = datetime.strptime(fact(giver, "Forecast"), "%d %b %Y")
    day = forecast - timedelta(days=4)
    giver.fill("#id_day", day.strftime("%Y-%m-%d"))
    giver.fill("#id_reason", "The second vendor delivers a week later.")
    giver.get_by_role("button", name="Propose this day").click()
    giver.get_by_text("Other date proposed").wait_for()
    taker.goto(giver.url)
    assert "The second vendor delivers a week later." in taker.inner_text("main")
    taker.get_by_role("button", name="Agree to the proposal").click()
    taker.locator("dd", has_text="Accepted").wait_for()
    giver.reload()
    for page in (giver, taker):
        assert fact(page, "State") == "Accepted"
        assert fact(page, "Promised") == f"{day.day} {day:%b %Y}"
        assert accessibility_faults(page) == []
    # Agreed for a day before the forecast: it is late at once, and the giver's page counts the working days.
    assert fact(giver, "Standing").startswith("Late by ")
    assert fact(taker, "Standing").startswith("Late")
    giver.get_by_role("link", name="All of").click()
    giver.wait_for_url("**/hand-offs/**")
    assert "Late by" in giver.inner_text("main")
    assert accessibility_faults(giver) == []
