"""How lines of inboxes and of histories read: many of one direction in one line, days as pages say them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from factories.people import SYSTEM, acting, client_of, holder, tree
from headway.app.actions.directions import set_direction
from headway.app.actions.memberships import grant_role
from headway.app.actions.report_chase import chase_directions
from headway.app.models import Direction, Event, Notification
from headway.app.queries.audit.words import in_words
from headway.app.queries.pages.inbox import entries, lines
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    at = tree()
    at.lead = holder("Lena Lead", at.program, "program_manager")
    at.pmo = holder("Petra Pmo", at.portfolio, "pmo")
    run_pending()
    Notification.objects.all().delete()
    return at


def direct(place, title="Two pairs of eyes", days=5):
    due = timezone.localdate() + timedelta(days=days)
    return set_direction(acting(place.pmo), place.portfolio, title=title, text="From now on.", due_on=due)


def read(who):
    return [(entry.title, entry.target) for entry in entries(who, lines(who))]


def words(day):
    return f"{day.day} {day:%b} {day.year}"


def test_one_direction_to_many_components_is_one_line_that_leads_to_it(place):
    first, second = direct(place), direct(place, title="Closed by Friday")
    run_pending()
    assert [target for _, target in read(place.lead)] == [("direction", str(second.pk)), ("direction", str(first.pk))]
    title = read(place.lead)[1][0]
    assert title.startswith("The direction “Two pairs of eyes” is addressed to “")
    assert title.endswith(f"”, by {words(first.due_on)}; 2 components of yours")
    page = client_of(place.lead).get(reverse("direction", args=[first.pk]))
    assert page.status_code == 200


def test_a_direction_to_one_component_leads_to_what_is_asked_there(place):
    someone = holder("Mia Manager", place.project, "project_manager")
    run_pending()
    Notification.objects.all().delete()
    direction = direct(place)
    run_pending()
    address = direction.addresses.get(component=place.project)
    assert [target for _, target in read(someone)] == [("direction-answer", str(address.pk))]


def test_so_are_those_that_nobody_answered_in_time(place):
    direction = direct(place)
    past = timezone.localdate() - timedelta(days=2)
    Direction.objects.update(due_on=past)
    run_pending()
    Notification.objects.all().delete()
    chase_directions(SYSTEM, timezone.now())
    run_pending()
    said = f"The direction “Two pairs of eyes” was to be answered by {words(past)}; 2 components of yours"
    assert read(place.lead) == [(said, ("direction", str(direction.pk)))]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Sent the daily report for 2026-11-09", "Sent the daily report for 9 Nov 2026"),
        ("Changed “Check of 2026-11-09” until 2026-12-31", "Changed “Check of 2026-11-09” until 31 Dec 2026"),
        ("Order 2026-13-45 and 12026-11-09", "Order 2026-13-45 and 12026-11-09"),
    ],
)
def test_days_of_sentences_are_said_as_pages_say_them(text, said):
    assert in_words([(text, Event())]) == [said]


def test_a_history_says_days_and_names(place):
    ends = date(2099, 3, 5)
    grant_role(SYSTEM, place.project, place.pmo, "stakeholder", ends_on=ends)
    page = client_of(place.pmo).get(reverse("activity", args=[place.project.pk])).content.decode()
    assert "Petra Pmo" in page
    assert "until 5 Mar 2099" in page
    assert "2099-03-05" not in page
