"""A hand-off between two projects, by two people in two browsers: asked for, another day proposed, agreed, seen to slip,
talked about."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from demo import picture

from headway.app.demo import tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from running import Running

    from conftest import OpenPage

pytestmark = pytest.mark.browser

NAMES = {each.key: each.name.lower().replace(" ", ".") for each in tree.PEOPLE}
GIVER, TAKER, OTHER_TAKER = NAMES["karin"], NAMES["amalie"], NAMES["oskar"]


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
        assert fact(page, "Promised") == f"{day:%d %b %Y}"
        assert accessibility_faults(page) == []
    # Agreed for a day before the forecast: it is late at once, and the giver's page counts the working days.
    assert fact(giver, "Standing").startswith("Late by ")
    assert fact(taker, "Standing").startswith("Late")
    giver.get_by_role("link", name="All of").click()
    giver.wait_for_url("**/hand-offs/**")
    assert re.search(r"\d working days? late", giver.inner_text("main"))
    assert accessibility_faults(giver) == []


def test_two_people_talk_about_a_hand_off_across_their_projects(
    sign_in: OpenPage, server: Running, accessibility_faults: Callable[[Page], list[str]]
) -> None:
    taker, giver = sign_in(OTHER_TAKER, color_scheme="dark", width=390), sign_in(GIVER)
    project = re.search(r"/c/\d+/", taker.locator("main a[href^='/c/']").first.get_attribute("href") or "")
    assert project is not None
    taker.goto(f"{server.address}{project[0]}hand-offs/")
    taker.locator("tbody a[href^='/hand-offs/']").first.click()
    taker.wait_for_url("**/hand-offs/*/")
    said = taker.locator("#talk .comment", has_text="tariff components")
    said.wait_for()
    box = taker.locator("#talk").get_by_role("textbox", name="Comment", exact=True)
    box.click()
    box.press_sequentially("Which two fields, @Kar")
    taker.get_by_role("option", name="Karin Wallin").wait_for()
    box.press("Enter")
    taker.locator("#talk").get_by_role("button", name="Comment", exact=True).click()
    taker.locator("#talk .comment", has_text="Which two fields").wait_for()
    assert accessibility_faults(taker) == []
    picture(taker, "hand-off-talk-dark-390", whole=True)

    line = giver.locator(".inbox > li", has_text="Which two fields").get_by_role("link").first
    for _ in range(60):  # the worker follows the log within a second; a busy machine takes longer
        giver.goto(f"{server.address}/inbox/?kind=mention")
        if line.count():
            break
        giver.wait_for_timeout(500)
    line.click()
    giver.wait_for_url("**/talk/agreement/*/")
    giver.locator(".about").get_by_role("link").click()
    giver.wait_for_url("**/hand-offs/*/")
    answering = giver.locator("#talk li", has_text="Which two fields").locator("details.answer").first
    answering.locator("summary").click()
    answering.get_by_role("textbox", name="Your answer").fill("Discount and surcharge.")
    answering.get_by_role("button", name="Answer").click()
    giver.locator("#talk .comment", has_text="Discount and surcharge.").wait_for()
    main = giver.inner_text("main")
    assert "A task that you may not see" in main
    assert "Customer data migration" not in main
    assert accessibility_faults(giver) == []
    picture(giver, "hand-off-talk", whole=True)
    taker.reload()
    taker.locator("#talk .comment", has_text="Discount and surcharge.").wait_for()
