"""How much a reader accepts before it refuses: sizes, counts, depths and the years a plan may span."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    file_bytes: int = 200 * 1024 * 1024
    tasks: int = 100_000
    links: int = 1_000_000
    assignments: int = 1_000_000
    xml_depth: int = 64
    field_characters: int = 4_000_000
    """One piece of text inside the file: larger is an attack, not a note."""
    name_characters: int = 1000
    notes_characters: int = 100_000
    first_year: int = 1984
    last_year: int = 2149
    """The years Microsoft Project knows."""
    expanded_exceptions: int = 5000
    """Days that the recurring exceptions of one calendar may become."""


DEFAULT_LIMITS = Limits()
