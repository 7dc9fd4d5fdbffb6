"""Signing in with the organisation's own OpenID Connect server: here one of ours, over real HTTP."""

import re
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from parsed_html import parse

from factories.issuer import CLIENT, SECRET, issuing
from factories.people import acting, person
from headway.app.actions.invitations import invite
from headway.app.actions.leaving import deactivate_person
from headway.app.models import Membership, Person

PASSWORD = "a good long password"
NOT_TRUSTED = "could not be trusted, so nobody was let in"


@pytest.fixture
def issuer(settings, db):
    with issuing() as server:
        settings.HEADWAY_SSO_ISSUER, settings.HEADWAY_SSO_NAME = server.address, "Sundmark sign-in"
        app = {"provider_id": "sso", "name": "Sundmark sign-in", "client_id": CLIENT, "secret": SECRET,
               "settings": {"server_url": server.address, "oauth_pkce_enabled": True}}  # fmt: skip
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        vouch(server)
        yield server


def vouch(issuer, **other):
    """Let the issuer say who comes."""
    vera = {"sub": "42", "email": "vera.viewer@example.org", "email_verified": True, "name": "Vera Viewer"}
    issuer.people["vera"] = vera | other


def come_in(browser, path="/sign-in/with/sso/?process=login"):
    asked = browser.get(path).url
    assert parse_qs(urlsplit(asked).query)["code_challenge_method"] == ["S256"]
    back = urlsplit(requests.get(f"{asked}&as=vera", allow_redirects=False, timeout=20).headers["Location"])
    return browser.get(f"{back.path}?{back.query}", follow=True)


def nobody_in(browser):
    return browser.get("/account/").status_code == 302


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
    assert re.fullmatch(r"[\w.~-]{43,128}", issuer.asked[-1]["code_verifier"])
    vouch(issuer, email="vera@renamed.example")
    again = Client()
    come_in(again)
    assert again.get("/account/").status_code == 200
    assert Person.objects.count() == 1


def test_an_address_that_is_not_confirmed_there_opens_nothing(issuer):
    person("Vera Viewer", password=PASSWORD)
    vouch(issuer, email_verified=False)
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
    assert nobody_in(browser)
    assert NOT_TRUSTED in parse(answer).words()


@pytest.mark.parametrize(
    "wrong",
    [
        {"forges": True},
        {"header": {"kid": "second"}},
        {"changes": {"iss": "https://elsewhere.example"}},
        {"changes": {"aud": "another client"}},
        {"changes": {"exp": 1}},
        {"changes": {"sub": "43"}},
    ],
    ids=["another key", "a key not published", "another issuer", "for others", "over", "another person"],
)
def test_a_token_that_is_not_right_opens_nothing(issuer, wrong):
    person("Vera Viewer", password=PASSWORD)
    for what, value in wrong.items():
        setattr(issuer, what, value)
    browser = Client()
    assert NOT_TRUSTED in parse(come_in(browser)).words()
    assert nobody_in(browser)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_anybody_could_have_signed_opens_nothing(issuer, algorithm, monkeypatch):
    person("Vera Viewer", password=PASSWORD)
    real = issuer.token

    def weak(sent):
        answer = real(sent)
        claims = jwt.decode(answer["id_token"], options={"verify_signature": False})
        key = {"none": None, "HS256": "known to others as well, and long enough"}[algorithm]
        return answer | {"id_token": jwt.encode(claims, key, algorithm, headers={"kid": "first"})}

    monkeypatch.setattr(issuer, "token", weak)
    browser = Client()
    assert NOT_TRUSTED in parse(come_in(browser)).words()
    assert nobody_in(browser)


def test_without_a_token_nobody_comes_in(issuer, monkeypatch):
    person("Vera Viewer", password=PASSWORD)
    real = issuer.token
    monkeypatch.setattr(issuer, "token", lambda sent: real(sent) | {"id_token": None})
    assert NOT_TRUSTED in parse(come_in(Client())).words()


def test_clocks_may_differ_a_little(issuer):
    person("Vera Viewer", password=PASSWORD)
    issuer.changes = {"iat": int(time.time()) + 20}
    browser = Client()
    come_in(browser)
    assert not nobody_in(browser)


def test_an_issuer_without_further_information_is_enough(issuer, monkeypatch):
    person("Vera Viewer", password=PASSWORD)
    fewer = {name: value for name, value in issuer.configuration().items() if name != "userinfo_endpoint"}
    monkeypatch.setattr(issuer, "configuration", lambda: fewer)
    browser = Client()
    come_in(browser)
    assert not nobody_in(browser)


def test_whoever_is_invited_comes_in_by_the_organisation_s_sign_in(issuer, settings, place, manager):
    settings.HEADWAY_SSO_ONLY = True
    _, secret = invite(acting(manager), place.program, email="Vera.Viewer@example.org", role="team_member")
    link, browser = reverse("join", args=[secret]), Client()
    page = parse(browser.get(link))
    assert "You sign in there as vera.viewer@example.org." in page.words()
    assert not page.every("input", name="password")
    typed = browser.post(link, {"name": "Vera", "password": PASSWORD})
    assert typed.status_code == 200
    assert not Person.objects.filter(email="vera.viewer@example.org").exists()
    way = next(each for each in page.every("a") if "Sundmark sign-in" in each.words())
    asked = come_in(browser, way.attributes["href"])
    assert "Petra Manager invites you" in parse(asked).words()
    assert browser.post(link).url == reverse("component", args=[place.program.pk])
    vera = Person.objects.get(email="vera.viewer@example.org")
    assert Membership.objects.get(person=vera).role == "team_member"
    assert not vera.has_usable_password()


def test_an_invitation_opens_nothing_for_an_address_that_is_not_confirmed(issuer, place, manager):
    invite(acting(manager), place.program, email="vera.viewer@example.org", role="team_member")
    vouch(issuer, email_verified=False)
    browser = Client()
    assert "does not vouch for your address" in parse(come_in(browser)).words()
    assert not Person.objects.filter(email="vera.viewer@example.org").exists()


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


def test_a_server_that_goes_down_on_the_way_is_said(issuer):
    browser = Client()
    asked = browser.get("/sign-in/with/sso/?process=login").url
    state = parse_qs(urlsplit(asked).query)["state"][0]
    issuer.shutdown()
    issuer.server_close()
    answer = browser.get("/sign-in/with/sso/back/", {"code": "c", "state": state}, follow=True)
    assert "“Sundmark sign-in” cannot be reached now" in parse(answer).words()


def test_an_issuer_that_is_none_is_said(issuer, monkeypatch):
    monkeypatch.setattr(issuer, "configuration", dict)
    answer = Client().get("/sign-in/with/sso/?process=login", follow=True)
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
