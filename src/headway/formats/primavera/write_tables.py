"""Lines of XER: tab-separated, ended as on Windows; values as P6 writes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.formats.text import without_control_characters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from headway.formats.document import PlanDocument

Fields = dict[str, object]
PROJECT = 1
"""The id of the one project in the file."""
HOUR = 60
LINE_END = "\x7f\x7f"
"""What P6 writes for a line end inside of notes."""
_BREAKS = re.compile(r"[\t\r\n]+")


class Ids:
    """Hands out ids that no row of the document has."""

    def __init__(self, document: PlanDocument) -> None:
        self._last = max((task.uid for task in document.tasks), default=0)

    def next(self) -> int:
        """Return a new id."""
        self._last += 1
        return self._last


def table(name: str, rows: Iterator[Mapping[str, object]]) -> Iterator[str]:
    """Yield the lines of a table; none for a table without rows, except where readers look for it."""
    fields: list[str] | None = None
    for row in rows:
        if fields is None:
            fields = list(row)
            yield f"%T\t{name}\r\n%F\t" + "\t".join(fields) + "\r\n"
        yield "%R\t" + "\t".join([cell(row[field]) for field in fields]) + "\r\n"


def cell(value: object) -> str:
    """Return a value that breaks neither line nor table."""
    if value is None:
        return ""
    text = value if type(value) is str else str(value)
    return text if text.isprintable() else LINE_END.join(map(_part, text.split(LINE_END)))


def _part(text: str) -> str:
    return without_control_characters(_BREAKS.sub(" ", text))


def hours(minutes: int | None) -> str:
    """Return a number of hours, exact to the minute."""
    if minutes is None:
        return ""
    whole, rest = divmod(minutes, HOUR)
    return str(whole) if rest == 0 else f"{minutes / HOUR:.6f}".rstrip("0")


def date_text(instant: datetime | None) -> str:
    """Return ``2026-01-05 08:00``."""
    return "" if instant is None else instant.isoformat(sep=" ", timespec="minutes")


def yes(value: object) -> str:
    """Return Y or N."""
    return "Y" if value else "N"
