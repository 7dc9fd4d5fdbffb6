"""What people type on the pages of governance: days that no plan has, filters that come back, addresses to return to."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from factories.people import acting, holder, person, tree
from headway.app.actions.directions import set_direction
from headway.app.actions.gates import apply_life_cycle
from headway.app.actions.records import raise_record
from headway.app.models import Direction, Event, Gate, Membership
from headway.app.rules import Verb
from headway.app.rules.why import why

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=14)


@pytest.fixture
def place():
    return tree()


def said(answer):
    return " ".join(str(each) for each in answer.context["messages"])


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_that_no_plan_has_is_refused(place, client, day):
    manager = acting(holder("Petra Manager", place.project, "project_manager"))
    holder("Deputy", place.project, "team_member")
    apply_life_cycle(manager, place.project, "predictive")
    gate = Gate.objects.filter(component=place.project).first()
    client.force_login(manager.person)
    told = said(client.post(f"/g/{gate.pk}/plan/", {"due_on": day}, follow=True))
    assert "dates lie between 1900 and 2199." in told
    assert Gate.objects.get(pk=gate.pk).due_on is None
    role = Membership.objects.get(person=manager.person)
    deputy = Membership.objects.get(person__name="Deputy").person_id
    values = {"person": deputy, "starts_on": min(day, TODAY.isoformat()), "ends_on": max(day, SOON.isoformat())}
    told = said(client.post(f"/m/{role.pk}/deputy/", values, follow=True))
    assert "dates lie between 1900 and 2199." in told
    assert not Membership.objects.filter(deputy_for=role).exists()


def test_why_says_days_as_pages_do(place):
    someone = holder("Someone", place.project, "project_manager")
    Membership.objects.filter(person=someone).update(ends_on=SOON)
    words = why(someone, Verb.EDIT_PLAN, place.project).words
    assert words.endswith(f"until {SOON.day} {SOON:%b} {SOON.year}.")


def test_a_direction_that_was_refused_keeps_its_filter(place, client):
    client.force_login(holder("PMO", place.portfolio, "pmo"))
    values = {"title": "", "text": "Do it", "kinds": ["project"], "healths": ["red"], "joins_new": "on"}
    answer = client.post(f"/c/{place.portfolio.pk}/directions/", values)
    assert (answer.status_code, Direction.objects.count()) == (422, 0)
    for box in (
        'name="kinds" value="project" checked',
        'name="healths" value="red" checked',
        'name="joins_new" checked',
    ):
        assert box in answer.text
    assert answer.text.count(" checked") == 3


def test_a_direction_is_read_before_it_is_answered(place, client):
    pmo = acting(holder("PMO", place.portfolio, "pmo"))
    row = set_direction(pmo, place.portfolio, title="Baselines", text="Set a baseline before you buy.", chosen={})
    client.force_login(holder("Petra Manager", place.project, "project_manager"))
    text = client.get(f"/directions/{row.pk}/").text
    assert text.index("Set a baseline before you buy.") < text.index("What was done, or why not")


def test_what_is_to_be_done_comes_before_comments_and_old_reports(place, client):
    """In a narrow window the columns of a page stand below each other in the order of the document."""
    manager = holder("Petra Manager", place.project, "project_manager")
    row = raise_record(acting(manager), place.project, "risk", title="Rock", probability=0.5)
    client.force_login(manager)
    text = client.get(f"/r/{row.pk}/").text
    assert text.index("Put into the trash") < text.index(f"/talk/record/{row.pk}/")
    text = client.get(f"/c/{place.project.pk}/reports/").text
    assert text.index("Next report") < text.index("Reports of Project")


def test_the_key_of_a_role_is_asked_for_in_plain_words(client):
    client.force_login(person("Root", is_superuser=True))
    told = said(client.post("/roles/define/", {"key": "Safety Officer!", "verbs": []}, follow=True))
    assert told == "Key: Only letters, digits, hyphens and underscores, such as safety_officer."


@pytest.mark.parametrize("next_one", ["x", "-1", "https://elsewhere.example/", "home"])
def test_a_made_up_page_to_return_to_leads_to_the_start(client, place, next_one):
    client.force_login(holder("Someone", place.project, "project_manager"))
    answer = client.post("/preferences/", {"theme": "dark", "next": next_one})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_part_that_is_fetched_alone_has_the_clock_of_its_reader_as_the_page_has(place, client):
    manager = holder("Petra Manager", place.project, "project_manager")
    manager.time_zone = "Asia/Tokyo"
    manager.save()
    client.force_login(manager)
    address, rows = f"/c/{place.project.pk}/activity/", Event.objects.filter(component=place.project)
    there = {f"{each.at.astimezone(ZoneInfo(manager.time_zone)):%Y-%m-%dT%H:%M}" for each in rows}
    whole, alone = (
        set(re.findall(r'datetime="([\d-]+T[\d:]+)', client.get(address, headers=headers).text))
        for headers in ({}, {"HX-Request": "true"})
    )
    assert there
    assert whole == alone == there
