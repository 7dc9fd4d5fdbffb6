"""How sure a plan is as it is and with changes in it: two simulations with the same random numbers.

An input has the same numbers in both as long as the order of the network is the same: a plan that nothing changes shows
no difference at all, and where links or tasks change, what differs is known to within the precision of the runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headway.app.bridge.confidence.answer import DAY, LEVEL, after, cents, number, problems_of, runs_for, share
from headway.app.bridge.confidence.by_task import NO_ROWS, rows_of_plan
from headway.app.bridge.confidence.case import case_of
from headway.app.bridge.confidence.scope import VERSION
from headway.app.bridge.rollup import working_between
from headway.engine.simulation import SimulationOptions, compile_simulation, run_simulation

if TYPE_CHECKING:
    from decimal import Decimal

    from headway.app.bridge.confidence.answer import Told
    from headway.app.bridge.confidence.case import Case, Values
    from headway.app.bridge.confidence.scope import Scope
    from headway.app.bridge.plan_of_rows import JoinedPlan
    from headway.engine.simulation import Distribution, Simulation

SECONDS = 60.0
"""Of processor time for the runs of one side."""


@dataclass(frozen=True, slots=True)
class Side:
    """A plan, as it is or with changes in it."""

    scope: Scope
    joined: JoinedPlan
    values: Values
    budget: Decimal | None
    extra: float = 0.0
    """Money beside the tasks."""
    tells_rows: bool = False
    """Whether each row of the component's own plan is told, too."""


def compared(live: Side, changed: Side) -> tuple[Told, Told]:
    """Simulate both; return what they come to, with what lies between, and the columns of the changed rows."""
    (before, _), (after, rows) = (told_of_side(each) for each in (live, changed))
    sides = [before, after]
    component = live.scope.component
    told: dict[str, Any] = {"version": VERSION, "currency": component.currency, "live": sides[0], "after": sides[1]}
    if all(each["state"] == "ok" for each in sides):
        minutes = working_between(component, *(each["p80"] for each in sides))
        told["days"] = minutes / component.minutes_per_day
    return told, rows


def told_of_side(side: Side) -> tuple[Told, Told]:
    case = case_of(side.scope, side.joined, side.values)
    if not case.open:
        return {"state": "done" if len(case.ids) else "no-plan", "problems": []}, NO_ROWS
    wanted = runs_for(case)
    compiled = compile_simulation(case.plan, case.uncertainty, case.options)
    simulation = run_simulation(compiled, SimulationOptions(runs=wanted), stop=after(SECONDS))
    if simulation.finish is None and not any(each.level == "error" for each in simulation.diagnostics):
        return {"state": "stopped", "problems": []}, NO_ROWS
    if simulation.finish is None:
        return {"state": "invalid", "problems": problems_of(simulation)}, NO_ROWS
    agreed = side.scope.agreed.get(side.scope.component.pk)
    told = {"state": "ok", "problems": [], "runs": simulation.runs, "wanted": wanted,
            **dates_of(simulation.finish, agreed), "cost": cost_of(side, case, simulation)}  # fmt: skip
    return told, rows_of_plan(case, simulation, side.scope.component.pk) if side.tells_rows else NO_ROWS


def dates_of(given: Distribution, agreed: int | None) -> Told:
    return {
        "p50": round(given.percentile(0.5)), "p80": round(given.percentile(LEVEL)), "agreed": agreed,
        "holds": None if agreed is None else share(given, agreed),
        "error_days": round(number(given.standard_error(LEVEL)) / DAY, 2),
    }  # fmt: skip


def cost_of(side: Side, case: Case, simulation: Simulation) -> Told | None:
    """Return the cost of tasks and what comes beside them; None where no task has one."""
    given = simulation.cost
    if given is None or not len(case.uncertainty.costs):
        return None
    budget = None if side.budget is None else float(side.budget)
    return {"p80": cents(given.percentile(LEVEL) + side.extra), "budget": budget,
            "holds": None if budget is None else share(given, budget - side.extra)}  # fmt: skip
