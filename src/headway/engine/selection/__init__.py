"""Choosing a portfolio: candidates and limits in, a proven selection out. The solver is imported when first used."""

from __future__ import annotations

from headway.engine.selection.candidates import Candidates, Synergy
from headway.engine.selection.checking import check_selection
from headway.engine.selection.explain import explain
from headway.engine.selection.explanation import Explanation
from headway.engine.selection.frontier import Frontier, frontier
from headway.engine.selection.limits import Balance, Limits
from headway.engine.selection.result import Selection, Violation
from headway.engine.selection.robust import Uncertainty, select_robust, worst_case
from headway.engine.selection.sampled import Sampled, select_sampled
from headway.engine.selection.select import select
from headway.engine.selection.stability import Stability, stability

__all__ = [
    "Balance",
    "Candidates",
    "Explanation",
    "Frontier",
    "Limits",
    "Sampled",
    "Selection",
    "Stability",
    "Synergy",
    "Uncertainty",
    "Violation",
    "check_selection",
    "explain",
    "frontier",
    "select",
    "select_robust",
    "select_sampled",
    "stability",
    "worst_case",
]
