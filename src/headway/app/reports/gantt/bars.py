"""What stands in the drawing for one row: bar, bracket or diamond, its baseline and its deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.bridge.grid_columns import MILESTONE, SUMMARY, last_instant
from headway.app.bridge.roadmap_columns import COMPONENT
from headway.app.reports.gantt.layout import SMALL
from headway.app.reports.gantt.svg import line, number, path, rectangle, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.app.reports.gantt.layout import Layout

HALF = 3.6
"""Half the height of a bar."""
DIAMOND = 4.2
LABEL = 34.0
"""About how wide a day is written."""
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
            yield words(
                beyond(layout, row, across) + DIAMOND + 6, middle + 2.3, f"{day:%d %b}", SMALL, "mute", halo=True
            )
        elif kind == SUMMARY:
            yield bracket(left, max(right, left + LEAST), middle)
        else:
            look = f"health-{tasks['health'][row]}" if kind == COMPONENT else critical
            yield from task(left, max(right, left + LEAST), middle, look, tasks["percent"][row])
    yield from whisker(layout, row, middle, across)
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


def beyond(layout: Layout, row: int, across: int) -> float:
    """Return behind what the day of a milestone stands: its whisker, and its baseline where that would lie below it."""
    tasks = layout.payload["tasks"]
    right, was = layout.x(tasks["finish"][row], across), tasks["baseline_finish"][row]
    ends = [right, layout.x(sure_of(layout, row).get("p80", tasks["finish"][row]), across)]
    if was is not None and right < layout.x(was, across) < max(ends) + LABEL:
        ends.append(layout.x(was, across))
    return max(ends)


def sure_of(layout: Layout, row: int) -> dict[str, Any]:
    """Return what the simulation says of a row, where it is drawn."""
    found: dict[str, Any] = layout.payload["sure"][row] if layout.payload.get("whiskers") else {}
    return found


def is_old(layout: Layout, row: int) -> bool:
    return bool(sure_of(layout, row).get("earlier", layout.payload["sure_old"]))


def whisker(layout: Layout, row: int, middle: float, across: int) -> Iterator[str]:
    """Yield the line from the P50 to the P80 finish, dashed where it belongs to an earlier state of the plan."""
    told = sure_of(layout, row)
    if told:
        yield stroke(layout.x(told["p50"], across), layout.x(told["p80"], across), middle, old=is_old(layout, row))


def stroke(left: float, right: float, middle: float, *, old: bool = False) -> str:
    """Return a whisker: a line with a short mark at P50 and a tall one at P80."""
    ends = line(left, middle - 1.8, left, middle + 1.8, "sure") + line(right, middle - 3.4, right, middle + 3.4, "sure")
    return line(left, middle, right, middle, "sure-old" if old else "sure") + ends


def deadline(layout: Layout, row: int, middle: float, across: int) -> Iterator[str]:
    tasks = layout.payload["tasks"]
    due, finish = tasks["deadline"][row], tasks["finish"][row]
    if due is not None:
        missed = finish is not None and finish > due
        x = layout.x(due, across)
        yield path(f"M{number(x - 3)} {number(middle - 6)}h6l-3 5.2z", "missed" if missed else "deadline")
