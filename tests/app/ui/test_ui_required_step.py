"""An installation that asks for a second step gives nothing to those who must have one and have none."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from parsed_html import parse

from factories.people import person

PASSWORD = "a good long password"


def signed_in(who):
    browser = Client()
    browser.post("/sign-in/", {"login": who.email, "password": PASSWORD})
    return browser


@pytest.fixture
def vera(db):
    return person("Vera Viewer", password=PASSWORD)


def test_nobody_must_by_default(vera):
    assert signed_in(vera).get("/account/").status_code == 200


def test_everybody_is_led_to_set_it_up(vera, settings):
    settings.HEADWAY_SECOND_STEP = "everybody"
    browser = signed_in(vera)
    for page in ("/account/", "/today/", "/search/", "/new/", "/inbox/"):
        assert browser.get(page).url == "/account/security/", page
    shown = parse(browser.get("/account/security/"))
    assert "This installation asks you for a second step." in shown.words()
    refused = browser.get("/api/v1/me")
    assert (refused.status_code, refused.json()["error"]["id"]) == (403, "second-step-needed")
    assert browser.post("/sign-out/").status_code == 302
    Authenticator.objects.create(user=vera, type="totp", data={"secret": "x"})
    with_step = Client()
    with_step.force_login(vera)
    assert with_step.get("/account/").status_code == 200


def test_recovery_codes_alone_are_no_second_step(vera, settings):
    settings.HEADWAY_SECOND_STEP = "everybody"
    Authenticator.objects.create(user=vera, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    assert signed_in(vera).get("/account/").url == "/account/security/"


def test_operators_alone(vera, settings):
    settings.HEADWAY_SECOND_STEP = "operators"
    assert signed_in(vera).get("/account/").status_code == 200
    browser = Client()
    browser.force_login(person("Olga Operator", is_superuser=True, is_staff=True))
    assert browser.get("/account/").url == "/account/security/"
    assert browser.get("/admin/").url == "/account/security/"
