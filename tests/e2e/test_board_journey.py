"""Journey: the board. Cards are moved by keyboard, mouse and menu; others see it at once; readers only look."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from demo import picture

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page
    from running import Running

pytestmark = pytest.mark.browser

Faults = Callable[["Page"], list[str]]
PLAN = "Billing core replacement"


def plan_id(server: Running) -> int:
    with sqlite3.connect(server.data / "headway.sqlite3") as database:
        return int(database.execute("SELECT id FROM headway_component WHERE name = ?", [PLAN]).fetchone()[0])


def stored(server: Running, name: str, column: str) -> object:
    with sqlite3.connect(server.data / "headway.sqlite3") as database:
        where = "name = ? AND component_id = ?"
        row = database.execute(f"SELECT {column} FROM headway_task WHERE {where}", [name, plan_id(server)]).fetchone()
        return row[0]


def until(holds: Callable[[], bool]) -> None:
    """Wait for what is stored: the card stands in its new column before the answer is there."""
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, "it was not stored"
        time.sleep(0.05)


def open_board(page: Page, server: Running) -> None:
    page.goto(f"{server.address}/c/{plan_id(server)}/board/")
    page.wait_for_selector(".bd-card")


def column(page: Page, key: str) -> Locator:
    return page.locator(f".bd-cell[data-column='{key}']").first


def card(page: Page, name: str) -> Locator:
    return page.locator(".bd-card", has_text=name)


def names_in(page: Page, key: str) -> list[str]:
    return [name.removeprefix("◆ ") for name in column(page, key).locator(".bd-name").all_inner_texts()]


def saved(page: Page) -> None:
    page.locator(".sch-state[data-state='saved']").wait_for()


@pytest.fixture
def board(sign_in: Callable[..., Page], server: Running) -> Page:
    page = sign_in("karin.wallin")
    open_board(page, server)
    return page


def test_a_card_is_carried_by_keyboard_alone_and_another_window_sees_it(
    board: Page, server: Running, sign_in: Callable[..., Page]
) -> None:
    other = sign_in("ruben.falkner")
    open_board(other, server)
    first = names_in(board, "ready")[0]
    card(board, first).focus()
    board.keyboard.press(" ")
    live = board.locator(".bd > [aria-live='assertive']")
    assert "Picked up" in live.inner_text()
    board.keyboard.press("ArrowRight")
    assert "In progress, place 1" in live.inner_text()
    board.keyboard.press(" ")
    saved(board)
    assert first in names_in(board, "in-progress")
    other.locator(".bd-cell[data-column='in-progress'] .bd-card", has_text=first).wait_for(timeout=5_000)
    until(lambda: stored(server, first, "actual_start") is not None)
    # The focus is still on the card; Ctrl-Z takes the move back, for both.
    assert board.evaluate("document.activeElement.querySelector('.bd-name').textContent") == first
    board.keyboard.press("Control+z")
    column(board, "ready").locator(".bd-card", has_text=first).wait_for()
    other.locator(".bd-cell[data-column='ready'] .bd-card", has_text=first).wait_for(timeout=5_000)
    until(lambda: stored(server, first, "actual_start") is None)


def test_a_card_is_put_back_with_escape(board: Page) -> None:
    before = names_in(board, "ready")
    card(board, before[0]).focus()
    for key in (" ", "ArrowDown", "Escape"):
        board.keyboard.press(key)
    assert names_in(board, "ready") == before
    assert "Put back" in board.locator(".bd > [aria-live='assertive']").inner_text()


def test_cards_are_dragged_into_an_order_that_is_kept(board: Page) -> None:
    before = names_in(board, "ready")
    held, target = card(board, before[-1]).bounding_box(), card(board, before[0]).bounding_box()
    assert held is not None
    assert target is not None
    board.mouse.move(held["x"] + 60, held["y"] + 30)
    board.mouse.down()
    board.mouse.move(target["x"] + 60, target["y"] + 40, steps=6)
    board.mouse.move(target["x"] + 60, target["y"] + 8, steps=3)
    board.mouse.up()
    saved(board)
    now = [before[-1], *before[:-1]]
    board.wait_for_selector(f".bd-cell[data-column='ready'] .bd-card:first-child:has-text('{now[0]}')")
    assert names_in(board, "ready") == now
    board.reload()
    board.wait_for_selector(".bd-card")
    assert names_in(board, "ready") == now


def test_done_and_back_again_asks_how_far_it_is(board: Page, server: Running) -> None:
    name = names_in(board, "review")[0]
    card(board, name).get_by_role("button").click()
    board.get_by_role("dialog").get_by_role("button", name="Move to Done").click()
    column(board, "done").locator(".bd-card", has_text=name).wait_for()
    saved(board)
    until(lambda: stored(server, name, "percent_complete") == 100)
    card(board, name).focus()
    board.keyboard.press("Enter")
    board.get_by_role("dialog").get_by_role("button", name="Move to In progress").click()
    board.get_by_role("spinbutton", name="Percent done").fill("70")
    picture(board, "board-how-far")
    board.get_by_role("button", name="Move it back").click()
    column(board, "in-progress").locator(".bd-card", has_text=name).wait_for()
    until(lambda: (stored(server, name, "percent_complete"), stored(server, name, "actual_finish")) == (70, None))


def test_what_blocks_a_card_stands_on_it(board: Page) -> None:
    name = names_in(board, "ready")[1]
    card(board, name).focus()
    board.keyboard.press("b")
    board.get_by_label("What is it waiting for?").fill("The crane")
    board.keyboard.press("Tab")
    board.keyboard.press("Enter")
    card(board, name).get_by_text("The crane").wait_for()
    board.get_by_role("button", name="Blocked", exact=True).click()
    assert name in board.locator(".bd-name").all_inner_texts()
    assert "2 of" in board.locator(".bd-toolbar output.mute").inner_text()
    card(board, name).get_by_role("button").click()
    board.get_by_role("dialog").get_by_role("button", name="No longer blocked").click()
    card(board, name).wait_for(state="detached")


def test_a_limit_is_told_in_words(board: Page) -> None:
    limit = 4
    for name in names_in(board, "backlog")[: limit + 1]:
        card(board, name).get_by_role("button").click()
        board.get_by_role("dialog").get_by_role("button", name="Move to In progress").click()
        column(board, "in-progress").locator(".bd-card", has_text=name).wait_for()
        saved(board)
    assert "its limit is 4" in board.locator(".sch-messages").inner_text()
    assert "over its limit" in board.locator(".bd-heads").inner_text()
    picture(board, "board-over-limit")


def test_lanes_and_filters(board: Page) -> None:
    board.get_by_label("Swimlanes").select_option("assignee")
    assert board.locator(".bd-lane-title").count() > 2
    board.get_by_label("Swimlanes").select_option("summary")
    board.get_by_label("Filter cards").fill("customer")
    board.locator(".bd-toolbar output.mute", has_text=" of ").wait_for()
    shown = board.locator(".bd-card")
    words = [f"{each.get_attribute('aria-label')} {each.inner_text()}".lower() for each in shown.all()]
    assert all("customer" in text for text in words), words
    board.get_by_label("Filter cards").fill("nothing is called so")
    board.get_by_text("No card matches this filter.").wait_for()


def test_readers_look_and_do_not_move(sign_in: Callable[..., Page], server: Running) -> None:
    page = sign_in("helena.strand")
    open_board(page, server)
    name = names_in(page, "ready")[0]
    card(page, name).focus()
    page.keyboard.press(" ")
    assert "not yours to move" in page.locator(".bd > [aria-live='assertive']").inner_text()
    card(page, name).get_by_role("button").click()
    labels = page.get_by_role("dialog").get_by_role("button").all_inner_texts()
    assert labels == ["Open in the schedule", "Comments", "Cancel"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_board_is_for_everybody(
    sign_in: Callable[..., Page], server: Running, accessibility_faults: Faults, scheme: str, width: int
) -> None:
    page = sign_in("karin.wallin", color_scheme=scheme, width=width, bypass_csp=True)
    for path in ("board/", "board/columns/"):
        page.goto(f"{server.address}/c/{plan_id(server)}/{path}")
        page.wait_for_selector(".bd-card, table.columns")
        assert accessibility_faults(page) == []
        picture(page, f"{re.sub('/', '-', path)}{scheme}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
