"""What is wrong with the uncertainty of a plan, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.plan import MISSING
from headway.engine.simulation.model import NONE, Aim, InputDiagnostic, Shape, Uncertainty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    from headway.engine.plan import Plan

THREE = (Shape.TRIANGULAR, Shape.PERT, Shape.PERT_MOMENTS, Shape.TRIGEN)
LISTED = (Shape.DISCRETE, Shape.EMPIRICAL)


def input_problems(plan: Plan, uncertainty: Uncertainty) -> tuple[InputDiagnostic, ...]:
    """Find everything that makes an uncertainty meaningless.

    Parameters
    ----------
    plan : Plan
        What is uncertain.
    uncertainty : Uncertainty
        To be checked.

    Returns
    -------
    tuple of InputDiagnostic
        In the order of the tables. O(rows).
    """
    return tuple(
        each
        for check in (_references, _spreads, _tasks, _effects, _probabilities, _correlations, _money)
        for each in check(plan, uncertainty)
    )


def _found(
    id: str,  # noqa: A002 - the name of the field
    table: str,
    wrong: ArrayLike,
    message: str,
    *,
    tasks: ArrayLike = (),
    level: str = "error",
) -> Iterator[InputDiagnostic]:
    rows = np.flatnonzero(wrong)
    if len(rows):
        listed = tuple(sorted({int(each) for each in np.atleast_1d(np.asarray(tasks, np.int64))}))
        yield InputDiagnostic(id, message, level, listed, (), table, tuple(rows.tolist()))  # type: ignore[arg-type]


def _references(plan: Plan, u: Uncertainty) -> Iterator[InputDiagnostic]:
    tasks, spreads = len(plan.tasks), len(u.spreads)
    columns: tuple[tuple[str, NDArray[np.int32], int, bool], ...] = (
        ("durations.task", u.durations.task, tasks, False),
        ("durations.spread", u.durations.spread, spreads, False),
        ("drivers.spread", u.drivers.spread, spreads, False),
        ("driver_tasks.driver", u.driver_tasks.driver, len(u.drivers), False),
        ("driver_tasks.task", u.driver_tasks.task, tasks, False),
        ("risks.delay", u.risks.delay, spreads, True),
        ("risks.money", u.risks.money, spreads, True),
        ("risks.delay_after", u.risks.delay_after, spreads, True),
        ("risks.money_after", u.risks.money_after, spreads, True),
        ("risk_aims.risk", u.risk_aims.risk, len(u.risks), False),
        ("branch_tasks.branch", u.branch_tasks.branch, len(u.branches), False),
        ("branch_tasks.task", u.branch_tasks.task, tasks, False),
        ("costs.task", u.costs.task, tasks, True),
        ("costs.fixed", u.costs.fixed, spreads, True),
        ("costs.project", u.costs.project, len(plan.projects), False),
        ("milestones", u.milestones, tasks, False),
        ("correlations.tasks", _all_tasks(u), tasks, False),
        ("spreads.point", u.spreads.point, len(u.spreads.points), True),
    )
    for name, column, size, optional in columns:
        wrong = (column >= size) | (column < (NONE if optional else 0))
        yield from _found(
            "reference-missing", name, wrong, f"{name} names rows that are not there; there are {size} of them."
        )
    aims = u.risk_aims
    sizes = np.array([tasks, len(u.costs), len(u.branches)])
    unknown = (aims.aim < 0) | (aims.aim >= len(Aim))
    wrong = unknown | (aims.row < 0) | (aims.row >= sizes[np.where(unknown, 0, aims.aim)])
    yield from _found("reference-missing", "risk_aims.row", wrong, "risk_aims.row names rows that are not there.")


def _all_tasks(u: Uncertainty) -> NDArray[np.int32]:
    return np.concatenate([np.empty(0, np.int32), *(each.tasks for each in u.correlations)])


def _spreads(_plan: Plan, u: Uncertainty) -> Iterator[InputDiagnostic]:
    s = u.spreads
    unknown = (s.shape < 0) | (s.shape >= len(Shape))
    yield from _found("spread-shape", "spreads", unknown, "The shape of a spread is none of those that exist.")
    three, listed = np.isin(s.shape, THREE), np.isin(s.shape, LISTED)
    needs_low = three | np.isin(s.shape, (Shape.UNIFORM, Shape.LOGNORMAL_RANGE))
    needs_high = needs_low | (s.shape == Shape.LOGNORMAL)
    needs_likely = three | np.isin(s.shape, (Shape.FIXED, Shape.LOGNORMAL))
    lost = np.zeros(len(s), bool)
    for needed, column in ((needs_low, s.low), (needs_likely, s.likely), (needs_high, s.high)):
        lost |= needed & ~np.isfinite(column)
    yield from _found("spread-not-finite", "spreads", lost, "A spread lacks one of its numbers, or it is not finite.")
    with np.errstate(invalid="ignore"):
        order = three & ~((s.low <= s.likely) & (s.likely <= s.high))
        order |= np.isin(s.shape, (Shape.UNIFORM, Shape.LOGNORMAL_RANGE)) & (s.low > s.high)
        positive = (s.shape == Shape.LOGNORMAL) & ((s.likely <= 0) | (s.high < 0))
        positive |= (s.shape == Shape.LOGNORMAL_RANGE) & (s.low <= 0)
    yield from _found(
        "spread-order", "spreads", order & ~lost, "A spread has to go from least over most likely to most."
    )
    yield from _found(
        "spread-not-positive", "spreads", positive & ~lost, "A lognormal spread needs a mean or P10 above zero."
    )
    yield from _found("spread-points", "spreads", listed & (s.point < 0), "A spread of listed values names no list.")
    for row, points in enumerate(s.points):
        weights = points.weights
        good = len(weights) and np.isfinite(points.values).all() and np.isfinite(weights).all()
        if not (good and (weights >= 0).all() and weights.sum() > 0):
            used = np.flatnonzero(listed & (s.point == row))
            message = (
                f"List {row} of values is empty, or has numbers that are not finite or weights that are no weights."
            )
            yield InputDiagnostic("spread-points", message, "error", (), (), "spreads", tuple(used.tolist()))


def _tasks(plan: Plan, u: Uncertainty) -> Iterator[InputDiagnostic]:
    task = u.durations.task
    inside = (task >= 0) & (task < len(plan.tasks))
    counted = np.bincount(task[inside], minlength=len(plan.tasks))
    twice = np.flatnonzero(counted > 1)
    yield from _found(
        "spread-twice", "durations", np.isin(task, twice), "A task has more than one uncertain duration.", tasks=twice
    )
    spread, s = u.durations.spread, u.spreads
    known = inside & (spread >= 0) & (spread < len(s))
    row = np.where(known, spread, 0)
    if len(s):
        bounded = np.isin(s.shape, (Shape.TRIANGULAR, Shape.PERT, Shape.PERT_MOMENTS, Shape.UNIFORM, Shape.TRIGEN))
        least = np.where(bounded, s.low, np.where(s.shape == Shape.FIXED, s.likely, 0.0))
        for at, points in enumerate(s.points):
            least = np.where(np.isin(s.shape, LISTED) & (s.point == at), points.values.min(initial=0.0), least)
        wrong = known & (least[row] < 0)
        yield from _found(
            "negative-duration", "durations", wrong, "A spread lets a duration fall below zero.", tasks=task[wrong]
        )
    idle = inside & _still(plan, task)
    message = "An uncertain duration changes nothing: the task is a summary, complete, set by hand or not active."
    yield from _found("spread-without-effect", "durations", idle, message, tasks=task[idle], level="warning")


def _still(plan: Plan, rows: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Mark rows that no drawn duration can move: summaries, and what is complete, set by hand or not active."""
    tasks = plan.tasks
    if not len(tasks):
        return np.zeros(len(rows), bool)
    by_hand = tasks.manual & (tasks.manual_start != MISSING) & (tasks.manual_finish != MISSING)
    still = _summaries(plan) | (tasks.actual_finish != MISSING) | by_hand | ~tasks.active
    return np.asarray(still[np.clip(rows, 0, len(tasks) - 1)])


