"""Stored rows as a plan document: one rule for files and for the database turns it into the engine's plan."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from headway.app.models import Assignment, Component, Dependency, Resource, Task
from headway.app.queries.standard import calendar_of, with_parents
from headway.formats.document import AssignmentDoc, LinkDoc, PlanDocument, ResourceDoc, TaskDoc

if TYPE_CHECKING:
    from collections.abc import Iterable

EPOCH = datetime(1970, 1, 1)
MORNING = time(8)
SCHEDULED = (
    "start", "finish", "early_start", "early_finish", "late_start", "late_finish", "total_float_minutes",
    "free_float_minutes", "critical", "driver_id",
)  # fmt: skip
"""Columns that the engine computes, in the order in which the bridge writes them."""
PLANNED = (
    "pk", "parent_id", "kind", "name", "manual", "active", "duration_minutes", "duration_elapsed", "remaining_minutes",
    "percent_complete", "calendar_id", "ignore_resource_calendar", "constraint", "leveling_delay_minutes", "task_type",
    "effort_driven", "activity_type", "external", "duration_unit", "gap_minutes",
    "manual_start", "manual_finish", "constraint_date", "deadline", "actual_start", "actual_finish", "stop", "resume",
    "expected_finish",
)  # fmt: skip
ASSIGNED = (
    "pk", "task_id", "resource_id", "units", "work_minutes", "actual_work_minutes", "remaining_work_minutes",
    "overtime_work_minutes", "delay_minutes", "contour",
)  # fmt: skip
"""What decides how long an assignment takes, and what is done of it."""
SETTINGS = (
    "lag_calendar", "progressed_logic", "float_type", "start_lag_from", "use_expected_finish",
    "multiple_critical_paths", "schedule_from",
)  # fmt: skip
"""Rarer scheduling switches of a plan."""
DATES = 9
"""How many of PLANNED are minutes: the last ones."""


def instant(at: int | None) -> datetime | None:
    """Return the naive date and time of a stored minute."""
    return None if at is None else EPOCH + timedelta(minutes=at)


def document_of(component: Component) -> tuple[PlanDocument, list[tuple[Any, ...]], list[int]]:
    """Return the document of one plan, the stored schedule columns of its tasks, and the ids of its links.

    Numbers of tasks, calendars and resources in it are the ids of their rows.
    """
    rows = list(Task.objects.filter(component=component).order_by("position", "pk").values_list(*PLANNED, *SCHEDULED))
    known = {row[0] for row in rows}
    links = Dependency.objects.filter(component=component, from_component=component).order_by("pk")
    ties = list(links.values_list("pk", "predecessor_id", "successor_id", "type", "lag", "lag_kind"))
    document = empty_document(component)
    fill(document, component, [task_doc(row, known) for row in rows], [link_doc(tie) for tie in ties])
    return document, [row[len(PLANNED) :] for row in rows], [tie[0] for tie in ties]


def link_doc(tie: tuple[Any, ...]) -> LinkDoc:
    """Return the link of (id, predecessor, successor, type, lag, kind of lag, ...)."""
    return LinkDoc(*tie[1:6])


def fill(document: PlanDocument, component: Component, tasks: list[TaskDoc], links: list[LinkDoc]) -> None:
    """Put tasks and links into a document, and what only they tell: a start, and which calendars are needed."""
    document.tasks, document.links = tasks, links
    document.start = instant(component.plan_start) or first_of(tasks, component)
    document.assignments = assignments_of(component, {task.uid for task in tasks})
    wanted = {task.calendar for task in tasks} | {each.calendar for each in document.resources}
    document.calendars = with_parents(pk for pk in wanted | {document.default_calendar} if pk)


def empty_document(component: Component) -> PlanDocument:
    """Return the document of a plan without its tasks: its settings and resources."""
    resources = [
        ResourceDoc(uid=pk, name="", kind=kind, calendar=calendar)  # type: ignore[arg-type]
        for pk, kind, calendar in Resource.objects.filter(component=component).values_list("pk", "kind", "calendar_id")
    ]
    document = PlanDocument(
        format="rows",
        name=component.name,
        finish=instant(component.plan_settings.get("finish")),
        status_date=instant(component.status_date),
        must_finish_by=instant(component.must_finish),
        mode=component.schedule_mode,  # type: ignore[arg-type]
        honor_constraints=component.honor_constraints,
        critical_float_minutes=component.critical_float_minutes,
        default_calendar=calendar_of(component),
        resources=resources,
    )
    for name in SETTINGS:
        if name in component.plan_settings:
            setattr(document, name, component.plan_settings[name])
    return document


def task_doc(row: tuple[Any, ...], known: set[int]) -> TaskDoc:
    (
        pk, parent, kind, name, manual, active, duration, elapsed, remaining, percent, calendar, ignore, constraint,
        delay, task_type, effort_driven, activity_type, external, unit, gap, *dates,
    ) = row[: len(PLANNED)]  # fmt: skip
    manual_start, manual_finish, constraint_date, deadline, actual_start, actual_finish, stop, resume, expected = map(
        instant, dates
    )
    return TaskDoc(
        uid=pk, name=name, parent=parent if parent in known else None, kind=kind, manual=manual, active=active,
        duration_minutes=duration, duration_elapsed=elapsed, duration_unit=unit, remaining_minutes=remaining,
        percent_complete=percent, calendar=calendar, ignore_resource_calendar=ignore, constraint=constraint,
        constraint_date=constraint_date, deadline=deadline, actual_start=actual_start, actual_finish=actual_finish,
        stop=stop, resume=resume, expected_finish=expected, gap_minutes=gap, leveling_delay_minutes=delay,
        task_type=task_type, effort_driven=effort_driven, activity_type=activity_type, external=external,
        manual_start=manual_start, manual_finish=manual_finish,
    )  # fmt: skip


def assignments_of(component: Component, known: set[int], **which: Any) -> list[AssignmentDoc]:
    rows = Assignment.objects.filter(component=component, **which).order_by("pk").values_list(*ASSIGNED)
    names = ASSIGNED[4:]
    return [AssignmentDoc(*row[:4], **dict(zip(names, row[4:], strict=True))) for row in rows if row[1] in known]


def first_of(tasks: Iterable[TaskDoc], component: Component) -> datetime:
    """Return when a plan without a start begins: on the day it was made, or with an earlier date of its own."""
    made = timezone.localdate(component.created_at)
    dates = (each for task in tasks for each in (task.actual_start, task.constraint_date, task.manual_start))
    return min([datetime.combine(made, MORNING), *(each for each in dates if each is not None)])
