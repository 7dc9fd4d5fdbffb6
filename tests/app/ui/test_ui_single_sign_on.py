"""Signing in with the organisation's own OpenID Connect server: here one of ours, over real HTTP."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from parsed_html import parse

from factories.people import acting, person
from headway.app.actions.leaving import deactivate_person
from headway.app.models import Person

PASSWORD = "a good long password"


class Issuer(BaseHTTPRequestHandler):
    """Vouches for whoever ``claims`` says."""

    claims: dict = {}
    asked: list[str] = []

    def address(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def say(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        here = self.address()
        if "/.well-known/" in self.path:
            self.say({"issuer": here, "authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token",
                      "userinfo_endpoint": f"{here}/me", "jwks_uri": f"{here}/keys"})  # fmt: skip
        else:
            self.say(self.claims)

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        Issuer.asked.append(sent)
        token = jwt.encode({**self.claims, "iss": self.address(), "aud": "headway", "exp": 2**33, "iat": 0}, "k" * 32)
        self.say({"access_token": "opaque", "token_type": "Bearer", "id_token": token, "expires_in": 60})

    def log_message(self, *_):
        """Keep quiet."""


@pytest.fixture
def issuer(settings, db):
    server = HTTPServer(("127.0.0.1", 0), Issuer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.HEADWAY_SSO_ISSUER, settings.HEADWAY_SSO_NAME = (
        f"http://127.0.0.1:{server.server_port}",
        "Sundmark sign-in",
    )
    app = {"provider_id": "sso", "name": "Sundmark sign-in", "client_id": "headway", "secret": "s",
           "settings": {"server_url": settings.HEADWAY_SSO_ISSUER, "oauth_pkce_enabled": True}}  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    Issuer.claims = {"sub": "42", "email": "vera.viewer@example.org", "email_verified": True, "name": "Vera Viewer"}
    yield server
    server.shutdown()
    server.server_close()


def come_in(browser, path="/sign-in/with/sso/?process=login"):
    to = urlsplit(browser.get(path).url)
    asked = parse_qs(to.query)
    assert asked["code_challenge_method"] == ["S256"]
    return browser.get("/sign-in/with/sso/back/", {"code": "c", "state": asked["state"][0]}, follow=True)


def let_time_pass(browser, seconds):
    """Make the last sign-in of this browser so much older."""
    session = browser.session
    session["account_authentication_methods"][-1]["at"] -= seconds
    session.save()


def test_it_is_offered_where_it_is_set_up(issuer, settings):
    assert "Sundmark sign-in" in parse(Client().get("/sign-in/")).words()
    settings.HEADWAY_SSO_NAME = ""
    assert "Sundmark" not in parse(Client().get("/sign-in/")).words()


def test_somebody_with_an_account_comes_in_and_the_account_is_bound(issuer):
    vera = person("Vera Viewer", password=PASSWORD)
    browser = Client()
    come_in(browser)
    assert browser.get("/account/").status_code == 200
    assert SocialAccount.objects.get().user_id == vera.pk
    assert re.fullmatch(r"[\w.~-]{43,128}", Issuer.asked[-1]["code_verifier"][0])
    Issuer.claims = {**Issuer.claims, "email": "vera@renamed.example"}
    again = Client()
    come_in(again)
    assert again.get("/account/").status_code == 200
    assert Person.objects.count() == 1


def test_an_address_that_is_not_confirmed_there_opens_nothing(issuer):
    person("Vera Viewer", password=PASSWORD)
    Issuer.claims = {**Issuer.claims, "email_verified": False}
    browser = Client()
    assert "does not vouch for your address" in parse(come_in(browser)).words()
    assert browser.get("/account/").status_code == 302


def test_whoever_has_left_stays_out(issuer):
    vera = person("Vera Viewer", password=PASSWORD)
    come_in(Client())
    deactivate_person(acting(person("Op Erator", is_superuser=True)), vera)
    browser = Client()
    come_in(browser)
    assert browser.get("/account/").status_code == 302


def test_strangers_need_an_invitation_unless_it_is_allowed(issuer, settings):
    browser = Client()
    assert "nobody has made an account for you here" in parse(come_in(browser)).words()
    assert not Person.objects.exists()
    settings.HEADWAY_SSO_CREATE = True
    come_in(browser)
    assert browser.get("/account/").status_code == 200
    made = Person.objects.get()
    assert (made.name, made.email, made.has_usable_password()) == ("Vera Viewer", "vera.viewer@example.org", False)


def test_a_forged_answer_opens_nothing(issuer):
    person("Vera Viewer", password=PASSWORD)
    browser = Client()
    browser.get("/sign-in/with/sso/?process=login")
    answer = browser.get("/sign-in/with/sso/back/", {"code": "c", "state": "forged"})
    assert browser.get("/account/").status_code == 302
    assert "You cannot sign in this way" in parse(answer).words()


def test_passwords_can_be_kept_for_operators_alone(issuer, settings):
    settings.HEADWAY_SSO_ONLY = True
    vera, operator = person("Vera Viewer", password=PASSWORD), person("Op Erator", password=PASSWORD, is_superuser=True)
    answer = Client().post("/sign-in/", {"login": vera.email, "password": PASSWORD})
    assert "Passwords are for operators only here" in parse(answer).words()
    assert Client().post("/sign-in/", {"login": operator.email, "password": PASSWORD}).url == "/"


def test_a_server_that_is_down_is_said(issuer, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = Client(raise_request_exception=False).get("/sign-in/with/sso/?process=login", follow=True)
    assert answer.status_code < 500
    assert "“Sundmark sign-in” cannot be reached now" in parse(answer).words()


def test_whoever_has_single_sign_on_alone_proves_it_by_coming_anew(issuer, settings):
    settings.HEADWAY_SSO_CREATE = True
    browser = Client()
    come_in(browser)
    assert not Person.objects.get().has_usable_password()
    assert browser.get("/account/security/app/").status_code == 200, "they have only just come in"
    let_time_pass(browser, 3600)
    asked = browser.get("/account/security/app/")
    assert asked.url == "/sign-in/anew/?next=%2Faccount%2Fsecurity%2Fapp%2F"
    assert "Sundmark sign-in" in parse(browser.get(asked.url)).words()
    sent = browser.post(asked.url, {"next": "/account/security/app/"})
    assert browser.get("/account/").status_code == 302, "the old session has ended"
    come_in(browser, sent.url)
    assert browser.get("/account/security/app/").status_code == 200


def test_the_second_step_is_left_to_the_organisation(issuer, settings):
    settings.HEADWAY_SECOND_STEP = "everybody"
    person("Vera Viewer", password=PASSWORD)
    browser = Client()
    come_in(browser)
    assert browser.get("/account/").status_code == 200


def test_signing_in_anew_does_not_lead_away(issuer):
    browser = Client()
    browser.force_login(person("Vera Viewer"))
    sent = browser.post("/sign-in/anew/", {"next": "https://evil.example/"})
    assert parse_qs(urlsplit(sent.url).query)["next"] == ["/account/"]
