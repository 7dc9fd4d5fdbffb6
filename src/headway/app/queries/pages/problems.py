"""What the engine found wrong with a plan, and why its health is what it is: ready to be linked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.models import Task

if TYPE_CHECKING:
    from headway.app.models import Rollup


def named_tasks(rollup: Rollup) -> dict[int, Task]:
    """Return the tasks that reasons and diagnostics speak of, by id, in one query."""
    wanted = {each["task"] for each in rollup.reasons if each.get("task")}
    for each in rollup.diagnostics:
        wanted |= set(each.get("tasks", ()))
    return Task.objects.in_bulk(wanted) if wanted else {}


def reasons_with_tasks(rollup: Rollup, tasks: dict[int, Task]) -> list[dict[str, Any]]:
    return [{**each, "row": tasks.get(each.get("task") or 0)} for each in rollup.reasons]


def diagnostics_with_tasks(rollup: Rollup, tasks: dict[int, Task]) -> list[dict[str, Any]]:
    return [{**each, "rows": [tasks[pk] for pk in each.get("tasks", ()) if pk in tasks]} for each in rollup.diagnostics]
