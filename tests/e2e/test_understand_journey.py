"""A plan is understood: two baselines, a slip, what moved because of whom, the problem that it makes, and its end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from planning import picture, serving_project, signed_in_page
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page
    from running import Running

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]

FILLING = """
from headway.app.models import Task
member("Maja Manager", "project_manager")
member("Dora Delivery", "delivery_manager")
rows = [{"cells": {"name": name, "duration": length}} for name, length in (("Dig", "3d"), ("Pour", "2d"), ("Paint", "1d"))]
(dig, pour, paint), = edit_plan(system, project, [{"op": "insert", "rows": rows}]).made
edit_plan(system, project, [{"op": "link", "predecessor": dig, "successor": pour},
                            {"op": "link", "predecessor": pour, "successor": paint}])
deadline = Task.objects.get(pk=paint).finish
edit_plan(system, project, [{"op": "set", "tasks": [paint], "values": {"deadline": deadline}}])
"""


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("understand"), FILLING) as running:
        yield running


@pytest.fixture
def schedule(open_page: OpenPage, server: Running) -> Callable[..., Page]:
    """Return a function that signs somebody in and opens the schedule."""

    def as_person(who: str, asked: str = "", **options: object) -> Page:
        page = signed_in_page(open_page, server, who, f"/c/2/schedule/{asked}", **options)
        page.locator(".sch-toolbar").wait_for()
        return page

    return as_person


def panel(page: Page, name: str) -> Locator:
    return page.get_by_role("complementary", name=name, exact=True)


def length(page: Page, row: int, text: str) -> None:
    """Type another duration."""
    cell = page.locator(f'.sch-row[aria-rowindex="{row + 1}"] [data-column="duration"]')
    cell.click()
    page.keyboard.press("F2")
    page.locator(".sch-editor").fill(text)
    page.keyboard.press("Enter")
    page.locator('.sch-state[data-state="saved"]').wait_for()


def set_baseline(page: Page, name: str) -> None:
    baselines = panel(page, "Baselines")
    baselines.get_by_label("Name of the new baseline").fill(name)
    page.keyboard.press("Enter")
    baselines.locator("li strong", has_text=name).wait_for()


def test_a_slip_is_understood_and_mended(schedule: Callable[..., Page], accessibility_faults: Faults) -> None:
    page = schedule("maja")
    page.get_by_role("button", name="Baselines", exact=True).click()
    set_baseline(page, "Contract")
    set_baseline(page, "Agreed")
    baselines = panel(page, "Baselines")
    expect(baselines.locator("li", has_text="Agreed")).to_contain_text("current")
    assert accessibility_faults(page) == []

    length(page, 1, "6d")
    baselines.get_by_role("button", name="Compare Contract").click()
    moved = panel(page, "What moved since?")
    expect(moved).to_contain_text("3 working days later")
    assert "moved=baseline-" in page.url
    names = moved.locator("li[data-direction] > .sch-line .sch-goto").all_inner_texts()
    assert names == ["Dig", "Pour", "Paint"]
    last = moved.locator("li", has_text="Paint").first
    expect(last).to_contain_text("Because Dig was extended by 3 days")
    expect(last).to_contain_text("Maja Manager")
    expect(last).to_contain_text("through Pour")
    assert page.locator(".sch-earlier:not([hidden])").count() == 3
    assert accessibility_faults(page) == []
    picture(page, "what-moved")

    last.get_by_role("button", name="Dig was extended by 3 days").click()
    expect(page.locator('.sch-row[aria-selected="true"] [data-column="name"]')).to_contain_text("Dig")

    moved.get_by_label("Outlines of the earlier bars").uncheck()
    assert page.locator(".sch-earlier:not([hidden])").count() == 0
    moved.get_by_label("Outlines of the earlier bars").check()
    assert page.locator(".sch-earlier:not([hidden])").count() == 3

    page.get_by_role("button", name=re.compile("^Problems: ")).click()
    problems = panel(page, "Problems")
    missed = problems.locator("li[data-level]", has_text="Deadlines missed")
    expect(missed).to_contain_text("Shorten the work before")
    missed.get_by_role("button", name="Paint").click()
    expect(page.locator('.sch-row[aria-selected="true"] [data-column="name"]')).to_contain_text("Paint")
    assert page.locator(".sch-earlier:not([hidden])").count() == 0
    assert accessibility_faults(page) == []
    picture(page, "problems")
    length(page, 1, "3d")
    expect(missed).to_have_count(0)


def test_a_link_opens_what_moved_and_a_delivery_manager_only_looks(schedule: Callable[..., Page]) -> None:
    page = schedule("dora", "?baselines")
    baselines = panel(page, "Baselines")
    baselines.get_by_role("button", name="Compare Contract").wait_for()
    assert baselines.get_by_role("button", name=re.compile("^(Delete|Rename|Make)")).count() == 0
    assert baselines.get_by_label("Name of the new baseline").count() == 0
    baselines.get_by_role("button", name="Compare Contract").click()
    panel(page, "What moved since?").get_by_text("Nothing moved.").wait_for()
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    panel(page, "What moved since?").get_by_text("Nothing moved.").wait_for()


def test_what_cannot_be_compared_is_said(schedule: Callable[..., Page]) -> None:
    page = schedule("maja", "?moved=report", quiet=True)
    panel(page, "What moved since?").get_by_text("No report of this plan was sent yet.").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_panels_fit_a_phone(schedule: Callable[..., Page], scheme: str, accessibility_faults: Faults) -> None:
    page = schedule("maja", "?problems", width=390, height=800, color_scheme=scheme)
    panel(page, "Problems").locator(".sch-told > *").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert accessibility_faults(page) == []
