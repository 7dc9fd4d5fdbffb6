"""How sure each row of one plan is: P50 and P80 of its finish, and in which share of the runs it is critical.

The same runs as those of the answer, with histograms of fewer cells; what is kept are columns of numbers, no runs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.app.bridge.confidence.leaves import open_leaves
from headway.engine.plan import Links, Tasks
from headway.engine.simulation import SimulationOptions, compile_simulation, run_simulation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from headway.app.bridge.confidence.answer import Told
    from headway.app.bridge.confidence.case import Case
    from headway.engine.plan import Plan
    from headway.engine.simulation import Simulation

CELLS, AT_ONCE = 256, 5_000
"""Cells of the histogram of a finish, and how many finishes are counted at once: some 50 MB."""
NO_ROWS: Told = {"ids": [], "p50": [], "p80": [], "criticality": []}


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a plan whose finish is open; ``target`` is the one that finishes with them."""

    row: NDArray[np.int64]
    target: NDArray[np.int64]


def rows_of_plan(case: Case, simulation: Simulation, pk: int) -> Told:
    """Return the columns of a plan's open rows, in the order of the plan; summaries finish with their last part."""
    own = np.array(case.owner[: len(case.ids)]) == pk
    plan, rows = with_summary_ends(case.plan, own)
    if not len(rows.row):
        return NO_ROWS
    p50, p80 = percentiles_of(case, plan, rows.target, simulation.runs)
    assert simulation.tasks is not None
    shares = simulation.tasks.criticality[rows.row]
    leaf = rows.row == rows.target
    return {
        "ids": [case.ids[row] for row in rows.row.tolist()],
        "p50": p50, "p80": p80,
        "criticality": [round(100 * share, 1) if one and math.isfinite(share) else None
                        for share, one in zip(shares.tolist(), leaf.tolist(), strict=True)],
    }  # fmt: skip


def percentiles_of(case: Case, plan: Plan, targets: NDArray[np.int64], runs: int) -> tuple[list[int], list[int]]:
    """Run the case again for the finish of some rows, some thousand at a time."""
    options = SimulationOptions(runs=runs, sensitivity=False, bins=CELLS)
    p50: list[int] = []
    p80: list[int] = []
    for some in pieces(targets):
        compiled = compile_simulation(plan, case.uncertainty.replace(milestones=some), case.options)
        for each in run_simulation(compiled, options).milestone_finish:
            p50.append(round(each.percentile(0.5)))
            p80.append(round(each.percentile(0.8)))
    return p50, p80


def pieces(targets: NDArray[np.int64]) -> Iterator[NDArray[np.int32]]:
    for first in range(0, len(targets), AT_ONCE):
        yield targets[first : first + AT_ONCE].astype(np.int32)


def with_summary_ends(plan: Plan, own: NDArray[np.bool_]) -> tuple[Plan, Rows]:
    """Append a row of no duration behind the open parts of each summary, so that its finish is one like any other."""
    count, tasks = len(plan.tasks), plan.tasks
    mine = np.zeros(count, bool)
    mine[: len(own)] = own
    leaves = open_leaves(plan) & mine
    parents = tasks.parent.tolist()
    end: dict[int, int] = {}
    links: list[tuple[int, int]] = []
    for row in np.flatnonzero(leaves).tolist():
        at, above = row, parents[row]
        while above >= 0:
            known = above in end
            links.append((at, end.setdefault(above, count + len(end))))
            if known:
                break
            at, above = end[above], parents[above]
    rows = np.array(sorted([*np.flatnonzero(leaves).tolist(), *end]), np.int64)
    found = Rows(rows, np.array([end.get(row, row) for row in rows.tolist()], np.int64))
    return (appended(plan, list(end), links) if end else plan), found


def appended(plan: Plan, summaries: list[int], links: list[tuple[int, int]]) -> Plan:
    """Append a row of no duration for each of some rows of the plan, and links."""
    ends = Tasks(uid=plan.tasks.uid.min() - 1 - np.arange(len(summaries)),
                 duration=np.zeros(len(summaries), np.int64), elapsed=np.ones(len(summaries), bool),
                 project=plan.tasks.project[summaries])  # fmt: skip
    pairs = np.array(links, np.int32)
    return replace(plan, tasks=joined(plan.tasks, ends), links=joined(plan.links, Links(pairs[:, 0], pairs[:, 1])))


def joined(one: Any, other: Any) -> Any:
    """Return two tables of one kind as one."""
    names = (each.name for each in fields(one))
    return type(one)(**{name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in names})
