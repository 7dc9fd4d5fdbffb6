"""Cells that name something there is: resources with their units, choices of a field."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from headway.app.bridge.cell_numbers import Unreadable, number, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

QUOTED = re.compile(r'"(?:[^"]|"")*"')
PIECE = re.compile(r'\s*("(?:[^"]|"")*"[^;]*|[^;]+)(?:;|$)')
UNITS = re.compile(r"(?P<name>.*?)\s*(?:\[\s*(?P<units>[^\[\]]*?)\s*%?\s*\])?", re.DOTALL)


def named(text: str, known: Iterable[str], what: str) -> str:
    """Return the name that is meant, whatever its case; say which ones are near where there is none."""
    names = {name.lower(): name for name in known}
    if text.lower() in names:
        return names[text.lower()]
    near = [f"“{names[name]}”" for name in get_close_matches(text.lower(), list(names), 3)]
    remedy = f"Did you mean {' or '.join(near)}?" if near else all_of(names.values())
    raise Unreadable(f"There is no {what} {shown(text)} here.", remedy, text)


def all_of(known: Iterable[str]) -> str:
    names = sorted(known)[:8]
    return f"There are: {', '.join(names)}{' …' if len(names) == 8 else ''}." if names else "There are none yet."


def assigned(text: str, known: Collection[str], locale: str = "") -> dict[str, float]:
    """Read “Anna [50%]; Crane” as units by resource.

    A comma parts names too, unless it belongs to one; a name in quotes may hold anything.
    """
    wholes = {name.lower() for name in known}
    found: dict[str, float] = {}
    for piece in PIECE.findall(text):
        whole = UNITS.fullmatch(piece.strip())
        one = whole is not None and bare(whole["name"]).lower() in wholes
        for each in [piece] if one else piece.split(","):
            if not each.strip():
                continue
            read = UNITS.fullmatch(each.strip())
            assert read is not None  # the pattern takes any text
            share = number(read["units"], locale) / 100 if read["units"] else 1
            if not 0 < share <= 1000:
                raise Unreadable(f"{shown(each.strip())}: units lie between 0 and 100,000 %.", "Type Anna [50%].", each)
            found[named(bare(read["name"]), known, "resource")] = float(share)
    return found


SHAPES = {
    "flat": "Flat", "back_loaded": "Back loaded", "front_loaded": "Front loaded", "double_peak": "Double peak",
    "early_peak": "Early peak", "late_peak": "Late peak", "bell": "Bell", "turtle": "Turtle",
}  # fmt: skip
"""Contours by what people call them."""
BY_HAND = {"contoured": "By hand"}
"""What a file says was spread by hand; nobody chooses it."""


def shaped(text: str, known: Collection[str]) -> dict[str, str]:
    """Read “Anna [Bell]; Crane [Back loaded]” as contours by resource; flat ones need not be named."""
    words = {label: value for value, label in (SHAPES | BY_HAND).items()}
    found: dict[str, str] = {}
    for piece in PIECE.findall(text):
        read = UNITS.fullmatch(piece.strip())
        if not piece.strip() or read is None:
            continue
        if not read["units"]:
            raise Unreadable(f"{shown(piece.strip())} names no contour.", "Type Anna [Bell].", piece)
        name = named(bare(read["name"]), known, "resource on this task")
        found[name] = words[named(read["units"], words, "contour")]
    return found


def assigned_text(pairs: Iterable[tuple[str, float]]) -> str:
    """Print who works on a row as people type it."""
    return "; ".join(quoted(name) if units == 1 else f"{quoted(name)} [{units * 100:g}%]" for name, units in pairs)


def contours_text(people: str, contours: Sequence[str] | None) -> str:
    """Print the contours of who works on a row as people type them, given who does; flat ones are not named."""
    words = SHAPES | BY_HAND
    names = [read["name"] for piece in PIECE.findall(people) if (read := UNITS.fullmatch(piece.strip()))]
    pairs = zip(names, contours or (), strict=False)
    return "; ".join(f"{name} [{words[contour]}]" for name, contour in pairs if contour != "flat")


def quoted(name: str) -> str:
    """Return the name, in quotes where it would be read as something else."""
    read = UNITS.fullmatch(name)
    other = ";" in name or name.startswith('"') or (read is not None and read["units"] is not None)
    return '"' + name.replace('"', '""') + '"' if other else name


def bare(text: str) -> str:
    """Return what stands in quotes, or the text itself."""
    return text[1:-1].replace('""', '"') if QUOTED.fullmatch(text) else text
