"""How much of each resource there is over time: capacity, its changes, and the days on which it is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.levelling.resources import SCALE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.levelling.resources import Needs, Resources
    from headway.engine.network.compiled import CompiledPlan

DAY = 1440
FIRST = int(np.iinfo(np.int32).min)
"""Where the first step of every resource begins."""
Steps = tuple["NDArray[np.int64]", "NDArray[np.int64]"]
"""Instants, the first of them FIRST, and the units from each on, in parts of ``SCALE``."""


def steps_of(compiled: CompiledPlan, resources: Resources, needs: Needs) -> list[Steps]:
    """List the steps of every resource's capacity.

    A day is off where the resource's calendar has no work on it, while the calendar of some task that needs the
    resource does.

    Parameters
    ----------
    compiled : CompiledPlan
        The plan made ready, without errors.
    resources : Resources
        Without trouble.
    needs : Needs
        Without trouble.

    Returns
    -------
    list of tuple
        One a resource. O(steps + days x calendars).
    """
    assert compiled.calendars is not None
    absent = _absences(compiled, resources, needs)
    own = np.lexsort((resources.step_time, resources.step_resource))
    bounds = np.searchsorted(resources.step_resource[own], np.arange(len(resources) + 1))
    found = []
    for row in range(len(resources)):
        mine = own[bounds[row] : bounds[row + 1]]
        time = np.concatenate(([FIRST], resources.step_time[mine])).astype(np.int64)
        units = np.concatenate(([resources.capacity[row]], resources.step_capacity[mine]))
        steps = time, np.rint(units * SCALE).astype(np.int64)
        found.append(_without(steps, absent[row]) if row in absent else steps)
    return found


def _without(steps: Steps, away: NDArray[np.int64]) -> Steps:
    """Take whole days out of the steps; ``away`` holds begin and end of each absence."""
    time, units = steps
    marks = np.unique(np.concatenate((time, away.ravel())))
    there = units[np.searchsorted(time, marks, side="right") - 1]
    gone = np.searchsorted(away[:, 0], marks, side="right") - 1
    off = (gone >= 0) & (marks < away[gone, 1])
    return marks, np.where(off, 0, there)


def _absences(compiled: CompiledPlan, resources: Resources, needs: Needs) -> dict[int, NDArray[np.int64]]:
    """Find the days off of every resource with a calendar, as pairs of begin and end."""
    calendars, nodes, leaf = compiled.calendars, compiled.nodes, compiled.leaf
    assert calendars is not None
    assert nodes is not None
    assert leaf is not None
    if (resources.calendar < 0).all():
        return {}
    midnights = np.arange(calendars.first_day, calendars.last_day + 1, dtype=np.int64) * DAY
    working: dict[int, NDArray[np.bool_]] = {}

    def works(row: int) -> NDArray[np.bool_]:
        if row not in working:
            working[row] = np.diff(calendars.worked(row, midnights)) > 0
        return working[row]

    node = leaf[needs.task]
    kept = node >= 0
    pairs = np.unique(np.stack((needs.resource[kept], nodes.calendar[node[kept]])), axis=1)
    found = {}
    for row in np.flatnonzero(resources.calendar >= 0).tolist():
        asked = pairs[1, pairs[0] == row].tolist()
        wanted = np.zeros(len(midnights) - 1, bool)
        for calendar in asked:
            if calendar != resources.calendar[row]:
                wanted |= works(calendar)
        off = wanted & ~works(int(resources.calendar[row]))
        edge = np.flatnonzero(np.diff(np.concatenate(([0], off.astype(np.int8), [0]))))
        if len(edge):
            found[row] = midnights[edge].reshape(-1, 2)
    return found
