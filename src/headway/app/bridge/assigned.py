"""The assignments of a plan as they are scheduled now, with the calendars that people and tasks keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.app.bridge.live_plans import forked_plan
from headway.app.bridge.load_change import planned_work
from headway.app.models import Assignment, Resource
from headway.engine.measures.load import phased_work
from headway.engine.plan import MISSING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from headway.app.bridge.live_part import LivePart
    from headway.app.models import Component
    from headway.engine.calendars import CompiledCalendars
    from headway.engine.measures.load import PhasedWork, Working
    from headway.engine.plan import Plan

DAY = 1440
FIELDS = ("task_id", "resource_id", "units", "work_minutes", "contour")


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who works on what, when: one row an assignment with dates, of an active task."""

    resources: Sequence[tuple[int, str, float, int | None]]
    """Id, name, units, calendar."""
    owner: NDArray[np.int64]
    """Row in ``resources``."""
    task: NDArray[np.int64]
    """Ids of the tasks."""
    start: NDArray[np.int64]
    finish: NDArray[np.int64]
    work: NDArray[np.float64]
    """Minutes."""
    working: Working
    """Of assignments."""
    able: Working
    """Of resources."""
    days: tuple[int, int]
    """The first and the last day of the plan."""
    revision: int

    @property
    def units(self) -> NDArray[np.float64]:
        return np.array([max(units, 0.0) for _, _, units, _ in self.resources])

    def phased(self, edges: NDArray[np.int64]) -> PhasedWork:
        return phased_work(self.work, self.start, self.finish, edges, self.working)


def assigned_in(component: Component) -> Assigned:
    """Read who works on the tasks of a plan; material and costs are nobody's load."""
    live, _ = forked_plan(component, component.revision)
    part, plan = live.parts[component.pk], live.parts[component.pk].part.plan
    start, finish = (each.astype(np.int64) for each in live.dates(component.pk))
    place = {pk: row for row, pk in enumerate(part.rows)}
    rows = [row for row in of_work(component).values_list(*FIELDS) if row[0] in place]
    task = np.array([place[row[0]] for row in rows], np.int64)
    _, work = planned_work([(*row[2:5], part.value(row[0], "duration_minutes")) for row in rows])
    held = plan.tasks.active[task] & (start[task] != MISSING) & (finish[task] > start[task])
    kept = [row for row, on in zip(rows, held.tolist(), strict=True) if on]
    task = task[held]
    resources = list(
        Resource.objects.filter(pk__in={row[1] for row in kept})
        .order_by("name", "pk")
        .values_list("pk", "name", "max_units", "calendar_id")
    )
    at = {resource[0]: row for row, resource in enumerate(resources)}
    owner = np.array([at[row[1]] for row in kept], np.int64)
    days = days_of(start, finish)
    own = resource_calendars(part, plan, resources)
    clock = clock_of(plan, days)
    calendar = task_calendars(plan, clock, task, own[owner])
    return Assigned(
        resources, owner, plan.tasks.uid[task], start[task], finish[task], work[held],
        lambda rows, a, b: clock.working_between(calendar[rows], a, b),
        lambda rows, a, b: clock.working_between(own[rows], a, b), days, component.revision,
    )  # fmt: skip


def of_work(component: Component) -> Any:
    return Assignment.objects.filter(component=component, resource__kind=Resource.Kind.WORK).order_by("pk")


def days_of(start: NDArray[np.int64], finish: NDArray[np.int64]) -> tuple[int, int]:
    """Return the days between which the plan lies; one day of no meaning where it has no dates."""
    dated = (start != MISSING) & (finish != MISSING)
    if not dated.any():
        return 0, 0
    return int(start[dated].min()) // DAY, int(finish[dated].max()) // DAY


def clock_of(plan: Plan, days: tuple[int, int]) -> CompiledCalendars:
    from headway.engine.calendars import compile_calendars  # noqa: PLC0415 - numba loads only where something is calculated

    year = 366
    return compile_calendars(plan.calendars, days[0] - year, days[1] + year)


def resource_calendars(
    part: LivePart, plan: Plan, resources: Sequence[tuple[int, str, float, int | None]]
) -> NDArray[np.int64]:
    """Return the calendar of each resource: its own, or else the plan's."""
    rows = part.calendar_rows()
    return np.array([rows.get(each[3] or 0, plan.projects[0].calendar) for each in resources], np.int64)


def task_calendars(
    plan: Plan, clock: CompiledCalendars, task: NDArray[np.int64], own: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the calendar on which each assignment works: its task's, or where the task has parts, its resource's."""
    tasks = plan.tasks
    calendar = np.where(tasks.calendar[task] >= 0, tasks.calendar[task], plan.projects[0].calendar)
    calendar = np.where(np.isin(task, plan.assignments.task), own, calendar)
    return np.where(tasks.elapsed[task], clock.always, calendar)
