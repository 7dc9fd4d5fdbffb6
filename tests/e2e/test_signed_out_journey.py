"""Signed out from another browser in the middle of work: it is said, and nothing that was typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from planning import PASSWORD, cell, picture, saved, serving_project, signed_in_page
from playwright.sync_api import expect
from waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route
    from running import Running

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
FILLING = """
member("Maja Manager", "project_manager")
member("Olaf Other", "project_manager")
edit_plan(system, project, [{"op": "insert", "rows": [{"cells": {"name": "Dig", "duration": "5d"}}]}])
"""


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("signed-out"), FILLING) as running:
        yield running


def at_work(open_page: OpenPage, server: Running, path: str) -> Page:
    """Open a page whose console may say that the server answered 401 and 403."""
    return signed_in_page(open_page, server, "maja", path, quiet=True)


def account_elsewhere(open_page: OpenPage, server: Running) -> Page:
    """Sign in with another browser, before anything is typed: a window that comes up takes the focus away."""
    return signed_in_page(open_page, server, "maja", "/account/")


def end_the_others(elsewhere: Page) -> None:
    elsewhere.get_by_role("button", name="Sign out everywhere else").press("Enter")
    elsewhere.get_by_text("Every other session is signed out.", exact=True).wait_for()


def sign_in_beside(page: Page, server: Running, who: str) -> None:
    """Sign in in another tab of the same browser."""
    tab = page.context.new_page()
    tab.goto(f"{server.address}/sign-in/")
    enter(tab, who)
    tab.close()


def enter(page: Page, who: str) -> None:
    page.get_by_label("E-mail").fill(f"{who}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"/(today|work|c/\d+)/$"))


def rename(page: Page, name: str) -> None:
    cell(page, 1, "name").dblclick()
    page.keyboard.press("Control+a")
    page.keyboard.type(name)


def test_an_edit_of_a_plan_waits_for_its_writer(open_page: OpenPage, server: Running) -> None:
    elsewhere = account_elsewhere(open_page, server)
    page = at_work(open_page, server, "/c/2/schedule/")
    saved(page)
    rename(page, "Dig deeper")
    end_the_others(elsewhere)
    page.keyboard.press("Tab")
    page.get_by_text("Not sent yet: 1 change. You are signed out: sign in in another tab.").wait_for()
    picture(page, "signed-out-schedule")
    sign_in_beside(page, server, "maja")
    saved(page)
    page.reload()
    expect(cell(page, 1, "name")).to_have_text("Dig deeper")

    watching = signed_in_page(open_page, server, "olaf", "/c/2/schedule/")
    rename(page, "Dig deepest")
    page.keyboard.press("Tab")
    saved(page)
    expect(cell(watching, 1, "name")).to_have_text("Dig deepest")


def test_an_edit_is_not_sent_as_somebody_else(open_page: OpenPage, server: Running) -> None:
    elsewhere = account_elsewhere(open_page, server)
    page = at_work(open_page, server, "/c/2/schedule/")
    saved(page)
    rename(page, "Dig as Maja")
    end_the_others(elsewhere)
    page.keyboard.press("Tab")
    page.get_by_text("Not sent yet: 1 change.", exact=False).wait_for()
    sign_in_beside(page, server, "olaf")
    page.get_by_text("Somebody else is signed in here now, so this was not sent.", exact=False).wait_for()
    page.reload()
    expect(cell(page, 1, "name")).to_have_text("Dig deepest")


def test_a_page_that_only_watches_says_so_and_goes_on(open_page: OpenPage, server: Running) -> None:
    elsewhere = account_elsewhere(open_page, server)
    page = at_work(open_page, server, "/c/2/schedule/")
    saved(page)
    end_the_others(elsewhere)
    page.get_by_text("You are signed out: sign in in another tab.", exact=False).wait_for()
    sign_in_beside(page, server, "maja")
    saved(page)
    olaf = signed_in_page(open_page, server, "olaf", "/c/2/schedule/")
    rename(olaf, "Dig there")
    olaf.keyboard.press("Tab")
    saved(olaf)
    expect(cell(page, 1, "name")).to_have_text("Dig there")


def test_a_page_that_is_signed_out_before_it_listens_says_so_too(open_page: OpenPage, server: Running) -> None:
    elsewhere = account_elsewhere(open_page, server)
    page = at_work(open_page, server, "/c/2/")
    held: list[Route] = []
    page.route("**/stream", lambda route: held.append(route))  # noqa: PLW0108 - no method of a list will do
    page.goto(f"{server.address}/c/2/schedule/")
    saved(page)
    until(page, lambda: held)
    end_the_others(elsewhere)
    held[0].continue_()
    page.get_by_text("You are signed out: sign in in another tab.", exact=False).wait_for()
    page.unroute("**/stream")
    sign_in_beside(page, server, "maja")
    saved(page)


def test_a_form_has_what_was_typed_after_signing_in(open_page: OpenPage, server: Running) -> None:
    elsewhere = account_elsewhere(open_page, server)
    page = at_work(open_page, server, "/c/2/register/new/?kind=risk")
    page.get_by_label("Title").fill("Rock is harder than the samples say")
    end_the_others(elsewhere)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", level=1, name="Sign in", exact=True).wait_for()
    enter_and_return(page)
    expect(page.get_by_label("Title")).to_have_value("Rock is harder than the samples say")
    page.get_by_text("what you typed is back in the form, and not sent yet", exact=False).wait_for()
    picture(page, "signed-out-form")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="Rock is harder than the samples say").wait_for()


def enter_and_return(page: Page) -> None:
    page.get_by_label("E-mail").fill("maja@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
