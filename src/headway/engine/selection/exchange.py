"""A quick first improvement of large cases: a few starts out, what fits best in.

Source: ruin and recreate (Schrimpf et al. 2000, J. Comput. Phys. 159), taking only what is better.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.selection.highs import Prices
    from headway.engine.selection.model import Model

SEED = 1848
MOST_ENTRIES = 20_000_000
"""Rows times starts above which nothing is tried."""
ENTRIES_A_SECOND = 2e9
"""What a try costs: entries that are compared, on a machine of today; the engine reads no clock."""
MOST_OUT = 3
NOISES = (0.0, 0.2, 0.6)
"""By how much of a usual value the order of what comes in is shuffled."""


@dataclass(frozen=True, slots=True)
class _Table:
    """Starts by rows, every row an upper bound scaled to a largest entry of 1."""

    entry: NDArray[np.float64]
    limit: NDArray[np.float64]
    """What the starts may use: bounds less what the other columns take."""


def exchange(model: Model, prices: Prices, x: NDArray[np.float64], tries: int) -> tuple[NDArray[np.float64], float]:
    """Take a few starts out and put the most valuable ones in that fit, as long as it helps.

    Parameters
    ----------
    model : Model
        With bounds and objective as they are now.
    prices : Prices
        Of its relaxation: a start whose reduced cost is larger than the distance to the bound never comes in.
    x : ndarray of float64
        Columns that keep all rows. All but the starts, and money that is carried over whole, stay as they are.
    tries : int
        How many.

    Returns
    -------
    x : ndarray of float64
        At least as good, and keeping all rows.
    seconds : float
        About what it took.

    Notes
    -----
    Complexity: O(tries · rows · starts), most of them skipped.
    """
    starts = len(model.columns.row)
    if len(model.rows) * starts > MOST_ENTRIES or not starts:
        return x, 0.0
    table = _table(model, x)
    value, rng = model.objective[:starts], np.random.default_rng(SEED)
    on = np.flatnonzero(x[:starts] > 0.5)
    slack = table.limit - table.entry[:, on].sum(axis=1)
    if (slack < -1e-7).any():
        return x, 0.0
    distance = max(prices.objective - float(model.objective @ x), 0.0)
    inside = np.flatnonzero((prices.reduced_cost[:starts] > -distance) & (value > 0))
    narrow, worth = np.ascontiguousarray(table.entry[:, inside], dtype=np.float32), value[inside]
    usual = float(np.median(worth)) if len(worth) else 0.0
    better = False
    for _ in range(tries if len(inside) and len(on) else 0):
        out = rng.choice(on, min(int(rng.integers(1, MOST_OUT + 1)), len(on)), replace=False)
        room = slack + table.entry[:, out].sum(axis=1)
        order = worth + rng.random(len(worth)) * usual * float(rng.choice(NOISES))
        added = inside[_refill(narrow, order, room)]
        if value[added].sum() <= value[out].sum() + 1e-9 * usual:
            continue
        after = room - table.entry[:, added].sum(axis=1)
        if (after >= -1e-7).all():
            on, slack, better = np.union1d(np.setdiff1d(on, out), added), after, True
    if better:
        x = x.copy()
        x[:starts] = 0.0
        x[on] = 1.0
        _hand_on(model, x)
    return x, tries * narrow.size / ENTRIES_A_SECOND


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
    if len(model.rows) * starts > MOST_ENTRIES or not starts:
        return None
    x = np.where(model.integer, x, 0.0)
    table = _table(model, x)
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
    _hand_on(model, x)
    return x


def _refill(narrow: NDArray[np.float32], order: NDArray[np.float64], room: NDArray[np.float64]) -> NDArray[np.int64]:
    """Put in what comes first in the order and fits, until nothing does."""
    left = room.astype(np.float32) + np.float32(1e-6)
    fits = np.flatnonzero((narrow <= np.maximum(left, 0.0)[:, None]).all(axis=0))
    taken: list[int] = []
    while len(fits):
        first = int(fits[np.argmax(order[fits])])
        taken.append(first)
        left = left - narrow[:, first]
        fits = fits[(narrow[:, fits] <= np.maximum(left, 0.0)[:, None]).all(axis=0)]
        fits = fits[fits != first]
    return np.array(taken, np.int64)


def _table(model: Model, x: NDArray[np.float64]) -> _Table:
    rows, starts = model.rows, len(model.columns.row)
    owner = np.repeat(np.arange(len(rows)), np.diff(rows.start))
    entry = np.zeros((len(rows), starts))
    mine = rows.column < starts
    entry[owner[mine], rows.column[mine]] = rows.coefficient[mine]
    others = np.bincount(owner[~mine], weights=(rows.coefficient * x[rows.column])[~mine], minlength=len(rows))
    upper, lower = rows.upper - others, rows.lower - others
    if (purse := _purse(model)) is not None:
        budgets, carry = purse
        taken = np.diff(x[carry], prepend=0.0)
        entry[budgets] = np.cumsum(entry[budgets], axis=0)
        upper[budgets] = np.cumsum(upper[budgets] + taken)
    bounded, floored = np.isfinite(upper), np.isfinite(lower)
    entry = np.concatenate([entry[bounded], -entry[floored]])
    limit = np.concatenate([upper[bounded], -lower[floored]])
    scale = np.abs(entry).max(axis=1, initial=0.0)
    keep = scale > 0
    return _Table(entry[keep] / scale[keep, None], limit[keep] / scale[keep])


def _purse(model: Model) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    """Find the budgets and the money carried over, where all of it is: then only the sums up to each period count."""
    budgets = np.array([i for i, kind in enumerate(model.rows.kind) if kind == "budget"], np.int64)
    if model.whole_carry < 0 or not len(budgets) or len(budgets) != model.rows.index[budgets[-1]][0] + 1:
        return None
    return budgets, model.whole_carry + np.arange(len(budgets))


def _hand_on(model: Model, x: NDArray[np.float64]) -> None:
    """Carry over whatever is left, where all of it is."""
    if (purse := _purse(model)) is None:
        return
    budgets, carry = purse
    rows = model.rows
    x[carry] = 0.0
    owner = np.repeat(np.arange(len(rows)), np.diff(rows.start))
    sums = np.bincount(owner, weights=rows.coefficient * x[rows.column], minlength=len(rows))
    x[carry] = np.maximum(np.cumsum(rows.upper[budgets] - sums[budgets]), 0.0)
