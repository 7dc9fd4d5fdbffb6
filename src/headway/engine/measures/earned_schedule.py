"""Earned schedule: how late work is in units of time, and nine forecasts of the duration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from headway.engine.measures.columns import bad_rows, columns, finite, ratio

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from headway.engine.measures.diagnostic import Diagnostic

Flat = Literal["end", "start"]


@dataclass(frozen=True, slots=True)
class EarnedSchedule:
    """Measures of n rows in periods of the planned value; NaN is null."""

    es: NDArray[np.float64]
    """When what is earned was to be earned."""
    planned_duration: NDArray[np.float64]
    """PD: first period in which the planned value is complete."""
    sv_t: NDArray[np.float64]
    """ES - AT."""
    spi_t: NDArray[np.float64]
    """ES / AT; unlike SPI it does not go to 1 when late work ends."""
    ieac_t: NDArray[np.float64]
    """AT + (PD - ES) / SPI(t), the same as PD / SPI(t)."""
    tspi: NDArray[np.float64]
    """(PD - ES) / (PD - AT); null at PD, where all is done 0 before it."""
    achievable: NDArray[np.bool_]
    """False where the planned duration is over and work is left."""
    forecasts: dict[str, NDArray[np.float64]]
    """The nine EAC(t): PV1, PV2, PV3 (planned value), ED1, ED2, ED3 (earned duration), ES1, ES2, ES3 (earned
    schedule); 1 as planned from here, 2 at the pace so far, 3 at the pace of schedule and cost."""
    diagnostics: tuple[Diagnostic, ...] = ()


def earned_schedule(
    pv: ArrayLike, ev: ArrayLike, at: ArrayLike, ac: ArrayLike | None = None, *, flat: Flat = "end"
) -> EarnedSchedule:
    """Find when the earned value was to be earned, and forecast the duration.

    ES = C + (EV - PV_C) / (PV_{C+1} - PV_C),  C the largest period with PV_C <= EV;  ES = PD where EV = BAC

    Parameters
    ----------
    pv : array_like, shape (n, T) or (T,)
        Cumulative planned value at the end of periods 1 to T; the last one is the budget at completion.
    ev : array_like, shape (n,)
        Cumulative earned value.
    at : array_like, shape (n,)
        Actual time in periods; of finished work that of its finish. Within a period the planned value is a straight
        line.
    ac : array_like, shape (n,), or None
        Cumulative actual cost; without it the forecasts 3 are null.
    flat : {"end", "start"}
        Where the planned value does not grow and exactly that is earned: the end of the pause (Lipke's count), or its
        start. With nothing planned and nothing earned yet, ES is not beyond AT.

    Returns
    -------
    EarnedSchedule
        With ``not-a-number``, ``negative-amount``, ``pv-decreases``, ``ev-over-bac`` and their rows; rows with the
        first three, or without budget, are null.

    Raises
    ------
    ValueError
        If the shapes do not fit together.

    Notes
    -----
    Complexity: O(n · T). Source: Lipke 2003, Schedule is Different; Vandevoorde & Vanhoucke 2006, Int. J. Proj.
    Manag. 24 (the nine forecasts).
    """
    plan = np.atleast_2d(finite(pv))
    given = columns(ev=ev, at=at, ac=np.nan if ac is None else ac)
    n = max(len(plan), len(given["ev"]))
    if plan.shape[1] < 1 or len(plan) not in (1, n) or len(given["ev"]) not in (1, n):
        raise ValueError("pv, ev: as many rows of planned value as of earned value, with at least one period")
    plan = np.broadcast_to(plan, (n, plan.shape[1]))
    e, t, a = (np.broadcast_to(finite(given[name]), (n,)) for name in ("ev", "at", "ac"))
    bac = plan[:, -1]
    lost = ~(np.isfinite(plan).all(axis=1) & np.isfinite(e) & np.isfinite(t))
    falls = (np.diff(plan, axis=1, prepend=0.0) < -1e-9 * np.maximum(1.0, np.abs(bac))[:, None]).any(axis=1) & ~lost
    negative = (e < 0) | (t < 0)
    found = (
        *bad_rows("not-a-number", "A planned or earned value or a time is no number.", lost),
        *bad_rows("negative-amount", "Earned value or actual time is negative.", negative),
        *bad_rows("pv-decreases", "The cumulative planned value decreases.", falls),
        *bad_rows("ev-over-bac", "More is earned than was budgeted.", e > bac * (1 + 1e-9) + 1e-9, "warning"),
    )
    null = lost | falls | negative | ~(bac > 0)
    duration = np.where(null, np.nan, (plan < bac[:, None]).sum(axis=1) + 1.0)
    es = np.where(null, np.nan, _schedule(plan, np.minimum(e, bac), t, duration, flat))
    return _measures(es, duration, e, t, a, plan, found)


def _schedule(
    plan: NDArray[np.float64],
    ev: NDArray[np.float64],
    at: NDArray[np.float64],
    duration: NDArray[np.float64],
    flat: Flat,
) -> NDArray[np.float64]:
    n, periods = plan.shape
    rows = np.arange(n)
    padded = np.concatenate([np.zeros((n, 1)), plan], axis=1)
    slack = 1e-9 * np.maximum(padded[:, -1:], 1e-300)
    reached = (padded <= ev[:, None] + slack).sum(axis=1) - 1
    reached = np.clip(reached, 0, periods)
    step = np.minimum(reached + 1, periods)
    below, above = padded[rows, reached], padded[rows, step]
    share = np.divide(np.maximum(ev - below, 0.0), above - below, out=np.zeros(n), where=above > below)
    es = reached + share
    if flat == "start":
        first = (padded < ev[:, None] - slack).sum(axis=1)
        es = np.where((share < 1e-9) & (ev > 0), first, es)
    es = np.where((ev <= 0) & (es > at), at, es)
    return np.minimum(es, duration)


def _measures(
    es: NDArray[np.float64], pd: NDArray[np.float64], ev: NDArray[np.float64], at: NDArray[np.float64],
    ac: NDArray[np.float64], plan: NDArray[np.float64], found: tuple[Diagnostic, ...],
) -> EarnedSchedule:  # fmt: skip
    n, periods = plan.shape
    bac = plan[:, -1]
    place = np.clip(np.nan_to_num(at), 0.0, periods)
    low = np.floor(place).astype(np.int64)
    padded = np.concatenate([np.zeros((n, 1)), plan, plan[:, -1:]], axis=1)
    rows = np.arange(n)
    planned = padded[rows, low] + (place - low) * (padded[rows, low + 1] - padded[rows, low])
    spi, cpi, spi_t = ratio(ev, planned), ratio(ev, ac), ratio(es, at)
    sci, left = cpi * spi, pd - es
    span = np.maximum(pd, at)
    forecasts = {
        "PV1": pd - ratio(ev - planned, bac / pd),
        "PV2": ratio(pd, spi),
        "PV3": ratio(pd, sci),
        "ED1": span + at * (1 - spi),
        "ED2": ratio(span, spi),
        "ED3": ratio(span, sci) + at * (1 - ratio(1.0, cpi)),
        "ES1": at + left,
        "ES2": at + ratio(left, spi_t),
        "ES3": at + ratio(left, cpi * spi_t),
    }
    null = np.isnan(es)
    forecasts = {name: np.where(null, np.nan, each) for name, each in forecasts.items()}
    over = (at >= pd) & (left > 1e-9)
    tspi = np.where(over, np.nan, np.maximum(ratio(left, pd - at), 0.0))
    return EarnedSchedule(es, pd, es - at, spi_t, forecasts["ES2"], tspi, ~over, forecasts, found)
