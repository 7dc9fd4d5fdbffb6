"""PlanDocument as JSON bytes and back, without loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from headway.formats.document import PlanDocument
from headway.formats.errors import FormatError

if TYPE_CHECKING:
    from headway.formats.honesty import HonestyReport

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(PlanDocument)


def encode(document: PlanDocument) -> bytes:
    """Return the document as JSON."""
    return _encoder.encode(document)


def decode(data: bytes) -> PlanDocument:
    """Return the document that ``encode`` wrote.

    Raises
    ------
    FormatError
        ``unreadable``: the bytes are not an encoded document.
    """
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FormatError(
            "unreadable", "The stored plan document is damaged.", str(error), "Import the original file again."
        ) from error


def encode_report(report: HonestyReport) -> bytes:
    """Return a report as JSON."""
    return _encoder.encode(report)
