"""Rules by which work earns its value."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.measures.columns import columns, ratio

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class EarningRule(IntEnum):
    """How the share of a row's budget that is earned follows from its progress."""

    PHYSICAL = 0
    """As judged: ``progress`` is the share that is done, 0 to 1."""
    ZERO_HUNDRED = 1
    """All at the finish."""
    FIFTY_FIFTY = 2
    """Half at the start, half at the finish."""
    TWENTY_EIGHTY = 3
    """A fifth at the start, the rest at the finish."""
    MILESTONES = 4
    """``progress`` is the sum of the weights of milestones that are reached, see ``milestone_share``."""
    UNITS = 5
    """``progress`` is units done of units planned."""
    APPORTIONED = 6
    """As another row: ``progress`` is that row's earned share."""
    LEVEL_OF_EFFORT = 7
    """Earns what was planned as time passes: EV = PV. It hides variance; show its share, see ``effort_share``."""


AT_START = {EarningRule.ZERO_HUNDRED: 0.0, EarningRule.FIFTY_FIFTY: 0.5, EarningRule.TWENTY_EIGHTY: 0.2}


def earn(
    rule: ArrayLike,
    bac: ArrayLike,
    pv: ArrayLike,
    *,
    progress: ArrayLike = 0.0,
    started: ArrayLike = False,
    finished: ArrayLike = False,
) -> NDArray[np.float64]:
    """Work out the earned value of rows by their rules.

    EV = BAC · share(rule, started, finished, progress), never more than BAC;  EV = PV for level of effort

    Parameters
    ----------
    rule : array_like of EarningRule, shape (n,)
        Of each row.
    bac, pv : array_like, shape (n,)
        Budget; planned value at the status date.
    progress : array_like, shape (n,)
        0 to 1, for the rules that ask for it; cut to that range.
    started, finished : array_like of bool, shape (n,)
        What has begun, what is done. Finished work has earned everything by every rule.

    Returns
    -------
    ndarray of float64, shape (n,)

    Raises
    ------
    ValueError
        If a rule is none of them or the shapes do not fit together.

    Notes
    -----
    Source: ISO 21508, clause on performance measurement techniques.
    """
    given = columns(rule=rule, bac=bac, pv=pv, progress=progress, started=started, finished=finished)
    kind = given["rule"]
    if not np.isin(kind, [int(each) for each in EarningRule]).all():
        raise ValueError("rule: there is no such rule")
    begun, done = given["started"].astype(bool), given["finished"].astype(bool)
    share = np.clip(given["progress"], 0.0, 1.0)
    for each, at_start in AT_START.items():
        share = np.where(kind == each, np.where(begun, at_start, 0.0), share)
    share = np.where(done, 1.0, share)
    effort = (kind == EarningRule.LEVEL_OF_EFFORT) & ~done
    return np.where(effort, np.minimum(given["pv"], given["bac"]), given["bac"] * share)


def milestone_share(row: ArrayLike, weight: ArrayLike, reached: ArrayLike, n: int) -> NDArray[np.float64]:
    """Add up the weights of the milestones that are reached, for each row.

    share_i = Σ_{m of i, reached} w_m / Σ_{m of i} w_m

    Parameters
    ----------
    row : array_like of int, shape (m,)
        Row of each milestone.
    weight : array_like, shape (m,)
        Not negative.
    reached : array_like of bool, shape (m,)
        Which are.
    n : int
        Number of rows.

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN for rows without milestones.

    Raises
    ------
    ValueError
        If a weight is negative or no number.
    """
    at, size = np.asarray(row, np.int64), np.asarray(weight, np.float64)
    if not (np.isfinite(size) & (size >= 0)).all():
        raise ValueError("weight: is a number that is not negative")
    got = np.bincount(at, weights=size * np.asarray(reached, bool), minlength=n)
    return ratio(got, np.bincount(at, weights=size, minlength=n))


def effort_share(rule: ArrayLike, bac: ArrayLike) -> float:
    """Tell how much of the budget is level of effort, which shows no variance of schedule.

    Σ BAC of level of effort / Σ BAC

    Parameters
    ----------
    rule : array_like of EarningRule, shape (n,)
        Of each row.
    bac : array_like, shape (n,)
        Budgets.

    Returns
    -------
    float
        NaN where there is no budget.
    """
    given = columns(rule=rule, bac=bac)
    effort = given["rule"] == EarningRule.LEVEL_OF_EFFORT
    return float(ratio(given["bac"][effort].sum(), given["bac"].sum()))
