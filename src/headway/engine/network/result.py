"""What a run of the scheduler returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from headway.engine.plan import Minutes


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Trouble as data: a stable id, the rows concerned, and a sentence without names (the caller knows them)."""

    id: str
    """cycle, self-link, no-working-time, date-out-of-range, constraint-broken, negative-duration ..."""
    message: str
    level: Literal["warning", "error"] = "warning"
    tasks: tuple[int, ...] = ()
    links: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """Dates and floats of every row of the plan; all arrays have one element a task."""

    start: Minutes
    """Scheduled dates: what people see in the table."""
    finish: Minutes
    early_start: Minutes
    early_finish: Minutes
    late_start: Minutes
    late_finish: Minutes
    total_float: Minutes
    """Working minutes; MISSING where it makes no sense."""
    free_float: Minutes
    critical: NDArray[np.bool_]
    driver: NDArray[np.int32]
    """Row of the link that drives the early start; -1 where none does."""
    project_start: Minutes
    """One element a project."""
    project_finish: Minutes
    diagnostics: tuple[Diagnostic, ...]
    ok: bool
    """False where an error left dates out (a cycle, a calendar without work): then dates are MISSING, never wrong."""
