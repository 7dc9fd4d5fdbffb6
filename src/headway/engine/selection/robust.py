"""Selections that keep their limits although a few projects turn out to need more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.measures.diagnostic import Diagnostic
from headway.engine.selection.checking import check_selection
from headway.engine.selection.columns import numbers
from headway.engine.selection.model import build_model
from headway.engine.selection.rows_money import spread
from headway.engine.selection.search import Search
from headway.engine.selection.select import columns_of, select, told
from headway.engine.selection.trouble import inspect
from headway.engine.selection.widen import Wider

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.selection.candidates import Candidates
    from headway.engine.selection.checking import Facts
    from headway.engine.selection.limits import Limits
    from headway.engine.selection.model import Model
    from headway.engine.selection.result import Selection


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """How much more each row may need, and how many do so at once, in each period and skill."""

    cost: NDArray[np.float64] | None = None
    """(n, d): money on top of the cost at the worst."""
    demand: NDArray[np.float64] | None = None
    """(n, k, d): units on top of the demand at the worst."""
    projects_over_cost: float = 0.0
    """Gamma of the budgets: so many projects, the last one in part, need all of it in the same period."""
    projects_over_demand: float = 0.0
    """Gamma of the capacities."""

    def __post_init__(self) -> None:
        """Bring the columns to float64.

        Raises
        ------
        ValueError
            If something is negative or no number.
        """
        for name, depth in (("cost", 2), ("demand", 3)):
            given = getattr(self, name)
            if given is not None:
                column = numbers(name, given, (None,) * depth)
                if not (column >= 0).all() or not np.isfinite(column).all():
                    raise ValueError(f"uncertainty, {name}: amounts are finite and not negative")
                object.__setattr__(self, name, column)
        if not all(0 <= each < np.inf for each in (self.projects_over_cost, self.projects_over_demand)):
            raise ValueError("uncertainty: the numbers of projects are finite and not negative")


def select_robust(
    candidates: Candidates,
    limits: Limits,
    uncertainty: Uncertainty,
    *,
    gap: float = 0.0,
    seconds: float = 60.0,
    start: Selection | None = None,
) -> Selection:
    """Choose the selection of the largest value whose budgets and capacities hold at the worst.

    Σ a_j x_j + max over sets S of Γ projects of Σ_{j in S} â_j x_j <= b, written as
    Σ a_j x_j + Γ z + Σ p_j <= b;  z + p_j >= Σ_s â_js x_js;  z, p_j >= 0

    Parameters
    ----------
    candidates : Candidates
        What could be done.
    limits : Limits
        What has to be kept.
    uncertainty : Uncertainty
        What may come on top; shapes as in the candidates.
    gap, seconds, start
        As for ``select``.

    Returns
    -------
    Selection
        Its figures are those without anything on top; ``worst_case`` gives those with. Where nothing holds at the
        worst, the answer of ``select`` with the diagnostic ``nothing-holds-at-the-worst``.

    Raises
    ------
    ValueError
        If a shape differs from the candidates'.

    Notes
    -----
    Money carried over is decided beforehand, for the worst of each period. Source: Bertsimas & Sim 2004, The Price of
    Robustness, Oper. Res. 52.
    """
    cost, demand = _extras(candidates, uncertainty)
    found = inspect(candidates, limits)
    if any(each.level == "error" for each in found):
        return select(candidates, limits)
    model = _guarded(build_model(candidates, limits), limits, uncertainty, cost, demand)
    search = Search(candidates, limits, model)
    begin = None if start is None else columns_of(model, start)
    answer = search.solve(gap=gap, seconds=seconds, start=begin)
    if answer.verdict == "infeasible":
        message = "No selection keeps the limits at the worst; this one keeps them, or breaks them least, without it."
        plain = select(candidates, limits, gap=gap, seconds=max(seconds - search.seconds, 0.0), start=start)
        more = Diagnostic("nothing-holds-at-the-worst", message, "warning")
        return replace(plain, diagnostics=(*plain.diagnostics, more))
    return told(search, answer, found)


def worst_case(
    candidates: Candidates,
    limits: Limits,
    uncertainty: Uncertainty,
    chosen: NDArray[np.bool_],
    start: NDArray[np.int32],
) -> Facts:
    """Check a selection with the worst on top: in each period and skill the Γ largest extras of the chosen projects.

    Parameters
    ----------
    candidates, limits, uncertainty : Candidates, Limits, Uncertainty
        The case.
    chosen : ndarray of bool, shape (n,)
        Rows that are done.
    start : ndarray of int32, shape (n,)
        Period of their start.

    Returns
    -------
    Facts
        Only broken budgets and capacities are those at the worst; ``spend`` and ``used`` are without anything on top.

    Notes
    -----
    Shares nothing with the model: it sorts.
    """
    cost, demand = _extras(candidates, uncertainty)
    budgets = None if limits.budgets is None else limits.budgets.copy()
    capacities = None if limits.capacities is None else limits.capacities.copy()
    for t in range(limits.periods):
        at = [(r, t - int(start[r])) for r in np.flatnonzero(chosen).tolist()]
        at = [(r, j) for r, j in at if 0 <= j < candidates.cost.shape[1]]
        if budgets is not None:
            budgets[t] -= _largest([float(cost[r, j]) for r, j in at], uncertainty.projects_over_cost)
        if capacities is not None:
            for k in range(min(len(capacities), demand.shape[1])):
                extra = [float(demand[r, k, j]) for r, j in at]
                capacities[k, t] -= _largest(extra, uncertainty.projects_over_demand)
    return check_selection(candidates, limits.replace(budgets=budgets, capacities=capacities), chosen, start)


def _largest(amounts: list[float], gamma: float) -> float:
    """Add up the gamma largest amounts, the last one in part."""
    whole = int(gamma)
    ordered = sorted(amounts, reverse=True)
    part = ordered[whole] * (gamma - whole) if whole < len(ordered) else 0.0
    return sum(ordered[:whole]) + part


def _extras(candidates: Candidates, uncertainty: Uncertainty) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    longest = candidates.cost.shape[1]
    cost = np.zeros_like(candidates.cost) if uncertainty.cost is None else uncertainty.cost
    demand = np.zeros_like(candidates.demand) if uncertainty.demand is None else uncertainty.demand
    cost = numbers("uncertainty, cost", cost, (len(candidates), longest))
    return cost, numbers("uncertainty, demand", demand, (len(candidates), candidates.demand.shape[1], longest))


def _guarded(
    model: Model, limits: Limits, uncertainty: Uncertainty, cost: NDArray[np.float64], demand: NDArray[np.float64]
) -> Model:
    wider = Wider(model)
    for row, (kind, index) in enumerate(zip(model.rows.kind, model.rows.index, strict=True)):
        if kind == "budget" and uncertainty.projects_over_cost > 0:
            _guard(wider, row, cost, index[0], limits.periods, uncertainty.projects_over_cost)
        elif kind == "capacity" and uncertainty.projects_over_demand > 0:
            _guard(wider, row, demand[:, index[0]], index[1], limits.periods, uncertainty.projects_over_demand)
    return wider.build()


def _guard(wider: Wider, row: int, extra: NDArray[np.float64], t: int, periods: int, gamma: float) -> None:
    columns = wider.model.columns
    period, column, amount = spread(extra, columns, periods)
    mine = period == t
    column, amount = column[mine], amount[mine]
    if not len(column):
        return
    z = wider.column(0.0, 0.0, np.inf)
    wider.entry(row, z, gamma)
    for project in np.unique(columns.project[column]).tolist():
        p = wider.column(0.0, 0.0, np.inf)
        wider.entry(row, p, 1.0)
        at = columns.project[column] == project
        entries = np.concatenate([column[at], [z, p]])
        signs = np.concatenate([amount[at], [-1.0, -1.0]])
        wider.rows.add_one("scenario", (row,), entries, signs, upper=0.0)
