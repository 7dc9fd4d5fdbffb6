"""Plan files in and out: ``read(path)`` finds the format by content, ``write(document, path)`` by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.formats.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from os import PathLike

    from headway.formats.document import Notice, PlanDocument
    from headway.formats.limits import Limits
    from headway.formats.writing import Written

__all__ = ["read", "write"]


def read(path: str | PathLike[str], *, limits: Limits = DEFAULT_LIMITS) -> PlanDocument:
    """Read a plan file of any supported format; Java formats run in a limited process of their own.

    Raises
    ------
    FormatError
        Whatever is wrong with the file, with a stable id, the place and a remedy.
    """
    from headway.formats.reading import read_file  # noqa: PLC0415 - keeps `import headway.formats` light

    return read_file(path, limits=limits)


def write(document: PlanDocument, path: str | PathLike[str], *, format: Written | None = None) -> list[Notice]:  # noqa: A002 - the caller's word
    """Write a plan as Microsoft Project XML (``.xml``) or Primavera XER (``.xer``); what the file lacks is returned.

    Stored dates are written as the document has them; ``scheduled.with_schedule`` fills in calculated ones. The file
    appears whole or not at all.

    Raises
    ------
    OSError
        The place cannot be written.
    ValueError
        Neither the name nor ``format`` says which format.
    """
    from headway.formats.writing import write_file  # noqa: PLC0415

    return write_file(document, path, format)
