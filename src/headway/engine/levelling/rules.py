"""One schedule at once by a rule of priority, generated serially or in parallel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from headway.engine.levelling import kernels_lists, kernels_parallel, kernels_serial
from headway.engine.levelling.packing import packed
from headway.engine.levelling.problem import longest, trouble
from headway.engine.levelling.search import Solution, room, unsolved
from headway.engine.levelling.waits import has_plain_links, with_waits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.levelling.packing import Data
    from headway.engine.levelling.problem import Problem

Rule = Literal["latest_start", "latest_finish", "least_slack", "most_successors", "rank_weight", "shortest", "row"]


def by_rule(
    problem: Problem,
    rule: Rule = "latest_finish",
    scheme: Literal["serial", "parallel"] = "serial",
    *,
    justified: bool = False,
) -> Solution:
    """Make one schedule by a rule.

    Parameters
    ----------
    problem : Problem
        One mode an activity, links from finish to start with lags of zero or more, release dates as wanted. Rules see
        a wait as an activity of that length.
    rule : str
        Who goes first: who has to start or finish soonest, has the least slack, the most activities behind it
        (directly or not), the greatest sum of its own and its direct successors' durations, the shortest duration, or
        stands first.
    scheme : str
        ``serial`` puts one activity after the other where it fits first; ``parallel`` goes through time and begins what
        fits now.
    justified : bool
        Whether to push everything right and left again afterwards, as long as that shortens it.

    Returns
    -------
    Solution
        Without a schedule where a diagnostic is an error. O(activities x (activities + periods)).

    Raises
    ------
    ValueError
        If the problem has modes, links from start, or negative lags.

    Notes
    -----
    Kolisch, Hartmann, Heuristic algorithms for the resource-constrained project scheduling problem: classification and
    computational analysis, 1999.
    """
    if found := trouble(problem):
        return unsolved(found)
    if len(problem.duration) != len(problem) or not has_plain_links(problem):
        raise ValueError("by_rule takes one mode an activity, and links from finish to start without negative lag")
    held = with_waits(problem)
    data, bound = packed(held)
    periods = longest(held)
    work, _ = room(data, periods, 1, 0)
    keys = np.argsort(np.argsort(_keys(data, rule), kind="stable"), kind="stable").astype(np.int32)
    tables = (data.duration, data.need, data.guard, data.full, data.first_before, data.before, work.free, work.child)
    if scheme == "serial":
        kernels_lists.by_keys(data, work, keys, max(len(keys), 1), work.made)
        length = kernels_serial.serial(work.made, *tables, periods)
    else:
        length = kernels_parallel.parallel(np.argsort(keys).astype(np.int32), *tables, periods)
    while justified and (better := kernels_serial.justify(data, work, work.child, length, periods)) < length:
        length = better
    return Solution(work.child[: len(problem)], problem.first_mode[:-1], int(length), bound, 1, cancelled=False)


def _keys(data: Data, rule: Rule) -> NDArray[np.int64]:
    """Compute a number for each activity; the smallest goes first."""
    length = data.duration.astype(np.int64)
    latest = int((data.tail + length).max(initial=0)) - data.tail - length
    match rule:
        case "latest_start":
            keys = latest
        case "latest_finish":
            keys = latest + length
        case "least_slack":
            keys = latest - _early(data, length)
        case "most_successors":
            keys = -_successors(data)
        case "rank_weight":
            keys = -length.copy()
            for row in range(len(length)):
                keys[row] -= length[data.after[data.first_after[row] : data.first_after[row + 1]]].sum()
        case "shortest":
            keys = length
        case "row":
            keys = np.arange(len(length), dtype=np.int64)
    return np.asarray(keys, np.int64)


def _early(data: Data, length: NDArray[np.int64]) -> NDArray[np.int64]:
    """Find the earliest starts without limits."""
    early = np.zeros(len(length), np.int64)
    for row in data.rank.tolist():
        before = data.before[data.first_before[row] : data.first_before[row + 1]]
        early[row] = (early[before] + length[before]).max(initial=0)
    return early


def _successors(data: Data) -> NDArray[np.int64]:
    """Count all that comes after each activity."""
    after: list[set[int]] = [set() for _ in data.duration]
    for row in data.reverse.tolist():
        for other in data.after[data.first_after[row] : data.first_after[row + 1]].tolist():
            after[row] |= {other} | after[other]
    return np.array([len(each) for each in after], np.int64)
