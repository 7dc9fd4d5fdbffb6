"""Every page for every role: it renders, offers what the role may do, and nothing else."""

import pytest
from django.urls import reverse
from parsed_html import parse

from factories.people import SYSTEM, holder, person
from headway.app.actions.components import create_component
from headway.app.models import Component, Membership, Task

TABS = ("component", "schedule", "tasks", "activity", "people")
MAY_IMPORT = {"portfolio_manager", "program_manager"}
"""A project manager imports into projects only: a new project below a program needs the right to add components."""


def kinds_of(place):
    return {
        "portfolio": place.portfolio,
        "program": place.program,
        "project": place.project,
        "operation": place.operation,
    }


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("kind", ["portfolio", "program", "project", "operation"])
@pytest.mark.parametrize("role", Membership.Role.values)
def test_every_tab_of_every_kind_renders_for_every_role(client, place, role, kind, tab):
    client.force_login(holder("Someone", place.portfolio, role))
    component = kinds_of(place)[kind]
    answer = client.get(reverse(tab, args=[component.pk]))
    assert answer.status_code == 200
    page = parse(answer)
    assert [each.words() for each in page.every("h1")] == [component.name]
    chosen = [each.attributes["href"] for each in page.every("nav", class_="tabs")[0].every("a", aria_current="page")]
    assert chosen == [reverse(tab, args=[component.pk])]


@pytest.mark.parametrize("role", Membership.Role.values)
def test_a_program_offers_import_and_add_to_those_who_may(client, place, role):
    client.force_login(holder("Someone", place.portfolio, role))
    page = parse(client.get(reverse("component", args=[place.program.pk])))
    offered = {each.attributes["href"] for each in page.every("header", class_="top")[0].every("a")}
    wanted = {reverse("import", args=[place.program.pk]), reverse("create", args=[place.program.pk])}
    assert offered & wanted == (wanted if role in MAY_IMPORT else set())


def test_the_first_screen_of_the_portfolio_offers_to_import_your_own_file(page, place):
    answer = page.get("/", follow=True)
    assert answer.redirect_chain == [(reverse("component", args=[place.portfolio.pk]), 302)]
    offers = parse(answer).every("a", href=reverse("import", args=[place.portfolio.pk]), class_="btn pri")
    assert [each.words() for each in offers] == ["Import your own file"]


def test_a_member_below_starts_at_what_they_see_and_learns_nothing_of_what_is_above(client, place):
    client.force_login(holder("Tea Member", place.project, "team_member"))
    assert client.get("/", follow=True).redirect_chain == [(reverse("work"), 302)]
    page = parse(client.get(reverse("component", args=[place.project.pk])))
    crumbs = page.every("nav", class_="crumbs")[0].every("li")
    assert [each.words() for each in crumbs] == ["Project"]
    assert [each.words() for each in page.every("nav", class_="side")[0].every("span", class_="label")] == [
        "Today",
        "My work",
        "Inbox",
        "Project",
        "Sign out",
    ]
    assert "Portfolio" not in page.words()


def test_breadcrumbs_name_what_is_above(page, place):
    crumbs = parse(page.get(reverse("component", args=[place.project.pk]))).every("nav", class_="crumbs")[0]
    assert [each.words() for each in crumbs.every("a")] == ["Portfolio", "Program"]


def test_people_above_who_are_not_visible_are_named_without_their_place(client, place, manager):
    client.force_login(holder("Tea Member", place.project, "team_member"))
    page = parse(client.get(reverse("people", args=[place.project.pk])))
    rows = [each.words() for each in page.every("ul", class_="people")[0].every("li")]
    assert rows[0] == "PM Petra Manager petra.manager@example.org Portfolio manager from above"
    assert rows[1].startswith("TM Tea Member tea.member@example.org Team member here Change")


def test_someone_without_any_role_is_told_what_to_do(client, db):
    client.force_login(person("New Comer"))
    page = parse(client.get("/"))
    assert [each.words() for each in page.every("h2")] == ["Nothing is shared with you yet"]


def test_an_operator_of_an_empty_installation_makes_the_first_portfolio(client, db):
    client.force_login(person("Opal", is_superuser=True))
    page = parse(client.get("/"))
    assert [each.words() for each in page.every("a", class_="btn pri")] == ["New portfolio"]
    answer = client.post(reverse("create-root"), {"kind": "portfolio", "name": "All of it"})
    made = Component.objects.get(name="All of it")
    assert (made.kind, made.parent_id, answer.url) == ("portfolio", None, reverse("component", args=[made.pk]))


def test_an_empty_portfolio_teaches(page, place):
    empty = create_component(SYSTEM, kind="portfolio", name="Empty", parent=place.portfolio)
    shown = parse(page.get(reverse("component", args=[empty.pk])))
    assert shown.every("h2")[-1].words() == "Nothing is below this portfolio yet"
    assert shown.every("hw-chart") == []


def test_a_project_without_a_plan_teaches_and_offers_import(page, place):
    shown = parse(page.get(reverse("component", args=[place.sibling.pk])))
    assert shown.every("h2")[-1].words() == "Nothing is planned here yet"
    assert shown.every("hw-schedule") == []
    address = reverse("schedule", args=[place.sibling.pk])
    assert [each.words() for each in shown.every("a", href=address, class_="btn pri")] == ["Type the plan"]
    assert (
        shown.every("a", href=reverse("import", args=[place.sibling.pk]), class_="btn")[0].words()
        == "Import your own file"
    )


def test_a_project_page_is_a_shell_around_the_schedule(page, place):
    shown = parse(page.get(reverse("component", args=[place.project.pk])))
    island = shown.every("hw-schedule")[0].attributes
    assert (island["data-url"], island["data-mode"]) == (f"/api/v1/components/{place.project.pk}/schedule", "project")
    assert "A" not in {each.words() for each in shown.every("td")}


def test_a_program_shows_its_roadmap(page, place):
    island = parse(page.get(reverse("component", args=[place.program.pk]))).every("hw-schedule")[0].attributes
    assert (island["data-url"], island["data-mode"]) == (f"/api/v1/components/{place.program.pk}/roadmap", "roadmap")


def test_the_short_address_of_a_task_leads_into_the_schedule(page, client, place):
    task = Task.objects.get(component=place.project, uid=2)
    answer = page.get(reverse("task", args=[task.pk]))
    assert answer.url == f"{reverse('schedule', args=[place.project.pk])}#task-{task.pk}"
    client.force_login(holder("Out Sider", place.elsewhere, "stakeholder"))
    assert client.get(reverse("task", args=[task.pk])).status_code == 404


@pytest.mark.parametrize("name", [*TABS, "import", "create", "chain"])
def test_pages_of_the_invisible_do_not_exist(client, place, name):
    client.force_login(holder("Out Sider", place.elsewhere, "portfolio_manager"))
    for pk in (place.project.pk, 10**6, 10**25):
        assert client.get(reverse(name, args=[pk])).status_code == 404


def test_search_without_a_script(page, place):
    shown = parse(page.get(reverse("search"), {"q": "Sibling"}))
    found = shown.every("ul", class_="people")[0].every("a")
    assert [(each.words(), each.attributes["href"]) for each in found] == [
        ("Sibling", reverse("component", args=[place.sibling.pk]))
    ]
    nothing = parse(page.get(reverse("search"), {"q": "Quagga"}))
    assert nothing.every("h2")[-1].words() == "Nothing is called “Quagga”"
