"""The islands in a real Chromium, fed with plans from memory: no server of ours is involved."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from islands_payload import plan_payload, roadmap_payload
from waiting import until

if TYPE_CHECKING:
    from islands_harness import IslandServer
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.first]
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]

NAMES = """() => [...document.querySelectorAll('.sch-row:not([hidden])')]
    .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex).map(row => row.querySelector('.sch-name').innerText.trim())"""
SELECTED = "() => document.querySelector('.sch-row[aria-selected=true]:not([hidden])')?.ariaRowIndex ?? null"


@pytest.fixture(scope="module")
def plan() -> dict[str, Any]:
    """Make a plan that is not under way, so that it opens at its first row."""
    return plan_payload(1000) | {"status_date": None}


@pytest.fixture(scope="module")
def address(islands: IslandServer, plan: dict[str, Any]) -> str:
    return islands.schedule(plan)


@pytest.fixture
def page(open_page: OpenPage, address: str) -> Page:
    opened = open_page(address)
    opened.wait_for_selector(".sch-row")
    return opened


def settle(page: Page) -> None:
    """Wait until two frames have been drawn."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def keys(page: Page, *presses: str) -> None:
    for key in presses:
        page.keyboard.press(key)
    settle(page)


def scroll(page: Page, *, left: int | None = None, top: int | None = None) -> None:
    page.evaluate(
        """([left, top]) => { const s = document.querySelector('.sch-scroller');
        if (left !== null) s.scrollLeft = left; if (top !== null) s.scrollTop = top; }""",
        [left, top],
    )
    settle(page)


def test_rows_are_the_plan_and_only_those_near_the_view_exist(page: Page, plan: dict[str, Any]) -> None:
    names = page.evaluate(NAMES)
    assert names == plan["tasks"]["name"][: len(names)]
    assert 25 < len(names) < 60
    assert page.get_attribute("[role=treegrid]", "aria-rowcount") == "1001"
    scroll(page, top=20_000)
    first = page.evaluate(
        "() => Math.min(...[...document.querySelectorAll('.sch-row:not([hidden])')].map(r => +r.ariaRowIndex))"
    )
    assert first == 20_000 // 28 - 6 + 2
    assert page.evaluate(NAMES)[0] == plan["tasks"]["name"][first - 2]


def test_a_plan_under_way_opens_at_what_is_worked_on_by_mouse_and_by_key(
    open_page: OpenPage, islands: IslandServer
) -> None:
    page = open_page(islands.schedule(plan_payload(1000), name="under-way"))
    page.wait_for_selector(".sch-row")
    settle(page)
    # The keyboard begins there, too: the one row that Tab reaches is among those in sight.
    begins = page.locator(".sch-row[tabindex='0']")
    at = int(begins.get_attribute("aria-rowindex") or 0)
    assert at > 30
    assert begins.is_visible()
    begins.focus()
    keys(page, "ArrowDown")
    assert page.evaluate(SELECTED) == str(at + 1)


def test_cells_say_what_the_server_sent(page: Page) -> None:
    cells = page.eval_on_selector_all(
        ".sch-row[aria-rowindex='4'] [role=gridcell]", "cells => cells.map(c => c.innerText.trim())"
    )
    assert cells == ["Inspect control room 1.1.1", "2 d", "05 Jan 2026", "06 Jan 2026", "223 d"]


def test_collapsing_by_mouse_and_by_key(page: Page) -> None:
    page.click(".sch-row[aria-rowindex='3'] .sch-twisty")
    settle(page)
    assert page.get_attribute("[role=treegrid]", "aria-rowcount") == str(1001 - 38)
    row = page.locator(".sch-row[aria-rowindex='3']")
    assert row.get_attribute("aria-expanded") == "false"
    row.click()
    keys(page, "ArrowRight")
    assert row.get_attribute("aria-expanded") == "true"
    assert page.get_attribute("[role=treegrid]", "aria-rowcount") == "1001"
    keys(page, "ArrowRight")
    assert page.evaluate(SELECTED) == "4"
    keys(page, "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft")
    assert page.evaluate(SELECTED) == "2"
    assert page.evaluate(NAMES)[0] == "Substation 1"
    assert page.evaluate(NAMES)[1] == "Substation 2"


