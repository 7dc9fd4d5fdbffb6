"""From a document to a file: fitted to the format, streamed beside its place, then put there at once."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Literal, get_args

from headway.formats.confession import Confession

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.formats.document import Notice, PlanDocument

Written = Literal["mspdi", "xer"]
SUFFIXES: dict[str, Written] = {".xml": "mspdi", ".xer": "xer"}


def format_for(path: str | os.PathLike[str]) -> Written | None:
    """Return the format that the name of a file asks for; None where it asks for none that can be written."""
    return SUFFIXES.get(Path(path).suffix.lower())


def write_file(document: PlanDocument, path: str | os.PathLike[str], written: Written | None) -> list[Notice]:
    """Write the document and return what the format could not hold; the file is there whole or not at all."""
    target = Path(path)
    chosen = written or format_for(target)
    if chosen is None or chosen not in get_args(Written):
        raise ValueError(f"{target.name}: no format to write; name it .xml or .xer, or give the format.")
    pieces, notices = encoded(document, chosen)
    _put(target, pieces)
    return notices


def encoded(document: PlanDocument, written: Written) -> tuple[Iterator[bytes], list[Notice]]:
    """Return the file in pieces, and what the format could not hold."""
    fitted, notices = fit(document, written)
    encoding, pieces = _pieces(fitted, written)
    return (piece.encode(encoding) for piece in pieces), notices


def fit(document: PlanDocument, written: Written) -> tuple[PlanDocument, list[Notice]]:
    """Return the document that a reader will find in the written file, and what that takes away from this one."""
    confession = Confession()
    if written == "mspdi":
        from headway.formats.msproject.fit import fit_mspdi  # noqa: PLC0415 - one format does not pay for the other

        fitted = fit_mspdi(document, confession)
    else:
        from headway.formats.primavera.fit import fit_xer  # noqa: PLC0415

        fitted = fit_xer(document, confession)
    return fitted, confession.all()


def _pieces(fitted: PlanDocument, written: Written) -> tuple[str, Iterator[str]]:
    if written == "mspdi":
        from headway.formats.msproject.write_mspdi import mspdi_text  # noqa: PLC0415

        return "utf-8", mspdi_text(fitted)
    from headway.formats.primavera.write_xer import encoding_of, xer_text  # noqa: PLC0415

    return encoding_of(xer_text(fitted)), xer_text(fitted)


def _put(target: Path, pieces: Iterable[bytes]) -> None:
    part = target.with_name(f".{target.name}.{token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
