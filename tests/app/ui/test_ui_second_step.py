"""Authenticator apps, recovery codes: the second step of signing in."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from parsed_html import parse

from factories.codes import PERIOD, code_for
from factories.people import person
from headway.app.models import FailedAttempts

PASSWORD = "a good long password"


@pytest.fixture
def vera(db):
    cache.clear()  # how often somebody proved who they are is counted there
    return person("Vera Viewer", password=PASSWORD)


def sign_in(client, who, password=PASSWORD):
    return client.post("/sign-in/", {"login": who.email, "password": password})


def prove(client):
    """Type the password again, as delicate pages ask."""
    return client.post("/sign-in/again/", {"password": PASSWORD})


@pytest.fixture
def secret(vera):
    """Vera turns the app on as people do."""
    browser = Client()
    sign_in(browser, vera)
    prove(browser)
    shown = parse(browser.get("/account/security/app/"))
    secret = shown.every("code", class_="secret")[0].words()
    answer = browser.post("/account/security/app/", {"code": code_for(secret)})
    assert answer.url == "/account/security/codes/"
    return secret


@pytest.fixture(autouse=True)
def every_code_is_new(monkeypatch):
    """A code works once; the tests sign in several times within one half minute."""
    monkeypatch.setattr(TOTP, "_mark_code_used", lambda *_: True)


def test_a_code_works_once(vera, secret, monkeypatch):
    monkeypatch.undo()
    code, first, second = code_for(secret), Client(), Client()
    sign_in(first, vera)
    sign_in(second, vera)
    assert first.post("/sign-in/code/", {"code": code}).url == "/"
    assert second.post("/sign-in/code/", {"code": code}).status_code == 200


def test_a_code_holds_while_the_half_minute_ends(vera, secret, monkeypatch):
    code, browser = code_for(secret), Client()
    sign_in(browser, vera)
    later = time.time() + PERIOD
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: later)
    assert browser.post("/sign-in/code/", {"code": code}).url == "/"


def test_the_secret_is_kept_encrypted(vera, secret):
    kept = Authenticator.objects.get(user=vera, type="totp").data
    assert secret not in str(kept)
    assert kept["secret"].startswith("gAAAA")


def test_the_password_alone_does_not_let_in(vera, secret):
    browser = Client()
    assert sign_in(browser, vera).url == "/sign-in/code/"
    assert browser.get("/account/").url.startswith("/sign-in/")
    assert "password" not in parse(browser.get("/sign-in/code/")).words().lower()
    assert browser.post("/sign-in/code/", {"code": code_for(secret)}).url == "/"
    assert browser.get("/account/").status_code == 200


def test_wrong_codes_are_counted_for_the_person_wherever_they_come_from(vera, secret):
    for _ in range(10):
        browser = Client(REMOTE_ADDR=f"203.0.113.{_}")
        sign_in(browser, vera)
        answer = browser.post("/sign-in/code/", {"code": "000000"})
        assert "not the right one" in parse(answer).words()
    assert FailedAttempts.objects.get(count=10).pk
    answer = browser.post("/sign-in/code/", {"code": code_for(secret)})
    assert "Too many attempts failed" in parse(answer).words()


def test_a_recovery_code_lets_in_once(vera, secret):
    browser = Client()
    sign_in(browser, vera)
    browser.post("/sign-in/code/", {"code": code_for(secret)})
    prove(browser)
    codes = [
        each.words()
        for each in parse(browser.get("/account/security/codes/")).every("ul", class_="codes")[0].every("code")
    ]
    assert len(codes) == 10
    first, second = Client(), Client()
    sign_in(first, vera)
    sign_in(second, vera)
    assert first.post("/sign-in/code/", {"code": codes[0]}).url == "/"
    assert second.post("/sign-in/code/", {"code": codes[0]}).status_code == 200


def test_the_admin_has_no_door_of_its_own(vera, secret):
    vera.is_staff = vera.is_superuser = True
    vera.save()
    browser = Client()
    answer = browser.post("/admin/login/?next=/admin/", {"username": vera.email, "password": PASSWORD})
    assert answer.url.startswith("/sign-in/")
    assert browser.get("/admin/").status_code == 302


def test_delicate_pages_ask_again(vera, secret):
    browser = Client()
    browser.force_login(vera)
    for path in ("/account/security/app/off/", "/account/security/codes/new/", "/account/security/keys/add/"):
        assert browser.get(path).url.startswith("/sign-in/again/")
    again = browser.get("/account/security/app/off/", follow=True)
    assert "Is it you?" in parse(again).words()


def test_turning_it_off(vera, secret, mailoutbox):
    browser = Client()
    sign_in(browser, vera)
    browser.post("/sign-in/code/", {"code": code_for(secret)})
    assert browser.post("/account/security/app/off/").url.startswith("/sign-in/again/")
    prove(browser)
    browser.post("/account/security/app/off/")
    assert not Authenticator.objects.filter(user=vera, type="totp").exists()
    assert any(re.search("(?i)authenticator", mail.subject + mail.body) for mail in mailoutbox)
    assert sign_in(Client(), vera).url == "/"


def test_a_passkey_replaces_the_password_unless_that_is_not_wanted(vera):
    browser = Client()
    sign_in(browser, vera)
    prove(browser)
    shown = parse(browser.get("/account/security/keys/add/"))
    assert "checked" in shown.every("input", name="passwordless")[0].attributes
    assert "Sign in with it alone" in shown.words()
    assert "Passwordless" not in shown.words()
