"""Selections for values that are not known but sampled: by their mean, their bad end, or the chance of a target."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from headway.engine.selection.columns import numbers
from headway.engine.selection.model import Model, build_model
from headway.engine.selection.search import Search
from headway.engine.selection.select import chosen_of, columns_of, select, told
from headway.engine.selection.starts import start_columns, stops
from headway.engine.selection.trouble import inspect
from headway.engine.selection.widen import Wider

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from headway.engine.selection.candidates import Candidates
    from headway.engine.selection.limits import Limits
    from headway.engine.selection.result import Selection

Criterion = Literal["mean", "cvar", "target"]


@dataclass(frozen=True, slots=True)
class Sampled:
    """A selection with what it is worth in every scenario."""

    selection: Selection
    """Its ``value`` is that of ``candidates.value``; status, bound and gap are those of the objective."""
    objective: float
    """Mean, conditional value at risk, or probability of the target, worked out from ``outcomes``."""
    bound: float
    """No selection that keeps the limits has a larger objective."""
    outcomes: NDArray[np.float64]
    """(scenarios,): value of the selection in each."""


def select_sampled(  # noqa: PLR0913
    candidates: Candidates,
    limits: Limits,
    values: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    criterion: Criterion = "mean",
    level: float = 0.1,
    gap: float = 0.0,
    seconds: float = 60.0,
    start: Selection | None = None,
) -> Sampled:
    """Choose by the distribution of the value over sampled scenarios.

    mean:    max Σ_i w_i V_i(x)
    cvar:    max η - (1 / level) Σ_i w_i u_i,  u_i >= η - V_i(x),  u_i >= 0
    target:  max Σ_i w_i b_i,  V_i(x) >= level - M_i (1 - b_i),  b_i binary

    Parameters
    ----------
    candidates : Candidates
        What could be done.
    limits : Limits
        What has to be kept.
    values : array_like, shape (scenarios, n)
        Worth of each row in each scenario, in place of ``candidates.value``.
    weights : array_like, shape (scenarios,), or None
        Probabilities; default all the same. They are scaled to a sum of 1.
    criterion : {"mean", "cvar", "target"}
        Mean; mean of the worst scenarios; probability that the value reaches a target.
    level : float
        For "cvar" the share of worst scenarios, above 0 up to 1; for "target" the value to reach.
    gap, seconds, start
        As for ``select``.

    Returns
    -------
    Sampled

    Raises
    ------
    ValueError
        If there is no scenario, something is no number or has another shape, or the level cannot be.

    Notes
    -----
    Sample average approximation: the answer is optimal for the sample, and as good for the truth as the sample is.
    Source: Rockafellar & Uryasev 2000, J. Risk 2 (cvar); Kleywegt, Shapiro & Homem-de-Mello 2002, SIAM J. Optim. 12.
    """
    table = numbers("values", values, (None, len(candidates)))
    if not len(table) or not np.isfinite(table).all():
        raise ValueError("values: wanted is at least one scenario of finite numbers")
    share = numbers("weights", np.ones(len(table)) if weights is None else weights, (len(table),))
    if not (share >= 0).all() or not 0 < share.sum() < np.inf:
        raise ValueError("weights: are not negative, and not all nothing")
    if criterion == "cvar" and not 0 < level <= 1:
        raise ValueError("level: the share of worst scenarios lies above 0 and up to 1")
    share = share / share.sum()
    found = inspect(candidates, limits)
    if any(each.level == "error" for each in found):
        return Sampled(select(candidates, limits), np.nan, np.inf, np.full(len(table), np.nan))
    model = _model(candidates, limits, table, share, criterion, level)
    search = Search(candidates, limits, model)
    begin = None if start is None else columns_of(model, start)
    answer = search.solve(gap=gap, seconds=seconds, start=begin)
    if answer.verdict == "infeasible":
        plain = select(candidates, limits, gap=gap, seconds=max(seconds - search.seconds, 0.0), start=start)
        chosen, starts, bound = plain.chosen, plain.start, np.inf
    else:
        plain = told(search, answer, found)
        x = np.zeros(len(model.objective)) if answer.x is None else answer.x
        chosen, starts = chosen_of(model, x, len(candidates))
        bound = answer.bound + (model.constant if criterion != "target" else 0.0)
    outcomes = outcomes_of(candidates, table, chosen, starts)
    objective = _objective(outcomes, share, criterion, level)
    return Sampled(_with_bound(plain, objective, bound), objective, max(bound, objective), outcomes)


def outcomes_of(
    candidates: Candidates, values: NDArray[np.float64], chosen: NDArray[np.bool_], start: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Work out what a selection is worth in every scenario.

    Parameters
    ----------
    candidates : Candidates
        For discount, synergies and stop losses.
    values : ndarray of float64, shape (scenarios, n)
        Worth of each row.
    chosen : ndarray of bool, shape (n,)
        Rows that are done.
    start : ndarray of int32, shape (n,)
        Period of their start.

    Returns
    -------
    ndarray of float64, shape (scenarios,)
    """
    rows = np.flatnonzero(chosen)
    inside = set(candidates.project[rows].tolist())
    shrink = (1.0 + candidates.discount) ** start[rows]
    extra = sum(each.value for each in candidates.synergies if set(each.projects) <= inside)
    loss = stops(candidates)[1]
    lost = float(loss.sum() - loss[sorted(inside)].sum())
    return np.asarray((values[:, rows] / shrink).sum(axis=1) + extra - lost)


