"""Where everything of a printed schedule stands: rows and time divided among pages, columns wide enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from headway.app.bridge.grid_columns import DAY
from headway.app.reports.gantt.fonts import typeface
from headway.app.reports.gantt.paper import MARGIN, SMALLEST
from headway.formats.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headway.app.bridge.grid_columns import GridColumn

    Columns = Mapping[str, GridColumn]
    """By key, from left to right."""
    from headway.app.reports.gantt.paper import Paper
    from headway.formats.table import Value

ROW, TEXT, SMALL = 15.0, 7.4, 6.4
TOP, HEAD, FOOT = 36.0, 30.0, 62.0
"""Heights of the title, of the headings with the time axis, and of legend and title block."""
PAD, INDENT = 4.0, 7.0
NAME_LEAST, NAME_MOST = 120.0, 260.0
GRID_SHARE = 0.55
"""The table takes no more of a page than this; columns at its right give way."""
DAYS_SPARED = 3
LEAST_DAY = 2.2
"""Points a day from which days off are shaded; below, the drawing would be striped."""
TIMES = ("start", "finish", "baseline_start", "baseline_finish", "deadline")


@dataclass(frozen=True, slots=True)
class Place:
    """One column of the table on every page."""

    key: str
    of: GridColumn
    x: float
    width: float

    @property
    def right(self) -> bool:
        return self.of.column.kind in {"number", "percent"}


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    rows: range
    """Places among the rows shown."""
    across: int
    """Which of the pages beside each other."""


@dataclass(frozen=True, slots=True)
class Layout:
    payload: dict[str, Any]
    rows: Sequence[int]
    """Rows of the payload, from the top."""
    columns: tuple[Place, ...]
    left_out: tuple[str, ...]
    """Headings of columns for which there was no room."""
    width: float
    height: float
    """Of a page, in units of the drawing; paper times this is the scale."""
    scale: float
    grid: float
    chart: float
    """Widths of table and drawing on a page."""
    first: float
    last: float
    """Minutes at the left and at the right end of all pages beside each other."""
    pages: tuple[Page, ...]
    wide: int

    @property
    def shows_days_off(self) -> bool:
        return bool(self.payload["nonworking"]) and self.per_minute * DAY >= LEAST_DAY

    @property
    def per_minute(self) -> float:
        return self.chart * self.wide / (self.last - self.first)

    def x(self, minute: float, across: int) -> float:
        """Return where a minute stands on a page."""
        return MARGIN + self.grid + (minute - self.first) * self.per_minute - across * self.chart


def text_of(value: Value, kind: str) -> str:
    """Return how a document says a value: ISO dates, plain numbers."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, str):
        return one_line(value, 400)
    return f"{value:.0f} %" if kind == "percent" else f"{value:,.1f}".removesuffix(".0")


def span_of(payload: dict[str, Any], rows: Sequence[int], beyond: float) -> tuple[float, float]:
    """Return the minutes that the drawing covers; ``beyond`` is the share kept for labels at the right."""
    columns = [payload["tasks"][name] for name in TIMES]
    dates = [minute for column in columns for row in rows if (minute := column[row]) is not None]
    if payload.get("whiskers"):
        dates += [told["p80"] for row in rows if (told := payload["sure"][row])]
    status = payload["status_date"]
    dates += [status] if status is not None else []
    first, last = (min(dates), max(dates)) if dates else (0, 30 * DAY)
    first, last = first - DAYS_SPARED * DAY, last + DAYS_SPARED * DAY
    return first, last + (last - first) * beyond


def columns_of(
    payload: dict[str, Any], rows: Sequence[int], columns: Columns, most: float
) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    """Return the columns as wide as what they say, those that fit into ``most``, and the headings of the others."""
    face = typeface()
    widths = {}
    for key, of in columns.items():
        level = payload["tasks"]["level"] if key == "name" else None
        top = min(payload["tasks"]["level"], default=0)
        widest = face.width(of.heading, TEXT, bold=True)
        for row in rows:
            text = text_of(of.read(payload, row), of.column.kind)
            wide = face.width(text, TEXT, bold=True) + (INDENT * (level[row] - top) if level else 0)
            widest = max(widest, wide)
        widths[key] = min(widest, NAME_MOST) + 2 * PAD
    name_room = most - sum(width for key, width in widths.items() if key != "name")
    widths["name"] = min(widths["name"], max(name_room, NAME_LEAST))
    places, left_out, x = [], [], MARGIN
    spare = most - widths["name"]
    for key, of in columns.items():
        if key != "name":
            if widths[key] > spare:
                left_out.append(of.heading)
                continue
            spare -= widths[key]
        places.append(Place(key, of, x, widths[key]))
        x += widths[key]
    return tuple(places), tuple(left_out)


def laid_out(payload: dict[str, Any], rows: Sequence[int], wanted: Columns, paper: Paper) -> Layout:
    """Divide the rows among as many pages as they need, and the time among those that were asked for."""
    wide, high = paper.size
    scale = paper.scale
    if paper.one_high:
        scale = min(scale, max(SMALLEST, high / (len(rows) * ROW + TOP + HEAD + FOOT + 2 * MARGIN)))
    width, height = wide / scale, high / scale
    room = height - 2 * MARGIN - TOP - HEAD - FOOT
    each = max(1, int(room / ROW + 1e-6))
    columns, left_out = columns_of(payload, rows, wanted, (width - 2 * MARGIN) * GRID_SHARE)
    grid = sum(column.width for column in columns)
    chart = width - 2 * MARGIN - grid
    first, last = span_of(payload, rows, min(0.3, 50 / (chart * paper.wide)))
    pages = [
        Page(0, range(begin, min(begin + each, len(rows))), across)
        for begin in range(0, max(len(rows), 1), each)
        for across in range(paper.wide)
    ]
    numbered = tuple(Page(number, page.rows, page.across) for number, page in enumerate(pages, 1))
    return Layout(
        payload, rows, columns, left_out, width, height, scale, grid, chart, first, last, numbered, paper.wide
    )
