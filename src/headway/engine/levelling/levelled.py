"""What a levelling returns: the new plan, what moved and why, what stayed overloaded and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.network.result import Diagnostic, Schedule
    from headway.engine.plan import Minutes, Plan


@dataclass(frozen=True, slots=True)
class Move:
    """A task that levelling moved."""

    task: int
    """Row."""
    old_start: int
    old_finish: int
    start: int
    finish: int
    resource: int
    """Row of the resource of which there was not enough; -1 where only its predecessors moved it."""
    rival: int
    """Row of the task that had that resource; -1 where the resource itself was away, or nobody pushed."""
    link: int
    """Row of the link that decides the early start; -1 for none."""


@dataclass(frozen=True, slots=True)
class Overload:
    """A time in which a resource has more to do than it can."""

    resource: int
    start: int
    finish: int
    units: float
    """Most units needed at a time."""
    capacity: float
    """Units that there are."""
    tasks: tuple[int, ...]
    """Rows of the tasks that need them."""
    reasons: tuple[str, ...] = ()
    """Why each of them stayed: ``fixed``, ``constraint``, ``no-float``, ``demand-beyond-capacity``,
    ``as-late-as-possible``, or ``placed`` where it could be placed and others came on top."""


@dataclass(frozen=True, slots=True)
class Levelled:
    """The result of a levelling; it changes nothing by itself."""

    plan: Plan
    """The plan with ``Tasks.leveling_delay`` set: its schedule is ``after``."""
    before: Schedule
    after: Schedule
    delay: Minutes
    """Clock minutes by which each task is held back, beyond what its links ask for."""
    pushed_by: NDArray[np.int32]
    """Row of the resource of which each task had to wait; -1 for none."""
    rival: NDArray[np.int32]
    """Row of the task for which it had to wait; -1 for none."""
    overloads: tuple[Overload, ...]
    iterations: int
    cancelled: bool
    diagnostics: tuple[Diagnostic, ...]
    ok: bool
    """False where an error left everything as it was."""

    @property
    def moved(self) -> NDArray[np.int64]:
        """Rows whose start or finish is another one, ascending."""
        return np.flatnonzero((self.before.start != self.after.start) | (self.before.finish != self.after.finish))

    def moves(self) -> list[Move]:
        """List every moved task with what moved it.

        Returns
        -------
        list of Move
            In order of rows.
        """
        before, after = self.before, self.after
        return [
            Move(
                row, int(before.start[row]), int(before.finish[row]), int(after.start[row]), int(after.finish[row]),
                int(self.pushed_by[row]), int(self.rival[row]), int(after.driver[row]),
            )
            for row in self.moved.tolist()
        ]  # fmt: skip
