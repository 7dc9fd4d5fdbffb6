"""Text that databases, browsers and file formats take."""

from __future__ import annotations

import re

# Control characters that databases and browsers refuse; tab and line ends stay.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile(r"[\r\n\t\v\f\x85\u2028\u2029]+")


def without_control_characters(text: str) -> str:
    """Return text without characters that nobody can see or store."""
    return _CONTROL.sub("", text)


def one_line(text: str, characters: int | None = None) -> str:
    """Return text as one clean line of at most so many characters."""
    return without_control_characters(_SPACE.sub(" ", text[:characters])).strip()
