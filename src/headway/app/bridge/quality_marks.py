"""The engine's table of checks, with the marks that a component holds its schedules against."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from headway.app.bridge.problem_words import COMPOSED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.app.queries.quality_marks import Mark
    from headway.engine.measures.quality_table import Check

FIXED = COMPOSED | {"dcma-12-critical-path-test"}
"""What follows from other checks, or measures one thing exactly."""
MOST = 1_000_000.0


def settable() -> dict[str, Check]:
    """Return the checks that have a mark which can be another one."""
    from headway.engine.measures.quality_table import CHECKS  # noqa: PLC0415 - numba comes along with its package

    return {
        check.id: check
        for check in CHECKS
        if check.threshold is not None and check.operator in {"<=", ">=", "="} and not check.advisory
        and check.id not in FIXED
    }  # fmt: skip


def fits(check: Check, value: float) -> bool:
    """Return whether a check can be held against this."""
    return math.isfinite(value) and 0 <= value <= (100 if check.unit == "%" else MOST)


def with_marks(checks: tuple[Check, ...], marks: Mapping[str, Mark]) -> tuple[Check, ...]:
    """Return the checks held against these marks; where none at all were allowed, a mark says at most how many."""
    return tuple(
        replace(check, threshold=marks[check.id].value, operator="<=" if check.operator == "=" else check.operator)
        if check.id in marks else check
        for check in checks
    )  # fmt: skip
