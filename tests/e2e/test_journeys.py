"""Journeys 1 and 2: the first minute, and the import of one's own plan, with the real server in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from demo import picture
from plan_files import cyclic_plan, small_plan
from running import Running

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.first]
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]

BOARD_MEMBER = "helena.strand"


def go_to_program(page: Page, name: str = "Grid renewal") -> None:
    page.get_by_role("treegrid").get_by_role("link", name=name, exact=True).click()
    page.get_by_role("heading", level=1, name=name).wait_for()


def test_first_minute_from_portfolio_down_to_the_task(sign_in: Callable[..., Page]) -> None:
    page = sign_in()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Sundmark Energy")
    assert page.get_by_role("link", name="Import your own file").is_visible()
    assert page.get_by_role("treegrid").get_by_role("row").count() == 20
    page.locator("hw-chart svg").first.wait_for()
    picture(page, "portfolio")

    go_to_program(page)
    page.locator("hw-schedule .sch-row").first.wait_for()
    assert page.get_by_role("heading", name=re.compile("Hand-offs between projects")).is_visible()
    picture(page, "program")

    page.get_by_role("navigation").get_by_role("link", name=re.compile("Ravnsund substation")).click()
    page.get_by_role("heading", level=1, name=re.compile("Ravnsund")).wait_for()
    page.locator("hw-schedule .sch-row").first.wait_for()
    picture(page, "project")

    page.get_by_role("link", name=re.compile("Finish .* days after the baseline")).click()
    chosen = page.locator(".sch-row[aria-selected=true]")
    chosen.wait_for()
    assert "Demolish, sort, remove soil" in chosen.inner_text()


def test_a_plan_under_way_opens_where_it_is_worked_on(sign_in: Callable[..., Page], server: Running) -> None:
    page = sign_in()
    for address in ("/c/3/", "/c/3/schedule/"):
        page.goto(f"{server.address}{address}")
        rows = page.locator("hw-schedule .sch-row")
        rows.filter(has_text="Factory acceptance test").first.wait_for()
        assert rows.filter(has_text="Needs analysis").count() == 0, "finished in spring"
        box, frame = (
            page.locator(".sch-flag[data-kind=status]").bounding_box(),
            page.locator(".sch-scroller").bounding_box(),
        )
        assert box, "the status date is drawn"
        assert frame
        assert frame["x"] < box["x"] < frame["x"] + frame["width"]


def test_every_number_on_the_overview_leads_somewhere(sign_in: Callable[..., Page], server: Running) -> None:
    page = sign_in()
    targets = page.eval_on_selector_all(".kpis a", "links => links.map(link => link.href)")
    assert len(targets) == 6
    for target in targets:
        assert page.request.get(target).status == 200


def test_import_preview_accept_undo(sign_in: Callable[..., Page], tmp_path: Path) -> None:
    page = sign_in()
    go_to_program(page)
    page.get_by_role("link", name="Import your own file").click()
    plan = tmp_path / "substation.xml"
    plan.write_bytes(small_plan())
    page.locator("input[type=file]").set_input_files(plan)
    page.get_by_role("button", name="Accept").wait_for(timeout=60_000)

    report = page.locator("main").inner_text()
    assert re.search(r"1 of 6 compared tasks get other dates", report)
    row = page.get_by_role("row", name=re.compile("Commissioning"))
    assert "+7" in row.inner_text()
    picture(page, "import-preview")

    page.get_by_role("button", name="Accept").click()
    page.get_by_role("heading", level=1, name=re.compile("Substation Nord")).wait_for()
    project = page.url
    page.locator("hw-schedule .sch-row").first.wait_for()
    assert page.locator("hw-schedule .sch-row:not([hidden])").count() == 6
    picture(page, "import-accepted")

    page.get_by_role("button", name="Undo").click()
    page.get_by_text("taken back").first.wait_for()
    assert page.request.get(project).status == 404


def test_import_discarded_leaves_nothing(sign_in: Callable[..., Page], tmp_path: Path) -> None:
    page = sign_in()
    go_to_program(page)
    before = page.get_by_role("navigation").get_by_role("link").count()
    page.get_by_role("link", name="Import your own file").click()
    plan = tmp_path / "substation.xml"
    plan.write_bytes(small_plan())
    page.locator("input[type=file]").set_input_files(plan)
    page.get_by_role("button", name="Discard").wait_for(timeout=60_000)
    page.get_by_role("button", name="Discard").click()
    page.wait_for_url(re.compile(r"/c/\d+/"))
    assert page.get_by_role("navigation").get_by_role("link").count() == before


def test_a_file_that_is_no_plan_is_explained(sign_in: Callable[..., Page], tmp_path: Path) -> None:
    page = sign_in()
    go_to_program(page)
    page.get_by_role("link", name="Import your own file").click()
    wrong = tmp_path / "holiday.mpp"
    wrong.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2000))
    page.locator("input[type=file]").set_input_files(wrong)
    alert = page.get_by_role("alert")
    alert.wait_for(timeout=60_000)
    assert "plan" in alert.inner_text().lower()
    picture(page, "import-refused")


def test_a_plan_with_a_cycle_names_its_tasks(sign_in: Callable[..., Page], tmp_path: Path) -> None:
    page = sign_in()
    go_to_program(page)
    page.get_by_role("link", name="Import your own file").click()
    plan = tmp_path / "cycle.xml"
    plan.write_bytes(cyclic_plan())
    page.locator("input[type=file]").set_input_files(plan)
    page.get_by_role("heading", name=re.compile("Problems in the plan")).wait_for(timeout=60_000)
    assert "Site survey" in page.locator("section", has_text="Problems in the plan").inner_text()


def test_a_board_member_looks_and_is_offered_nothing_else(sign_in: Callable[..., Page], server: Running) -> None:
    page = sign_in(BOARD_MEMBER)
    page.get_by_role("link", name="Sundmark Energy", exact=True).first.click()
    page.wait_for_url(re.compile(r"/c/1/$"))
    assert page.get_by_role("link", name="Import your own file").count() == 0
    assert page.get_by_role("link", name="Add").count() == 0
    assert page.request.get(re.sub(r"/$", "/import/", page.url)).status in {403, 404}


def test_the_way_through_by_keyboard_alone(sign_in: Callable[..., Page]) -> None:
    page = sign_in()
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").wait_for()
    page.keyboard.type("Ravnsund")
    page.get_by_role("option", name=re.compile("Ravnsund substation replacement")).first.wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name=re.compile("Ravnsund")).wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_accessibility_faults(
    theme: str, sign_in: Callable[..., Page], accessibility_faults: Faults, server: Running
) -> None:
    page = sign_in(color_scheme=theme, bypass_csp=True)
    found = {}
    places = {"portfolio": "/c/1/", "program": "/c/2/", "project": "/c/3/", "schedule": "/c/3/schedule/", "tasks": "/c/3/tasks/",
              "board": "/c/3/board/", "board-columns": "/c/2/board/columns/", "time": "/c/3/time/", "my-work": "/work/",
              "today": "/today/", "register": "/c/2/register/", "record": "/r/1/", "record-new": "/c/3/register/new/",
              "selection": "/selection/2/", "selections": "/c/1/selection/", "candidate": "/candidates/4/",
              "governance": "/c/3/governance/", "gate": "/g/1/", "gate-as-seen": "/g/1/as-seen/", "exception": "/x/1/",
              "roles": "/roles/", "history": "/history/component/3/", "trash": "/c/1/trash/",
              "activity": "/c/1/activity/", "people": "/c/1/people/", "import": "/c/2/import/", "new": "/c/1/new/"}  # fmt: skip
    for name, path in places.items():
        page.goto(server.address + path)
        page.wait_for_load_state("networkidle")
        faults = accessibility_faults(page)
        if faults:
            found[name] = faults
        picture(page, f"{name}-{theme}")
    assert found == {}


@pytest.mark.parametrize("width", [320, 390, 768, 2560])
def test_no_page_scrolls_sideways(width: int, sign_in: Callable[..., Page], server: Running) -> None:
    page = sign_in(width=width)
    wide = {}
    for path in (
        "/c/1/",
        "/c/2/",
        "/c/3/",
        "/c/3/schedule/",
        "/c/3/tasks/",
        "/c/3/board/",
        "/c/3/board/columns/",
        "/c/3/time/",
        "/work/",
        "/work/week/",
        "/today/",
        "/c/2/register/",
        "/r/1/",
        "/c/3/register/new/",
        "/c/3/governance/",
        "/g/1/",
        "/g/1/as-seen/",
        "/x/1/",
        "/roles/",
        "/c/1/selection/",
        "/selection/2/",
        "/c/1/activity/",
        "/c/1/people/",
        "/c/2/import/",
    ):
        page.goto(server.address + path)
        page.wait_for_load_state("networkidle")
        excess = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if excess > 0:
            wide[path] = excess
        picture(page, f"{path.strip('/').replace('/', '-')}-{width}")
    assert wide == {}
