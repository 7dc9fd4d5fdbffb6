"""Work spread over time in MSPDI: only the pauses in it are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.formats.msproject.values import duration_minutes, moment

if TYPE_CHECKING:
    from datetime import datetime
    from xml.etree.ElementTree import Element

REMAINING_WORK, ACTUAL_WORK = "1", "2"
WORK_TYPES = frozenset({REMAINING_WORK, ACTUAL_WORK})
"""Of an assignment; the other types are costs, overtime and baselines."""


def worked_spans(assignment: Element) -> list[tuple[datetime, datetime]]:
    """Return the spans of an assignment in which work is done; a span that cannot be read is left out."""
    spans = []
    for item in assignment:
        if item.tag != "TimephasedData":
            continue
        values = {child.tag: child.text for child in item}
        if values.get("Type") not in WORK_TYPES:
            continue
        try:
            start, finish = moment(values.get("Start")), moment(values.get("Finish"))
            work = duration_minutes(values.get("Value"))
        except ValueError:
            continue
        if start is not None and finish is not None and work:
            spans.append((start, finish))
    return spans
