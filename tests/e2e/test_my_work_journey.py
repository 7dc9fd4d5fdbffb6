"""Journey: my work. A team member arrives at their tasks, reports on them where they stand, and fills the week."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from demo import picture

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from running import Running

pytestmark = pytest.mark.browser

Faults = Callable[["Page"], list[str]]


def asked(server: Running, question: str, *values: object) -> object:
    with sqlite3.connect(server.data / "headway.sqlite3") as database:
        row = database.execute(question, values).fetchone()
        return row[0] if row else None


@pytest.fixture
def jonas(sign_in: Callable[..., Page]) -> Page:
    """What is refused is an error to the browser too: its console is not looked at."""
    return sign_in("jonas.berge", quiet=True)


def test_a_task_is_started_and_reported_on_in_its_row(jonas: Page, server: Running) -> None:
    assert jonas.url.endswith("/work/")
    row = jonas.locator("li.work", has=jonas.get_by_role("button", name="Start")).first
    task = int(str(row.get_attribute("id")).removeprefix("work-"))
    row = jonas.locator(f"#work-{task}")
    row.get_by_role("button", name="Start").click()
    row.get_by_text("Started.").wait_for()
    assert asked(server, "SELECT actual_start FROM headway_task WHERE id = ?", task) is not None
    row.get_by_label(re.compile("Hours of today")).fill("1:30")
    row.get_by_role("button", name="Report").click()
    row.get_by_text("Time is reported.").wait_for()
    assert row.get_by_label(re.compile("Hours of today")).input_value() == "1.5"
    row.get_by_text("Progress, blocked, note").click()
    row.get_by_label("What blocks it").fill("No crane")
    row.get_by_role("button", name="Blocked", exact=True).click()
    row.get_by_text("Blocked since").wait_for()
    row.get_by_text("Progress, blocked, note").click()
    row.get_by_label("Percent done").fill("many")
    row.get_by_role("button", name="Save").click()
    row.get_by_role("alert").wait_for()
    row.get_by_label("Percent done").fill("30")
    row.get_by_role("button", name="Save").click()
    row.get_by_text("Saved.").wait_for()
    assert asked(server, "SELECT percent_complete FROM headway_task WHERE id = ?", task) == 30
    assert asked(server, "SELECT booked_minutes FROM headway_task WHERE id = ?", task) == 90
    picture(jonas, "my-work", whole=True)


def test_a_task_is_done_by_keyboard_alone(jonas: Page, server: Running) -> None:
    row = jonas.locator("#group-today").locator("xpath=ancestor::section").locator("li.work").first
    task = str(row.get_attribute("id")).removeprefix("work-")
    row.get_by_role("button", name="Done").focus()
    jonas.keyboard.press("Enter")
    jonas.locator(f"#work-{task}").get_by_text("Done.", exact=True).wait_for()
    assert asked(server, "SELECT percent_complete FROM headway_task WHERE id = ?", task) == 100


def test_the_week_is_filled_like_a_spreadsheet(jonas: Page, server: Running) -> None:
    before = date.today() - timedelta(days=7)
    jonas.goto(f"{server.address}/work/week/?week={before}")
    cells = jonas.locator("table.week tbody tr").first.locator("input")
    task = jonas.locator("table.week tbody tr").first.get_attribute("data-task")
    said = jonas.locator("#week-said")
    cells.nth(5).focus()
    jonas.keyboard.type("2,5")
    jonas.keyboard.press("ArrowRight")
    said.filter(has_text="Saved.").wait_for()
    assert jonas.evaluate("document.activeElement.dataset.day") == cells.nth(6).get_attribute("data-day")
    assert cells.nth(5).input_value() == "2.5"
    day = cells.nth(5).get_attribute("data-day")
    entry = "SELECT minutes FROM headway_timeentry WHERE task_id = ? AND day = ?"
    assert asked(server, entry, task, day) == 150
    jonas.keyboard.press("ArrowLeft")
    jonas.keyboard.type("9")
    jonas.keyboard.press("Escape")
    assert cells.nth(5).input_value() == "2.5"
    jonas.keyboard.press("Control+a")
    jonas.keyboard.type("soon")
    jonas.keyboard.press("Enter")
    said.filter(has_text="is not a duration").wait_for()
    assert asked(server, entry, task, day) == 150
    sums = [float(text or 0) for text in jonas.locator("table.week tfoot td").all_inner_texts()]
    assert sums[-1] == pytest.approx(sum(sums[:-1]))
    picture(jonas, "my-week")


def test_two_windows_of_one_week(jonas: Page, server: Running, sign_in: Callable[..., Page]) -> None:
    other = sign_in("jonas.berge", quiet=True)
    for page in (jonas, other):
        page.goto(f"{server.address}/work/week/")
    mine, theirs = (page.locator("table.week tbody tr").last.locator("input").first for page in (jonas, other))
    mine.fill("1")
    mine.press("Enter")
    jonas.locator("#week-said", has_text="Saved.").wait_for()
    theirs.fill("2")
    theirs.press("Enter")
    other.locator("#week-said", has_text="There it says 1").wait_for()
    assert theirs.input_value() == "1"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_my_work_is_for_everybody(
    sign_in: Callable[..., Page], server: Running, accessibility_faults: Faults, scheme: str, width: int
) -> None:
    page = sign_in("jonas.berge", color_scheme=scheme, width=width, bypass_csp=True)
    for path in ("work/", "work/week/"):
        page.goto(f"{server.address}/{path}")
        assert accessibility_faults(page) == []
        picture(page, f"{re.sub('/', '-', path)}{scheme}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
