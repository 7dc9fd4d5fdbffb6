"""The dates that a plan document leads to; nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.bridge.scheduling import schedule_plan
from headway.formats.plan_of import options_of, to_plan

if TYPE_CHECKING:
    from headway.formats.document import PlanDocument


def dates_of_document(document: PlanDocument) -> dict[int, tuple[int, int, int]]:
    """Return start, finish and total float of every task by its uid, as minutes of the plan's wall clock."""
    result = schedule_plan(to_plan(document), options_of(document))
    if not result.ok:
        troubles = "; ".join(
            f"{each.id}: {[document.tasks[row].name for row in each.tasks]}" for each in result.diagnostics
        )
        raise ValueError(f"“{document.name}” cannot be calculated: {troubles}")
    rows = zip(document.tasks, result.start.tolist(), result.finish.tolist(), result.total_float.tolist(), strict=True)
    return {task.uid: (start, finish, total_float) for task, start, finish, total_float in rows}
