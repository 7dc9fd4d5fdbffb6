"""What the people of a plan do in other plans that its reader sees. What they do in others is not told, nor counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.app.bridge.load_change import planned_work
from headway.app.models import Assignment, Resource
from headway.app.rules import visible
from headway.engine.measures.load import phased_work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from headway.app.bridge.assigned import Worker
    from headway.app.models import Person
    from headway.engine.measures.load import PhasedWork, Working

DAY = 1440
FIELDS = ("resource__person_id", "component_id", "component__name", "task__start", "task__finish", "units",
          "work_minutes", "contour", "task__duration_minutes")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One row an assignment in another plan."""

    owner: NDArray[np.int64]
    """Row of the person's resource in this plan."""
    plan: NDArray[np.int64]
    """Row in ``plans``."""
    plans: Sequence[tuple[int, str]]
    """Id and name."""
    start: NDArray[np.int64]
    finish: NDArray[np.int64]
    work: NDArray[np.float64]
    """Minutes."""
    contours: Sequence[str] = ()

    @property
    def days(self) -> tuple[int, int]:
        """The days between which all of it lies."""
        return (int(self.start.min()) // DAY, int(self.finish.max()) // DAY) if len(self.start) else (0, 0)

    def phased(self, edges: NDArray[np.int64], able: Working) -> PhasedWork:
        """Spread it over the time in which its people are there, by the calendar that they have in this plan."""
        return phased_work(self.work, self.start, self.finish, edges, lambda rows, a, b: able(self.owner[rows], a, b),
                           self.contours)  # fmt: skip


def elsewhere(reader: Person | None, component: int, workers: Sequence[Worker], days: tuple[int, int]) -> Elsewhere:
    """Read what these people are asked for between two days in other plans that the reader sees: one query.

    Without a reader there is nothing to tell.
    """
    rows_of: dict[int, list[int]] = {}
    for row, worker in enumerate(workers):
        if worker.person is not None:
            rows_of.setdefault(worker.person, []).append(row)
    found = []
    if rows_of and reader is not None:
        seen = visible(reader, Assignment).exclude(component=component)
        seen = seen.filter(resource__person__in=rows_of, resource__kind=Resource.Kind.WORK, task__active=True,
                           task__start__lt=(days[1] + 1) * DAY, task__finish__gt=days[0] * DAY)  # fmt: skip
        found = list(seen.order_by("pk").values_list(*FIELDS))
    mine = [(row, each) for each in found for row in rows_of[each[0]]]
    plans = list(dict.fromkeys((each[1], each[2]) for each in found))
    place = {plan: row for row, plan in enumerate(plans)}
    _, work = planned_work([each[5:] for _, each in mine])
    keys = np.array([(row, place[each[1:3]], each[3], each[4]) for row, each in mine], np.int64).reshape(-1, 4)
    owner, plan, start, finish = keys.T
    return Elsewhere(owner, plan, plans, start, finish, work, [each[FIELDS.index("contour")] for _, each in mine])
