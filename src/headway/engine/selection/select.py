"""Choose, and prove how good the choice is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.measures.diagnostic import Diagnostic
from headway.engine.selection.checking import check_selection
from headway.engine.selection.highs import Answer
from headway.engine.selection.result import Selection
from headway.engine.selection.search import Search, close
from headway.engine.selection.soften import PENALTIES, soften
from headway.engine.selection.trouble import inspect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from headway.engine.selection.candidates import Candidates
    from headway.engine.selection.limits import Limits
    from headway.engine.selection.model import Model
    from headway.engine.selection.result import Status


def select(
    candidates: Candidates,
    limits: Limits,
    *,
    gap: float = 0.0,
    seconds: float = 60.0,
    start: Selection | None = None,
    penalties: Mapping[str, float] = PENALTIES,
) -> Selection:
    """Choose the selection of the largest value that keeps all limits.

    max Σ v_r(s) x_rs + Σ synergies - Σ stop losses; see ``model`` for the rows. Where no selection keeps all limits,
    the one that breaks them least is returned, of those the most valuable, and every broken limit is named.

    Parameters
    ----------
    candidates : Candidates
        What could be done.
    limits : Limits
        What has to be kept.
    gap : float
        Relative distance to the proven bound at which to stop; 0 proves the optimum.
    seconds : float
        The most that the solver may take; when it ends, the best selection so far is returned with what is proven.
    start : Selection or None
        An earlier answer to a similar case, to begin with; it need not keep the limits any more.
    penalties : mapping of str to float
        Weight of breaking each kind of limit by its own size.

    Returns
    -------
    Selection
        ``status`` tells what is proven. Its figures are those of ``check_selection``, not the solver's.

    Notes
    -----
    Complexity: exponential at the worst. The bound is that of branch and bound (HiGHS) or of the linear relaxation.
    """
    found = inspect(candidates, limits)
    nothing = np.zeros(len(candidates), bool), np.full(len(candidates), -1, np.int32)
    if any(each.level == "error" for each in found):
        return _told(candidates, limits, nothing, Answer("nothing", None, float("inf"), 0.0), "invalid", found)
    search = Search(candidates, limits)
    begin = None if start is None else columns_of(search.model, start)
    answer = search.solve(gap=gap, seconds=seconds, start=begin)
    if answer.verdict == "infeasible":
        return _least_violation(search, found, gap, seconds, penalties)
    return told(search, answer, found)


def told(search: Search, answer: Answer, found: tuple[Diagnostic, ...] = ()) -> Selection:
    """Turn what the solver said into a selection, with figures from the independent check.

    Parameters
    ----------
    search : Search
        The case.
    answer : Answer
        Not an infeasible one.
    found : tuple of Diagnostic
        To hand on.

    Returns
    -------
    Selection
        Where nothing was found in time, the empty one: "feasible" if it keeps all limits, else "violating".
    """
    x = np.zeros(len(search.model.objective)) if answer.x is None else answer.x
    status: Status = "optimal" if answer.verdict == "optimal" else "feasible"
    picked = chosen_of(search.model, x, len(search.candidates))
    return _told(search.candidates, search.limits, picked, answer, status, found, search.model.constant)


def _told(
    candidates: Candidates,
    limits: Limits,
    picked: tuple[NDArray[np.bool_], NDArray[np.int32]],
    answer: Answer,
    status: Status,
    found: tuple[Diagnostic, ...],
    constant: float = 0.0,
) -> Selection:
    chosen, start = picked
    if status == "invalid":
        empty = np.zeros(limits.periods)
        used = np.zeros((candidates.demand.shape[1], limits.periods))
        inf = float("inf")
        return Selection(status, chosen, start, 0.0, inf, inf, empty, empty, empty, used, 0.0, (), found, 0.0)
    facts = check_selection(candidates, limits, chosen, start)
    bound = max(answer.bound + constant, facts.value)
    if facts.violations and status != "least-violation":
        status = "violating"
        message = "Before the time ended no selection was found that keeps all limits."
        found = (*found, Diagnostic("nothing-found-in-time", message, "warning"))
    if status == "violating":
        bound = float("inf")
    gap = 0.0 if close(bound, facts.value, 0.0) else (bound - facts.value) / max(abs(facts.value), 1e-12)
    return Selection(
        status, chosen, start, facts.value, bound, gap, facts.spend, facts.income, facts.carried, facts.used,
        facts.risk, facts.violations, found, answer.seconds,
    )  # fmt: skip


def _least_violation(
    search: Search, found: tuple[Diagnostic, ...], gap: float, seconds: float, penalties: Mapping[str, float]
) -> Selection:
    """First the least violation, then the most value among those that break no more."""
    elastic, weights = soften(search.model, penalties)
    again = Search(search.candidates, search.limits, elastic)
    again.loaded.aim(-weights)
    first = again.loaded.solve(gap=gap, seconds=seconds / 2)
    message = "No selection keeps all limits; this one breaks them least."
    if first.x is None:
        return told(search, Answer("nothing", None, float("inf"), first.seconds), found)
    least = float(weights @ first.x)
    again.loaded.bound_row(again.row("violation"), -np.inf, least * (1 + 1e-9) + 1e-9)
    again.loaded.aim(elastic.objective)
    second = again.loaded.solve(gap=gap, seconds=seconds / 2, start=first.x)
    x = first.x if second.x is None else second.x
    proven = first.verdict == "optimal"
    if not proven:
        message = "No selection keeps all limits; the time ended before this one was proven to break them least."
    found = (*found, Diagnostic("limits-cannot-be-kept", message, "warning"))
    picked = chosen_of(search.model, x, len(search.candidates))
    bound = second.bound if proven else float("inf")
    taken = Answer(second.verdict, x, bound, search.seconds + first.seconds + second.seconds)
    return _told(search.candidates, search.limits, picked, taken, "least-violation", found, search.model.constant)


def chosen_of(model: Model, x: NDArray[np.float64], n: int) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
    """Read rows and starts out of the columns.

    Parameters
    ----------
    model : Model
        For what its columns stand for.
    x : ndarray of float64
        All columns.
    n : int
        Number of candidates.

    Returns
    -------
    chosen : ndarray of bool, shape (n,)
    start : ndarray of int32, shape (n,)
        -1 where not chosen.
    """
    on = np.flatnonzero(x[: len(model.columns.row)] > 0.5)
    chosen, start = np.zeros(n, bool), np.full(n, -1, np.int32)
    chosen[model.columns.row[on]] = True
    start[model.columns.row[on]] = model.columns.start[on]
    return chosen, start


def columns_of(model: Model, selection: Selection) -> NDArray[np.float64]:
    """Write a selection as columns; those of synergies and money carried over are left for the solver.

    Parameters
    ----------
    model : Model
        For what its columns stand for.
    selection : Selection
        Of the same candidates.

    Returns
    -------
    ndarray of float64
        All columns.
    """
    x = np.zeros(len(model.objective))
    row, start = model.columns.row, model.columns.start
    x[: len(row)] = selection.chosen[row] & (selection.start[row] == start)
    return x
