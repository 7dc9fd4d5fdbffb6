"""What a selection returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from headway.engine.measures.diagnostic import Diagnostic

Status = Literal["optimal", "feasible", "least-violation", "violating", "invalid"]
"""optimal: within the gap that was asked for; feasible: keeps every limit, the time ended before the gap was proven;
least-violation: no selection keeps every limit, this one breaks them least; violating: none was found that keeps them
before the time ended; invalid: the input is not usable, nothing is chosen."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A limit that a selection breaks, and by how much."""

    kind: str
    """budget, capacity, balance-low, balance-high, coverage, risk, count-low, count-high, total-cost, mandatory,
    prerequisite, exclusion, one-option, forbidden, start."""
    index: tuple[int, ...]
    """Which one: (period,), (skill, period), (place in ``Limits.balance``,), (objective,), (project,), (place in
    ``Candidates.prerequisites``,), (place in ``Candidates.exclusions``,), (row,); empty where there is only one."""
    amount: float
    """By how much, in the unit of the limit; 1 for rules."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen, n rows, T periods, k skills, with what it uses and how good it is proven to be."""

    status: Status
    chosen: NDArray[np.bool_]
    """(n,)."""
    start: NDArray[np.int32]
    """(n,): period in which a chosen row starts, -1 for the others."""
    value: float
    """Sum of values and synergies less what stopping loses."""
    bound: float
    """No selection that keeps the limits is worth more; for violating ones infinity."""
    gap: float
    """(bound - value) / |value|, at least 0."""
    spend: NDArray[np.float64]
    """(T,): money out by period, stop costs included."""
    income: NDArray[np.float64]
    """(T,): money in by period."""
    carried: NDArray[np.float64]
    """(T,): money handed to the next period."""
    used: NDArray[np.float64]
    """(k, T): units of each skill."""
    risk: float
    violations: tuple[Violation, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    seconds: float = 0.0
    """Time that the solver took."""

    @property
    def ok(self) -> bool:
        """Tell whether the selection keeps every limit."""
        return self.status in ("optimal", "feasible")

    @property
    def cost(self) -> float:
        """Add up the money out."""
        return float(self.spend.sum())
