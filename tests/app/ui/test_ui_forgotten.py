"""Forgotten passwords, confirmed addresses, leaked passwords, the first operator, sessions."""

import re
import threading
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from parsed_html import parse

from factories.people import acting, person
from headway.app.actions.leaving import deactivate_person
from headway.app.actions.set_up import set_up_secret
from headway.app.models import Person
from headway.app.rules.leaked_passwords import NotLeaked

PASSWORD, OTHER = "a good long password", "quite another long one"


@pytest.fixture
def vera(db):
    return person("Vera Viewer", password=PASSWORD)


@pytest.fixture(autouse=True)
def forget_rates():
    from django.core.cache import cache

    cache.clear()


def sign_in(client, who, password=PASSWORD):
    return client.post("/sign-in/", {"login": who.email, "password": password})


def link_of(mail):
    return re.search(r"https?://testserver(/\S+)", mail.body)[1]


# ------------------------------------------------------------------ forgotten passwords


def test_a_forgotten_password_is_chosen_anew(vera, mailoutbox):
    elsewhere, browser = Client(), Client()
    sign_in(elsewhere, vera)
    answer = browser.post("/sign-in/forgot/", {"email": vera.email}, follow=True)
    assert "Look into your mail" in parse(answer).words()
    link = link_of(mailoutbox[-1])
    page = browser.get(link, follow=True)
    answer = browser.post(page.request["PATH_INFO"], {"password1": OTHER, "password2": OTHER}, follow=True)
    assert "The password is changed" in parse(answer).words()
    assert sign_in(Client(), vera, OTHER).url == "/"
    assert sign_in(Client(), vera).status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert "does not work any more" in parse(Client().get(link, follow=True)).words()


def test_nobody_learns_whether_an_address_is_known(vera, mailoutbox):
    answers = [parse(Client().post("/sign-in/forgot/", {"email": email}, follow=True)).words()
               for email in (vera.email, "no.one@example.org")]  # fmt: skip
    assert answers[0] == answers[1]
    assert [mail.to for mail in mailoutbox] == [[vera.email]]


def test_whoever_has_left_gets_no_link(vera, mailoutbox):
    deactivate_person(acting(person("Op Erator", is_superuser=True)), vera)
    Client().post("/sign-in/forgot/", {"email": vera.email})
    assert mailoutbox == []


@pytest.mark.parametrize("new", ["short", "1234567890", "vera.viewer"])
def test_a_weak_password_is_refused_there_too(vera, mailoutbox, new):
    browser = Client()
    browser.post("/sign-in/forgot/", {"email": vera.email})
    page = browser.get(link_of(mailoutbox[-1]), follow=True)
    browser.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert Person.objects.get(pk=vera.pk).check_password(PASSWORD)


