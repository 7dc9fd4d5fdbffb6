"""What a large print costs: PDFs of 10,000 and 50,000 rows, drawn as the worker lets them be drawn.

Seconds, memory of the drawing process at its most, and size of the file. A plan of 10,000 tasks with links and baseline;
50,000 rows are five times the same, one below the other.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from big_portfolio import SEED, plan, start_product
from plan_edits import new_project, system

TASKS = 10_000
LIMITS = {1: (30, 700, 12), 5: (150, 1000, 60)}
"""Seconds, MB of memory, MB of the file, by how many times the plan is drawn."""


def repeated(order: dict[str, Any], times: int) -> dict[str, Any]:
    """Return the order with its plan so many times below itself."""
    payload = order["payload"]
    count = len(payload["tasks"]["id"])
    ends = {
        name: [row + count * each for each in range(times) for row in payload["links"][name]] for name in ("from", "to")
    }
    return order | {
        "rows": list(range(count * times)),
        "payload": payload
        | {
            "tasks": {name: values * times for name, values in payload["tasks"].items()},
            "links": {name: values * times for name, values in payload["links"].items()} | ends,
            "custom": payload["custom"] * times,
        },
    }


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        start_product(Path(folder))
        from headway.app.actions.drawing import draw
        from headway.app.actions.plans import install_plan
        from headway.app.bridge.printing import print_order
        from headway.app.models import Person

        reader = Person.objects.create_superuser("reader@example.org", "no-password-here", name="Reader")
        project = new_project("Large")
        install_plan(system(), project, plan(TASKS, seed=SEED, name="Large"))
        began = time.perf_counter()
        order = print_order(reader, project, {})
        print(f"gathered in {time.perf_counter() - began:.1f} s")
        failed = False
        print(f"{'rows':>8} {'seconds':>8} {'memory MB':>10} {'file MB':>8}")
        for times, limits in LIMITS.items():
            began = time.perf_counter()
            file = draw(repeated(order, times), lambda _percent, _step: None)
            # The largest child so far; each is larger than the one before.
            memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            found = (time.perf_counter() - began, memory, len(file) / 1e6)
            over = [most for value, most in zip(found, limits, strict=True) if value > most]
            failed |= bool(over)
            words = f"  over {over}" if over else ""
            print(f"{TASKS * times:8,} {found[0]:8.1f} {found[1]:10.0f} {found[2]:8.1f}{words}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
