"""The load under the schedule: who is asked for too much, when, by which tasks; by mouse, by keyboard, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from planning import cell, picture, saved, serving_project, signed_in_page
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page
    from running import Running

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]

FILLING = """
from headway.app.models import Resource, Task
from headway.app.actions.branches import start_branch
maja = member("Maja Manager", "project_manager")
for uid, name in enumerate(("Anna", "Bo"), 1):
    Resource.objects.create(component=project, uid=uid, name=name)
texts = (("Dig", "5d", "Anna"), ("Pour", "5d", "Anna [50%]; Bo"), ("Paint", "5d", "Bo"), ("Rest", "5d", ""))
rows = [{"cells": {"name": name, "duration": length, "resources": who}} for name, length, who in texts]
(dig, pour, paint, rest), = edit_plan(system, project, [{"op": "insert", "rows": rows}]).made
edit_plan(system, project, [{"op": "link", "predecessor": pour, "successor": paint}])
monday = 29459520 + 480
edit_plan(system, project, [{"op": "set", "tasks": [dig, pour], "values": {"constraint": "SNET", "constraint_date": monday}}])
start_branch(Actor(maja, "web"), project, name="Help for Anna")
tower = create_component(system, kind="project", name="Tower", parent=portfolio)
quarry = create_component(system, kind="project", name="Quarry", parent=portfolio)
dora = member("Dora Director", "project_manager")
grant_role(system, tower, dora, "stakeholder")
bo = member("Bo Builder", "stakeholder")
Resource.objects.filter(component=project, name="Bo").update(person=bo)
for plan in (tower, quarry):
    Resource.objects.create(component=plan, uid=1, name="B. Builder", person=bo)
    (task,), = edit_plan(system, plan, [{"op": "insert", "rows": [{"cells": {"name": "Haul", "duration": "3d", "resources": "B. Builder [50%]"}}]}]).made
    edit_plan(system, plan, [{"op": "set", "tasks": [task], "values": {"constraint": "SNET", "constraint_date": monday}}])
