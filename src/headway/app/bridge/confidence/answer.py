"""What the runs of a simulation say, as JSON that holds ids and no names: those are put in when somebody reads it.

Dates are minutes since 1970, probabilities lie between 0 and 1, days are days of the calendar.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.app.bridge.confidence.by_task import NO_ROWS, rows_of_plan
from headway.app.bridge.confidence.risk_rows import NOTHING, UNJUDGED
from headway.app.bridge.confidence.scope import VERSION
from headway.engine.simulation import SimulationOptions, compile_simulation, risk_removals, run_simulation, tornado

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.app.bridge.confidence.case import Case
    from headway.app.bridge.confidence.scope import Scope
    from headway.engine.simulation import Distribution, Simulation

Told = dict[str, Any]
DAY = 1440
RUNS, RUNS_LARGE, LARGE = 10_000, 2_000, 20_000
"""Runs, and those of networks with more rows than so many."""
SECONDS = 10.0
"""Of processor time for what-ifs of one kind: bars of the tornado, then risks taken away."""
CURVE, MOST_TASKS, MOST_BARS = 80, 30, 12
LEVEL = 0.8


@dataclass(slots=True)
class Runs:
    """A simulation with its what-ifs."""

    simulation: Simulation
    bars: list[Any] = field(default_factory=list)
    p80: float = 0.0
    removals: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Minutes and money that the P80 gains without each risk, by its row."""
    complete: bool = True


def told_of(scope: Scope, case: Case, counts: tuple[int, int]) -> tuple[Told, Told]:
    """Simulate a case; return the answer, and the columns of the rows of a plan.

    ``counts`` are the tasks inside and how many of them are done.
    """
    tasks, done = counts
    if not tasks or not len(case.ids):
        return empty("no-plan", scope), NO_ROWS
    if not case.open or done >= tasks:
        return empty("done", scope), NO_ROWS
    if case.is_certain:
        return empty("certain", scope), NO_ROWS
    runs = run(case)
    if not runs.simulation.ok:
        return empty("invalid", scope) | {"problems": problems_of(runs.simulation)}, NO_ROWS
    rows = rows_of_plan(case, runs.simulation, scope.component.pk) if scope.component.holds_tasks else NO_ROWS
    return answer(scope, case, runs), rows


def empty(state: str, scope: Scope) -> Told:
    return {"version": VERSION, "state": state, "problems": [], "currency": scope.component.currency}


def run(case: Case) -> Runs:
    compiled = compile_simulation(case.plan, case.uncertainty, case.options)
    options = SimulationOptions(runs=runs_for(case))
    found = Runs(run_simulation(compiled, options))
    if not found.simulation.ok:
        return found
    bars = tornado(compiled, options, level=LEVEL, most_tasks=MOST_BARS, stop=after(SECONDS))
    found.bars, found.p80, found.complete = list(bars.bars[:MOST_BARS]), bars.finish, bars.complete
    if case.risks.ids:
        removed = risk_removals(compiled, options, level=LEVEL, stop=after(SECONDS))
        found.removals = {each.risk: (each.minutes, each.money) for each in removed.ranked}
        found.complete = found.complete and removed.complete
    return found


def runs_for(case: Case) -> int:
    return RUNS_LARGE if len(case.plan.tasks) > LARGE else RUNS


def after(seconds: float) -> Callable[[], bool]:
    """Return a question that is answered with yes once so much processor time has passed."""
    end = time.thread_time() + seconds
    return lambda: time.thread_time() > end