def test_keys_move_through_the_plan(page: Page) -> None:
    page.focus(".sch-row[tabindex='0']")
    keys(page, "ArrowDown", "ArrowDown")
    assert page.evaluate(SELECTED) == "4"
    keys(page, "End")
    assert page.evaluate(SELECTED) == "1001"
    assert page.evaluate("() => document.activeElement.ariaRowIndex") == "1001"
    keys(page, "Home")
    assert page.evaluate(SELECTED) == "2"
    keys(page, "PageDown")
    assert int(page.evaluate(SELECTED)) > 20
    assert page.evaluate("() => document.querySelectorAll('.sch-row[tabindex=\"0\"]:not([hidden])').length") == 1


def test_the_focused_row_survives_scrolling_away(page: Page) -> None:
    page.click(".sch-row[aria-rowindex='5']")
    scroll(page, top=15_000)
    assert page.evaluate("() => document.activeElement.ariaRowIndex") == "5"
    keys(page, "ArrowDown")
    assert page.evaluate("() => document.activeElement.ariaRowIndex") == "6"
    assert page.evaluate("() => document.querySelector('.sch-scroller').scrollTop") < 200


def test_zoom_keys_change_the_scale_and_keep_the_middle(page: Page) -> None:
    page.focus(".sch-row[tabindex='0']")
    width = "() => document.querySelector('.sch-drawing').offsetWidth"
    before = page.evaluate(width)
    keys(page, "+", "+")
    assert page.evaluate(width) == pytest.approx(before * 2.25, rel=0.01)
    keys(page, "-", "-")
    assert page.evaluate(width) == pytest.approx(before, rel=0.01)


def test_find_walks_through_the_matches(page: Page) -> None:
    page.focus(".sch-row[tabindex='0']")
    keys(page, "Control+f")
    assert page.evaluate("() => document.activeElement.className") == "sch-find"
    page.keyboard.type("1.5.38")
    page.wait_for_function("() => document.querySelector('.sch-found').textContent === '1 found'")
    keys(page, "Enter")
    assert page.inner_text(".sch-found") == "1 of 1"
    assert page.inner_text(".sch-row[aria-selected=true] .sch-name").endswith("1.5.38")
    page.fill(".sch-find", "no such thing")
    page.wait_for_function("() => document.querySelector('.sch-found').textContent === 'Nothing found'")


def test_critical_only_leaves_the_critical_rows_and_their_parents(page: Page, plan: dict[str, Any]) -> None:
    page.click("text=Critical only")
    settle(page)
    kept = sum(plan["tasks"]["critical"])
    assert page.get_attribute("[role=treegrid]", "aria-rowcount") == str(kept + 1)


def test_details_lead_along_the_dependencies(page: Page, plan: dict[str, Any]) -> None:
    link = 0
    successor = plan["links"]["to"][link]
    page.click(f".sch-row[aria-rowindex='{plan['links']['from'][link] + 2}'] .sch-name")
    keys(page, "Enter")
    panel = page.locator(".sch-details")
    assert panel.is_visible()
    assert panel.locator("h2").inner_text() == plan["tasks"]["name"][plan["links"]["from"][link]]
    panel.get_by_role("button", name=plan["tasks"]["name"][successor], exact=True).click()
    settle(page)
    assert page.evaluate(SELECTED) == str(successor + 2)
    assert panel.locator("h2").inner_text() == plan["tasks"]["name"][successor]
    keys(page, "Escape")
    assert not panel.is_visible()


def drawn_ends(page: Page) -> list[list[float]]:
    """Return the rectangle [left, top, right, bottom] of every line drawn, and of the view, in screen pixels."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.sch-link-line')].flatMap(path => {
            const box = path.ownerSVGElement.getBoundingClientRect();
            return (path.getAttribute('d').match(/M[^M]+/g) ?? []).map(line => {
                const numbers = line.match(/-?[0-9.]+/g).map(Number);
                return [box.left + numbers[0], box.top + numbers[1], box.left + numbers.at(-2), box.top + numbers.at(-1)];
            });
        })"""
    )


def test_a_line_is_drawn_only_if_a_bar_at_one_of_its_ends_is_in_view(page: Page) -> None:
    scroll(page, top=6000)
    view = page.evaluate(
        "() => { const b = document.querySelector('.sch-scroller').getBoundingClientRect(); return [b.top, b.bottom]; }"
    )
    lines = drawn_ends(page)
    for _, from_y, _, to_y in lines:
        assert any(view[0] <= y <= view[1] + 28 for y in (from_y, to_y))
    scroll(page, left=10_000_000)
    assert drawn_ends(page) == []


