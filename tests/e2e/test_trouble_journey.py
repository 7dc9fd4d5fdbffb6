"""Trouble while planning: circles over projects, rows that are gone, a restart, pastes and days that cannot be.

What is refused is said where it happened, and what was typed is kept.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from planning import cell, paste, picture, saved, serving_project, signed_in_page, texts
from playwright.sync_api import expect
from running import wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from running import Running

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]

FILLING = """
from headway.app.actions.dependencies import link_tasks
from headway.app.models import Task
maja = member("Maja Manager", "project_manager")
member("Paul Planner", "project_manager")
tower = create_component(system, kind="project", name="Tower", parent=portfolio)
quarry = create_component(system, kind="project", name="Quarry", parent=portfolio)
grant_role(system, quarry, maja, "customer_success")

def rows(on, *names):
    made = edit_plan(system, on, [{"op": "insert", "rows": [{"cells": {"name": name, "duration": "3d"}} for name in names]}]).made
    return [Task.objects.get(pk=pk) for pk in made[0]]

dig, *_ = rows(project, "Dig", "Pour", "Cure", "Paint")
beams, = rows(tower, "Secret beams")
gravel, = rows(quarry, "Gravel")
link_tasks(system, dig, beams)
link_tasks(system, beams, gravel)
"""


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("trouble"), FILLING) as running:
        yield running


def schedule(open_page: OpenPage, server: Running, who: str, **options: object) -> Page:
    page = signed_in_page(open_page, server, who, "/c/2/schedule/", quiet=True, **options)
    page.locator(".sch-toolbar").wait_for()
    return page


def test_a_circle_over_three_projects_is_refused_with_its_path_and_without_hidden_names(
    open_page: OpenPage, server: Running, accessibility_faults: Faults
) -> None:
    page = schedule(open_page, server, "maja")
    starts = texts(page, "start")
    cell(page, 1, "name").click(button="right")
    page.get_by_role("menuitem", name="Link with another plan…").click()
    dialog = page.get_by_role("dialog")
    task = dialog.get_by_role("combobox", name="Task of another plan")
    task.fill("beams")
    expect(dialog.get_by_role("status")).to_have_text(re.compile("No task that you see in another plan is called"))
    task.fill("gravel")
    dialog.get_by_role("listbox").get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Link", exact=True).click()
    told = page.locator(".sch-message, dialog").filter(has_text="would close a circle")
    expect(told).to_contain_text("Dig (Bridge) → a task that you may not see → Gravel (Quarry) → Dig (Bridge).")
    expect(told).to_contain_text("Remove one of the links in this circle.")
    assert "Secret" not in page.locator("body").inner_text()
    assert texts(page, "start") == starts
    assert accessibility_faults(page) == []
    picture(page, "trouble-circle")


def test_a_row_that_is_deleted_while_it_is_typed_in_says_so_and_keeps_what_was_typed(
    open_page: OpenPage, server: Running
) -> None:
    maja, paul = schedule(open_page, server, "maja"), schedule(open_page, server, "paul")
    cell(maja, 4, "name").click()
    maja.keyboard.press("F2")
    maja.keyboard.press("Control+a")
    maja.keyboard.type("Paint twice")
    cell(paul, 4, "name").click()
    paul.keyboard.press("Control+Delete")
    saved(paul)
    expect(maja.locator('.sch-grid[aria-rowcount="4"]')).to_be_visible()
    if maja.locator(".sch-editor").is_visible():
        maja.keyboard.press("Enter")
    message = maja.locator(".sch-message").filter(has_text="deleted meanwhile")
    expect(message).to_be_visible()
    expect(message).to_contain_text("Paint twice")
    picture(maja, "trouble-deleted")
    paul.keyboard.press("Control+z")
    paul.get_by_text(re.compile("^Undone")).wait_for()
    cell(maja, 4, "name").get_by_text("Paint").wait_for()


def test_a_megabyte_in_a_cell_formulas_and_markup_are_text_or_are_refused_in_words(
    open_page: OpenPage, server: Running
) -> None:
    page = schedule(open_page, server, "maja")
    before = texts(page, "name")
    cell(page, 2, "name").click()
    page.keyboard.press("F2")
    page.locator(".sch-editor").fill("x" * 1_000_000)
    page.keyboard.press("Enter")
    expect(page.locator(".sch-message")).to_contain_text("This text is longer than 1,000 letters.")
    picture(page, "trouble-megabyte")
    page.locator(".sch-message").get_by_role("button", name="Dismiss").click()
    assert texts(page, "name") == before
    cell(page, 2, "name").click()
    paste(page, "y" * 1_000_000)
    expect(page.locator(".sch-message")).to_contain_text("This text is longer than 1,000 letters.")
    page.locator(".sch-message").get_by_role("button", name="Dismiss").click()
    assert texts(page, "name") == before
    for number, text in enumerate(('=HYPERLINK("http://x")', "<img src=x onerror=alert(1)>"), 1):
        cell(page, number, "name").click()
        paste(page, text)
        cell(page, number, "name").get_by_text(text).wait_for()
    saved(page)
    assert page.locator(".sch-grid img").count() == 0
    csv = page.request.get(f"{server.address}/c/2/take-away/schedule.csv").text()
    assert "'=HYPERLINK" in csv
    for _ in range(2):
        page.keyboard.press("Control+z")
        page.get_by_text(re.compile("^Undone")).last.wait_for()
    saved(page)
    expect(cell(page, 1, "name")).to_have_text(before[0])


@pytest.mark.parametrize("day", ["1983-12-31", "2150-01-01"])
def test_a_day_that_no_plan_can_have_is_refused_at_the_cell_and_can_be_typed_again(
    open_page: OpenPage, server: Running, day: str
) -> None:
    page = schedule(open_page, server, "maja")
    before = texts(page, "start")
    cell(page, 2, "start").click()
    page.keyboard.press("F2")
    page.locator(".sch-editor").fill(day)
    page.keyboard.press("Enter")
    message = page.locator(".sch-message")
    expect(message).to_contain_text(re.compile("1984.*2149"))
    message.get_by_role("button", name="Type again").click()
    assert page.locator(".sch-editor").input_value() == day
    page.keyboard.press("Escape")
    assert texts(page, "start") == before


def test_an_edit_survives_a_restart_of_the_server(open_page: OpenPage, server: Running) -> None:
    page = schedule(open_page, server, "maja")
    cell(page, 2, "name").click()
    page.keyboard.press("F2")
    page.keyboard.press("Control+a")
    page.keyboard.type("Pour twice")
    server.process.terminate()
    server.process.wait(20)
    page.keyboard.press("Enter")
    page.get_by_text("Not sent yet: 1 change").wait_for()
    picture(page, "trouble-restart")
    environment = dict(os.environ, HEADWAY_DATA_DIR=str(server.data), NO_COLOR="1")
    environment.pop("HEADWAY_DATABASE_URL", None)
    port = server.address.rsplit(":", 1)[1]
    log = server.data / "again.log"
    with log.open("wb") as out:
        again = subprocess.Popen(
            [sys.executable, "-m", "headway.cli.main", "serve", "--port", port],
            env=environment, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait_for(server.address, again, log)
        page.locator('.sch-state[data-state="saved"]').wait_for(timeout=60_000)
        page.reload()
        cell(page, 2, "name").get_by_text("Pour twice").wait_for()
    finally:
        again.terminate()
        again.wait(20)
