"""Leaving: nothing stays open, nothing is orphaned that has a successor."""

import pytest
from django.test import Client
from django.urls import reverse

from factories.people import SYSTEM, acting, holder, person, tree
from factories.plans import small_plan
from headway.app.actions.api_tokens import create_token
from headway.app.actions.errors import Refused
from headway.app.actions.invitations import invite
from headway.app.actions.leaving import HANDED_OVER, deactivate_person, reactivate_person
from headway.app.actions.plans import install_plan
from headway.app.actions.records import raise_record
from headway.app.models import ApiToken, Component, Event, Membership, Person, Record, Task
from headway.app.queries.audit.words import with_words
from headway.app.rules import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    raise_record(SYSTEM, at.project, "risk", title="Late steel")
    return at


@pytest.fixture
def lena(place):
    """Manages the program, leads the project, owns its tasks and risks."""
    someone = holder("Lena Leaver", place.program, "program_manager")
    Component.objects.filter(pk=place.project.pk).update(lead=someone)
    Task.objects.filter(component=place.project).update(owner=someone)
    Record.objects.update(owner=someone)
    return someone


def owned(someone):
    return {model: model.objects.filter(**{column: someone}).count() for model, column, _ in HANDED_OVER}


def test_everything_passes_to_the_successor(place, lena):
    had = owned(lena)
    assert all(had.values())
    sam = person("Sam Successor")
    deactivate_person(SYSTEM, lena, successor=sam)
    assert (owned(sam), set(owned(lena).values())) == (had, {0})
    assert list(Membership.objects.filter(person__in=[sam, lena]).values_list("person", "component", "role")) == [
        (sam.pk, place.program.pk, "program_manager")
    ]
    told = with_words(Event.objects.filter(verb="person.left"))
    assert len(told) == 1
    assert told[0].words.startswith("Lena Leaver left “Project”; Sam Successor takes over what they answered for")
    assert told[0].before["task"] == sorted(Task.objects.filter(owner=sam).values_list("pk", flat=True))


def test_without_a_successor_nobody_owns_it(lena):
    deactivate_person(SYSTEM, lena)
    assert set(owned(lena).values()) == {0}
    assert not Membership.objects.filter(person=lena).exists()


def test_nothing_stays_open(place, lena):
    browser = Client()
    browser.force_login(lena)
    create_token(acting(lena), name="x", scopes=["read"], days=1)
    _, secret = invite(acting(lena), place.program, email="new@example.org", role="team_member")
    deactivate_person(SYSTEM, lena)
    assert browser.get("/account/").status_code == 302
    assert not ApiToken.objects.filter(revoked_at=None).exists()
    reactivate_person(SYSTEM, lena)
    assert browser.get("/account/").status_code == 302
    assert Client().get(reverse("join", args=[secret])).status_code == 404
    assert not Membership.objects.filter(person=lena).exists()


def test_only_an_operator_and_nobody_themselves(lena):
    opal, other = person("Opal", is_superuser=True), person("Some One")
    with pytest.raises(NotAllowed):
        deactivate_person(acting(other), lena)
    for who, successor in ((opal, None), (lena, lena)):
        with pytest.raises(Refused):
            deactivate_person(acting(opal), who, successor=successor)
    assert Person.objects.filter(is_active=True).count() == 3


def test_the_page_is_for_operators(lena):
    opal, sam = person("Opal", is_superuser=True), person("Sam Successor")
    address = reverse("person-leave", args=[lena.pk])
    browser = Client()
    browser.force_login(sam)
    assert [browser.get(address).status_code, browser.post(address, {"act": "leave"}).status_code] == [404, 404]
    browser.force_login(opal)
    assert b"Lena Leaver" in browser.get(address).content
    browser.post(address, {"act": "leave", "successor": sam.pk})
    assert not Person.objects.get(pk=lena.pk).is_active
    assert all(owned(sam).values())
    browser.post(address, {"act": "return"})
    assert Person.objects.get(pk=lena.pk).is_active