def answer(scope: Scope, case: Case, runs: Runs) -> Told:
    simulation = runs.simulation
    assert simulation.finish is not None
    money = len(case.uncertainty.costs) > 0
    agreed, budget = scope.agreed.get(scope.component.pk), scope.component.budget
    joint = None
    if money and simulation.joint is not None and agreed is not None and budget is not None:
        joint = round(simulation.joint.confidence(agreed, float(budget)), 4)
    return empty("ok", scope) | {
        "problems": problems_of(simulation),
        "runs": simulation.runs, "seed": SimulationOptions().seed, "sampling": SimulationOptions().sampling,
        "finish": finish_of(simulation.finish, agreed),
        "cost": cost_of(simulation.cost, budget) if money and simulation.cost is not None else None,
        "joint": joint,
        "projects": projects_of(scope, case, simulation),
        "milestones": [milestone_of(pk, each) for pk, each in
                       zip(case.milestones, simulation.milestone_finish, strict=True)],
        "tasks": tasks_of(case, simulation),
        "tornado": [bar for each in runs.bars if (bar := bar_of(case, each, runs.p80)) is not None],
        "risks": risks_of(scope, case, runs),
        "counts": counts_of(case),
        "widened": [case.ids[row] for row in case.varied.widened],
        "left_out": left_out(scope, case, complete=runs.complete),
    }  # fmt: skip


def problems_of(simulation: Simulation) -> list[str]:
    """Return what the engine warns of, in words and once; of the schedule's own problems its page tells."""
    wanted = ("error",) if simulation.ok else ("error", "warning")
    return list(dict.fromkeys(str(each) for each in simulation.diagnostics if each.level in wanted))[:10]


def finish_of(given: Distribution, agreed: int | None) -> Told:
    return {
        **percentiles(given, round),
        "planned": round(given.planned), "agreed": agreed,
        "sd_days": round(given.sd / DAY, 2), "p80_error_days": round(number(given.standard_error(LEVEL)) / DAY, 2),
        "planned_probability": share(given, given.planned),
        "agreed_probability": None if agreed is None else share(given, agreed),
        "curve": curve_of(given, round),
    }  # fmt: skip


def cost_of(given: Distribution, budget: Any) -> Told:
    limit = None if budget is None else float(budget)
    return {
        **percentiles(given, cents),
        "planned": cents(given.planned), "agreed": limit,
        "sd": cents(given.sd), "p80_error": cents(number(given.standard_error(LEVEL))),
        "planned_probability": share(given, given.planned),
        "agreed_probability": None if limit is None else share(given, limit),
        "curve": curve_of(given, cents),
    }  # fmt: skip


def percentiles(given: Distribution, rounded: Callable[[float], float]) -> Told:
    levels = {f"p{percent}": rounded(given.percentile(percent / 100)) for percent in (10, 50, 80, 90)}
    return {**levels, "mean": rounded(given.mean)}


def curve_of(given: Distribution, rounded: Callable[[float], float]) -> list[list[float]]:
    at, shares = given.s_curve(CURVE)
    points = [[rounded(value), round(height, 4)] for value, height in zip(at.tolist(), shares.tolist(), strict=True)]
    return [[rounded(given.low), 0.0], *points] if points[0][0] > rounded(given.low) else points


def share(given: Distribution, value: float) -> float:
    return round(float(given.probability(value)), 4)


def cents(amount: float) -> float:
    return round(amount, 2)


def number(value: float, otherwise: float = 0.0) -> float:
    return float(value) if math.isfinite(value) else otherwise


def optional(value: float) -> float | None:
    return round(float(value), 4) if math.isfinite(value) else None


def projects_of(scope: Scope, case: Case, simulation: Simulation) -> list[Told]:
    """Return the plans in which something is open, or that drive the finish of all."""
    assert simulation.drives is not None
    inside, found = set(scope.inside), []
    for place, pk in enumerate(case.plans):
        given, drives = simulation.project_finish[place], float(simulation.drives[place])
        if pk not in inside and drives == 0:
            continue
        agreed = scope.agreed.get(pk)
        found.append({
            "id": pk, "planned": round(given.planned), "agreed": agreed, "drives": round(drives, 4),
            "p50": round(given.percentile(0.5)), "p80": round(given.percentile(LEVEL)),
            "agreed_probability": None if agreed is None else share(given, agreed),
        })  # fmt: skip
    return found


