"""Durations from effort: how work, units and duration of a task depend on each other.

For each assignment, work = duration x units. The type of the task says which of the three gives way when another one
changes. Source: Microsoft Project's documentation, "Change the task type for more accurate scheduling" (the table of
task types), "Fixed-duration tasks" (the painters), "Contour resource assignments".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from headway.engine.plan import Minutes

CONTOUR_SHARES = {
    "flat": 1.0,
    "back_loaded": 0.6,
    "front_loaded": 0.6,
    "double_peak": 0.5,
    "early_peak": 0.5,
    "late_peak": 0.5,
    "bell": 0.5,
    "turtle": 0.7,
    "contoured": 1.0,
}
"""Mean units of an assignment over its time, as a share of its peak units: the mean of a contour's ten segments."""

CONTOUR_TENTHS = {
    "back_loaded": (10, 15, 25, 50, 50, 75, 75, 100, 100, 100),
    "front_loaded": (100, 100, 100, 75, 75, 50, 50, 25, 15, 10),
    "double_peak": (25, 50, 100, 50, 25, 25, 50, 100, 50, 25),
    "early_peak": (25, 50, 100, 100, 75, 50, 50, 25, 15, 10),
    "late_peak": (10, 15, 25, 50, 50, 75, 100, 100, 50, 25),
    "bell": (10, 20, 40, 80, 100, 100, 80, 40, 20, 10),
    "turtle": (25, 50, 75, 100, 100, 100, 100, 75, 50, 25),
}
"""Units in each tenth of an assignment's time, in percent of its peak; other contours are even, or drawn by hand."""


class TaskType(IntEnum):
    """What of a task stays when something else changes."""

    FIXED_UNITS = 0
    FIXED_WORK = 1
    FIXED_DURATION = 2


@dataclass(frozen=True, slots=True)
class Effort:
    """Duration, work and units of one task; all its people have the same hours."""

    duration: int
    """Working minutes."""
    work: tuple[float, ...] = ()
    """Minutes of work of each assignment."""
    units: tuple[float, ...] = ()
    """1 is a full person."""
    task_type: TaskType = TaskType.FIXED_UNITS
    effort_driven: bool = False
    """The total work stays when people come or go; always so for fixed work."""

    def __post_init__(self) -> None:
        """Check the figures.

        Raises
        ------
        ValueError
            If the duration or any work is negative, units are not positive, or their numbers differ.
        """
        if len(self.work) != len(self.units):
            raise ValueError(f"{len(self.work)} amounts of work and {len(self.units)} units do not belong together.")
        if self.duration < 0 or min(self.work, default=0) < 0 or min(self.units, default=1) <= 0:
            raise ValueError("Duration and work cannot be negative, units have to be more than 0.")


def assignment_durations(
    work: ArrayLike, units: ArrayLike, overtime: ArrayLike = 0, contour_share: ArrayLike = 1.0
) -> Minutes:
    """Compute how long assignments take on the calendars of their resources.

    ``duration = (work - overtime) / (units * contour_share)``

    Parameters
    ----------
    work : array_like, shape (n,)
        Minutes of work, overtime included.
    units : array_like, shape (n,)
        1 is a full person.
    overtime : array_like, shape (n,) or scalar
        Minutes of work outside working hours: they take no working time.
    contour_share : array_like, shape (n,) or scalar
        Mean of the units as a share of the peak, see ``CONTOUR_SHARES``.

    Returns
    -------
    ndarray of int32, shape (n,)
        Whole working minutes, at least 1 where there is regular work; 0 without work or without units.

    Raises
    ------
    ValueError
        If work, units or overtime is negative, or a share is not in (0, 1].
    """
    work, units, overtime, share = np.broadcast_arrays(
        np.asarray(work, float), np.asarray(units, float), np.asarray(overtime, float), np.asarray(contour_share, float)
    )
    if not ((work >= 0) & (units >= 0) & (overtime >= 0)).all():
        raise ValueError("Work, units and overtime cannot be negative.")
    if not ((share > 0) & (share <= 1)).all():
        raise ValueError("The share of a contour lies between 0 and 1.")
    regular = np.maximum(work - overtime, 0)
    rate = units * share
    busy = (regular > 0) & (rate > 0)
    minutes = np.divide(regular, rate, out=np.zeros(work.shape), where=busy)
    limit = np.iinfo(np.int32).max
    return np.where(busy, np.clip(np.rint(minutes), 1, limit), 0).astype(np.int32)