def _summaries(plan: Plan) -> NDArray[np.bool_]:
    parent = plan.tasks.parent
    summary = np.zeros(len(parent), bool)
    summary[parent[(parent >= 0) & (parent < len(parent))]] = True
    return summary


def _effects(plan: Plan, u: Uncertainty) -> Iterator[InputDiagnostic]:
    """Warn of what acts on tasks that cannot move, and of risks without anything to act on."""
    reason = "the task is a summary, complete, set by hand or not active."
    for table, tasks in (("driver_tasks", u.driver_tasks.task), ("branch_tasks", u.branch_tasks.task)):
        idle = _still(plan, tasks)
        message = f"A row of {table} changes nothing: {reason}"
        yield from _found("effect-without-task", table, idle, message, tasks=tasks[idle], level="warning")
    aims, risks = u.risk_aims, u.risks
    on_task = aims.aim == Aim.TASK
    idle = on_task & _still(plan, aims.row)
    message = f"The delay of a risk changes nothing: {reason}"
    yield from _found("effect-without-task", "risk_aims", idle, message, tasks=aims.row[idle], level="warning")
    late = (risks.delay >= 0) | (risks.delay_after >= 0)
    late[aims.risk[on_task & (aims.risk >= 0) & (aims.risk < len(risks))]] = False
    message = "A risk has a delay, but no task that it acts on."
    yield from _found("risk-without-task", "risks", late, message, level="warning")
    if len(plan.tasks):
        task = u.costs.task
        rolled = (task >= 0) & _summaries(plan)[np.clip(task, 0, len(plan.tasks) - 1)] & (u.costs.rate_per_hour != 0)
        message = "The rate of a cost line counts for nothing: a summary has no duration of its own."
        yield from _found("rate-on-summary", "costs", rolled, message, tasks=task[rolled], level="warning")


