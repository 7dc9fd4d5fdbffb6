"""What the open plans cost, as lines of the engine: one certain sum a plan, and work by its duration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.simulation import NONE, Costs, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from numpy.typing import NDArray

    from headway.app.bridge.confidence.spread_table import SpreadTable
    from headway.engine.plan import Plan

HOUR = 60.0
Money = tuple["Decimal | None", "Decimal | None"]
"""Whole cost of a task and the fixed part of it."""


def cost_lines(
    plan: Plan, ids: Sequence[int], money: Mapping[int, Money], counted: Sequence[bool], leaves: NDArray[np.bool_],
    table: SpreadTable,
) -> Costs:  # fmt: skip
    """Return the cost lines of the projects that count; what depends on no duration is one sum a project."""
    certain = np.zeros(len(counted))
    tasks, rates, seen = [], [], np.zeros(len(counted), bool)
    for row in np.flatnonzero(leaves).tolist():
        whole, fixed = money.get(ids[row], (None, None)) if row < len(ids) else (None, None)
        place = int(plan.tasks.project[row])
        if not counted[place] or (whole is None and fixed is None):
            continue
        seen[place] = True
        total, sure = float(whole if whole is not None else fixed or 0), float(fixed or 0)
        minutes = int(plan.tasks.duration[row])
        if minutes <= 0 or total <= sure:
            certain[place] += total
            continue
        certain[place] += sure
        tasks.append(row)
        rates.append((total - sure) / (minutes / HOUR))
    places = np.flatnonzero(seen)
    sums = table.add(Shape.FIXED, certain[places], certain[places], certain[places])
    return Costs(
        task=np.array(tasks + [NONE] * len(places), np.int32),
        fixed=np.array([NONE] * len(tasks) + sums.tolist(), np.int32),
        rate_per_hour=np.array(rates + [0.0] * len(places)),
        project=np.array([0] * len(tasks) + places.tolist(), np.int32),
    )