def milestone_of(pk: int, given: Distribution) -> Told:
    """Return a milestone with its course in few points, from which the chance of any date that it is due on is read."""
    return {"id": pk, "planned": round(given.planned), "p50": round(given.percentile(0.5)),
            "p80": round(given.percentile(LEVEL)),
            "levels": [round(given.percentile(each / 100)) for each in range(0, 101, 2)]}  # fmt: skip


def tasks_of(case: Case, simulation: Simulation) -> list[Told]:
    """Return the tasks that are most often critical; of those that always are, the ones that vary most."""
    measured = simulation.tasks
    assert measured is not None
    real = len(case.ids)
    critical, weight = measured.criticality[:real], np.nan_to_num(measured.schedule_sensitivity[:real])
    order = np.lexsort((-weight, -np.nan_to_num(critical)))
    rows = [row for row in order.tolist() if number(critical[row]) > 0 and measured.sd[row] > 0][:MOST_TASKS]
    return [
        {"id": case.ids[row], "component": case.owner[row], "criticality": round(float(critical[row]), 4),
         "cruciality": optional(measured.cruciality[row]), "ssi": optional(measured.schedule_sensitivity[row])}
        for row in rows
    ]  # fmt: skip


def bar_of(case: Case, bar: Any, p80: float) -> Told | None:
    """Return a bar with what it stands for; nothing for one that moves nothing."""
    low, high = (bar.finish_low - p80) / DAY, (bar.finish_high - p80) / DAY
    if max(abs(low), abs(high)) < 0.05:
        return None
    ends = {"kind": bar.kind, "low_days": round(low, 2), "high_days": round(high, 2)}
    if bar.kind == "task":
        return ends | {"id": case.ids[bar.row], "component": case.owner[bar.row]} if bar.row < len(case.ids) else None
    return ends | {"id": (case.risks.ids if bar.kind == "risk" else case.driven)[bar.row], "component": None}


def risks_of(scope: Scope, case: Case, runs: Runs) -> list[Told]:
    events, ids = runs.simulation.events, case.risks.ids
    assert events is not None
    rows = {pk: row for row, pk in enumerate(ids)}
    found = []
    for record in scope.risks:
        row = rows.get(record.pk)
        if row is None:
            continue
        minutes, money = runs.removals.get(row, (math.nan, math.nan))
        found.append({
            "id": record.pk, "sign": record.sign, "probability": record.probability,
            "happened": round(float(events.happened[row]), 4), "acts": case.risks.where[record.pk],
            "tasks": list(scope.ties.get(record.pk, ())),
            "days": round(minutes / DAY, 2) if math.isfinite(minutes) else None,
            "money": cents(money) if math.isfinite(money) else None,
        })  # fmt: skip
    return found


def counts_of(case: Case) -> Told:
    return {"tasks": case.open, "own": case.varied.own, "assumed": case.varied.assumed, "risks": len(case.risks.ids),
            "certain": max(case.open - case.varied.own - case.varied.assumed, 0)}  # fmt: skip


def left_out(scope: Scope, case: Case, *, complete: bool) -> list[str]:
    """Say what the answer does not take into account."""
    where = list(case.risks.where.values())
    others = sum(each.currency != scope.component.currency for each in scope.network if each.pk in scope.inside)
    said = [
        (where.count(UNJUDGED), "{} open risk{s} without a probability, or without days and money."),
        (where.count(NOTHING), "{} open risk{s} whose tasks are all done."),
        (others, f"The cost of {{}} plan{{s}} in another currency than {scope.component.currency}."),
    ]
    lines = [words.format(count, s="" if count == 1 else "s") for count, words in said if count]
    if not complete:
        lines.append("Some of what moves the P80: the time for it ended.")
    # Whether there are any is not for every reader of this component, so it is said of all alike.
    return [*lines, "Risks that levels above hold, if there are any."] if scope.component.parent_id else lines
