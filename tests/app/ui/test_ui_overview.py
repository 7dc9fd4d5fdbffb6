"""The portfolio's overview: what it shows, how it is filtered and ordered, what it costs."""

import json
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from parsed_html import parse

from factories.people import holder
from headway.app.models import Component, ComponentPath, Rollup
from headway.app.queries.pages.overview import Wish, arranged, rows_below

MOST_QUERIES = 12


def names(shown):
    return [each.every("a")[0].words() for each in shown.every("tbody")[0].every("tr")]


@pytest.fixture
def rolled(place):
    """Figures as the computation leaves them, chosen so that every order differs."""
    for component, health, days, done in (
        (place.project, "red", 12.0, 40.0),
        (place.sibling, "green", -3.0, 90.0),
        (place.elsewhere, "amber", 2.5, 10.0),
        (place.operation, "none", None, None),
    ):
        Rollup.objects.filter(component=component).update(
            health=health,
            finish_variance_days=days,
            percent_complete=done,
            planned_percent=50,
            work_minutes=480,
            finish=100_000,
        )
    return place


def test_the_tree_comes_parents_first(page, rolled):
    shown = parse(page.get(reverse("component", args=[rolled.portfolio.pk])))
    rows = shown.every("tbody")[0].every("tr")
    assert names(shown) == ["Program", "Project", "Sibling", "Other program", "Elsewhere", "Operation"]
    assert [each.attributes["aria-level"] for each in rows] == ["1", "2", "2", "1", "2", "1"]
    assert [each.attributes.get("aria-expanded") for each in rows] == ["true", None, None, "true", None, None]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("?sort=variance&descending=1", ["Project", "Elsewhere", "Sibling", "Operation"]),
        ("?sort=progress", ["Elsewhere", "Project", "Sibling", "Operation"]),
        ("?sort=health", ["Project", "Elsewhere", "Sibling", "Operation"]),
        ("?sort=name", ["Elsewhere", "Operation", "Project", "Sibling"]),
        ("?health=red", ["Program", "Project"]),
        ("?q=sib", ["Program", "Sibling"]),
        ("?q=nowhere", ["Show everything"]),
        (
            "?sort=drop+table&health=purple",
            ["Program", "Project", "Sibling", "Other program", "Elsewhere", "Operation"],
        ),
    ],
)
def test_filter_and_order(page, rolled, query, wanted):
    assert names(parse(page.get(reverse("component", args=[rolled.portfolio.pk]) + query))) == wanted


def test_what_only_holds_a_match_is_marked(rolled, manager):
    rows = arranged(rows_below(manager, rolled.portfolio), Wish(text="sib"))
    assert [(row.component.name, row.match) for row in rows] == [("Program", False), ("Sibling", True)]


def test_the_figures_are_the_computed_ones(page, rolled):
    shown = parse(page.get(reverse("component", args=[rolled.program.pk])))
    row = shown.every("tbody")[0].every("tr")[0]
    cells = [each.words() for each in row.every("td")]
    assert cells[1].startswith("Off track")
    assert [cells[3], cells[6]] == ["40 %", "+12 d"]


def test_assigned_budgets_are_held_against_what_was_granted_above_them(page, rolled):
    """The sum of the projects beside what their programs were given, as Today says it."""
    for component, budget in ((rolled.project, 30), (rolled.sibling, 20), (rolled.program, 100)):
        Component.objects.filter(pk=component.pk).update(budget=budget)
    Rollup.objects.filter(component=rolled.portfolio).update(budget=100)
    shown = parse(page.get(reverse("component", args=[rolled.portfolio.pk])))
    assert "Budget assigned € 50 50 % of € 100" in shown.every("ul", class_="kpis")[0].words().replace("\xa0", " ")


def test_htmx_gets_the_table_alone(page, rolled):
    headers = {"HX-Request": "true", "HX-Target": "section#components"}
    answer = page.get(reverse("component", args=[rolled.portfolio.pk]) + "?q=sib", headers=headers)
    assert names(parse(answer)) == ["Program", "Sibling"]
    assert (b"<html" in answer.content, answer.headers["Vary"].split(", ")[:2]) == (False, ["HX-Request", "HX-Target"])


def options_of(shown):
    return [json.loads(each.every("script")[0].words()) for each in shown.every("hw-chart")]


