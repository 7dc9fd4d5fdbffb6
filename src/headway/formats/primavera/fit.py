"""A document as XER can hold it; every difference is told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from headway.formats.minutes import to_the_minute
from headway.formats.primavera.fit_activities import ActivityFitter, actual_and_remaining, summary_row
from headway.formats.primavera.fit_calendars import fit_calendar
from headway.formats.primavera.fit_outline import fit_outline
from headway.formats.primavera.xer import roll_up
from headway.formats.tidy_calendars import mark_personal

if TYPE_CHECKING:
    from headway.formats.confession import Confession
    from headway.formats.document import AssignmentDoc, LinkDoc, PlanDocument, ResourceDoc, TaskDoc

APPLICATION = "Primavera P6"
VERSION = "19.12"
NAME_CHARACTERS = 120


def fit_xer(document: PlanDocument, confession: Confession) -> PlanDocument:
    """Return the document that a reader finds in the file."""
    if document.mode != "p6":
        confession.rules("Primavera P6 schedules by its own rules, which differ from those of Microsoft Project.")
    outline = fit_outline(document, confession)
    activities = {task.uid for task in outline if task.kind != "summary"}
    assignments = _assignments(document.assignments, activities, confession)
    fitter = ActivityFitter(document, outline, assignments, confession)
    tasks = [summary_row(task, confession) if task.kind == "summary" else fitter.fit(task) for task in outline]
    for task in tasks:
        if len(task.name) > NAME_CHARACTERS:
            message = f"P6 takes {NAME_CHARACTERS} characters of a name; longer ones are in the file."
            confession.beyond(message, task=task.uid)
    by_uid = {task.uid: task for task in document.tasks}
    calendars = {calendar.uid: calendar for calendar in document.calendars}
    named = document.application.startswith(APPLICATION)
    fitted = to_the_minute(
        replace(
            document,
            format="xer",
            application=document.application if named else f"{APPLICATION} {VERSION}",
            name=tasks[0].name,
            mode="p6",
            schedule_from="start",
            honor_constraints=False,
            days_per_month=20,
            calendars=[fit_calendar(calendar, calendars, confession) for calendar in document.calendars],
            tasks=tasks,
            links=[_link(link, by_uid, confession) for link in _between(document.links, activities, confession)],
            resources=[_resource(resource, confession) for resource in document.resources],
            assignments=assignments,
            notices=[],
        )
    )
    roll_up(fitted)
    mark_personal(fitted)
    rows = frozenset({"calendars", "tasks", "links", "resources", "assignments", "notices"})
    # The finish is computed, honoring constraints is a matter of P6's rules.
    told = rows | {"format", "application", "mode", "honor_constraints", "finish"}
    confession.rows("plan", document, fitted, skip=told)
    return fitted


def _between(links: list[LinkDoc], activities: set[int], confession: Confession) -> list[LinkDoc]:
    kept = [link for link in links if link.predecessor in activities and link.successor in activities]
    if len(kept) < len(links):
        lost = [link for link in links if link.predecessor not in activities or link.successor not in activities]
        for link in lost:
            confession.dropped("links from or to summaries, which P6 does not know", task=link.successor)
    return kept


def _link(link: LinkDoc, tasks: dict[int, TaskDoc], confession: Confession) -> LinkDoc:
    lag = link.lag if link.lag_kind != "percent" else tasks[link.predecessor].duration_minutes * link.lag / 100
    fitted = replace(link, lag=float(round(lag)), lag_kind="working", lag_unit="d")
    confession.rows("links", link, fitted, link.successor, skip=frozenset({"lag_unit"}))
    return fitted


def _resource(resource: ResourceDoc, confession: Confession) -> ResourceDoc:
    fitted = replace(
        resource,
        kind="material" if resource.kind == "cost" else resource.kind,
        standard_rate=resource.standard_rate or None,
        code=resource.code or f"R{resource.uid}",
        name=resource.name or resource.code or f"R{resource.uid}",
    )
    confession.rows("resources", resource, fitted)
    return fitted


def _assignments(assignments: list[AssignmentDoc], activities: set[int], confession: Confession) -> list[AssignmentDoc]:
    fitted = []
    for assignment in assignments:
        if assignment.task not in activities:
            confession.dropped("assignments to summaries, which P6 does not know", task=assignment.task)
            continue
        actual, remaining = actual_and_remaining(
            assignment.work_minutes, assignment.actual_work_minutes, assignment.remaining_work_minutes
        )
        kept = replace(
            to_the_minute(assignment),
            delay_minutes=0,
            contour="flat",
            overtime_work_minutes=0,
            work_minutes=actual + remaining,
            actual_work_minutes=actual,
            remaining_work_minutes=remaining,
            cost=assignment.cost or Decimal(0),
            actual_cost=assignment.actual_cost or Decimal(0),
        )
        confession.rows("assignments", assignment, kept, assignment.task)
        fitted.append(kept)
    return fitted
