"""Selections beside published optima, and the speed of a large made-up portfolio.

    python benchmarks/selection.py FILES      knapsacks in the OR-Library's format, many a file or one
    python benchmarks/selection.py            the made-up portfolio alone
    python benchmarks/selection.py --shapes   moved budgets of four portfolios of other shapes

Every answer has to be proven, and is checked: its value against the optimum where the file has one, its limits by the
independent check. What cannot be read is named.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from headway.engine.selection import Candidates, Limits, Selection, check_selection, frontier, select

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from selection_case import made_up

from selection_files import knapsacks


def timed(act: Callable[[], Selection]) -> tuple[Selection, float, float]:
    """Return what was chosen, seconds of the clock, and seconds of the processor."""
    wall, own = time.perf_counter(), time.process_time()
    found = act()
    return found, time.perf_counter() - wall, time.process_time() - own


def published(path: Path) -> int:
    """Solve every instance of a file; the number of wrong or unproven answers."""
    wrong, wall, own, count = 0, 0.0, 0.0, 0
    try:
        cases = list(knapsacks(path))
    except (ValueError, OSError) as error:
        print(f"not read: {error}")
        return 1
    for optimum, value, weights, room in cases:
        candidates, limits = Candidates(value, demand=weights.T[:, :, None]), Limits(capacities=room[:, None])
        found, one, cpu = timed(lambda: select(candidates, limits, seconds=300.0))  # noqa: B023 - called at once
        wall, own, count = wall + one, own + cpu, count + 1
        good = found.status == "optimal" and found.gap == 0
        good = good and (optimum is None or abs(found.value - optimum) < 1e-6 * abs(optimum))
        if not good:
            wrong += 1
            print(f"  {path.name} {count}: {found.status}, {found.value}, in the file {optimum}")
    print(f"{path.name:16} {count:3} instances, {count - wrong:3} proven, {wall:7.2f} s, {own:7.2f} s of processor")
    return wrong


def told(name: str, found: Selection, wall: float, own: float) -> None:
    print(
        f"{name:42} {found.status:9} {found.value:10.1f}  gap {found.gap:.3%}  {wall:6.2f} s, {own:6.2f} s of processor"
    )


def portfolio(first_seconds: float) -> int:
    """Choose among 300 candidates over 12 quarters and 10 skills, move budgets, draw a frontier."""
    candidates, limits = made_up()
    base, wall, own = timed(lambda: select(candidates, limits, gap=1e-3, seconds=first_seconds))
    told("300 x 12 x 10, first answer", base, wall, own)
    wrong = 0
    for quarter, factor in ((3, 0.9), (6, 1.1), (9, 0.95)):
        budgets = limits.budgets.copy()
        budgets[quarter] = np.round(budgets[quarter] * factor)
        moved = limits.replace(budgets=budgets)
        found, wall, own = timed(lambda: select(candidates, moved, gap=1e-3, seconds=1.0, start=base))  # noqa: B023
        told(f"budget of quarter {quarter} times {factor}, within 1 s", found, wall, own)
        wrong += bool(check_selection(candidates, moved, found.chosen, found.start).violations)
    wall, own = time.perf_counter(), time.process_time()
    points = frontier(candidates, limits, points=20, gap=1e-3, seconds=14.0, start=base)
    wall, own = time.perf_counter() - wall, time.process_time() - own
    gaps = [each.gap for each in points.selections]
    print(f"frontier of {len(gaps)} points: worst gap {max(gaps):.3%}, {wall:.2f} s, {own:.2f} s of processor")
    return wrong


def shapes(seeds: tuple[int, ...] = (6, 7, 8, 9)) -> int:
    """Move six budgets of each portfolio: how far from the bound an answer within a second is."""
    wrong, gaps = 0, []
    for seed in seeds:
        candidates, limits = made_up(seed=seed)
        base = select(candidates, limits, gap=1e-3, seconds=12.0)
        found = []
        for quarter, factor in ((3, 0.9), (6, 1.1), (9, 0.95), (5, 1.1), (11, 1.2), (1, 0.9)):
            budgets = limits.budgets.copy()
            budgets[quarter] = np.round(budgets[quarter] * factor)
            moved = limits.replace(budgets=budgets)
            found.append(select(candidates, moved, gap=1e-3, seconds=1.0, start=base))
            wrong += bool(check_selection(candidates, moved, found[-1].chosen, found[-1].start).violations)
        gaps += [each.gap for each in found]
        print(f"shape {seed}: gap first {base.gap:.3%}, moved budgets {' '.join(f'{each.gap:.3%}' for each in found)}")
    print(f"mean gap of {len(gaps)} moved budgets, each within a second: {np.mean(gaps):.3%}")
    return wrong


def main() -> int:
    """Run what was asked for."""
    if sys.argv[1:] == ["--shapes"]:
        return int(bool(shapes()))
    files = [Path(each) for each in sys.argv[1:]]
    wrong = sum(published(path) for path in files)
    return int(bool(wrong + (portfolio(60.0) if not files else 0)))


if __name__ == "__main__":
    sys.exit(main())
