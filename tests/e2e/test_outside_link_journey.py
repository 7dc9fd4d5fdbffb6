"""A link with a task of another plan: tried in a what-if, seen with its effect, merged, and asked of the other plan."""

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
from headway.app.actions.branches import start_branch
tower = create_component(system, kind="project", name="Tower", parent=portfolio)
maja = member("Maja Manager", "project_manager")
grant_role(system, tower, maja, "customer_success")
member("Tom Tower", "project_manager", tower)
edit_plan(system, project, [{"op": "insert", "rows": [{"cells": {"name": name, "duration": "5d"}} for name in ("Dig", "Pour")]}])
(forge, beams), = edit_plan(system, tower, [{"op": "insert", "rows": [
    {"cells": {"name": "Forge steel", "duration": "10d"}}, {"cells": {"name": "Steel beams", "duration": "5d"}}]}]).made
edit_plan(system, tower, [{"op": "link", "predecessor": forge, "successor": beams}])
start_branch(Actor(maja, "web"), project, name="Wait for steel")
"""


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("outside"), FILLING) as running:
        yield running


def dialog_for(page: Page, row: int, entry: str) -> Locator:
    cell(page, row, "name").click(button="right")
    page.get_by_role("menuitem", name=entry).click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    return dialog


def test_a_link_is_tried_merged_and_asked_of_the_other_plan(
    open_page: OpenPage, server: Running, accessibility_faults: Faults
) -> None:
    page = signed_in_page(open_page, server, "maja", "/b/1/", quiet=True)  # one answer is a refusal
    before = cell(page, 2, "start").inner_text()
    dialog = dialog_for(page, 2, "Try a link with another plan…")
    dialog.get_by_role("button", name="Try").click()
    expect(dialog.get_by_role("status")).to_have_text(re.compile("Choose a task from the list"))
    task = dialog.get_by_role("combobox", name="Task of another plan")
    task.fill("pour")
    expect(dialog.get_by_role("status")).to_have_text(re.compile("No task that you see in another plan is called"))
    task.fill("steel")
    expect(dialog.get_by_role("listbox").get_by_role("option")).to_have_count(2)
    assert accessibility_faults(page) == []
    picture(page, "outside-link")
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("option", name="Forge steel")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(task).to_have_value("Steel beams · Tower")
    dialog.get_by_label("Lag").fill("+2d")
    dialog.get_by_role("button", name="Try").click()
    saved(page)
    expect(page.get_by_text("They are linked in this branch.")).to_be_visible()
    expect(cell(page, 2, "start")).not_to_have_text(before)
    after = cell(page, 2, "start").inner_text()

    page.keyboard.press("Alt+Enter")
    details = page.get_by_role("complementary", name="Details of the selected row")
    details.get_by_role("link", name="Tower > Steel beams").wait_for()
    details.get_by_role("button", name="Edit the link with Tower > Steel beams").press("Enter")
    tie = page.get_by_role("dialog", name="Link from Tower > Steel beams to Pour")
    expect(tie.get_by_label("Type")).to_be_focused()
    picture(page, "outside-link-edit")
    tie.get_by_label("Lag").fill("two weeks")
    tie.get_by_label("Lag").press("Enter")
    refusal = page.get_by_role("alert")
    expect(refusal).to_contain_text("is not a link")
    refusal.get_by_role("button", name="Type again").press("Enter")
    expect(tie.get_by_label("Lag")).to_have_value("two weeks")
    tie.get_by_label("Lag").fill("SS+1w")
    tie.get_by_label("Lag").press("Enter")
    details.get_by_text("SS+1w").wait_for()
    details.get_by_role("button", name="Edit the link with Tower > Steel beams").press("Enter")
    tie.get_by_role("button", name="Remove").press("Enter")
    expect(cell(page, 2, "start")).to_have_text(before)
    page.get_by_role("button", name="Undo").first.click()
    details.get_by_text("SS+1w").wait_for()
    page.get_by_role("button", name="Undo").first.click()
    expect(cell(page, 2, "start")).to_have_text(after)

    page.get_by_role("link", name="Merge…").click()
    page.get_by_text("Follows “Tower > Steel beams” (FS+2d)").wait_for()
    expect(page.get_by_text("“Tower” is asked to promise it.")).to_be_visible()
    picture(page, "outside-link-merge")
    page.get_by_role("button", name="Merge into the plan").click()
    page.wait_for_url(re.compile(r"/c/2/schedule/$"))
    expect(cell(page, 2, "start")).to_have_text(after)

    cell(page, 2, "name").click()
    page.keyboard.press("Alt+Enter")
    page.get_by_role("button", name="Edit the link with Tower > Steel beams").click()
    page.get_by_role("dialog").get_by_label("Lag").fill("+3d")
    page.get_by_role("dialog").get_by_role("button", name="Change").click()
    page.get_by_role("complementary", name="Details of the selected row").get_by_text("FS+3d").wait_for()
    assert accessibility_faults(page) == []

    other = signed_in_page(open_page, server, "tom", "/c/3/hand-offs/")
    other.get_by_text("Steel beams").first.wait_for()
    expect(other.locator("main")).to_contain_text("Requested")
    expect(other.locator("main")).to_contain_text("Tower · FS+3d")
    other.get_by_role("link", name="Steel beams").first.click()
    expect(other.locator("main")).to_contain_text("Finish to start, FS+3d")


def test_in_the_plan_it_is_a_link_at_once_and_refused_where_it_is_not_ours_to_make(
    open_page: OpenPage, server: Running
) -> None:
    page = signed_in_page(open_page, server, "maja", "/c/2/schedule/", width=390, height=844, quiet=True)
    page.get_by_role("button", name="Table").click()
    dialog = dialog_for(page, 1, "Link with another plan…")
    dialog.get_by_label("This task").select_option("The other task waits for it")
    dialog.get_by_role("combobox", name="Task of another plan").fill("forge")
    dialog.get_by_role("option", name="Forge steel").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    picture(page, "outside-link-phone")
    dialog.get_by_role("button", name="Link", exact=True).click()
    refusal = page.get_by_role("alert")
    expect(refusal).to_contain_text("You may not change the plan of “Tower”")
