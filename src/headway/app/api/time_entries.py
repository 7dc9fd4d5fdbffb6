"""Time that people report on tasks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from headway.app.actions.time_entries import report_time
from headway.app.api.requests import Id, actor_of, find, person_of
from headway.app.models import MINUTES_OF_A_DAY, Task, TimeEntry
from headway.app.rules import visible

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["time"])
DAYS = 7


class TimeIn(Schema):
    day: date
    minutes: Annotated[int, Field(ge=0, le=MINUTES_OF_A_DAY)]
    note: Annotated[str, Field(max_length=500)] | None = None
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    """The one that was read; 0 where there was no entry."""


def time_json(entry: TimeEntry) -> dict[str, Any]:
    return {"id": entry.pk, "task": entry.task_id, "component": entry.component_id, "person": entry.person_id,
            "day": entry.day.isoformat(), "minutes": entry.minutes, "note": entry.note,
            "version": entry.version}  # fmt: skip


@router.get("/time-entries")
def own(request: HttpRequest, since: date, days: Annotated[int, Field(ge=1, le=366)] = DAYS) -> list[dict[str, Any]]:
    """Return the reader's own entries of some days, a week if nothing else is said."""
    person = person_of(request)
    last = date.fromordinal(min(since.toordinal() + days - 1, date.max.toordinal()))
    rows = visible(person, TimeEntry).filter(person=person, day__gte=since, day__lte=last)
    return [time_json(entry) for entry in rows.order_by("day", "pk")]


@router.get("/tasks/{id}/time")
def of_task(request: HttpRequest, id: Id) -> list[dict[str, Any]]:  # noqa: A002 - the name in the address
    """Return the entries of a task that the reader may see: their own, or all."""
    task = find(request, Task, id)
    rows = visible(person_of(request), TimeEntry).filter(task=task)
    return [time_json(entry) for entry in rows.order_by("day", "pk")]


@router.put("/tasks/{id}/time")
def report(request: HttpRequest, id: Id, body: TimeIn) -> dict[str, Any]:  # noqa: A002
    """Set the reader's own time of one day; 0 minutes take it out."""
    entry = report_time(actor_of(request), find(request, Task, id), body.day, body.minutes, note=body.note,
                        version=body.version)  # fmt: skip
    nothing = {"task": id, "day": body.day.isoformat(), "minutes": 0, "note": "", "version": 0}
    return nothing if entry is None else time_json(entry)
