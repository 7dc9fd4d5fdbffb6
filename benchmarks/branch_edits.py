"""What trying something costs: edits of a what-if branch of a plan of 10,000 tasks beside the same edits of the plan.

CPU time of this process, of whole requests, as in ``plan_edits.py``. Each kind is done in turn in the plan and in a branch
of a plan that is the same, so that a busy machine slows both. The ratio of the medians is held to a limit.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from big_portfolio import SEED, plan, start_product
from plan_edits import RUNS, TASKS, Client, new_project, settle, system

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT, LIMIT_OF_TURNS = 2.0, 3.0
"""Times the live edit; times the live undo or redo. The plan's undo puts the values back that its events hold. A branch
keeps facts that also hold once the plan is another one, so its steps are all done again in a draft of the plan; only what
comes out otherwise is calculated.
"""
TURNS = 7
"""How often the last edit of each kind is taken back and done again."""
Row = tuple[str, float, float, float]


def branch_client(project: object) -> Client:
    from headway.app.actions.branches import start_branch
    from headway.app.models import Person
    from headway.app.rules import Actor

    someone = Person.objects.filter(is_superuser=True).first()
    client = Client(project)
    client.address = f"/api/v1/branches/{start_branch(Actor(someone, 'web'), project).pk}"
    client.load()
    return client


def edits_of(random: Random, leaves: list[int]) -> dict[str, Callable[[], dict]]:
    """Return edits by what they are, each at some task."""

    def link() -> dict:
        at = random.randrange(len(leaves) - 50)
        return {"op": "link", "predecessor": leaves[at], "successor": leaves[at + 40], "type": "SS"}

    def longer() -> dict:
        cells = {"duration": f"{random.randint(1, 9)}d"}
        return {"op": "set", "tasks": [random.choice(leaves)], "cells": cells}

    return {
        "change a duration": longer,
        "rename a task": lambda: {"op": "set", "tasks": [random.choice(leaves)], "cells": {"name": "Named"}},
        "insert a row": lambda: {"op": "insert", "after": random.choice(leaves), "rows": [{"cells": {"name": "New"}}]},
        "link two tasks": link,
    }


def compared(runs: int) -> list[Row]:
    """Return the median CPU time of each kind of edit, in the plan and in a branch."""
    from headway.app.actions.plans import install_plan

    project, other = new_project("Live"), new_project("Branched")
    for component in (project, other):
        install_plan(system(), component, plan(TASKS, seed=SEED, name=component.name))
    pair = Client(project), branch_client(other)
    settle(pair[0])
    turns = []
    for client in pair:
        kinds, ids = client.plan["tasks"]["kind"], client.plan["tasks"]["id"]
        leaves = [pk for pk, kind in zip(ids, kinds, strict=True) if kind == 0]
        turns.append(edits_of(Random(1), leaves))
    found, turns_of_each = [], []
    for what in turns[0]:
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(runs):
            for client, edits, took in zip(pair, turns, times, strict=True):
                took.append(client.edit(edits[what]())[0])
        found.append((what, *map(statistics.median, times), LIMIT))
        turns_of_each += turned(pair, what)
    return found + turns_of_each


def turned(pair: tuple[Client, Client], what: str) -> list[Row]:
    """Return what it costs to take the last edit back and to do it again, each in turn."""
    times: dict[str, tuple[list[float], list[float]]] = {"undo": ([], []), "redo": ([], [])}
    for _ in range(TURNS):
        for name, took in times.items():
            for client, each in zip(pair, took, strict=True):
                each.append(client.post(name)[0])
    return [(f"{name}: {what}", *map(statistics.median, took), LIMIT_OF_TURNS) for name, took in times.items()]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        start_product(Path(folder))
        from headway.app.models import Person

        Person.objects.create_superuser("editor@example.org", "no-password-here", name="Editor")
        rows = compared(RUNS // 2)
    failed = False
    print(f"{'':26} {'plan':>9} {'branch':>9} {'ratio':>6}")
    for what, live, tried, most in rows:
        over = tried > most * live
        failed |= over
        print(f"{what:26} {live:6.0f} ms {tried:6.0f} ms {tried / live:6.2f}{'  over ' + str(most) if over else ''}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
