"""One plan with everything that an exchange file holds: what the engine needs, and names, texts, money, dates."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from headway.app.bridge.document_of_rows import document_of, instant
from headway.app.models import Assignment, Baseline, BaselineTask, Component, Dependency, Resource, Task
from headway.app.rules import Verb, may
from headway.formats.document import BaselineDoc, StoredDates

if TYPE_CHECKING:
    from headway.app.models import Person
    from headway.formats.document import PlanDocument, TaskDoc

TOLD = (
    "uid", "level", "wbs", "code", "duration_estimated", "physical_percent", "priority", "recurring", "work_minutes",
    "actual_work_minutes", "remaining_work_minutes", "cost", "fixed_cost", "actual_cost", "notes",
)  # fmt: skip
"""What a task tells besides what decides its dates."""
STORED = (
    "start", "finish", "early_start", "early_finish", "late_start", "late_finish", "total_float_minutes",
    "free_float_minutes", "critical",
)  # fmt: skip
DATES = 6
"""How many of STORED are minutes: the first ones."""
MOST_BASELINES = 10
"""The last number that Microsoft Project has."""


def whole_document(person: Person, component: Component) -> PlanDocument:
    """Return the live plan with its calculated dates; its tasks are numbered as people and files know them.

    Addresses of people and what their work costs stand on no page: they are for those who may change the plan.
    """
    document, _, _ = document_of(component)
    document.currency = component.currency
    document.minutes_per_day, document.minutes_per_week = component.minutes_per_day, component.minutes_per_week
    numbers = tell_tasks(document, component)
    tell_units(document, component)
    plans = may(person, Verb.EDIT_PLAN, component)
    tell_resources(document, component, plans=plans)
    tell_assignments(document, component, plans=plans)
    renumber(document, numbers)
    return document


def tell_tasks(document: PlanDocument, component: Component) -> dict[int, int]:
    """Fill in what tasks tell, their dates and baselines; return their numbers by the id of their row."""
    rows = {row[0]: row[1:] for row in Task.objects.filter(component=component).values_list("pk", *TOLD, *STORED)}
    baselines = baselines_of(component)
    for task in document.tasks:
        row = rows[task.uid]
        for name, value in zip(TOLD[1:], row[1:], strict=False):
            setattr(task, name, value)
        stored = row[len(TOLD) :]
        task.stored = StoredDates(*map(instant, stored[:DATES]), *stored[DATES:])  # type: ignore[arg-type]
        task.baselines = baselines.get(task.uid, [])
    return {pk: row[0] for pk, row in rows.items()}


def baselines_of(component: Component) -> dict[int, list[BaselineDoc]]:
    """Return the baselines of each task; those above the last number of the format stay here."""
    kept = Baseline.objects.filter(component=component, number__range=(0, MOST_BASELINES)).values("pk")
    fields = ("task_id", "baseline__number", "start", "finish", "duration_minutes", "work_minutes", "cost")
    found: dict[int, list[BaselineDoc]] = defaultdict(list)
    rows = BaselineTask.objects.filter(baseline__in=kept).order_by("baseline__number", "task_id")
    for task, number, start, finish, *rest in rows.values_list(*fields):
        found[task].append(BaselineDoc(number, instant(start), instant(finish), *rest))
    return found


def tell_units(document: PlanDocument, component: Component) -> None:
    """Give lags the unit in which people typed them."""
    links = Dependency.objects.filter(component=component, from_component=component).order_by("pk")
    for link, unit in zip(document.links, links.values_list("lag_unit", flat=True), strict=True):
        link.lag_unit = unit


def tell_resources(document: PlanDocument, component: Component, *, plans: bool) -> None:
    rows = Resource.objects.filter(component=component).in_bulk()
    for each in document.resources:
        row = rows[each.uid]
        each.name, each.code, each.max_units = row.name, row.code, row.max_units
        if plans:
            each.email, each.standard_rate = row.email, row.standard_rate


def tell_assignments(document: PlanDocument, component: Component, *, plans: bool) -> None:
    rows = Assignment.objects.filter(component=component).in_bulk()
    for each in document.assignments:
        row = rows[each.uid]
        each.actual_work_minutes = row.actual_work_minutes
        if plans:
            each.cost, each.actual_cost = row.cost, row.actual_cost
        each.start, each.finish = instant(row.start), instant(row.finish)


def renumber(document: PlanDocument, numbers: dict[int, int]) -> None:
    """Number tasks as within their plan instead of by row; the numbers of rows are this installation's own affair."""

    def of(task: TaskDoc) -> None:
        task.uid = numbers[task.uid]
        task.parent = None if task.parent is None else numbers[task.parent]

    for task in document.tasks:
        of(task)
    for link in document.links:
        link.predecessor, link.successor = numbers[link.predecessor], numbers[link.successor]
    for each in document.assignments:
        each.task = numbers[each.task]
