"""A real browser for every test in this folder. Without one they are skipped with the reason, in CI they fail."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from demo import enter
from islands_harness import AXE, DIST, IslandServer
from running import Running, headway, serving

from factories.migrated import migrated

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 30_000
"""Milliseconds until something counts as missing: two browsers and two servers share the machine, in CI a small one."""
OpenPage = Callable[..., "Page"]


def missing(what: str) -> None:
    """Skip the test for want of something; under CI nothing may be wanting."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        missing("no Chromium on this machine (Debian: apt-get install chromium)")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Return a function that opens an address; whatever the page complains about fails the test."""
    contexts = []
    complaints: list[str] = []

    def open_at(address: str, *, width: int = 1440, height: int = 900, quiet: bool = False, **options: Any) -> Page:
        # Nothing moves by itself: what is half faded in would be measured as it is.
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="en-GB", **({"reduced_motion": "reduce"} | options)
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        if not quiet:
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.goto(address)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def demonstration(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Load the demonstration once; each file of tests works on a copy. Here everybody in it has its password."""
    base = tmp_path_factory.getbasetemp()
    folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base  # one for all processes of a run
    data = folder / "demonstration"
    with (folder / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not data.is_dir():
            load_demonstration(folder / "loading").rename(data)
    return data


def load_demonstration(data: Path) -> Path:
    shutil.rmtree(data, ignore_errors=True)
    headway("demo", data=migrated(data))
    with contextlib.closing(sqlite3.connect(data / "headway.sqlite3")) as database, database:
        known = "SELECT password FROM headway_person WHERE email = 'ingrid.solheim@sundmark.example'"
        database.execute(f"UPDATE headway_person SET password = ({known})")
    return data


@pytest.fixture(scope="module")
def server(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data = shutil.copytree(demonstration, tmp_path_factory.mktemp("copy") / "data")
    with serving(data) as running:
        yield running


@pytest.fixture
def sign_in(open_page: OpenPage, server: Running) -> OpenPage:
    """Return a function that opens the product as one of the demonstration's people."""

    def as_person(who: str = "ingrid.solheim", **options: Any) -> Page:
        page = open_page(f"{server.address}/sign-in/", **options)
        enter(page, who)
        return page

    return as_person


@pytest.fixture(scope="session")
def islands() -> Iterator[IslandServer]:
    for file in (DIST / "schedule.js", DIST / "chart.js", DIST / "headway.css", AXE):
        if not file.is_file():
            missing(f"{file} is missing: the front end is not built (make setup)")
    server = IslandServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the source of axe-core, to be evaluated in a page."""
    if not AXE.is_file():
        missing(f"{AXE} is missing (npm ci in frontend/)")
    return AXE.read_text("utf-8")


@pytest.fixture
def accessibility_faults(axe: str) -> Callable[[Page], list[str]]:
    """Return a function that lists what axe-core finds against WCAG 2.2 AA on a page."""

    def faults(page: Page) -> list[str]:
        page.evaluate(axe)
        rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = page.evaluate("rules => axe.run(document, { runOnly: { type: 'tag', values: rules } })", rules)
        return [
            f"{violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return faults
