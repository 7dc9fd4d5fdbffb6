"""Rates of return: every rate at which a stream of money is worth nothing.

With x = 1 / (1 + r), NPV(x) = Σ CF_t x^t is a polynomial, whose positive roots are the rates. Rows whose money changes
sign once have exactly one (Descartes); the others are solved by the eigenvalues of their companion matrices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.measures.columns import bad_rows

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from headway.engine.measures.diagnostic import Diagnostic

HALVINGS = 60
GRAINS = 64.0
"""Rounding steps for each coefficient within which a value of the polynomial has no sure sign."""
COARSE, STEPS = 26, 3
"""Halvings before Newton's steps, and how many of these."""
EDGE = 12.0
"""Rates are looked for between e^-12 - 1 and e^12 - 1."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates of return of n streams."""

    irr: NDArray[np.float64]
    """(n,): the only rate; NaN where there is none, or more than one."""
    all_rates: NDArray[np.float64]
    """(n, most): every rate at which the NPV changes its sign, ascending, NaN behind the last."""
    count: NDArray[np.int64]
    """(n,): how many."""
    sign_changes: NDArray[np.int64]
    """(n,): of the money itself; there are at most so many rates."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """``not-a-number`` (errors), ``no-rate``, ``several-rates`` (warnings) with their rows."""


def internal_rates(cash_flows: ArrayLike) -> Rates:
    """Find all rates of return.

    Σ_t CF_t / (1 + r)^t = 0,  r > -1

    Parameters
    ----------
    cash_flows : array_like, shape (n, T) or (T,)
        Money by period, the first one now; out is negative.

    Returns
    -------
    Rates

    Notes
    -----
    Complexity: O(n · T) for streams that change sign once, O(T^3) for each other one. A rate at which the NPV touches 0
    without changing its sign is not reported, nor are two between which rounding cannot tell the NPV from 0.
    Source: Descartes' rule of signs.
    """
    table = np.atleast_2d(np.asarray(cash_flows, np.float64))
    lost = np.asarray(~np.isfinite(table).all(axis=1))
    table = np.where(lost[:, None], 0.0, table)
    peak = np.abs(table).max(axis=1, initial=0.0)
    table = table / np.where(peak > 0, peak, 1.0)[:, None]
    changes = _sign_changes(table)
    once, often = np.flatnonzero(changes == 1), np.flatnonzero(changes > 1)
    with np.errstate(over="ignore"):
        several = [_all_roots(table[row]) for row in often.tolist()]
    most = max([1, *(len(each) for each in several)])
    rates = np.full((len(table), most), np.nan)
    rates[once, 0] = _single_root(table[once])
    for row, each in zip(often.tolist(), several, strict=True):
        rates[row, : len(each)] = each
    count = (~np.isnan(rates)).sum(axis=1)
    irr = np.where(count == 1, rates[:, 0], np.nan)
    found = (
        *bad_rows("not-a-number", "Money is no number.", lost),
        *bad_rows("no-rate", "No rate makes the money worth nothing.", (count == 0) & ~lost, "warning"),
        *bad_rows("several-rates", "More than one rate makes the money worth nothing.", count > 1, "warning"),
    )
    return Rates(irr, rates, count, changes, found)


def _sign_changes(table: NDArray[np.float64]) -> NDArray[np.int64]:
    """Count changes of sign, zeros left out."""
    sign = np.sign(table)
    last = np.zeros(len(table))
    changes = np.zeros(len(table), np.int64)
    for column in sign.T:
        changes += (column != 0) & (last != 0) & (column != last)
        last = np.where(column != 0, column, last)
    return changes


def _value(table: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.float64]:
    total = np.zeros(len(table))
    for column in table.T[::-1]:
        total = total * x + column
    return total


def _single_root(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Halve an interval of ln x that holds the only root, then take Newton's steps within it; NaN beyond the edges."""
    if not len(table):
        return np.zeros(0)
    edge = min(EDGE, 600.0 / table.shape[1])
    low, high = np.full(len(table), -edge), np.full(len(table), edge)
    below = _value(table, np.exp(low)) > 0
    held = below != (_value(table, np.exp(high)) > 0)
    for _ in range(COARSE):
        middle = (low + high) / 2
        same = (_value(table, np.exp(middle)) > 0) == below
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    at = (low + high) / 2
    for _ in range(STEPS):
        x = np.exp(at)
        slope = _value(table[:, 1:] * np.arange(1, table.shape[1]), x) * x
        step = np.divide(_value(table, x), slope, out=np.zeros(len(table)), where=slope != 0)
        at = np.clip(at - step, low, high)
    return np.where(held, np.expm1(-at), np.nan)


def _all_roots(row: NDArray[np.float64]) -> list[float]:
    """Take the positive real roots of one stream at which its sign changes."""
    filled = np.flatnonzero(row)
    coefficients = row[filled[0] : filled[-1] + 1][::-1]
    roots = np.roots(coefficients)
    real = np.sort(roots.real[(np.abs(roots.imag) <= 1e-6 * np.maximum(1.0, np.abs(roots))) & (roots.real > 1e-6)])
    if not len(real):
        return []
    walls = np.concatenate([[real[0] / 2], np.sqrt(real[1:] * real[:-1]), [real[-1] * 2]])
    at_walls, size = np.polyval(coefficients, walls), np.polyval(np.abs(coefficients), walls)
    # Beyond all numbers the sign is sure: it is that of the last money.
    sure = np.isinf(at_walls) | (np.abs(at_walls) > GRAINS * len(coefficients) * np.finfo(np.float64).eps * size)
    walls, above = walls[sure], at_walls[sure] > 0
    found = [
        _halved(coefficients, float(low), float(high))
        for low, high, a, b in zip(walls[:-1], walls[1:], above[:-1], above[1:], strict=True)
        if a != b
    ]
    return sorted(1.0 / each - 1.0 for each in found)


def _halved(coefficients: NDArray[np.float64], low: float, high: float) -> float:
    below = np.polyval(coefficients, low) > 0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if (np.polyval(coefficients, middle) > 0) == below:
            low = middle
        else:
            high = middle
    return (low + high) / 2
