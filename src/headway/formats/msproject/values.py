"""How MSPDI writes values: ISO durations, dates, unit codes, tenths of minutes, hundredths of money."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from headway.formats.document import Constraint, LinkType

CONSTRAINTS: Final[dict[str, Constraint]] = {
    "0": "ASAP", "1": "ALAP", "2": "MSO", "3": "MFO", "4": "SNET", "5": "SNLT", "6": "FNET", "7": "FNLT",
}  # fmt: skip
LINK_TYPES: Final[dict[str, LinkType]] = {"0": "FF", "1": "FS", "2": "SF", "3": "SS"}
# Duration formats: code -> unit; e-forms are elapsed; the codes 32 higher mark an estimate.
UNITS: Final[dict[int, str]] = {
    3: "m", 4: "em", 5: "h", 6: "eh", 7: "d", 8: "ed", 9: "w", 10: "ew", 11: "mo", 12: "emo", 19: "%", 20: "e%",
    21: "d", 53: "d",
}  # fmt: skip
_DURATION = re.compile(
    r"(-?)P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(-?\d+(?:\.\d+)?)H)?(?:(-?\d+(?:\.\d+)?)M)?(?:(-?\d+(?:\.\d+)?)S)?)?"
)
_MONTH_DAYS = 30
_YEAR_DAYS = 365


def rounded(number: float) -> int:
    """Round half away from zero, as people expect of minutes."""
    return int(number + 0.5) if number >= 0 else -int(-number + 0.5)


@lru_cache(maxsize=8192)
def duration_minutes(text: str | None) -> int | None:
    """Return the minutes of ``PT8H30M0S``; None for an empty field. Raises ValueError on anything else."""
    if not text or not (text := text.strip()):
        return None
    match = _DURATION.fullmatch(text)
    if match is None or text.endswith(("P", "T")):
        raise ValueError(text[:80])
    sign, years, months, days, hours, minutes, seconds = match.groups(default="0")
    total = (
        (float(years) * _YEAR_DAYS + float(months) * _MONTH_DAYS + float(days)) * 1440
        + float(hours) * 60
        + float(minutes)
        + float(seconds) / 60
    )
    return rounded(-total if sign == "-" else total)


@lru_cache(maxsize=8192)
def moment(text: str | None) -> datetime | None:
    """Return the wall-clock instant of an ISO date; None for an empty field. Raises ValueError on anything else."""
    if not text or not (text := text.strip()):
        return None
    instant = datetime.fromisoformat(text).replace(tzinfo=None)
    if instant.second or instant.microsecond:
        instant = instant.replace(second=0, microsecond=0)
    return instant


def money(text: str | None) -> Decimal | None:
    """Return an amount; MSPDI writes costs in hundredths."""
    value = decimal(text)
    return None if value is None else value / 100


def decimal(text: str | None) -> Decimal | None:
    """Return a finite number; None for an empty field. Raises ValueError on anything else."""
    if not text or not text.strip():
        return None
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(text[:80]) from None
    if not value.is_finite():
        raise ValueError(text[:80])
    return value


def tenths(text: str | None) -> int | None:
    """Return whole minutes of a count of tenths."""
    value = decimal(text)
    return None if value is None else rounded(float(value) / 10)


def unit_of(code: str | None) -> tuple[str, bool]:
    """Return the unit (``d``, ``eh`` ...) of a format code and whether it marks an estimate."""
    number = int(code) if code and code.strip().isdigit() else 7
    estimated = number > 32 and number != 53
    return UNITS.get(number - 32 if estimated else number, "d"), estimated
