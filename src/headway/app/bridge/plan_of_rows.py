"""The engine's plan of one or several stored plans that links tie together."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import F

from headway.app.bridge.document_of_rows import document_of
from headway.app.models import Component, Dependency
from headway.engine.plan import Assignments, LagKind, Links, LinkType, Plan, Project, Tasks
from headway.formats.plan_of import options_of, to_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from headway.engine.network.options import ScheduleOptions
    from headway.formats.document import PlanDocument

    Edit = Callable[[Component, PlanDocument, list[tuple[Any, ...]], list[int]], None]

PERCENT_SCALE = 100
"""The engine counts percent lags in hundredths."""


@dataclass(slots=True)
class JoinedPlan:
    """Several plans as one, with the way back to the rows."""

    plan: Plan
    options: ScheduleOptions
    components: list[Component]
    """In the order of ``plan.projects``."""
    task_ids: NDArray[np.int64]
    link_ids: NDArray[np.int64]
    names: list[str]
    stored: list[tuple[Any, ...]]
    """What the schedule columns hold now, one tuple a task."""
    mixed_rules: bool
    """True where the plans ask for different scheduling rules; those of the first one (lowest id) hold for all."""


def joined_plan(components: Sequence[Component], *, edit: Edit | None = None) -> JoinedPlan:
    """Read the plans and tie them together by the links between them; ``edit`` changes what was read of each before."""
    parts = []
    for component in components:
        document, stored, link_ids = document_of(component)
        if edit is not None:
            edit(component, document, stored, link_ids)
        names = [task.name for task in document.tasks]
        parts.append(PlanPart(component, to_plan(document), options_of(document), names, stored, link_ids))
    return join(parts)


@dataclass(slots=True)
class PlanPart:
    """One of the plans to join."""

    component: Component
    plan: Plan
    options: ScheduleOptions
    names: list[str]
    stored: list[tuple[Any, ...]]
    link_ids: list[int]


@dataclass(slots=True)
class Tried:
    """Links between plans that are otherwise than in the tables, for a branch."""

    made: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    """By an id below zero: (id, predecessor, successor, type, lag, kind of lag, unit)."""
    removed: set[int] = field(default_factory=set)


def join(parts: Sequence[PlanPart], tried: Tried | None = None) -> JoinedPlan:
    """Tie plans together by the links between them."""
    plans, components = [part.plan for part in parts], [part.component for part in parts]
    ids = np.concatenate([plan.tasks.uid for plan in plans])
    links, crossing_ids = tie(components, plans, ids, tried or Tried())
    return JoinedPlan(
        plan=Plan(
            calendars=tuple(shifted_calendars(plans)),
            tasks=stacked_tasks(plans),
            links=links,
            projects=tuple(shifted_projects(plans)),
            assignments=stacked_assignments(plans),
        ),
        options=parts[0].options,
        components=components,
        task_ids=ids,
        link_ids=np.array([pk for part in parts for pk in part.link_ids] + crossing_ids, np.int64),
        names=[name for part in parts for name in part.names],
        stored=[row for part in parts for row in part.stored],
        mixed_rules=any(part.options != parts[0].options for part in parts),
    )


def offsets(sizes: Sequence[int]) -> list[int]:
    """Return where each part begins in the whole."""
    return [0, *np.cumsum(sizes)[:-1].tolist()]


def shifted_calendars(plans: Sequence[Plan]) -> list[Any]:
    result: list[Any] = []
    for plan in plans:
        base = len(result)
        result += [replace(each, parent=each.parent + base if each.parent >= 0 else -1) for each in plan.calendars]
    return result


def shifted_projects(plans: Sequence[Plan]) -> list[Project]:
    bases = offsets([len(plan.calendars) for plan in plans])
    return [
        replace(project, calendar=project.calendar + base)
        for plan, base in zip(plans, bases, strict=True)
        for project in plan.projects
    ]


def stacked_tasks(plans: Sequence[Plan]) -> Tasks:
    """Put the columns one below the other; references to rows, calendars and projects move along."""
    shifts = {
        "parent": offsets([len(plan.tasks) for plan in plans]),
        "calendar": offsets([len(plan.calendars) for plan in plans]),
        "float_calendar": offsets([len(plan.calendars) for plan in plans]),
    }
    columns: dict[str, Any] = {}
    for column in fields(Tasks):
        parts = [getattr(plan.tasks, column.name) for plan in plans]
        if column.name in shifts:
            parts = [
                np.where(part >= 0, part + base, part) for part, base in zip(parts, shifts[column.name], strict=True)
            ]
        columns[column.name] = np.concatenate(parts)
    columns["project"] = np.repeat(np.arange(len(plans)), [len(plan.tasks) for plan in plans])
    return Tasks(**columns)


def stacked_assignments(plans: Sequence[Plan]) -> Assignments:
    """Put the parts of tasks one below the other."""
    bases = offsets([len(plan.tasks) for plan in plans])
    calendars = offsets([len(plan.calendars) for plan in plans])
    tables = [plan.assignments for plan in plans]
    on = [
        np.where(table.calendar >= 0, table.calendar + base, table.calendar)
        for table, base in zip(tables, calendars, strict=True)
    ]
    return Assignments(
        np.concatenate([table.task + base for table, base in zip(tables, bases, strict=True)]),
        np.concatenate(on),
        np.concatenate([table.duration for table in tables]),
    )


def tie(
    components: Sequence[Component], plans: Sequence[Plan], ids: NDArray[np.int64], tried: Tried
) -> tuple[Links, list[int]]:
    """Return all links, those between the plans last, and the ids of these."""
    own = {component.pk for component in components}
    rows = Dependency.objects.filter(component__in=own, from_component__in=own).exclude(component=F("from_component"))
    names = ("pk", "predecessor_id", "successor_id", "type", "lag", "lag_kind")
    crossing = list(rows.order_by("pk").values_list(*names)) if len(own) > 1 else []
    place = {int(pk): row for row, pk in enumerate(ids)}
    crossing = [row for row in crossing if row[0] not in tried.removed] + [row[:6] for row in tried.made.values()]
    crossing = [row for row in crossing if row[1] in place and row[2] in place]
    bases = offsets([len(plan.tasks) for plan in plans])
    kinds = {"working": LagKind.WORKING, "elapsed": LagKind.ELAPSED, "percent": LagKind.PERCENT}
    between: dict[str, list[Any]] = {
        "predecessor": [place[row[1]] for row in crossing],
        "successor": [place[row[2]] for row in crossing],
        "type": [LinkType[row[3]].value for row in crossing],
        "lag": [round(row[4] * (PERCENT_SCALE if row[5] == "percent" else 1)) for row in crossing],
        "lag_kind": [kinds[row[5]].value for row in crossing],
    }
    columns: dict[str, Any] = {}
    for column in fields(Links):
        parts = [getattr(plan.links, column.name) for plan in plans]
        if column.name in {"predecessor", "successor"}:
            parts = [part + base for part, base in zip(parts, bases, strict=True)]
        columns[column.name] = np.concatenate([*parts, np.array(between[column.name], parts[0].dtype)])
    return Links(**columns), [row[0] for row in crossing]
