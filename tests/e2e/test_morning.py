"""Journey 4, the morning: the project manager sends the drafted report, the program manager answers what it asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from demo import picture

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Faults = Callable[["Page"], list[str]]

PROJECT_MANAGER, PROGRAM_MANAGER, PMO = "maja.ekdahl", "tobias.lindqvist", "petra.lindahl"
NEED = "Two welders for the busbar, from Monday."
CORRECTED = "The transformers set the pace: the board hears of it on Friday."


def test_the_morning_of_two_people(sign_in: Callable[..., Page], accessibility_faults: Faults) -> None:
    maja = sign_in(PROJECT_MANAGER, quiet=True)  # the refusal is a 422, which the console tells of
    maja.get_by_role("heading", name=re.compile("Reports to send")).wait_for()
    maja.locator("section", has_text="Reports to send").get_by_role("link", name=re.compile("Ravnsund")).click()
    maja.get_by_role("heading", name=re.compile("Daily report of")).wait_for()
    moved = maja.get_by_role("textbox", name="Line of How it is going").filter(has_text="was extended by 4 days")
    assert "Line bay energized moved from" in moved.input_value()
    assert accessibility_faults(maja) == []
    picture(maja, "report-draft", whole=True)

    moved.fill(CORRECTED)
    maja.get_by_role("textbox", name="Add to “What is needed”").fill(NEED)
    maja.get_by_label("Status of time", exact=True).select_option("amber")
    maja.get_by_role("button", name="Send the report").click()
    maja.get_by_text("You say something else than what was computed: Time").wait_for()
    reason = maja.get_by_label("Reason for another status of time")
    reason.fill("The shipyard took the later bay.")
    reason.press("Control+Enter")
    maja.get_by_text("Frozen when it was sent.").wait_for()
    assert maja.get_by_role("link", name=CORRECTED).is_visible()
    assert maja.get_by_role("button", name="Send the report").count() == 0
    assert accessibility_faults(maja) == []
    picture(maja, "report-sent", whole=True)

    tobias = sign_in(PROGRAM_MANAGER)
    panel = tobias.locator("section", has_text="Support asked of you")
    panel.get_by_role("link", name=NEED).wait_for()
    tobias.get_by_role("navigation").get_by_role("link", name=re.compile("Grid renewal")).first.click()
    tobias.get_by_role("navigation", name=re.compile("Parts of")).get_by_role("link", name="Reports").click()
    exceptions = tobias.locator("section", has_text="By exception")
    row = exceptions.get_by_role("listitem").filter(has_text="Ravnsund")
    assert "Time: said amber, computed red" in row.inner_text()
    assert "missing since" in exceptions.get_by_role("listitem").filter(has_text="Coastal line").inner_text()
    assert accessibility_faults(tobias) == []
    picture(tobias, "reports-by-exception", whole=True)

    row.get_by_role("link").click()
    tobias.get_by_text("Said otherwise because: The shipyard took the later bay.").wait_for()
    tobias.get_by_role("button", name="Mark as read").click()
    tobias.get_by_role("link", name="Answer").click()
    tobias.get_by_label(re.compile("Answer to “Two welders")).fill("Both come from the Torsnes yard on Monday.")
    request = tobias.get_by_role("listitem").filter(has_text=NEED)
    request.get_by_role("button", name="Answer", exact=True).click()
    tobias.get_by_text("kept up to date").first.wait_for()

    maja.goto(maja.url.split("/reports/")[0] + "/today/")
    maja.get_by_role("navigation").get_by_role("link", name=re.compile("Ravnsund")).first.click()
    maja.get_by_role("navigation", name=re.compile("Parts of")).get_by_role("link", name="Reports").click()
    answered = maja.get_by_role("listitem").filter(has_text=NEED)
    assert "Both come from the Torsnes yard on Monday." in answered.inner_text()
    answered.get_by_label("How much it helped").select_option("5")
    answered.get_by_role("button", name="Close").click()
    maja.get_by_text("kept up to date").first.wait_for()
    assert maja.get_by_role("listitem").filter(has_text=NEED).count() == 0
    assert accessibility_faults(maja) == []


def test_the_pmo_sees_discipline_and_directions(sign_in: Callable[..., Page], accessibility_faults: Faults) -> None:
    petra = sign_in(PMO)
    petra.get_by_role("heading", name=re.compile("Directions in force")).wait_for()
    petra.get_by_role("link", name="Baseline before steel is ordered").click()
    petra.get_by_text("Licenses were ordered under the frame contract").wait_for()
    assert accessibility_faults(petra) == []
    picture(petra, "direction", whole=True)
    petra.get_by_role("navigation", name=re.compile("Parts of")).get_by_role("link", name="Reports").click()
    petra.get_by_role("link", name="Discipline").click()
    row = petra.get_by_role("row").filter(has_text="Coastal line")
    assert re.search(r"\d+\s%", row.inner_text())
    assert accessibility_faults(petra) == []
    picture(petra, "discipline", whole=True)
