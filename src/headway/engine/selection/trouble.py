"""What is wrong with the input of a selection, before anything is solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.measures.diagnostic import Diagnostic
from headway.engine.network.order import topological_order
from headway.engine.selection.starts import start_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from headway.engine.selection.candidates import Candidates
    from headway.engine.selection.limits import Limits


def inspect(candidates: Candidates, limits: Limits) -> tuple[Diagnostic, ...]:
    """List what is wrong or odd in candidates and limits.

    Parameters
    ----------
    candidates : Candidates
        What could be done.
    limits : Limits
        What has to be kept.

    Returns
    -------
    tuple of Diagnostic
        Errors, with which nothing can be chosen: ``not-a-number``, ``negative-amount``, ``bad-duration``,
        ``bad-limit``. Warnings: ``no-candidates``, ``does-not-fit-horizon``,
        ``mandatory-and-forbidden``, ``prerequisite-forbidden``, ``endless-prerequisites``, ``skill-without-capacity``,
        ``objective-without-candidates``. Each names its rows.
    """
    found = [*_numbers(candidates), *_limits(candidates, limits)]
    if any(each.level == "error" for each in found):
        return tuple(found)
    return (*found, *_rules(candidates, limits))


def _rows(mask: NDArray[np.bool_]) -> tuple[int, ...]:
    flat = mask.reshape(len(mask), -1).any(axis=1) if mask.size else np.zeros(len(mask), bool)
    return tuple(np.flatnonzero(flat).tolist())


def _numbers(candidates: Candidates) -> Iterator[Diagnostic]:
    if not len(candidates):
        yield Diagnostic("no-candidates", "There is nothing to choose from.", "warning")
    amounts = ("value", "cost", "income", "demand", "contribution", "risk", "stop_cost", "stop_loss")
    for name in amounts:
        if rows := _rows(~np.isfinite(getattr(candidates, name))):
            yield Diagnostic("not-a-number", f"The column {name} holds something that is no number.", rows=rows)
    for name in ("cost", "income", "demand", "contribution", "stop_cost"):
        if rows := _rows(getattr(candidates, name) < 0):
            yield Diagnostic("negative-amount", f"The column {name} holds negative amounts.", rows=rows)
    if rows := _rows(candidates.duration < 1):
        yield Diagnostic("bad-duration", "The candidates take less than one period.", rows=rows)
    given = [amount for each in candidates.synergies for amount in (each.value, *each.cost)]
    if not np.isfinite(given).all():
        yield Diagnostic("not-a-number", "The value or a cost of a synergy is no number.")
    if not candidates.discount > -1:
        yield Diagnostic("not-a-number", "The discount is no rate above -1.")


def _limits(candidates: Candidates, limits: Limits) -> Iterator[Diagnostic]:
    for name in ("budgets", "capacities", "coverage", "total_cost", "risk", "carry_cap"):
        limit = getattr(limits, name)
        if limit is not None and np.isnan(limit).any():
            yield Diagnostic("bad-limit", f"The limit {name} is no number.")
    for name in ("budgets", "capacities", "carry_cap"):
        limit = getattr(limits, name)
        if limit is not None and (np.asarray(limit) < 0).any():
            yield Diagnostic("bad-limit", f"The limit {name} is negative.")
    skills = candidates.demand.shape[1]
    if limits.capacities is not None and len(limits.capacities) < skills:
        rows = _rows(candidates.demand[:, len(limits.capacities) :] > 0)
        message = "There is demand for skills that have no row in the capacities; these are not limited."
        yield Diagnostic("skill-without-capacity", message, "warning", rows)
    if limits.coverage is not None:
        missing = np.flatnonzero(limits.coverage > 0)
        given = np.zeros(len(limits.coverage))
        known = min(len(given), candidates.contribution.shape[1])
        given[:known] = candidates.contribution[:, :known].sum(axis=0)
        for o in missing[given[missing] <= 0].tolist():
            message = f"No candidate gives anything to objective {o}, which asks for some."
            yield Diagnostic("objective-without-candidates", message, "warning")


def _rules(candidates: Candidates, limits: Limits) -> Iterator[Diagnostic]:
    fits = np.isin(np.arange(len(candidates)), start_columns(candidates, limits).row)
    if rows := _rows(~fits & ~candidates.forbidden):
        message = "The candidates cannot both start and finish in the time that they are given."
        yield Diagnostic("does-not-fit-horizon", message, "warning", rows)
    if rows := _rows(candidates.mandatory & candidates.forbidden):
        yield Diagnostic("mandatory-and-forbidden", "The candidates are mandatory and forbidden.", "warning", rows)
    possible = set(candidates.project[fits].tolist())
    late = [then for first, then in candidates.prerequisites.tolist() if first not in possible and then in possible]
    if late:
        rows = _rows(np.isin(candidates.project, late))
        message = "The candidates need a project that cannot be chosen."
        yield Diagnostic("prerequisite-forbidden", message, "warning", rows)
    if ring := _ring(candidates):
        rows = _rows(np.isin(candidates.project, ring))
        message = "The projects wait for each other in a ring, so that none of them can be chosen."
        yield Diagnostic("endless-prerequisites", message, "warning", rows)


def _ring(candidates: Candidates) -> list[int]:
    """List the projects that would have to begin after their own finish."""
    first, then = candidates.prerequisites[candidates.after_finish].T.astype(np.int32)
    rings = topological_order(len(candidates), first, then).cycles
    return sorted(project for ring in rings for project in ring)
