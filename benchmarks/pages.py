"""What the server needs for a page: 300 projects with 60,000 tasks, one project with 10,000, imports of 2,440 and 20,000.

Pages are processor time inside one process (Django's test client: middleware, view, template, SQLite; no network), which
a busy machine hardly changes; imports are what a person waits for. A limit stands beside each.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from big_portfolio import SEED, build, import_twenty_thousand, mspdi, plan, start_product

RUNS = 15
PROJECTS, TASKS_EACH = 300, 200
Row = tuple[str, float, float, str]


def milliseconds(act: Callable[[], object]) -> float:
    """Median of many, one warm-up first."""
    times = []
    for _ in range(RUNS + 1):
        began = time.process_time()
        act()
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times[1:])


def page_rows(root_id: int, project_id: int, large_id: int) -> list[Row]:
    """Time pages and payloads as an operator, count their queries."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from headway.app.models import Person

    client = Client(headers={"host": "localhost"})
    client.force_login(Person.objects.filter(is_superuser=True).first())
    rows: list[Row] = []
    for what, path, limit in (
        ("portfolio overview, 300 projects, 60,000 tasks", f"/c/{root_id}/", 150.0),
        ("program overview, 15 projects", f"/c/{root_id + 1}/", 150.0),
        ("project page shell, 200 tasks", f"/c/{project_id}/", 100.0),
        ("project page shell, 10,000 tasks", f"/c/{large_id}/", 100.0),
        ("columns of 10,000 tasks", f"/api/v1/components/{large_id}/schedule", 300.0),
        ("roadmap of a program", f"/api/v1/components/{root_id + 1}/roadmap", 300.0),
    ):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
            count = len(queries)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")
        size = len(answer.content)
        rows.append(
            (
                what,
                milliseconds(lambda path=path: client.get(path)),
                limit,
                f"{count} queries, {size // 1024} kB",
            )
        )
    return rows


def import_rows(root: object, folder: Path) -> list[Row]:
    """Time what a person waits for between dropping a file and seeing the project."""
    rows: list[Row] = []
    for tasks, preview, accept in ((2_440, 5_000.0, 3_000.0), (20_000, 60_000.0, 30_000.0)):
        path = folder / f"plan-{tasks}.xml"
        path.write_text(mspdi(plan(tasks, seed=SEED, name=f"Plan {tasks}", baseline=False)), "utf-8")
        steps = import_twenty_thousand(root, path)
        rows.append(
            (f"import {tasks:,} tasks: to the preview", (steps["upload"] + steps["preview"]) * 1000, preview, "")
        )
        rows.append((f"import {tasks:,} tasks: accept", steps["accept"] * 1000, accept, ""))
    return rows


def main() -> None:
    """Build, measure, print."""
    with tempfile.TemporaryDirectory(prefix="headway-pages-") as folder:
        data = Path(folder)
        start_product(data)
        from headway.app.actions.components import create_component
        from headway.app.actions.plans import install_plan
        from headway.app.models import Component, Event, Person
        from headway.app.rules import Actor

        Person.objects.create_superuser("operator@example.org", "operator-of-benchmarks", name="Operator")
        root = build(PROJECTS, TASKS_EACH)
        project = Component.objects.filter(kind="project").order_by("pk").first()
        actor = Actor(None, Event.Channel.CLI)
        large = create_component(actor, kind="project", name="Ten thousand", parent=root)
        install_plan(actor, large, plan(10_000, seed=1, name="Ten thousand"))
        rows = page_rows(root.pk, project.pk, large.pk) + import_rows(root, data)
    print(f"{'what':<52}{'median ms':>11}{'limit ms':>10}")
    for what, took, limit, note in rows:
        print(f"{what:<52}{took:>11.0f}{limit:>10.0f}  {'' if took <= limit else 'OVER  '}{note}")


if __name__ == "__main__":
    main()
