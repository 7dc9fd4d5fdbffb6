"""What surrounds the rows of a page: title, legend, and the block that says what this is and as of when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from headway.app.bridge.grid_columns import HEALTH, MILESTONE, SUMMARY
from headway.app.bridge.roadmap_columns import COMPONENT
from headway.app.reports.gantt.bars import HALF, bracket, diamond, is_old, stroke, sure_of
from headway.app.reports.gantt.fonts import typeface
from headway.app.reports.gantt.layout import FOOT, SMALL, TEXT
from headway.app.reports.gantt.paper import MARGIN
from headway.app.reports.gantt.svg import line, number, path, rectangle, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from headway.app.reports.gantt.layout import Layout, Page

TITLE = 14.0
CELLS = (3.1, 1.35, 1.35, 0.95, 2.0, 1.1)
"""Widths of the cells of the title block, in parts of their sum."""
LARGE, LEAST = 8.4, 6.0
"""Sizes of letters in the title block: what is long is written smaller before it is cut."""
BLOCK_MOST = 620.0
BLOCK_SHARE = 0.64


@dataclass(frozen=True, slots=True)
class Heading:
    """What the title block says."""

    what: str
    """Schedule or roadmap."""
    path: str
    """Names of what is above, the top first."""
    name: str
    kind: str
    code: str
    data_date: str
    revision: str
    """Of the plan; a roadmap is that of all plans as they are."""
    printed: str
    zone: str
    by: str
    """Who printed it; nobody where it left by a link."""


def title(layout: Layout, page: Page, said: Heading) -> Iterator[str]:
    face, right = typeface(), layout.width - MARGIN
    note = rows_of(layout, page)
    room = right - MARGIN - face.width(note, TEXT) - 20
    yield words(MARGIN, MARGIN + 12, face.fitted(said.name, TITLE, room, bold=True), TITLE, bold=True)
    yield words(MARGIN, MARGIN + 25, face.fitted(said.path, TEXT, room), TEXT, "mute")
    yield words(right, MARGIN + 25, note, TEXT, "mute", anchor="end")


def rows_of(layout: Layout, page: Page) -> str:
    """Return which part of the schedule a page shows; nothing where it shows all."""
    if len(layout.pages) == 1:
        return ""
    part = f"rows {page.rows.start + 1:,} to {page.rows.stop:,} of {len(layout.rows):,}"  # as a person counts
    return part + (f", part {page.across + 1} of {layout.wide} in time" if layout.wide > 1 else "")


def foot(layout: Layout, page: Page, said: Heading) -> Iterator[str]:
    top = layout.height - MARGIN - FOOT + 12
    block = min(BLOCK_MOST, (layout.width - 2 * MARGIN) * BLOCK_SHARE)
    left = layout.width - MARGIN - block
    yield from legend(layout, MARGIN, left - 14, top)
    yield from title_block(layout, page, said, left, block, top)


def title_block(layout: Layout, page: Page, said: Heading, left: float, width: float, top: float) -> Iterator[str]:
    face, height = typeface(), FOOT - 12
    cells = (
        (f"{said.what} of", said.name, said.path),
        ("Component", said.kind, said.code),
        ("Data date", said.data_date, ""),
        ("Revision", said.revision, ""),
        ("Printed", said.printed, f"{said.zone}, by {said.by}" if said.by else said.zone),
        ("Page", f"{page.number:,} of {len(layout.pages):,}", f"at {layout.scale * 100:.0f} %"),
    )
    yield rectangle(left, top, width, height, "frame")
    x = left
    for share, (label, value, note) in zip(CELLS, cells, strict=True):
        room = width * share / sum(CELLS)
        if x > left:
            yield line(x, top, x, top + height, "strong")
        inside = room - 10
        yield words(x + 5, top + 11, label, SMALL, "mute")
        size = min(LARGE, max(LEAST, LARGE * inside / (face.width(value, LARGE, bold=True) or 1)))
        yield words(x + 5, top + 25, face.fitted(value, size, inside, bold=True), size, bold=True)
        yield words(x + 5, top + 39, face.fitted(note, SMALL, inside), SMALL, "mute")
        x += room


def samples(layout: Layout) -> Iterator[tuple[str, Callable[[float, float], str]]]:
    """Yield the words of the legend with how to draw each, of what is in this schedule."""
    tasks, rows, links = layout.payload["tasks"], layout.rows, layout.payload["links"]
    kinds = {tasks["kind"][row] for row in rows}
    yield from samples_of_bars(layout)
    if SUMMARY in kinds:
        yield "Summary", lambda x, y: bracket(x, x + 18, y)
    if MILESTONE in kinds:
        yield "Milestone", lambda x, y: diamond(x + 9, y, "milestone")
    if any(tasks["baseline_finish"][row] is not None for row in rows):
        yield "Baseline", lambda x, y: rectangle(x, y - 1, 18, 1.7, "baseline")
    told = [row for row in rows if sure_of(layout, row)]
    if told:
        old = ", dashed of an earlier state" if any(is_old(layout, row) for row in told) else ""
        yield f"P50 to P80 finish{old}", lambda x, y: stroke(x + 2, x + 16, y)
    if any(tasks["deadline"][row] is not None for row in rows):
        yield "Deadline, red if missed", lambda x, y: path(f"M{number(x + 6)} {number(y - 3)}h6l-3 5.2z", "deadline")
    if links["id"]:
        yield "Dependency", lambda x, y: line(x, y, x + 18, y, "link")
    if layout.payload["status_date"] is not None:
        yield "Data date", lambda x, y: line(x, y, x + 18, y, "status")
    if layout.shows_days_off:
        yield "Days off", lambda x, y: rectangle(x, y - HALF, 18, 2 * HALF, "off")


def samples_of_bars(layout: Layout) -> Iterator[tuple[str, Callable[[float, float], str]]]:
    tasks, rows = layout.payload["tasks"], layout.rows
    healths = {tasks["health"][row] for row in rows}
    for key, word in HEALTH.items():
        if key in healths:
            yield word, partial(both, look=f"health-{key}")
    if {tasks["kind"][row] for row in rows} - {MILESTONE, SUMMARY, COMPONENT}:
        yield "Task, darker where done", partial(both, look="task")
    critical = {tasks["kind"][row] for row in rows if tasks["critical"][row]}
    if critical - {MILESTONE}:
        yield "Critical", partial(both, look="critical")
    elif critical:
        yield "Critical", lambda x, y: diamond(x + 9, y, "milestone-critical")


def both(x: float, y: float, look: str) -> str:
    return rectangle(x, y - HALF, 18, 2 * HALF, look) + rectangle(x, y - HALF, 9, 2 * HALF, f"{look}-done")


def legend(layout: Layout, left: float, right: float, top: float) -> Iterator[str]:
    face, x, y = typeface(), left, top + 6
    for text, draw in samples(layout):
        wide = 18 + 4 + face.width(text, SMALL) + 14
        if x + wide > right and x > left:
            x, y = left, y + 12
        yield draw(x, y)
        yield words(x + 22, y + 2.2, text, SMALL, "mute")
        x += wide
    notes = [f"No room for: {', '.join(layout.left_out)}."] if layout.left_out else []
    if layout.payload.get("whiskers") and not any(layout.payload["sure"]):
        notes.append("P50 to P80: nothing of it has been simulated yet.")
    if notes:
        yield words(left, top + FOOT - 14, face.fitted(" ".join(notes), SMALL, right - left), SMALL, "mute")
