"""Rows of money, people, sums and shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.selection.rows import INF
from headway.engine.selection.starts import money_within, stops

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.selection.candidates import Candidates
    from headway.engine.selection.limits import Limits
    from headway.engine.selection.rows import RowPieces
    from headway.engine.selection.starts import Columns


def spread(
    profile: NDArray[np.float64], columns: Columns, periods: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Lay profiles that count from their own start onto the periods.

    entry(t, rs) = profile[r, t - s]

    Parameters
    ----------
    profile : ndarray of float64, shape (n, d)
        By row of the candidates.
    columns : Columns
        Rows and starts.
    periods : int
        T.

    Returns
    -------
    period, column, amount : ndarrays, shape (e,)
        Entries that are not zero and lie within the horizon.
    """
    step = np.arange(profile.shape[1])
    period = columns.start[:, None] + step
    amount = profile[columns.row]
    at, j = np.nonzero((amount != 0) & (period < periods))
    return period[at, j], at.astype(np.int64), amount[at, j]


def joint_costs(
    candidates: Candidates, periods: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """List what synergies cost or save.

    Parameters
    ----------
    candidates : Candidates
        With synergies.
    periods : int
        T.

    Returns
    -------
    period, synergy, amount : ndarrays, shape (e,)
        Entries that are not zero and lie within the horizon.
    """
    found = [
        (period, place, amount)
        for place, each in enumerate(candidates.synergies)
        for period, amount in enumerate(each.cost[:periods])
        if amount
    ]
    at = np.array([each[:2] for each in found], np.int64).reshape(-1, 2)
    return at[:, 0], at[:, 1], np.array([amount for _, _, amount in found], np.float64)


def add_budgets(
    pieces: RowPieces, candidates: Candidates, limits: Limits, columns: Columns, *, first_carry: int
) -> None:
    """Add a row for the money of each period.

    spend_t + Σ c_gt y_g - share · income_t + k_t / q - k_{t-1} <= B_t,  0 <= k_t <= cap  (k: carried over, at share q)

    Parameters
    ----------
    pieces : RowPieces
        Where they go.
    candidates, limits : Candidates, Limits
        The case.
    columns : Columns
        Starts.
    first_carry : int
        Column of the money handed from period 0 to 1.
    """
    if limits.budgets is None:
        return
    periods = limits.periods
    net = candidates.cost - limits.income_share * candidates.income
    local, column, amount = spread(net, columns, periods)
    stop = stops(candidates)[0]
    saved = np.flatnonzero(stop[columns.project] != 0)
    joint, synergy, more = joint_costs(candidates, periods)
    local = np.concatenate([local, np.zeros(len(saved), np.int64), joint])
    column = np.concatenate([column, saved, len(columns.row) + synergy])
    amount = np.concatenate([amount, -stop[columns.project[saved]], more])
    if limits.carry_over > 0:
        t = np.arange(periods)
        local, column = (
            np.concatenate([local, t, t[1:]]),
            np.concatenate([column, first_carry + t, first_carry + t[:-1]]),
        )
        amount = np.concatenate([amount, np.full(periods, 1 / limits.carry_over), -np.ones(periods - 1)])
    upper = limits.budgets.copy()
    upper[0] -= stop.sum()
    keep = np.isfinite(upper)
    place = np.cumsum(keep) - 1
    inside = keep[local]
    labels = [(int(t),) for t in np.flatnonzero(keep)]
    pieces.add("budget", labels, place[local[inside]], column[inside], amount[inside], upper=upper[keep].tolist())


def add_capacities(pieces: RowPieces, candidates: Candidates, limits: Limits, columns: Columns) -> None:
    """Add a row for each skill and period: Σ demand[r, skill, t - s] x_rs <= capacity[skill, t].

    Parameters
    ----------
    pieces : RowPieces
        Where they go; rows without limit or without demand are left out.
    candidates, limits : Candidates, Limits
        The case.
    columns : Columns
        Starts.
    """
    if limits.capacities is None:
        return
    for k in range(min(candidates.demand.shape[1], len(limits.capacities))):
        local, column, amount = spread(candidates.demand[:, k], columns, limits.periods)
        keep = np.isfinite(limits.capacities[k])
        asked = np.zeros(limits.periods, bool)
        asked[local] = True
        keep &= asked | (limits.capacities[k] < 0)
        place, inside = np.cumsum(keep) - 1, keep[local]
        labels = [(k, int(t)) for t in np.flatnonzero(keep)]
        upper = limits.capacities[k][keep].tolist()
        pieces.add("capacity", labels, place[local[inside]], column[inside], amount[inside], upper=upper)


def add_sums(pieces: RowPieces, candidates: Candidates, limits: Limits, columns: Columns, stop_total: float) -> None:
    """Add rows for the sums over everything: cost, risk, number of projects, what each objective receives.

    Parameters
    ----------
    pieces : RowPieces
        Where they go.
    candidates, limits : Candidates, Limits
        The case.
    columns : Columns
        Starts.
    stop_total : float
        Cost of stopping all ongoing projects, which the cost of a column is counted against.
    """
    m = len(columns.row)
    every, one = np.arange(m), np.ones(m)
    most = INF if limits.total_cost is None else limits.total_cost - stop_total
    _, synergy, more = joint_costs(candidates, limits.periods)
    column, amount = np.append(every, m + synergy), np.append(columns.cost, more)
    pieces.add_one("total-cost", (), column, amount, upper=most)
    most = INF if limits.risk is None else limits.risk
    pieces.add_one("risk", (), every, candidates.risk[columns.row], upper=most)
    if limits.count_low:
        pieces.add_one("count-low", (), every, one, lower=float(limits.count_low))
    if limits.count_high is not None:
        pieces.add_one("count-high", (), every, one, upper=float(limits.count_high))
    if limits.coverage is not None:
        for o, least in enumerate(limits.coverage.tolist()):
            known = o < candidates.contribution.shape[1]
            given = candidates.contribution[columns.row, o] if known else np.zeros(m)
            pieces.add_one("coverage", (o,), every, given, lower=least)


def add_shares(pieces: RowPieces, candidates: Candidates, limits: Limits, columns: Columns) -> None:
    """Add two rows for each balance, with w the money, the value or 1 of a row and c its category.

    Σ (low - [r in c]) w_rs x_rs <= 0    and    Σ ([r in c] - high) w_rs x_rs <= 0

    Parameters
    ----------
    pieces : RowPieces
        Where they go.
    candidates, limits : Candidates, Limits
        The case.
    columns : Columns
        Starts.
    """
    every = np.arange(len(columns.row))
    weights = {
        "spend": money_within(candidates, columns.row, columns.start, limits.periods),
        "value": candidates.value_at(columns.start.astype(np.int32), columns.row),
        "count": np.ones(len(columns.row)),
    }
    for place, balance in enumerate(limits.balance):
        weight = weights[balance.of]
        inside = (candidates.category[columns.row] == balance.category).astype(np.float64)
        if balance.low > 0:
            pieces.add_one("balance-low", (place,), every, (balance.low - inside) * weight, upper=0.0)
        if balance.high < 1:
            pieces.add_one("balance-high", (place,), every, (inside - balance.high) * weight, upper=0.0)
