"""What a plan asks of its people over time, against what they can do: the load under the schedule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from headway.app.bridge.assigned import DAY, assigned_in
from headway.engine.measures.load import beyond_capacity, gathered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from headway.app.bridge.assigned import Assigned
    from headway.app.bridge.live_plan import LivePlan
    from headway.app.models import Person
    from headway.engine.measures.load import PhasedWork

Step = Literal["day", "week", "month", "quarter", "year"]
STEPS: tuple[Step, ...] = get_args(Step)
USUAL_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
MOST_PERIODS = 4000
"""Of one picture; a longer plan is told in coarser periods."""
MOST_PAIRS = 3_000_000
"""Of assignments and days; beyond, overload is counted by period."""
MOST_TASKS = 200
"""Of one period."""
FIRST_MONDAY = 4
"""1970-01-01 was a Thursday."""


@dataclass(frozen=True, slots=True)
class Load:
    """What one plan asks of each of its people, in periods that tell what is too much."""

    assigned: Assigned
    edges: NDArray[np.int64]
    work: PhasedWork
    """Of this plan."""
    other: PhasedWork
    """Of the assignments in other plans."""
    all: PhasedWork
    """Of this plan and the others together."""
    over: NDArray[np.float64]
    """Of each element of ``all``."""

    def totals(self) -> dict[str, NDArray[Any]]:
        """Return work, work elsewhere, and what of both is too much, of each resource."""
        count = len(self.assigned.resources)
        return {
            "work": np.bincount(self.work.row, self.work.minutes, count),
            "other": np.bincount(self.assigned.others.owner[self.other.row], self.other.minutes, count),
            "over": np.bincount(self.all.row, self.over, count),
        }

    def by_period(self, row: int, edges: NDArray[np.int64]) -> dict[str, list[int]]:
        """Return work of one resource, and what of all its work is too much, in each of these coarser periods."""
        sides = (("work", self.work, self.work.minutes), ("over", self.all, self.over))
        return {name: self.summed(phased, phased.row == row, minutes, edges) for name, phased, minutes in sides}

    def by_plan(self, row: int, edges: NDArray[np.int64]) -> list[dict[str, Any]]:
        """Return work of one resource in each other plan, in each of these coarser periods, the most first."""
        others = self.assigned.others
        plan = np.where(others.owner == row, others.plan, -1)[self.other.row]
        total = np.bincount(plan[plan >= 0], self.other.minutes[plan >= 0], len(others.plans))
        told = []
        for each in np.argsort(-total, kind="stable")[: np.count_nonzero(total)].tolist():
            pk, name = others.plans[each]
            work = self.summed(self.other, plan == each, self.other.minutes, edges)
            told.append({"id": pk, "name": name, "work": work})
        return told

    def summed(
        self, phased: PhasedWork, wanted: NDArray[np.bool_], minutes: NDArray[np.float64], edges: NDArray[np.int64]
    ) -> list[int]:
        place = np.searchsorted(edges, self.edges[phased.period[wanted]], side="right") - 1
        return whole(np.bincount(place, minutes[wanted], len(edges) - 1))


def load_of(
    reader: Person, component: int, plan: LivePlan, step: Step, resource: int | None = None, task: int | None = None,
    live: LivePlan | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return the resources of a plan, the most overloaded first, and what one of them is asked for by period.

    With a task, only its resources are told; without a resource of these, the first is chosen. Of a branch, what the
    live plan asks of the same people is told beside it. What other plans ask of them counts as far as the reader sees
    these plans.
    """
    sides = assigned_in(component, plan, *([] if live is None else [live]), reader=reader)
    assigned = sides[0]
    step = fitting(step, assigned)
    edges = edges_of(*assigned.days, step)
    fine = edges if max(map(in_days, sides)) > MOST_PAIRS else edges_of(*assigned.days, "day")
    own, *beside = [loaded(each, fine) for each in sides]
    rows = in_order(own, set().union(*(workers_on(each, task) for each in sides)))
    ids = [assigned.resources[row].id for row in rows]
    row = rows[ids.index(resource) if resource in ids else 0] if rows else None
    told = {
        "revision": assigned.revision, "step": step, "edges": edges.tolist(),
        "resources": resource_columns(own, rows), "chosen": None if row is None else assigned.resources[row].id,
        **series(own, edges, row), "others": [] if row is None else own.by_plan(row, edges),
    }  # fmt: skip
    for each in beside:
        told["resources"] |= {f"live_{name}": column for name, column in total_columns(each, rows).items()}
        told["live"] = {"work": [], "over": []} if row is None else each.by_period(row, edges)
    return told


