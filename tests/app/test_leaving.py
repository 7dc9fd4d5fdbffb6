"""Leaving: nothing stays open, nothing is orphaned that has a successor."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, person, tree
from factories.plans import small_plan
from headway.app.actions.api_tokens import create_token
from headway.app.actions.branches import start_branch
from headway.app.actions.errors import Refused
from headway.app.actions.invitations import invite
from headway.app.actions.leaving import deactivate_person, reactivate_person
from headway.app.actions.memberships import grant_role, revoke_role
from headway.app.actions.plans import install_plan
from headway.app.actions.records import raise_record
from headway.app.actions.share_links import allow_sharing, make_share_link
from headway.app.actions.stopwatch import start_stopwatch
from headway.app.actions.support import request_support
from headway.app.models import (
    Agreement,
    ApiToken,
    Assignment,
    ChangeSet,
    Component,
    Event,
    Membership,
    Person,
    Record,
    Resource,
    ShareLink,
    Stopwatch,
    SupportRequest,
    Task,
    TimeEntry,
)
from headway.app.queries.answered_for import HELD, when_leaving
from headway.app.queries.audit.words import with_words
from headway.app.rules import NotAllowed, visible
from headway.app.rules.branches import may_edit_branch

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    raise_record(SYSTEM, at.project, "risk", title="Late steel")
    return at


@pytest.fixture
def lena(place):
    """Manages the program, leads the project, owns its tasks and risks, and is asked for support and a hand-off."""
    someone = holder("Lena Leaver", place.program, "program_manager")
    Component.objects.filter(pk=place.project.pk).update(lead=someone)
    Task.objects.filter(component=place.project).update(owner=someone)
    Record.objects.update(owner=someone)
    asker = acting(holder("Asta Asker", place.project, "project_manager"))
    request_support(asker, place.project, text="A crane for two days")
    SupportRequest.objects.update(asked_of=someone)
    now = timezone.now()
    Agreement.objects.create(
        component=place.elsewhere, giver=place.project, text="Steel", asked_of=someone, asked_at=now
    )
    return someone


def owned(someone):
    return {held.model: held.of(someone).count() for held in HELD}


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
    assert not Person.objects.filter(is_active=False).exists()


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


def test_what_waits_for_them_waits_for_the_successor(place, lena):
    done = SupportRequest.objects.get()
    done.pk, done.state = None, SupportRequest.State.CLOSED
    done.save()
    given = Agreement.objects.get()
    given.pk, given.state = None, Agreement.State.ACCEPTED
    given.save()
    sam = person("Sam Successor")
    deactivate_person(SYSTEM, lena, successor=sam)
    for model in (SupportRequest, Agreement):
        told = list(model.objects.order_by("pk").values_list("asked_of", flat=True))
        assert told == [sam.pk, lena.pk], "what is answered stays as it was"
    assert Event.objects.get(verb="person.left").before.keys() >= {"supportrequest", "agreement"}


def test_a_branch_at_work_is_not_lost(place, lena):
    branch = start_branch(acting(lena), place.project, name="Two shifts")
    sam = person("Sam Successor")
    deactivate_person(SYSTEM, lena, successor=sam)
    assert branch in visible(sam, ChangeSet)
    assert may_edit_branch(sam, branch)
    assert branch.author == lena


def test_what_passes_on_is_told_before(place, lena):
    start_branch(acting(lena), place.project, name="Two shifts")
    create_token(acting(lena), name="x", scopes=["read"], days=1)
    raise_record(SYSTEM, place.project, "dependency", title="The dam", owner=lena)
    raise_record(SYSTEM, place.project, "dependency", title="The road", owner=lena)
    left = when_leaving(lena)
    count = Task.objects.filter(owner=lena).count()
    words = ["the lead", f"{count} tasks", "1 hand-off to promise", "1 request for support to answer", "1 risk",
             "2 dependencies"]  # fmt: skip
    assert left.roles == ["Program manager of “Program”"]
    assert left.passes == [(place.project, words)]
    assert (left.branches, left.planned, left.ends) == (1, 0, ["1 API token"])
    browser = Client()
    browser.force_login(person("Opal", is_superuser=True))
    shown = browser.get(reverse("person-leave", args=[lena.pk])).content.decode()
    assert ", ".join(words) in shown
    assert "Ends at once:</strong> 1 API token." in shown


def test_links_go_on_where_the_successor_may_share_and_end_elsewhere(place, lena):
    allow_sharing(SYSTEM, place.portfolio, days=30)
    install_plan(SYSTEM, place.elsewhere, small_plan())
    grant_role(SYSTEM, place.elsewhere, lena, "project_manager")
    kept, secret = make_share_link(acting(lena), place.project, name="Town hall", days=7)
    assert when_leaving(lena).links == 1
    sam = person("Sam Successor")
    deactivate_person(SYSTEM, lena, successor=sam)
    kept.refresh_from_db()
    assert (kept.made_by, kept.revoked_at) == (sam, None)
    assert Client().get(f"/shared/{secret}/").status_code == 200
    [told] = with_words(Event.objects.filter(verb="share.passed_on"))
    assert told.words == "Sam Successor answers for a link to the schedule of “Project”"
    other, _ = make_share_link(acting(sam), place.elsewhere, name="Port", days=7)
    nobody = person("Nils Nobody")
    revoke_role(SYSTEM, Membership.objects.get(person=sam, component=place.program))
    deactivate_person(SYSTEM, sam)
    assert list(ShareLink.objects.filter(revoked_at=None)) == []
    assert Event.objects.filter(verb="share.revoked").count() == 2
    assert nobody.is_active
    assert other.made_by == sam


def test_a_running_stopwatch_stops_and_reports_nothing(place):
    wim = holder("Wim Watch", place.project, "team_member")
    task = Task.objects.get(component=place.project, name="A")
    resource = Resource.objects.create(component=place.project, uid=1, name="Wim", person=wim)
    Assignment.objects.create(component=place.project, uid=1, task=task, resource=resource)
    start_stopwatch(acting(wim), task)
    assert when_leaving(wim).ends == ["the stopwatch on “A”, without reporting what it measured"]
    browser = Client()
    browser.force_login(person("Opal", is_superuser=True))
    assert "the stopwatch on “A”" in browser.get(reverse("person-leave", args=[wim.pk])).content.decode()
    deactivate_person(SYSTEM, wim)
    assert not Stopwatch.objects.exists()
    assert not TimeEntry.objects.exists()
    assert Event.objects.get(verb="stopwatch.stopped").before["task"] == task.pk
