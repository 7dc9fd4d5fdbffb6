"""Dependencies on paper: right-angled, and only where one of their ends is on the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.app.bridge.grid_columns import FROM_FINISH, MILESTONE, TO_FINISH
from headway.app.reports.gantt.bars import DIAMOND
from headway.app.reports.gantt.layout import ROW
from headway.app.reports.gantt.svg import number, path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.app.reports.gantt.layout import Layout, Page

STUB, TIP = 4.5, 3.2
MOST_ON_A_PAGE = 1500
"""More lines than this are a grey cloud; the critical ones come first."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the rows of a drawing stand, and which links touch each of these places; worked out once for all pages."""

    place: dict[int, int]
    """By row of the payload, its place among the rows shown."""
    links: dict[int, list[int]]
    """By place, the links of which both ends are shown."""


def placed(layout: Layout) -> Placed:
    place = {row: at for at, row in enumerate(layout.rows)}
    links, found = layout.payload["links"], dict[int, list[int]]()
    for index, (one, other) in enumerate(zip(links["from"], links["to"], strict=True)):
        if one in place and other in place:
            for at in {place[one], place[other]}:
                found.setdefault(at, []).append(index)
    return Placed(place, found)


def lines(layout: Layout, page: Page, among: Placed, top: float) -> Iterator[str]:
    """Yield the links of a page; ``top`` is where its first row begins."""
    links = layout.payload["links"]
    here = {index for at in page.rows for index in among.links.get(at, ())}
    for index in sorted(here, key=lambda each: (-links["critical"][each], each))[:MOST_ON_A_PAGE]:
        ends = [
            (row, top + (among.place[row] - page.rows.start + 0.5) * ROW)
            for row in (links["from"][index], links["to"][index])
        ]
        yield from one(layout, page, index, *ends)


def one(layout: Layout, page: Page, index: int, before: tuple[int, float], behind: tuple[int, float]) -> Iterator[str]:
    links = layout.payload["links"]
    kind = links["type"][index]
    out, into = (1 if kind in FROM_FINISH else -1), (1 if kind in TO_FINISH else -1)
    x1, x2 = end_of(layout, page, before[0], out), end_of(layout, page, behind[0], into)
    if x1 is None or x2 is None:
        return
    look = "link-critical" if links["critical"][index] else "link"
    yield path(way((x1, before[1], out), (x2, behind[1], into)), look)
    yield path(f"M{number(x2)} {number(behind[1])}l{number(into * TIP)} -2v4z", f"head-{look}")


def end_of(layout: Layout, page: Page, row: int, side: int) -> float | None:
    tasks = layout.payload["tasks"]
    if tasks["kind"][row] == MILESTONE:
        minute = tasks["finish"][row]
        return None if minute is None else layout.x(minute, page.across) + side * DIAMOND
    minute = tasks["finish" if side == 1 else "start"][row]
    return None if minute is None else layout.x(minute, page.across)


def way(before: tuple[float, float, int], behind: tuple[float, float, int]) -> str:
    """Return the way between two ends of (x, y, side): straight down where there is room, else between the rows."""
    (x1, y1, out), (x2, y2, into) = before, behind
    leave, arrive = x1 + out * STUB, x2 + into * (STUB + TIP)
    room = arrive >= leave if out == 1 else arrive <= leave
    if out != into and room:
        return f"M{number(x1)} {number(y1)}H{number(leave)}V{number(y2)}H{number(x2)}"
    gap = y2 + (-ROW / 2 if y1 <= y2 else ROW / 2)
    return f"M{number(x1)} {number(y1)}H{number(leave)}V{number(gap)}H{number(arrive)}V{number(y2)}H{number(x2)}"
