"""How a benefit comes in over its months: the ramp, the months in full, and how it fades."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.measures.benefits import benefit_profiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

YEAR = 12
RISING = "rising"


def flows_of(
    details: Sequence[dict[str, Any]],
    steady: NDArray[np.float64],
    begins: NDArray[np.float64],
    ends: NDArray[np.float64],
    size: int,
) -> NDArray[np.float64]:
    """Return what each benefit brings by month from each of its starts: starts, benefits, months."""
    sides = len(begins)
    profiles = benefit_profiles(
        np.tile(steady, sides),
        begins.ravel(),
        size,
        ramps=[ramp(each) for each in details] * sides,
        lasting=np.tile([full_months(each) for each in details], sides),
        decay=np.tile([faded(each) for each in details], sides),
    )
    return profiles.planned.reshape(*begins.shape, size) * (np.arange(size) < ends[:, None])


def ramp(details: dict[str, Any]) -> list[float]:
    """Return the shares of the first months: one part of the full amount, or rising evenly from that part to all of it.

    What rises is in each month the mean of its beginning and its end.
    """
    months, first = int(details.get("ramp_months", 0)), details.get("ramp_share", 0) / 100
    if details.get("ramp_shape") != RISING:
        return [first] * months
    return [first + (1 - first) * (month + 0.5) / months for month in range(months)]


def full_months(details: dict[str, Any]) -> float:
    """Return how many months from its start a benefit lasts before it fades; for ever where nothing is said."""
    given = details.get("full_months")
    return math.inf if given is None else float(int(given))


def faded(details: dict[str, Any]) -> float:
    """Return what is lost in a month, so that twelve of them lose the share of a year."""
    return float(1 - (1 - details.get("fade", 0) / 100) ** (1 / YEAR))


def probability(details: dict[str, Any]) -> float:
    """Return how likely a benefit comes at all, as a share: certain where nothing is said."""
    return float(details.get("probability", 100)) / 100
