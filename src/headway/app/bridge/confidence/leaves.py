"""The work of a plan: rows without parts below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.plan import MISSING, TaskKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.plan import Plan

COMPLETE = 100.0


def active_leaves(plan: Plan) -> NDArray[np.bool_]:
    """Mark active tasks without parts below them, those that are complete too: what they cost is spent."""
    tasks = plan.tasks
    parents = np.zeros(len(tasks), bool)
    parents[tasks.parent[tasks.parent >= 0]] = True
    return np.asarray(tasks.active & ~parents)


def open_leaves(plan: Plan) -> NDArray[np.bool_]:
    """Mark work that is still to be done: active tasks without parts below them that are not complete."""
    tasks = plan.tasks
    done = (tasks.actual_finish != MISSING) | (tasks.percent >= COMPLETE)
    return np.asarray(active_leaves(plan) & (tasks.kind != TaskKind.SUMMARY) & ~done)
