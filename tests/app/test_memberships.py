"""Roles with dates, deputies, given parts, an administrator's own roles, and the reason for every answer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, person, tree
from factories.plans import small_plan
from headway.app.actions.custom_roles import define_role, extend_role
from headway.app.actions.errors import Refused
from headway.app.actions.memberships import delegate_role, grant_role, revoke_role, set_role_days
from headway.app.actions.plans import install_plan
from headway.app.actions.tasks import create_task, delete_task, update_task
from headway.app.models import Component, Event, Membership, Task
from headway.app.rules import NotAllowed, Verb, may, require_other, verbs_of, visible, why
from headway.app.rules.visible import components_where

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    return at


def task(place, name):
    return Task.objects.get(component=place.project, name=name)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "holds"),
    [
        (None, None, True), (TODAY, None, True), (None, TODAY, True), (TODAY, TODAY, True),
        (TOMORROW, None, False), (YESTERDAY, TOMORROW, True),
    ],
)  # fmt: skip
def test_a_role_holds_between_its_days(place, starts_on, ends_on, holds):
    someone = person("Some One")
    grant_role(SYSTEM, place.program, someone, "project_manager", starts_on=starts_on, ends_on=ends_on)
    assert may(someone, Verb.EDIT_PLAN, place.project) is holds
    assert visible(someone, Component).filter(pk=place.project.pk).exists() is holds
    assert (Verb.EDIT_PLAN in verbs_of(someone, place.project)) is holds
    assert why(someone, Verb.EDIT_PLAN, place.project).allowed is holds


def test_a_role_that_ended_is_worth_nothing(place):
    someone = holder("Some One", place.program, "project_manager")
    Membership.objects.filter(person=someone).update(ends_on=YESTERDAY)
    assert not may(someone, Verb.VIEW, place.project)
    assert not visible(someone, Task).exists()
    with pytest.raises(NotAllowed):
        update_task(acting(someone), task(place, "A"), name="Other")


def test_what_was_asked_before_is_answered_anew(place, monkeypatch):
    """The question is kept for the day, its answer is not: neither a role, nor its end, nor a day that passes."""
    someone = person("Some One")

    def sees():
        below = set(components_where(someone))
        assert may(someone, Verb.VIEW, place.project) is (place.project.pk in below)
        return visible(someone, Component).filter(pk=place.project.pk).exists(), below

    assert sees() == (False, set())
    row = grant_role(SYSTEM, place.project, someone, "stakeholder", ends_on=TOMORROW)
    assert sees() == (True, {place.project.pk})
    monkeypatch.setattr(timezone, "localdate", lambda *_: TOMORROW + timedelta(days=1))
    assert sees() == (False, set())
    monkeypatch.undo()
    assert sees() == (True, {place.project.pk})
    revoke_role(SYSTEM, row)
    assert sees() == (False, set())


def test_days_that_make_no_sense_are_refused(place):
    someone = person("Some One")
    for days in ({"starts_on": TOMORROW, "ends_on": TODAY}, {"ends_on": YESTERDAY}):
        with pytest.raises(Refused):
            grant_role(SYSTEM, place.program, someone, "team_member", **days)
    assert not Membership.objects.filter(person=someone).exists()


def test_days_can_be_changed_and_it_is_recorded(place):
    lead = acting(holder("Lead", place.portfolio, "program_manager"))
    someone = holder("Some One", place.project, "team_member")
    row = set_role_days(lead, Membership.objects.get(person=someone), ends_on=TOMORROW)
    assert row.ends_on == TOMORROW
    event = Event.objects.get(verb="role.dated")
    assert event.after == {"ends_on": TOMORROW.isoformat(), "person": someone.pk}


def test_a_deputy_stands_in_for_two_weeks(place):
    chief = holder("Chief", place.program, "project_manager")
    deputy = person("Deputy")
    held = Membership.objects.get(person=chief)
    row = delegate_role(acting(chief), held, deputy, starts_on=TODAY, ends_on=TODAY + timedelta(days=13))
    assert may(deputy, Verb.EDIT_PLAN, place.project)
    assert "as deputy for Chief" in why(deputy, Verb.EDIT_PLAN, place.project).words
    with pytest.raises(Refused):
        delegate_role(acting(deputy), row, person("Third"), starts_on=TODAY, ends_on=TODAY)
    Membership.objects.filter(pk=held.pk).update(ends_on=YESTERDAY)
    assert not may(deputy, Verb.EDIT_PLAN, place.project)
    revoke_role(SYSTEM, held)
    assert not Membership.objects.filter(person=deputy).exists()


def test_a_deputy_is_appointed_by_the_holder_only(place):
    chief, other = holder("Chief", place.program, "project_manager"), holder("Other", place.program, "project_manager")
    with pytest.raises(NotAllowed):
        delegate_role(acting(other), Membership.objects.get(person=chief), other, starts_on=TODAY, ends_on=TODAY)
    delegate_role(acting(chief), Membership.objects.get(person=chief), other, starts_on=TOMORROW, ends_on=TOMORROW)
    assert not why(person("Nobody"), Verb.EDIT_PLAN, place.project).allowed


def test_nobody_gives_a_role_to_themselves(place):
    lead = holder("Lead", place.program, "program_manager")
    with pytest.raises(NotAllowed, match="themselves"):
        grant_role(acting(lead), place.program, lead, "project_manager")


def test_who_raises_does_not_approve_not_even_an_operator(place):
    operator = person("Operator", is_superuser=True)
    with pytest.raises(NotAllowed, match="yourself"):
        require_other(acting(operator), operator, "decide it")
    require_other(acting(operator), person("Some One"), "decide it")


def test_a_part_given_to_a_project_engineer(place):
    engineer = holder("Engineer", place.project, "project_engineer")
    who = acting(engineer)
    for act in (
        lambda: update_task(who, task(place, "A"), name="Mine"),
        lambda: create_task(who, place.project, name="New", parent=task(place, "Phase")),
        lambda: create_task(who, place.project, name="New"),
        lambda: update_task(who, task(place, "A"), owner=engineer),
    ):
        with pytest.raises(NotAllowed):
            act()
    update_task(SYSTEM, task(place, "Phase"), owner=engineer)
    assert update_task(who, task(place, "A"), name="Mine").name == "Mine"
    delete_task(who, create_task(who, place.project, name="New", parent=task(place, "Phase")))
    with pytest.raises(NotAllowed):
        update_task(who, task(place, "C"), name="Not mine")
    with pytest.raises(NotAllowed):
        update_task(who, task(place, "B"), owner=None, name="Given away")


def test_a_team_member_reports_own_tasks_only(place):
    member = holder("Member", place.project, "team_member")
    with pytest.raises(NotAllowed):
        update_task(acting(member), task(place, "A"), percent_complete=50)
    update_task(SYSTEM, task(place, "A"), owner=member)
    assert update_task(acting(member), task(place, "A"), percent_complete=50).percent_complete == 50
    with pytest.raises(NotAllowed):
        update_task(acting(member), task(place, "A"), name="Renamed", percent_complete=60)


def test_a_refusal_says_who_may(place):
    holder("Maja Ekdahl", place.program, "project_manager")
    member = holder("Member", place.project, "team_member")
    with pytest.raises(NotAllowed) as refusal:
        update_task(acting(member), task(place, "A"), name="Renamed")
    assert str(refusal.value) == (
        "You may not change the plan of “Project”. That takes one of these roles: Portfolio manager; Program manager; "
        "Project manager; Delivery manager. Here that is Maja Ekdahl."
    )


def test_the_reason_names_role_and_place(place):
    lead = holder("Lead", place.program, "program_manager")
    reason = why(lead, Verb.MOVE_COMPONENT, place.project)
    assert reason.words == "Lead may move “Project”: Program manager, given from above."
    assert [row.component for row in reason.by] == [place.program]
    reason = why(lead, Verb.DECIDE_GATE, place.project)
    assert not reason.allowed
    assert reason.words.endswith("Nobody here has one; ask an operator.")


def test_an_administrator_adds_a_role_and_a_permission(place):
    operator = acting(person("Operator", is_superuser=True))
    define_role(
        operator, key="safety_officer", label="Safety officer", verbs=frozenset({"component.view", "quality.edit"})
    )
    someone = holder("Some One", place.program, "safety_officer")
    assert verbs_of(someone, place.project) == {"component.view", "quality.edit"}
    assert may(someone, Verb.EDIT_QUALITY, place.project)
    assert not may(someone, Verb.EDIT_PLAN, place.project)
    member = holder("Member", place.project, "team_member")
    extend_role(operator, "team_member", frozenset({Verb.REPORT_PROGRESS}))
    assert update_task(acting(member), task(place, "A"), percent_complete=50).percent_complete == 50
    extend_role(operator, "team_member", frozenset())
    assert not may(member, Verb.REPORT_PROGRESS, place.project)
    assert Event.objects.filter(verb="role.extended").count() == 2


@pytest.mark.parametrize(
    "act",
    [
        lambda who: define_role(who, key="pmo", label="PMO", verbs=frozenset()),
        lambda who: define_role(who, key="x", label="X", verbs=frozenset({"moon.land"})),
        lambda who: extend_role(who, "moonwalker", frozenset()),
    ],
)
def test_roles_that_cannot_be_defined(act):
    with pytest.raises(Refused):
        act(SYSTEM)


def test_only_operators_define_roles(place):
    chief = acting(holder("Chief", place.portfolio, "portfolio_manager"))
    with pytest.raises(NotAllowed):
        define_role(chief, key="x", label="X", verbs=frozenset())
    with pytest.raises(NotAllowed):
        extend_role(chief, "team_member", frozenset({Verb.EDIT_PLAN}))


def test_who_gives_a_custom_role_holds_all_of_it(place):
    define_role(SYSTEM, key="gatekeeper", label="Gatekeeper", verbs=frozenset({Verb.DECIDE_GATE, Verb.VIEW}))
    chief = acting(holder("Chief", place.portfolio, "portfolio_manager"))
    with pytest.raises(NotAllowed):
        grant_role(chief, place.program, person("Some One"), "gatekeeper")
    board = acting(holder("Board", place.portfolio, "portfolio_board"))
    grant_role(board, place.program, person("Any One"), "gatekeeper")
