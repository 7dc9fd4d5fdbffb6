"""What a grid waits for: edits of a plan of 10,000 tasks, of two linked plans, blocks from a spreadsheet, their undo.

Wall time inside one process, of whole requests: Django's test client with middleware, sign-in, SQLite on disk and the
JSON of the answer; no network. Before: the plan is in memory, as it is while somebody edits it. A limit stands beside each.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from big_portfolio import SEED, plan, start_product

TASKS, RUNS, PASTED = 10_000, 40, 1_000
JSON = "application/json"
Row = tuple[str, float, float, float]


class Client:
    """One signed-in editor of a plan."""

    def __init__(self, component: object) -> None:
        from django.test import Client as Browser

        from headway.app.models import Person

        self.browser = Browser(headers={"host": "localhost"})
        self.browser.force_login(Person.objects.filter(is_superuser=True).first())
        self.address = f"/api/v1/plans/{component.pk}"  # type: ignore[attr-defined]
        self.load()

    def load(self) -> float:
        began = time.process_time()
        answer = self.browser.get(self.address)
        took = time.process_time() - began
        self.plan = answer.json()
        self.revision = self.plan["revision"]
        return took * 1000

    def post(self, path: str, **body: object) -> tuple[float, dict]:
        data = json.dumps({"revision": self.revision, **body})
        began = time.process_time()
        answer = self.browser.post(f"{self.address}/{path}", data, content_type=JSON)
        took = (time.process_time() - began) * 1000
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}: {answer.content[:500]!r}")
        told = answer.json()
        assert told["whole"] is None
        self.revision = told["revision"]
        return took, told

    def edit(self, *edits: dict) -> tuple[float, dict]:
        return self.post("edits", edits=list(edits))


def row(what: str, times: list[float], limit: float) -> Row:
    times = sorted(times)
    return what, statistics.median(times), times[int(0.95 * (len(times) - 1))], limit


def large() -> list[Row]:
    """Edit a plan of 10,000 tasks."""
    from headway.app.actions.plans import install_plan

    project = new_project("Large")
    install_plan(system(), project, plan(TASKS, seed=SEED, name="Large"))
    client = Client(project)
    settle(client)
    kinds, ids = client.plan["tasks"]["kind"], client.plan["tasks"]["id"]
    leaves = [pk for pk, kind in zip(ids, kinds, strict=True) if kind == 0]
    random = Random(1)
    durations, moved = [], []
    for _ in range(RUNS):
        took, told = client.edit(
            {"op": "set", "tasks": [random.choice(leaves)], "cells": {"duration": f"{random.randint(1, 9)}d"}}
        )
        durations.append(took)
        moved.append(told["moved"]["tasks"])
    names = [
        client.edit({"op": "set", "tasks": [random.choice(leaves)], "cells": {"name": f"Named {n}"}})[0]
        for n in range(RUNS)
    ]
    inserted = [
        client.edit({"op": "insert", "after": random.choice(leaves), "rows": [{"cells": {"name": "New"}}]})[0]
        for _ in range(RUNS // 2)
    ]
    links = [
        client.edit({"op": "link", "predecessor": leaves[at], "successor": leaves[at + 40], "type": "SS"})[0]
        for at in random.sample(range(len(leaves) - 50), RUNS // 2)
    ]
    undone = [client.post("undo")[0] for _ in range(RUNS // 2)]
    lines = "\n".join(f"Pasted {n}\t{1 + n % 9}d\t{n + 10}" for n in range(PASTED))
    pastes, undos = [], []
    for _ in range(3):
        took, told = client.post(
            "edits",
            edits=[
                {
                    "op": "paste",
                    "row": told_rows(client) + 1,
                    "columns": ["name", "duration", "predecessors"],
                    "text": lines,
                }
            ],
        )
        assert (len(told["made"][0]), told["problems"]) == (PASTED, [])
        pastes.append(took)
        undos.append(client.post("undo")[0])
    over, back = [], []
    for _ in range(3):
        lines = "\n".join(f"Over {n}\t{1 + n % 9}d" for n in range(PASTED))
        over.append(
            client.post("edits", edits=[{"op": "paste", "row": 100, "columns": ["name", "duration"], "text": lines}])[0]
        )
        back.append(client.post("undo")[0])
    print(f"a changed duration moved {statistics.median(moved):.0f} tasks (median; most {max(moved)})")
    return [
        row("load 10,000 tasks that are in memory", [client.load() for _ in range(5)], 400),
        row("change a duration, 10,000 tasks", durations, 100),
        row("rename a task, 10,000 tasks", names, 100),
        row("insert a row, 10,000 tasks", inserted, 300),
        row("link two tasks, 10,000 tasks", links, 200),
        row("undo a link, 10,000 tasks", undone, 200),
        row("paste 1,000 new rows with links, 10,000 tasks", pastes, 1500),
        row("undo that", undos, 1500),
        row("paste over 1,000 rows, 10,000 tasks", over, 1500),
        row("undo that", back, 1500),
    ]


def told_rows(client: Client) -> int:
    return len(client.browser.get(client.address).json()["tasks"]["id"])


def linked() -> list[Row]:
    """Change a task with 100 successors in two linked plans."""
    from headway.app.actions.dependencies import link_tasks
    from headway.app.actions.plans import install_plan
    from headway.app.models import Task

    one, other = new_project("One"), new_project("Other")
    for project in (one, other):
        install_plan(system(), project, chain(51))
    last, first = (Task.objects.get(component=project, uid=uid) for project, uid in ((one, 51), (other, 1)))
    link_tasks(system(), last, first)
    client = Client(one)
    settle(client)
    head = Task.objects.get(component=one, uid=1)
    times = []
    for number in range(RUNS):
        took, told = client.edit({"op": "set", "tasks": [head.pk], "cells": {"duration": f"{2 + number % 7}d"}})
        assert told["moved"]["tasks"] + told["moved"]["plans"][0]["tasks"] == 102
        times.append(took)
    return [row("change a task with 101 successors in 2 linked plans", times, 40)]


def chain(count: int) -> object:
    document = plan(count + 20, seed=SEED, name="Chain", baseline=False)
    from headway.formats.document import LinkDoc, TaskDoc

    document.tasks = [TaskDoc(uid=uid, name=f"Step {uid}", duration_minutes=480) for uid in range(1, count + 1)]
    document.links = [LinkDoc(uid, uid + 1) for uid in range(1, count)]
    return document


def settle(client: Client) -> None:
    """Let the worker's work be done, and the first edit take the plan into memory."""
    from headway.app.worker.follow import run_pending

    run_pending()
    client.load()
    first = client.plan["tasks"]["id"][0]
    client.edit({"op": "set", "tasks": [first], "cells": {"code": "x"}})


def system() -> object:
    from headway.app.models import Event
    from headway.app.rules import Actor

    return Actor(None, Event.Channel.CLI)


def new_project(name: str) -> object:
    from headway.app.actions.components import create_component

    return create_component(system(), kind="project", name=name)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        start_product(Path(folder))
        from headway.app.models import Person

        Person.objects.create_superuser("editor@example.org", "no-password-here", name="Editor")
        rows = [*large(), *linked()]
    print(f"\n{'what':<58}{'p50 ms':>9}{'p95 ms':>9}{'limit':>8}")
    worst = 0
    for what, middle, high, limit in rows:
        over = middle > limit
        worst |= over
        print(f"{what:<58}{middle:>9.1f}{high:>9.1f}{limit:>8.0f}{'  over' if over else ''}")
    return int(worst)


if __name__ == "__main__":
    sys.exit(main())
