"""Hours as two people: counted by a stopwatch, reported, sent back with a word, corrected, approved, locked, reopened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from planning import picture, serving_project, signed_in_page

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from running import Running

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]

FILLING = """
from factories.plans import small_plan
from headway.app.actions.plans import install_plan
from headway.app.models import Task
install_plan(system, project, small_plan())
member("Max Manager", "project_manager")
maja = member("Maja Member", "team_member")
Task.objects.filter(component=project, name="A").update(owner=maja)
"""


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("hours"), FILLING) as running:
        yield running


def test_hours_are_counted_reported_and_approved(
    open_page: OpenPage, server: Running, accessibility_faults: Faults
) -> None:
    maja = signed_in_page(open_page, server, "maja", "/work/", quiet=True, width=390, height=844)
    maja.get_by_role("button", name="Stopwatch on A").click()
    maja.get_by_text("The stopwatch runs on “A”.").wait_for()
    maja.reload()
    maja.get_by_role("heading", name="Stopwatch").wait_for()
    assert accessibility_faults(maja) == []
    picture(maja, "stopwatch-phone")
    maja.get_by_role("button", name="Stop and report").click()
    maja.get_by_role("heading", name="Stopwatch").wait_for(state="detached")
    maja.get_by_label("Hours of today on A").fill("9")
    maja.get_by_role("button", name="Report").click()
    maja.get_by_text("Time is reported.").wait_for()

    chief = signed_in_page(open_page, server, "max", "/c/2/time/", quiet=True, color_scheme="dark")
    chief.get_by_role("heading", name="Approve hours").wait_for()
    assert accessibility_faults(chief) == []
    chief.get_by_label("A word to Maja Member, Bridge").fill("The day had eight hours")
    chief.get_by_role("button", name="Send back the hours of Maja Member, Bridge").click()
    chief.get_by_text("The hours are sent back.").wait_for()

    maja.goto(f"{server.address}/work/week/")
    maja.get_by_text("“The day had eight hours”").wait_for()
    today = maja.locator('table.week input[data-minutes="540"]')
    today.fill("8")
    today.press("Enter")
    maja.locator('table.week input[data-minutes="480"]').wait_for()
    chief.goto(f"{server.address}/c/2/time/")
    chief.get_by_role("button", name="Approve the hours of Maja Member, Bridge").click()
    chief.get_by_text("Approved by Max Manager").wait_for()
    picture(chief, "hours-approved-dark")

    maja.reload()
    maja.get_by_text("These hours are locked.").wait_for()
    assert accessibility_faults(maja) == []
    picture(maja, "hours-locked-phone")
    today = maja.locator('table.week input[data-minutes="480"]')
    today.fill("7")
    today.press("Enter")
    maja.get_by_text("The hours of this week are approved.").wait_for()
    maja.get_by_role("button", name="Reopen my week in Bridge").click()
    maja.get_by_text("The week is open again").wait_for()
