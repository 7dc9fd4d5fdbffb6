"""Talking in a real browser: a comment with a mention by keyboard reaches an inbox, what reaches whom is chosen, and a
push message is shown by the service worker. axe looks at every page on the way, in both themes."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from demo import picture
from running import Running
from waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
SignIn = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]


def at(page: Page, server: Running, path: str) -> Page:
    page.goto(f"{server.address}{path}")
    page.wait_for_load_state("networkidle")
    return page


def test_a_mention_goes_from_the_keyboard_into_an_inbox_and_back(
    sign_in: SignIn, server: Running, accessibility_faults: Faults
) -> None:
    maja = sign_in("maja.ekdahl")
    maja.get_by_role("navigation").get_by_role("link", name=re.compile("Ravnsund")).first.click()
    talk = maja.locator("#talk")
    talk.get_by_text("Yes, if the switching order reaches us").wait_for()
    assert accessibility_faults(maja) == []
    box = talk.get_by_role("textbox", name="Comment", exact=True)
    box.click()
    box.press_sequentially("The order is **written**, @Tob")
    maja.get_by_role("option", name=re.compile("Tobias Lindqvist")).wait_for()
    assert accessibility_faults(maja) == []
    box.press("Enter")
    box.press_sequentially("please look.")
    assert box.input_value() == "The order is **written**, @Tobias Lindqvist please look."
    talk.get_by_role("button", name="Comment", exact=True).click()
    said = maja.locator("#talk .comment", has_text="The order is written")
    said.get_by_text("written", exact=True).wait_for()
    assert said.locator("strong", has_text="written").count() == 1
    picture(maja, "comments")

    tobias = sign_in("tobias.lindqvist", color_scheme="dark")
    line = at(tobias, server, "/inbox/?kind=mention").locator(".inbox > li", has_text="The order is").first
    for _ in range(40):  # the worker follows the log within a second; a busy machine takes longer
        if line.count():
            break
        tobias.wait_for_timeout(500)
        at(tobias, server, "/inbox/?kind=mention")
    assert accessibility_faults(tobias) == []
    picture(tobias, "inbox-dark")
    tobias.keyboard.press("j")
    assert tobias.evaluate("document.activeElement.hasAttribute('data-line')")
    line.get_by_role("link").first.click()
    tobias.wait_for_url(re.compile(r"/talk/component/\d+/$"))
    comment = tobias.locator(".comment", has_text="The order is written")
    comment.get_by_text("React").click()
    comment.get_by_role("button", name="Thanks").click()
    tobias.locator(".comment", has_text="The order is written").get_by_role("button", name="Thanks 1").wait_for()
    assert accessibility_faults(tobias) == []
    at(tobias, server, "/inbox/?show=unread&kind=mention")
    assert tobias.locator(".inbox > li", has_text="The order is").count() == 0


def test_lines_lead_to_what_is_talked_about_on_its_own_page(
    sign_in: SignIn, server: Running, accessibility_faults: Faults
) -> None:
    lines = (("tobias.lindqvist", ("a request for support", "a change request", "a report", "a record")),
             ("helena.strand", ("an exception",)))  # fmt: skip
    for who, things in lines:
        page = sign_in(who)
        for thing in things:
            at(page, server, "/inbox/")
            page.locator(".inbox a", has_text=re.compile(f" on {thing}$")).first.click()
            page.wait_for_url(re.compile(r"/talk/[a-z]+/\d+/$"))
            page.locator(".about").get_by_role("link").click()
            page.locator("#talk .comment").first.wait_for()
            assert accessibility_faults(page) == [], thing


def test_the_inbox_is_narrowed_put_off_and_archived(
    sign_in: SignIn, server: Running, accessibility_faults: Faults
) -> None:
    page = at(sign_in("helena.strand"), server, "/inbox/")
    everything = page.locator(".inbox > li").count()
    page.get_by_label("Where").select_option(label="\u2003\u2003Battery storage at Torsnes")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url(re.compile(r"component=\d+"))
    assert 0 < page.locator(".inbox > li").count() < everything
    assert accessibility_faults(page) == []
    first = page.locator(".inbox > li").first
    title = first.get_by_role("link").inner_text()
    first.locator("summary", has_text="Later").click()
    first.get_by_role("button", name="In a week").click()
    page.wait_for_load_state("networkidle")
    at(page, server, "/inbox/?show=snoozed")
    assert page.locator(".inbox > li", has_text=title).count() == 1
    assert accessibility_faults(page) == []
    page.get_by_label("Kind").select_option(label="Plan")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("heading", name="Nothing fits").wait_for()
    assert accessibility_faults(page) == []


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.innerText"))


def test_reactions_watching_and_the_inbox_by_keyboard_alone(sign_in: SignIn, server: Running) -> None:
    page = sign_in("tobias.lindqvist")
    page.get_by_role("navigation").get_by_role("link", name=re.compile("Ravnsund")).first.click()
    words = "Yes, if the switching order reaches us"
    comment = page.locator("#talk .comment", has_text=words)
    comment.locator("summary", has_text="React").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    label = focused(page)
    page.keyboard.press("Enter")
    comment.get_by_role("button", name=re.compile(f"^{label} \\d"), pressed=True).wait_for()
    assert focused(page).startswith(label)
    page.keyboard.press("Enter")
    comment.get_by_role("button", name=re.compile(f"^{label} \\d"), pressed=True).wait_for(state="detached")
    assert page.evaluate("document.activeElement.closest('.comment') !== null")

    box = page.locator("#talk").get_by_role("textbox", name="Comment", exact=True)
    box.click()
    box.press_sequentially("Clicked, @Pet")
    page.get_by_role("option", name=re.compile("Petra Lindahl")).click()
    assert box.input_value() == "Clicked, @Petra Lindahl "
    box.press_sequentially("@Maj")
    page.get_by_role("option", name=re.compile("Maja Ekdahl")).wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("option", name=re.compile("Maja Ekdahl")).wait_for(state="detached")
    box.fill("")

    for act, then in (("Stop watching", "Watch"), ("Watch", "Stop watching")):
        page.locator("#talk").get_by_role("button", name=act, exact=True).focus()
        with page.expect_navigation(wait_until="networkidle"):
            page.keyboard.press("Enter")
        page.locator("#talk").get_by_role("button", name=then, exact=True).wait_for()
        assert focused(page) == then

    lines = at(page, server, "/inbox/").locator(".inbox > li")
    gone, following = (lines.nth(place).get_by_role("link").inner_text() for place in (0, 1))
    page.keyboard.press("j")
    with page.expect_navigation(wait_until="networkidle"):
        page.keyboard.press("e")
    assert lines.first.get_by_role("link").inner_text() == following != gone
    assert focused(page) == following


def test_what_was_put_off_comes_back_on_top(sign_in: SignIn, server: Running) -> None:
    page = at(sign_in("petra.lindahl"), server, "/inbox/")
    lines = page.locator(".inbox > li")
    title = lines.nth(2).get_by_role("link").inner_text()
    lines.nth(2).locator("summary", has_text="Later").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "Tomorrow"
    with page.expect_navigation(wait_until="networkidle"):
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.inbox') !== null")
    with contextlib.closing(sqlite3.connect(server.data / "headway.sqlite3", timeout=30)) as database, database:
        until = datetime.now(UTC) - timedelta(seconds=1)
        found = database.execute(
            "UPDATE headway_notification SET snoozed_until = ? WHERE snoozed_until IS NOT NULL AND person_id ="
            " (SELECT id FROM headway_person WHERE email LIKE 'petra.lindahl@%')",
            (until.strftime("%Y-%m-%d %H:%M:%S.%f"),),
        )
        assert found.rowcount == 1
    at(page, server, "/inbox/?show=unread")
    assert lines.first.get_by_role("link").inner_text() == title


def test_pages_of_the_account_are_for_everybody(sign_in: SignIn, server: Running, accessibility_faults: Faults) -> None:
    for scheme, width in (("light", 1440), ("dark", 390)):
        page = sign_in("petra.lindahl", color_scheme=scheme, width=width)
        for path in ("/account/", "/account/notifications/", "/inbox/", "/today/"):
            at(page, server, path)
            assert accessibility_faults(page) == [], (path, scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_what_reaches_whom_is_chosen_and_kept(sign_in: SignIn, server: Running) -> None:
    page = at(sign_in("anders.hjelm"), server, "/account/notifications/")
    page.get_by_label("Register: E-mail").select_option(label="Weekly digest")
    page.get_by_label("Plan: Inbox").uncheck()
    page.get_by_label("Roles: Push").check()
    page.get_by_label("Quiet from").fill("22:30")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".toast", has_text="from now on").wait_for()
    assert page.get_by_label("Register: E-mail").input_value() == "weekly"
    assert not page.get_by_label("Plan: Inbox").is_checked()
    assert page.get_by_label("Roles: Push").is_checked()
    assert page.get_by_label("Quiet from").input_value() == "22:30"
    picture(page, "notifications")


def test_a_push_message_is_shown_by_the_service_worker(sign_in: SignIn, server: Running) -> None:
    page = sign_in("anders.hjelm")
    page.context.grant_permissions(["notifications"], origin=server.address)
    at(page, server, "/account/notifications/")
    page.get_by_role("button", name="Send them to this browser").wait_for()
    scope = page.evaluate("navigator.serviceWorker.ready.then((each) => each.scope)")
    assert scope == f"{server.address}/account/notifications/"
    debugger = page.context.new_cdp_session(page)
    versions: list[dict[str, str]] = []
    debugger.on("ServiceWorker.workerRegistrationUpdated", lambda event: versions.extend(event["registrations"]))
    debugger.send("ServiceWorker.enable")
    until(page, lambda: any(each["scopeURL"] == scope for each in versions))
    registration = next(each for each in versions if each["scopeURL"] == scope)
    message = {"title": "Commented on “Project”", "body": "Look", "url": "/inbox/1/", "tag": "headway-1"}
    for _ in range(2):  # the same line twice is one message
        debugger.send("ServiceWorker.deliverPushMessage", {
            "origin": server.address, "registrationId": registration["registrationId"], "data": json.dumps(message),
        })  # fmt: skip
    until(page, lambda: page.evaluate("navigator.serviceWorker.ready.then((each) => each.getNotifications())"))
    page.wait_for_timeout(500)  # for the second one, if it were another
    shown = page.evaluate(
        "navigator.serviceWorker.ready.then((each) => each.getNotifications())"
        ".then((all) => all.map((each) => [each.title, each.body, each.tag, each.data.url]))"
    )
    assert shown == [["Commented on “Project”", "Look", "headway-1", "/inbox/1/"]]
