"""Orders of priority for levelling, and the search for one that ends sooner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.levelling import kernels_plan as kernels
from headway.engine.levelling.placing import place
from headway.engine.network.passes import tables
from headway.engine.plan import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from headway.engine.levelling.placing import Placed, Placing
    from headway.engine.levelling.plan_options import LevelOptions
    from headway.engine.network.result import Schedule

Score = tuple[int, int, int]
"""Tasks left overloaded, sum of the projects' finishes, sum of all delays: smaller is better."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How far a levelling has come."""

    iterations: int
    """Levellings tried."""
    best: Score


def searched(
    placing: Placing, options: LevelOptions, progress: Callable[[Pace], bool] | None
) -> tuple[Placed | None, int, bool]:
    """Level by the rule first, then look for something better.

    Parameters
    ----------
    placing : Placing
        What is to be placed.
    options : LevelOptions
        Order, budget and seed.
    progress : callable, optional
        Asked after every levelling tried; the search ends when it returns False.

    Returns
    -------
    placed : Placed or None
        The best levelling; None where dates run out of the years that a calendar can hold.
    iterations : int
    going : bool
        False where the search was told to stop.
    """
    keys = rule(placing.before, options.order, len(placing.before.start))
    best = place(placing, ranks(placing, options, keys))
    if best is None:
        return None, 1, True
    score = measured(placing, best)
    tried, going = 1, progress is None or progress(Pace(1, score))
    rng = np.random.default_rng(options.seed)
    while tried < options.iterations and going and best.delay.any():
        attempt = _other(placing, options, keys, best, tried, rng)
        found = place(placing, ranks(placing, options, attempt))
        tried += 1
        if found is not None and (now := measured(placing, found)) <= score:
            keys, best, score = attempt, found, now
        going = progress is None or progress(Pace(tried, score))
    return best, tried, going


OTHER_RULES = ("late_finish", "slack", "start")


def _other(
    placing: Placing, options: LevelOptions, keys: NDArray[Any], best: Placed, tried: int, rng: np.random.Generator
) -> NDArray[Any]:
    """Try the other rules first, then the dates of the best levelling with a window of time shuffled."""
    if tried <= len(OTHER_RULES):
        name = OTHER_RULES[tried - 1]
        return rule(placing.before, name if name != options.order else "late_start", len(keys))
    dates = best.start.astype(np.float64)
    known = dates[best.start != MISSING]
    span = max(float(known.max() - known.min()), 1.0)
    width = span * rng.uniform(0.02, 0.3)
    begin = known.min() - width / 2 + rng.random() * span
    inside = (dates >= begin) & (dates < begin + width)
    late = rule(placing.before, "late_start", len(keys))
    tilt = rng.random()
    shuffled = dates + width * (rng.random(len(dates)) - 0.5)
    if inside.any():
        shuffled += tilt * (late - late[inside].mean() - (dates - dates[inside].mean()))
    return np.where(inside, np.clip(shuffled, begin, begin + width), dates)


def rule(before: Schedule, name: str, count: int) -> NDArray[np.float64]:
    """Compute keys by a rule, smaller goes first.

    Parameters
    ----------
    before : Schedule
        Without levelling.
    name : str
        One of ``LevelOptions.order``.
    count : int
        Rows.

    Returns
    -------
    ndarray of float64, shape (tasks,)
    """
    match name:
        case "slack":
            return before.total_float.astype(np.float64)
        case "start":
            return before.start.astype(np.float64)
        case "late_finish":
            return before.late_finish.astype(np.float64)
        case "row":
            return np.arange(count, dtype=np.float64)
        case _:
            return before.late_start.astype(np.float64)


def ranks(placing: Placing, options: LevelOptions, keys: NDArray[Any]) -> NDArray[np.int32]:
    """Rank nodes: who needs nobody, then by priority of project and task, then by key, then by row.

    Parameters
    ----------
    placing : Placing
        Whose nodes.
    options : LevelOptions
        Priorities.
    keys : ndarray, shape (tasks,)
        Smaller goes first.

    Returns
    -------
    ndarray of int32, shape (nodes,)
        A permutation.
    """
    nodes = tables(placing.compiled)[0]
    row, count = nodes.row, len(nodes)
    by: list[NDArray[Any]] = [row, keys[row]]
    if options.task_priority is not None:
        by.append(-np.asarray(options.task_priority, np.int64)[row])
    if options.project_priority is not None:
        by.append(-np.asarray(options.project_priority, np.int64)[nodes.project])
    by.append(placing.role != kernels.FOLLOWS)
    rank = np.empty(count, np.int32)
    rank[np.lexsort(by)] = np.arange(count, dtype=np.int32)
    return rank


def measured(placing: Placing, placed: Placed) -> Score:
    """Measure a levelling.

    Parameters
    ----------
    placing : Placing
        Of which plan.
    placed : Placed
        The levelling.

    Returns
    -------
    tuple of int
        Smaller is better.
    """
    plan = placing.compiled.plan
    counts = (placed.finish != MISSING) & plan.tasks.active
    ends = np.array([project.start for project in plan.projects], np.int64)
    np.maximum.at(ends, plan.tasks.project[counts], placed.finish[counts])
    stuck = int(np.count_nonzero((placed.state != kernels.PLACED) & (placed.state != kernels.NEVER)))
    return stuck, int(ends.sum()), int(placed.delay.sum(dtype=np.int64))
