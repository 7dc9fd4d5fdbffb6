"""A table that leaves the building, in neutral words: what its columns hold, and its rows with their outline level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal["text", "number", "date", "percent", "flag"]
Value = str | float | datetime | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With these spreadsheets begin to calculate what they read as text."""
MOST_LETTERS = 32_767
"""What one cell of a spreadsheet holds."""


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    kind: Kind = "text"
    width: int = 12
    """Letters."""


@dataclass(frozen=True, slots=True)
class Row:
    values: tuple[Value, ...]
    """A value a column; percentages are 0 to 100, dates naive."""
    level: int = 0
    """Depth in the outline, from 0."""
    summary: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe before what looks like one."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
