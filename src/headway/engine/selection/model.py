"""A selection as a mixed-integer linear program, indexed by the period of start.

    max  Σ v_rs x_rs + Σ w_g y_g              x_rs binary: row r starts in period s
    s.t. Σ_{r in project, s} x_rs <= 1        one option, one start
         budget, capacity, rules, shares      see ``rows_money`` and ``rows_rules``
         y_g <= X_p for p in g                synergy g with w_g > 0 or a cost;  X_p = Σ_{r in p, s} x_rs
         y_g >= Σ_{p in g} X_p - |g| + 1      synergy g with w_g < 0 or a cost

Source: the time-indexed formulation of project selection and scheduling (Ghasemzadeh, Archer & Iyogun 1999, J. Opl Res.
Soc. 50).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.selection.rows import RowPieces, Rows
from headway.engine.selection.rows_money import add_budgets, add_capacities, add_shares, add_sums
from headway.engine.selection.rows_rules import add_rules
from headway.engine.selection.starts import Columns, start_columns, stops

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.selection.candidates import Candidates
    from headway.engine.selection.limits import Limits


@dataclass(frozen=True, slots=True)
class Model:
    """A mixed-integer program to be maximised."""

    columns: Columns
    objective: NDArray[np.float64]
    """All columns."""
    constant: float
    """Added to the objective: what stopping all ongoing projects loses, with its sign."""
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    integer: NDArray[np.bool_]
    rows: Rows
    stop_total: float = 0.0
    """Cost of stopping all ongoing projects."""
    whole_carry: int = -1
    """First column of the money handed on from each period, where all of it may be; -1 otherwise."""
    synergies: int = 0
    """How many columns of synergies come after those of the starts."""


def build_model(candidates: Candidates, limits: Limits) -> Model:
    """Write a selection down as a mixed-integer program.

    Parameters
    ----------
    candidates : Candidates
        What could be done.
    limits : Limits
        What has to be kept. A limit that is not there, or infinite, has no row, but for the sums of cost, risk and
        value: these always have one, so that a frontier can move them.

    Returns
    -------
    Model

    Notes
    -----
    Complexity: O(n · T · d · k) for T periods, profiles of d periods and k skills.
    """
    columns = start_columns(candidates, limits)
    m, cost_stop_loss = len(columns.row), stops(candidates)
    synergies = candidates.synergies
    carry = limits.periods if limits.budgets is not None and limits.carry_over > 0 else 0
    total = m + len(synergies) + carry
    pieces = RowPieces()
    projects, local = np.unique(columns.project, return_inverse=True)
    labels = [(int(project),) for project in projects]
    pieces.add("one-option", labels, local, np.arange(m), np.ones(m), upper=1.0)
    _add_synergies(pieces, candidates, columns)
    stop_total, loss = float(cost_stop_loss[0].sum()), float(cost_stop_loss[1].sum())
    add_budgets(pieces, candidates, limits, columns, first_carry=m + len(synergies))
    add_capacities(pieces, candidates, limits, columns)
    add_sums(pieces, candidates, limits, columns, stop_total)
    add_rules(pieces, candidates, columns)
    add_shares(pieces, candidates, limits, columns)
    objective = np.concatenate([columns.value, [each.value for each in synergies], np.zeros(carry)])
    pieces.add_one("value", (), np.arange(total - carry), objective[: total - carry])
    upper = np.ones(total)
    upper[total - carry :] = limits.carry_cap
    integer = np.arange(total) < m
    whole = total - carry if carry and limits.carry_over == 1 and np.isinf(limits.carry_cap) else -1
    return Model(
        columns,
        objective,
        -loss,
        np.zeros(total),
        upper,
        integer,
        pieces.build(total),
        stop_total,
        whole,
        len(synergies),
    )


def _add_synergies(pieces: RowPieces, candidates: Candidates, columns: Columns) -> None:
    m = len(columns.row)
    for place, synergy in enumerate(candidates.synergies):
        own = m + place
        projects = sorted(set(synergy.projects))
        costs = any(synergy.cost)
        if synergy.value >= 0 or costs:
            for project in projects:
                at = np.flatnonzero(columns.project == project)
                entries, ones = np.append(at, own), np.append(-np.ones(len(at)), 1.0)
                pieces.add_one("synergy", (place,), entries, ones, upper=0.0)
        if synergy.value < 0 or costs:
            at = np.flatnonzero(np.isin(columns.project, projects))
            entries, ones = np.append(at, own), np.append(np.ones(len(at)), -1.0)
            pieces.add_one("synergy", (place,), entries, ones, upper=len(projects) - 1.0)
