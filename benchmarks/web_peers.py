"""What other open-source servers were timed at, asked of Headway: 200 projects with 50,000 tasks, real HTTP, one reader.

Wall time over one kept connection to ``headway serve``, from the request to the last byte; the median of 20. The times
of the others stand in benchmarks/results/web.md; the same acts were timed on data of the same shape.
"""

from __future__ import annotations

import gzip
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests/e2e"))

from running import headway, serving

HERE = Path(__file__).resolve().parent
PROJECTS, TASKS_EACH, FOLLOWERS, RUNS = 200, 250, 160, 20
FILL = f"""
import sys
sys.path.insert(0, {str(HERE)!r})
from headway.cli import product
product.start_migrated()
from big_portfolio import build
from plan_edits import chain, system
from headway.app.actions.api_tokens import create_token
from headway.app.actions.components import create_component
from headway.app.actions.people import create_person
from headway.app.actions.plans import install_plan
from headway.app.models import Component, Task
from headway.app.rules import Actor
root = build({PROJECTS}, {TASKS_EACH})
line = create_component(system(), kind="project", name="One behind the other", parent=root)
install_plan(system(), line, chain({FOLLOWERS} + 1))
olga = create_person(system(), email="olga@example.org", name="Olga", password="a good long password", is_superuser=True)
token, secret = create_token(Actor(olga, "cli"), name="benchmark", scopes=["read", "write"], days=1)
project = Component.objects.filter(kind="project").order_by("pk").first()
print(root.pk, project.pk, line.pk, Task.objects.get(component=line, uid=1).pk, secret)
"""


class Reader:
    """One signed-in reader with one connection."""

    def __init__(self, address: str, secret: str) -> None:
        self.connection = http.client.HTTPConnection(address.removeprefix("http://"))
        self.headers = {
            "Authorization": f"Bearer {secret}",
            "Content-Type": "application/json",
            "Accept-Encoding": "gzip",
        }

    def ask(self, path: str, method: str = "GET", body: object = None) -> tuple[float, int, bytes]:
        """Return milliseconds, bytes on the wire, and the answer."""
        began = time.perf_counter()
        self.connection.request(method, path, None if body is None else json.dumps(body), self.headers)
        answer = self.connection.getresponse()
        wire = answer.read()
        took = (time.perf_counter() - began) * 1000
        if answer.status >= 300:
            raise SystemExit(f"{method} {path} answered {answer.status}: {wire[:300]!r}")
        zipped = answer.headers.get("Content-Encoding") == "gzip"
        return took, len(wire), gzip.decompress(wire) if zipped else wire


def measured(reader: Reader, root: int, project: int, line: int, first: int) -> list[tuple[str, list[float], str]]:
    """Return each act, its times and a note."""
    opened = [reader.ask(f"/api/v1/plans/{project}") for _ in range(RUNS + 1)]
    roadmap = [reader.ask(f"/api/v1/components/{root}/roadmap") for _ in range(RUNS + 1)]
    revision = json.loads(reader.ask(f"/api/v1/plans/{line}")[2])["revision"]
    moved = []
    for run in range(RUNS + 1):
        edit = {"op": "set", "tasks": [first], "cells": {"duration": f"{2 + run % 7}d"}}
        took, _, answer = reader.ask(f"/api/v1/plans/{line}/edits", "POST", {"revision": revision, "edits": [edit]})
        told = json.loads(answer)
        revision = told["revision"]
        assert told["moved"]["tasks"] == FOLLOWERS + 1
        moved.append(took)
    created = [
        reader.ask("/api/v1/tasks", "POST", {"component": project, "name": f"New {run}"})[0] for run in range(RUNS + 1)
    ]
    size = f"{opened[-1][1] / 1000:.0f} kB on the wire, {len(opened[-1][2]) / 1000:.0f} kB unpacked"
    whole = f"{roadmap[-1][1] / 1000:.0f} kB on the wire"
    return [
        (f"the schedule of {TASKS_EACH} tasks, all columns", [each[0] for each in opened[1:]], size),
        (f"the roadmap of {PROJECTS + 1} projects", [each[0] for each in roadmap[1:]], whole),
        (f"move a task with {FOLLOWERS} followers, all dates right", moved[1:], "calculated, stored and answered"),
        ("create a task", created[1:], ""),
    ]


def main() -> None:
    """Build, serve, measure, print rows of a table."""
    with tempfile.TemporaryDirectory(prefix="headway-peers-") as folder:
        data = Path(folder)
        headway("migrate", data=data)
        environment = os.environ | {"HEADWAY_DATA_DIR": folder}
        environment.pop("HEADWAY_DATABASE_URL", None)
        told = subprocess.run([sys.executable, "-c", FILL], env=environment, check=True, capture_output=True, text=True)
        *numbers, secret = told.stdout.split()[-5:]
        with serving(data) as server:
            rows = measured(Reader(server.address, secret), *map(int, numbers))
    print("| act | median ms | p95 ms | |\n|---|---|---|---|")
    for what, times, note in rows:
        high = sorted(times)[round(0.95 * len(times)) - 1]
        print(f"| {what} | {statistics.median(times):.0f} | {high:.0f} | {note} |")


if __name__ == "__main__":
    main()
