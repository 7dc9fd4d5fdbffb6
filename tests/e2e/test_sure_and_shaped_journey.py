"""P50, P80 and criticality as columns that follow the simulation, and contours that are chosen in the details."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from planning import cell, picture, saved, serving_project, signed_in_page, texts
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from running import Running

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]

CHOSEN = '{columns: ["number", "name", "duration"], gridWidth: 500}'
FILLING = """
import os
from headway.app.models import Resource
member("Maja Manager", "project_manager")
member("Rita Reader", "stakeholder")
member("Paula Portfolio", "portfolio_manager", portfolio)
for number, name in enumerate(("Ann", "Bo; Sons"), 1):
    Resource.objects.create(component=project, uid=number, name=name)
cells = [{"name": "Dig", "duration": "5d", "resources": 'Ann; "Bo; Sons" [50%]'}, {"name": "Pour", "duration": "5d"}]
edit_plan(system, project, [{"op": "insert", "rows": [{"cells": each} for each in cells]}])
from headway.app.actions.branches import start_branch
from headway.app.actions.share_links import allow_sharing, make_share_link
from headway.app.models import Person
maja = Actor(Person.objects.get(email="maja@example.org"), "cli")
start_branch(maja, project, name="Try")
allow_sharing(system, portfolio, days=30)
secret = make_share_link(maja, project, name="Town", days=3, shows_confidence=True)[1]
open(os.environ["HEADWAY_DATA_DIR"] + "/secret", "w").write(secret)
"""


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("shapes"), FILLING) as running:
        yield running


def schedule(open_page: OpenPage, server: Running, who: str, **options: object) -> Page:
    page = signed_in_page(open_page, server, who, "/c/2/schedule/", **options)
    page.locator(".sch-toolbar").wait_for()
    return page


def test_columns_of_the_simulation_fill_turn_old_and_fill_anew(
    open_page: OpenPage, server: Running, accessibility_faults: Faults
) -> None:
    page = schedule(open_page, server, "maja", width=1440)
    page.evaluate(f"localStorage.setItem('headway.schedule.project', JSON.stringify({CHOSEN}))")
    page.reload()
    page.locator("summary", has_text="Columns").click()
    for choice in ("P80 finish", "Criticality %"):
        page.get_by_label(choice, exact=True).check()
    page.keyboard.press("Escape")
    heading = page.locator('[role="columnheader"][data-column="p80"]')
    expect(cell(page, 1, "criticality")).to_have_text(re.compile(r"^\d+(\.\d)? %$"), timeout=60_000)
    expect(cell(page, 1, "p80")).not_to_have_text("")
    expect(heading.locator(".sch-old")).to_be_hidden(timeout=60_000)
    cell(page, 1, "duration").click()
    page.keyboard.type("15d")
    page.keyboard.press("Enter")
    saved(page)
    expect(heading.locator(".sch-old")).to_be_visible()
    assert "earlier state of the plan" in (heading.get_attribute("title") or "")
    assert accessibility_faults(page) == []
    picture(page, "sure-old")
    before = texts(page, "p80")
    expect(heading.locator(".sch-old")).to_be_hidden(timeout=90_000)
    assert texts(page, "p80") != before
    expect(cell(page, 1, "criticality")).to_have_text("100 %")


@pytest.mark.parametrize("where", ["schedule", "roadmap", "link"])
def test_a_line_from_p50_to_p80_is_drawn_where_it_is_wanted(
    open_page: OpenPage, server: Running, accessibility_faults: Faults, where: str
) -> None:
    secret = (server.data / "secret").read_text()
    address = {"schedule": "/c/2/schedule/", "roadmap": "/c/1/schedule/", "link": f"/shared/{secret}/"}[where]
    page = signed_in_page(open_page, server, "paula", address, width=1440)
    lines = page.locator(".sch-sure:visible")
    page.locator(".sch-row").first.wait_for()
    assert lines.count() == 0
    page.locator("summary", has_text="Columns").click()
    page.get_by_label("P50 to P80 in the drawing").check()
    page.keyboard.press("Escape")
    # A roadmap and a link show what there is; the schedule has it simulated.
    expect(lines.first).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Fit the whole plan").click()
    expect(lines.first).to_be_in_viewport(ratio=1)
    picture(page, f"whiskers-{where}")
    page.locator(".sch-row .sch-name").first.click()
    page.get_by_role("button", name="Details", exact=True).click()
    details = page.get_by_role("complementary", name="Details of the selected row")
    expect(details).to_contain_text(re.compile(r"How sure\s*P50 .+, P80 "))
    assert accessibility_faults(page) == []


def test_a_branch_says_how_sure_it_is_once_it_is_asked_and_old_after_an_edit(
    open_page: OpenPage, server: Running, accessibility_faults: Faults
) -> None:
    page = signed_in_page(open_page, server, "maja", "/b/1/", width=1440)
    page.evaluate(
        'localStorage.setItem("headway.schedule.project", JSON.stringify('
        '{columns: ["number", "name", "duration", "p80", "criticality"], gridWidth: 620}))'
    )
    page.reload()
    bar = page.get_by_role("group", name="How sure the branch is")
    expect(bar).to_contain_text("has not been simulated")
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Simulate the branch").click()
    expect(cell(page, 1, "criticality")).to_have_text(re.compile("%$"), timeout=60_000)
    expect(bar).to_be_hidden()
    cell(page, 1, "duration").click()
    page.keyboard.type("25d")
    page.keyboard.press("Enter")
    saved(page)
    expect(bar).to_contain_text("of an earlier state of the branch")
    expect(page.locator('[role="columnheader"][data-column="p80"] .sch-old')).to_be_visible()
    picture(page, "sure-branch-old")
    before = texts(page, "p80")
    page.get_by_role("button", name="Simulate the branch").click()
    expect(bar).to_be_hidden(timeout=60_000)
    assert texts(page, "p80") != before
    page.keyboard.press("Control+z")


def test_a_contour_is_tried_in_a_branch_told_in_its_comparison_and_undone(open_page: OpenPage, server: Running) -> None:
    page = signed_in_page(open_page, server, "maja", "/b/1/", width=1440)
    cell(page, 2, "name").wait_for()
    cell(page, 1, "name").click()
    page.keyboard.press("Alt+Enter")
    page.get_by_label("Contour of Ann").select_option("Bell")
    saved(page)
    expect(page.get_by_label("Contour of Ann")).to_have_value("bell")
    page.get_by_role("link", name="Compare").click()
    expect(page.locator("main")).to_contain_text("contour flat → Ann [Bell]")
    page.get_by_role("link", name="Merge…").click()
    expect(page.locator("main")).to_contain_text("contour flat → Ann [Bell]")
    page.goto(f"{server.address}/b/1/")
    cell(page, 1, "name").click()
    page.get_by_role("button", name="Undo").click()
    saved(page)
    page.get_by_role("link", name="Compare").click()
    expect(page.locator("main")).not_to_contain_text("[Bell]")


def test_a_contour_is_chosen_in_the_details_and_undone(
    open_page: OpenPage, server: Running, accessibility_faults: Faults
) -> None:
    page = schedule(open_page, server, "maja", width=1440)
    cell(page, 1, "name").click()
    page.keyboard.press("Alt+Enter")
    before = cell(page, 1, "duration").inner_text()
    choice = page.get_by_label("Contour of Bo; Sons")
    choice.select_option("Bell")
    saved(page)
    expect(page.get_by_label("Contour of Bo; Sons")).to_have_value("bell")
    expect(page.get_by_label("Contour of Ann")).to_have_value("flat")
    expect(cell(page, 1, "duration")).not_to_have_text(before)
    assert accessibility_faults(page) == []
    picture(page, "contours")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Contour of Bo; Sons")).to_have_value("flat")
    expect(cell(page, 1, "duration")).to_have_text(before)


def test_a_reader_sees_contours_and_chooses_none(open_page: OpenPage, server: Running) -> None:
    maja = schedule(open_page, server, "maja")
    cell(maja, 1, "name").click()
    maja.keyboard.press("Alt+Enter")
    maja.get_by_label("Contour of Ann").select_option("Turtle")
    saved(maja)
    page = schedule(open_page, server, "rita", width=390, height=844)
    page.locator(".sch-row").first.click()
    page.get_by_role("button", name="Details", exact=False).first.click()
    expect(page.locator(".sch-contours")).to_contain_text("Turtle")
    assert page.locator(".sch-contours select").count() == 0
    picture(page, "contours-reader")