def test_the_charts_show_deviation_and_lead_to_the_projects(page, rolled):
    variance, progress = options_of(parse(page.get(reverse("component", args=[rolled.portfolio.pk]))))
    bars = variance["series"][0]["data"]
    assert [(each["name"], each["value"], each["url"], each["itemStyle"]["color"]) for each in bars] == [
        ("Project", 12.0, f"/c/{rolled.project.pk}/", "var(--red)"),
        ("Elsewhere", 2.5, f"/c/{rolled.elsewhere.pk}/", "var(--amber)"),
        ("Sibling", -3.0, f"/c/{rolled.sibling.pk}/", "var(--green)"),
    ]
    points = {each["name"]: each["data"][0]["value"] for each in progress["series"]}
    assert points == {"Off track": [50.0, -10.0], "At risk": [50.0, -40.0], "On track": [50.0, 40.0]}


def test_every_key_figure_leads_somewhere_that_answers(page, rolled):
    for component in (rolled.portfolio, rolled.program, rolled.project):
        shown = parse(page.get(reverse("component", args=[component.pk])))
        links = [each.attributes["href"] for each in shown.every("a", class_="kpi")]
        assert (len(links), {page.get(link.split("#")[0]).status_code for link in links}) == (6, {200})


@pytest.fixture
def hundreds(place):
    """Three hundred projects in ten programs, with their figures."""
    at = place.portfolio
    programs = Component.objects.bulk_create(
        Component(kind="program", name=f"Program {n}", parent=at, root=at, position=n) for n in range(10)
    )
    projects = Component.objects.bulk_create(
        Component(kind="project", name=f"Project {n}", parent=programs[n % 10], root=at, position=n) for n in range(300)
    )
    paths = [ComponentPath(ancestor=each, descendant=each, depth=0) for each in [*programs, *projects]]
    paths += [ComponentPath(ancestor=at, descendant=each, depth=1) for each in programs]
    for project in projects:
        paths += [ComponentPath(ancestor=project.parent, descendant=project, depth=1)]
        paths += [ComponentPath(ancestor=at, descendant=project, depth=2)]
    ComponentPath.objects.bulk_create(paths)
    reasons = [
        {"id": "finish-late", "text": "Finish 3 days after the baseline", "level": "red", "component": 1, "task": None}
    ]
    Rollup.objects.bulk_create(
        Rollup(
            component=each, health=("red", "amber", "green")[n % 3], reasons=reasons, percent_complete=n % 100, planned_percent=50,
            finish_variance_days=n % 40 - 10, start=29_000_000, finish=30_000_000, work_minutes=9600, task_count=200,
            project_count=1,
        )
        for n, each in enumerate([*programs, *projects])
    )  # fmt: skip
    return place


@pytest.mark.parametrize("query", ["", "?sort=variance", "?q=project+12", "?health=red"])
def test_three_hundred_projects_cost_few_queries(page, hundreds, query):
    with CaptureQueriesContext(connection) as spent:
        answer = page.get(reverse("component", args=[hundreds.portfolio.pk]) + query)
    assert answer.status_code == 200
    assert len(spent) <= MOST_QUERIES, [each["sql"][:120] for each in spent.captured_queries]


@pytest.mark.slow
def test_three_hundred_projects_are_quick(page, hundreds):
    address = reverse("component", args=[hundreds.portfolio.pk])
    page.get(address)
    times = []
    for _ in range(5):
        began = time.process_time()
        page.get(address)
        times.append(time.process_time() - began)
    # Processor time, and twice the 150 ms of an idle machine: other work on the same cores must not fail it.
    assert min(times) < 0.3, f"{min(times) * 1000:.0f} ms"


@pytest.mark.parametrize("name", ["schedule", "tasks", "activity", "people", "import"])
def test_other_pages_cost_few_queries_too(page, hundreds, name):
    with CaptureQueriesContext(connection) as spent:
        answer = page.get(reverse(name, args=[hundreds.portfolio.pk]))
    assert answer.status_code == 200
    assert len(spent) <= MOST_QUERIES + (2 if name == "people" else 0), [
        each["sql"][:120] for each in spent.captured_queries
    ]


def test_the_navigation_does_not_list_hundreds(page, hundreds):
    side = parse(page.get(reverse("component", args=[hundreds.program.pk]))).every("nav", class_="side")[0]
    assert len(side.every("a")) < 400


def test_who_sees_one_program_sees_no_sibling(client, hundreds):
    client.force_login(holder("Pro Gram", hundreds.program, "program_manager"))
    shown = parse(client.get(reverse("component", args=[hundreds.program.pk])))
    assert names(shown) == ["Project", "Sibling"]
    assert "Other program" not in shown.words()
