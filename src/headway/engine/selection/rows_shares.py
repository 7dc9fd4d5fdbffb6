"""Rows of balance: the share of a category in the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from headway.engine.selection.candidates import Candidates
    from headway.engine.selection.limits import Limits
    from headway.engine.selection.rows import RowPieces
    from headway.engine.selection.starts import Columns


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
    m = len(columns.row)
    zero, every = np.zeros(m, np.int64), np.arange(m)
    within = columns.start[:, None] + np.arange(candidates.cost.shape[1]) < limits.periods
    weights = {
        "spend": (candidates.cost[columns.row] * within).sum(axis=1),
        "value": candidates.value_at(columns.start.astype(np.int32), columns.row),
        "count": np.ones(m),
    }
    for place, balance in enumerate(limits.balance):
        weight = weights[balance.of]
        inside = (candidates.category[columns.row] == balance.category).astype(np.float64)
        if balance.low > 0:
            pieces.add("balance-low", [(place,)], zero, every, (balance.low - inside) * weight, upper=0.0)
        if balance.high < 1:
            pieces.add("balance-high", [(place,)], zero, every, (inside - balance.high) * weight, upper=0.0)