def _probabilities(_plan: Plan, u: Uncertainty) -> Iterator[InputDiagnostic]:
    after = u.risks.probability_after
    for table, values in (
        ("risks", u.risks.probability),
        ("risks", np.where(np.isnan(after), 0.0, after)),
        ("drivers", u.drivers.probability),
        ("branches", u.branches.probability),
    ):
        wrong = ~((values >= 0) & (values <= 1))
        yield from _found("probability-out-of-range", table, wrong, "A probability lies between 0 and 1.")
    branches = u.branches
    opened = np.zeros(len(branches), bool)
    by_risk = u.risk_aims.row[u.risk_aims.aim == Aim.BRANCH]
    opened[by_risk[(by_risk >= 0) & (by_risk < len(branches))]] = True
    if len(branches):
        groups, which = np.unique(branches.group, return_inverse=True)
        total = np.bincount(which, np.where(opened, 0.0, np.nan_to_num(branches.probability)), len(groups))
        message = "The branches of one group are alternatives: their probabilities add up to 1 at most."
        yield from _found("branches-above-one", "branches", total[which] > 1 + 1e-9, message)


def _correlations(_plan: Plan, u: Uncertainty) -> Iterator[InputDiagnostic]:
    for number, each in enumerate(u.correlations):
        matrix = each.matrix
        good = bool(np.isfinite(matrix).all() and (np.abs(matrix) <= 1).all())
        good = good and np.allclose(matrix, matrix.T, atol=1e-9) and np.allclose(np.diag(matrix), 1.0)
        if not good:
            message = f"Correlation {number} is not symmetric with numbers between -1 and 1 and ones on its diagonal."
            tasks = tuple(sorted(set(each.tasks.tolist())))
            yield InputDiagnostic("correlation-invalid", message, "error", tasks, (), "correlations", (number,))
    named = _all_tasks(u)
    listed, counts = np.unique(named, return_counts=True)
    if (counts > 1).any():
        message = "A task stands in more than one place of the correlations."
        yield InputDiagnostic(
            "correlation-twice", message, "error", tuple(listed[counts > 1].tolist()), (), "correlations"
        )
    certain = np.setdiff1d(named, u.durations.task)
    if len(certain):
        message = "A correlation names tasks whose duration is certain: they have nothing to vary with."
        yield InputDiagnostic(
            "correlation-without-effect", message, "warning", tuple(certain.tolist()), (), "correlations"
        )


def _money(_plan: Plan, u: Uncertainty) -> Iterator[InputDiagnostic]:
    for table, name in (("costs", "rate_per_hour"), ("risks", "response_cost")):
        values = getattr(getattr(u, table), name)
        yield from _found(
            "money-not-finite", table, ~np.isfinite(values), f"{table}.{name} holds what is no amount of money."
        )
