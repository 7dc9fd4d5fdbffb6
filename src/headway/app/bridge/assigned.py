"""The assignments of a plan as they are scheduled now, with the calendars that people and tasks keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from headway.app.bridge.elsewhere import elsewhere
from headway.app.bridge.load_change import planned_work
from headway.app.models import Resource
from headway.engine.measures.load import phased_work
from headway.engine.plan import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from headway.app.bridge.elsewhere import Elsewhere
    from headway.app.bridge.live_part import LivePart
    from headway.app.bridge.live_plan import LivePlan
    from headway.app.models import Person
    from headway.engine.calendars import CompiledCalendars
    from headway.engine.measures.load import PhasedWork, Working
    from headway.engine.plan import Plan

DAY = 1440


class Worker(NamedTuple):
    """A resource that works."""

    id: int
    name: str
    units: float
    calendar: int | None
    person: int | None


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who works on what, when: one row an assignment with dates, of an active task."""

    resources: Sequence[Worker]
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
    others: Elsewhere
    """What these resources do in other plans."""
    contours: Sequence[str]
    """How the work of each assignment lies in its time."""

    @property
    def units(self) -> NDArray[np.float64]:
        return np.array([max(each.units, 0.0) for each in self.resources])

    def phased(self, edges: NDArray[np.int64]) -> PhasedWork:
        return phased_work(self.work, self.start, self.finish, edges, self.working, self.contours)


def assigned_in(component: int, *plans: LivePlan, reader: Person | None = None) -> list[Assigned]:
    """Read who works on the tasks of a component as each of these plans has it, all with the same resources and days.

    Material and costs are nobody's load. With a reader, what these people do in other plans that they see comes along.
    """
    parts = [plan.parts[component] for plan in plans]
    starts, finishes = zip(*([each.astype(np.int64) for each in plan.dates(component)] for plan in plans), strict=True)
    days = days_of(np.concatenate(starts), np.concatenate(finishes))
    workers = workers_of({each.resource for part in parts for each in part.assignments})
    others = elsewhere(reader, component, workers, days)
    return [assigned_of(*each, workers, days, others) for each in zip(parts, starts, finishes, strict=True)]


def workers_of(resources: Iterable[int]) -> list[Worker]:
    """Return those of the resources that are people or machines."""
    known = Resource.objects.filter(pk__in=set(resources), kind=Resource.Kind.WORK)
    rows = known.order_by("name", "pk").values_list("pk", "name", "max_units", "calendar_id", "person_id")
    return [Worker(*row) for row in rows]


def assigned_of(
    part: LivePart, start: NDArray[np.int64], finish: NDArray[np.int64], workers: Sequence[Worker],
    days: tuple[int, int], others: Elsewhere,
) -> Assigned:  # fmt: skip
    """Return the assignments of a plan that ask somebody for work between these dates of its tasks."""
    plan = part.part.plan
    place = {pk: row for row, pk in enumerate(part.rows)}
    at = {worker.id: row for row, worker in enumerate(workers)}
    rows = [each for each in part.assignments if each.resource in at and each.task in place]
    task = np.array([place[each.task] for each in rows], np.int64)
    owner = np.array([at[each.resource] for each in rows], np.int64)
    _, work = planned_work(
        [(each.units, each.work_minutes, each.contour, part.value(each.task, "duration_minutes")) for each in rows]
    )
    held = plan.tasks.active[task] & (start[task] != MISSING) & (finish[task] > start[task])
    task, owner, work = task[held], owner[held], work[held]
    own = resource_calendars(part, plan, workers)
    clock = clock_of(plan, (min(days[0], others.days[0]), max(days[1], others.days[1])) if len(others.work) else days)
    calendar = task_calendars(plan, clock, task, own[owner])
    return Assigned(
        workers, owner, plan.tasks.uid[task], start[task], finish[task], work,
        lambda rows, a, b: clock.working_between(calendar[rows], a, b),
        lambda rows, a, b: clock.working_between(own[rows], a, b), days, part.component.revision,
        others, [rows[each].contour for each in np.flatnonzero(held)],
    )  # fmt: skip


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


def resource_calendars(part: LivePart, plan: Plan, resources: Sequence[Worker]) -> NDArray[np.int64]:
    """Return the calendar of each resource: its own, or else the plan's."""
    rows = part.calendar_rows()
    return np.array([rows.get(each.calendar or 0, plan.projects[0].calendar) for each in resources], np.int64)


def task_calendars(
    plan: Plan, clock: CompiledCalendars, task: NDArray[np.int64], own: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the calendar on which each assignment works: its task's, or where the task has parts, its resource's."""
    tasks = plan.tasks
    calendar = np.where(tasks.calendar[task] >= 0, tasks.calendar[task], plan.projects[0].calendar)
    calendar = np.where(np.isin(task, plan.assignments.task), own, calendar)
    return np.where(tasks.elapsed[task], clock.always, calendar)
