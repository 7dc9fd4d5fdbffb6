"""Hand-offs in the schedule: asked for, promised, late; in the drawing and the details, hidden ends redacted; on the roadmap."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from planning import cell, picture, serving_project, signed_in_page
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page
    from running import Running

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]

FILLING = """
from datetime import timedelta
from headway.app.actions.agreements import accept_agreement
from headway.app.actions.dependencies import link_tasks
from headway.app.models import Agreement, Task
from headway.app.queries.agreements import forecast_of
harbor = create_component(system, kind="project", name="Harbor", parent=portfolio)
maja = member("Maja Manager", "project_manager")
hugo = member("Hugo Harbor", "project_manager", harbor)
grant_role(system, project, hugo, "stakeholder")
member("Petra Portfolio", "portfolio_manager", portfolio)
def plan(home, *names):
    return edit_plan(system, home, [{"op": "insert", "rows": [{"cells": {"name": name, "duration": "5d"}} for name in names]}]).made[0]
deck, rails = (Task.objects.get(pk=pk) for pk in plan(project, "Deck", "Rails"))
quay, cranes = (Task.objects.get(pk=pk) for pk in plan(harbor, "Quay", "Cranes"))
link_tasks(Actor(hugo, "cli"), rails, cranes)
link_tasks(Actor(hugo, "cli"), deck, quay)
promised = Agreement.objects.get(dependency__predecessor=deck)
deck.refresh_from_db()
accept_agreement(Actor(maja, "cli"), promised, promised_on=forecast_of(promised) - timedelta(days=2))
"""


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("drawn"), FILLING) as running:
        yield running


def schedule(open_page: OpenPage, server: Running, who: str, component: int, **options: object) -> Page:
    page = signed_in_page(open_page, server, who, f"/c/{component}/schedule/", **options)
    page.locator(".sch-toolbar").wait_for()
    return page


def details(page: Page, row: int) -> Locator:
    cell(page, row, "name").click()
    if page.get_by_role("button", name="Details", exact=True).get_attribute("aria-pressed") == "false":
        page.get_by_role("button", name="Details", exact=True).click()
    panel = page.get_by_role("complementary", name="Details of the selected row")
    panel.get_by_role("heading", name="Hand-offs").wait_for()
    return panel.locator(".sch-hand-offs")


def test_who_gives_sees_what_was_promised_and_what_waits_for_an_answer(
    open_page: OpenPage, server: Running, accessibility_faults: Faults
) -> None:
    page = schedule(open_page, server, "maja", 2)
    late = page.locator(".sch-promise:not([hidden])")
    expect(late).to_have_count(1)
    assert late.get_attribute("data-level") == "red"
    assert (late.get_attribute("title") or "").startswith("Late · promised ")
    assert late.evaluate("element => element.offsetWidth > 2")
    expect(page.locator(".sch-outgoing[data-open]")).to_have_count(1)
    assert "Requested: " in page.locator(".sch-outgoing[data-open]").inner_text()

    hand_offs = details(page, 1)
    expect(hand_offs).to_contain_text("Late")
    expect(hand_offs).to_contain_text("For: A task that you may not see")
    assert "Harbor" not in page.locator("main").inner_text()
    assert "Quay" not in page.content()
    assert accessibility_faults(page) == []
    picture(page, "hand-offs-drawn")

    expect(details(page, 2)).to_contain_text("Requested")
    hand_offs.get_by_role("link").click()
    page.wait_for_url("**/hand-offs/*/")


def test_who_takes_sees_the_other_end_by_name_as_far_as_they_may(open_page: OpenPage, server: Running) -> None:
    page = schedule(open_page, server, "hugo", 3, color_scheme="dark")
    expect(page.locator(".sch-promise:not([hidden])")).to_have_count(1)
    expect(page.locator(".sch-incoming[data-open]")).to_have_count(1)
    expect(details(page, 1)).to_contain_text("From: Bridge > Deck")
    expect(details(page, 2)).to_contain_text("Requested")


def test_the_roadmap_draws_what_is_not_accepted_dashed(open_page: OpenPage, server: Running) -> None:
    page = schedule(open_page, server, "petra", 1)
    asked = page.locator('.sch-link-line[data-look="asked"]')
    expect(asked).to_have_attribute("d", re.compile("^M"))
    expect(page.locator(".sch-promise:not([hidden])")).to_have_count(2)
