"""The door: the first operator of an empty installation, an authenticator app, a passkey, a forgotten password."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from running import Running, serving

from factories.codes import code_for

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.first]
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]

ARTIFACTS = Path(__file__).resolve().parents[2] / "test-artifacts"
PASSWORD, OTHER = "a good long password", "quite another long one"


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("empty")) as running:
        yield running


@pytest.fixture
def seen(accessibility_faults: Faults) -> Callable[..., None]:
    """Return a function that checks a page with axe, light and dark, wide and narrow, and keeps a picture of each."""

    def look(page: Page, name: str, heading: str) -> None:
        page.get_by_role("heading", level=1, name=heading, exact=True).wait_for()
        ARTIFACTS.mkdir(exist_ok=True)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            for width in (1440, 390):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                assert accessibility_faults(page) == []
                page.screenshot(path=ARTIFACTS / f"{name}-{theme}-{width}.png", full_page=True)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1440, "height": 900})

    return look


def key_in(page: Page) -> None:
    """Give the browser a fingerprint reader that always says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(page: Page, password: str) -> None:
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_from_the_empty_installation_to_a_passkey(
    open_page: OpenPage, server: Running, seen: Callable[..., None]
) -> None:
    home = server.address.replace("127.0.0.1", "localhost")  # a passkey belongs to a name
    page = open_page(f"{home}/sign-in/")
    page.get_by_text("Nobody can sign in yet.").wait_for()
    seen(page, "door-nobody-yet", "Sign in")
    link = re.search(r"/set-up/\w+/", (server.data / "serve.log").read_text())
    assert link is not None
    page.goto(f"{home}{link[0]}")
    seen(page, "door-set-up", "Welcome to Headway")
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Your name").fill("Ada Example")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(re.compile(r"/((today|work)/)?$"))

    page.goto(f"{home}/account/")
    page.get_by_text("this one").wait_for()
    seen(page, "door-account", "Your account")
    page.get_by_role("link", name="Set it up").click()
    seen(page, "door-second-step", "Second step")
    page.get_by_role("link", name="Turn it on").click()
    page.get_by_role("heading", name="Is it you?").wait_for()
    seen(page, "door-is-it-you", "Is it you?")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    seen(page, "door-app", "Authenticator app")
    secret = page.locator("code.secret").inner_text()
    page.get_by_role("textbox").fill(code_for(secret))
    page.get_by_role("button", name="Turn it on").click()
    seen(page, "door-recovery-codes", "Recovery codes")
    spare = page.locator(".codes code").nth(3).inner_text()

    key_in(page)
    page.goto(f"{home}/account/security/keys/add/")
    seen(page, "door-add-key", "Add a passkey")
    assert page.get_by_label("Sign in with it alone").is_checked()
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url(re.compile(r"/account/security/$"))
    page.get_by_text("1 added.").wait_for()
    page.goto(f"{home}/account/security/keys/")
    page.get_by_text("Passkey: signs you in without the password").wait_for()
    seen(page, "door-keys", "Passkeys and security keys")

    page.get_by_role("button", name=re.compile("Sign out")).first.click()
    page.wait_for_url(re.compile("/sign-in/"))
    seen(page, "door-sign-in", "Sign in")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(re.compile(r"/((today|work)/)?$"))

    elsewhere = open_page(f"{home}/sign-in/")
    sign_in(elsewhere, PASSWORD)
    elsewhere.get_by_role("heading", name="One more step").wait_for()
    seen(elsewhere, "door-code", "One more step")
    elsewhere.get_by_label("Code").fill("000000")
    elsewhere.get_by_role("button", name="Sign in", exact=True).click()
    elsewhere.get_by_text("This code is not the right one").wait_for()
    elsewhere.get_by_label("Code").fill(spare)
    elsewhere.get_by_role("button", name="Sign in", exact=True).click()
    elsewhere.wait_for_url(re.compile(r"/((today|work)/)?$"))

    page.goto(f"{home}/account/")
    page.get_by_role("button", name=re.compile("Sign out .* at")).click()
    page.get_by_text("Signed out there.").wait_for()
    elsewhere.goto(f"{home}/account/")
    elsewhere.wait_for_url(re.compile("/sign-in/"))


def test_a_forgotten_password(open_page: OpenPage, server: Running, seen: Callable[..., None]) -> None:
    page = open_page(f"{server.address}/sign-in/")
    page.get_by_role("link", name="Forgot the password?").click()
    seen(page, "door-forgotten", "Forgot the password")
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_role("button", name="Send the link").click()
    page.get_by_role("heading", name="Look into your mail").wait_for()
    seen(page, "door-mail-sent", "Look into your mail")
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in (server.data / "mail").iterdir()]
    texts = [mail.get_content() for mail in mails if mail["To"] == "ada@example.org"]
    link = next(found[0] for text in texts if (found := re.search(r"http\S+/sign-in/forgot/\S+", text)))
    page.goto(link)
    page.get_by_label("New Password", exact=True).fill(OTHER)
    page.get_by_label("New Password (again)").fill(OTHER)
    seen(page, "door-new-password", "Choose another password")
    page.get_by_role("button", name="Change the password").click()
    page.get_by_role("heading", name="The password is changed").wait_for()
    page.get_by_role("link", name="Sign in").click()
    sign_in(page, OTHER)
    page.get_by_role("heading", name="One more step").wait_for()
