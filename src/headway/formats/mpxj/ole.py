"""Compound files (.mpp): is all of it there, and is it a plan at all? Asked before Java is started."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from headway.formats.errors import FormatError

if TYPE_CHECKING:
    from pathlib import Path

FREE = 0xFFFFFFFF
FAT_SECTORS_IN_HEADER = 109
# Every version of the format keeps its tables in storages named like this.
PLAN_MARK = "TBknd".encode("utf-16-le")


def check_compound_file(path: Path) -> None:
    """Raise ``truncated-file`` or ``not-a-plan``.

    Raises
    ------
    FormatError
        Where the allocation table speaks of sectors beyond the end of the file, or nothing of a plan is inside.
    """
    data = path.read_bytes()
    if not _is_whole(data):
        raise FormatError(
            "truncated-file",
            "The file ends too early; a part of it is missing.",
            f"{path.name}, at {len(data):,} bytes",
            "Copy or download it again, and compare the sizes.",
        )
    if PLAN_MARK not in data:
        raise FormatError(
            "not-a-plan",
            "This is an Office file, but not a Microsoft Project plan.",
            path.name,
            "Choose the .mpp file, or save the plan from Microsoft Project again.",
        )


def _is_whole(data: bytes) -> bool:
    if len(data) < 512:
        return False
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in {9, 12}:
        return False
    sector = 1 << shift
    count, directory = (int(number) for number in struct.unpack_from("<II", data, 44))
    sectors = struct.unpack_from(f"<{FAT_SECTORS_IN_HEADER}I", data, 76)[: min(count, FAT_SECTORS_IN_HEADER)]
    if (directory + 2) * sector > len(data):
        return False
    last = 0
    for place, number in enumerate(sectors):
        start = (number + 1) * sector
        if start + sector > len(data):
            return False
        entries = struct.unpack_from(f"<{sector // 4}I", data, start)
        used = max((index for index, entry in enumerate(entries) if entry != FREE), default=-1)
        if used >= 0:
            last = place * (sector // 4) + used
    # The last sector may be cut short by writers that do not pad.
    return bool((last + 1) * sector < len(data))