def with_duration(effort: Effort, duration: int) -> Effort:
    """Revise the duration: fixed work changes units, the other types change work.

    ``units' = units * old / new`` or ``work' = work * new / old``

    Parameters
    ----------
    effort : Effort
        The task before.
    duration : int
        New working minutes, more than 0.

    Returns
    -------
    Effort

    Raises
    ------
    ValueError
        If the new duration is not more than 0, or the old one is 0 while people are assigned.
    """
    if duration <= 0 or (effort.units and effort.duration == 0):
        raise ValueError("Work over no duration has no units.")
    if not effort.units:
        return replace(effort, duration=duration)
    factor = duration / effort.duration
    if effort.task_type == TaskType.FIXED_WORK:
        return replace(effort, duration=duration, units=tuple(each / factor for each in effort.units))
    return replace(effort, duration=duration, work=tuple(each * factor for each in effort.work))


def with_units(effort: Effort, assignment: int, units: float) -> Effort:
    """Revise the units of one assignment: fixed duration changes work, the other types change the duration.

    ``work' = work * units' / units`` or ``duration = max(work / units)``

    Parameters
    ----------
    effort : Effort
        The task before.
    assignment : int
        Which of its assignments.
    units : float
        New units, more than 0.

    Returns
    -------
    Effort

    Raises
    ------
    ValueError
        If the units are not more than 0.
    """
    changed = replace(effort, units=_put(effort.units, assignment, units))
    if effort.task_type == TaskType.FIXED_DURATION:
        work = effort.work[assignment] * units / effort.units[assignment]
        return replace(changed, work=_put(effort.work, assignment, work))
    return _with_duration_of_work(changed)


def with_work(effort: Effort, assignment: int, work: float) -> Effort:
    """Revise the work of one assignment: fixed duration changes its units, the other types change the duration.

    ``units' = work / duration`` or ``duration = max(work / units)``

    Parameters
    ----------
    effort : Effort
        The task before.
    assignment : int
        Which of its assignments.
    work : float
        New minutes of work; more than 0 for a fixed duration.

    Returns
    -------
    Effort

    Raises
    ------
    ValueError
        If the work is negative, or leaves no units.
    """
    changed = replace(effort, work=_put(effort.work, assignment, work))
    if effort.task_type == TaskType.FIXED_DURATION and effort.duration > 0:
        return replace(changed, units=_put(effort.units, assignment, work / effort.duration))
    return _with_duration_of_work(changed)


def with_resource(effort: Effort, units: float = 1.0) -> Effort:
    """Assign one more resource.

    Effort-driven: the total work stays and is shared in proportion to the units; a fixed duration lowers the units,
    the other types shorten the duration. Otherwise the new one works as long as the task takes.

    Parameters
    ----------
    effort : Effort
        The task before.
    units : float
        Of the new resource, more than 0.

    Returns
    -------
    Effort

    Raises
    ------
    ValueError
        If the units are not more than 0.
    """
    everybody = (*effort.units, units)
    if not _shares_work(effort) or not effort.units:
        return replace(effort, units=everybody, work=(*effort.work, effort.duration * units))
    return _shared(effort, everybody)


def without_resource(effort: Effort, assignment: int) -> Effort:
    """Take one resource off a task; what was its work goes to the others where the task is effort-driven.

    Parameters
    ----------
    effort : Effort
        The task before.
    assignment : int
        Which of its assignments.

    Returns
    -------
    Effort
        With the duration unchanged where nobody is left.
    """
    units = effort.units[:assignment] + effort.units[assignment + 1 :]
    if units and _shares_work(effort):
        return _shared(effort, units)
    left = replace(effort, units=units, work=effort.work[:assignment] + effort.work[assignment + 1 :])
    return left if not units or effort.task_type == TaskType.FIXED_DURATION else _with_duration_of_work(left)


def _shares_work(effort: Effort) -> bool:
    return effort.effort_driven or effort.task_type == TaskType.FIXED_WORK


def _shared(effort: Effort, units: tuple[float, ...]) -> Effort:
    total = sum(effort.work)
    work = tuple(total * each / sum(units) for each in units)
    if effort.task_type == TaskType.FIXED_DURATION and effort.duration > 0 and total > 0:
        return replace(effort, work=work, units=tuple(each / effort.duration for each in work))
    return _with_duration_of_work(replace(effort, work=work, units=units))


def _with_duration_of_work(effort: Effort) -> Effort:
    return replace(effort, duration=int(assignment_durations(effort.work, effort.units).max(initial=0)))


def _put(values: tuple[float, ...], place: int, value: float) -> tuple[float, ...]:
    return (*values[:place], value, *values[place + 1 :])
