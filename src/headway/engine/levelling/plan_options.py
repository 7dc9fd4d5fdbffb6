"""What a levelling may do, and in whose favor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEVER_MOVE = 1000
"""Priority of a task that is never moved, as in Microsoft Project."""


@dataclass(frozen=True, slots=True)
class LevelOptions:
    """Rules of one levelling."""

    order: Literal["late_start", "slack", "start", "late_finish", "row"] = "late_start"
    """Who goes first among equal priorities: the one that has to start or finish soonest, has the least total float,
    starts soonest without levelling, or stands first."""
    within_float: bool = False
    """Move tasks within their total float only, so that no project finishes later; the rest stays overloaded."""
    keep_delays: bool = False
    """Keep the delays that the plan brings along; they are cleared otherwise."""
    task_priority: NDArray[np.int32] | None = None
    """0 to 1000, higher goes first, 1000 is never moved; shape (tasks,), default 500 each."""
    project_priority: NDArray[np.int32] | None = None
    """Higher goes first, before any task's priority; shape (projects,)."""
    pinned: NDArray[np.bool_] | None = None
    """Tasks that levelling leaves alone, shape (tasks,)."""
    iterations: int = 1
    """Levellings to try; the first follows ``order``, the others look for one that ends sooner."""
    seed: int = 0
    """Of the random numbers of the search."""
