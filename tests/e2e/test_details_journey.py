"""Details and load: custom fields typed in the panel by right, Alt+L wherever the focus is, the load in saved views."""

from __future__ import annotations

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
from headway.app.models import CustomField, Resource
member("Maja Manager", "project_manager")
member("Rita Reader", "stakeholder")
CustomField.objects.create(component=portfolio, name="Zone", kind="choice", choices=["North", "South"])
CustomField.objects.create(component=portfolio, name="Permit", kind="text")
for uid, name in enumerate(("Anna", "Bo"), 1):
    Resource.objects.create(component=project, uid=uid, name=name)
rows = [{"cells": {"name": "Dig", "duration": "5d", "resources": "Anna"}},
        {"cells": {"name": "Pour", "duration": "5d", "resources": "Bo"}}]
edit_plan(system, project, [{"op": "insert", "rows": rows}])
"""


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("details"), FILLING) as running:
        yield running


def schedule(open_page: OpenPage, server: Running, who: str, **options: object) -> Page:
    page = signed_in_page(open_page, server, who, "/c/2/schedule/", **options)
    page.locator(".sch-toolbar").wait_for()
    return page


def details(page: Page) -> Locator:
    page.get_by_role("button", name="Details", exact=True).click()
    return page.get_by_role("complementary", name="Details of the selected row")


def test_custom_fields_are_typed_in_the_details(
    open_page: OpenPage, server: Running, accessibility_faults: Faults
) -> None:
    page = schedule(open_page, server, "maja")
    cell(page, 1, "name").click()
    panel = details(page)
    panel.get_by_label("Permit").fill("B-17")
    page.keyboard.press("Enter")
    saved(page)
    panel.get_by_label("Zone").fill("south")
    page.keyboard.press("Tab")
    expect(panel.get_by_label("Zone")).to_have_value("South")
    expect(panel.get_by_label("Permit")).to_have_value("B-17")
    assert accessibility_faults(page) == []
    panel.get_by_label("Permit").fill("typed by mistake")
    page.keyboard.press("Escape")
    expect(panel.get_by_label("Permit")).to_have_value("B-17")

    reader = schedule(open_page, server, "rita")
    reader.locator('.sch-row[aria-rowindex="2"]').click()
    told = details(reader)
    expect(told.locator(".sch-fields")).to_contain_text("B-17")
    assert told.get_by_role("textbox").count() == 0


def test_the_type_of_a_task_decides_what_its_work_changes(
    open_page: OpenPage, server: Running, accessibility_faults: Faults
) -> None:
    page = schedule(open_page, server, "maja")
    cell(page, 2, "name").click()
    panel = details(page)
    expect(panel.get_by_label("Task type")).to_have_value("Fixed units")
    expect(panel.get_by_label("Effort-driven")).to_have_value("No")
    panel.get_by_label("Task type").fill("fixed duration")
    page.keyboard.press("Enter")
    expect(panel.get_by_label("Task type")).to_have_value("Fixed duration")
    panel.get_by_label("Work", exact=True).fill("20h")
    page.keyboard.press("Enter")
    expect(panel.get_by_label("Work", exact=True)).to_have_value("20 h")
    panel.get_by_label("Work", exact=True).fill("80h")
    page.keyboard.press("Enter")
    expect(panel.get_by_label("Resources")).to_have_value("Bo [200%]")
    expect(cell(page, 2, "duration")).to_have_text("5 d")
    panel.get_by_label("Task type").fill("Fixed work")
    page.keyboard.press("Enter")
    expect(panel.get_by_text("it is always effort-driven")).to_be_visible()
    expect(panel.get_by_label("Effort-driven")).to_have_count(0)
    assert accessibility_faults(page) == []
    picture(page, "details-effort")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(panel.get_by_label("Task type")).to_have_value("Fixed duration")

    reader = schedule(open_page, server, "rita")
    reader.locator('.sch-row[aria-rowindex="3"]').click()
    told = details(reader)
    expect(told.locator(".sch-fields")).to_contain_text("Fixed duration")
    assert told.get_by_role("textbox").count() == 0


def test_what_is_refused_is_told_and_can_be_mended(open_page: OpenPage, server: Running) -> None:
    page = schedule(open_page, server, "maja", quiet=True)
    cell(page, 2, "name").click()
    panel = details(page)
    panel.get_by_label("Zone").fill("West")
    page.keyboard.press("Enter")
    expect(page.locator(".sch-message")).to_contain_text("West")
    expect(panel.get_by_label("Zone")).to_have_value("")


def test_the_load_opens_from_anywhere_and_belongs_to_a_view(open_page: OpenPage, server: Running) -> None:
    page = schedule(open_page, server, "maja")
    load = page.get_by_role("region", name="Resource load")
    page.get_by_role("link", name="Overview", exact=True).focus()
    page.keyboard.press("Alt+l")
    expect(load).to_be_visible()
    page.get_by_label("Find in this schedule").focus()
    page.keyboard.press("Alt+l")
    expect(load).to_be_visible()
    choice = load.get_by_label("Resource", exact=True)
    choice.select_option(choice.locator("option", has_text="Bo").get_attribute("value"))
    load.get_by_role("listbox", name="Load of Bo").wait_for()
    page.locator("summary", has_text="Views").click()
    page.get_by_label("Name of the view").fill("Bo at work")
    page.keyboard.press("Enter")
    page.locator("summary", has_text="View: Bo at work").wait_for()
    load.get_by_role("button", name="Close the load").click()
    expect(load).to_be_hidden()
    page.evaluate("localStorage.clear()")
    page.reload()
    page.locator("summary", has_text="View: Bo at work").wait_for()
    load.get_by_role("listbox", name="Load of Bo").wait_for()
