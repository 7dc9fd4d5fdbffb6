"""Speed of the scheduler on generated networks.

    python benchmarks/network.py [--tasks N] [--calendars C] [--sizes] [--json OUT]

Layered random networks, 2.1 links a task, all four link types with lags and leads, calendars with exceptions. Times are
CPU seconds of one thread, the best of several runs with a warm kernel cache.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.network import MSPROJECT, compile_plan, run, schedule
from headway.engine.network.passes import both_passes
from headway.engine.plan import Calendar, CalendarException, Links, Plan, Project, Tasks

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = ((480, 720), (780, 1020))
START_DAY = 20_458
SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)


def calendars(count: int) -> tuple[Calendar, ...]:
    """Return calendars with different weeks and some two hundred holidays each."""
    rng = np.random.default_rng(7)
    weeks = [
        (DAY,) * 5 + ((), ()), (DAY,) * 6 + ((),), (((360, 840),),) * 7,
        (((0, 1440),),) * 7, (((480, 720), (780, 960)),) * 4 + (((480, 720),), (), ()),
    ]  # fmt: skip
    return tuple(
        Calendar(
            week=weeks[row % len(weeks)],
            exceptions=tuple(CalendarException(int(day), int(day)) for day in START_DAY + rng.choice(7000, 200)),
        )
        for row in range(count)
    )


def generated(tasks: int, calendar_count: int) -> Plan:
    """Return a network whose links go forward within a window, as in plans that people write."""
    rng = np.random.default_rng(42)
    links = int(2.1 * tasks)
    layers = 60
    layer = np.sort(rng.integers(0, layers, tasks))
    first = np.searchsorted(layer, np.arange(layers + 1))
    successor = rng.integers(first[1], tasks, links)
    back = np.minimum(layer[successor], rng.integers(1, 4, links))
    low, high = first[layer[successor] - back], first[layer[successor] - back + 1]
    predecessor = (low + (rng.random(links) * (high - low)).astype(np.int64)).clip(0, successor - 1)
    kind = rng.choice(4, links, p=[0.7, 0.15, 0.1, 0.05])
    lag = np.where(rng.random(links) < 0.25, rng.integers(-2, 6, links) * 240, 0)
    return Plan(
        calendars(calendar_count),
        Tasks(
            uid=np.arange(tasks),
            duration=rng.choice([0, 240, 480, 960, 1440, 2400], tasks),
            calendar=rng.integers(0, calendar_count, tasks),
        ),
        Links(predecessor, successor, type=kind, lag=lag),
        (Project(start=START_DAY * 1440 + 480),),
    )


def best(work: Callable[[], Any], repeats: int) -> float:
    """Return the smallest CPU time of several runs."""
    times = []
    for _ in range(repeats):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def measure(tasks: int, calendar_count: int) -> dict[str, float]:
    plan = generated(tasks, calendar_count)
    repeats = 7 if tasks <= 100_000 else 3
    compiled = compile_plan(plan, MSPROJECT)
    assert run(compiled).ok
    figures = {
        "tasks": tasks,
        "links": len(plan.links),
        "calendars": calendar_count,
        "compile_seconds": best(lambda: compile_plan(plan, MSPROJECT), repeats),
        "passes_seconds": best(lambda: both_passes(compiled, compiled.calendars), repeats),
        "run_seconds": best(lambda: run(compiled), repeats),
        "schedule_seconds": best(lambda: schedule(plan, MSPROJECT), repeats),
    }
    figures["run_nanoseconds_per_task"] = 1e9 * figures["run_seconds"] / tasks
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--calendars", type=int, default=5)
    parser.add_argument("--sizes", action="store_true", help="from 1,000 to 1,000,000 tasks")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to a file")
    arguments = parser.parse_args()
    rows = []
    print(
        f"{'tasks':>9} {'links':>9} {'cal':>3} {'compile':>10} {'passes':>10} {'run':>10} {'schedule':>10} {'ns/task':>8}"
    )
    for tasks in SIZES if arguments.sizes else (arguments.tasks,):
        row = measure(tasks, arguments.calendars)
        rows.append(row)
        times = " ".join(
            f"{1000 * row[f'{name}_seconds']:7.1f} ms" for name in ("compile", "passes", "run", "schedule")
        )
        print(
            f"{tasks:>9,} {row['links']:>9,} {row['calendars']:>3} {times} {row['run_nanoseconds_per_task']:8.0f}",
            flush=True,
        )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1), "utf-8")


if __name__ == "__main__":
    main()
