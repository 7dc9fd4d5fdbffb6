"""Who does the work of a plan: resources, when there are how many of them, and which task needs how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.levelling.problem import ResourceDiagnostic

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.plan import Plan

SCALE = 10_000
"""Units are counted in ten-thousandths of a person: less than that nobody can assign."""
MOST_UNITS = 200_000.0


@dataclass(frozen=True, slots=True)
class Resources:
    """One row a person, team or machine; ``None`` columns are filled with the stated default."""

    capacity: NDArray[np.float64]
    """Units at a time: 1 is one full person, shape (resources,)."""
    calendar: NDArray[np.int32] = None  # type: ignore[assignment]
    """Row in ``Plan.calendars`` whose days off are days without this resource; default -1, none."""
    step_resource: NDArray[np.int32] = None  # type: ignore[assignment]
    """Rows of resources whose capacity changes, shape (steps,); default none."""
    step_time: NDArray[np.int32] = None  # type: ignore[assignment]
    """Instants from which on ..."""
    step_capacity: NDArray[np.float64] = None  # type: ignore[assignment]
    """... there are so many units."""

    def __post_init__(self) -> None:
        """Bring every column to its stated type and fill the missing ones.

        Raises
        ------
        ValueError
            If lengths do not fit together.
        """
        count = len(self.capacity)
        steps = 0 if self.step_resource is None else len(self.step_resource)
        for name, length, kind, default in (
            ("capacity", count, np.float64, 1), ("calendar", count, np.int32, -1),
            ("step_resource", steps, np.int32, 0), ("step_time", steps, np.int32, 0),
            ("step_capacity", steps, np.float64, 0),
        ):  # fmt: skip
            object.__setattr__(self, name, column(getattr(self, name), length, kind, default))

    def __len__(self) -> int:
        return len(self.capacity)


@dataclass(frozen=True, slots=True)
class Needs:
    """One row for each resource that a task needs from its start to its finish."""

    task: NDArray[np.int32]
    """Row of the plan's tasks, shape (needs,)."""
    resource: NDArray[np.int32]
    """Row of ``Resources``."""
    units: NDArray[np.float64] = None  # type: ignore[assignment]
    """Units at a time; default 1."""

    def __post_init__(self) -> None:
        """Bring every column to its stated type and fill the missing one.

        Raises
        ------
        ValueError
            If lengths do not fit together.
        """
        count = len(self.task)
        for name, kind in (("task", np.int32), ("resource", np.int32), ("units", np.float64)):
            object.__setattr__(self, name, column(getattr(self, name), count, kind, 1))

    def __len__(self) -> int:
        return len(self.task)


def column(values: Any, length: int, kind: type[np.generic], default: float) -> NDArray[Any]:
    """Bring one column to its type and length.

    Parameters
    ----------
    values : array_like or None
        What was given.
    length : int
        Wanted length.
    kind : dtype
        Wanted type.
    default : float
        For all rows where nothing was given.

    Returns
    -------
    ndarray
        Not writeable.

    Raises
    ------
    ValueError
        If the length is another one.
    """
    array = np.full(length, default, kind) if values is None else np.asarray(values)
    if array.shape != (length,):
        raise ValueError(f"a column has the shape {array.shape}; ({length},) was expected")
    if np.issubdtype(kind, np.integer):
        limits = np.iinfo(np.int32)
        array = np.clip(np.nan_to_num(array.astype(np.float64), nan=limits.min), limits.min, limits.max)
    array = np.array(array, kind)
    array.flags.writeable = False
    return array


def trouble_of(plan: Plan, resources: Resources, needs: Needs) -> tuple[ResourceDiagnostic, ...]:
    """Find what makes resources and needs senseless.

    Parameters
    ----------
    plan : Plan
        Whose tasks need them.
    resources : Resources
        What there is.
    needs : Needs
        What is needed.

    Returns
    -------
    tuple of ResourceDiagnostic
        Errors where nothing can be levelled; warnings where some tasks can never be.
    """
    bad = ~(np.isfinite(resources.capacity) & (resources.capacity >= 0) & (resources.capacity <= MOST_UNITS))
    away = (resources.calendar < -1) | (resources.calendar >= len(plan.calendars))
    changes = resources.step_capacity
    wrong = ~(np.isfinite(changes) & (changes >= 0) & (changes <= MOST_UNITS))
    wrong |= (resources.step_resource < 0) | (resources.step_resource >= len(resources))
    lost = (needs.task < 0) | (needs.task >= len(plan.tasks))
    nobody = (needs.resource < 0) | (needs.resource >= len(resources))
    units = ~(np.isfinite(needs.units) & (needs.units >= 0) & (needs.units <= MOST_UNITS))
    found = [
        _made("no-capacity", "Capacities are negative, too large or no numbers.", resources=np.flatnonzero(bad)),
        _made("calendar-missing", "Resources have calendars that are not there.", resources=np.flatnonzero(away)),
        _made("no-capacity-step", "Changes of capacity name no resource, or no capacity that there can be.",
              resources=resources.step_resource[wrong]),
        _made("need-of-missing-task", "Needs name tasks that are not there.", needs.task[lost]),
        _made("need-of-missing-resource", "Needs name resources that are not there.", needs.task[nobody]),
        _made("no-units", "Units are negative, too large or no numbers.", needs.task[units]),
    ]  # fmt: skip
    found = [each for each in found if each.tasks or each.resources]
    return tuple(found) if found else _beyond(resources, needs)


def _beyond(resources: Resources, needs: Needs) -> tuple[ResourceDiagnostic, ...]:
    """Find tasks that need more than there ever is, all their needs of one resource together."""
    most = resources.capacity.copy()
    np.maximum.at(most, resources.step_resource, resources.step_capacity)
    pair, place = np.unique(np.stack((needs.task, needs.resource)), axis=1, return_inverse=True)
    total = np.bincount(place.ravel(), needs.units, len(pair[0]))
    over = total > most[pair[1]] + 0.5 / SCALE
    if not over.any():
        return ()
    message = "Tasks need more of a resource than there ever is; they stay where they are, overloaded."
    return (_made("demand-beyond-capacity", message, pair[0][over], pair[1][over], level="warning"),)


def _made(name: str, message: str, tasks: Any = (), resources: Any = (), level: str = "error") -> ResourceDiagnostic:
    rows, others = (tuple(sorted({int(each) for each in column})) for column in (tasks, resources))
    return ResourceDiagnostic(name, message, level, rows, (), others)  # type: ignore[arg-type]
