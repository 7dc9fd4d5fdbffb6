"""What stands in the drawing for one row: bar, bracket or diamond, its baseline and its deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.bridge.grid_columns import MILESTONE, SUMMARY, last_instant
from headway.app.bridge.roadmap_columns import COMPONENT
from headway.app.reports.gantt.layout import SMALL
from headway.app.reports.gantt.svg import number, path, rectangle, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.app.reports.gantt.layout import Layout

HALF = 3.6
"""Half the height of a bar."""
DIAMOND = 4.2
LEAST = 1.2
"""No bar is narrower, else it would not be seen."""


def bar(layout: Layout, row: int, middle: float, across: int) -> Iterator[str]:
    """Yield the shapes of a row of the payload, whose middle is at this height."""
    tasks = layout.payload["tasks"]
    kind, critical = tasks["kind"][row], "critical" if tasks["critical"][row] else "task"
    start, finish = tasks["start"][row], tasks["finish"][row]
    yield from baseline(layout, row, middle, across)
    if start is not None and finish is not None:
        left, right = layout.x(start, across), layout.x(finish, across)
        if kind == MILESTONE:
            yield diamond(right, middle, "milestone-critical" if critical == "critical" else "milestone")
            day = last_instant(start, finish)
            yield words(right + DIAMOND + 6, middle + 2.3, f"{day:%d %b}", SMALL, "mute", halo=True)
        elif kind == SUMMARY:
            yield bracket(left, max(right, left + LEAST), middle)
        else:
            look = f"health-{tasks['health'][row]}" if kind == COMPONENT else critical
            yield from task(left, max(right, left + LEAST), middle, look, tasks["percent"][row])
    yield from deadline(layout, row, middle, across)


def task(left: float, right: float, middle: float, look: str, percent: float) -> Iterator[str]:
    width = right - left
    yield rectangle(left, middle - HALF, width, 2 * HALF, look, round_by=1.4)
    if percent > 0:
        yield rectangle(left, middle - HALF, width * min(percent, 100) / 100, 2 * HALF, f"{look}-done", round_by=1.4)


def bracket(left: float, right: float, middle: float) -> str:
    """Return a summary: a beam with its ends pointing down."""
    tip = min(3.2, (right - left) / 2)
    top = middle - 3.2
    return path(f"M{number(left)} {number(top)}H{number(right)}V{number(top + 6)}L{number(right - tip)} "
                f"{number(top + 3)}H{number(left + tip)}L{number(left)} {number(top + 6)}Z", "summary")  # fmt: skip


def diamond(x: float, middle: float, look: str) -> str:
    d = number(DIAMOND)
    return path(f"M{number(x)} {number(middle - DIAMOND)}l{d} {d}l-{d} {d}l-{d} -{d}z", look)


def baseline(layout: Layout, row: int, middle: float, across: int) -> Iterator[str]:
    tasks = layout.payload["tasks"]
    start, finish = tasks["baseline_start"][row], tasks["baseline_finish"][row]
    if start is None or finish is None:
        return
    left, right = layout.x(start, across), layout.x(finish, across)
    if tasks["kind"][row] == MILESTONE:
        yield diamond(right, middle, "baseline-point")
    else:
        yield rectangle(left, middle + HALF + 0.9, max(right - left, LEAST), 1.7, "baseline")


def deadline(layout: Layout, row: int, middle: float, across: int) -> Iterator[str]:
    tasks = layout.payload["tasks"]
    due, finish = tasks["deadline"][row], tasks["finish"][row]
    if due is not None:
        missed = finish is not None and finish > due
        x = layout.x(due, across)
        yield path(f"M{number(x - 3)} {number(middle - 6)}h6l-3 5.2z", "missed" if missed else "deadline")
