"""A project of its own for the journeys of planning: what all of them need of the server, and of the page."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from running import Running, serving

from factories.migrated import migrated

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

TESTS = Path(__file__).resolve().parents[1]
ARTIFACTS = TESTS.parent / "test-artifacts"
PASSWORD = "a good long password"
PROJECT = f"""
from headway.cli import product
product.start_migrated()
from headway.app.actions.components import create_component
from headway.app.actions.memberships import grant_role
from headway.app.actions.people import create_person
from headway.app.actions.plan_edits import edit_plan
from headway.app.rules import Actor
system = Actor(None, "cli")
portfolio = create_component(system, kind="portfolio", name="Portfolio")
project = create_component(system, kind="project", name="Bridge", parent=portfolio)

def member(name, role, on=project):
    email = name.split()[0].lower() + "@example.org"
    person = create_person(system, email=email, name=name, password={PASSWORD!r})
    grant_role(system, on, person, role)
    return person
"""
"""A portfolio and in it the project 2, “Bridge”; ``member`` makes people, each known by the first name."""


@contextlib.contextmanager
def serving_project(data: Path, filling: str) -> Iterator[Running]:
    """Make the project, run the lines that fill it, and serve it."""
    migrated(data)
    environment = dict(os.environ, HEADWAY_DATA_DIR=str(data))
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(TESTS), os.environ.get("PYTHONPATH"))))
    environment.pop("HEADWAY_DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", PROJECT + filling], env=environment, check=True, timeout=120)
    with serving(data) as running:
        yield running


def signed_in_page(open_page: Callable[..., Page], server: Running, who: str, path: str, **options: object) -> Page:
    """Sign somebody in and open an address."""
    page = open_page(f"{server.address}/sign-in/", **options)
    page.get_by_label("E-mail").fill(f"{who}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"/(today|work|c/\d+)/$"))
    page.goto(server.address + path)
    page.locator("main").wait_for()
    return page


def saved(page: Page) -> None:
    page.locator('.sch-state[data-state="saved"]').wait_for()


def picture(page: Page, name: str) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{name}.png")


def cell(page: Page, row: int, column: str) -> Locator:
    return page.locator(f'.sch-row[aria-rowindex="{row + 1}"] [data-column="{column}"]')


def texts(page: Page, column: str) -> list[str]:
    """Return what stands in a column, from the first row in view to the last."""
    rows = page.locator(".sch-row:not([hidden])").evaluate_all(
        "(rows, column) => rows.map(row => [Number(row.getAttribute('aria-rowindex')),"
        " row.querySelector(`[data-column=${column}]`)?.innerText ?? ''])", column,
    )  # fmt: skip
    return [text for _, text in sorted(rows)]


def paste(page: Page, text: str) -> None:
    """Let the browser paste as Ctrl+V does, without the machine's clipboard."""
    page.evaluate(
        "text => { const data = new DataTransfer(); data.setData('text/plain', text);"
        " document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }",
        text,
    )
