"""Whose money it is, what is certain of it, and what it comes to as planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.simulation.model import Aim, Shape, Spreads, Uncertainty

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.network.compiled import Nodes
    from headway.engine.plan import Plan

    Ints = NDArray[np.int32]

RESOLUTION = 1 << 18
"""Units of cost in the cost as planned."""


def projects_of_costs(u: Uncertainty, plan: Plan) -> Ints:
    """Return the project of every cost line: that of its task where it has one.

    Parameters
    ----------
    u : Uncertainty
        Without errors.
    plan : Plan
        Its plan.

    Returns
    -------
    ndarray of int32, shape (lines,)
    """
    task = u.costs.task
    if not len(plan.tasks):
        return u.costs.project
    return np.where(task >= 0, plan.tasks.project[np.where(task >= 0, task, 0)], u.costs.project).astype(np.int32)


def projects_of_risks(u: Uncertainty, plan: Plan) -> Ints:
    """Return the project of every risk: that of the first thing it acts on.

    Parameters
    ----------
    u : Uncertainty
        Without errors.
    plan : Plan
        Its plan.

    Returns
    -------
    ndarray of int32, shape (risks,)
    """
    out = np.zeros(len(u.risks), np.int32)
    line = projects_of_costs(u, plan)
    aims = u.risk_aims.risk, u.risk_aims.aim, u.risk_aims.row
    for risk, aim, row in reversed(list(zip(*(each.tolist() for each in aims), strict=True))):
        if aim == Aim.TASK:
            out[risk] = plan.tasks.project[row]
        elif aim == Aim.COST_LINE:
            out[risk] = line[row]
        else:
            inside = u.branch_tasks.task[u.branch_tasks.branch == row]
            out[risk] = plan.tasks.project[inside[0]] if len(inside) else 0
    return out


def rates(
    plan: Plan, u: Uncertainty, leaf: Ints, duration: Ints, *, treated: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return money a minute of every node, and the certain money of every project.

    Parameters
    ----------
    plan : Plan
        What is simulated.
    u : Uncertainty
        Without errors.
    leaf : ndarray of int32, shape (tasks,)
        Node of every task.
    duration : ndarray of int32, shape (nodes,)
        Minutes of every node as planned.
    treated : bool
        Whether the treatments of risks are paid.

    Returns
    -------
    rate : ndarray of float64, shape (nodes,)
    certain : ndarray of float64, shape (projects,)
    """
    rate, certain = np.zeros(len(duration)), np.zeros(len(plan.projects))
    on_task = u.costs.task >= 0
    task, money = u.costs.task[on_task], u.costs.rate_per_hour[on_task] / 60.0
    node = leaf[task]
    np.add.at(rate, node[node >= 0], money[node >= 0])
    # What has been worked of a task already, where its node stands for the rest only, is paid.
    done = np.maximum(plan.tasks.duration[task] - np.where(node >= 0, duration[node], 0), 0)
    np.add.at(certain, plan.tasks.project[task], np.where(node >= 0, done, 0) * money)
    if treated:
        np.add.at(certain, projects_of_risks(u, plan), u.risks.response_cost)
    return rate, certain


def planned_money(
    u: Uncertainty, plan: Plan, certain: NDArray[np.float64], rate: NDArray[np.float64], nodes: Nodes
) -> tuple[NDArray[np.float64], float]:
    """Work the cost as planned out, of all and of every project, and the unit in which costs are counted.

    Parameters
    ----------
    u : Uncertainty
        Without errors.
    plan : Plan
        Its plan.
    certain : ndarray of float64, shape (projects,)
        Money that does not depend on anything drawn.
    rate : ndarray of float64, shape (nodes,)
        Money a minute.
    nodes : Nodes
        Of the compiled plan.

    Returns
    -------
    ndarray of float64, shape (1 + projects,)
    float
        A power of two.
    """
    each = certain.copy()
    np.add.at(each, nodes.project, rate * nodes.duration)
    lines = np.flatnonzero(u.costs.fixed >= 0)
    np.add.at(each, projects_of_costs(u, plan)[lines], likely(u.spreads, u.costs.fixed[lines]))
    money = np.concatenate((u.risks.money, u.risks.money_after))
    size = max(
        float(np.abs(each).sum()),
        float(np.abs(rate * nodes.duration).sum()),
        float(np.abs(likely(u.spreads, money[money >= 0])).max(initial=0.0)),
        1e-6,
    )
    return np.concatenate(([each.sum()], each)), 2.0 ** np.floor(np.log2(size / RESOLUTION))


def likely(spreads: Spreads, rows: Ints) -> NDArray[np.float64]:
    """Return what is expected of a spread in a plan: its most likely value, else its middle or mean.

    Parameters
    ----------
    spreads : Spreads
        Without errors.
    rows : ndarray of int32, shape (k,)
        Which.

    Returns
    -------
    ndarray of float64, shape (k,)
    """
    shape = spreads.shape[rows]
    out = spreads.likely[rows].copy()
    middle = shape == Shape.UNIFORM
    out[middle] = (spreads.low[rows][middle] + spreads.high[rows][middle]) / 2
    middle = shape == Shape.LOGNORMAL_RANGE
    out[middle] = np.sqrt(spreads.low[rows][middle] * spreads.high[rows][middle])
    for k in np.flatnonzero(np.isin(shape, (Shape.DISCRETE, Shape.EMPIRICAL))):
        points = spreads.points[spreads.point[rows[k]]]
        out[k] = np.average(points.values, weights=points.weights)
    return out