def test_a_forged_host_does_not_get_into_the_mail(vera, mailoutbox):
    answer = Client().post("/sign-in/forgot/", {"email": vera.email}, headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert mailoutbox == []


# ------------------------------------------------------------------ addresses


def test_an_address_must_be_confirmed_where_mail_can_be_sent(db, settings, mailoutbox):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    nora = person("Nora New", password=PASSWORD, vouched=False)
    browser = Client()
    assert sign_in(browser, nora).url == "/sign-in/confirm/"
    assert browser.get("/account/").status_code == 302
    link = link_of(mailoutbox[-1])
    assert nora.email in parse(browser.get(link)).words()
    browser.post(link)
    assert sign_in(Client(), nora).url == "/"


def test_the_address_changes_when_the_new_one_is_confirmed(vera, mailoutbox):
    browser = Client()
    sign_in(browser, vera)
    browser.post("/account/email/", {"action_add": "", "email": "vera@elsewhere.example"})
    vera.refresh_from_db()
    assert vera.email == "vera.viewer@example.org"
    link = link_of(next(mail for mail in mailoutbox if mail.to == ["vera@elsewhere.example"]))
    browser.post(link)
    vera.refresh_from_db()
    assert vera.email == "vera@elsewhere.example"
    assert list(EmailAddress.objects.filter(user=vera).values_list("email", flat=True)) == [vera.email]
    assert any(mail.to == ["vera.viewer@example.org"] for mail in mailoutbox)
    assert sign_in(Client(), vera).url == "/"


def test_an_address_of_somebody_else_is_not_taken(vera, mailoutbox):
    other = person("Some One", password=PASSWORD)
    browser = Client()
    sign_in(browser, vera)
    browser.post("/account/email/", {"action_add": "", "email": other.email})
    vera.refresh_from_db()
    assert vera.email == "vera.viewer@example.org"
    for mail in mailoutbox:
        for link in re.findall(r"https?://testserver(/sign-in/confirm/\S+)", mail.body):
            Client().post(link)
    assert not EmailAddress.objects.filter(user=vera, email=other.email, verified=True).exists()
    assert set(Person.objects.values_list("email", flat=True)) == {"vera.viewer@example.org", other.email}


# ------------------------------------------------------------------ leaked passwords


class List(BaseHTTPRequestHandler):
    """Answers as the list of leaked passwords does: suffixes of hashes that begin with the prefix asked for."""

    asked: list[str] = []

    def do_GET(self):
        List.asked.append(self.path)
        known = sha1(b"correct horse battery staple").hexdigest().upper()
        body = f"{'0' * 35}:3\n{known[5:]}:1,234\n".encode()
        self.send_response(503 if self.path.startswith("/down/") else 200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Keep quiet."""


@pytest.fixture
def leaked():
    server = HTTPServer(("127.0.0.1", 0), List)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_leaked_password_is_refused_and_never_sent(leaked, settings):
    settings.HEADWAY_LEAKED_PASSWORDS_URL = f"{leaked}range/"
    with pytest.raises(ValidationError, match="1,234 leaked lists"):
        NotLeaked().validate("correct horse battery staple")
    NotLeaked().validate("a password that nobody has used before")
    assert all(re.fullmatch(r"/range/[0-9A-F]{5}", path) for path in List.asked)


@pytest.mark.parametrize("where", ["down/", "http://127.0.0.1:9/"])
def test_without_an_answer_the_password_passes(leaked, settings, where):
    settings.HEADWAY_LEAKED_PASSWORDS_URL = where if where.startswith("http") else leaked + where
    NotLeaked().validate("correct horse battery staple")


# ------------------------------------------------------------------ the first operator


def test_the_first_operator_is_made_by_whoever_reads_the_servers_output(db):
    browser, link = Client(), f"/set-up/{set_up_secret()}/"
    assert "Nobody can sign in yet" in parse(browser.get("/sign-in/")).words()
    assert browser.get("/set-up/guessed/").status_code == 404
    assert browser.post(link, {"email": "ada@example.org", "name": "Ada", "password": "short"}).status_code == 200
    assert not Person.objects.exists()
    answer = browser.post(link, {"email": "ada@example.org", "name": "Ada", "password": PASSWORD})
    ada = Person.objects.get()
    assert (answer.url, ada.is_superuser) == ("/", True)
    assert browser.get("/account/").status_code == 200
    assert Client().get(link).status_code == 404
    assert Client().post(link, {"email": "eve@example.org", "name": "Eve", "password": PASSWORD}).status_code == 404


# ------------------------------------------------------------------ sessions


def test_sessions_are_listed_and_ended_one_by_one(vera):
    here = Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0")
    there = Client(
        HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"
    )
    sign_in(here, vera)
    sign_in(there, vera)
    shown = parse(here.get("/account/")).words()
    assert "Firefox on Linux" in shown
    assert "Edge on Windows" in shown
    other = UserSession.objects.exclude(session_key=here.session.session_key).get()
    here.post(reverse("session-end", args=[other.pk]))
    assert (here.get("/account/").status_code, there.get("/account/").status_code) == (200, 302)


def test_sessions_of_others_do_not_exist(vera):
    other, browser = Client(), Client()
    sign_in(other, person("Some One", password=PASSWORD))
    sign_in(browser, vera)
    theirs = UserSession.objects.exclude(session_key=browser.session.session_key).get()
    assert browser.post(reverse("session-end", args=[theirs.pk])).status_code == 404
    assert other.get("/account/").status_code == 200


def test_signing_out_everywhere_empties_the_list(vera):
    here, there = Client(), Client()
    sign_in(here, vera)
    sign_in(there, vera)
    here.post("/account/sign-out-everywhere/")
    assert UserSession.objects.get().session_key == here.session.session_key
    assert (here.get("/account/").status_code, there.get("/account/").status_code) == (200, 302)


def test_a_session_in_use_is_seen(vera):
    browser = Client()
    sign_in(browser, vera)
    before = UserSession.objects.get().last_seen_at
    browser.get("/account/")
    assert UserSession.objects.get().last_seen_at == before
    session = browser.session
    session["seen"] -= 3600
    session.save()
    browser.get("/account/")
    assert UserSession.objects.get().last_seen_at > before
