"""Journey: find, filter, group and sort a plan, edit it meanwhile, and choose what the table shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from planning import paste, saved, serving_project, signed_in_page
from waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from running import Running

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]

FILLING = """
from headway.app.models import Resource
member("Maja Manager", "project_manager")
member("Paul Second", "project_manager")
member("Petra Portfolio", "portfolio_manager", portfolio)
for uid, name in enumerate(("Anna", "Crane"), 1):
    Resource.objects.create(component=project, uid=uid, name=name)
rows = [("Site", 0, "1d"), ("Survey", 1, "3d"), ("Clear", 1, "8d"), ("Build", 0, "1d"), ("Piers", 1, "20d"),
        ("Deck", 1, "12d"), ("Handover", 0, "0d")]
edit_plan(system, project, [{"op": "insert", "rows": [
    {"cells": {"name": name, "duration": length}, "level": level} for name, level, length in rows]}])
"""


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("views"), FILLING) as running:
        yield running


@pytest.fixture
def signed_in(open_page: OpenPage, server: Running) -> Callable[..., Page]:
    """Return a function that signs somebody in and opens an address."""

    def as_person(who: str, path: str = "/c/2/schedule/", **options: object) -> Page:
        return signed_in_page(open_page, server, who, path, **options)

    return as_person


def menu(page: Page, name: str) -> None:
    page.locator(".sch-popover > summary", has_text=name).click()


def names(page: Page) -> list[str]:
    rows = page.locator(".sch-grid .sch-row:not([hidden])").evaluate_all(
        "rows => rows.map(row => [Number(row.getAttribute('aria-rowindex')), row.querySelector('.sch-name').innerText])"
    )
    return [text for _, text in sorted(rows)]


def wait_for_rows(page: Page, count: int) -> None:
    page.locator(f"[role=treegrid][aria-rowcount='{count + 1}']").wait_for()


def row(page: Page, name: str) -> str:
    return page.locator(".sch-row:not([hidden])", has_text=name).first.get_attribute("aria-rowindex") or ""


def cell(page: Page, name: str, column: str) -> str:
    return f'.sch-row[aria-rowindex="{row(page, name)}"] [data-column="{column}"]'


def test_a_plan_is_searched_filtered_grouped_and_sorted(
    signed_in: Callable[..., Page], accessibility_faults: Faults
) -> None:
    page = signed_in("maja")
    wait_for_rows(page, 7)
    page.click(cell(page, "Site", "name"))
    page.keyboard.press("/")
    page.keyboard.type("e")
    assert page.inner_text(".sch-found") == "1 of 6"
    page.keyboard.press("Enter")
    assert page.inner_text(".sch-found") == "2 of 6"

    menu(page, "Filter")
    page.get_by_label("Column", exact=True).select_option("duration")
    page.get_by_label("Value").fill("much")
    page.get_by_role("button", name="Add", exact=True).click()
    assert page.inner_text(".sch-fault") == "Type a number."
    page.get_by_label("Value").fill("9")
    page.keyboard.press("Enter")
    wait_for_rows(page, 3)
    assert names(page) == ["Build", "Piers", "Deck"]
    assert page.inner_text(".sch-shown-count") == "3 of 7 rows"
    assert accessibility_faults(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Clear all").click()
    wait_for_rows(page, 7)

    menu(page, "Group and sort")
    page.get_by_label("Sort by").select_option("name")
    page.get_by_label("Largest or last first").check()
    assert names(page) == ["Site", "Survey", "Clear", "Handover", "Build", "Piers", "Deck"]
    page.get_by_label("Group by").select_option("resources")
    assert names(page) == ["No resources (5)", "Survey", "Piers", "Handover", "Deck", "Clear"]
    page.keyboard.press("Escape")
    heading = page.locator(".sch-row[aria-rowindex='2']")
    assert heading.get_attribute("aria-level") == "1"
    assert heading.get_attribute("aria-expanded") == "true"
    assert accessibility_faults(page) == []
    heading.locator(".sch-twisty").click()
    wait_for_rows(page, 1)


def test_edits_reach_the_right_task_while_rows_are_filtered_and_sorted(signed_in: Callable[..., Page]) -> None:
    page = signed_in("maja")
    wait_for_rows(page, 7)
    page.get_by_role("columnheader", name="Name").click()
    page.get_by_role("columnheader", name="Name").click()
    assert page.get_by_role("columnheader", name="Name").get_attribute("aria-sort") == "descending"
    menu(page, "Filter")
    page.get_by_label("Column", exact=True).select_option("name")
    page.get_by_label("Value").fill("e")
    page.get_by_role("button", name="Add", exact=True).click()
    page.keyboard.press("Escape")
    assert names(page) == ["Site", "Survey", "Clear", "Handover", "Build", "Piers", "Deck"]
    page.click(cell(page, "Piers", "duration"))
    paste(page, "21d\n13d")
    saved(page)
    page.get_by_text("2 lines are pasted.").wait_for()
    assert page.inner_text(cell(page, "Piers", "duration")) == "21 d"
    assert page.inner_text(cell(page, "Deck", "duration")) == "13 d"
    page.click(cell(page, "Deck", "name"))
    page.keyboard.press("Control+Enter")
    page.locator(".sch-editor").wait_for()
    page.keyboard.type("Paint")
    page.keyboard.press("Enter")
    saved(page)
    assert "Paint" in names(page)
    page.get_by_role("button", name="Clear all").click()
    wait_for_rows(page, 8)
    assert names(page) == ["Site", "Survey", "Clear", "Build", "Piers", "Deck", "Paint", "Handover"]
    page.click(cell(page, "Piers", "name"))
    for _ in range(3):
        page.keyboard.press("Control+z")
    page.get_by_text("Undone").wait_for()
    wait_for_rows(page, 7)
    page.locator(cell(page, "Piers", "duration"), has_text="20 d").wait_for()


def test_columns_are_chosen_ordered_and_sized_by_keyboard_too(
    signed_in: Callable[..., Page], accessibility_faults: Faults
) -> None:
    page = signed_in("paul")
    wait_for_rows(page, 7)
    menu(page, "Columns")
    page.get_by_role("checkbox", name="Baseline finish").check()
    page.get_by_role("checkbox", name="Slip").uncheck()
    assert accessibility_faults(page) == []
    page.keyboard.press("Escape")
    heads = page.get_by_role("columnheader")
    finish = page.get_by_role("columnheader", name="Finish", exact=True)
    finish.focus()
    before = finish.bounding_box()
    page.keyboard.press("Shift+ArrowRight")
    until(page, lambda: finish.bounding_box() != before)  # it is drawn with the next frame
    after = finish.bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > before["width"]
    page.keyboard.press("Alt+Shift+ArrowLeft")
    keys = heads.evaluate_all("cells => cells.map(cell => cell.dataset.column)")
    assert keys.index("finish") == keys.index("start") - 1
    assert page.evaluate("() => document.activeElement.dataset.column") == "finish"
    page.reload()
    wait_for_rows(page, 7)
    assert heads.evaluate_all("cells => cells.map(cell => cell.dataset.column)") == keys


def test_a_view_is_saved_shared_and_opened_by_another_person(
    signed_in: Callable[..., Page], accessibility_faults: Faults
) -> None:
    page = signed_in("maja")
    wait_for_rows(page, 7)
    menu(page, "Filter")
    page.get_by_role("checkbox", name="Milestones").check()
    page.keyboard.press("Escape")
    wait_for_rows(page, 1)
    menu(page, "Views")
    page.get_by_label("Name of the view").fill("Milestones")
    page.get_by_role("button", name="Save as").click()
    page.locator("summary", has_text="View: Milestones").wait_for()
    page.get_by_label("Shared with all who see this schedule").check()
    page.get_by_text("shared", exact=True).wait_for()
    assert accessibility_faults(page) == []
    address = page.url
    assert "?view=" in address
    page.get_by_role("button", name="The usual view").click()
    wait_for_rows(page, 7)
    page.get_by_label("Name of the view").fill("My secret")
    page.get_by_role("button", name="Save as").click()
    page.locator("summary", has_text="View: My secret").wait_for()

    other = signed_in("paul")
    wait_for_rows(other, 7)
    menu(other, "Views")
    other.get_by_role("button", name="Milestones (Maja Manager)").click()
    wait_for_rows(other, 1)
    assert other.get_by_text("My secret").count() == 0
    other.get_by_label("Begin with this view").check()
    other.get_by_role("button", name="Reset to saved").wait_for()
    other.goto(address.split("?")[0])
    wait_for_rows(other, 1)
    other.goto(re.sub(r"view=\d+", "view=999", address))
    wait_for_rows(other, 7)


def test_resources_and_custom_fields_are_typed_pasted_and_filtered(
    signed_in: Callable[..., Page], server: Running
) -> None:
    page = signed_in("petra", quiet=True)  # a refusal is a 422, which the console tells of
    wait_for_rows(page, 7)
    made = page.evaluate(
        """async () => (await fetch('/api/v1/components/1/fields', { method: 'POST', headers: {
        'Content-Type': 'application/json', 'X-CSRFToken': document.querySelector('hw-schedule').dataset.csrf },
        body: JSON.stringify({ name: 'Zone', kind: 'choice', choices: ['North', 'South'] }) })).json()"""
    )
    zone = f"custom_{made['id']}"
    page.reload()
    wait_for_rows(page, 7)
    page.locator(".sch-segment >> text=Table").click()
    menu(page, "Columns")
    page.get_by_role("checkbox", name="Zone").check()
    page.keyboard.press("Escape")
    page.click(cell(page, "Survey", "resources"))
    page.keyboard.type("Ana")
    page.keyboard.press("Enter")
    page.get_by_text("There is no resource “Ana” here.").wait_for()
    page.click(cell(page, "Survey", "resources"))
    page.keyboard.type("Anna [50%]; crane")
    page.keyboard.press("Enter")
    page.locator(cell(page, "Survey", "resources"), has_text="Anna [50%]; Crane").wait_for()
    page.click(cell(page, "Survey", zone))
    paste(page, "north\nSouth")
    page.locator(cell(page, "Clear", zone), has_text="South").wait_for()
    assert page.inner_text(cell(page, "Survey", zone)) == "North"
    menu(page, "Group and sort")
    page.get_by_label("Group by").select_option(zone)
    assert names(page)[:4] == ["North (1)", "Survey", "South (1)", "Clear"]