def test_the_selected_task_shows_its_lines_from_anywhere(page: Page, plan: dict[str, Any]) -> None:
    row = plan["links"]["to"][0]
    page.click(f".sch-row[aria-rowindex='{row + 2}']")
    scroll(page, left=10_000_000, top=15_000)
    of_row = [
        link
        for link in range(len(plan["links"]["id"]))
        if row in (plan["links"]["from"][link], plan["links"]["to"][link])
    ]
    assert len(drawn_ends(page)) == len(of_row)


def test_bars_stand_where_their_dates_are(page: Page, plan: dict[str, Any]) -> None:
    """The row height is one for table and drawing, and bar widths are in proportion to their minutes."""
    boxes = page.evaluate(
        """() => [2, 3].map(i => { const row = document.querySelector(`.sch-row[aria-rowindex='${i + 2}']`).getBoundingClientRect();
        const bar = [...document.querySelectorAll('.sch-lane:not([hidden])')].map(l => l.getBoundingClientRect())
            .find(b => Math.abs(b.top - row.top) < 1);
        const lane = [...document.querySelectorAll('.sch-lane')].find(l => Math.abs(l.getBoundingClientRect().top - row.top) < 1);
        const box = lane.querySelector('.sch-bar').getBoundingClientRect(); return [box.left, box.width]; })"""
    )
    start, finish = plan["tasks"]["start"], plan["tasks"]["finish"]
    per_minute = boxes[0][1] / (finish[2] - start[2])
    assert boxes[1][1] == pytest.approx((finish[3] - start[3]) * per_minute, rel=0.02)
    assert boxes[1][0] - boxes[0][0] == pytest.approx((start[3] - start[2]) * per_minute, rel=0.02)


def test_a_chevron_with_the_date_jumps_to_a_bar_out_of_view(page: Page) -> None:
    scroll(page, left=0, top=3000)
    chevron = page.locator(".sch-chevron:visible").last
    text = chevron.inner_text()
    assert re.fullmatch(r"\d\d \w+ 20\d\d \u203a", text)
    top = page.evaluate("() => document.querySelector('.sch-scroller').scrollLeft")
    chevron.click()
    settle(page)
    assert page.evaluate("() => document.querySelector('.sch-scroller').scrollLeft") > top
    bar = page.locator(".sch-lane[data-selected] .sch-bar").bounding_box()
    assert bar is not None
    assert 500 < bar["x"] < 1440
    assert text[:11] in page.inner_text(".sch-row[aria-selected=true]")


def test_header_labels_never_lie_over_each_other(page: Page) -> None:
    for zoom in ("Hours", "Days", "Weeks", "Months", "Quarters", "Years"):
        page.select_option(".sch-select", zoom)
        settle(page)
        overlaps = page.evaluate(
            """() => ['upper', 'lower'].map(level => {
                const boxes = [...document.querySelectorAll(`.sch-time-${level} .sch-tick`)].map(t => t.getBoundingClientRect());
                return boxes.filter((b, i) => i && b.left < boxes[i - 1].right - 0.6).length; })"""
        )
        assert overlaps == [0, 0], zoom
        cut = page.evaluate(
            """() => [...document.querySelectorAll('.sch-time-lower .sch-tick span')]
                .filter(s => s.textContent && s.parentElement.scrollWidth > s.parentElement.clientWidth + 2).length"""
        )
        assert cut <= 1, zoom  # the last tick, which the end of the plan cuts


def test_the_minimap_moves_the_view(page: Page) -> None:
    box = page.locator(".sch-minimap").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.7)
    settle(page)
    top = page.evaluate(
        "() => { const s = document.querySelector('.sch-scroller'); return s.scrollTop / (s.scrollHeight - s.clientHeight); }"
    )
    assert top == pytest.approx(0.7, abs=0.05)


def test_the_splitter_by_key_shows_more_columns(page: Page) -> None:
    heads = "els => els.map(e => e.innerText)"
    before = page.eval_on_selector_all("[role=columnheader]", heads)
    page.focus("[role=separator]")
    keys(page, *["ArrowRight"] * 8)
    after = page.eval_on_selector_all("[role=columnheader]", heads)
    assert before == ["Name", "Duration", "Start", "Finish", "Float"]
    assert after == ["WBS", "Name", "Duration", "Start", "Finish", "Done", "Float", "Slip"]
    assert page.get_attribute("[role=separator]", "aria-valuenow") == page.evaluate(
        "() => String(document.querySelector('.sch-grid').offsetWidth)"
    )


