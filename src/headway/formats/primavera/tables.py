"""XER as tables: lines of tab-separated fields, each led by ``%T`` table, ``%F`` fields, ``%R`` row or ``%E`` end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.formats.errors import FormatError

if TYPE_CHECKING:
    from pathlib import Path

    from headway.formats.limits import Limits

Record = dict[str, str]
Tables = dict[str, list[Record]]
# Tables that a plan is made of, and those that are only counted.
WANTED = frozenset({
    "CURRTYPE", "PROJECT", "CALENDAR", "SCHEDOPTIONS", "PROJWBS", "RSRC", "RSRCRATE", "TASK", "TASKPRED", "TASKRSRC",
    "TASKMEMO", "PROJCOST", "TASKACTV", "UDFVALUE", "TASKPROC",
})  # fmt: skip
COUNTED = frozenset({"TASKACTV", "UDFVALUE", "TASKPROC"})


def read_tables(path: Path, limits: Limits) -> tuple[list[str], Tables, dict[str, int]]:
    """Return the header's fields, the wanted tables, and the row counts of the others.

    Raises
    ------
    FormatError
        ``truncated-file``, ``wrong-encoding``, ``too-large``, ``unreadable``.
    """
    lines = _decoded(path.read_bytes(), path.name).split("\n")
    header = lines[0].rstrip("\r").split("\t")
    tables: Tables = {}
    counts: dict[str, int] = {}
    name, fields, ended = "", [""], False
    for number, line in enumerate(lines[1:], 2):
        mark = line[:2]
        if mark == "%R":
            counts[name] = counts.get(name, 0) + 1
            if name not in WANTED or name in COUNTED:
                continue
            if len(line) > limits.field_characters:
                raise FormatError(
                    "too-large",
                    f"One row holds {len(line):,} characters.",
                    f"table {name}, line {number}",
                    "Shorten it.",
                )
            values = line.rstrip("\r").split("\t")[1:]
            tables[name].append(dict(zip(fields, values, strict=False)))
        elif mark == "%T":
            name = line.rstrip("\r").split("\t")[1] if "\t" in line else ""
            tables.setdefault(name, [])
        elif mark == "%F":
            fields = line.rstrip("\r").split("\t")[1:]
        elif mark == "%E":
            ended = True
            break
    if not ended:
        raise FormatError(
            "truncated-file",
            "The XER file ends without its end mark (%E); the rest is missing.",
            f"after line {len(lines)}, in table {name or 'none'}",
            "Export it again, and compare the sizes.",
        )
    if "PROJECT" not in tables or ("TASK" not in tables and not tables.get("PROJWBS")):
        raise FormatError(
            "unreadable",
            "The XER file holds no project.",
            path.name,
            "Export it with a project, not only with settings.",
        )
    return header, tables, counts


def _decoded(raw: bytes, name: str) -> str:
    """Return the text: UTF-8 where it is valid, else the Windows encoding that P6 writes."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if b"\x00" in raw:
        raise FormatError(
            "wrong-encoding",
            "The XER file holds bytes that are no text.",
            f"{name}, byte {raw.index(0)}",
            "Export it again.",
        )
    # Five bytes have no meaning in windows-1252; latin-1 gives each byte one.
    return raw.decode("cp1252", errors="replace")