def loaded(assigned: Assigned, edges: NDArray[np.int64]) -> Load:
    own, other = assigned.phased(edges), assigned.others.phased(edges, assigned.able)
    work = gathered(own, assigned.owner)
    everything = gathered(own.beside(other, len(assigned.owner)), np.append(assigned.owner, assigned.others.owner))
    over = beyond_capacity(everything, assigned.units, edges, assigned.able)
    return Load(assigned, edges, work, other, everything, over)


def workers_on(assigned: Assigned, task: int | None) -> set[int]:
    """Return the rows of the resources that are asked for work by the task, or by any."""
    return set((assigned.owner if task is None else assigned.owner[assigned.task == task]).tolist())


def tasks_of_load(component: int, plan: LivePlan, resource: int | None, start: int, finish: int) -> dict[str, Any]:
    """Return the tasks that ask a resource, or anybody, for work between two instants, those with the most first."""
    (assigned,) = assigned_in(component, plan)
    phased = assigned.phased(np.array([start, finish], np.int64))
    mine = np.array([resource in (None, each.id) for each in assigned.resources], bool)[assigned.owner[phased.row]]
    ids, place = np.unique(assigned.task[phased.row[mine]], return_inverse=True)
    work = np.bincount(place, phased.minutes[mine], len(ids))
    first = np.argsort(-work, kind="stable")[:MOST_TASKS]
    rows = zip(ids[first].tolist(), whole(work[first]), strict=True)
    return {
        "revision": assigned.revision,
        "count": len(ids),
        "tasks": [{"id": pk, "work": minutes} for pk, minutes in rows],
    }


def in_days(assigned: Assigned) -> int:
    """Return how many days all assignments have together."""
    return int((assigned.finish - assigned.start).sum()) // DAY


def fitting(step: Step, assigned: Assigned) -> Step:
    """Return the step, or the next coarser one in which the plan can be told."""
    first, last = assigned.days
    coarser = STEPS[STEPS.index(step) :]
    return next((each for each in coarser if (last - first) // USUAL_DAYS[each] < MOST_PERIODS), STEPS[-1])


def edges_of(first: int, last: int, step: Step) -> NDArray[np.int64]:
    """Return the midnights between the periods that hold these days, in minutes."""
    if step in MONTHS:
        size = MONTHS[step]
        months = np.array([first, last], "datetime64[D]").astype("datetime64[M]").astype(np.int64) // size
        starts = np.arange(months[0], months[1] + 2) * size
        days = starts.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    else:
        size, shift = (7, FIRST_MONDAY) if step == "week" else (1, 0)
        days = np.arange((first - shift) // size, (last - shift) // size + 2, dtype=np.int64) * size + shift
    return days * DAY


def in_order(load: Load, wanted: set[int]) -> list[int]:
    """Return the rows of the wanted resources, the most overloaded first, then those with the most work."""
    total = load.totals()
    rows = np.arange(len(load.assigned.resources))
    return [row for row in np.lexsort((rows, -total["work"], -total["over"])).tolist() if row in wanted]


def resource_columns(load: Load, rows: Sequence[int]) -> dict[str, list[Any]]:
    of = [load.assigned.resources[row] for row in rows]
    return {"id": [each.id for each in of], "name": [each.name for each in of], "units": [each.units for each in of],
            **total_columns(load, rows)}  # fmt: skip


def total_columns(load: Load, rows: Sequence[int]) -> dict[str, list[int]]:
    return {name: whole(minutes[rows]) for name, minutes in load.totals().items()}


def series(load: Load, edges: NDArray[np.int64], row: int | None) -> dict[str, list[int]]:
    """Return work, what of it is beyond capacity, and capacity of one resource in each period."""
    if row is None:
        return {"work": [], "over": [], "capacity": []}
    assigned = load.assigned
    able = assigned.able(np.full(len(edges) - 1, row), edges[:-1], edges[1:])
    return load.by_period(row, edges) | {"capacity": whole(able * assigned.units[row])}


def whole(minutes: NDArray[Any]) -> list[int]:
    rounded: list[int] = np.rint(minutes).astype(np.int64).tolist()
    return rounded
