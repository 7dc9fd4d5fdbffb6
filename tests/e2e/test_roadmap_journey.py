"""A roadmap over two projects as two people: tasks shown, edited, dragged and linked, seen by the other one, taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from planning import picture, saved, serving_project, signed_in_page

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page
    from running import Running

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]

FILLING = """
from factories.plans import small_plan
from headway.app.actions.plans import install_plan
tunnel = create_component(system, kind="project", name="Tunnel", parent=portfolio)
for each in (project, tunnel):
    install_plan(system, each, small_plan())
member("Pia Portfolio", "portfolio_manager", on=portfolio)
tom = member("Tom Tunnel", "project_manager", on=tunnel)
grant_role(system, portfolio, tom, "stakeholder")
"""


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("roadmap"), FILLING) as running:
        yield running


@pytest.fixture
def roadmap(open_page: OpenPage, server: Running) -> Callable[..., Page]:
    def opened(who: str, **options: object) -> Page:
        page = signed_in_page(open_page, server, who, "/c/1/schedule/", quiet=True, **options)
        row(page, "Tunnel").wait_for()
        return page

    return opened


def row(page: Page, name: str, nth: int = 0) -> Locator:
    return page.locator(".sch-row:not([hidden])").filter(has=page.get_by_text(name, exact=True)).nth(nth)


def cell(page: Page, name: str, column: str, nth: int = 0) -> Locator:
    return row(page, name, nth).locator(f'[data-column="{column}"]')


def show_tasks(page: Page, project: str) -> None:
    """Select the project by a cell beside its name, which is a link, and ask for its tasks."""
    cell(page, project, "health").click()
    page.get_by_role("button", name="Tasks", exact=True).click()
    page.locator(".sch-toolbar").get_by_role("button", name="Tasks", exact=True, pressed=True).wait_for()
    load = page.locator(".sch-toolbar").get_by_role("button", name="Load", exact=True)
    assert load.count() == 0, "only the load of one plan is told"


def typed(page: Page, where: Locator, text: str) -> None:
    where.click()
    page.keyboard.press("F2")
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    saved(page)


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_two_people_plan_on_one_roadmap(roadmap: Callable[..., Page], accessibility_faults: Faults) -> None:
    pia, tom = roadmap("pia"), roadmap("tom", color_scheme="dark")
    show_tasks(pia, "Bridge")
    row(pia, "Phase").wait_for()
    assert accessibility_faults(pia) == []
    picture(pia, "roadmap-open")
    typed(pia, cell(pia, "C", "name"), "Opened to traffic")
    row(tom, "Opened to traffic").wait_for(timeout=10_000)
    typed(pia, cell(pia, "A", "finish"), "2026-01-12")
    pia.get_by_role("button", name="Undo").and_(pia.locator(":enabled")).wait_for()
    assert accessibility_faults(tom) == []
    picture(tom, "roadmap-dark")
    # Whose rows they are is said where somebody else tries.
    cell(tom, "Opened to traffic", "name").click()
    tom.keyboard.press("F2")
    tom.get_by_text("The plan of “Bridge” is not yours to change").wait_for()
    # Both steps are Pia's, whatever Tom does meanwhile in his own project.
    typed(tom, cell(tom, "C", "name"), "Dug through")
    row(pia, "Dug through").wait_for(timeout=10_000)
    for _ in range(2):
        cell(pia, "B", "name").click()
        pia.keyboard.press("Control+z")
        pia.get_by_text("Undone: ").wait_for()
        saved(pia)
    row(tom, "C").wait_for(timeout=10_000)
    assert row(pia, "Opened to traffic").count() == 0
    assert row(pia, "Dug through").count() == 1


def test_all_projects_are_opened_and_closed_at_once(roadmap: Callable[..., Page]) -> None:
    page = roadmap("pia")
    button = page.get_by_role("button", name="All tasks")
    button.click()
    row(page, "Phase", 1).wait_for()
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    row(page, "Phase").wait_for(state="detached")
    assert button.get_attribute("aria-pressed") == "false"


def test_bars_are_dragged_and_linked_across_projects(roadmap: Callable[..., Page]) -> None:
    page = roadmap("pia")
    show_tasks(page, "Tunnel")
    row(page, "Phase").wait_for()
    before = cell(page, "B", "finish").inner_text()
    bar = page.locator(".sch-lane", has=page.get_by_text("A", exact=True)).locator(".sch-bar")
    x, y = middle(bar)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=6)
    page.mouse.up()
    page.get_by_text("The task is moved.").wait_for()
    saved(page)
    assert cell(page, "B", "finish").inner_text() != before
    # A project is no task: where a link cannot begin is said.
    project = page.locator(".sch-lane", has=page.get_by_text("Bridge", exact=True))
    project.hover()
    x, y = middle(project.locator(".sch-knob"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(*middle(bar), steps=6)
    page.mouse.up()
    page.get_by_text("Links join tasks, not projects").wait_for()
    milestone = page.locator(".sch-lane", has=page.get_by_text("C", exact=False)).filter(has_text="C ·").first
    milestone.hover()
    x, y = middle(milestone.locator(".sch-knob"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(*middle(bar), steps=6)
    page.mouse.up()
    page.get_by_text("They are linked.").wait_for()
    saved(page)
    picture(page, "roadmap-linked")


def test_rows_stay_in_their_project_until_its_tasks_are_shown(roadmap: Callable[..., Page]) -> None:
    page = roadmap("pia")
    cell(page, "Bridge", "health").click()
    page.keyboard.press("F2")
    page.get_by_text("This is computed from the tasks of the project").wait_for()
    row(page, "Bridge").locator('[data-column="health"]').click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+Delete")
    page.get_by_text("Rows are added, moved and deleted among all tasks of their project").wait_for()


def test_a_roadmap_on_a_phone(roadmap: Callable[..., Page], accessibility_faults: Faults) -> None:
    page = roadmap("pia", width=390, height=844)
    assert accessibility_faults(page) == []
    picture(page, "roadmap-phone")
