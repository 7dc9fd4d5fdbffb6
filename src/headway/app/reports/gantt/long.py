"""A PDF of very many pages: drawn a few at a time and joined, so that memory does not grow with the plan."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from headway.app.reports.gantt.files import typeset
from headway.app.reports.gantt.layout import laid_out
from headway.app.reports.gantt.links import placed
from headway.app.reports.gantt.sheet import sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from headway.app.reports.gantt.frame import Heading
    from headway.app.reports.gantt.layout import Columns, Layout
    from headway.app.reports.gantt.paper import Paper

ROWS_AT_ONCE = 360
"""Rows that are typeset together: the typesetter keeps what it made of some ten of such parts in memory."""


def write_long_pdf(
    file: IO[bytes],
    payload: dict[str, Any],
    rows: Sequence[int],
    columns: Columns,
    paper: Paper,
    said: Heading,
    at: datetime,
    tell: Callable[[int, str], None],
) -> None:
    """Draw the schedule into a file; ``tell`` hears percent and words after each part."""
    from headway.app.reports.gantt.joined import JoinedPdf  # noqa: PLC0415 - only long documents need its library

    tell(2, "Laying the pages out")
    layout = laid_out(payload, rows, columns, paper)
    among, whole = placed(layout), JoinedPdf()
    count, step = len(layout.pages), pages_at_once(layout)
    for first in range(0, count, step):
        part = layout.pages[first : first + step]
        pictures = [sheet(layout, page, said, among) for page in part]
        whole.append(typeset(layout, part, pictures, said, timestamp=at))
        done = part[-1].rows.stop
        tell(3 + 94 * (first + len(part)) // count,
             f"{done:,} of {len(rows):,} rows drawn, page {first + len(part):,} of {count:,}")  # fmt: skip
    tell(98, "Joining the pages")
    whole.finish(f"{said.what} of {said.name}", said.by).write(file)


def pages_at_once(layout: Layout) -> int:
    return max(1, ROWS_AT_ONCE // max(1, len(layout.pages[0].rows)))
