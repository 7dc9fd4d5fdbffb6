"""The page of people: who sees this and why, roles given, dated, delegated and taken; the table of roles."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from parsed_html import parse

from factories.people import holder, person, tree
from headway.app.models import CustomRole, Membership, Person, RolePermission
from headway.app.rules import Verb, may

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=14)


@pytest.fixture
def place():
    return tree()


@pytest.fixture
def lead(place, client):
    someone = holder("Lead Er", place.program, "program_manager")
    client.force_login(someone)
    return someone


def test_a_role_is_given_with_days(place, client, lead):
    someone = holder("Some One", place.project, "stakeholder")
    values = {"person": someone.pk, "role": "team_member", "starts_on": TODAY, "ends_on": SOON}
    page = client.post(f"/c/{place.program.pk}/people/give/", values, follow=True)
    assert "Some One has the role now." in page.text
    row = Membership.objects.get(person=someone, role="team_member")
    assert (row.component, row.ends_on) == (place.program, SOON)
    assert "until" in page.text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"person": 987654, "role": "team_member"}, "valid choice"),
        ({"role": "team_member"}, "required"),
        ({"person": "self", "role": "portfolio_manager"}, "valid choice"),
        ({"person": "other", "role": "team_member", "starts_on": "tomorrow"}, "valid date"),
        ({"person": "other", "role": "team_member", "starts_on": SOON, "ends_on": TODAY}, "lies before"),
    ],
)
def test_what_cannot_be_given_is_said(place, client, lead, values, said):
    other = holder("Other One", place.project, "stakeholder")
    known = {"self": lead.pk, "other": other.pk}
    values = {**values, "person": known.get(values.get("person"), values.get("person", ""))}
    before = Membership.objects.count()
    assert said in client.post(f"/c/{place.program.pk}/people/give/", values, follow=True).text
    assert Membership.objects.count() == before


def test_strangers_cannot_be_named(place, client, lead):
    stranger = holder("Far Away", place.elsewhere, "team_member")
    page = client.get(f"/c/{place.program.pk}/people/").text
    assert "Far Away" not in page
    values = {"person": stranger.pk, "role": "team_member"}
    assert "valid choice" in client.post(f"/c/{place.program.pk}/people/give/", values, follow=True).text
    why = client.get(f"/c/{place.program.pk}/people/", {"person": stranger.pk, "verb": "plan.edit"}).text
    assert "Far Away" not in why


def test_days_deputy_and_end_of_a_role(place, client, lead):
    other = holder("Other One", place.project, "stakeholder")
    row = Membership.objects.get(person=lead)
    days = {"starts_on": TODAY, "ends_on": SOON}
    assert "stands in" in client.post(f"/m/{row.pk}/deputy/", {"person": other.pk, **days}, follow=True).text
    assert may(other, Verb.MOVE_COMPONENT, place.project)
    assert "for Lead Er" in client.get(f"/c/{place.program.pk}/people/").text
    theirs = Membership.objects.get(person=other, deputy_for=None)
    assert "changed" in client.post(f"/m/{theirs.pk}/days/", {"ends_on": SOON}, follow=True).text
    client.post(f"/m/{theirs.pk}/revoke/")
    assert not Membership.objects.filter(pk=theirs.pk).exists()


def test_a_stakeholder_reads_but_gives_nothing(place, client):
    someone = holder("Some One", place.program, "stakeholder")
    client.force_login(someone)
    page = client.get(f"/c/{place.program.pk}/people/", {"person": someone.pk, "verb": "plan.edit"}).text
    assert "Give a role here" not in page
    assert "Some One may not change the plan of “Program”." in page
    before = Membership.objects.count()
    values = {"person": someone.pk, "role": "team_member"}
    client.post(f"/c/{place.program.pk}/people/give/", values)
    assert Membership.objects.count() == before


def test_a_refusal_on_a_page_says_who_may(place, client):
    holder("Maja Ekdahl", place.program, "program_manager")
    client.force_login(holder("Some One", place.program, "stakeholder"))
    page = client.get(f"/c/{place.program.pk}/import/")
    assert page.status_code == 403
    assert "Maja Ekdahl" in page.text


def test_one_role_is_read_by_itself(place, client):
    """A phone is too narrow for fifteen columns."""
    RolePermission.objects.create(role="scrum_master", verb="plan.import")
    client.force_login(holder("Reader", place.project, "stakeholder"))
    lists = parse(client.get("/roles/?show=scrum_master")).every("ul", class_="may")
    may, may_not = ({line.words().lstrip("●◆ ") for line in each.every("li")} for each in lists)
    assert {"Import plans added by an operator", "Run sprints and boards"} <= may
    assert any("Set a baseline" in words for words in may_not)
    assert len(may) + len(may_not) == len(Verb)
    assert client.get("/roles/?show=nobody").status_code == 200


def test_the_table_of_roles_and_what_an_operator_adds(place, client):
    client.force_login(holder("Some One", place.program, "stakeholder"))
    assert "Add to the table" not in client.get("/roles/").text
    assert client.post("/roles/define/", {"key": "x", "verbs": []}).status_code == 403
    client.force_login(person("Operator", is_superuser=True))
    values = {"key": "safety_officer", "label": "Safety officer", "verbs": ["component.view", "quality.edit"]}
    assert "Safety officer" in client.post("/roles/define/", values, follow=True).text
    assert CustomRole.objects.get().label == "Safety officer"
    client.post("/roles/define/", {"key": "team_member", "verbs": ["plan.report_progress"]})
    assert RolePermission.objects.filter(role="team_member").get().verb == "plan.report_progress"
    assert "added by an operator" in client.get("/roles/").text
    new = client.get("/roles/").text.split('id="own"')[1]
    assert new.count('type="checkbox"') == len(Verb)
    form = client.get("/roles/?role=team_member").text.split('id="own"')[1]
    assert re.findall(r'value="([a-z_.]+)"[^>]* checked', form) == ["plan.report_progress"], "saving replaces these"
    assert 'value="component.view"' not in form, "the table gives it"
    own = client.get("/roles/?role=safety_officer").text.split('id="own"')[1]
    assert set(re.findall(r'value="([a-z_.]+)"[^>]* checked', own)) == {"component.view", "quality.edit"}
    assert 'value="Safety officer"' in own
    assert "valid choice" in client.post("/roles/define/", {"key": "y", "verbs": ["moon.land"]}, follow=True).text


def test_who_only_reads_a_plan_is_told_so_and_why(place, client):
    reader = holder("Rae Reader", place.project, "stakeholder")
    client.force_login(reader)
    link = f"/c/{place.project.pk}/people/?person={reader.pk}&amp;verb=plan.edit#why-title"
    assert link in client.get(f"/c/{place.project.pk}/schedule/").content.decode()
    shown = client.get(link.replace("&amp;", "&").partition("#")[0]).content.decode()
    assert "Rae Reader may not change the plan of “Project”. That takes one of these roles" in shown
    for role in ("project_manager", "project_engineer", "team_member"):
        client.force_login(holder(f"Who {role}", place.project, role))
        assert "You read this plan" not in client.get(f"/c/{place.project.pk}/schedule/").content.decode()


def test_what_operators_alone_do_says_whom_to_ask(place, client):
    client.force_login(holder("Rae Reader", place.project, "project_manager"))
    Person.objects.filter(pk=holder("Olga Operator", place.elsewhere, "stakeholder").pk).update(is_superuser=True)
    for address in ("/roles/define/", "/new/"):
        answer = client.post(address)
        assert (answer.status_code, "an operator: Olga Operator" in answer.content.decode()) == (403, True), address
