"""What moved, as plain values: for the API, the panel beside the schedule, and the outlines behind its bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.bridge.moved.causes import explain
from headway.app.bridge.moved.differences import Differences, differences

if TYPE_CHECKING:
    from headway.app.bridge.moved.differences import Moved
    from headway.app.bridge.moved.states import State
    from headway.app.bridge.reports.snapshot import TaskState
    from headway.app.models import Component

MOST_LISTED = 200


def what_moved(component: Component, old: State, new: State, *, limit: int = MOST_LISTED) -> dict[str, Any]:
    """Return what differs between two states of a plan; at most ``limit`` tasks are listed of each kind."""
    found = differences(component, old.tasks, new.tasks)
    listed = found.moved[:limit]
    explain(component, old, new, listed)
    per_day = component.minutes_per_day
    return {
        "revision": component.revision,
        "since": state_json(old),
        "until": state_json(new),
        "finish": {"before": found.finish[0], "after": found.finish[1], "days": in_days(found.finish_minutes, per_day)},
        "counts": counts(found),
        "totals": {name: {"before": plain(one), "after": plain(other)} for name, (one, other) in found.totals.items()},
        "moved": [moved_json(each, per_day) for each in listed],
        "added": [task_json(each) for each in found.added[:limit]],
        "removed": [task_json(each) for each in found.removed[:limit]],
        "changed": [
            {**task_json(task), "duration_before": was.duration, "duration_after": task.duration,
             "cost_before": plain(was.cost), "cost_after": plain(task.cost)}
            for was, task in found.changed[:limit]
        ],
        "ghosts": {
            "id": [each.id for each in found.ghosts],
            "start": [each.start for each in found.ghosts],
            "finish": [each.finish for each in found.ghosts],
        },
    }  # fmt: skip


def counts(found: Differences) -> dict[str, int]:
    return {
        "moved": len(found.moved),
        "later": sum(each.finish_minutes > 0 for each in found.moved),
        "earlier": sum(each.finish_minutes < 0 for each in found.moved),
        "added": len(found.added),
        "removed": len(found.removed),
        "duration": sum(was.duration != task.duration for was, task in found.changed),
        "cost": sum(was.cost != task.cost for was, task in found.changed),
    }


def state_json(state: State) -> dict[str, Any]:
    return {"kind": state.kind, "name": state.name, "at": state.at.isoformat(), "baseline": state.baseline,
            "day": state.day and state.day.isoformat(), "notes": state.notes}  # fmt: skip


def moved_json(each: Moved, per_day: int) -> dict[str, Any]:
    return {
        "task": each.after.id,
        "name": each.after.name,
        "kind": each.after.kind,
        "start_before": each.before.start,
        "finish_before": each.before.finish,
        "start_after": each.after.start,
        "finish_after": each.after.finish,
        "start_days": in_days(each.start_minutes, per_day),
        "finish_days": in_days(each.finish_minutes, per_day),
        "causes": each.causes,
        "path": each.path,
        "proved": each.proved,
    }


def task_json(task: TaskState) -> dict[str, Any]:
    return {"task": task.id, "name": task.name, "start": task.start, "finish": task.finish}


def in_days(minutes: int | None, per_day: int) -> float | None:
    return None if minutes is None else round(minutes / per_day, 2)


def plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(value)
