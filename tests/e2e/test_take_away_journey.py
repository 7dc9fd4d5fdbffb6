"""Journey: print a schedule and take it away as every file, share it by a link with a stranger, end the link."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from demo import picture
from icalendar import Calendar
from openpyxl import load_workbook
from pypdf import PdfReader

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from running import Running

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]
NAME = "Ravnsund substation replacement"


def at_take_away(page: Page) -> None:
    """Go from wherever one arrives to the schedule of Ravnsund and on to its page of files."""
    page.get_by_role("navigation", name="Components").get_by_role("link", name=re.compile("Ravnsund")).first.click()
    page.get_by_role("navigation", name=f"Parts of {NAME}").get_by_role("link", name="Schedule").click()
    page.locator(".sch-row").first.wait_for()
    page.get_by_role("link", name="Print and take away").click()
    page.get_by_role("heading", name="Print, picture, spreadsheet").wait_for()


def downloaded(page: Page, role: str, name: str, of: str = NAME) -> bytes:
    with page.expect_download(timeout=60_000) as waiting:
        page.get_by_role(role, name=name).click()
    download = waiting.value
    assert download.suggested_filename.startswith(f"{of} r")
    return download.path().read_bytes()


def test_a_schedule_is_printed_and_taken_away(sign_in: OpenPage, accessibility_faults: Faults) -> None:
    page = sign_in("maja.ekdahl", accept_downloads=True)
    at_take_away(page)
    assert accessibility_faults(page) == []
    picture(page, "take-away", whole=True)
    page.get_by_label("Paper", exact=True).select_option("a4")
    page.get_by_label("Deadline", exact=True).check()
    printed = PdfReader(io.BytesIO(downloaded(page, "button", "PDF to print")))
    assert len(printed.pages) == 3
    said = printed.pages[0].extract_text()
    for words in (NAME, "Deadline", "Data date", "by Maja Ekdahl", "1 of 3"):
        assert words in said
    page.get_by_label("Outline").select_option("1")
    assert downloaded(page, "button", "Picture (PNG)")[:4] == b"\x89PNG"
    sheet = load_workbook(io.BytesIO(downloaded(page, "button", "Excel (XLSX)"))).active
    assert [cell.value for cell in sheet["B"]][:3] == ["Name", "Decide", "Design"]
    assert downloaded(page, "button", "CSV").decode("utf-8-sig").splitlines()[1].startswith("1,Decide,")
    assert b'xmlns="http://schemas.microsoft.com/project"' in downloaded(page, "link", "Microsoft Project (XML)")
    assert downloaded(page, "link", "Primavera P6 (XER)").startswith(b"ERMHDR")


def test_a_roadmap_is_printed_and_taken_away(sign_in: OpenPage, accessibility_faults: Faults) -> None:
    page = sign_in("ingrid.solheim", accept_downloads=True)
    program = "Grid renewal"
    page.get_by_role("navigation", name="Components").get_by_role("link", name=program).click()
    page.get_by_role("navigation", name=f"Parts of {program}").get_by_role("link", name="Roadmap").click()
    page.locator(".sch-row").first.wait_for()
    page.get_by_role("link", name="Print and take away").click()
    page.get_by_role("heading", name="Print, picture, spreadsheet").wait_for()
    assert accessibility_faults(page) == []
    printed = PdfReader(io.BytesIO(downloaded(page, "button", "PDF to print", program)))
    said = printed.pages[0].extract_text()
    for words in ("Roadmap of", NAME, "Transformers on site", "Off track", "by Ingrid Solheim", "1 of 1"):
        assert words in said
    assert downloaded(page, "button", "Picture (PNG)", program)[:4] == b"\x89PNG"
    sheet = load_workbook(io.BytesIO(downloaded(page, "button", "Excel (XLSX)", program))).active
    assert [cell.value for cell in sheet["A"]][:3] == ["Name", NAME, "Investment decision"]
    page.get_by_label("Outline").select_option("1")
    assert len(downloaded(page, "button", "CSV", program).decode("utf-8-sig").splitlines()) == 5
    assert page.get_by_role("heading", name="For other planning programs").count() == 0


def test_a_stranger_reads_a_shared_schedule_until_it_is_ended(
    sign_in: OpenPage, open_page: OpenPage, accessibility_faults: Faults
) -> None:
    chief = sign_in("ingrid.solheim")
    chief.get_by_role("navigation", name="Components").get_by_role("link", name=re.compile("Sundmark Energy")).click()
    chief.get_by_role("link", name="People", exact=True).click()
    chief.get_by_label("Days that a link to a schedule may last").fill("30")
    chief.get_by_role("region", name="Links for people without account").get_by_role("button", name="Save").click()
    chief.get_by_text("Saved.").wait_for()
    manager = sign_in("maja.ekdahl")
    at_take_away(manager)
    manager.get_by_label("For whom").fill("Town hall")
    manager.get_by_role("button", name="Make the link").click()
    link = manager.locator("code.secret").inner_text()
    stranger = open_page(link)
    stranger.locator(".sch-row").first.wait_for()
    stranger.get_by_text("Shared with Town hall").wait_for()
    assert accessibility_faults(stranger) == []
    # It opens where the plan is worked on; the decision was before that.
    stranger.locator(".sch-scroller").evaluate("scroller => { scroller.scrollTop = 0; }")
    stranger.get_by_text("Investment decision").first.click()
    stranger.get_by_role("button", name="Details", exact=True).click()
    stranger.get_by_role("heading", name="Investment decision").wait_for()
    assert stranger.get_by_role("link", name="Comments").count() == 0
    assert stranger.get_by_text("Why these dates?").count() == 0
    picture(stranger, "shared-schedule")
    manager.get_by_role("link", name="Back to print and take away").click()
    manager.get_by_text("opened 1 time").wait_for()
    manager.get_by_role("button", name="End the link for Town hall").click()
    manager.get_by_text("The link for Town hall shows nothing any more.").wait_for()
    ended = open_page(link, quiet=True)
    ended.get_by_role("heading", name="This link has ended").wait_for()
    assert accessibility_faults(ended) == []
    picture(ended, "shared-ended")


def test_milestones_come_to_a_calendar_program(sign_in: OpenPage, server: Running) -> None:
    page = sign_in("maja.ekdahl")
    at_take_away(page)
    page.get_by_label("What your calendar program fetches").select_option("milestones")
    page.get_by_role("button", name="Make the address").click()
    address = page.locator("code.secret").inner_text()
    assert address.startswith(server.address)
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    names = [str(each["summary"]) for each in Calendar.from_ical(answer.text()).walk("VEVENT")]
    assert "Investment decision" in names
    assert page.request.get(address, headers={"If-None-Match": answer.headers["etag"]}).status == 304
