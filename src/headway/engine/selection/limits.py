"""What a selection has to keep within: money, people, balance, coverage, risk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from headway.engine.selection.columns import numbers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Measure = Literal["spend", "value", "count"]


@dataclass(frozen=True, slots=True)
class Balance:
    """Share of one category in the whole selection: low <= share <= high."""

    category: int
    low: float = 0.0
    high: float = 1.0
    of: Measure = "spend"
    """Of the money spent, of the value, or of the number of projects."""

    def __post_init__(self) -> None:
        """Refuse shares that cannot be.

        Raises
        ------
        ValueError
            Unless 0 <= low <= high <= 1.
        """
        if not 0 <= self.low <= self.high <= 1:
            raise ValueError("balance: 0 <= low <= high <= 1")


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds for the selection as a whole; None is no limit. T is the number of periods."""

    budgets: NDArray[np.float64] | None = None
    """Money of each period, (T,); infinity is no limit."""
    capacities: NDArray[np.float64] | None = None
    """Units of each skill in each period, (k, T); infinity is no limit."""
    periods: int = 0
    """T; default as many as ``budgets`` or ``capacities`` have, else 1."""
    carry_over: float = 0.0
    """Share of the money left in a period that goes to the next one, 0 to 1."""
    carry_cap: float = float("inf")
    """The most that is carried over."""
    income_share: float = 0.0
    """Share of the candidates' income that comes back into the budget of its period, 0 to 1."""
    total_cost: float | None = None
    """Money of all periods together, stop costs included, income not."""
    risk: float | None = None
    """Sum of the exposures."""
    count_low: int = 0
    count_high: int | None = None
    """How many projects are chosen at least and at most."""
    coverage: NDArray[np.float64] | None = None
    """The least that each objective has to receive, (o,)."""
    balance: tuple[Balance, ...] = ()
    finish_within: bool = True
    """Every project finishes before period T; False lets it run on, its money beyond T is not counted."""

    def __post_init__(self) -> None:
        """Bring columns to their type and find the number of periods.

        Raises
        ------
        ValueError
            If shapes contradict each other or a share lies outside 0 to 1.
        """
        if self.budgets is not None:
            self._put("budgets", numbers("budgets", self.budgets, (None,)))
        if self.capacities is not None:
            self._put("capacities", numbers("capacities", self.capacities, (None, None)))
        if self.coverage is not None:
            self._put("coverage", numbers("coverage", self.coverage, (None,)))
        lengths = {len(self.budgets)} if self.budgets is not None else set()
        lengths |= {self.capacities.shape[1]} if self.capacities is not None else set()
        lengths |= {self.periods} if self.periods else set()
        if len(lengths) > 1:
            raise ValueError(f"limits: different numbers of periods: {sorted(lengths)}")
        self._put("periods", lengths.pop() if lengths else 1)
        if self.periods < 1:
            raise ValueError("limits: there is no period")
        for name in ("carry_over", "income_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name}: lies between 0 and 1")

    def _put(self, name: str, column: Any) -> None:
        object.__setattr__(self, name, column)

    def replace(self, **changes: Any) -> Limits:
        """Return a copy with the named limits exchanged."""
        return replace(self, **changes)
