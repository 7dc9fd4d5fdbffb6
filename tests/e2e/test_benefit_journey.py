"""Journey: a benefit. It is noted and tied to a milestone; the milestone slips in the schedule, and the forecast falls."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from planning import cell, picture, saved, serving_project, signed_in_page
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from running import Running

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]

FILLING = """
from headway.app.actions.baselines import set_baseline
member("Pia Program", "program_manager", on=portfolio)
member("Maja Manager", "project_manager")
rows = [{"cells": {"name": "Build", "duration": "10d"}}, {"cells": {"name": "Open to traffic", "duration": "0d"}}]
edit_plan(system, project, [{"op": "insert", "rows": rows}])
opening = project.tasks.get(name="Open to traffic").pk
edit_plan(system, project, [{"op": "set", "tasks": [opening], "cells": {"predecessors": "1"}}])
set_baseline(system, project)
"""


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("benefit"), FILLING) as running:
        yield running


def forecast(page: Page) -> float:
    """Return what the benefit is forecast to bring in all, as its curve ends."""
    told = json.loads(page.locator("hw-chart script").text_content() or "")
    lines = {each["name"]: each["data"] for each in told["series"]}
    return float(lines["Forecast"][-1])


def test_a_slip_in_the_schedule_takes_value_from_the_benefit(
    open_page: OpenPage, server: Running, accessibility_faults: Faults
) -> None:
    page = signed_in_page(open_page, server, "pia", "/c/2/benefits/")
    page.get_by_role("link", name="Add the first").click()
    page.get_by_label("Title", exact=True).fill("Trucks no longer drive around")
    page.get_by_label("Type", exact=True).select_option("cashable")
    page.get_by_label("Measure", exact=True).fill("Cost of the detour")
    page.get_by_label("When all is in place, a year").fill("1200000")
    page.get_by_label("Counted until").fill("2079-12-31")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Nothing says when it begins").wait_for()
    page.get_by_label("Milestone").fill("Open to traffic")
    page.get_by_role("button", name="Wait for it").click()
    page.get_by_text("It waits for “Open to traffic” now.").wait_for()
    expect(page.get_by_role("row", name="Change")).to_contain_text("0")
    assert accessibility_faults(page) == []
    address, before = page.url, forecast(page)

    schedule = signed_in_page(open_page, server, "maja", "/c/2/schedule/")
    schedule.locator(".sch-toolbar").wait_for()
    cell(schedule, 1, "duration").click()
    schedule.keyboard.press("F2")
    schedule.locator(".sch-editor").fill("75d")
    schedule.keyboard.press("Enter")
    expect(cell(schedule, 1, "duration")).to_have_text("75 d")
    saved(schedule)

    page.goto(address)
    lost = before - forecast(page)
    # 65 working days are 91 days, three months or a little less of 100,000 each.
    assert 270_000 < lost < 330_000
    page.get_by_role("row", name="Forecast").get_by_text("+91").wait_for()
    picture(page, "benefit")
    page.get_by_role("link", name="Benefits", exact=True).click()
    page.get_by_text("lost against the plan").wait_for()
    assert accessibility_faults(page) == []
    picture(page, "benefits")

    # Its project manager reads it and changes nothing; the reading is its keeper's.
    schedule.goto(address)
    schedule.get_by_text("Nothing was read yet.").wait_for()
    assert schedule.get_by_role("button", name="Wait for it").count() == 0
    page.goto(address)
    page.get_by_label("Up to").fill("2026-01-31")
    page.get_by_label("Gain since the last reading").fill("1500")
    page.get_by_role("button", name="Note the reading").click()
    page.get_by_text("The reading is noted.").wait_for()
    expect(page.get_by_role("row", name="Realized")).to_contain_text("2 k")
