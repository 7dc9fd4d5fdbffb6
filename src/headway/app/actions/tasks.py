"""Change one task of a plan: edits of the plan, for who has a task at hand rather than a grid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.actions.plan_edits import edit_plan
from headway.app.models import Task, TrashItem

if TYPE_CHECKING:
    from headway.app.models import Component
    from headway.app.rules import Actor


def create_task(
    actor: Actor,
    component: Component,
    *,
    name: str,
    parent: Task | None = None,
    after: Task | None = None,
    kind: str = Task.Kind.TASK,
    **values: Any,
) -> Task:
    """Add a task: under ``parent`` (as its last child) or right behind ``after`` (as its next sibling), else last."""
    given = {"name": name, "duration_minutes": 0, "duration_estimated": False, **values}
    place = {"parent": pk_of(parent), "after": pk_of(after)}
    done = edit_plan(actor, component, [{"op": "insert", **place, "rows": [{"kind": kind, "values": typed(given)}]}])
    return Task.objects.get(pk=done.made[0][0])


def update_task(actor: Actor, task: Task, *, version: int | None = None, **changes: Any) -> Task:
    """Change plan fields of a task; ``version`` is the one that was read, None takes the row as it is."""
    edit = {"op": "set", "tasks": [{"id": task.pk, "version": version}], "values": typed(changes)}
    edit_plan(actor, task.component, [edit])
    return Task.objects.get(pk=task.pk)


def delete_task(actor: Actor, task: Task, *, version: int | None = None) -> int:
    """Put a task and everything below it into the trash; return how many tasks went."""
    return trash_task(actor, task, version=version).count


def trash_task(actor: Actor, task: Task, *, version: int | None = None) -> TrashItem:
    """Put a task into the trash, with everything below it, their links, assignments and baseline dates."""
    done = edit_plan(actor, task.component, [{"op": "delete", "tasks": [{"id": task.pk, "version": version}]}])
    return TrashItem.objects.get(event__cause=done.event)


def pk_of(row: Task | None) -> int | None:
    return None if row is None else row.pk


def typed(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with numbers for rows."""
    return {name: getattr(value, "pk", value) for name, value in values.items()}
