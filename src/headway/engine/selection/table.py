"""A model as one table of upper bounds over starts and synergies, for heuristics that try many selections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.selection.model import Model

MOST_ENTRIES = 20_000_000
"""Rows times columns above which no table is made."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """c columns by r rows, every row an upper bound scaled to a largest entry of 1."""

    entry: NDArray[np.float64]
    """(r, c)."""
    limit: NDArray[np.float64]
    """(r,): what the columns may use: bounds less what the columns that are held take."""
    price: NDArray[np.float64]
    """(r,): what a unit more is worth by the prices that were given."""


def movable(model: Model) -> int:
    """Count the columns that a table has: starts, then synergies.

    Parameters
    ----------
    model : Model
        Plain, or with further columns behind those.

    Returns
    -------
    int
        0 where a table would be too large.
    """
    count = len(model.columns.row) + model.synergies
    return count if len(model.rows) * count <= MOST_ENTRIES else 0


def bounds_of(model: Model, x: NDArray[np.float64], columns: int, price: NDArray[np.float64] | None = None) -> Bounds:
    """Turn every row that has a bound into upper bounds of the first columns.

    A lower bound is an upper one of the negative. Where all money left is carried over, the budgets up to each period
    are added up, and the money that is handed on is no column any more:

        Σ_{u <= t} spend_u <= Σ_{u <= t} budget_u    with the price p_t - p_{t+1}

    Parameters
    ----------
    model : Model
        With bounds as they are now.
    x : ndarray of float64
        All columns: where those that are not in the table are held.
    columns : int
        How many are.
    price : ndarray of float64 or None
        By row of the model.

    Returns
    -------
    Bounds

    Notes
    -----
    Complexity: O(rows · columns).
    """
    rows = model.rows
    prices = np.zeros(len(rows)) if price is None else price.copy()
    owner = np.repeat(np.arange(len(rows)), np.diff(rows.start))
    mine = rows.column < columns
    others = np.bincount(owner[~mine], weights=(rows.coefficient * x[rows.column])[~mine], minlength=len(rows))
    upper, lower = rows.upper - others, rows.lower - others
    purse = _purse(model)
    if purse is not None:
        budgets, carry = purse
        upper[budgets] = np.cumsum(upper[budgets] + np.diff(x[carry], prepend=0.0))
        prices[budgets] -= np.append(prices[budgets][1:], 0.0)
    bounded, floored = np.flatnonzero(np.isfinite(upper)), np.flatnonzero(np.isfinite(lower))
    entry = np.zeros((len(bounded) + len(floored), columns))
    for kept, sign, first in ((bounded, 1.0, 0), (floored, -1.0, len(bounded))):
        place = np.full(len(rows), -1)
        place[kept] = first + np.arange(len(kept))
        into = mine & (place[owner] >= 0)
        entry[place[owner[into]], rows.column[into]] = sign * rows.coefficient[into]
    if purse is not None:
        summed = np.searchsorted(bounded, budgets)
        entry[summed] = np.cumsum(entry[summed], axis=0)
    limit = np.concatenate([upper[bounded], -lower[floored]])
    worth = np.maximum(np.concatenate([prices[bounded], -prices[floored]]), 0.0)
    scale = np.maximum(entry.max(axis=1, initial=0.0), -entry.min(axis=1, initial=0.0))
    keep = scale > 0
    if not keep.all():
        entry, limit, worth, scale = entry[keep], limit[keep], worth[keep], scale[keep]
    entry /= scale[:, None]
    return Bounds(entry, limit / scale, worth * scale)


def shed(model: Model, x: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Leave starts out until all rows are kept: each time the one that loses least for what it mends.

    Parameters
    ----------
    model : Model
        With bounds and objective as they are now.
    x : ndarray of float64
        Whole columns that may break rows.

    Returns
    -------
    ndarray of float64 or None
        None where leaving out does not help.

    Notes
    -----
    Complexity: O(starts left out · rows · starts chosen).
    """
    starts = len(model.columns.row)
    if not starts or not movable(model):
        return None
    x = np.where(model.integer, x, 0.0)
    table = bounds_of(model, x, starts)
    value, on = model.objective[:starts], np.flatnonzero(x[:starts] > 0.5)
    slack = table.limit - table.entry[:, on].sum(axis=1)
    while (slack < -1e-7).any():
        short = np.maximum(-slack, 0.0)
        mends = np.minimum(np.maximum(table.entry[:, on], 0.0), short[:, None]).sum(axis=0)
        if not len(on) or not (mends > 1e-9).any():
            return None
        out = int(np.argmax(np.where(mends > 1e-9, mends / np.maximum(value[on], 1e-9), -1.0)))
        slack = slack + table.entry[:, on[out]]
        on = np.delete(on, out)
    x[:starts] = 0.0
    x[on] = 1.0
    hand_on(model, x)
    return x


def _purse(model: Model) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    """Find the budgets and the money carried over, where all of it is: then only the sums up to each period count."""
    budgets = np.array([i for i, kind in enumerate(model.rows.kind) if kind == "budget"], np.int64)
    if model.whole_carry < 0 or not len(budgets) or len(budgets) != model.rows.index[budgets[-1]][0] + 1:
        return None
    return budgets, model.whole_carry + np.arange(len(budgets))


def hand_on(model: Model, x: NDArray[np.float64]) -> None:
    """Carry over whatever is left, where all of it is.

    Parameters
    ----------
    model : Model
        With bounds as they are now.
    x : ndarray of float64
        All columns; those of the money carried over are changed.
    """
    if (purse := _purse(model)) is None:
        return
    budgets, carry = purse
    rows = model.rows
    x[carry] = 0.0
    owner = np.repeat(np.arange(len(rows)), np.diff(rows.start))
    sums = np.bincount(owner, weights=rows.coefficient * x[rows.column], minlength=len(rows))
    x[carry] = np.maximum(np.cumsum(rows.upper[budgets] - sums[budgets]), 0.0)
