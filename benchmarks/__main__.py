"""`make bench`: every benchmark, one table each, in one run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PARTS = (
    "truth.py",
    "network.py",
    "command_line.py",
    "pages.py",
    "plan_edits.py",
    "branch_edits.py",
    "prints.py",
    "web_islands.py",
    "web_planning.py",
    "web_roadmap.py",
    "web_peers.py",
    "selection.py",
    "simulation.py",
    "measures.py",
)


def main() -> int:
    """Run each part in a process of its own; the worst exit code counts."""
    worst = 0
    for part in PARTS:
        print(f"\n=== {part}", flush=True)
        worst = max(worst, subprocess.run([sys.executable, str(HERE / part)], check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
