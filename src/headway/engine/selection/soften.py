"""The same model with every wish made elastic: how far the limits have to give, at the least, and where.

    min  Σ_i (w_i / scale_i) u_i      a_i x - u_i <= b_i, or a_i x + u_i >= b_i;  u_i >= 0

``scale_i`` is the size of the limit, so that breaking a budget of 100 by 10 weighs as much as one of 10 by 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.selection.model import Model
from headway.engine.selection.rows import HARD, INF, Rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

PENALTIES: dict[str, float] = {
    "budget": 1.0,
    "capacity": 1.0,
    "total-cost": 1.0,
    "risk": 1.0,
    "coverage": 1.0,
    "balance-low": 1.0,
    "balance-high": 1.0,
    "count-low": 1.0,
    "count-high": 1.0,
    "mandatory": 10.0,
    "prerequisite": 10.0,
    "exclusion": 10.0,
}
"""Weight of breaking each kind of limit by its own size; rules between projects weigh ten times as much."""


def soften(model: Model, penalties: Mapping[str, float]) -> tuple[Model, NDArray[np.float64]]:
    """Give every wish a slack, and add a last row that adds up the weighted slacks.

    Parameters
    ----------
    model : Model
        With rows that cannot all be kept.
    penalties : mapping of str to float
        Weight by kind of row; kinds that it does not name weigh 1.

    Returns
    -------
    Model
        Its first columns are those of ``model``; its last row, of kind "violation", has no bound yet.
    weights : ndarray of float64
        Of all its columns: 0, then the weight of each slack.

    Notes
    -----
    Source: elastic programming (Chinneck 2008, Feasibility and Infeasibility in Optimization, section 6).
    """
    rows, n = model.rows, len(model.objective)
    wish = np.array([kind not in HARD for kind in rows.kind], bool)
    over = np.flatnonzero(wish & np.isfinite(rows.upper))
    under = np.flatnonzero(wish & np.isfinite(rows.lower))
    slack_row = np.concatenate([over, under])
    sign = np.concatenate([-np.ones(len(over)), np.ones(len(under))])
    largest = np.zeros(len(rows))
    owner = np.repeat(np.arange(len(rows)), np.diff(rows.start))
    np.maximum.at(largest, owner, np.abs(rows.coefficient))
    limit = np.where(np.isfinite(rows.upper), rows.upper, rows.lower)[slack_row]
    scale = np.maximum(np.abs(limit), largest[slack_row])
    weight = np.array([penalties.get(rows.kind[i], 1.0) for i in slack_row]) / np.where(scale > 0, scale, 1.0)
    own = n + np.arange(len(slack_row))
    order = np.argsort(np.concatenate([owner, slack_row]), kind="stable")
    column = np.concatenate([rows.column, own])[order]
    value = np.concatenate([rows.coefficient, sign])[order]
    counts = np.diff(rows.start) + np.bincount(slack_row, minlength=len(rows))
    starts = np.concatenate([[0], np.cumsum(np.append(counts, len(own)))])
    bigger = Rows(
        starts.astype(np.int32),
        np.concatenate([column, own]).astype(np.int32),
        np.concatenate([value, weight]),
        np.append(rows.lower, -INF),
        np.append(rows.upper, INF),
        (*rows.kind, "violation"),
        (*rows.index, ()),
    )
    zeros = np.zeros(len(own))
    elastic = Model(
        model.columns,
        np.concatenate([model.objective, zeros]),
        model.constant,
        np.concatenate([model.lower, zeros]),
        np.concatenate([model.upper, np.full(len(own), INF)]),
        np.concatenate([model.integer, np.zeros(len(own), bool)]),
        bigger,
        model.stop_total,
        synergies=model.synergies,
    )
    return elastic, np.concatenate([np.zeros(n), weight])