def test_table_shows_every_column_and_drawing_none(page: Page) -> None:
    page.click(".sch-segment >> text=Table")
    settle(page)
    assert page.locator("[role=columnheader]").count() == 9
    assert not page.locator(".sch-drawing").is_visible()
    page.click(".sch-segment >> text=Drawing")
    settle(page)
    assert not page.locator("[role=treegrid]").is_visible()
    assert page.locator(".sch-bar:visible").count() > 10


def test_an_address_can_name_the_task(open_page: OpenPage, address: str, plan: dict[str, Any]) -> None:
    page = open_page(f"{address}#task-{plan['tasks']['id'][700]}")
    page.wait_for_selector(".sch-row[aria-selected=true]")
    assert page.inner_text(".sch-row[aria-selected=true] .sch-name").strip() == plan["tasks"]["name"][700]


def test_ends_outside_are_stubs_with_a_label(page: Page) -> None:
    incoming = page.locator(".sch-incoming:not([hidden])").first
    assert incoming.locator("a").get_attribute("href") == "/c/9/"
    assert incoming.inner_text() == "Grid control > Cut-over weekend · 05 Jan 2026"
    hidden = page.locator(".sch-outgoing:not([hidden])").first
    assert hidden.inner_text() == "Hidden task · 11 Feb 2026"
    assert hidden.locator("a").count() == 0


def test_roadmap_rows_lead_to_their_components(open_page: OpenPage, islands: IslandServer) -> None:
    page = open_page(islands.schedule(roadmap_payload(), name="roadmap", mode="roadmap"))
    page.wait_for_selector(".sch-row")
    assert page.get_attribute(".sch-row[aria-rowindex='2'] a", "href") == "/c/20/"
    assert [text for text in page.eval_on_selector_all(".sch-row .sch-health", "cells => cells.map(c => c.innerText)") if text] == [
        "On track", "Off track", "At risk", "On track", "No data", "At risk",
    ]  # fmt: skip
    assert len(drawn_ends(page)) == 3
    page.click("[aria-label='Collapse all']")
    settle(page)
    assert len(drawn_ends(page)) == 3, "collapsed projects carry the hand-offs of their milestones"


