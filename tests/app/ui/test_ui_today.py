"""The first page of each role."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, person, tree
from factories.plans import small_plan
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.memberships import grant_role
from headway.app.actions.plans import install_plan
from headway.app.actions.tasks import update_task
from headway.app.models import Membership, Rollup, Task
from headway.app.queries.today.first_page import FIRST_PAGE, PANELS
from headway.app.queries.today.panel import today_minutes

pytestmark = pytest.mark.django_db
ROLES = Membership.Role.values
MOST_QUERIES = 25


@pytest.fixture
def place():
    at = tree()
    for component in (at.project, at.sibling, at.elsewhere):
        install_plan(SYSTEM, component, small_plan())
    return at


def test_every_role_has_panels_and_every_panel_a_role():
    assert set(FIRST_PAGE) == set(ROLES)
    assert {name for names in FIRST_PAGE.values() for name in names} == set(PANELS)


@pytest.mark.parametrize("role", ROLES)
def test_the_first_page_of_a_role(place, client, role):
    someone = holder("Some One", place.program, role)
    client.force_login(someone)
    arrived = client.get("/")
    assert arrived.headers["Location"] == (f"/c/{place.program.pk}/" if role == "portfolio_manager" else "/today/")
    with CaptureQueriesContext(connection) as spent:
        page = client.get("/today/")
    assert page.status_code == 200
    assert len(spent) <= MOST_QUERIES, [each["sql"][:150] for each in spent.captured_queries]
    assert page.text.count('<section class="panel"') == len(FIRST_PAGE[role])
    assert "Elsewhere" not in page.text


def test_operators_and_people_without_roles_find_their_way(place, client):
    client.force_login(person("Operator", is_superuser=True))
    assert client.get("/today/").headers["Location"] == "/"
    client.force_login(person("No Body"))
    assert client.get("/today/").status_code == 200
    assert "Today" in client.get("/").text


def test_several_roles_are_a_click_apart(place, client):
    someone = holder("Some One", place.program, "pmo")
    grant_role(SYSTEM, place.project, someone, "team_member")
    client.force_login(someone)
    assert "Plans that need attention" in client.get("/today/").text
    assert "Waiting for others" in client.get("/today/?as=team_member").text
    assert "Plans that need attention" in client.get("/today/?as=portfolio_manager").text


def test_my_work_is_mine(place, client):
    someone = holder("Some One", place.program, "team_member")
    client.force_login(someone)
    task = Task.objects.get(component=place.project, name="B")
    other = Task.objects.get(component=place.elsewhere, name="B")
    for each in (task, other):
        update_task(SYSTEM, each, owner=someone)
    now = today_minutes()
    Task.objects.filter(name__in=["A", "B"]).update(start=now + 480, finish=now + 1000)
    page = client.get("/today/").text
    assert page.count(f'href="/t/{task.pk}/"') == 2, "it runs this week, and waits for A"
    assert f"/t/{other.pk}/" not in page
    Task.objects.filter(pk=task.pk).update(start=now - 3000, finish=now - 1000)
    assert "Overdue <span" in client.get("/today/").text
    update_task(acting(someone), Task.objects.get(pk=task.pk), percent_complete=100)
    assert f"/t/{task.pk}/" not in client.get("/today/").text


def test_the_program_manager_sees_exceptions_and_hand_offs(place, client):
    client.force_login(holder("Some One", place.program, "program_manager"))
    Rollup.objects.filter(component=place.project).update(health="red", reasons=[{"id": "x", "text": "Why it is red"}])
    giver, taker = (
        Task.objects.get(component=place.project, name="C"),
        Task.objects.get(component=place.sibling, name="A"),
    )
    link_tasks(SYSTEM, giver, taker)
    Task.objects.filter(pk=taker.pk).update(total_float_minutes=-480)
    page = client.get("/today/").text
    assert "Why it is red" in page
    assert "Endangers" in page
    assert "Project gives Sibling" in page
    Rollup.objects.filter(component=place.project).update(health="green")
    Task.objects.filter(pk=taker.pk).update(total_float_minutes=480 * 50)
    page = client.get("/today/").text
    assert "Every project is on track." in page
    assert "No hand-off between projects" in page


def test_the_pmo_sees_plans_without_baseline_and_roles_that_end(place, client):
    client.force_login(holder("Some One", place.program, "pmo"))
    soon = timezone.localdate() + timedelta(days=3)
    grant_role(SYSTEM, place.project, person("Short Time"), "team_member", ends_on=soon)
    page = client.get("/today/").text
    assert "no baseline" in page
    assert f"Short Time</a><small>Project · until {soon:%Y-%m-%d}" in page
