"""The rows of a PlanDocument: what goes into which column."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from headway.app.actions.bulk import insert_rows, update_column
from headway.app.actions.errors import Refused
from headway.app.models import Assignment, Baseline, BaselineTask, Calendar, Component, Dependency, Resource, Task

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from headway.formats.document import AssignmentDoc, CalendarDoc, PlanDocument, TaskDoc

EPOCH = datetime(1970, 1, 1)
INT32 = 2**31 - 1
TASK_COLUMNS = (
    "component", "uid", "parent", "position", "level", "wbs", "code", "name", "kind", "manual", "manual_start",
    "manual_finish", "active", "duration_minutes", "duration_elapsed", "duration_unit", "duration_estimated",
    "remaining_minutes", "percent_complete", "physical_percent", "calendar", "ignore_resource_calendar", "constraint",
    "constraint_date", "deadline", "actual_start", "actual_finish", "stop", "resume", "expected_finish",
    "gap_minutes", "leveling_delay_minutes", "priority", "task_type", "effort_driven", "activity_type", "external",
    "recurring", "work_minutes", "actual_work_minutes", "remaining_work_minutes", "cost", "fixed_cost", "actual_cost",
    "notes",
)  # fmt: skip


def minute(instant: datetime | None) -> int | None:
    """Return minutes since 1970-01-01T00:00 of the plan's own wall clock."""
    return None if instant is None else int((instant.replace(tzinfo=None) - EPOCH).total_seconds() // 60)


def whole(value: float | None, what: str) -> int | None:
    """Return the number if an integer column of every database holds it."""
    if value is None:
        return None
    if not abs(value) <= INT32:  # NaN, too, is not within
        raise Refused("value-out-of-range", f"{what} is too large.", str(value)[:60], "Correct it in the file.")
    return int(value)


def unique(uids: Iterable[int], what: str) -> None:
    """Refuse a document that uses a number twice: its links and assignments would be ambiguous."""
    seen: set[int] = set()
    for uid in uids:
        if uid in seen:
            raise Refused("duplicate-uid", f"Two {what} have the number {uid}.", "", "Correct it in the file.")
        seen.add(uid)


def install_calendars(component: Component, calendars: list[CalendarDoc]) -> dict[int, Calendar]:
    """Store the calendars; return them by the document's uid."""
    unique((each.uid for each in calendars), "calendars")
    rows = {
        each.uid: Calendar(
            component=component,
            uid=whole(each.uid, "A calendar's number"),
            name=each.name[:200] or f"Calendar {each.uid}",
            week=[None if day is None else [list(shift) for shift in day] for day in each.week],
            exceptions=[
                {**span(item.first_day, item.last_day, item.name), "shifts": [list(shift) for shift in item.shifts]}
                for item in each.exceptions
            ],
            work_weeks=[
                {
                    **span(item.first_day, item.last_day, item.name),
                    "week": [None if day is None else [list(shift) for shift in day] for day in item.week],
                }
                for item in each.work_weeks
            ],
            personal=each.personal,
        )
        for each in calendars
    }
    Calendar.objects.bulk_create(rows.values())
    parents = [(rows[each.parent].pk, rows[each.uid].pk) for each in calendars if each.parent in rows]
    update_column(Calendar, "parent", parents)
    return rows


def span(first: date, last: date, name: str) -> dict[str, Any]:
    return {"first": first.isoformat(), "last": last.isoformat(), "name": name[:200]}


def install_tasks(component: Component, document: PlanDocument, calendars: dict[int, Calendar]) -> dict[int, int]:
    """Store the tasks in outline order; return row ids by the document's uid."""
    unique((task.uid for task in document.tasks), "tasks")
    known = {uid: calendar.pk for uid, calendar in calendars.items()}
    insert_rows(
        Task, TASK_COLUMNS, [task_row(component, place, task, known) for place, task in enumerate(document.tasks)]
    )
    ids = dict(Task.objects.filter(component=component).values_list("uid", "pk"))
    above = ((ids[task.parent], ids[task.uid]) for task in document.tasks if task.parent in ids)
    update_column(Task, "parent", ((parent, child) for parent, child in above if parent != child))
    return ids


def task_row(component: Component, place: int, task: TaskDoc, calendars: dict[int, int]) -> tuple[Any, ...]:
    def number(value: float | None) -> int | None:
        return whole(value, f"A duration or amount of work of “{task.name[:60]}”")

    return (
        component.pk, task.uid, None, place, max(0, min(task.level, 32_767)), task.wbs[:120], task.code[:60],
        task.name[:1000], task.kind, task.manual,
        minute(task.manual_start or task.stored.start) if task.manual or task.external else None,
        minute(task.manual_finish or task.stored.finish) if task.manual or task.external else None,
        task.active, number(task.duration_minutes), task.duration_elapsed, task.duration_unit[:4],
        task.duration_estimated, number(task.remaining_minutes), min(max(task.percent_complete, 0.0), 100.0),
        task.physical_percent, calendars.get(task.calendar) if task.calendar is not None else None,
        task.ignore_resource_calendar, task.constraint, minute(task.constraint_date), minute(task.deadline),
        minute(task.actual_start), minute(task.actual_finish), minute(task.stop), minute(task.resume),
        minute(task.expected_finish), number(task.gap_minutes), number(task.leveling_delay_minutes),
        max(0, min(task.priority, 1000)), task.task_type, task.effort_driven,
        task.activity_type[:12], task.external, task.recurring, number(task.work_minutes),
        number(task.actual_work_minutes), number(task.remaining_work_minutes), task.cost, task.fixed_cost,
        task.actual_cost, task.notes,
    )  # fmt: skip


def install_links(component: Component, document: PlanDocument, ids: dict[int, int]) -> int:
    """Store the links whose both ends exist; the reader has already said which others there were."""
    columns = ("component", "from_component", "predecessor", "successor", "type", "lag", "lag_kind", "lag_unit")
    rows = [
        (component.pk, component.pk, ids[link.predecessor], ids[link.successor], link.type, float(link.lag),
         link.lag_kind, link.lag_unit[:4])
        for link in document.links
        if link.predecessor in ids and link.successor in ids and link.predecessor != link.successor
    ]  # fmt: skip
    insert_rows(Dependency, columns, rows)
    return len(rows)


def install_resources(
    component: Component, document: PlanDocument, ids: dict[int, int], calendars: dict[int, Calendar]
) -> None:
    """Store resources and who works on what."""
    unique((resource.uid for resource in document.resources), "resources")
    columns = ("component", "uid", "name", "code", "kind", "calendar", "max_units", "standard_rate", "email")
    known = {uid: calendar.pk for uid, calendar in calendars.items()}
    insert_rows(
        Resource,
        columns,
        [
            (component.pk, each.uid, each.name[:300], each.code[:60], each.kind,
             known.get(each.calendar) if each.calendar is not None else None, each.max_units, each.standard_rate,
             each.email[:254])
            for each in document.resources
        ],
    )  # fmt: skip
    resources = dict(Resource.objects.filter(component=component).values_list("uid", "pk"))
    names = ("component", "uid", "task", "resource", "units", "work_minutes", "actual_work_minutes",
               "remaining_work_minutes", "overtime_work_minutes", "delay_minutes", "contour", "cost", "actual_cost",
               "start", "finish")  # fmt: skip
    pairs = [each for each in document.assignments if each.task in ids and each.resource in resources]
    rows = [(component.pk, each.uid, ids[each.task], resources[each.resource], *assignment_row(each)) for each in pairs]
    insert_rows(Assignment, names, rows)


def assignment_row(each: AssignmentDoc) -> tuple[Any, ...]:
    work = (each.work_minutes, each.actual_work_minutes, each.remaining_work_minutes, each.overtime_work_minutes,
            each.delay_minutes)  # fmt: skip
    return (
        each.units, *(whole(value, f"The work of assignment {each.uid}") for value in work), each.contour,
        each.cost, each.actual_cost, minute(each.start), minute(each.finish),
    )  # fmt: skip


def install_baselines(component: Component, document: PlanDocument, ids: dict[int, int]) -> int:
    """Store the file's baselines, the lowest as the current one, and the dates it had stored as number -1."""
    numbers = sorted({each.number for task in document.tasks for each in task.baselines})
    for number in numbers:
        name = "Baseline" if number == 0 else f"Baseline {number}"
        baseline = Baseline.objects.create(component=component, number=number, name=name, current=number == numbers[0])
        rows = (
            (component.pk, baseline.pk, ids[task.uid], minute(each.start), minute(each.finish),
             whole(each.duration_minutes, "A baseline duration"), whole(each.work_minutes, "Baseline work"), each.cost)
            for task in document.tasks
            for each in {item.number: item for item in task.baselines if item.number == number}.values()
        )  # fmt: skip
        insert_rows(BaselineTask, BASELINE_COLUMNS, rows)
    stored = [task for task in document.tasks if task.stored.start is not None or task.stored.finish is not None]
    if stored:
        baseline = Baseline.objects.create(component=component, number=Baseline.AS_IMPORTED, name="Dates in the file")
        insert_rows(
            BaselineTask,
            BASELINE_COLUMNS,
            (
                (component.pk, baseline.pk, ids[task.uid], minute(task.stored.start), minute(task.stored.finish),
                 task.duration_minutes, task.work_minutes, task.cost)
                for task in stored
            ),
        )  # fmt: skip
    return len(numbers)


BASELINE_COLUMNS = ("component", "baseline", "task", "start", "finish", "duration_minutes", "work_minutes", "cost")
