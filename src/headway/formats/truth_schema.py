"""The schedule JSON as typed rows: what is absent has a default, what is of a wrong kind is refused with its path."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Minute = Annotated[int, Meta(ge=0, le=2880)]
Uid = Annotated[int, Meta(ge=-(1 << 53), le=1 << 53)]


class ExceptionRow(Struct, frozen=True, rename={"first": "from", "last": "to"}):
    first: str
    last: str
    work: list[tuple[Minute, Minute]] = []


class CalendarRow(Struct, frozen=True):
    id: Uid
    name: str | None = None
    parent: Uid | None = None
    days: dict[str, list[tuple[Minute, Minute]] | None] = {}
    exceptions: list[ExceptionRow] = []


class StoredRow(Struct, frozen=True):
    start: str | None = None
    finish: str | None = None
    es: str | None = None
    ef: str | None = None
    ls: str | None = None
    lf: str | None = None
    tf_min: float | None = None
    ff_min: float | None = None
    critical: bool | None = None


class TaskRow(Struct, frozen=True):
    uid: Uid
    name: str | None = None
    code: str | None = None
    outline: int = 1
    parent: Uid | None = None
    summary: bool = False
    milestone: bool = False
    type: str | None = None
    activity_type: str | None = None
    mode: str | None = None
    active: bool = True
    calendar: Uid | None = None
    ignore_resource_calendar: bool = False
    effort_driven: bool = False
    duration_min: float | None = None
    duration_units: str | None = None
    remaining_min: float | None = None
    constraint: str | None = None
    constraint_date: str | None = None
    deadline: str | None = None
    actual_start: str | None = None
    actual_finish: str | None = None
    stop: str | None = None
    resume: str | None = None
    splits: list[tuple[str, str]] = []
    pct: float | None = None
    leveling_delay_min: float | None = None
    priority: int | None = None
    external: bool = False
    recurring: bool = False
    stored: StoredRow = StoredRow()


class LinkRow(Struct, frozen=True):
    pred: Uid
    succ: Uid
    type: str = "FINISH_START"
    lag: float | None = None
    lag_units: str | None = None


class ResourceRow(Struct, frozen=True):
    uid: Uid
    name: str | None = None
    type: str | None = None
    calendar: Uid | None = None
    max_units: float | None = None


class AssignmentRow(Struct, frozen=True):
    task: Uid
    resource: Uid
    units: float | None = None
    work_min: float | None = None
    remaining_work_min: float | None = None
    overtime_work_min: float | None = None
    delay_min: float | None = None
    contour: str | None = None
    start: str | None = None
    finish: str | None = None


class ScheduleFile(Struct, frozen=True):
    calendars: list[CalendarRow]
    tasks: list[TaskRow]
    file: str | None = None
    app: str | None = None
    start: str | None = None
    finish: str | None = None
    status_date: str | None = None
    planned_start: str | None = None
    must_finish_by: str | None = None
    schedule_from: str | None = None
    minutes_per_day: Annotated[int, Meta(ge=1, le=1440)] = 480
    minutes_per_week: Annotated[int, Meta(ge=1, le=10080)] = 2400
    default_calendar: Uid | None = None
    critical_slack_limit_min: float | None = None
    honor_constraints: bool = True
    multiple_critical_paths: bool = False
    lag_calendar: str | None = None
    progressed: str | None = None
    float_type: str | None = None
    links: list[LinkRow] = []
    resources: list[ResourceRow] = []
    assignments: list[AssignmentRow] = []
