"""Earned value: variances, indices and forecasts of cost, for any number of rows at once.

Null is NaN here: an index whose divisor is 0 is unknown, neither 0 nor 1. Nothing is rounded before it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.measures.columns import bad_rows, columns, finite, ratio

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from headway.engine.measures.diagnostic import Diagnostic

WEIGHTS = (0.8, 0.2)
"""Of CPI and SPI in the weighted forecast."""


@dataclass(frozen=True, slots=True)
class EarnedValue:
    """Measures of n rows; all arrays have the shape of the input, NaN is null."""

    cv: NDArray[np.float64]
    """EV - AC."""
    sv: NDArray[np.float64]
    """EV - PV; 0 at completion even when late, see earned schedule."""
    cv_percent: NDArray[np.float64]
    """CV / EV."""
    sv_percent: NDArray[np.float64]
    """SV / PV."""
    cpi: NDArray[np.float64]
    spi: NDArray[np.float64]
    sci: NDArray[np.float64]
    """CPI · SPI."""
    eac_typical: NDArray[np.float64]
    """AC + (BAC - EV) / CPI, the same as BAC / CPI."""
    eac_atypical: NDArray[np.float64]
    """AC + BAC - EV."""
    eac_composite: NDArray[np.float64]
    """AC + (BAC - EV) / (CPI · SPI)."""
    eac_weighted: NDArray[np.float64]
    """AC + (BAC - EV) / (a · CPI + b · SPI)."""
    eac_bottom_up: NDArray[np.float64]
    """AC + ETC as estimated; NaN where none was given."""
    eac: NDArray[np.float64]
    """The typical one; where that is null, the atypical one."""
    etc: NDArray[np.float64]
    """EAC - AC."""
    vac: NDArray[np.float64]
    """BAC - EAC."""
    tcpi_bac: NDArray[np.float64]
    """(BAC - EV) / (BAC - AC); null where nothing of the budget is left."""
    tcpi_eac: NDArray[np.float64]
    """(BAC - EV) / (EAC - AC)."""
    achievable: NDArray[np.bool_]
    """False where more than the budget is spent, so that it cannot be kept any more."""
    percent_complete: NDArray[np.float64]
    """EV / BAC."""
    percent_spent: NDArray[np.float64]
    """AC / BAC."""
    diagnostics: tuple[Diagnostic, ...] = ()


def earned_value(
    bac: ArrayLike,
    pv: ArrayLike,
    ev: ArrayLike,
    ac: ArrayLike,
    *,
    etc: ArrayLike | None = None,
    weights: tuple[float, float] = WEIGHTS,
) -> EarnedValue:
    """Work out variances, indices and forecasts of cost.

    CPI = EV / AC,  SPI = EV / PV,  EAC = AC + (BAC - EV) / CPI,  TCPI = (BAC - EV) / (BAC - AC)

    Parameters
    ----------
    bac, pv, ev, ac : array_like
        Money, cumulative at one status date: budget at completion, planned value, earned value, actual cost. Sums of
        rows give the measures of the level above: never average an index.
    etc : array_like or None
        Estimate to complete made by people.
    weights : tuple of float
        Of CPI and SPI in the weighted forecast.

    Returns
    -------
    EarnedValue
        With the diagnostics ``not-a-number``, ``negative-amount``, ``ev-over-bac`` and their rows.

    Raises
    ------
    ValueError
        If the shapes do not fit together.

    Notes
    -----
    Source: ISO 21508; PMI, Practice Standard for Earned Value Management.
    """
    given = columns(bac=bac, pv=pv, ev=ev, ac=ac, etc=np.nan if etc is None else etc)
    b, p, e, a, rest = (finite(given[name]) for name in ("bac", "pv", "ev", "ac", "etc"))
    cpi, spi = ratio(e, a), ratio(e, p)
    left = b - e
    typical = a + ratio(left, cpi)
    atypical = a + left
    eac = np.where(np.isnan(typical), atypical, typical)
    tcpi_bac = np.where(a > b, np.nan, ratio(left, b - a))
    return EarnedValue(
        cv=e - a,
        sv=e - p,
        cv_percent=ratio(e - a, e),
        sv_percent=ratio(e - p, p),
        cpi=cpi,
        spi=spi,
        sci=cpi * spi,
        eac_typical=typical,
        eac_atypical=atypical,
        eac_composite=a + ratio(left, cpi * spi),
        eac_weighted=a + ratio(left, weights[0] * cpi + weights[1] * spi),
        eac_bottom_up=a + rest,
        eac=eac,
        etc=eac - a,
        vac=b - eac,
        tcpi_bac=tcpi_bac,
        tcpi_eac=ratio(left, eac - a),
        achievable=~(a > b),
        percent_complete=ratio(e, b),
        percent_spent=ratio(a, b),
        diagnostics=_trouble(b, p, e, a),
    )


def _trouble(
    bac: NDArray[np.float64], pv: NDArray[np.float64], ev: NDArray[np.float64], ac: NDArray[np.float64]
) -> tuple[Diagnostic, ...]:
    lost = ~(np.isfinite(bac) & np.isfinite(pv) & np.isfinite(ev) & np.isfinite(ac))
    return (
        *bad_rows("not-a-number", "Money is no number.", lost),
        *bad_rows("negative-amount", "Budget, planned or earned value is negative.", (bac < 0) | (pv < 0) | (ev < 0)),
        *bad_rows("ev-over-bac", "More is earned than was budgeted.", ev > bac * (1 + 1e-9) + 1e-9),
    )


def in_period(cumulative: ArrayLike, periods: int = 1) -> NDArray[np.float64]:
    """Take what came in the last periods out of cumulative values.

    p_t = c_t - c_{t - periods}, with c = 0 before the first period

    Parameters
    ----------
    cumulative : array_like, shape (..., T)
        PV, EV or AC.
    periods : int
        1 for each period alone, 3 for a moving window of three.

    Returns
    -------
    ndarray of float64, shape (..., T)
        Indices of a window are ratios of these: CPI of the last three periods = EV / AC of them.

    Raises
    ------
    ValueError
        If there is less than one period.
    """
    if periods < 1:
        raise ValueError("periods: at least one")
    table = np.asarray(cumulative, np.float64)
    before = np.zeros_like(table)
    before[..., periods:] = table[..., :-periods]
    return table - before
