"""Your account: name, password, sessions, tokens; guessing passwords."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from parsed_html import parse

from factories.people import acting, person
from headway.app.actions.accounts import update_profile
from headway.app.actions.api_tokens import create_token
from headway.app.models import ApiToken, FailedAttempts, Person

PASSWORD = "a good long password"


@pytest.fixture
def vera(db):
    return person("Vera Viewer", password=PASSWORD)


@pytest.fixture
def browser(vera):
    client = Client()
    client.force_login(vera)
    return client


def said(browser):
    return parse(browser.get("/account/")).words()


def test_the_account_is_reached_from_every_page(page, place):
    shown = parse(page.get(reverse("component", args=[place.program.pk])))
    assert shown.every("a", class_="person")[0].attributes["href"] == "/account/"


def test_a_token_is_shown_once(browser, vera):
    answer = browser.post("/account/tokens/", {"name": "Exporter", "days": 30, "scopes": ["read"]})
    secret = parse(answer).every("code", class_="secret")[0].words()
    assert "no-store" in answer["Cache-Control"]
    assert Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).json()["id"] == vera.pk
    shown = said(browser)
    assert secret not in shown
    assert "Exporter" in shown


def test_tokens_of_others_do_not_exist(browser, vera):
    other, _ = create_token(acting(person("Some One")), name="Theirs", scopes=["read"], days=1)
    assert "Theirs" not in said(browser)
    answers = [browser.post(reverse("token-revoke", args=[pk])).status_code for pk in (other.pk, 987654)]
    assert answers == [404, 404]
    assert ApiToken.objects.get(pk=other.pk).revoked_at is None


def test_a_token_is_revoked(browser, vera):
    token, _ = create_token(acting(vera), name="Mine", scopes=["read"], days=1)
    browser.post(reverse("token-revoke", args=[token.pk]))
    assert ApiToken.objects.get(pk=token.pk).revoked_at is not None


@pytest.mark.parametrize("sent", [{}, {"name": "x", "days": 30}, {"name": "x", "days": 9999, "scopes": ["read"]},
                                  {"name": "x", "days": 30, "scopes": ["admin"]}])  # fmt: skip
def test_a_token_that_makes_no_sense_is_refused(browser, sent):
    assert browser.post("/account/tokens/", sent).url == "/account/"
    assert not ApiToken.objects.exists()


def test_the_profile_changes(browser, vera):
    browser.post("/account/profile/", {"name": "Vera V.", "title": "Head", "time_zone": "Europe/Oslo"})
    vera.refresh_from_db()
    assert (vera.name, vera.title, vera.time_zone) == ("Vera V.", "Head", "Europe/Oslo")
    browser.post("/account/profile/", {"name": "Nobody", "time_zone": "Mars/Olympus"})
    assert "There is no time zone" in said(browser)
    vera.refresh_from_db()
    assert vera.name == "Vera V."


def test_a_new_password_signs_out_everywhere_else(browser, vera):
    other = Client()
    other.force_login(vera)
    browser.post("/account/password/", {"current": PASSWORD, "password": "another long pass"})
    assert (browser.get("/account/").status_code, other.get("/account/").status_code) == (200, 302)
    assert Person.objects.get(pk=vera.pk).check_password("another long pass")


@pytest.mark.parametrize(("current", "new", "why"), [
    ("wrong", "another long pass", "current password is wrong"), (PASSWORD, "eleven char", "too short"),
    (PASSWORD, "1234567890", "too common"), (PASSWORD, "vera.viewer", "too similar"),
])  # fmt: skip
def test_a_password_is_not_changed(browser, vera, current, new, why):
    browser.post("/account/password/", {"current": current, "password": new})
    assert why in said(browser)
    assert Person.objects.get(pk=vera.pk).check_password(PASSWORD)


@pytest.mark.parametrize(
    "new",
    [
        "correct horse battery staple " * 4 + "end",
        "пароль-из-многих-букв",
        "長い長いパスワードと空白 です",
        "onlylowercaseletters",
    ],
)
def test_long_and_foreign_passwords_are_taken_whole(browser, vera, new):
    browser.post("/account/password/", {"current": PASSWORD, "password": new})
    changed = Person.objects.get(pk=vera.pk)
    assert changed.check_password(new)
    assert not changed.check_password(new[:-1])


def test_signing_out_everywhere_else(browser, vera):
    other = Client()
    other.force_login(vera)
    browser.post("/account/sign-out-everywhere/")
    assert (browser.get("/account/").status_code, other.get("/account/").status_code) == (200, 302)


def sign_in(password, place="192.0.2.1"):
    client = Client(REMOTE_ADDR=place)
    answer = client.post("/sign-in/", {"login": "vera.viewer@example.org", "password": password})
    return "in" if answer.status_code == 302 else parse(answer).every("div", role="alert")[0].words()


def test_guessing_passwords_is_made_slow(vera):
    tried = [sign_in(f"guess {place}") for place in range(10)]
    assert {text[:19] for text in tried} == {"This e-mail address"}
    assert sign_in(PASSWORD).startswith("Too many attempts failed. Try again in 15 minutes")
    assert sign_in(PASSWORD, "192.0.2.2") == "in"
    FailedAttempts.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert sign_in(PASSWORD) == "in"


def test_a_slow_down_says_the_same_whether_the_address_exists_or_not(db):
    assert [sign_in("x") for _ in range(11)][-1].startswith("Too many attempts failed")


def test_failed_attempts_keep_no_address(vera):
    sign_in("wrong")
    assert FailedAttempts.objects.count() == 3
    assert "vera" not in str(list(FailedAttempts.objects.values()))
    assert "192.0.2" not in str(list(FailedAttempts.objects.values()))


def test_times_are_those_of_the_reader_s_clock(db):
    auckland = person("Aroha Away")
    update_profile(acting(auckland), auckland, name="Aroha Away", time_zone="Pacific/Auckland")
    browser = Client()
    browser.force_login(auckland)
    create_token(acting(auckland), name="x", scopes=["read"], days=1)
    ApiToken.objects.update(last_used_at=datetime(2026, 7, 1, 13, 30, tzinfo=UTC))
    assert "last used 2 Jul 2026, 01:30" in parse(browser.get("/account/")).words()