def _objective(outcomes: NDArray[np.float64], share: NDArray[np.float64], criterion: Criterion, level: float) -> float:
    if criterion == "mean":
        return float(share @ outcomes)
    if criterion == "target":
        return float(share[outcomes >= level - 1e-6 * max(1.0, abs(level))].sum())
    order = np.argsort(outcomes, kind="stable")
    part = np.minimum(np.cumsum(share[order]), level)
    taken = np.diff(np.concatenate([[0.0], part]))
    return float(taken @ outcomes[order] / level)


def _with_bound(selection: Selection, objective: float, bound: float) -> Selection:
    if not selection.ok:
        return selection
    top = max(bound, objective)
    gap = (top - objective) / max(abs(objective), 1e-12)
    return replace(selection, bound=top, gap=gap if gap > 1e-9 else 0.0)


def _model(
    candidates: Candidates, limits: Limits, table: NDArray[np.float64], share: NDArray[np.float64],
    criterion: Criterion, level: float,
) -> Model:  # fmt: skip
    model = build_model(candidates, limits)
    if criterion == "mean":
        return build_model(candidates.replace(value=share @ table), limits)
    constant = model.constant
    wider = Wider(model)
    eta = wider.column(1.0, -np.inf, np.inf) if criterion == "cvar" else -1
    starts, synergies = len(model.columns.row), len(candidates.synergies)
    entries = np.arange(starts + synergies)
    for i, values in enumerate(table):
        worth = model.objective[: starts + synergies].copy()
        worth[:starts] = start_columns(candidates.replace(value=values), limits).value
        if criterion == "cvar":
            u = wider.column(-float(share[i]) / level, 0.0, np.inf)
            row, columns = np.concatenate([worth, [1.0, -1.0]]), np.concatenate([entries, [u, eta]])
            wider.rows.add_one("scenario", (i,), columns, row, lower=0.0)
        else:
            deep = max(level - constant - float(np.minimum(worth, 0.0).sum()), 0.0)
            b = wider.column(float(share[i]), 0.0, 1.0, whole=True)
            row, columns = np.append(worth, -deep), np.append(entries, b)
            wider.rows.add_one("scenario", (i,), columns, row, lower=level - constant - deep)
    return wider.build(np.zeros(len(model.objective)))
