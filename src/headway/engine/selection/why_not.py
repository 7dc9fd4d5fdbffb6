"""Why a project is not in a selection, told by adding it to what is chosen and looking at what breaks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.selection.checking import check_selection
from headway.engine.selection.explanation import Interval, LeftOut, Reason
from headway.engine.selection.starts import start_columns

if TYPE_CHECKING:
    from headway.engine.selection.candidates import Candidates
    from headway.engine.selection.checking import Facts
    from headway.engine.selection.limits import Limits
    from headway.engine.selection.result import Selection, Violation

RULES = ("exclusion", "prerequisite", "one-option")


def why_not(
    candidates: Candidates,
    limits: Limits,
    selection: Selection,
    project: int,
    regret: Interval | None,
    displaces: tuple[int, ...] = (),
) -> LeftOut:
    """Find the start of a project that comes nearest to fitting, and what it lacks.

    Parameters
    ----------
    candidates : Candidates
        What could be done.
    limits : Limits
        What has to be kept.
    selection : Selection
        Without the project.
    project : int
        Its number.
    regret : Interval or None
        What insisting on it would cost; handed on.
    displaces : tuple of int
        What insisting on it would drive out; handed on.

    Returns
    -------
    LeftOut

    Notes
    -----
    Complexity: one check of the whole selection for each start of the project.
    """
    rows = np.flatnonzero(candidates.project == project)
    columns = start_columns(candidates.replace(forbidden=candidates.forbidden), limits)
    mine = np.flatnonzero(columns.project == project)
    if not len(mine):
        reason: Reason = "forbidden" if candidates.forbidden[rows].all() else "no-start"
        return LeftOut(project, (reason,), (), -1, -1, 0.0, (), regret, displaces)
    before = check_selection(candidates, limits, selection.chosen, selection.start)
    best: tuple[tuple[int, float, float], int, int, float, tuple[Violation, ...]] | None = None
    for at in mine.tolist():
        row, start = int(columns.row[at]), int(columns.start[at])
        facts = _added(candidates, limits, selection, row, start)
        needs = _new(facts.violations, before.violations)
        gain = facts.value - before.value
        weight = sum(_size(limits, each) for each in needs)
        rank = (sum(each.kind in RULES for each in needs), weight, -gain)
        if best is None or rank < best[0]:
            best = (rank, row, start, gain, needs)
    assert best is not None
    _, row, start, gain, needs = best
    reasons, others = _reasons(candidates, selection, project, needs, gain)
    return LeftOut(project, reasons, others, row, start, gain, needs, regret, displaces)


def _added(candidates: Candidates, limits: Limits, selection: Selection, row: int, start: int) -> Facts:
    chosen, starts = selection.chosen.copy(), selection.start.copy()
    chosen[row], starts[row] = True, start
    return check_selection(candidates, limits, chosen, starts)


def _new(after: tuple[Violation, ...], before: tuple[Violation, ...]) -> tuple[Violation, ...]:
    """Leave out what was broken before, and count what is broken more by what comes on top."""
    old = {(each.kind, each.index): each.amount for each in before}
    found = []
    for each in after:
        more = each.amount - old.get((each.kind, each.index), 0.0)
        if more > 1e-9:
            found.append(replace(each, amount=more))
    return tuple(found)


def _size(limits: Limits, violation: Violation) -> float:
    """Weigh a violation by the size of its limit."""
    limit = 1.0
    if violation.kind == "budget" and limits.budgets is not None:
        limit = float(limits.budgets[violation.index[0]])
    elif violation.kind == "capacity" and limits.capacities is not None:
        limit = float(limits.capacities[violation.index])
    elif violation.kind in ("total-cost", "risk"):
        limit = float((limits.total_cost if violation.kind == "total-cost" else limits.risk) or 1.0)
    return violation.amount / max(abs(limit), 1.0)


def _reasons(
    candidates: Candidates, selection: Selection, project: int, needs: tuple[Violation, ...], gain: float
) -> tuple[tuple[Reason, ...], tuple[int, ...]]:
    inside = set(candidates.project[selection.chosen].tolist())
    reasons: list[Reason] = []
    others: set[int] = set()
    for each in needs:
        if each.kind == "exclusion":
            reasons.append("excluded")
            others |= (set(candidates.exclusions[each.index[0]]) & inside) - {project}
        elif each.kind == "prerequisite":
            reasons.append("prerequisite")
            others |= set(candidates.prerequisites[each.index[0]].tolist()) - {project}
        else:
            reasons.append("limits")
    if not needs and not selection.ok:
        reasons.append("least-violation")
    elif not needs:
        reasons.append("others-are-worth-more" if gain > 1e-9 else "adds-nothing")
    return tuple(dict.fromkeys(reasons)), tuple(sorted(others))
