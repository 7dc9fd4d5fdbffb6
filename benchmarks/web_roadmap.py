"""What a program manager waits for: the roadmap of a program of 100,000 tasks, in headless Chromium on this machine.

Wall time from navigation to the first rows, memory of JavaScript after its garbage is collected, and both again with
every task of all projects shown. A limit stands beside each; the figures go to ``results/web_roadmap.json``.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests/e2e"))

from rich.console import Console
from rich.table import Table
from web_islands import MOST_LOAD_PER_CORE
from web_planning import PASSWORD, in_chromium, open_plan, signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RESULTS = Path(__file__).parent / "results/web_roadmap.json"
PROJECTS, TASKS, RUNS = 50, 2_000, 5
FILL = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from headway.cli import product
product.start_migrated()
from big_portfolio import SEED, plan
from headway.app.actions.components import create_component
from headway.app.actions.people import create_person
from headway.app.actions.plans import install_plan
from headway.app.rules import Actor
from headway.app.worker import follow
system = Actor(None, "cli")
root = create_component(system, kind="portfolio", name="Portfolio")
program = create_component(system, kind="program", name="Large", parent=root)
for number in range({PROJECTS}):
    project = create_component(system, kind="project", name=f"Project {{number + 1}}", parent=program)
    install_plan(system, project, plan({TASKS}, seed=SEED + number, name=project.name))
create_person(system, email="olga@example.org", name="Olga", password={PASSWORD!r}, is_superuser=True)
follow.run_pending()
"""


def heap(page: Page) -> float:
    """Return the megabytes that JavaScript holds once its garbage is collected."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics: list[dict[str, Any]] = session.send("Performance.getMetrics")["metrics"]
    session.detach()
    return next(each["value"] for each in metrics if each["name"] == "JSHeapUsedSize") / 1e6


def all_tasks(page: Page) -> float:
    """Ask for every task of all projects; return the milliseconds until they are drawn."""
    began = time.perf_counter()
    page.get_by_role("button", name="All tasks").click()
    page.locator(f'.sch-grid[aria-rowcount="{PROJECTS * (TASKS + 1) + 1}"]').wait_for(timeout=120_000)
    page.locator(".sch-row .sch-name-text", has_text="Prepare").first.wait_for()
    return (time.perf_counter() - began) * 1000


def measured(browser: Browser, address: str) -> list[tuple[str, float, float, str]]:
    """Return what was measured, its median, the limit and the unit."""
    page = signed_in(browser, address)
    opened = [open_plan(page, f"{address}/c/2/schedule/") for _ in range(RUNS + 1)][1:]
    first = heap(page)
    shown = all_tasks(page)
    return [
        ("open the roadmap: first rows after navigation", statistics.median(opened), 2_000, "ms"),
        ("memory of JavaScript after that", first, 150, "MB"),
        (f"show every task of its {PROJECTS} projects, the first time", shown, 15_000, "ms"),
        ("memory of JavaScript with all of them", heap(page), 150, "MB"),
    ]


def main() -> int:
    """Print the table; 1 if a limit is missed on a machine that is not busy with other things."""
    found = in_chromium("web_roadmap", FILL, measured)
    if found is None:
        return 0
    rows, load = found
    figures = [
        {"what": what, "value": round(value, 1), "limit": most, "unit": unit} for what, value, most, unit in rows
    ]
    told = {"tasks": PROJECTS * TASKS, "projects": PROJECTS, "load_per_core": round(load, 1), "figures": figures}
    RESULTS.write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    table = Table(title=f"The roadmap of a program of {PROJECTS * TASKS:,} tasks")
    for name in ("", "median", "limit", ""):
        table.add_column(name, justify="right" if name else "left")
    for what, value, most, unit in rows:
        table.add_row(what, f"{value:,.0f}", f"{most:,}", unit)
    table.caption = f"load {load:.1f} per core before it began"
    Console(width=120).print(table)
    return int(load <= MOST_LOAD_PER_CORE and any(value > most for _, value, most, _ in rows))


if __name__ == "__main__":
    sys.exit(main())
