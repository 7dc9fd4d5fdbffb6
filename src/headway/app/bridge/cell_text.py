"""Cells of a plan as text: durations and predecessors, read and printed.

Numbers of predecessors are row numbers as the grid shows them: the first row of the plan is 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.app.bridge.cell_numbers import Unreadable, decimal_mark, number, shown
from headway.app.bridge.lags import lag_text
from headway.app.bridge.lengths import sizes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from headway.app.models import Component

UNITS = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "minuten", "minutter"), "m"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "heures", "timer", "timmar"), "h"),
    **dict.fromkeys(("d", "dy", "day", "days", "tag", "tage", "j", "jour", "jours", "dag", "dager", "dagar"), "d"),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "woche", "wochen", "sem", "uke", "uker", "veckor"), "w"),
    **dict.fromkeys(("mo", "mon", "mons", "month", "months", "monat", "monate", "mois"), "mo"),
}
LENGTH = re.compile(r"([+-]?[\d.,\s\u00a0']*\d)\s*([^\W\d_]*)\.?\s*(\?)?", re.UNICODE)
PREDECESSOR = re.compile(r"(\d{1,9})\s*([A-Za-z]{2})?\s*(?:([+\u2212-])\s*([\d.,]+)\s*(%|[^\W\d_]*))?", re.UNICODE)
TYPES = {"FS", "SS", "FF", "SF"}
TYPES_IN = {
    "de": {"EA": "FS", "AA": "SS", "EE": "FF", "AE": "SF"},
    "fr": {"FD": "FS", "DD": "SS", "DF": "SF"},
}
"""What Microsoft Project writes in other languages."""
LONGEST_MINUTES = 52_560_000
MOST_LINKS = 500
HOW_LONG = "Type a number and a unit: 3d, 2w, 4h, 30m, 1mo; with e for day and night: 2ed."
HOW_RANGED = "Or three of them, optimistic, likely and pessimistic: 3d/5d/8d."
SAME_TIME = "Give all three in working time (d), or all three in day and night (ed)."
HOW_LINKED = "Type row numbers with type and lag: 12; 14SS+2d; 15FF-50%."


@dataclass(frozen=True, slots=True)
class Length:
    minutes: int
    unit: str
    elapsed: bool = False
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Predecessor:
    row: int
    """As the grid shows it, from 1."""
    type: str = "FS"
    lag: float = 0.0
    """Minutes, or percent."""
    lag_kind: str = "working"
    lag_unit: str = "d"


def length(text: str, component: Component, locale: str = "", *, unit: str = "d") -> Length:
    """Read a duration; without a unit it is in the one given."""
    found = LENGTH.fullmatch(text.strip())
    if found is None:
        raise Unreadable(f"{shown(text)} is not a duration.", HOW_LONG, text)
    letter, elapsed = unit_of(found[2], unit, text)
    minutes = round(float(number(found[1], locale)) * sizes(component, elapsed=elapsed)[letter])
    if abs(minutes) > LONGEST_MINUTES:
        raise Unreadable(f"{shown(text)} is longer than a hundred years.", "Make it shorter.", text)
    return Length(minutes, f"e{letter}" if elapsed else letter, elapsed, found[3] is not None)


def length_and_range(text: str, component: Component, locale: str = "") -> tuple[Length, tuple[int, ...]]:
    """Read a duration, or one between its optimistic and pessimistic estimate, 3d/5d/8d, with the ends in minutes."""
    parts = [part.strip() for part in text.split("/")]
    if len(parts) == 1:
        return length(text, component, locale), ()
    if len(parts) != 3:
        raise Unreadable(f"{shown(text)} is not a duration.", f"{HOW_LONG} {HOW_RANGED}", text)
    word = last_word(parts[-1])
    low, likely, high = (length(part if last_word(part) else part + word, component, locale) for part in parts)
    if not low.elapsed == likely.elapsed == high.elapsed:
        raise Unreadable(f"{shown(text)} mixes working time with day and night.", SAME_TIME, text)
    return likely, (low.minutes, high.minutes)


def last_word(part: str) -> str:
    """Return the unit behind a number, without a mark of an estimate."""
    return part.rstrip("? ").lstrip("+-0123456789.,' \u00a0")


def end_of_range(text: str, component: Component, locale: str = "", *, unit: str, elapsed: bool) -> int:
    """Read an optimistic or pessimistic duration, in the kind of time that the duration is in."""
    found = length(text, component, locale, unit=unit)
    if last_word(text) and found.elapsed != elapsed:
        raise Unreadable(f"{shown(text)} is in another kind of time than the duration.", SAME_TIME, text)
    if found.minutes < 0:
        raise Unreadable(f"{shown(text)} is less than no time.", HOW_LONG, text)
    if not last_word(text) and elapsed:
        return length(f"{text}e{unit}", component, locale).minutes
    return found.minutes


def unit_of(word: str, default: str, text: str) -> tuple[str, bool]:
    """Return the letter of a unit, and whether it counts day and night."""
    low = word.lower()
    if not low:
        return default, False
    if low in UNITS:
        return UNITS[low], False
    if low[0] == "e" and low[1:] in UNITS:
        return UNITS[low[1:]], True
    raise Unreadable(f"“{word}” in {shown(text)} is not a unit of time.", HOW_LONG, text)


def predecessors(text: str, component: Component, locale: str = "") -> list[Predecessor]:
    """Read the predecessors of a row."""
    comma = ";" not in text and decimal_mark(locale) != ","
    parts = [part.strip() for part in re.split(r"[;,]" if comma else ";", text)]
    if len(parts) > MOST_LINKS:
        raise Unreadable(f"A row has at most {MOST_LINKS} predecessors.", "Split it up.", text)
    return [predecessor(part, component, locale, text) for part in parts if part]


def predecessor(part: str, component: Component, locale: str, text: str) -> Predecessor:
    found = PREDECESSOR.fullmatch(part)
    if found is None:
        raise Unreadable(f"{shown(part)} is not a predecessor.", HOW_LINKED, text)
    word = (found[2] or "FS").upper()
    kind = TYPES_IN.get(locale[:2].lower(), {}).get(word, word)
    if kind not in TYPES:
        raise Unreadable(f"“{found[2]}” in {shown(part)} is not a type of link.", "Use FS, SS, FF or SF.", text)
    if found[3] is None:
        return Predecessor(int(found[1]), kind)
    sign = 1 if found[3] == "+" else -1
    value = float(number(found[4], locale))
    if found[5] == "%":
        return Predecessor(int(found[1]), kind, sign * value, "percent", "%")
    letter, elapsed = unit_of(found[5], "d", part)
    minutes = float(round(sign * value * sizes(component, elapsed=elapsed)[letter]))
    if abs(minutes) > LONGEST_MINUTES:
        raise Unreadable(f"The lag in {shown(part)} is longer than a hundred years.", "Make it shorter.", text)
    return Predecessor(
        int(found[1]), kind, minutes, "elapsed" if elapsed else "working", f"e{letter}" if elapsed else letter
    )


def predecessors_text(
    links: Iterable[tuple[int, str, float, str, str]], rows: Mapping[int, int], component: Component
) -> str:
    """Print links, given as predecessor, type, lag, its kind and unit; ``rows`` has the number of each row."""
    parts = []
    for task, kind, lag, lag_kind, unit in sorted(links, key=lambda link: (rows[link[0]], link[1])):
        plain = kind == "FS" and not lag
        parts.append(f"{rows[task]}{'' if plain else kind}{lag_text(lag, lag_kind, unit, component)}")
    return "; ".join(parts)
