"""Signing in and out, preferences, pins, and the pages for what goes wrong."""

from types import SimpleNamespace

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from parsed_html import parse

from factories.people import holder, person
from headway.app.ui.views import errors


@pytest.fixture
def vera(db):
    return person("Vera Viewer", password="a good long password")


def test_sign_in_and_out(client, vera):
    assert client.get("/").url == "/sign-in/?next=/"
    answer = client.post("/sign-in/", {"login": vera.email, "password": "a good long password", "next": "/search/"})
    assert answer.url == "/search/"
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").url == "/sign-in/"
    assert client.get("/").url == "/sign-in/?next=/"


@pytest.mark.parametrize(("name", "password", "active"), [
    ("vera.viewer@example.org", "wrong", True), ("no.one@example.org", "wrong", True),
    ("vera.viewer@example.org", "a good long password", False),
])  # fmt: skip
def test_every_refusal_says_the_same(client, vera, name, password, active):
    vera.is_active = active
    vera.save()
    shown = parse(client.post("/sign-in/", {"login": name, "password": password}))
    assert shown.every("div", role="alert")[0].words() == (
        "This e-mail address and password do not belong together. Mind capital letters in the password."
    )


def test_sign_in_does_not_lead_away(client, vera):
    answer = client.post(
        "/sign-in/", {"login": vera.email, "password": "a good long password", "next": "https://evil.example/"}
    )
    assert answer.url == "/"


def test_the_demonstrations_people_are_offered_while_they_are_there(client, vera, settings):
    settings.HEADWAY_DEMO_ACCOUNTS = [
        SimpleNamespace(email=email, title="Looks", password="open")
        for email in (vera.email, "gone@example.org", person("Without Password").email)
    ]
    offered = parse(client.get("/sign-in/")).every("ul", class_="accounts")[0].every("form")
    assert [each.every("input", name="login")[0].attributes["value"] for each in offered] == [vera.email]
    settings.HEADWAY_DEMO_ACCOUNTS = []
    assert parse(client.get("/sign-in/")).every("ul", class_="accounts") == []


@pytest.mark.parametrize(("sent", "theme", "density"), [
    ({"theme": "dark"}, "dark", None), ({"density": "compact"}, None, "compact"), ({"theme": '"><script>'}, None, None),
])  # fmt: skip
def test_preferences_are_cookies_that_the_next_page_obeys(client, vera, sent, theme, density):
    assert client.post("/preferences/", {**sent, "next": "/sign-in/"}).url == "/sign-in/"
    root = parse(client.get("/sign-in/")).every("html")[0].attributes
    assert (root.get("data-theme"), root.get("data-density")) == (theme, density)


def test_preferences_do_not_lead_away(client, db):
    assert client.post("/preferences/", {"theme": "dark", "next": "//evil.example/"}).url == "/"


def test_pins_come_first_and_go_again(page, place):
    def pinned():
        lists = (
            parse(page.get(reverse("component", args=[place.program.pk]))).every("nav", class_="side")[0].every("h2")
        )
        return [each.words() for each in lists]

    assert pinned() == []
    page.post(reverse("pin", args=[place.project.pk]))
    assert pinned() == ["Pinned", "All"]
    page.post(reverse("pin", args=[place.project.pk]))
    assert pinned() == []


def test_a_forged_cookie_of_pins_harms_nothing(page, place):
    page.cookies["pins"] = f"x-{10**20}-999999--{place.project.pk}"
    shown = parse(page.get(reverse("component", args=[place.program.pk])))
    assert [each.words() for each in shown.every("nav", class_="side")[0].every("h2")] == ["Pinned", "All"]


@pytest.mark.parametrize(("view", "status"), [
    (errors.bad_request, 400), (errors.forbidden, 403), (errors.not_found, 404), (errors.server_error, 500),
])  # fmt: skip
def test_error_pages_need_no_database(view, status):
    request = RequestFactory().get("/<script>alert(1)</script>")
    request.COOKIES["theme"] = "dark"
    answer = view(request)
    shown = parse(answer)
    assert (answer.status_code, len(shown.every("h1"))) == (status, 1)
    scripts = [(each.attributes["src"].partition("?")[0], each.text) for each in shown.every("script")]
    assert scripts == ([("/static/headway/dist/main.js", "")] if status == 403 else [])  # which keeps what was typed
    assert shown.every("html")[0].attributes["data-theme"] == "dark"


def test_a_missing_address_is_a_helpful_page(client, db):
    answer = client.get("/nowhere/")
    assert (answer.status_code, parse(answer).every("h1")[0].words()) == (404, "There is nothing here that you may see")


def test_who_is_signed_in_keeps_the_way_on(place, client):
    page = client
    page.force_login(holder("Paula", place.program, "program_manager"))
    hidden = reverse("component", args=[place.elsewhere.pk])
    for address in (hidden, "/nowhere/"):
        shown = parse(page.get(address, headers={"accept": "text/html"}))
        assert [each.words() for each in shown.every("h1")] == ["There is nothing here that you may see"]
        assert "Program" in shown.every("nav", class_="side")[0].words()
        assert place.elsewhere.name not in shown.words()
    for headers in ({"accept": "image/png"}, {"accept": "text/html", "hx-request": "true"}):
        assert parse(page.get(hidden, headers=headers)).every("nav") == []
    client.logout()
    assert parse(client.get("/nowhere/", headers={"accept": "text/html"})).every("nav") == []


def test_a_crash_answers_with_the_page(vera, monkeypatch):
    def fail(*_):
        raise RuntimeError("on purpose")

    monkeypatch.setattr("headway.app.ui.views.today.first_component", fail)
    browser = Client(raise_request_exception=False)
    browser.force_login(vera)
    answer = browser.get("/")
    assert (answer.status_code, parse(answer).every("h1")[0].words()) == (500, "Something went wrong on our side")


def test_signing_in_begins_a_new_session(db):
    who, browser = person("Vera Viewer", password="a good long password"), Client()
    browser.get("/sign-in/")
    session = browser.session
    session["planted"] = "by somebody else"
    session.save()
    browser.cookies["sessionid"] = before = session.session_key
    browser.post("/sign-in/", {"login": who.email, "password": "a good long password"})
    assert browser.get("/account/").status_code == 200
    assert browser.cookies["sessionid"].value != before
    old = Client()
    old.cookies["sessionid"] = before
    assert old.get("/account/").status_code == 302
