"""Tolerances: whether a forecast leaves the band around its target, and how far up that has to go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Status = Literal["green", "amber", "red"]
WARN = 0.5
"""Share of the tolerance from which on the forecast is watched."""


@dataclass(frozen=True, slots=True)
class Band:
    """A target with what the forecast may lie above and below it. ``None`` is no limit on that side."""

    target: float
    plus: float | None = None
    minus: float | None = None
    warn: float = WARN


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a forecast lies within its band."""

    status: Status
    deviation: float
    """Forecast minus target."""
    used: float
    """Share of the tolerance on that side that is used up; 0 where there is no limit."""


def judge(forecast: float, band: Band) -> Judgement:
    """Judge a forecast against a target with asymmetric tolerances.

    d = forecast - target; t = plus if d > 0 else minus
    green: |d| <= warn · t;  amber: |d| <= t (the limit itself is within);  red: |d| > t

    Parameters
    ----------
    forecast : float
        The expected value at the end, not the actual one, in the unit of the band.
    band : Band
        Target and tolerances.

    Returns
    -------
    Judgement

    Raises
    ------
    ValueError
        If a tolerance is negative or the warning share lies outside 0 to 1.

    Notes
    -----
    Source: PRINCE2 7, practice "progress": management by exception on the forecast.
    """
    if (band.plus is not None and band.plus < 0) or (band.minus is not None and band.minus < 0):
        raise ValueError("a tolerance is not negative")
    if not 0 <= band.warn <= 1:
        raise ValueError("the warning share lies between 0 and 1")
    deviation = forecast - band.target
    limit = band.plus if deviation > 0 else band.minus
    if limit is None or deviation == 0:
        return Judgement("green", deviation, 0.0)
    size, slack = abs(deviation), 1e-9 * max(1.0, abs(band.target))
    used = size / limit if limit else float("inf")
    if size > limit + slack:
        return Judgement("red", deviation, used)
    return Judgement("green" if size <= band.warn * limit + slack else "amber", deviation, used)


def levels_up(forecasts: Sequence[tuple[float, Band] | None]) -> int:
    """Count how many levels an exception goes up.

    Parameters
    ----------
    forecasts : sequence of (float, Band) or None
        Forecast and band of each level, the lowest first; None where a level has no tolerance.

    Returns
    -------
    int
        0 if the lowest level is within its band; else the number of levels, from the lowest on without a gap, that
        are broken: the first level that is not broken, or has no tolerance of its own, decides.

    Notes
    -----
    Complexity: linear in the number of levels.
    """
    count = 0
    for each in forecasts:
        if each is None or judge(*each).status != "red":
            break
        count += 1
    return count
