"""The table of the schedule on screens of every width: all columns and long names on a large one, the name made wider."""

from __future__ import annotations

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

FILLING = """
member("Maja Manager", "project_manager")
names = [f"Section {at}: excavate, shutter, reinforce and pour the foundations" for at in range(1, 30)]
made = edit_plan(system, project, [{"op": "insert", "rows": [{"cells": {"name": name, "duration": "5d"}} for name in names]}]).made[0]
edit_plan(system, project, [{"op": "link", "predecessor": one, "successor": other} for one, other in zip(made, made[1:])])
"""
USUAL = [
    "number",
    "wbs",
    "name",
    "duration",
    "start",
    "finish",
    "predecessors",
    "percent",
    "float",
    "variance",
    "resources",
]


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("wide"), FILLING) as running:
        yield running


def opened(open_page: OpenPage, server: Running, **options: object) -> Page:
    page = signed_in_page(open_page, server, "maja", "/c/2/schedule/", **options)
    page.locator(".sch-row").first.wait_for()
    return page


def shown(page: Page) -> list[str | None]:
    return [each.get_attribute("data-column") for each in page.get_by_role("columnheader").all()]


def width(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["width"]


def head(page: Page, column: str) -> Locator:
    return page.locator(f'[role=columnheader][data-column="{column}"]')


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_large_screen_has_room_for_all_columns_and_for_names(
    open_page: OpenPage, server: Running, scheme: str
) -> None:
    page = opened(open_page, server, width=3840, height=2160, color_scheme=scheme)
    assert shown(page) == USUAL
    assert width(head(page, "name")) > 300
    assert width(page.locator(".sch-grid").first) < 0.42 * 3840
    picture(page, f"wide-{scheme}")


@pytest.mark.parametrize("size", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_smaller_screens_keep_most_of_their_room_for_the_drawing(
    open_page: OpenPage, server: Running, size: int, scheme: str
) -> None:
    page = opened(open_page, server, width=size, height=900, color_scheme=scheme)
    whole, table = width(page.locator(".sch-scroller")), width(page.locator(".sch-grid").first)
    assert table < 0.65 * whole
    assert page.evaluate("document.documentElement.scrollWidth") <= size
    picture(page, f"wide-{size}-{scheme}")


def test_the_name_is_made_wider_with_the_table_and_stays_so(open_page: OpenPage, server: Running) -> None:
    page = opened(open_page, server)
    name, before, others = head(page, "name"), width(head(page, "name")), shown(page)
    name.focus()
    page.keyboard.press("Shift+ArrowRight")
    assert width(name) == pytest.approx(before + 12, abs=1.5)
    assert shown(page) == others
    grip = name.locator(".sch-grip").bounding_box()
    assert grip is not None
    page.mouse.move(grip["x"] + 4, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(grip["x"] + 84, grip["y"] + 10, steps=4)
    page.mouse.up()
    assert width(name) == pytest.approx(before + 92, abs=3)
    assert shown(page) == others
    kept = width(name)
    page.reload()
    expect(cell(page, 1, "name")).to_be_visible()
    assert width(name) == kept
    name.focus()
    page.keyboard.press("Shift+ArrowLeft")
    assert width(name) == pytest.approx(kept - 12, abs=1.5)
    assert shown(page) == others
