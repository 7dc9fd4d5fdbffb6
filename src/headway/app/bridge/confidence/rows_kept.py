"""What is kept of the rows of a plan, for columns of grids and documents: the values, or why there are none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from headway.app.bridge.confidence.by_task import NO_ROWS
from headway.app.bridge.confidence.kept import want
from headway.app.bridge.confidence.scope import scope_of
from headway.app.models import Confidence, TaskConfidence

if TYPE_CHECKING:
    from datetime import datetime

    from headway.app.models import Component

WAITING = "The runs have not been made yet; the worker makes them now."
CHANGED = "Of an earlier state of the plan; the worker computes it anew."
WHY = {
    "no-plan": "Nothing is planned here yet.",
    "done": "All work is done: the finish is a fact.",
    "certain": "Nothing here is uncertain: every duration is taken as certain, and no open risk has days or money.",
    "invalid": "The plan cannot be simulated: the page Confidence says why.",
    "": "The simulation failed: the page Confidence says why.",
}


@dataclass(frozen=True, slots=True)
class RowsKept:
    columns: dict[str, list[Any]]
    """``ids`` of tasks, and beside each ``p50``, ``p80`` and ``criticality``."""
    reason: str
    """Why there is nothing, or what is to be known of it; empty where it is the answer to what stands there now."""
    old: bool = False
    waiting: bool = False
    """Whether the worker is to simulate what has changed since."""
    revision: int = 0
    computed_at: datetime | None = None


def rows_kept(component: Component) -> RowsKept:
    """Return what is kept of the plan's rows; where it is an answer to something else by now, ask for another one."""
    row = Confidence.objects.filter(component=component).first()
    fresh = is_fresh(row, component)
    return told_of_rows(component, row if fresh else want(component), fresh=fresh)


def last_rows(component: Component) -> RowsKept:
    """Return what is kept of the plan's rows, for readers who ask the worker for nothing."""
    row = Confidence.objects.filter(component=component).first()
    return replace(told_of_rows(component, row, fresh=is_fresh(row, component)), waiting=False)


def is_fresh(row: Confidence | None, component: Component) -> bool:
    return row is not None and row.key == scope_of(component).key


def told_of_rows(component: Component, row: Confidence | None, *, fresh: bool) -> RowsKept:
    kept = TaskConfidence.objects.filter(component=component).first()
    if row is None or row.computed_at is None or kept is None:
        return RowsKept(NO_ROWS, WAITING if component.holds_tasks else WHY["no-plan"], waiting=not fresh)
    if not kept.columns["ids"]:
        reason = WHY.get(row.told.get("state", ""), WHY["done"]) if fresh else WAITING
        return RowsKept(NO_ROWS, reason, waiting=not fresh)
    return RowsKept(kept.columns, "" if fresh else CHANGED, not fresh, not fresh, kept.revision, row.computed_at)
