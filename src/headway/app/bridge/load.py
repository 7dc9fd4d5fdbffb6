"""What a plan asks of its people over time, against what they can do: the load under the schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from headway.app.bridge.assigned import DAY, assigned_in
from headway.engine.measures.load import beyond_capacity, gathered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.app.bridge.assigned import Assigned
    from headway.app.models import Component
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


def load_of(component: Component, step: Step, resource: int | None = None, task: int | None = None) -> dict[str, Any]:
    """Return the resources of a plan, the most overloaded first, and what one of them is asked for by period.

    With a task, only its resources are told; without a resource of these, the first is chosen.
    """
    assigned = assigned_in(component)
    step = fitting(step, assigned)
    edges = edges_of(*assigned.days, step)
    fine = edges if in_days(assigned) > MOST_PAIRS else edges_of(*assigned.days, "day")
    work = gathered(assigned.phased(fine), assigned.owner)
    over = beyond_capacity(work, assigned.units, fine, assigned.able)
    wanted = set(assigned.owner.tolist()) if task is None else set(assigned.owner[assigned.task == task].tolist())
    columns = resource_columns(assigned, work, over, wanted)
    ids = columns["id"]
    chosen = resource if resource in ids else ids[0] if ids else None
    return {
        "revision": assigned.revision, "step": step, "edges": edges.tolist(), "resources": columns, "chosen": chosen,
        **series(assigned, work, over, fine, edges, chosen),
    }  # fmt: skip


def tasks_of_load(component: Component, resource: int | None, start: int, finish: int) -> dict[str, Any]:
    """Return the tasks that ask a resource, or anybody, for work between two instants, those with the most first."""
    assigned = assigned_in(component)
    phased = assigned.phased(np.array([start, finish], np.int64))
    mine = np.array([resource in (None, each[0]) for each in assigned.resources], bool)[assigned.owner[phased.row]]
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


def resource_columns(
    assigned: Assigned, work: PhasedWork, over: NDArray[np.float64], wanted: set[int]
) -> dict[str, list[Any]]:  # fmt: skip
    """Return the wanted resources, the most overloaded first, then those with the most work."""
    count = len(assigned.resources)
    total, beyond = (np.bincount(work.row, each, count) for each in (work.minutes, over))
    rows = [row for row in np.lexsort((np.arange(count), -total, -beyond)).tolist() if row in wanted]
    of = [assigned.resources[row] for row in rows]
    return {
        "id": [each[0] for each in of], "name": [each[1] for each in of], "units": [each[2] for each in of],
        "work": whole(total[rows]), "over": whole(beyond[rows]),
    }  # fmt: skip


def series(
    assigned: Assigned, work: PhasedWork, over: NDArray[np.float64], fine: NDArray[np.int64],
    edges: NDArray[np.int64], chosen: int | None,
) -> dict[str, list[int]]:  # fmt: skip
    """Return work, what of it is beyond capacity, and capacity of one resource in each period."""
    if chosen is None:
        return {"work": [], "over": [], "capacity": []}
    row = next(row for row, each in enumerate(assigned.resources) if each[0] == chosen)
    mine, count = work.row == row, len(edges) - 1
    place = np.searchsorted(edges, fine[work.period[mine]], side="right") - 1
    able = assigned.able(np.full(count, row), edges[:-1], edges[1:])
    return {
        "work": whole(np.bincount(place, work.minutes[mine], count)),
        "over": whole(np.bincount(place, over[mine], count)),
        "capacity": whole(able * assigned.units[row]),
    }


def whole(minutes: NDArray[Any]) -> list[int]:
    rounded: list[int] = np.rint(minutes).astype(np.int64).tolist()
    return rounded
