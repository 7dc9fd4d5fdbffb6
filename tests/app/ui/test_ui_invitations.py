"""Invitations: a link that works once, for one address, while whoever invited may still give the role."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from parsed_html import parse

from factories.people import SYSTEM, acting, holder, person
from headway.app.actions.errors import Refused
from headway.app.actions.invitations import accept_invitation, invite, withdraw_invitation
from headway.app.models import Event, Invitation, Membership, Person
from headway.app.rules import NotAllowed

NEW = {"name": "Nora New", "password": "a good long password"}
EMAIL = "nora.new@example.org"


@pytest.fixture
def invited(place, manager):
    return invite(acting(manager), place.program, email="Nora.New@example.org", role="project_manager")


def link(secret):
    return reverse("join", args=[secret])


def test_from_the_page_of_people_to_the_first_page(page, place, manager):
    answer = page.post(reverse("invite", args=[place.program.pk]), {"email": EMAIL, "role": "team_member"})
    address = parse(answer).every("code", class_="secret")[0].words()
    assert "no-store" in answer["Cache-Control"]
    assert EMAIL in parse(page.get(reverse("people", args=[place.program.pk]))).words()
    nora = Client()
    assert "Petra Manager invites you" in parse(nora.get(address)).words()
    assert nora.post(address, NEW).url == reverse("component", args=[place.program.pk])
    assert nora.get(reverse("component", args=[place.program.pk])).status_code == 200
    row = Membership.objects.get(person__email=EMAIL)
    assert (row.component, row.role, row.person.name) == (place.program, "team_member", "Nora New")
    assert Person.objects.get(email=EMAIL).check_password(NEW["password"])
    verbs = Event.objects.filter(component=place.program).order_by("id").values_list("verb", flat=True)
    assert list(verbs)[-3:] == ["invitation.sent", "role.granted", "invitation.accepted"]


def test_a_link_works_once(invited):
    assert Client().post(link(invited[1]), NEW).status_code == 302
    assert Client().get(link(invited[1])).status_code == 404
    with pytest.raises(Refused):
        accept_invitation(invited[1], channel="page", **NEW)


def test_the_log_holds_no_address_and_the_table_no_secret(invited):
    accept_invitation(invited[1], channel="page", **NEW)
    said = str(list(Event.objects.values("summary", "before", "after")))
    assert "nora" not in said.lower()
    assert invited[1] not in str(list(Invitation.objects.values()))


@pytest.mark.parametrize("change", ["expires", "withdrawn", "inviter left", "component trashed"])
def test_a_link_that_ended_opens_nothing(invited, place, manager, change):
    row, secret = invited
    if change == "expires":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif change == "withdrawn":
        withdraw_invitation(acting(manager), row)
    elif change == "inviter left":
        Person.objects.filter(pk=manager.pk).update(is_active=False)
    else:
        type(place.program).objects.filter(pk=place.program.pk).update(trashed_at=timezone.now())
    assert Client().get(link(secret)).status_code == Client().post(link(secret), NEW).status_code == 404
    assert not Person.objects.filter(email=EMAIL).exists()


def test_whoever_invited_must_still_be_allowed_to(invited, manager):
    Membership.objects.filter(person=manager).delete()
    with pytest.raises(NotAllowed):
        accept_invitation(invited[1], channel="page", **NEW)
    assert not Person.objects.filter(email=EMAIL).exists()
    assert Invitation.objects.get().accepted_at is None


def test_nobody_invites_to_more_than_they_may_give(place):
    someone = holder("Paul Project", place.project, "project_manager")
    for component, role in ((place.project, "portfolio_manager"), (place.program, "team_member")):
        with pytest.raises(NotAllowed):
            invite(acting(someone), component, email=EMAIL, role=role)
    assert not Invitation.objects.exists()


def test_who_has_an_account_accepts_signed_in(place, invited):
    nora, other = person("Nora New"), person("Some One")
    browser = Client()
    assert browser.get(link(invited[1])).url.startswith("/sign-in/?next=/join/")
    browser.force_login(other)
    assert browser.post(link(invited[1]), NEW).status_code == 302
    assert not Membership.objects.filter(person__in=[nora, other]).exists()
    browser.force_login(nora)
    assert "You are invited" in parse(browser.get(link(invited[1]))).words()
    assert browser.post(link(invited[1])).status_code == 302
    assert Membership.objects.get(person=nora).role == "project_manager"


def test_somebody_signed_in_does_not_take_what_is_for_another(invited):
    browser = Client()
    browser.force_login(person("Some One"))
    assert browser.get(link(invited[1])).status_code == 404
    with pytest.raises(NotAllowed):
        accept_invitation(invited[1], channel="page", person=Person.objects.get(name="Some One"))


@pytest.mark.parametrize("password", ["short", "1234567890", "nora.new@example.org"])
def test_a_weak_password_is_refused(invited, password):
    answer = Client().post(link(invited[1]), {"name": "Nora New", "password": password})
    assert parse(answer).every("div", role="alert")[0].words()
    assert not Person.objects.filter(email=EMAIL).exists()


def test_a_new_invitation_replaces_the_one_before(invited, place, manager):
    invite(acting(manager), place.program, email=EMAIL, role="project_manager")
    assert Client().get(link(invited[1])).status_code == 404


def test_invitations_are_seen_by_those_who_may_give_roles_there(page, place, invited):
    stranger, reader = Client(), Client()
    stranger.force_login(person("Some One"))
    reader.force_login(holder("Read Er", place.program, "stakeholder"))
    withdraw = reverse("invitation-withdraw", args=[invited[0].pk])
    assert [each.post(withdraw).status_code for each in (stranger, reader)] == [404, 404]
    assert EMAIL not in parse(reader.get(reverse("people", args=[place.program.pk]))).words()
    assert page.post(withdraw).status_code == 302
    assert Invitation.objects.get().withdrawn_at is not None


def test_the_system_invites_too(place):
    _, secret = invite(SYSTEM, place.portfolio, email=EMAIL, role="pmo")
    assert accept_invitation(secret, channel="page", **NEW).role == "pmo"
