"""How long the command line makes a person wait: whole processes, medians."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from big_portfolio import SEED, mspdi, plan

from headway.formats import codec

RUNS = 7
TASKS = 2440


def median_seconds(*words: str) -> float:
    """Median of whole processes, one warm-up first."""
    times = []
    for _ in range(RUNS + 1):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "headway.cli.main", *words], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - began)
    return statistics.median(times[1:])


def cold_seconds(*words: str) -> float:
    """One whole process where the scheduler has never been compiled; waits until its companion has compiled it."""
    with tempfile.TemporaryDirectory() as folder:
        house = {**os.environ, "HEADWAY_CACHE_DIR": folder, "HEADWAY_DATA_DIR": folder}
        command = [sys.executable, "-m", "headway.cli.main", *words]
        began = time.perf_counter()
        subprocess.run(command, check=True, env=house, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds = time.perf_counter() - began
        while not list(Path(folder).glob("kernels-*/warm")) and time.perf_counter() - began < 300:
            time.sleep(0.2)
    return seconds


def main() -> None:
    """Print figure and limit."""
    with tempfile.TemporaryDirectory() as folder:
        document = plan(TASKS, seed=SEED, name="Benchmark", baseline=False)
        path = Path(folder) / "plan.xml"
        path.write_text(mspdi(document), "utf-8")
        began = time.perf_counter()
        size = len(codec.encode(document))
        coded = time.perf_counter() - began
        rows = [
            ("headway --help", median_seconds("--help"), 0.3),
            (f"headway schedule, {TASKS} tasks, MSPDI", median_seconds("schedule", str(path)), 1.5),
            (f"headway schedule, {TASKS} tasks, never compiled", cold_seconds("schedule", str(path)), 10),
            ("headway demo, never compiled", cold_seconds("demo"), 10),
            (f"PlanDocument to JSON, {TASKS} tasks, {size // 1024} kB", coded, 0.2),
        ]
    print(f"{'what':<50}{'median s':>10}{'limit s':>10}")
    for what, seconds, limit in rows:
        print(f"{what:<50}{seconds:>10.3f}{limit:>10.1f}  {'' if seconds <= limit else 'OVER'}")


if __name__ == "__main__":
    main()
