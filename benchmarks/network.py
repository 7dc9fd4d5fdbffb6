"""Speed of the scheduler on generated networks: every bar of its promise in one run.

    python benchmarks/network.py [--quick] [--no-peer] [--out FOLDER]

Times are CPU seconds of one thread, the best of several runs, kernels compiled before. Writes ``network.json`` and
``network.svg`` and ends with 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import network_plot
from network_bandwidth import bytes_to_move, measured_bandwidth
from network_edits import edit_times
from network_peer import peer_time
from network_plans import Columns, calendars, columns, plan_of
from network_process import cold, memory

from headway.engine.network import MSPROJECT, compile_plan, run, schedule

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
LARGE, LARGEST = 100_000, 1_000_000
SECONDS_A_FIGURE = 3.0
"""Work is repeated for about so long; on a machine that others use, only the best run says something."""


@dataclass(frozen=True)
class Figure:
    """One measured number, and its bar: the most it may be, or the least where ``at_least``."""

    work: str
    value: float
    unit: str
    bar: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def passed(self) -> bool | None:
        if self.bar is None:
            return None
        return self.value >= self.bar if self.at_least else self.value <= self.bar


def best(work: Callable[[], Any]) -> float:
    """Return the smallest CPU time of several runs."""
    times: list[float] = []
    while len(times) < 5 or (sum(times) < SECONDS_A_FIGURE and len(times) < 200):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def compiled_and_columns(table: Columns, calendar_count: int) -> tuple[float, float]:
    """Time passes, floats and critical path of a compiled plan, and everything from columns on."""
    weeks = calendars(calendar_count)
    compiled = compile_plan(plan_of(table, weeks), MSPROJECT)
    assert run(compiled).ok
    return best(lambda: run(compiled)), best(lambda: schedule(plan_of(table, weeks), MSPROJECT))


def large(*, peer: bool) -> Iterator[Figure]:
    name = f"{LARGE:,} tasks, 5 calendars"
    compiled, from_columns = compiled_and_columns(columns(LARGE, 5), 5)
    yield Figure(f"{name}: passes, floats, critical", 1000 * compiled, "ms", 25)
    yield Figure(f"{name}: from columns", 1000 * from_columns, "ms", 150)
    shuffled = compiled_and_columns(columns(LARGE, 5, shuffled=True), 5)[1]
    yield Figure(f"{name}: from columns, rows in random order", 1000 * shuffled, "ms")
    if not peer:
        return
    theirs = peer_time(LARGE, 5)
    if isinstance(theirs, str):
        yield Figure(f"{name}: MPXJ, {theirs}", 0, "s")
        return
    yield Figure(f"{name}: MPXJ, dates and slack", theirs.seconds, "s", note=f"Java {theirs.java}")
    yield Figure(
        f"{name}: times faster than MPXJ", theirs.seconds / compiled, "x", 100, at_least=True,
        note=f"{100 * theirs.dates_agree:.1f} % of the dates agree",
    )  # fmt: skip


def largest() -> Iterator[Figure]:
    for calendar_count, bar in ((1, 0.12), (5, 0.3)):
        table = columns(LARGEST, calendar_count)
        name = f"{LARGEST:,} tasks, {calendar_count} calendar{'s' * (calendar_count > 1)}"
        compiled, from_columns = compiled_and_columns(table, calendar_count)
        yield Figure(f"{name}: passes, floats, critical", compiled, "s", bar)
        yield Figure(f"{name}: from columns", from_columns, "s", 1.5)
        peak = memory(table, calendar_count)
        note = f"{peak['with_columns_alone']:.0f} MB of it before: Python, NumPy, Numba, the columns"
        yield Figure(f"{name}: peak memory of the process", peak["peak_megabytes"], "MB", 700, note=note)


def cold_process() -> Iterator[Figure]:
    wall, spent = zip(*cold(), strict=True)
    yield Figure("new process: import, schedule 1,000 tasks (wall, median)", statistics.median(wall), "s", 0.6)
    yield Figure("new process: the same in CPU seconds (least)", min(spent), "s")


def edits() -> Iterator[Figure]:
    times = sorted(edit_times(LARGE, 5))
    note = f"wall time of {len(times)} edits; equal to a full run"
    yield Figure(f"{LARGE:,} tasks, 5 calendars: one edit, median", statistics.median(times), "ms", 1, note=note)
    yield Figure(f"{LARGE:,} tasks, 5 calendars: one edit, 95th percentile", times[int(0.95 * len(times))], "ms", 10)


def against_size(bandwidth: float) -> list[dict[str, Any]]:
    """Return nanoseconds a task for every size: compiled, from columns, and for moving the bytes alone."""
    rows = []
    for tasks in SIZES:
        table = columns(tasks, 5)
        compiled, from_columns = compiled_and_columns(table, 5)
        moved = bytes_to_move(tasks, len(table["lag"]))
        rows.append({
            "tasks": tasks, "compiled": 1e9 * compiled / tasks, "columns": 1e9 * from_columns / tasks,
            "memory": 1e9 * moved / bandwidth / tasks, "gigabytes_a_second": moved / compiled / 1e9,
        })  # fmt: skip
    return rows


def figures(arguments: argparse.Namespace) -> Iterator[Figure]:
    """Yield every figure that has a bar; a new kind of work is one more function here."""
    yield from large(peer=not arguments.no_peer)
    yield from edits()
    if not arguments.quick:
        yield from largest()
    yield from cold_process()


def shown(figure: Figure) -> str:
    bar, verdict = "", ""
    if figure.bar is not None:
        bar = f"{'>=' if figure.at_least else '<='} {figure.bar:g}"
        verdict = "pass" if figure.passed else "MISS"
    return f"{figure.work:<66} {figure.value:>9.4g} {figure.unit:<3} {bar:>8} {verdict:<4} {figure.note}".rstrip()


def machine() -> dict[str, Any]:
    text = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").exists() else ""
    model = next((line.split(":")[1].strip() for line in text.splitlines() if line.startswith("model name")), "")
    return {
        "processor": model or platform.processor(), "cores": os.cpu_count(), "system": platform.platform(),
        "python": platform.python_version(), "load": os.getloadavg()[0],
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="only 100,000 tasks; writes nothing")
    parser.add_argument("--no-peer", action="store_true", help="without MPXJ")
    parser.add_argument("--out", type=Path, default=network_plot.RESULTS, metavar="FOLDER")
    arguments = parser.parse_args()
    about = machine()
    print(f"{about['processor']}, {about['cores']} cores, load {about['load']:.1f}, Python {about['python']}\n")
    found = []
    for figure in figures(arguments):
        found.append(figure)
        print(shown(figure), flush=True)
    if not arguments.quick:
        bandwidth = measured_bandwidth()
        print(f"\nmemory bandwidth of one core (triad) {bandwidth / 1e9:.1f} GB/s")
        sizes = against_size(bandwidth)
        for row in sizes:
            print(
                f"{row['tasks']:>9,} tasks: {row['compiled']:5.0f} ns a task compiled, {row['columns']:5.0f} from columns, "
                f"{row['memory']:4.0f} for memory alone; {row['gigabytes_a_second']:.1f} GB/s"
            )
        stored = [asdict(figure) | {"passed": figure.passed} for figure in found]
        report = {"machine": about, "triad_bytes_a_second": bandwidth, "figures": stored, "sizes": sizes}
        arguments.out.mkdir(parents=True, exist_ok=True)
        (arguments.out / "network.json").write_text(json.dumps(report, indent=1) + "\n", "utf-8")
        (arguments.out / "network.svg").write_text(network_plot.drawn(sizes), "utf-8")
    return 1 if any(figure.passed is False for figure in found) else 0


if __name__ == "__main__":
    sys.exit(main())
