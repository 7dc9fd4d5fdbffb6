"""Lines of XML, indented with tabs as Microsoft Project writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.formats.text import without_control_characters

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
Pair = tuple[str, str | int | None]


def escaped(text: str) -> str:
    """Return text as XML holds it; what XML cannot hold is left out."""
    return without_control_characters(text).translate(_ESCAPED)


def lines(pairs: Iterable[Pair], depth: int) -> str:
    """Return one line for each element that has a value; texts are escaped already."""
    indent = "\t" * depth
    return "".join(f"{indent}<{tag}>{value}</{tag}>\n" for tag, value in pairs if value is not None)


def inside(tag: str, content: str, depth: int) -> str:
    """Return an element around lines, nothing where there are none."""
    indent = "\t" * depth
    return f"{indent}<{tag}>\n{content}{indent}</{tag}>\n" if content else ""


def moment_text(instant: datetime | None) -> str | None:
    """Return ``2026-01-05T08:00:00``."""
    return None if instant is None else instant.isoformat(timespec="seconds")


def flag(value: object) -> str:
    """Return 1 or 0."""
    return "1" if value else "0"
