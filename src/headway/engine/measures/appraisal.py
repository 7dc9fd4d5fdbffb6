"""Investment appraisal of many streams of money at once: value, return, and when the money is back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from headway.engine.measures.columns import finite, ratio

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Side = Literal["benefit", "cost"]
DAYS = 365.0


def _streams(cash_flows: ArrayLike) -> NDArray[np.float64]:
    return np.atleast_2d(finite(cash_flows))


def _factors(rate: ArrayLike, periods: int, *, mid_year: bool) -> NDArray[np.float64]:
    each = np.atleast_1d(np.asarray(rate, np.float64))[:, None]
    if (each <= -1).any():
        raise ValueError("rate: lies above -1")
    t = np.arange(periods) + (0.5 if mid_year else 0.0)
    return (1.0 + each) ** -t


def npv(cash_flows: ArrayLike, rate: ArrayLike, *, mid_year: bool = False) -> NDArray[np.float64]:
    """Discount to the present.

    NPV = Σ_t CF_t / (1 + r)^t, t = 0, 1, 2 ...; with ``mid_year`` t = 0.5, 1.5 ...

    Parameters
    ----------
    cash_flows : array_like, shape (n, T) or (T,)
        Money by period, the first one now; out is negative.
    rate : array_like, shape (n,) or ()
        Per period, above -1.
    mid_year : bool
        Whether money of a period falls into its middle.

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN where money is no number.

    Raises
    ------
    ValueError
        If a rate is -1 or less.

    Notes
    -----
    Source: Brealey, Myers & Allen, Principles of Corporate Finance, chapter 2. A spreadsheet's NPV starts at t = 1.
    """
    table = _streams(cash_flows)
    return np.asarray((table * _factors(rate, table.shape[1], mid_year=mid_year)).sum(axis=1))


def xnpv(cash_flows: ArrayLike, days: ArrayLike, rate: ArrayLike) -> NDArray[np.float64]:
    """Discount money that falls on dates.

    XNPV = Σ_i CF_i / (1 + r)^((d_i - d_0) / 365)

    Parameters
    ----------
    cash_flows : array_like, shape (n, T) or (T,)
        Money.
    days : array_like, shape (n, T) or (T,)
        Its day, as a number of days on any axis; the first one is the present.
    rate : array_like, shape (n,) or ()
        Per year, above -1.

    Returns
    -------
    ndarray of float64, shape (n,)

    Raises
    ------
    ValueError
        If a rate is -1 or less.
    """
    table, at = _streams(cash_flows), _streams(days)
    each = np.atleast_1d(np.asarray(rate, np.float64))[:, None]
    if (each <= -1).any():
        raise ValueError("rate: lies above -1")
    return np.asarray((table * (1.0 + each) ** (-(at - at[:, :1]) / DAYS)).sum(axis=1))


def mirr(cash_flows: ArrayLike, finance_rate: ArrayLike, reinvest_rate: ArrayLike) -> NDArray[np.float64]:
    """Take the one rate that turns what is paid in into what comes out.

    MIRR = (FV of money in at the reinvestment rate / -PV of money out at the finance rate)^(1 / (T - 1)) - 1

    Parameters
    ----------
    cash_flows : array_like, shape (n, T) or (T,)
        Money by period, the first one now.
    finance_rate, reinvest_rate : array_like, shape (n,) or ()
        Per period, above -1.

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN where money only goes out or only comes in, or there is but one period.

    Raises
    ------
    ValueError
        If a rate is -1 or less.

    Notes
    -----
    Source: Brigham & Houston, Fundamentals of Financial Management, chapter on capital budgeting.
    """
    table = _streams(cash_flows)
    periods = table.shape[1]
    paid = -(np.minimum(table, 0.0) * _factors(finance_rate, periods, mid_year=False)).sum(axis=1)
    back = (np.maximum(table, 0.0) / _factors(reinvest_rate, periods, mid_year=False)[:, ::-1]).sum(axis=1)
    growth = ratio(back, paid)
    if periods < 2:
        return np.full(len(table), np.nan)
    return np.where((growth > 0) & (back > 0), np.abs(growth) ** (1.0 / (periods - 1)) - 1.0, np.nan)


def profitability_index(cash_flows: ArrayLike, rate: ArrayLike) -> NDArray[np.float64]:
    """Compare what comes in with what goes out, both at present value.

    PI = PV of money in / -PV of money out = 1 + NPV / -PV of money out

    Parameters
    ----------
    cash_flows : array_like, shape (n, T) or (T,)
        Money by period, the first one now.
    rate : array_like, shape (n,) or ()
        Per period, above -1.

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN where nothing goes out.

    Raises
    ------
    ValueError
        If a rate is -1 or less.
    """
    table = _streams(cash_flows)
    factors = _factors(rate, table.shape[1], mid_year=False)
    back, paid = (np.maximum(table, 0.0) * factors).sum(axis=1), -(np.minimum(table, 0.0) * factors).sum(axis=1)
    return ratio(back, paid)


def benefit_cost_ratio(
    benefits: ArrayLike, costs: ArrayLike, rate: ArrayLike, *, disbenefits: ArrayLike = 0.0, side: Side = "benefit"
) -> NDArray[np.float64]:
    """Divide benefits by costs at present value.

    side "benefit": (PV benefits - PV dis-benefits) / PV costs;   "cost": PV benefits / (PV costs + PV dis-benefits)

    Parameters
    ----------
    benefits, costs, disbenefits : array_like, shape (n, T) or (T,)
        Amounts by period, the first one now; their signs do not matter.
    rate : array_like, shape (n,) or ()
        Per period, above -1.
    side : {"benefit", "cost"}
        Where dis-benefits are counted. The Green Book takes them off the benefits.

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN where there are no costs.

    Raises
    ------
    ValueError
        If a rate is -1 or less.

    Notes
    -----
    Source: HM Treasury, The Green Book.
    """
    good, paid = _streams(benefits), _streams(costs)
    bad = np.broadcast_to(
        np.abs(np.asarray(disbenefits, np.float64)), np.broadcast_shapes(good.shape, np.shape(disbenefits))
    )
    plus, minus, cost = npv(np.abs(good), rate), npv(bad, rate), npv(np.abs(paid), rate)
    return ratio(plus - minus, cost) if side == "benefit" else ratio(plus, cost + minus)


def roi(benefits: ArrayLike, costs: ArrayLike) -> NDArray[np.float64]:
    """Take the gain as a share of the cost, without discounting.

    ROI = (Σ benefits - Σ costs) / Σ costs

    Parameters
    ----------
    benefits, costs : array_like, shape (n, T) or (T,)
        Amounts by period; costs are positive, dis-benefits negative benefits.

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN where there are no costs.
    """
    good, paid = _streams(benefits).sum(axis=1), _streams(costs).sum(axis=1)
    return ratio(good - paid, paid)


def payback(cash_flows: ArrayLike, rate: ArrayLike = 0.0) -> NDArray[np.float64]:
    """Find when the money is back for the first time, within a period in a straight line.

    min t: Σ_{u <= t} CF_u / (1 + r)^u >= 0, less the part of period t in which that happened

    Parameters
    ----------
    cash_flows : array_like, shape (n, T) or (T,)
        Money by period, the first one now.
    rate : array_like, shape (n,) or ()
        0 is the simple payback, else the discounted one.

    Returns
    -------
    ndarray of float64, shape (n,)
        Periods from now; 0 where nothing is ever out; NaN where the money does not come back.

    Raises
    ------
    ValueError
        If a rate is -1 or less.
    """
    table = _streams(cash_flows)
    flows = table * _factors(rate, table.shape[1], mid_year=False)
    total = np.cumsum(flows, axis=1)
    out = np.cumsum(total < 0, axis=1) > 0
    back = out & (total >= -1e-12 * np.abs(flows).max(axis=1, keepdims=True, initial=0.0))
    at = back.argmax(axis=1)
    rows = np.arange(len(table))
    before = total[rows, np.maximum(at - 1, 0)]
    part = ratio(-before, flows[rows, at])
    when = np.where(back.any(axis=1), at - 1 + np.clip(part, 0.0, 1.0), np.nan)
    never_out = ~out.any(axis=1) & np.isfinite(total).all(axis=1)
    return np.where(never_out, 0.0, when)
