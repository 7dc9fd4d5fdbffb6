"""What pending changes would do to budgets: one without a tolerance for cost is held exactly, and raising one is a
question of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.bridge.tolerances import forecast_cost
from headway.app.models import Component, Dimension, Stage, Tolerance

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

Line = dict[str, Any]


def budget_change(component: Component, cost: float, asked: Decimal | None) -> list[Line]:
    """Return how the forecast cost stands against the budgets of the component and of its current stage, and by how
    much the request would raise the budget. What is above already would be left further by whatever costs more.

    The forecast is that of the whole component: the budget of a stage says something only where the forecast keeps it.
    """
    limit, before = component.budget, forecast_cost(component)
    found = []
    if limit is not None and not limits_cost(component):
        found.append(held(limit, before, cost))
    current = Stage.objects.filter(component=component, state=Stage.State.CURRENT, budget__gt=0).first()
    if current is not None and not limits_cost(component, current):
        line = held(current.budget or 0, before, cost) | {"stage": current.name}
        found += [line] * (line["status_before"] == "green")
    if limit is not None and asked is not None and asked > limit:
        found.append(line_of("raise", float(limit), float(asked), ("green", "red")))
    return found


def budgets_above(component: Component, cost: float) -> list[Line]:
    """Return the budgets of the levels above that hold now and would not any more, the nearest first."""
    levels = Component.objects.filter(paths_down__descendant=component, paths_down__depth__gt=0, trashed_at=None)
    found = []
    for level in levels.exclude(budget=None).order_by("paths_down__depth") if cost > 0 else ():
        if not limits_cost(level):
            line = held(level.budget or 0, forecast_cost(level), cost)
            if line["status_before"] != line["status_after"]:
                found.append(line | {"component": level.pk, "name": level.name, "currency": level.currency})
    return found


def limits_cost(component: Component, stage: Stage | None = None) -> bool:
    """Return whether somebody said how far the cost may be above its target: then that holds, not the bare budget."""
    return Tolerance.objects.filter(
        component=component, stage=stage, dimension=Dimension.COST, plus__isnull=False
    ).exists()


def held(limit: Decimal | int, before: float | None, cost: float) -> Line:
    """Hold the forecast before and after against a limit; without costs in the plan, the change takes it all."""
    after = (before or 0.0) + cost
    sides = ["red" if one > float(limit) + 0.005 else "green" for one in (before or 0.0, after)]
    return line_of("budget", before, after, sides) | {"limit": float(limit), "further": cost > 0}


def line_of(what: str, before: float | None, after: float, sides: Sequence[str]) -> Line:
    return {"dimension": "cost", "stage": "", "held": what, "before": before, "after": after,
            "status_before": sides[0], "status_after": sides[1]}  # fmt: skip
