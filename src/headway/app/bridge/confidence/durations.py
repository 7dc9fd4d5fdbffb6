"""Which durations vary, and between what: estimates of the tasks themselves, else what is assumed for their plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.simulation import Drivers, DriverTasks, Durations, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from headway.app.bridge.confidence.scope import Ranges
    from headway.app.bridge.confidence.spread_table import SpreadTable
    from headway.engine.plan import Plan

PERCENT = 100.0
Estimate = tuple[int | None, int | None]
"""Optimistic and pessimistic duration in working minutes."""


@dataclass(frozen=True, slots=True)
class Varied:
    durations: Durations
    own: int
    """Tasks with an estimate of their own."""
    assumed: int
    widened: list[int]
    """Rows whose estimate does not reach around the duration any more; it is taken so far as it does."""


def varied_durations(
    plan: Plan, leaves: NDArray[np.bool_], ids: Sequence[int], estimates: Mapping[int, Estimate],
    ranges: Sequence[Ranges], table: SpreadTable,
) -> Varied:  # fmt: skip
    """Return the uncertain durations of the open leaves; their distributions are added to the table."""
    tasks = plan.tasks
    rows = np.flatnonzero(leaves & ~tasks.manual & ~tasks.spanning & (tasks.duration > 0))
    duration = tasks.duration[rows].astype(np.float64)
    share = np.array([each.assumed for each in ranges]).reshape(-1, 2)[tasks.project[rows]] / PERCENT
    low, high = duration * share[:, 0], duration * share[:, 1]
    own = np.zeros(len(rows), bool)
    for k, row in enumerate(rows.tolist()):
        least, most = estimates.get(ids[row], (None, None))
        if least is not None or most is not None:
            own[k] = True
            low[k] = low[k] if least is None else least
            high[k] = high[k] if most is None else most
    widened = own & ((low > duration) | (high < duration))
    low, high = np.minimum(low, duration), np.maximum(high, duration)
    spread = high > low
    varying = rows[spread]
    placed = table.add(Shape.PERT, low[spread], duration[spread], high[spread])
    found = Durations(varying.astype(np.int32), placed)
    return Varied(found, int(own.sum()), int((~own & spread).sum()), rows[widened].tolist())


def shared_drivers(
    rows: Any, plan: Plan, ranges: Sequence[Ranges], table: SpreadTable
) -> tuple[Drivers, DriverTasks, list[int]]:
    """Return what makes all tasks of a plan short or long together, where that is set; and of which plans."""
    places = [place for place, each in enumerate(ranges) if each.shared is not None]
    spreads = [
        int(table.add(Shape.TRIANGULAR, low / PERCENT, min(max(1.0, low / PERCENT), high / PERCENT), high / PERCENT)[0])
        for low, high in (ranges[place].shared or (PERCENT, PERCENT) for place in places)
    ]
    project = plan.tasks.project[rows]
    pairs = [(k, row) for k, place in enumerate(places) for row in rows[project == place].tolist()]
    driver, task = (np.array([pair[side] for pair in pairs], np.int32) for side in range(2))
    drivers = Drivers(np.ones(len(places)), np.array(spreads, np.int32))
    return drivers, DriverTasks(driver, task), places
