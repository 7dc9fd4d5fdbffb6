"""What a benefit may be tied to: its dates and its purpose are computed from these ties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.actions.errors import Refused
from headway.app.models import ComponentPath, Record, RecordLink, Task
from headway.app.models.record_kinds_of_value import ENABLED_BY, SERVES

if TYPE_CHECKING:
    from headway.app.models import Component


def check_benefit_tie(row: Record, object_type: str, object_id: int, relation: str) -> None:
    """Refuse a tie of a benefit that nothing could be computed from."""
    if row.kind != Record.Kind.BENEFIT or relation not in {ENABLED_BY, SERVES}:
        return
    if relation == ENABLED_BY:
        check_milestone(row, object_type, object_id)
    else:
        check_objective(row, object_type, object_id)
    ties = RecordLink.objects.filter(record=row, object_type=object_type, object_id=object_id)
    if ties.exclude(relation=relation).exists():
        raise Refused("linked-otherwise", "The two are linked already in another way.", "", "Remove that link first.")


def check_milestone(row: Record, object_type: str, object_id: int) -> None:
    task = Task.objects.filter(pk=object_id).select_related("component").first() if object_type == "task" else None
    if task is None or task.kind == Task.Kind.SUMMARY or not lies_below(task.component, row.component):
        raise Refused("not-a-milestone", "A benefit waits for milestones and tasks of its own component or below it.",
                      f"“{row.component}”.", "Choose one of these, or note the benefit further up.")  # fmt: skip


def check_objective(row: Record, object_type: str, object_id: int) -> None:
    goals = Record.objects.filter(pk=object_id, kind=Record.Kind.OBJECTIVE, trashed_at=None)
    goal = goals.select_related("component").first() if object_type == "record" else None
    if goal is None or not lies_below(row.component, goal.component):
        raise Refused("not-an-objective", "A benefit serves objectives of its own component or of what is above it.",
                      f"“{row.component}”.", "Choose one of these, or note the objective further up.")  # fmt: skip


def lies_below(component: Component, above: Component) -> bool:
    return ComponentPath.objects.filter(ancestor=above, descendant=component).exists()
