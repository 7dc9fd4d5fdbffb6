"""Plan files in, ``PlanDocument`` out: ``read(path)`` finds the format by content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.formats.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from os import PathLike

    from headway.formats.document import PlanDocument
    from headway.formats.limits import Limits

__all__ = ["read"]


def read(path: str | PathLike[str], *, limits: Limits = DEFAULT_LIMITS) -> PlanDocument:
    """Read a plan file of any supported format; Java formats run in a limited process of their own.

    Raises
    ------
    FormatError
        Whatever is wrong with the file, with a stable id, the place and a remedy.
    """
    from headway.formats.reading import read_file  # noqa: PLC0415 - keeps `import headway.formats` light

    return read_file(path, limits=limits)
