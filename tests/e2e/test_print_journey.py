"""Journey: a plan too large to draw while one waits is drawn by the worker, canceled once, fetched from the inbox."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from planning import picture, serving_project, signed_in_page
from pypdf import PdfReader

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from running import Running

pytestmark = pytest.mark.browser
OpenPage = Callable[..., "Page"]
Faults = Callable[["Page"], list[str]]
ROWS = 6_000
FILLING = f"""
from factories.plans import big_plan
from headway.app.actions.plans import install_plan
install_plan(system, project, big_plan({ROWS}))
member("Paula Planner", "project_manager")
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving_project(tmp_path_factory.mktemp("large"), FILLING) as running:
        yield running


def test_a_large_pdf_is_watched_canceled_and_fetched(
    open_page: OpenPage, server: Running, accessibility_faults: Faults
) -> None:
    page = signed_in_page(open_page, server, "paula", "/c/2/take-away/", accept_downloads=True)
    page.get_by_text("A PDF of more than 5,000 rows is drawn while you go on").wait_for()
    page.get_by_role("button", name="PDF to print").click()
    page.get_by_text("of 6,000 rows drawn").wait_for(timeout=60_000)
    assert accessibility_faults(page) == []
    picture(page, "print-progress")
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("It is not drawn any more.").wait_for()
    page.get_by_label("Paper", exact=True).select_option("a2")
    page.get_by_role("button", name="PDF to print").click()
    page.get_by_text("You may leave this page").wait_for()
    page.get_by_role("link", name="Fetch the PDF").wait_for(timeout=120_000)
    assert accessibility_faults(page) == []
    picture(page, "print-ready")
    page.goto(f"{server.address}/inbox/")
    page.get_by_role("link", name="is ready").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Fetch the PDF").click()
    document = PdfReader(io.BytesIO(waiting.value.path().read_bytes()))
    assert f"to {ROWS:,} of {ROWS:,}" in document.pages[-1].extract_text()
    page.goto(f"{server.address}/c/2/take-away/")
    assert page.get_by_role("region", name="Your large PDFs").get_by_role("link", name="Fetch the PDF").count() == 1
    picture(page, "print-list")
