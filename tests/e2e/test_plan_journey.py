"""Journey 3, a plan: typed like a spreadsheet, pasted, drawn with the mouse, undone; two windows, a moment offline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from planning import cell, paste, picture, saved, serving_project, signed_in_page, texts
from playwright.sync_api import expect
from waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page
    from running import Running

pytestmark = [pytest.mark.browser, pytest.mark.first]
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]

FILLING = """
member("Maja Manager", "project_manager")
member("Sam Stakeholder", "stakeholder")
member("Paul Second", "project_manager")
"""


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("plan"), FILLING) as running:
        yield running


@pytest.fixture
def plan(open_page: OpenPage, server: Running) -> Callable[..., Page]:
    """Return a function that signs somebody in and opens the plan."""

    def as_person(who: str, **options: object) -> Page:
        page = signed_in_page(open_page, server, who, "/c/2/schedule/", **options)
        page.locator(".sch-toolbar").wait_for()
        return page

    return as_person


def test_a_plan_is_typed_with_the_keyboard_alone(plan: Callable[..., Page], accessibility_faults: Faults) -> None:
    page = plan("maja", quiet=True)  # a refusal is a 422, which the console tells of
    page.get_by_text("No tasks yet.").wait_for()
    page.get_by_role("button", name="Add a task below").focus()
    keys = page.keyboard
    keys.press("Enter")
    editor = page.locator(".sch-editor")
    editor.wait_for()
    keys.type("Foundation")
    keys.press("Tab")
    saved(page)
    assert texts(page, "name") == ["Foundation"]
    assert str(datetime.now(tz=UTC).year) in texts(page, "start")[0]
    keys.press("F2")
    keys.type("5d")
    keys.press("Enter")
    saved(page)
    assert texts(page, "duration") == ["5 d"]

    cell(page, 1, "name").click()
    keys.press("F2")
    keys.press("Enter")  # behind the last row a new one begins
    editor.wait_for()
    keys.type("Piers")
    keys.press("Enter")
    editor.wait_for()
    keys.type("Deck")
    keys.press("Escape")  # what Enter began goes again if nothing is typed into it
    until(page, lambda: texts(page, "name") == ["Foundation", "Piers"])
    expect(cell(page, 2, "name")).to_be_focused()
    saved(page)
    for _ in range(2):
        keys.press("F2")
        keys.press("Enter")
        editor.wait_for()
        keys.press("Enter")
        until(page, lambda: texts(page, "name") == ["Foundation", "Piers"])
    keys.press("F2")
    keys.press("Enter")
    editor.wait_for()
    cell(page, 1, "duration").click()
    until(page, lambda: texts(page, "name") == ["Foundation", "Piers"])
    expect(cell(page, 1, "duration")).to_be_focused()
    cell(page, 2, "name").click()
    keys.press("F2")
    keys.press("Enter")
    editor.wait_for()
    keys.press("Tab")  # whoever goes on to the duration means to keep it
    until(page, lambda: texts(page, "name") == ["Foundation", "Piers", "New task"])
    cell(page, 3, "name").click()
    keys.type("Deck")
    keys.press("Tab")
    saved(page)
    assert texts(page, "name") == ["Foundation", "Piers", "Deck"]

    for row, days in ((2, "2w"), (3, "1.5d")):
        cell(page, row, "duration").click()
        keys.type(days)
        keys.press("Enter")
        saved(page)
    for row in (2, 3):
        cell(page, row, "predecessors").click()
        keys.type(str(row - 1))
        keys.press("Enter")
        saved(page)
    assert texts(page, "duration") == ["5 d", "10 d", "1.5 d"]
    assert texts(page, "predecessors") == ["", "1", "2"]
    starts = texts(page, "start")
    assert len(set(starts)) == 3


def test_what_is_refused_says_why_and_what_is_done_is_undone(
    plan: Callable[..., Page], accessibility_faults: Faults
) -> None:
    page = plan("maja", quiet=True)
    keys, editor = page.keyboard, page.locator(".sch-editor")
    cell(page, 1, "predecessors").click()
    keys.type("3")
    keys.press("Enter")
    page.get_by_text("This would close a circle").wait_for()
    assert "Foundation → Piers → Deck → Foundation" in page.locator(".sch-message").inner_text()
    page.get_by_role("button", name="Type again").click()
    assert editor.input_value() == "3"
    keys.press("Escape")
    assert texts(page, "predecessors") == ["", "1", "2"]

    cell(page, 3, "name").click()
    keys.press("Control+Enter")
    editor.wait_for()
    keys.type("Railings")
    keys.press("Tab")
    saved(page)
    cell(page, 4, "name").click()
    keys.press("Alt+Shift+ArrowRight")
    saved(page)
    page.locator('.sch-row[aria-rowindex="4"][aria-expanded="true"]').wait_for()
    keys.press("Control+z")
    page.get_by_text(re.compile("^Undone")).wait_for()
    assert page.locator(".sch-row[aria-expanded]").count() == 0
    keys.press("Control+y")
    page.locator('.sch-row[aria-rowindex="4"][aria-expanded="true"]').wait_for()
    keys.press("Control+z")
    page.locator('.sch-row[aria-rowindex="4"]:not([aria-expanded])').wait_for()
    page.locator(".sch-message").get_by_role("button", name="Dismiss").click()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert accessibility_faults(page) == []
        picture(page, f"plan-typed-{theme}")


def test_rows_come_from_a_spreadsheet_and_go_again(plan: Callable[..., Page]) -> None:
    page = plan("maja")
    before = texts(page, "name")
    cell(page, len(before), "name").click()
    page.keyboard.press("Control+Enter")
    page.locator(".sch-editor").wait_for()
    page.keyboard.press("Escape")
    lines = "\n".join(f"Span {number}\t{number % 5 + 1}d" for number in range(1, 201))
    paste(page, f"{lines}\n=cmd|'/c calc'!A1\t<b>x</b>\n")
    page.get_by_text("This cell was left as it was").wait_for()
    saved(page)
    assert page.locator(".sch-grid").get_attribute("aria-rowcount") == str(len(before) + 201 + 1)
    page.keyboard.press("Control+End")
    page.get_by_text("=cmd|'/c calc'!A1").first.wait_for()  # text, nothing else
    picture(page, "plan-pasted")
    page.keyboard.press("Control+z")
    page.get_by_text(re.compile("^Undone")).wait_for()
    page.keyboard.press("Control+z")
    saved(page)
    page.locator(f'.sch-grid[aria-rowcount="{len(before) + 1}"]').wait_for()
    page.keyboard.press("Control+Home")
    assert texts(page, "name") == before


def test_bars_are_moved_drawn_out_and_linked_with_the_mouse(plan: Callable[..., Page]) -> None:
    page = plan("maja")
    page.get_by_role("button", name="Fit the whole plan").click()
    bar = page.locator(".sch-lane", has_text="Foundation").locator(".sch-bar")

    def middle(locator: Locator) -> tuple[float, float]:
        box = locator.bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    x, y = middle(bar)
    old = texts(page, "start")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=5)
    assert page.locator(".sch-dragged").is_visible()
    picture(page, "plan-dragged")
    page.mouse.up()
    page.get_by_text("The task is moved.").wait_for()
    saved(page)
    new = texts(page, "start")
    assert all(one != other for one, other in zip(old[:3], new[:3], strict=True)), "what follows moves along"
    assert new[3] == old[3]

    box = bar.bounding_box()
    assert box is not None
    lengths = texts(page, "duration")
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 6)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 60, box["y"] + 6, steps=5)
    page.mouse.up()
    page.get_by_text("The duration is changed.").wait_for()
    saved(page)
    assert texts(page, "duration")[0] != lengths[0]
    assert texts(page, "duration")[1:] == lengths[1:]
    page.get_by_role("button", name="Undo", exact=True).last.click()
    page.get_by_text(re.compile("^Undone")).wait_for()

    page.get_by_role("button", name="Fit the whole plan").click()
    page.locator(".sch-lane", has_text="Foundation").hover(position={"x": 5, "y": 5})
    knob = page.locator(".sch-lane", has_text="Foundation").locator(".sch-knob")
    x, y = middle(knob)
    page.mouse.move(x + 3, y)
    page.mouse.down()
    x, y = middle(page.locator(".sch-lane", has_text="Deck").locator(".sch-bar"))
    page.mouse.move(x, y, steps=6)
    page.mouse.up()
    page.get_by_text("They are linked.").wait_for()
    saved(page)
    assert texts(page, "predecessors")[2] in {"1; 2", "2; 1"}


def test_the_chain_behind_a_date(plan: Callable[..., Page], accessibility_faults: Faults) -> None:
    page = plan("maja")
    cell(page, 3, "name").click()
    page.keyboard.press("Alt+Enter")
    page.get_by_text("Why these dates?").click()
    page.get_by_role("button", name=re.compile("“Deck” starts .* because “Piers” finishes")).wait_for()
    assert accessibility_faults(page) == []
    picture(page, "plan-why")
    page.get_by_role("button", name=re.compile("^“Piers” starts")).first.click()
    page.locator('.sch-row[aria-rowindex="3"][aria-selected="true"]').wait_for()


def test_two_windows_and_the_same_cell(plan: Callable[..., Page]) -> None:
    maja, paul = plan("maja", quiet=True), plan("paul")
    cell(maja, 2, "name").click()
    maja.keyboard.press("F2")
    cell(paul, 1, "name").click()
    paul.keyboard.press("F2")
    paul.keyboard.type("Footing")
    paul.keyboard.press("Enter")
    saved(paul)
    cell(maja, 1, "name").get_by_text("Footing").wait_for(timeout=5000)  # seen without a reload, while typing goes on
    editor = maja.locator(".sch-editor")
    assert editor.is_visible()
    maja.keyboard.type("Pillars")
    maja.keyboard.press("Enter")
    saved(maja)
    cell(paul, 2, "name").get_by_text("Pillars").wait_for(timeout=5000)


def test_a_moment_offline_loses_nothing(plan: Callable[..., Page]) -> None:
    page = plan("maja", quiet=True)
    page.context.set_offline(True)
    cell(page, 3, "name").click()
    page.keyboard.press("F2")
    page.keyboard.type("Roadway")
    page.keyboard.press("Enter")
    page.get_by_text("Not sent yet: 1 change").wait_for()
    assert cell(page, 3, "name").inner_text() == "Roadway"
    picture(page, "plan-offline")
    page.context.set_offline(False)
    saved(page)
    page.reload()
    cell(page, 3, "name").get_by_text("Roadway").wait_for()


def test_who_may_only_look_types_nothing(plan: Callable[..., Page], accessibility_faults: Faults) -> None:
    page = plan("sam")
    assert page.get_by_role("button", name="Add a task below").count() == 0
    page.locator(".sch-row").first.click()
    page.keyboard.type("x")
    assert page.locator(".sch-editor").count() == 0
    assert page.locator(".sch-grid").get_attribute("aria-readonly") == "true"
    assert accessibility_faults(page) == []
