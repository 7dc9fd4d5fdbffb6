"""The simulation of a component: joined plans, estimates and risks as the engine's tables, with the way back to ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.app.bridge.confidence.durations import shared_drivers, varied_durations
from headway.app.bridge.confidence.leaves import active_leaves, open_leaves
from headway.app.bridge.confidence.money import cost_lines
from headway.app.bridge.confidence.network import needed_only, with_ends
from headway.app.bridge.confidence.risk_rows import RiskRows, last_plans, risk_rows
from headway.app.bridge.confidence.spread_table import SpreadTable
from headway.engine.simulation import Uncertainty

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headway.app.bridge.confidence.durations import Estimate, Varied
    from headway.app.bridge.confidence.money import Money
    from headway.app.bridge.confidence.scope import Scope
    from headway.app.bridge.plan_of_rows import JoinedPlan
    from headway.engine.network.options import ScheduleOptions
    from headway.engine.plan import Plan


@dataclass(frozen=True, slots=True)
class Values:
    """What the plan of the engine does not hold of its tasks, by their ids."""

    estimates: Mapping[int, Estimate]
    money: Mapping[int, Money]
    milestones: Sequence[int]
    """Tasks whose finish is told, in the order in which they matter."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is simulated; rows of the engine's tables beside the ids that they stand for."""

    plan: Plan
    uncertainty: Uncertainty
    options: ScheduleOptions
    ids: list[int]
    """Task of each row of the plan; the rows behind them are the ends of plans."""
    plans: list[int]
    owner: list[int]
    """Plan of each task, by its id."""
    risks: RiskRows
    driven: list[int]
    """Plans whose tasks are short or long together, one a driver."""
    milestones: list[int]
    varied: Varied
    open: int
    """Tasks inside that are still to be done."""

    @property
    def is_certain(self) -> bool:
        return not (len(self.uncertainty.durations) or self.risks.ids or self.driven)


def case_of(scope: Scope, joined: JoinedPlan, values: Values) -> Case:
    """Put a simulation together: a pure function of what was read, so that the plan may be that of a branch."""
    plans = [each.pk for each in joined.components]
    inside = set(scope.inside)
    plan = needed_only(joined.plan, [pk in inside for pk in plans])
    ids, table = joined.task_ids.tolist(), SpreadTable()
    rows = {pk: row for row, pk in enumerate(ids)}
    ranges = [scope.ranges[pk] for pk in plans]
    leaves = open_leaves(plan)
    within = leaves & np.isin(plan.tasks.project, [place for place, pk in enumerate(plans) if pk in inside])
    varied = varied_durations(plan, leaves, ids, values.estimates, ranges, table)
    drivers, driver_tasks, places = shared_drivers(varied.durations.task, plan, ranges, table)
    known = {each.pk: each for each in joined.components if each.pk in inside}
    last = last_plans(scope, known, [plans[place] for place in sorted(set(plan.tasks.project[within].tolist()))])
    ends = {pk: len(ids) + place for place, pk in enumerate(last)}
    risks = risk_rows(scope.risks, scope.ties, rows, leaves, ends, known, scope.below, table)
    currency = scope.component.currency
    counted = [each.pk in inside and each.currency == currency for each in joined.components]
    costs = cost_lines(plan, ids, values.money, counted, active_leaves(plan), table)
    milestones = [rows[pk] for pk in values.milestones if pk in rows and within[rows[pk]]]
    return Case(
        plan=with_ends(plan, [plans.index(pk) for pk in last], leaves),
        uncertainty=Uncertainty(
            spreads=table.spreads(), durations=varied.durations, drivers=drivers, driver_tasks=driver_tasks,
            risks=risks.risks(), risk_aims=risks.risk_aims(), costs=costs, milestones=np.array(milestones, np.int32),
        ),
        options=joined.options, ids=ids, plans=plans, owner=[plans[place] for place in plan.tasks.project.tolist()],
        risks=risks, driven=[plans[place] for place in places], milestones=[ids[row] for row in milestones],
        varied=varied, open=int(within.sum()),
    )  # fmt: skip