"""


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("load"), FILLING) as running:
        yield running


@pytest.fixture
def schedule(open_page: OpenPage, server: Running) -> Callable[..., Page]:
    """Return a function that opens the schedule for one of its managers."""

    def with_options(who: str = "maja", **options: object) -> Page:
        page = signed_in_page(open_page, server, who, "/c/2/schedule/", **options)
        page.locator(".sch-toolbar").wait_for()
        return page

    return with_options


def load(page: Page) -> Locator:
    return page.get_by_role("region", name="Resource load")


def open_load(page: Page) -> Locator:
    page.get_by_role("button", name="Load", exact=True).click()
    pane = load(page)
    expect(pane.get_by_label("Resource", exact=True)).to_contain_text("Anna")
    return pane


def test_too_much_is_seen_told_traced_to_its_tasks_and_mended(
    schedule: Callable[..., Page], accessibility_faults: Faults
) -> None:
    page = schedule()
    page.get_by_label("Time scale").select_option("Weeks")
    pane = open_load(page)
    choice = pane.get_by_label("Resource", exact=True)
    assert choice.locator("option").all_inner_texts()[0] == "Anna, 20 h too much"
    periods = pane.get_by_role("listbox", name="Load of Anna by week")
    periods.focus()
    page.keyboard.press("Home")
    expect(pane.locator("output")).to_have_text(re.compile("60 h of 40 h, 20 h too much$"))
    expect(pane.get_by_role("option").last).to_have_text(re.compile("60 h of 40 h, 20 h too much$"))
    assert accessibility_faults(page) == []
    picture(page, "load")

    page.keyboard.press("Enter")
    pane.get_by_role("button", name="Pour").wait_for()
    assert pane.locator("li small").all_inner_texts() == ["40 h", "20 h"]
    pane.get_by_role("button", name="Pour").click()
    expect(page.locator('.sch-row[aria-selected="true"] [data-column="name"]')).to_contain_text("Pour")
    page.keyboard.press("Escape")
    expect(pane.get_by_text("Too much, by day")).to_be_visible()
    expect(pane).to_contain_text("Leveling also counts those that you do not see")

    cell(page, 2, "duration").click()
    page.keyboard.press("F2")
    page.locator(".sch-editor").fill("2d")
    page.keyboard.press("Enter")
    saved(page)
    expect(choice.locator("option").first).to_have_text(re.compile("^(Anna, 8|Bo, ).* h( too much)?$"))
    page.keyboard.press("Control+z")
    saved(page)
    expect(choice.locator("option").first).to_have_text("Anna, 20 h too much")


def test_the_pane_follows_selection_zoom_and_scroll_and_is_kept(schedule: Callable[..., Page]) -> None:
    page = schedule()
    pane = open_load(page)
    pane.get_by_label("Of the selected task").check()
    cell(page, 3, "name").click()
    expect(pane.get_by_label("Resource", exact=True)).to_have_text(re.compile("^Bo, "))
    cell(page, 4, "name").click()
    expect(pane).to_contain_text("Nobody works on the selected task.")
    pane.get_by_label("Of the selected task").uncheck()

    page.get_by_label("Time scale").select_option("Days")
    pane.get_by_role("listbox", name="Load of Anna by day").wait_for()
    cell(page, 1, "name").click()
    page.get_by_role("button", name="Now: go to the status date or today").click()
    bar = page.locator(".sch-lane[data-selected] .sch-bar")
    page.evaluate("document.querySelector('.sch-scroller').scrollLeft = 0")
    expect(pane.locator(".sch-load-bars")).to_have_attribute("d", re.compile("M"))
    left = bar.bounding_box()["x"]  # type: ignore[index]
    work = pane.locator(".sch-load-bars").bounding_box()["x"]  # type: ignore[index]
    assert 0 <= left - work < 28, "the bar begins at eight o'clock of the day whose column stands under it"

    border = pane.get_by_role("separator", name="Height of the load")
    border.focus()
    before = pane.bounding_box()["height"]  # type: ignore[index]
    page.keyboard.press("ArrowUp")
    assert pane.bounding_box()["height"] == before + 24  # type: ignore[index]
    page.reload()
    pane.wait_for()
    assert load(page).bounding_box()["height"] == before + 24  # type: ignore[index]
    cell(page, 1, "name").click()
    page.keyboard.press("Alt+l")
    expect(pane).to_be_hidden()
    page.keyboard.press("Alt+l")
    expect(pane).to_be_visible()


def test_a_branch_shows_its_load_before_the_line_of_the_live_plan(
    schedule: Callable[..., Page], accessibility_faults: Faults
) -> None:
    page = schedule()
    page.goto(f"{page.url.split('/c/')[0]}/b/1/")
    page.locator(".sch-row").first.wait_for()
    page.get_by_label("Time scale").select_option("Weeks")
    pane = open_load(page)
    periods = pane.get_by_role("listbox", name="Load of Anna by week")
    periods.focus()
    page.keyboard.press("Home")
    expect(pane.locator("output")).to_have_text(re.compile("60 h of 40 h, 20 h too much; 60 h in the live plan$"))
    cell(page, 2, "duration").click()
    page.keyboard.press("F2")
    page.locator(".sch-editor").fill("2d")
    page.keyboard.press("Enter")
    saved(page)
    expect(pane.get_by_label("Resource", exact=True).locator("option").first).to_have_text("Anna, 8 h too much")
    periods.focus()
    page.keyboard.press("Home")
    expect(pane.locator("output")).to_have_text(re.compile("48 h of 40 h, 8 h too much; 60 h in the live plan$"))
    expect(pane.get_by_text("20 h in the live plan")).to_be_visible()
    expect(pane.locator(".sch-load-live")).to_have_attribute("d", re.compile("M.*H"))
    page.keyboard.press("Enter")
    pane.get_by_role("button", name="Dig").wait_for()
    assert pane.locator("li small").all_inner_texts() == ["40 h", "8 h"]
    page.keyboard.press("Escape")
    assert accessibility_faults(page) == []
    picture(page, "load-branch")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_work_in_another_plan_stands_above_the_bars_for_who_sees_that_plan(
    schedule: Callable[..., Page], scheme: str, accessibility_faults: Faults
) -> None:
    page = schedule("dora", color_scheme=scheme)
    page.get_by_label("Time scale").select_option("Weeks")
    pane = open_load(page)
    pane.get_by_label("Resource", exact=True).select_option(label="Bo, 12 h too much")
    periods = pane.get_by_role("listbox", name="Load of Bo by week")
    periods.focus()
    page.keyboard.press("Home")
    expect(pane.locator("output")).to_have_text(re.compile("52 h of 40 h, 12 h too much; 12 h in Tower$"))
    expect(pane.get_by_text("Other plans", exact=True)).to_be_visible()
    expect(pane).not_to_contain_text("Quarry")
    assert accessibility_faults(page) == []
    picture(page, f"load-others-{scheme}")
    page.keyboard.press("Enter")
    expect(pane.get_by_role("link", name="In Tower")).to_have_attribute("href", "/c/3/schedule/")
    assert pane.locator("li small").all_inner_texts() == ["40 h", "12 h"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pane_fits_a_phone(schedule: Callable[..., Page], scheme: str, accessibility_faults: Faults) -> None:
    page = schedule(width=390, height=844, color_scheme=scheme)
    pane = open_load(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    pane.locator(".sch-load-chart").click(position={"x": 40, "y": 60})
    pane.locator("ul").wait_for()
    assert accessibility_faults(page) == []
    picture(page, f"load-phone-{scheme}")
