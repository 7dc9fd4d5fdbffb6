"""The figures inside the checks of quality, and variants of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from headway.engine.measures.quality_table import CHECKS, Check
from headway.engine.plan import Constraint

if TYPE_CHECKING:
    from collections.abc import Mapping

DCMA_HARD = frozenset((Constraint.MSO, Constraint.MFO, Constraint.SNLT, Constraint.FNLT))
MANDATORY = frozenset((Constraint.MSO, Constraint.MFO))
"""What P6 itself calls hard: only mandatory dates break logic there."""


@dataclass(frozen=True, slots=True)
class QualityRules:
    """Table of checks and the figures inside them; build a variant with ``replace`` or ``with_thresholds``."""

    checks: tuple[Check, ...] = CHECKS
    hard_constraints: frozenset[Constraint] = DCMA_HARD
    high_float_days: float = 44.0
    high_duration_days: float = 44.0
    test_days: int = 600
    """Working days by which the critical path test lengthens a task."""
    test_tolerance_days: float = 5.0
    """How far the finish may be off where tasks run on several calendars, whose days do not line up."""
    hotspot_predecessors: int = 5
    minutes_per_day: int = 480
    """Working minutes that people call a day."""
    search_steps: int = 30_000_000
    """Links looked at, at most, in the search for redundant ones."""

    def __post_init__(self) -> None:
        """Compare the ids of the checks.

        Raises
        ------
        ValueError
            If two checks carry one id, or a day has no minutes.
        """
        if len({check.id for check in self.checks}) != len(self.checks):
            raise ValueError("Two checks carry the same id.")
        if self.minutes_per_day <= 0:
            raise ValueError(f"minutes_per_day is {self.minutes_per_day}; a day needs working minutes.")

    def replace(self, **changes: Any) -> QualityRules:
        """Return a copy with the named fields exchanged."""
        return replace(self, **changes)

    def with_thresholds(self, thresholds: Mapping[str, float]) -> QualityRules:
        """Return a copy with other marks.

        Parameters
        ----------
        thresholds : mapping of str to float
            By id or DECM code.

        Returns
        -------
        QualityRules

        Raises
        ------
        ValueError
            If a name is neither the id nor the code of a check.
        """
        wanted = {find_check(self, name).id: value for name, value in thresholds.items()}
        checks = tuple(replace(each, threshold=wanted.get(each.id, each.threshold)) for each in self.checks)
        return replace(self, checks=checks)


def find_check(rules: QualityRules, name: str) -> Check:
    """Find a check by its id or DECM code, whatever the case of the letters.

    Parameters
    ----------
    rules : QualityRules
        Table of checks.
    name : str
        Id or code.

    Returns
    -------
    Check

    Raises
    ------
    ValueError
        If there is no such check.
    """
    for check in rules.checks:
        if name.casefold() in {check.id.casefold(), check.alias.casefold()} - {""}:
            return check
    raise ValueError(f"There is no check {name!r}.")
