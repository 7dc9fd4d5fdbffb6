"""Which files are taken as evidence: told by their content, never by their name alone."""

from __future__ import annotations

import io
import zipfile
import zlib

from headway.app.actions.errors import Refused

BEGINNINGS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"%PDF-": "application/pdf"}
OFFICE = "application/vnd.openxmlformats-officedocument"
FOLDERS = {
    "word/": OFFICE + ".wordprocessingml.document",
    "xl/": OFFICE + ".spreadsheetml.sheet",
    "ppt/": OFFICE + ".presentationml.presentation",
}
OPEN = "application/vnd.oasis.opendocument."
OPEN_KINDS = frozenset({OPEN + "text", OPEN + "spreadsheet", OPEN + "presentation", OPEN + "graphics"})
TEXTS = {".txt": "text/plain", ".md": "text/plain", ".csv": "text/csv"}
WORDS = "PDF, PNG, JPEG, WebP, Word, Excel, PowerPoint, OpenDocument, plain text or CSV"
LONGEST_KIND = 100


def picture_or_pdf(data: bytes) -> str:
    """Return the media type by the first bytes; empty for anything else."""
    for beginning, kind in BEGINNINGS.items():
        if data.startswith(beginning):
            return kind
    return "image/webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""


def kind_of(name: str, data: bytes) -> str:
    """Return the media type of a file that may be evidence; refuse all others."""
    kind = picture_or_pdf(data) or office(data) or text(name, data)
    if not kind:
        raise Refused("unknown-file", "Files of this kind are not taken.", name[:100], f"Attach {WORDS}.")
    return kind


def office(data: bytes) -> str:
    """Return the media type of an office document, told by what is packed in it; macros are refused."""
    if not data.startswith(b"PK\x03\x04"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
            if any(each.lower().endswith("/vbaproject.bin") for each in names):
                raise Refused("macros", "This document holds macros.", "", "Save it without them.")
            if names[:1] == ["mimetype"]:
                with packed.open("mimetype") as said:
                    kind = said.read(LONGEST_KIND).decode("ascii", "replace").strip()
                return kind if kind in OPEN_KINDS else ""
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError):
        return ""
    if "[Content_Types].xml" not in names:
        return ""
    return next((kind for folder, kind in FOLDERS.items() if any(each.startswith(folder) for each in names)), "")


def text(name: str, data: bytes) -> str:
    """Return the media type of a text, by its ending and by being one."""
    kind = next((kind for ending, kind in TEXTS.items() if name.lower().endswith(ending)), "")
    try:
        return kind if "\x00" not in data.decode("utf-8") else ""
    except UnicodeDecodeError:
        return ""
