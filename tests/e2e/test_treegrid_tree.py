"""What Chromium hands to screen readers of the schedule: the accessibility tree has the pattern of a treegrid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from planning import cell, serving_project, signed_in_page

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from running import Running

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]

FILLING = """
member("Maja Manager", "project_manager")
member("Rita Reader", "stakeholder")
rows = [{"cells": {"name": "Build"}}, {"cells": {"name": "Dig", "duration": "2d"}, "level": 1},
        {"cells": {"name": "Pour", "duration": "3d"}, "level": 1}, {"cells": {"name": "Paint", "duration": "1d"}}]
edit_plan(system, project, [{"op": "insert", "rows": rows}])
edit_plan(system, project, [{"op": "insert", "rows": [{"cells": {"name": f"Task {number}"}} for number in range(400)]}])
"""
PLACES = ("aria-level", "aria-posinset", "aria-setsize", "aria-rowindex")


@pytest.fixture(scope="module")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("tree"), FILLING) as running:
        yield running


def schedule(open_page: OpenPage, server: Running, who: str) -> Page:
    page = signed_in_page(open_page, server, who, "/c/2/schedule/")
    page.locator(".sch-row").first.wait_for()
    return page


class Tree:
    """The accessibility tree of a page, as Chromium tells it."""

    def __init__(self, page: Page) -> None:
        session = page.context.new_cdp_session(page)
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        session.detach()
        self.nodes: dict[str, dict[str, Any]] = {node["nodeId"]: node for node in nodes}
        self.grid = next(node for node in nodes if role(node) == "treegrid")

    def below(self, node: dict[str, Any], wanted: str) -> list[dict[str, Any]]:
        """Return the nearest nodes of a role below another one, through what says nothing itself."""
        found = []
        for child in (self.nodes[each] for each in node["childIds"] if each in self.nodes):
            found += [child] if role(child) == wanted else self.below(child, wanted)
        return found

    def rows(self) -> list[dict[str, Any]]:
        return self.below(self.grid, "row")

    def focused(self) -> list[dict[str, Any]]:
        return [node for node in self.nodes.values() if facts(node).get("focused") and role(node) != "RootWebArea"]


def role(node: dict[str, Any]) -> str:
    return str(node.get("role", {}).get("value", ""))


def name(node: dict[str, Any]) -> str:
    return str(node.get("name", {}).get("value", ""))


def facts(node: dict[str, Any]) -> dict[str, Any]:
    return {each["name"]: each["value"].get("value") for each in node.get("properties", ())}


def row_of(tree: Tree, words: str) -> dict[str, Any]:
    return next(row for row in tree.rows() if words in name(row))


def test_who_plans_has_a_treegrid_with_the_focus_in_a_cell(open_page: OpenPage, server: Running) -> None:
    page = schedule(open_page, server, "maja")
    cell(page, 2, "name").click()
    tree = Tree(page)
    assert name(tree.grid) == "Schedule of Bridge"
    assert facts(tree.grid)["multiselectable"] is True
    assert not facts(tree.grid).get("readonly")
    heads = tree.below(tree.rows()[0], "columnheader")
    assert [name(each) for each in heads][:3] == ["#", "Name", "Duration"]
    build, dig = row_of(tree, "Build"), row_of(tree, "Dig")
    assert (facts(build)["level"], facts(build)["expanded"], facts(build)["selected"]) == (1, True, False)
    assert (facts(dig)["level"], facts(dig).get("expanded"), facts(dig)["selected"]) == (2, None, True)
    assert len(tree.below(dig, "gridcell")) == len(heads)
    assert facts(tree.below(dig, "gridcell")[0])["readonly"] is True, "the number of a row is not typed"
    (focused,) = tree.focused()
    assert (role(focused), name(focused)) == ("gridcell", "Dig")

    page.keyboard.press("ArrowRight")
    (focused,) = Tree(page).focused()
    assert (role(focused), name(focused)) == ("gridcell", "2 d")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Control+ArrowLeft")
    page.locator('.sch-row[aria-expanded="false"]').wait_for()
    tree = Tree(page)
    assert facts(row_of(tree, "Build"))["expanded"] is False
    assert not [row for row in tree.rows() if "Dig" in name(row)]


def test_rows_know_their_place_among_all_though_few_exist(open_page: OpenPage, server: Running) -> None:
    page = schedule(open_page, server, "maja")
    grid = page.get_by_role("treegrid")
    assert grid.get_attribute("aria-rowcount") == "405"
    assert grid.get_attribute("aria-colcount") == str(page.get_by_role("columnheader").count())

    def place(row: int) -> list[str | None]:
        element = page.locator(f'.sch-row[aria-rowindex="{row + 1}"]')
        return [element.get_attribute(each) for each in PLACES]

    assert [place(row) for row in (1, 2, 3, 4)] == [
        ["1", "1", "402", "2"], ["2", "1", "2", "3"], ["2", "2", "2", "4"], ["1", "2", "402", "5"],
    ]  # fmt: skip
    cell(page, 1, "name").click()
    page.keyboard.press("Control+End")
    page.locator('.sch-row[aria-rowindex="405"][aria-selected="true"]').wait_for()
    assert place(404) == ["1", "402", "402", "405"]
    (focused,) = Tree(page).focused()
    assert name(focused) == "Task 399"


def test_who_only_reads_has_the_focus_on_rows_of_a_grid_that_says_so(open_page: OpenPage, server: Running) -> None:
    page = schedule(open_page, server, "rita")
    page.locator('.sch-row[aria-rowindex="2"]').click()
    page.keyboard.press("ArrowDown")
    page.locator('.sch-row[aria-rowindex="3"][aria-selected="true"]').wait_for()
    tree = Tree(page)
    assert facts(tree.grid)["readonly"] is True
    (focused,) = tree.focused()
    assert role(focused) == "row"
    assert "Dig" in name(focused)
