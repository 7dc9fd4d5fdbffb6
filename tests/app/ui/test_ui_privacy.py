"""The page of privacy, cookies, the request to be anonymized, and what operators do about it."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from parsed_html import parse

from app.test_strangers import GROUP, PARAMETER, routes
from factories.people import SYSTEM, acting, holder, person
from headway.app.actions.leaving import deactivate_person
from headway.app.actions.personal_data import ask_to_be_anonymized
from headway.app.models import DataRequest, Person
from headway.app.ui.cookies import COOKIES

PASSWORD = "a good long password"
DOC = Path(__file__).resolve().parents[3] / "docs/explanation/privacy.md"


@pytest.fixture
def operator(place):
    browser = Client()
    browser.force_login(person("Opal Operator", is_superuser=True))
    return browser


def links(answer):
    return {each.attributes.get("href") for each in parse(answer).every("a")}


def test_anybody_reads_it_and_it_is_linked_from_the_sign_in_and_the_account(client, page):
    assert "/privacy/" in links(Client().get("/sign-in/"))
    assert "/privacy/" in links(page.get("/account/"))
    outside, inside = Client().get("/privacy/"), page.get("/privacy/")
    assert (outside.status_code, inside.status_code) == (200, 200)
    assert "/account/" in links(inside)
    assert "/account/" not in links(outside)


def test_the_page_and_the_documentation_name_every_cookie(db):
    shown = {each.words() for each in parse(Client().get("/privacy/")).every("code")}
    names = {name for name, _ in COOKIES}
    assert shown == names
    assert set(re.findall(r"^\| `(\w+)` \|", DOC.read_text("utf-8"), re.MULTILINE)) == names


def addresses(place):
    """Every address of the product that asks for no more than a component, and those of people."""
    for route in sorted(set(routes())):
        names = {match["name"] for match in PARAMETER.finditer(route)} | {m["name"] for m in GROUP.finditer(route)}
        if names <= {"component_id", "id"} and not route.startswith("/admin/"):
            pk = str(place.project.pk)
            yield GROUP.sub(pk, PARAMETER.sub(pk, route))


def test_no_other_cookie_is_ever_set(place, manager):
    """Signing in and out, right and wrong, every address by GET and POST, choices, pins, messages, errors."""
    Person.objects.filter(pk=manager.pk).update(password=person("X", password=PASSWORD).password)
    browser, seen = Client(), set()
    signing = {"login": manager.email, "password": PASSWORD}
    for sent in ({**signing, "password": "wrong"}, signing):
        browser.get("/sign-in/")
        seen |= set(browser.post("/sign-in/", sent).cookies)
    browser.raise_request_exception = False
    asked = 0
    for address in ["/nowhere/", *addresses(place)]:
        if address == "/sign-out/":
            continue
        for answer in (browser.get(address), browser.post(address, {"theme": "dark", "density": "roomy", "next": "/"})):
            seen |= set(answer.cookies)
            asked += 1
    seen |= set(browser.post("/account/profile/", {"name": ""}).cookies)  # leaves a message
    seen |= set(browser.post("/sign-out/").cookies)
    assert asked > 100
    assert seen == {name for name, _ in COOKIES}


def test_asking_and_taking_it_back(page, manager):
    page.post("/account/anonymize/", {"act": "ask", "note": "I move on"})
    row = DataRequest.objects.get()
    assert (row.person, row.note, row.state) == (manager, "I move on", "asked")
    assert "An operator decides" in page.get("/account/").text
    page.post("/account/anonymize/", {"act": "ask"})
    assert "You asked already" in page.get("/account/").text
    page.post("/account/anonymize/", {"act": "withdraw"})
    row.refresh_from_db()
    assert row.state == "withdrawn"
    page.post("/account/anonymize/", {"act": "nonsense"})
    assert DataRequest.objects.count() == 1


def test_operators_see_who_asks_on_every_page_and_may_refuse(page, manager, operator, place):
    row = ask_to_be_anonymized(acting(manager), "<b>please</b>")
    asked = parse(operator.get("/roles/")).every("span", title="Requests to be anonymized")
    assert [each.words() for each in asked] == ["1"]
    assert "<b>please</b>" in parse(operator.get("/people/requests/")).words()
    operator.post(reverse("refuse-data-request", args=[row.pk]), {"reason": ""})
    row.refresh_from_db()
    assert row.state == "asked"
    operator.post(reverse("refuse-data-request", args=[row.pk]), {"reason": "Not before March"})
    assert "Not before March" in page.get("/account/").text
    assert "Not before March" in operator.get("/people/requests/").text
    assert not parse(operator.get("/roles/")).every("span", title="Requests to be anonymized")


def test_others_find_nothing_there(page, manager, place):
    row = ask_to_be_anonymized(acting(manager))
    other = holder("Olga Other", place.project, "team_member")
    tried = [page.get("/people/requests/"), page.post(reverse("refuse-data-request", args=[row.pk]), {"reason": "x"}),
             page.post(reverse("person-anonymize", args=[other.pk]), {"email": other.email})]  # fmt: skip
    assert [each.status_code for each in tried] == [404, 404, 404]
    assert DataRequest.objects.get().state == "asked"


def test_anonymizing_takes_the_typed_address_and_that_they_left(operator, place):
    lena = holder("Lena Leaver", place.program, "program_manager")
    address = reverse("person-leave", args=[lena.pk])
    act = reverse("person-anonymize", args=[lena.pk])
    operator.post(act, {"email": lena.email})
    assert "can still sign in" in operator.get(address).text
    deactivate_person(SYSTEM, lena)
    operator.post(act, {"email": "somebody@example.org"})
    assert "not their address" in operator.get(address).text
    assert Person.objects.get(pk=lena.pk).anonymized_at is None
    operator.post(act, {"email": lena.email.upper(), "also": "Lenny L."})
    shown = operator.get(address)
    assert "Anonymized on" in shown.text
    assert "Lena" not in shown.text
    assert f'action="{act}"' not in shown.text
    assert operator.get(f"/admin/headway/person/{lena.pk}/change/").status_code == 200
    assert operator.post(f"/admin/headway/person/{lena.pk}/change/", {"name": "Lena"}).status_code == 403
