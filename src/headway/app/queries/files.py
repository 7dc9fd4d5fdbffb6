"""Contents of files, outside the database and the web root, each under its SHA-256."""

from __future__ import annotations

import hashlib
from typing import IO, TYPE_CHECKING, Any

from django.core.files.storage import storages

if TYPE_CHECKING:
    from collections.abc import Iterable

STORE = "files"
PART = 1024 * 1024
FOREIGN = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}
"""Headers of files that people put in: a browser shows none of them as a page of ours."""


def place_of(sha256: str) -> str:
    """Return where the content of that hash lies in the store."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def open_content(sha256: str) -> IO[bytes] | None:
    """Open the content; None where it is not there."""
    store = storages[STORE]
    try:
        return store.open(place_of(sha256), "rb")
    except FileNotFoundError:
        return None


def is_there(sha256: str, size: int) -> bool:
    """Return whether a content of that size lies where it should; quick."""
    store, place = storages[STORE], place_of(sha256)
    return store.exists(place) and store.size(place) == size


def is_unaltered(sha256: str) -> bool:
    """Return whether the content still has its hash; reads all of it."""
    content = open_content(sha256)
    if content is None:
        return False
    with content:
        digest = hashlib.sha256()
        while part := content.read(PART):
            digest.update(part)
    return digest.hexdigest() == sha256


def files_in(evidence: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Return the files that frozen evidence names."""
    for criterion in evidence.get("criteria", ()):
        yield from criterion.get("files", ())
