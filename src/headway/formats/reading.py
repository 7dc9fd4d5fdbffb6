"""From a path to a document: detect, then the reader of that format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from headway.engine.garbage import without_collecting
from headway.formats.detect import NATIVE, detect

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    from headway.formats.detect import Format
    from headway.formats.document import PlanDocument
    from headway.formats.limits import Limits


def read_file(path: str | PathLike[str], *, limits: Limits) -> PlanDocument:
    """Read natively in this process, or start a limited process for a format that needs Java."""
    path = Path(path)
    found = detect(path, limits)
    if found in NATIVE:
        with without_collecting():
            return native_reader(found)(path, limits)
    from headway.formats.sandbox import read_limited  # noqa: PLC0415 - native formats need no process

    return read_limited(path, limits=limits)


def native_reader(found: Format) -> Callable[[Path, Limits], PlanDocument]:
    """Return the reader of a format that is read without Java."""
    # Imported here so that reading one format does not pay for the others.
    if found == "mspdi":
        from headway.formats.msproject.mspdi import read_mspdi  # noqa: PLC0415

        return read_mspdi
    if found == "xer":
        from headway.formats.primavera.xer import read_xer  # noqa: PLC0415

        return read_xer
    from headway.formats.truth_json import read_truth_json  # noqa: PLC0415

    return read_truth_json
