"""The drawing as files: PDF with as many pages as it takes, PNG as one picture."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from headway.app.reports.gantt.fonts import typeface
from headway.app.reports.gantt.layout import FOOT, HEAD, ROW, TOP, Page, laid_out
from headway.app.reports.gantt.links import placed
from headway.app.reports.gantt.paper import MARGIN
from headway.app.reports.gantt.sheet import sheet
from headway.app.reports.gantt.spoken import alt_of, marks_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from headway.app.reports.gantt.frame import Heading
    from headway.app.reports.gantt.layout import Columns, Layout
    from headway.app.reports.gantt.paper import Paper

PIXELS_PER_INCH = 144.0
MOST_PIXELS = 30_000_000
MOST_HIGH = 30_000
TYPST = """#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, author: data.author)
#set text(lang: "en")
#set page(width: data.width * 1pt, height: data.height * 1pt, margin: 0pt)
#for (number, page) in data.pages.enumerate(start: 1) {
  pagebreak(weak: true)
  for mark in page.marks { place(hide(heading(bookmarked: true, mark))) }
  image(str(number) + ".svg", width: 100%, alt: page.alt)
}
"""
"""Headings are there for their bookmarks alone: hidden, they are not drawn and have no tag."""


def sheets(layout: Layout, said: Heading) -> Iterator[str]:
    among = placed(layout)
    return (sheet(layout, page, said, among) for page in layout.pages)


def schedule_pdf(
    payload: dict[str, Any], rows: Sequence[int], columns: Columns, paper: Paper, said: Heading, at: datetime
) -> bytes:
    layout = laid_out(payload, rows, columns, paper)
    return typeset(layout, layout.pages, list(sheets(layout, said)), said, timestamp=at.replace(microsecond=0))


def schedule_png(payload: dict[str, Any], rows: Sequence[int], columns: Columns, paper: Paper, said: Heading) -> bytes:
    """Draw the schedule as one picture with all rows; where that would be too large, its first page."""
    layout = laid_out(payload, rows, columns, replace(paper, wide=1))
    tall = in_one(layout)
    drawn = tall if is_small_enough(tall) else layout
    return typeset(drawn, drawn.pages[:1], [next(sheets(drawn, said))], said, format="png", ppi=PIXELS_PER_INCH)


def typeset(layout: Layout, pages: Sequence[Page], pictures: list[str], said: Heading, **options: Any) -> bytes:
    """Make the file of the pictures of these pages; all texts are data to the typesetter, never markup."""
    import typst  # noqa: PLC0415 - 20 MB that only this needs

    data = {
        "title": f"{said.what} of {said.name}", "author": said.by,
        "pages": [{"alt": alt_of(layout, page, said), "marks": marks_of(layout, page)} for page in pages],
        "width": layout.width * layout.scale, "height": layout.height * layout.scale,
    }  # fmt: skip
    made: bytes = typst.compile(
        {"main.typ": TYPST.encode(), **{f"{number}.svg": each.encode() for number, each in enumerate(pictures, 1)}},
        font_paths=[typeface().folder],
        sys_inputs={"data": json.dumps(data)},
        ignore_system_fonts=not any(map(typeface().lacks, pictures)),
        **options,
    )
    return made


def in_one(layout: Layout) -> Layout:
    """Return the layout with all rows on one page, as high as that takes."""
    height = max(layout.height, len(layout.rows) * ROW + TOP + HEAD + FOOT + 2 * MARGIN)
    return replace(layout, height=height, pages=(Page(1, range(len(layout.rows)), 0),))


def is_small_enough(layout: Layout) -> bool:
    width, height = (size * layout.scale * PIXELS_PER_INCH / 72 for size in (layout.width, layout.height))
    return height <= MOST_HIGH and width * height <= MOST_PIXELS
