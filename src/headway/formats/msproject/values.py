"""How MSPDI writes values: ISO durations, dates, tenths of minutes, hundredths of money; both ways."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

_DURATION = re.compile(
    r"(-?)P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(-?\d+(?:\.\d+)?)H)?(?:(-?\d+(?:\.\d+)?)M)?(?:(-?\d+(?:\.\d+)?)S)?)?"
)
_MONTH_DAYS = 30
_YEAR_DAYS = 365
SMALLEST_POWER, LARGEST_POWER = -30, 30
"""Powers of ten that amounts may have."""


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
    if value and not SMALLEST_POWER <= value.adjusted() <= LARGEST_POWER:
        # Written in full, 1E+999999999 would fill the memory.
        raise ValueError(text[:80])
    return value or Decimal(0)


def tenths(text: str | None) -> int | None:
    """Return whole minutes of a count of tenths."""
    value = decimal(text)
    return None if value is None else rounded(float(value) / 10)


def duration_text(minutes: int) -> str:
    """Return ``PT8H30M0S``."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else ''}PT{hours}H{rest}M0S"


def number_text(number: Decimal | float) -> str:
    """Return a number in full, without exponent and without needless zeros."""
    text = format(Decimal(repr(number)) if isinstance(number, float) else Decimal(number), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def money_text(amount: Decimal) -> str:
    """Return hundredths of an amount."""
    sign, digits, exponent = amount.as_tuple()
    assert isinstance(exponent, int)
    return number_text(Decimal((sign, digits, exponent + 2)))
