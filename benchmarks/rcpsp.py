"""Quality of schedules for limited resources on published instances, beside the best known ones.

    python benchmarks/rcpsp.py FILES --best CSV --cpu-seconds S [--threads N] [--peer pyjobshop] [--every K] [--out FILE]

FILES are PSPLIB projects (.sm, .mm), projects in Patterson's layout (.rcp), of ProGen/max (.SCH), lists of the MISTA
2013 challenge (.txt), plans in whole working days (.json, .json.gz), or folders and zip archives of them. What cannot be
read is named and left out. Every instance gets S seconds of processor time of one thread; N instances run at a time. The
peer (PyJobShop on CP-SAT, where installed) gets as many seconds of processor time on one thread. Every schedule is
checked by ``headway.engine.levelling.check``, which shares nothing with the solvers.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from rcpsp_files import Instance, best_known, instances, key_of
from rcpsp_peer import Answer, Peer

from headway.engine.levelling.check import breaches, delays, makespan
from headway.engine.levelling.multi_mode import solve_modes
from headway.engine.levelling.problem import Problem
from headway.engine.levelling.search import Progress, Solution, solve
from headway.engine.levelling.time_lags import solve_time_lags
from headway.formats.errors import FormatError


@dataclass
class Row:
    """One instance and what was found."""

    name: str
    found: int
    bound: int
    best: int | None
    seconds: float
    iterations: int
    peer: Answer | None = None
    impossible: bool = False
    """Whether it is proven that there is no schedule."""
    other: int | None = None
    """Total makespan of several projects, where ``found`` is their total delay."""

    @property
    def gap(self) -> float | None:
        return None if not self.best else 100 * (self.found - self.best) / self.best


def solved(problem: Problem, seconds: float, seed: int) -> tuple[Solution, float]:
    """Search for so many seconds of this thread's processor time."""
    began = time.thread_time()

    def going(_: Progress) -> bool:
        return time.thread_time() - began < seconds

    if (problem.lag < 0).any() or problem.from_start.any():
        return solve_time_lags(problem, iterations=10**9, progress=going), time.thread_time() - began
    several = len(problem.duration) > len(problem) or len(problem.critical) > 1
    found = (solve_modes if several else solve)(problem, iterations=10**9, seed=seed, progress=going)
    return found, time.thread_time() - began


def read(each: Instance) -> Problem | None:
    """Read an instance; None, and words, where that is not possible."""
    try:
        return each.read()
    except (FormatError, OSError, KeyError, ValueError) as error:
        print(f"{each.name:18} not read: {error}", flush=True)
        return None


def measured(each: Instance, best: dict[str, int], given: argparse.Namespace, peer: Peer | None) -> Row | None:
    problem = read(each)
    if problem is None:
        return None
    began = time.perf_counter()
    found, seconds = solved(problem, given.cpu_seconds, given.seed)
    stretch = (time.perf_counter() - began) / max(seconds, 0.01)
    row = Row(each.name, -1, found.bound, best.get(key_of(each.name)), seconds, found.iterations)
    if found.ok:
        broken = breaches(problem, found.start, found.mode)
        assert not broken, broken[:3]
        row.found = makespan(problem, found.start, found.mode)
        if len(problem.critical) > 1:
            row.found, row.other = delays(problem, found.start, found.mode)
        assert row.found == found.makespan
    row.impossible = any(each.id in {"no-schedule", "demand-beyond-capacity"} for each in found.diagnostics)
    if peer is not None and len(problem.critical) == 1:
        row.peer = peer.solve(problem, given.cpu_seconds, max(stretch, 1.0))
    print(f"{row.name:18} found {row.found:5} best {row.best or '':>5} bound {row.bound:5} "
          f"peer {row.peer.makespan if row.peer else '':>5} {row.other or '':>5}  {row.iterations:9,} schedules {row.seconds:5.1f} s", flush=True)  # fmt: skip
    return row


def summary(rows: list[Row]) -> dict[str, float]:
    """Count what is proven; mean gaps to the best known, in percent of it."""
    proven = {
        "proven optimal": sum(0 <= row.found <= row.bound for row in rows),
        "proven impossible": sum(row.impossible for row in rows),
        "nothing found": sum(row.found < 0 and not row.impossible for row in rows),
        "mean seconds": statistics.mean(row.seconds for row in rows),
    }
    known = [row for row in rows if row.best and row.found >= 0]
    if not known:
        return proven
    out = proven | {
        "instances": len(known),
        "mean gap %": statistics.mean(row.gap or 0.0 for row in known),
        "worst gap %": max(row.gap or 0.0 for row in known),
        "at best known %": 100 * sum(row.found <= (row.best or 0) for row in known) / len(known),
    }
    rivals = [row for row in known if row.peer and row.best and row.peer.makespan >= 0]
    if rivals:
        out["peer's mean gap %"] = statistics.mean(100 * (row.peer.makespan / row.best - 1) for row in rivals)  # type: ignore[union-attr, operator]
        out["peer's mean seconds"] = statistics.mean(row.peer.seconds for row in rivals)  # type: ignore[union-attr]
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--best", type=Path, help="CSV with the columns file and ub")
    parser.add_argument("--cpu-seconds", type=float, default=20.0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--every", type=int, default=1, help="take every so many-th instance")
    parser.add_argument("--peer", choices=["pyjobshop"])
    parser.add_argument("--bar", type=float, help="most mean gap in percent; ends with 1 where it is missed")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    best, peer = best_known(given.best), Peer(given.threads) if given.peer else None
    chosen = instances(given.files)[:: given.every]
    first = next((problem for each in chosen if (problem := read(each))), None)
    if first is None:
        parser.error("there is no instance in these files")
    solved(first, 0.0, 0)
    with ThreadPoolExecutor(given.threads) as pool:
        rows = [row for row in pool.map(lambda each: measured(each, best, given, peer), chosen) if row]
    figures = summary(rows)
    for name, value in figures.items():
        print(f"{name:20} {value:8.2f}")
    if given.out:
        given.out.write_text(json.dumps({"rows": [asdict(row) for row in rows], "summary": figures}, indent=1) + "\n")
    return int(given.bar is not None and figures.get("mean gap %", 100.0) > given.bar)


if __name__ == "__main__":
    sys.exit(main())
