"""Tasks: create, read, change, delete."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Router, Schema, Status
from pydantic import Field

from headway.app.actions.errors import Refused
from headway.app.actions.task_fields import PLANNED
from headway.app.actions.tasks import create_task, trash_task, update_task
from headway.app.api.requests import Id, Real, Version, Whole, actor_of, find, find_optional, given, person_of
from headway.app.bridge.driving import driving_path
from headway.app.bridge.why import NotNow, why
from headway.app.models import Calendar, Component, Task

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["tasks"])
Text = Annotated[str, Field(max_length=1000)]
Of = Literal["start", "finish", "late_start", "late_finish"]
Money = Annotated[Decimal, Field(max_digits=18, decimal_places=2)]
COMPUTED = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish", "total_float_minutes",
            "free_float_minutes", "critical")  # fmt: skip


class TaskFields(Schema):
    """Plan fields; minutes since 1970-01-01T00:00 of the plan's own clock for dates, minutes for durations."""

    wbs: Annotated[str, Field(max_length=120)] | None = None
    code: Annotated[str, Field(max_length=60)] | None = None
    manual: bool | None = None
    manual_start: Whole | None = None
    manual_finish: Whole | None = None
    active: bool | None = None
    duration_minutes: Whole | None = None
    duration_elapsed: bool | None = None
    duration_unit: Annotated[str, Field(max_length=4)] | None = None
    duration_estimated: bool | None = None
    duration_low_minutes: Whole | None = None
    duration_high_minutes: Whole | None = None
    remaining_minutes: Whole | None = None
    percent_complete: Real | None = None
    physical_percent: Real | None = None
    calendar: Id | None = None
    constraint: Annotated[str, Field(max_length=9)] | None = None
    constraint_date: Whole | None = None
    deadline: Whole | None = None
    actual_start: Whole | None = None
    actual_finish: Whole | None = None
    stop: Whole | None = None
    resume: Whole | None = None
    expected_finish: Whole | None = None
    leveling_delay_minutes: Whole | None = None
    priority: Annotated[int, Field(ge=0, le=1000)] | None = None
    task_type: Annotated[str, Field(max_length=14)] | None = None
    effort_driven: bool | None = None
    work_minutes: Whole | None = None
    actual_work_minutes: Whole | None = None
    remaining_work_minutes: Whole | None = None
    cost: Money | None = None
    fixed_cost: Money | None = None
    actual_cost: Money | None = None
    notes: Annotated[str, Field(max_length=100_000)] | None = None


class TaskIn(TaskFields):
    component: Id
    name: Annotated[Text, Field(min_length=1)]
    parent: Id | None = None
    after: Id | None = None
    kind: Annotated[str, Field(max_length=9)] = Task.Kind.TASK


class TaskPatch(TaskFields):
    version: Version
    name: Annotated[Text, Field(min_length=1)] | None = None


def task_json(task: Task) -> dict[str, Any]:
    values = {name: getattr(task, name) for name in sorted(PLANNED - {"calendar"})}
    money = {
        name: None if values[name] is None else str(values[name]) for name in ("cost", "fixed_cost", "actual_cost")
    }
    return {
        "id": task.pk, "component": task.component_id, "uid": task.uid, "parent": task.parent_id, "level": task.level,
        "position": task.position, "kind": task.kind, "version": task.version, **values, **money,
        "calendar": task.calendar_id, "computed": {name: getattr(task, name) for name in COMPUTED},
    }  # fmt: skip


@router.post("/tasks", response={201: dict[str, Any]})
def create(request: HttpRequest, body: TaskIn) -> Status[dict[str, Any]]:
    values = given(body)
    component = find(request, Component, values.pop("component"))
    for name in ("parent", "after"):
        values[name] = find_optional(request, Task, values.get(name))
    if "calendar" in values:
        values["calendar"] = find_optional(request, Calendar, values["calendar"])
    return Status(201, task_json(create_task(actor_of(request), component, **values)))


@router.get("/tasks/{id}")
def one(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002 - the name in the address
    return task_json(find(request, Task, id))


@router.get("/tasks/{id}/why")
def explain(request: HttpRequest, id: Id, of: Of = "start") -> dict[str, Any]:  # noqa: A002
    """Tell why a date of a task is what it is, step by step back to what decides it."""
    task = find(request, Task, id)
    try:
        return {"task": task.pk, "of": of, "steps": why(person_of(request), task, of)}
    except NotNow as error:
        raise Refused("not-yet", "The scheduler is being compiled, once.", "", "Ask again in a minute.") from error
    except ValueError as error:
        raise Refused("no-date", f"“{task}” has no such date.", "", "Ask for another one.") from error


@router.get("/tasks/{id}/path")
def path(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    """Tell what the dates of a task come from, back to the root, and what they decide in turn."""
    task = find(request, Task, id)
    return driving_path(person_of(request), task.component_id, task.pk)


@router.patch("/tasks/{id}")
def patch(request: HttpRequest, id: Id, body: TaskPatch) -> dict[str, Any]:  # noqa: A002
    task, values = find(request, Task, id), given(body)
    if "calendar" in values:
        values["calendar"] = find_optional(request, Calendar, values["calendar"])
    return task_json(update_task(actor_of(request), task, version=body.version, **values))


@router.delete("/tasks/{id}")
def delete(request: HttpRequest, id: Id, version: Version | None = None) -> dict[str, Any]:  # noqa: A002
    item = trash_task(actor_of(request), find(request, Task, id), version=version)
    return {"deleted": item.count, "trash": item.pk}
