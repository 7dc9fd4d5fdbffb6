"""Everything that is kept about one person as a ZIP: JSON a table, and a page that says it readably. Made while it is
sent: at no time is more of it in memory than one batch of rows and what the page shows.
"""

from __future__ import annotations

import io
import json
import zipfile
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from headway.app.queries.personal.rows import component_names, events_of, rows_of, sessions_of
from headway.app.queries.personal.sections import SECTIONS, sections_of_others
from headway.app.reports.personal_page import page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.app.models import Person
    from headway.app.queries.personal.rows import Told

MOST_ROWS = 100_000
"""Rows of one table; what is beyond is counted and said."""
MOST_SHOWN = 500
"""Rows of one table on the readable page."""
PIECE = 64 * 1024


class Outlet(io.RawIOBase):
    """Where the ZIP is written: holds the bytes until they are taken, and cannot go back."""

    def __init__(self) -> None:
        self.held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.held += data
        return len(data)

    def taken(self) -> bytes:
        piece = bytes(self.held)
        self.held.clear()
        return piece


class Part:
    """One table while it is written: how many rows it has, and those that the page will show."""

    def __init__(self, key: str, title: str, rows: Iterable[Told]) -> None:
        self.key, self.title, self.rows = key, title, rows
        self.count = 0
        self.shown: list[Told] = []

    def written(self) -> Iterator[str]:
        """Return the table as JSON, a piece a row."""
        yield "["
        for row in self.rows:
            self.count += 1
            if self.count > MOST_ROWS:
                continue
            if len(self.shown) < MOST_SHOWN:
                self.shown.append(row)
            yield ("\n" if self.count == 1 else ",\n") + json.dumps(row, ensure_ascii=False)
        yield "\n]\n"

    @property
    def left_out(self) -> int:
        return max(0, self.count - MOST_ROWS)


def parts_of(person: Person) -> list[Part]:
    known = [Part(each.key, each.title, rows_of(each, person)) for each in chain(SECTIONS, sections_of_others())]
    sessions = Part("sessions", "Browsers that are signed in", sessions_of(person))
    events = Part("events", "What you did, and what was done about you", events_of(person))
    return [*known, sessions, events]


def personal_data(person: Person) -> Iterator[bytes]:
    """Return the ZIP in pieces."""
    outlet, parts = Outlet(), parts_of(person)
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            with archive.open(f"data/{part.key}.json", "w", force_zip64=True) as file:
                for text in part.written():
                    file.write(text.encode())
                    if len(outlet.held) >= PIECE:
                        yield outlet.taken()
        archive.writestr("index.html", page(person, parts, timezone.now(), component_names(person)))
    yield outlet.taken()


def file_name(person: Person) -> str:
    return f"headway-data-of-person-{person.pk}.zip"
