"""How much of the people of a plan all other plans take, and when: what a levelling finds gone before it begins.

Plans that the reader does not see count too, so that nobody is promised twice; their names are never told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.app.models import Assignment, Resource
from headway.app.rules.visible import trashed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from headway.app.bridge.assigned import Worker

FIELDS = ("resource__person_id", "component_id", "task__start", "task__finish", "units")


@dataclass(frozen=True, slots=True)
class BusyElsewhere:
    """One row an assignment in another plan: its units from the start to the finish of its task."""

    owner: NDArray[np.int64]
    """Row of the person's resource in this plan."""
    plan: NDArray[np.int64]
    """Id of the other plan."""
    start: NDArray[np.int64]
    finish: NDArray[np.int64]
    units: NDArray[np.float64]

    def steps(self, capacity: NDArray[np.float64]) -> tuple[NDArray[Any], ...]:
        """Return who has from when on how many units left: columns of ``Resources``."""
        found = []
        for row in np.unique(self.owner).tolist():
            mine = self.owner == row
            edges = np.concatenate((self.start[mine], self.finish[mine]))
            marks, place = np.unique(edges, return_inverse=True)
            taken = np.cumsum(np.bincount(place, np.concatenate((self.units[mine], -self.units[mine])), len(marks)))
            found.append((np.full(len(marks), row), marks, np.maximum(capacity[row] - np.round(taken, 6), 0.0)))
        return tuple(np.concatenate(each) for each in zip(*found, strict=True)) if found else (np.empty(0),) * 3

    def between(self, row: int, start: int, finish: int) -> list[int]:
        """Return the ids of the plans that take a resource's time between two instants, by their ids."""
        mine = (self.owner == row) & (self.start < finish) & (self.finish > start)
        return sorted(set(self.plan[mine].tolist()))


def busy_elsewhere(component: int, workers: Sequence[Worker], since: int) -> BusyElsewhere:
    """Read what these people are asked for in all other plans after an instant: one query."""
    rows_of: dict[int, list[int]] = {}
    for row, worker in enumerate(workers):
        if worker.person is not None:
            rows_of.setdefault(worker.person, []).append(row)
    found = Assignment.objects.none().values_list(*FIELDS)
    if rows_of:
        others = Assignment.objects.exclude(component=component).exclude(component__in=trashed())
        others = others.filter(resource__person__in=rows_of, resource__kind=Resource.Kind.WORK, task__active=True,
                               task__finish__gt=since, units__gt=0)  # fmt: skip
        found = others.order_by("pk").values_list(*FIELDS)
    told = [(row, plan, start, finish, units) for person, plan, start, finish, units in found
            if start is not None and finish > start for row in rows_of[person]]  # fmt: skip
    owner, plan, start, finish = np.array([each[:4] for each in told], np.int64).reshape(-1, 4).T
    return BusyElsewhere(owner, plan, start, finish, np.array([each[4] for each in told]))
