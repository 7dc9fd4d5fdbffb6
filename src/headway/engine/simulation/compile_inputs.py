"""Events, drivers, branches, cost lines and correlations, made ready for the kernels."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from headway.engine.simulation import layout as lay
from headway.engine.simulation.compile_money import projects_of_costs, projects_of_risks
from headway.engine.simulation.compiled import BranchDraws, CostDraws, Events, Groups
from headway.engine.simulation.correlation import factor, latent, nearest_correlation, ranked
from headway.engine.simulation.model import NONE, Aim, InputDiagnostic, Uncertainty
from headway.engine.simulation.shapes import Entries, entries

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.plan import Plan

    Ints = NDArray[np.int32]


class Effects(NamedTuple):
    """What acts on the duration of each node, and in which vector it is found."""

    first: Ints
    vector: Ints
    kind: Ints
    vectors: int
    of_risk: Ints
    """Vector of every risk, driver and branch; -1 where nothing needs it."""
    of_driver: Ints
    of_branch: Ints


class Inputs(NamedTuple):
    """Everything that is drawn before the walk."""

    money: Entries
    events: Events
    branches: BranchDraws
    costs: CostDraws
    streams: int


def effective_risks(u: Uncertainty, *, treated: bool) -> tuple[NDArray[np.float64], Ints, Ints]:
    """Return probability, delay and money of every risk, before or after treatment.

    Parameters
    ----------
    u : Uncertainty
        Without errors.
    treated : bool
        Which of both.

    Returns
    -------
    tuple of ndarray
        Probability, rows of spreads for delay and money.
    """
    r = u.risks
    if not treated:
        return r.probability, r.delay, r.money
    return (
        np.where(np.isnan(r.probability_after), r.probability, r.probability_after),
        np.where(r.delay_after >= 0, r.delay_after, r.delay).astype(np.int32),
        np.where(r.money_after >= 0, r.money_after, r.money).astype(np.int32),
    )


def effects_of(u: Uncertainty, leaf: Ints, count: int, *, treated: bool) -> Effects:
    """Collect what acts on each node: factors first, then minutes, then branches.

    Parameters
    ----------
    u : Uncertainty
        Without errors.
    leaf : ndarray of int32, shape (tasks,)
        Node of every task.
    count : int
        Nodes.
    treated : bool
        Risks before or after treatment.

    Returns
    -------
    Effects
    """
    _, delay, _ = effective_risks(u, treated=treated)
    of_risk = np.full(len(u.risks), NONE, np.int32)
    on_task = (u.risk_aims.aim == Aim.TASK) & (delay[u.risk_aims.risk] >= 0)
    acting = np.unique(u.risk_aims.risk[on_task])
    of_risk[acting] = np.arange(len(acting))
    of_driver = len(acting) + np.arange(len(u.drivers), dtype=np.int32)
    of_branch = len(acting) + len(u.drivers) + np.arange(len(u.branches), dtype=np.int32)
    node = leaf[np.concatenate((u.driver_tasks.task, u.risk_aims.row[on_task], u.branch_tasks.task)).astype(np.int64)]
    vector = np.concatenate(
        (of_driver[u.driver_tasks.driver], of_risk[u.risk_aims.risk[on_task]], of_branch[u.branch_tasks.branch])
    )
    kind = np.repeat((lay.TIMES, lay.PLUS, lay.GATE), (len(u.driver_tasks), int(on_task.sum()), len(u.branch_tasks)))
    kept = np.flatnonzero(node >= 0)
    order = kept[np.lexsort((vector[kept], kind[kept], node[kept]))]
    first = np.searchsorted(node[order], np.arange(count + 1)).astype(np.int32)
    total = len(acting) + len(u.drivers) + len(u.branches)
    return Effects(
        first, vector[order].astype(np.int32), kind[order].astype(np.int32), total, of_risk, of_driver, of_branch
    )


def _threshold(probability: NDArray[np.float64]) -> NDArray[np.uint64]:
    return np.rint(np.asarray(probability) * 2.0**32).astype(np.uint64)


def drawn_inputs(u: Uncertainty, plan: Plan, effects: Effects, *, treated: bool) -> Inputs:
    """Give everything that is drawn once a run its streams and tables.

    Parameters
    ----------
    u : Uncertainty
        Without errors.
    plan : Plan
        Its plan.
    effects : Effects
        What acts on tasks.
    treated : bool
        Risks before or after treatment.

    Returns
    -------
    Inputs
    """
    probability, delay, money = effective_risks(u, treated=treated)
    risks, drivers = len(u.risks), len(u.drivers)
    count = risks + drivers
    late = np.concatenate((np.where(effects.of_risk >= 0, delay, NONE), u.drivers.spread))
    dear = np.concatenate((money, np.full(drivers, NONE)))
    rows = np.concatenate((late, dear, u.costs.fixed)).astype(np.int64)
    known = np.flatnonzero(rows >= 0)
    place = np.full(len(rows), NONE, np.int32)
    place[known] = np.arange(len(known))
    built = entries(u.spreads, rows[known])
    source = np.where(place >= 0, built.source[place] if len(known) else 0, 0).astype(np.int32)
    events = Events(
        3 * np.arange(count, dtype=np.int32),
        np.zeros(count, np.uint64),
        _threshold(np.concatenate((probability, u.drivers.probability))),
        np.concatenate((effects.of_risk, effects.of_driver)).astype(np.int32),
        np.repeat(np.array([0, 1], np.float32), (risks, drivers)),
        source[:count],
        place[:count],
        source[count : 2 * count],
        place[count : 2 * count],
        np.concatenate((projects_of_risks(u, plan), np.zeros(drivers))).astype(np.int32),
    )
    branches = _branches(u, effects, 3 * count)
    groups = len(np.unique(u.branches.group))
    fixed = np.flatnonzero(u.costs.fixed >= 0)
    stream = (3 * count + groups + np.arange(len(fixed))).astype(np.int32)
    first, gate = _gates(u, fixed, effects)
    at = 2 * count + fixed
    costs = CostDraws(stream, stream, source[at], place[at], projects_of_costs(u, plan)[fixed], first, gate)
    return Inputs(built, events, branches, costs, 3 * count + groups + len(fixed))


def _branches(u: Uncertainty, effects: Effects, first: int) -> BranchDraws:
    groups, which = np.unique(u.branches.group, return_inverse=True)
    opened = np.full(len(u.branches), NONE, np.int32)
    by_risk = u.risk_aims.aim == Aim.BRANCH
    opened[u.risk_aims.row[by_risk]] = u.risk_aims.risk[by_risk]
    share = np.where(opened >= 0, 0.0, u.branches.probability)
    begin = np.zeros(len(share))
    for group in range(len(groups)):
        inside = np.flatnonzero(which == group)
        begin[inside] = np.cumsum(share[inside]) - share[inside]
    row = (first + which).astype(np.int32)
    return BranchDraws(row, row, _threshold(begin), _threshold(begin + share), opened, effects.of_branch)


def _gates(u: Uncertainty, lines: NDArray[np.int64], effects: Effects) -> tuple[Ints, Ints]:
    """List the branches that the task of each cost line belongs to."""
    first, gate = [0], []
    of_task: dict[int, list[int]] = {}
    for branch, task in zip(u.branch_tasks.branch.tolist(), u.branch_tasks.task.tolist(), strict=True):
        of_task.setdefault(task, []).append(int(effects.of_branch[branch]))
    for line in lines.tolist():
        gate += of_task.get(int(u.costs.task[line]), [])
        first.append(len(gate))
    return np.array(first, np.int32), np.array(gate, np.int32)


def correlated_groups(
    u: Uncertainty, leaf: Ints, count: int, drawn: NDArray[np.int64], first: int
) -> tuple[Groups, Ints, tuple[InputDiagnostic, ...]]:
    """Repair the correlations and work out their factors.

    Parameters
    ----------
    u : Uncertainty
        Without errors.
    leaf : ndarray of int32, shape (tasks,)
        Node of every task.
    count : int
        Nodes.
    drawn : ndarray of int
        Nodes whose duration is drawn.
    first : int
        First free stream.

    Returns
    -------
    Groups
    ndarray of int32, shape (nodes,)
        Place of every node among the correlated streams; -1 for none.
    tuple of InputDiagnostic
        What had to be repaired, and by how much.
    """
    place, found = np.full(count, NONE, np.int32), []
    begin, at, factors = [0], [], [np.empty(0)]
    drawable = np.zeros(count, bool)
    drawable[drawn] = True
    for number, each in enumerate(u.correlations):
        node = leaf[each.tasks]
        inside = np.flatnonzero((node >= 0) & drawable[node])
        wanted = each.matrix[np.ix_(inside, inside)]
        repaired = nearest_correlation(latent(wanted))
        if repaired.largest_change > 0:
            change = ranked(repaired.matrix) - wanted
            message = (
                f"Correlation {number} cannot exist; the nearest one that can is used: no number differs by more than "
                f"{np.abs(change).max():.3f}, all together by {np.linalg.norm(change):.3f}."
            )
            tasks = tuple(sorted(each.tasks.tolist()))
            found.append(
                InputDiagnostic("correlation-repaired", message, "warning", tasks, (), "correlations", (number,))
            )
        at.append(sum(map(len, factors)))
        factors.append(factor(repaired.matrix).ravel())
        place[node[inside]] = begin[-1] + np.arange(len(inside))
        begin.append(begin[-1] + len(inside))
    stream = (first + np.arange(begin[-1])).astype(np.int32)
    groups = Groups(np.array(begin, np.int32), np.array(at, np.int32), np.concatenate(factors), stream, stream)
    return groups, place, tuple(found)
