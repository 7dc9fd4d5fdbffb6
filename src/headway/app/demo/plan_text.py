"""The little language in which the demonstration's plans are written by hand.

One line a task, indented under its summary::

    [key =] name | duration | after | who | flags   # note

``duration`` is ``10d``, ``4h``, ``3ed`` (days of the clock) or ``0`` for a milestone. ``after`` lists what the task
follows: ``^`` (the task above, also the default), a key, each with ``SS``, ``FF`` or ``SF`` and a lag (``key SS+5d``,
``^+25%``), or ``-`` for nothing. ``who`` lists resources (``civil*3``). ``@each A, B, C`` repeats the indented lines
with ``{}`` as the item, ``{#}`` its number, ``{<}`` the number before; ``@weeks -20 24 4`` repeats them for every
fourth week with ``{w}`` as the offset and ``{week}`` as its name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent / "plans"
AFTER = re.compile(r"^(?P<key>\^|[\w.]+)(?: (?P<type>SS|FF|SF|FS))?(?P<lag>[+-]\d+(?:d|h|ed|%))?$")
KEY = re.compile(r"^(?P<key>[\w.{}#<]+) = (?P<name>.+)$")
LENGTH = re.compile(r"^(?P<size>\d+)(?P<unit>d|h|ed)$")


@dataclass(frozen=True, slots=True)
class After:
    key: str
    """A task's key, or ^ for the task above."""
    type: str = "FS"
    lag: str = ""


@dataclass(slots=True)
class Line:
    uid: int
    name: str
    level: int
    key: str = ""
    duration: str = ""
    """Empty for a summary."""
    after: list[After] = field(default_factory=list)
    who: list[tuple[str, float]] = field(default_factory=list)
    flags: dict[str, str] = field(default_factory=dict)
    note: str = ""
    recurring: bool = False

    @property
    def is_summary(self) -> bool:
        return not self.duration


@dataclass(slots=True)
class PlanText:
    settings: dict[str, str]
    lines: list[Line]


def read_plan(key: str, monday: date) -> PlanText:
    """Read ``plans/<key>.plan``; ``monday`` is the status date that weeks count from."""
    head, _, body = (FOLDER / f"{key}.plan").read_text("utf-8").partition("\n---\n")
    settings = dict(line.split(": ", 1) for line in head.splitlines() if line.strip())
    lines: list[Line] = []
    for level, text, recurring in repeated(body.splitlines(), monday):
        lines.append(parse_line(text, uid=len(lines) + 1, level=level, recurring=recurring))
    return PlanText(settings, lines)


def repeated(rows: list[str], monday: date, *, depth: int = 0) -> Iterator[tuple[int, str, bool]]:
    """Yield (level, text, recurring) with the repetitions written out."""
    index = 0
    while index < len(rows):
        row = rows[index]
        index += 1
        if not row.strip():
            continue
        indent = len(row) - len(row.lstrip())
        if not row.lstrip().startswith("@"):
            yield indent // 2 - depth + 1, row.strip(), False
            continue
        block = []
        while index < len(rows) and (not rows[index].strip() or len(rows[index]) - len(rows[index].lstrip()) > indent):
            block.append(rows[index])
            index += 1
        yield from written_out(row.strip(), block, monday, depth=depth + 1)


def written_out(head: str, block: list[str], monday: date, *, depth: int) -> Iterator[tuple[int, str, bool]]:
    word, _, rest = head.partition(" ")
    if word == "@each":
        for number, item in enumerate((part.strip() for part in rest.split(",")), 1):
            filled = [
                row.replace("{}", item).replace("{#}", str(number)).replace("{<}", str(number - 1)) for row in block
            ]
            yield from repeated(filled, monday, depth=depth)
        return
    first, last, step = (int(part) for part in rest.split())
    for week in range(first, last + 1, step):
        year, number, _ = (monday + timedelta(weeks=week)).isocalendar()
        filled = [row.replace("{week}", f"week {number} of {year}").replace("{w}", f"{week:+d}") for row in block]
        for level, text, _ in repeated(filled, monday, depth=depth):
            yield level, text, True


def parse_line(text: str, *, uid: int, level: int, recurring: bool) -> Line:
    text, _, note = text.partition(" # ")
    cells = [cell.strip() for cell in text.split("|")] + [""] * 4
    keyed = KEY.match(cells[0])
    name, key = (keyed["name"], keyed["key"]) if keyed else (cells[0], "")
    return Line(
        uid=uid,
        name=name,
        level=level,
        key=key,
        duration=cells[1],
        after=parse_after(cells[2]),
        who=[parse_share(part) for part in split(cells[3])],
        flags={name: value for name, _, value in (word.partition("=") for word in cells[4].split())},
        note=note.strip(),
        recurring=recurring,
    )


def split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(",") if part.strip()]


def parse_after(cell: str) -> list[After]:
    if cell == "-":
        return []
    found = []
    for part in split(cell) or ["^"]:
        match = AFTER.match(part)
        if match is None:
            raise ValueError(f"“{part}” says nothing that a task can follow")
        found.append(After(match["key"], match["type"] or "FS", match["lag"] or ""))
    return found


def parse_share(part: str) -> tuple[str, float]:
    code, _, units = part.partition("*")
    return code, float(units or 1)


def length(text: str, minutes_per_day: int = 480) -> tuple[int, bool]:
    """Return minutes and whether they are of the clock."""
    if text == "0":
        return 0, False
    match = LENGTH.match(text)
    if match is None:
        raise ValueError(f"“{text}” is no duration")
    size = {"d": minutes_per_day, "h": 60, "ed": 1440}[match["unit"]]
    return int(match["size"]) * size, match["unit"] == "ed"
