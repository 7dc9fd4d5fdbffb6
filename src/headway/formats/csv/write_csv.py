"""Write a table as CSV (RFC 4180): ISO dates, plain numbers, texts that no spreadsheet calculates."""

from __future__ import annotations

import csv
from datetime import datetime
from typing import TYPE_CHECKING

from headway.formats.table import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.formats.table import Table, Value

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the code page of the machine."""


class Echo:
    """What the csv module writes to: gives each line back."""

    def write(self, line: str) -> str:
        return line


def csv_text(table: Table) -> Iterator[str]:
    """Yield the file line by line."""
    writer = csv.writer(Echo())
    yield BYTE_ORDER_MARK
    yield writer.writerow([harmless(column.label) for column in table.columns])
    for row in table.rows:
        yield writer.writerow([shown(value) for value in row.values])


def shown(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return harmless(value) if isinstance(value, str) else f"{value:.10g}"
