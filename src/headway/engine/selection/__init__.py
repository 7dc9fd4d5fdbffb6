"""Choosing a portfolio: candidates and limits in, a proven selection out. The solver is imported when first used."""

from __future__ import annotations

from headway.engine.selection.candidates import Candidates, Synergy
from headway.engine.selection.checking import check_selection
from headway.engine.selection.frontier import Frontier, frontier
from headway.engine.selection.limits import Balance, Limits
from headway.engine.selection.result import Selection, Violation
from headway.engine.selection.select import select

__all__ = [
    "Balance",
    "Candidates",
    "Frontier",
    "Limits",
    "Selection",
    "Synergy",
    "Violation",
    "check_selection",
    "frontier",
    "select",
]
