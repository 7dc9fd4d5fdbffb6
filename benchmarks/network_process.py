"""What only a process of its own can show: peak memory, and the time from nothing to a schedule.

Imports stand in the functions: the cold process shall pay for the engine alone.

python benchmarks/network_process.py memory FILE.npz CALENDARS     peak resident memory, as JSON
python benchmarks/network_process.py cold                         import the engine and schedule 1,000 tasks
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

SMALL = 1_000


def peak_megabytes() -> float:
    """Return the most memory that this process ever held, as the kernel counts it (VmHWM)."""
    text = Path("/proc/self/status").read_text("ascii")
    return int(text.split("VmHWM:")[1].split()[0]) / 1024


def schedule_from_file(path: str, calendar_count: int) -> None:
    import json

    import numpy as np
    from network_plans import calendars, plan_of

    from headway.engine.network import schedule

    with np.load(path) as stored:
        plan = plan_of({name: stored[name] for name in stored.files}, calendars(calendar_count))
    before = peak_megabytes()
    assert schedule(plan).ok
    print(json.dumps({"peak_megabytes": peak_megabytes(), "with_columns_alone": before}))


def schedule_cold() -> None:
    import numpy as np

    from headway.engine.network import schedule
    from headway.engine.plan import Calendar, Links, Plan, Project, Tasks

    day = ((480, 720), (780, 1020))
    row = np.arange(SMALL)
    plan = Plan(
        (Calendar(week=(day,) * 5 + ((), ())),),
        Tasks(uid=row, duration=np.full(SMALL, 480)),
        Links(row[:-1] // 2, row[1:]),
        (Project(start=20_458 * 1440 + 480),),
    )
    assert schedule(plan).ok


def memory(tasks: dict[str, np.ndarray], calendar_count: int) -> dict[str, Any]:
    """Run ``schedule`` in a new process and return its peak memory; its columns come from a file."""
    import json
    import subprocess
    import tempfile

    import numpy as np

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "columns.npz"
        np.savez(path, **tasks)
        words = [sys.executable, __file__, "memory", str(path), str(calendar_count)]
        return dict(json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout))


def cold(runs: int = 9) -> list[tuple[float, float]]:
    """Return wall and CPU seconds of new processes that import the engine and schedule; the first one warms the disk."""
    import os
    import subprocess

    # Whatever is installed has its bytecode on disk, like its kernels.
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    times = []
    for _ in range(runs + 1):
        began, before = time.perf_counter(), os.times()
        subprocess.run([sys.executable, __file__, "cold"], check=True, env=surroundings)
        wall, after = time.perf_counter() - began, os.times()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        times.append((wall, spent))
    return times[1:]


if __name__ == "__main__":
    if sys.argv[1] == "memory":
        schedule_from_file(sys.argv[2], int(sys.argv[3]))
    else:
        schedule_cold()
