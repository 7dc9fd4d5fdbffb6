"""The organisation's own sign-in, in the browser: who comes in, who does not, and what they are told."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from demo import enter, picture
from running import Running, serving

from factories.issuer import CLIENT, SECRET, Issuer, issuing

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
NAME, NORA = "Sundmark login", "nora.ny@sundmark.example"
PEOPLE = {
    "maja": {"sub": "1", "email": "maja.ekdahl@sundmark.example", "email_verified": True, "name": "Maja Ekdahl"},
    "nora": {"sub": "2", "email": NORA, "email_verified": True, "name": "Nora Ny"},
    "umar": {"sub": "3", "email": "umar.unknown@sundmark.example", "email_verified": True, "name": "Umar Unknown"},
    "mallory": {"sub": "4", "email": "helena.strand@sundmark.example", "email_verified": False, "name": "Mallory"},
}


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with issuing() as server:
        server.people.update(PEOPLE)
        yield server


@pytest.fixture
def server(demonstration: Path, issuer: Issuer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    settings = {"ISSUER": issuer.address, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET, "NAME": NAME}
    for name, value in settings.items():
        monkeypatch.setenv(f"HEADWAY_SSO_{name}", value)
    with serving(shutil.copytree(demonstration, tmp_path / "data")) as running:
        yield running


@pytest.fixture
def seen(accessibility_faults: Callable[[Page], list[str]]) -> Callable[[Page, str, str], None]:
    """Return a function that checks a page of the door, light and dark, wide and narrow."""

    def look(page: Page, name: str, heading: str) -> None:
        page.get_by_role("heading", level=1, name=heading, exact=True).wait_for()
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            for width in (1440, 390):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                assert accessibility_faults(page) == []
                picture(page, f"sso-{name}-{theme}-{width}", whole=True)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1440, "height": 900})

    return look


def by_sign_on(page: Page, who: str) -> None:
    """Go to the organisation's sign-in and say there who one is."""
    page.get_by_role("link", name=NAME).press("Enter")
    page.get_by_role("heading", name="Who are you?").wait_for()
    page.get_by_role("link", name=who, exact=True).press("Enter")


def test_a_known_person_comes_in_and_nobody_else_does(
    open_page: OpenPage, server: Running, seen: Callable[[Page, str, str], None]
) -> None:
    page = open_page(f"{server.address}/sign-in/")
    seen(page, "offered", "Sign in")
    by_sign_on(page, "maja")
    page.wait_for_url(re.compile("/today/$"))
    page.goto(f"{server.address}/account/")
    page.get_by_text("maja.ekdahl@sundmark.example").first.wait_for()

    unknown = open_page(f"{server.address}/sign-in/", quiet=True)  # who is refused is answered with 401
    by_sign_on(unknown, "umar")
    seen(unknown, "unknown", "You need an invitation")
    unknown.get_by_role("link", name="Back to signing in").click()
    by_sign_on(unknown, "mallory")
    seen(unknown, "not-confirmed", "You cannot sign in this way")
    unknown.get_by_text("does not vouch for your address").wait_for()
    unknown.goto(f"{server.address}/account/")
    unknown.wait_for_url(re.compile("/sign-in/"))


def test_an_invited_person_comes_in_without_a_password(
    open_page: OpenPage, server: Running, seen: Callable[[Page, str, str], None]
) -> None:
    host = open_page(f"{server.address}/sign-in/")
    enter(host, "ingrid.solheim")
    host.goto(f"{server.address}/c/1/people/")
    host.get_by_label("E-mail").fill(NORA)
    host.locator("#id_invite_role").select_option("team_member")
    host.get_by_role("button", name="Make the link").click()
    link = host.locator("code.secret").inner_text()

    page = open_page(link)
    seen(page, "invited", "You are invited")
    by_sign_on(page, "nora")
    page.get_by_role("heading", name="You are invited").wait_for()
    seen(page, "invited-known", "You are invited")
    page.get_by_role("button", name="Come in").press("Enter")
    page.wait_for_url(re.compile("/c/1/$"))
    page.goto(f"{server.address}/account/")
    page.get_by_text(NORA).first.wait_for()


def test_a_forged_answer_and_a_server_that_is_down_are_told(
    open_page: OpenPage, server: Running, issuer: Issuer, seen: Callable[[Page, str, str], None]
) -> None:
    page = open_page(f"{server.address}/sign-in/", quiet=True)
    issuer.forges = True
    by_sign_on(page, "maja")
    seen(page, "forged", "You cannot sign in this way")
    page.get_by_text("could not be trusted, so nobody was let in").wait_for()
    page.goto(f"{server.address}/account/")
    page.wait_for_url(re.compile("/sign-in/"))

    issuer.shutdown()
    issuer.server_close()
    page.get_by_role("link", name=NAME).click()
    page.get_by_text(f"“{NAME}” cannot be reached now.").wait_for()
    seen(page, "down", "Sign in")
    with issuing(issuer.server_port) as again:
        again.people.update(PEOPLE)
        page.goto(f"{server.address}/sign-in/")
        by_sign_on(page, "maja")
        page.wait_for_url(re.compile("/today/$"))
