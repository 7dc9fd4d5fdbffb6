"""Which format a file has, by its content; the name does not matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from headway.formats.errors import FormatError
from headway.formats.xml_safe import declared_encoding

if TYPE_CHECKING:
    from pathlib import Path

    from headway.formats.limits import Limits

Format = Literal[
    "mspdi",
    "xer",
    "truth-json",
    "mpp",
    "mpx",
    "pmxml",
    "planner",
    "ganttproject",
    "mpd",
    "sqlite",
    "other-xml",
    "other",
]
NATIVE: frozenset[Format] = frozenset({"mspdi", "xer", "truth-json"})
HEAD_BYTES = 8192
REMEDY = (
    "Plans can be .mpp, .mpx, Microsoft Project XML, Primavera .xer or XML, GanttProject and Planner files; "
    "docs/reference/formats.md has the whole list."
)
# What people drop by mistake, by the first bytes.
_NOT_PLANS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a bitmap image"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
)
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)((?:\s[^>]*)?)>?", re.DOTALL)
_PROLOG = re.compile(r"\A\ufeff?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^\[>]*(?:\[.*?\])?\s*>\s*)*", re.DOTALL)


def detect(path: Path, limits: Limits) -> Format:
    """Return the format of a file.

    Raises
    ------
    FormatError
        ``no-file``, ``too-large``, ``not-a-plan``.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise FormatError("no-file", "This is a folder, not a file.", str(path.name), "Name a plan file.")
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise FormatError(
            "no-file", f"The file cannot be opened: {error.strerror}.", path.name, "Check its name and permissions."
        ) from None
    if size > limits.file_bytes:
        raise FormatError(
            "too-large",
            f"The file has {size / 2**20:,.0f} MB; at most {limits.file_bytes / 2**20:,.0f} MB are read.",
            path.name,
            "Remove attachments and old projects from it, or ask the operator to raise the limit.",
        )
    if size == 0:
        raise FormatError("not-a-plan", "The file is empty.", path.name, "Export it again.")
    return _by_content(head, path)


def _by_content(head: bytes, path: Path) -> Format:
    starts: tuple[tuple[bytes, Format], ...] = (
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "mpp"),
        (b"ERMHDR", "xer"),
        (b"\xef\xbb\xbfERMHDR", "xer"),
        (b"MPX", "mpx"),
        (b"\x00\x01\x00\x00Standard ", "mpd"),
        (b"SQLite format 3\x00", "sqlite"),
        (b"\x1f\x8b", "truth-json"),
        (b'{"', "truth-json"),
        (b'{ "', "truth-json"),
        (b"{\n", "truth-json"),
    )
    for start, name in starts:
        if head.startswith(start):
            return name
    if head.startswith(b"PK\x03\x04"):
        raise FormatError(
            "not-a-plan", "This is a ZIP archive or an Office file, not a plan.", path.name,
            "If it is an archive, unpack it first. " + REMEDY,
        )  # fmt: skip
    for start, what in _NOT_PLANS:
        if head.startswith(start):
            raise FormatError("not-a-plan", f"This is {what}, not a plan.", path.name, REMEDY)
    return _xml(head) or "other"


def _xml(head: bytes) -> Format | None:
    encoding = declared_encoding(head)
    try:
        text = head.decode(encoding, errors="replace")
    except LookupError:
        text = head.decode("latin-1")
    if not text.lstrip("\ufeff \t\r\n").startswith("<"):
        return None
    prolog = _PROLOG.match(text)
    match = _ROOT.search(text, prolog.end() if prolog else 0)
    if match is None:
        return "other-xml"
    tag, attributes = match.groups()
    if tag == "Project":
        return "mspdi"
    if tag in {"APIBusinessObjects", "BusinessObjects"}:
        return "pmxml"
    if tag == "project":
        return "planner" if "mrproject-version" in attributes else "ganttproject"
    return "other-xml"