def test_a_phone_sees_names_and_bars(open_page: OpenPage, address: str) -> None:
    page = open_page(address, width=390, height=844, has_touch=True, is_mobile=True)
    page.wait_for_selector(".sch-row")
    assert page.eval_on_selector_all("[role=columnheader]", "els => els.map(e => e.innerText)") == ["Name"]
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390
    page.tap(".sch-segment >> text=Table")
    settle(page)
    assert page.locator("[role=columnheader]").count() == 9
    page.tap(".sch-segment >> text=Drawing")
    settle(page)
    assert page.locator(".sch-bar:visible").count() > 5
    assert (
        page.evaluate(
            "() => Math.min(...[...document.querySelectorAll('.sch-toolbar button')].filter(b => b.offsetHeight).map(b => b.offsetHeight))"
        )
        >= 34
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_no_accessibility_faults(
    open_page: OpenPage,
    islands: IslandServer,
    plan: dict[str, Any],
    accessibility_faults: Faults,
    theme: str,
    width: int,
) -> None:
    page = open_page(islands.schedule(plan, theme=theme), width=width)
    page.wait_for_selector(".sch-row")
    assert accessibility_faults(page) == []
    page.click(".sch-row[aria-rowindex='5']")
    keys(page, "Enter")
    page.click("summary:has-text('Columns')")
    assert accessibility_faults(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_accessibility_faults_on_a_roadmap(
    open_page: OpenPage, islands: IslandServer, accessibility_faults: Faults, theme: str
) -> None:
    page = open_page(islands.schedule(roadmap_payload(), name="roadmap", mode="roadmap", theme=theme))
    page.wait_for_selector(".sch-row")
    assert accessibility_faults(page) == []


def test_an_empty_plan_says_what_belongs_there(
    open_page: OpenPage, islands: IslandServer, accessibility_faults: Faults
) -> None:
    empty = plan_payload(0)
    page = open_page(islands.schedule(empty, name="empty"))
    page.wait_for_selector(".sch-notice a")
    assert page.get_attribute(".sch-notice a", "href") == "/import/"
    assert page.inner_text(".sch-notice p").startswith("No tasks yet.")
    assert accessibility_faults(page) == []


def test_trouble_is_said_in_words_and_can_be_tried_again(
    open_page: OpenPage, islands: IslandServer, plan: dict[str, Any]
) -> None:
    page = open_page(islands.schedule({}, name="trouble", status=500), quiet=True)
    page.wait_for_selector(".sch-notice[role=alert]")
    assert "it answered 500" in page.inner_text(".sch-notice")
    islands.schedule(plan, name="trouble")
    page.click("text=Try again")
    page.wait_for_selector(".sch-row")
    assert page.locator(".sch-notice").count() == 0


def test_nothing_from_a_plan_is_parsed_as_markup(open_page: OpenPage, islands: IslandServer) -> None:
    payload = plan_payload(5)
    payload["tasks"]["name"][2] = "<img src=x onerror=alert(1)>"  # type: ignore[index]
    page = open_page(islands.schedule(payload, name="markup"))
    page.wait_for_selector(".sch-row")
    assert page.inner_text(".sch-row[aria-rowindex='4'] .sch-name").strip() == "<img src=x onerror=alert(1)>"
    assert page.locator("hw-schedule img").count() == 0


def test_paper_gets_every_row(page: Page, plan: dict[str, Any]) -> None:
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert len(page.evaluate(NAMES)) == len(plan["tasks"]["id"])
    page.emulate_media(media="screen")
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    settle(page)
    assert len(page.evaluate(NAMES)) < 60


CHART = {
    "legend": {},
    "xAxis": {"type": "category", "data": ["Jan", "Feb"]},
    "yAxis": {"type": "value"},
    "series": [
        {
            "type": "bar",
            "name": "Late",
            "itemStyle": {"color": "var(--red)"},
            "data": [{"value": 4, "url": "/page.css"}, 7],
        }
    ],
}


def chart_page(islands: IslandServer, theme: str) -> str:
    body = f'<hw-chart label="Late tasks per month"><script type="application/json">{json.dumps(CHART)}</script></hw-chart>'
    return islands.page(f"/chart-{theme}.html", body, theme=theme)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chart_is_a_picture_with_a_name_and_a_table(
    open_page: OpenPage, islands: IslandServer, accessibility_faults: Faults, theme: str
) -> None:
    page = open_page(chart_page(islands, theme))
    page.wait_for_selector("hw-chart svg text")
    assert page.get_attribute("hw-chart [role=img]", "aria-label") == "Late tasks per month"
    rows = page.eval_on_selector_all(
        "hw-chart tbody tr", "rows => rows.map(r => [...r.children].map(c => c.textContent))"
    )
    assert rows == [["Jan", "4"], ["Feb", "7"]]
    assert page.get_attribute("hw-chart table a", "href") == "/page.css"
    assert accessibility_faults(page) == []


def test_a_chart_takes_its_colors_from_the_theme(open_page: OpenPage, islands: IslandServer) -> None:
    page = open_page(chart_page(islands, "light"))
    page.wait_for_selector("hw-chart svg text")
    fills = "() => [...new Set([...document.querySelectorAll('hw-chart svg path')].map(p => p.getAttribute('fill')))].sort()"
    red = """theme => { document.documentElement.dataset.theme = theme; const p = document.createElement('p'); p.style.color = 'var(--red)';
        document.body.append(p); const c = document.createElement('canvas').getContext('2d'); c.fillStyle = getComputedStyle(p).color;
        c.fillRect(0, 0, 1, 1); p.remove(); return 'rgb(' + [...c.getImageData(0, 0, 1, 1).data].slice(0, 3).join(',') + ')'; }"""
    light = page.evaluate(red, "light")
    assert light in page.evaluate(fills)
    dark = page.evaluate(red, "dark")
    settle(page)
    assert dark != light
    until(page, lambda: dark in page.evaluate(fills))
    assert light not in page.evaluate(fills)


def test_a_bar_of_a_chart_leads_to_what_it_counts(open_page: OpenPage, islands: IslandServer) -> None:
    page = open_page(chart_page(islands, "light"), quiet=True)
    page.wait_for_selector("hw-chart svg text")
    page.wait_for_timeout(500)
    box = page.locator("hw-chart").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.7)
    page.wait_for_url("**/page.css")
