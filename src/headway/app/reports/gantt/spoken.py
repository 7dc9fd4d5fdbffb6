"""What a printed schedule tells those who do not see it: a sentence for each page's drawing, and bookmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.reports.gantt.frame import rows_of
from headway.app.reports.gantt.layout import text_of
from headway.app.reports.typeset import day
from headway.formats.text import one_line

if TYPE_CHECKING:
    from headway.app.reports.gantt.frame import Heading
    from headway.app.reports.gantt.layout import Layout, Page

MOST_MARKS = 500
"""Bookmarks of one document; a longer list of phases has one for each page."""
LONGEST = 200


def alt_of(layout: Layout, page: Page, said: Heading) -> str:
    """Return what the drawing of a page shows, for those who hear it."""
    tasks, rows = layout.payload["tasks"], [layout.rows[place] for place in page.rows]
    told = [f"{said.what} of {said.name}, page {page.number} of {len(layout.pages)}", rows_of(layout, page)]
    if rows:
        first, last = (name_of(layout, row) for row in (rows[0], rows[-1]))
        told.append(f"from “{first}” to “{last}”" if len(rows) > 1 else f"“{first}”")
    starts = [tasks["start"][row] for row in rows if tasks["start"][row] is not None]
    ends = [tasks["finish"][row] for row in rows if tasks["finish"][row] is not None]
    if starts and ends:
        told.append(f"{day(min(starts) + 1)} to {day(max(ends))}")
    return f"{': '.join(part for part in told[:2] if part)}{''.join(f', {part}' for part in told[2:])}."


def marks_of(layout: Layout, page: Page) -> list[str]:
    """Return the bookmarks of a page: rows of the highest level, or its first row where there are very many."""
    if page.across:
        return []
    levels = layout.payload["tasks"]["level"]
    top = min((levels[row] for row in layout.rows), default=0)
    phases = sum(levels[row] == top for row in layout.rows)
    rows = [layout.rows[place] for place in page.rows]
    chosen = [row for row in rows if levels[row] == top] if phases <= MOST_MARKS else rows[:1]
    return [name_of(layout, row) for row in chosen]


def name_of(layout: Layout, row: int) -> str:
    name = text_of(layout.payload["tasks"]["name"][row], "text")
    return one_line(name, LONGEST) or "(no name)"
