"""One page of a printed schedule or roadmap: headings and time axis, rows of the table, drawing beside them, frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.bridge.grid_columns import DAY, HOLDS_OTHERS
from headway.app.reports.gantt.axis import label, ticks, units_for
from headway.app.reports.gantt.bars import bar
from headway.app.reports.gantt.fonts import typeface
from headway.app.reports.gantt.frame import foot, title
from headway.app.reports.gantt.layout import HEAD, INDENT, PAD, ROW, SMALL, TEXT, TOP, text_of
from headway.app.reports.gantt.links import lines
from headway.app.reports.gantt.paper import MARGIN
from headway.app.reports.gantt.svg import line, number, picture, rectangle, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.app.reports.gantt.axis import Unit
    from headway.app.reports.gantt.frame import Heading
    from headway.app.reports.gantt.layout import Layout, Page
    from headway.app.reports.gantt.links import Placed


def sheet(layout: Layout, page: Page, said: Heading, among: Placed) -> str:
    """Return the SVG of a page."""
    top = MARGIN + TOP + HEAD
    left = MARGIN + layout.grid
    height = max(len(page.rows), 1) * ROW
    clip = (
        f'<clipPath id="c"><rect x="{number(left)}" y="{number(top)}" width="{number(layout.chart)}" '
        f'height="{number(height)}"/></clipPath>'
    )
    parts = [clip, *title(layout, page, said), *bands(layout, page, top), '<g clip-path="url(#c)">']
    parts += [*shading(layout, page, top, height), "</g>", *axis(layout, page, top, height)]
    parts += [*rules(layout, top, height), '<g clip-path="url(#c)">']
    parts += status(layout, page, top, height)
    parts += lines(layout, page, among, top)
    for at in page.rows:
        parts += bar(layout, layout.rows[at], top + (at - page.rows.start + 0.5) * ROW, page.across)
    parts += ["</g>", *headings(layout, top), *cells(layout, page, top), *borders(layout, top, height)]
    if not layout.rows:
        parts.append(words(left + 14, top + 10, f"There is nothing in this {said.what.lower()} yet.", TEXT, "mute"))
    parts += foot(layout, page, said)
    return picture(layout.width, layout.height, layout.scale, "".join(parts))


def bands(layout: Layout, page: Page, top: float) -> Iterator[str]:
    """Yield what lies behind everything: summaries are tinted."""
    kinds = layout.payload["tasks"]["kind"]
    for at in page.rows:
        if kinds[layout.rows[at]] in HOLDS_OTHERS:
            y = top + (at - page.rows.start) * ROW
            yield rectangle(MARGIN, y, layout.width - 2 * MARGIN, ROW, "band")


def shading(layout: Layout, page: Page, top: float, height: float) -> Iterator[str]:
    if not layout.shows_days_off:
        return
    off = layout.payload["nonworking"]
    left, right = MARGIN + layout.grid, MARGIN + layout.grid + layout.chart
    for first, last in zip(off[::2], off[1::2], strict=True):
        x1, x2 = layout.x(first, page.across), layout.x(last, page.across)
        if x2 > left and x1 < right:
            yield rectangle(x1, top, x2 - x1, height, "off")


def axis(layout: Layout, page: Page, top: float, height: float) -> Iterator[str]:
    upper, lower = units_for(layout.per_minute * DAY)
    half = HEAD / 2
    yield rectangle(MARGIN + layout.grid, top - HEAD, layout.chart, HEAD, "head")
    if upper is None:
        yield from tier(layout, page, lower, top - HEAD, HEAD, height, bold=True)
        return
    yield from tier(layout, page, lower, top - half, half, height)
    yield from tier(layout, page, upper, top - HEAD, half, 0, bold=True)


def tier(
    layout: Layout, page: Page, unit: Unit, top: float, high: float, below: float, *, bold: bool = False
) -> Iterator[str]:
    """Yield the units of one row of the axis; ``below`` is how far their lines run down."""
    left, right = MARGIN + layout.grid, MARGIN + layout.grid + layout.chart
    per_page = (layout.last - layout.first) / layout.wide
    first = layout.first + page.across * per_page
    for begins, ends, at in ticks(unit, first, first + per_page):
        x1, x2 = max(layout.x(begins, page.across), left), min(layout.x(ends, page.across), right)
        yield line(x1, top, x1, top + high + below, "line")
        text = label(unit, at, x2 - x1 - 4, alone=bold)
        if typeface().width(text, SMALL, bold=bold) <= x2 - x1 - 2:
            yield words(x1 + 2.5, top + high / 2 + 2.3, text, SMALL, "ink" if bold else "mute", bold=bold)


def status(layout: Layout, page: Page, top: float, height: float) -> Iterator[str]:
    at = layout.payload["status_date"]
    if at is not None:
        x = layout.x(at, page.across)
        yield line(x, top, x, top + height, "status")


def headings(layout: Layout, top: float) -> Iterator[str]:
    face = typeface()
    yield rectangle(MARGIN, top - HEAD, layout.grid, HEAD, "head")
    for column in layout.columns:
        text = face.fitted(column.of.heading, TEXT, column.width - PAD, bold=True)
        x = column.x + (column.width - PAD if column.right else PAD)
        yield words(x, top - 5, text, TEXT, anchor="end" if column.right else "start", bold=True)


def cells(layout: Layout, page: Page, top: float) -> Iterator[str]:
    face, payload = typeface(), layout.payload
    levels, kinds = payload["tasks"]["level"], payload["tasks"]["kind"]
    outermost = min(levels, default=0)
    for at in page.rows:
        row = layout.rows[at]
        letters = top + (at - page.rows.start) * ROW + ROW / 2 + 2.6
        bold = kinds[row] in HOLDS_OTHERS
        for column in layout.columns:
            indent = INDENT * (levels[row] - outermost) if column.key == "name" else 0.0
            indent = min(indent, column.width * 0.4)
            room = column.width - 2 * PAD - indent
            text = face.fitted(text_of(column.of.read(payload, row), column.of.column.kind), TEXT, room, bold=bold)
            x = column.x + (column.width - PAD if column.right else PAD + indent)
            yield words(x, letters, text, TEXT, anchor="end" if column.right else "start", bold=bold)


def rules(layout: Layout, top: float, height: float) -> Iterator[str]:
    """Yield the lines between rows; bars and links lie on them."""
    for at in range(1, round(height / ROW)):
        yield line(MARGIN, top + at * ROW, layout.width - MARGIN, top + at * ROW, "line")


def borders(layout: Layout, top: float, height: float) -> Iterator[str]:
    left, right, bottom = MARGIN, layout.width - MARGIN, top + height
    for column in layout.columns[1:]:
        yield line(column.x, top - HEAD, column.x, bottom, "line")
    yield line(left + layout.grid, top - HEAD, left + layout.grid, bottom, "strong")
    yield line(left, top, right, top, "strong")
    yield rectangle(left, top - HEAD, right - left, bottom - top + HEAD, "frame")
