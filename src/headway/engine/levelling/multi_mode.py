"""Solve a problem with several modes an activity, non-renewable stocks, and several projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.levelling import kernels_modes as kernels
from headway.engine.levelling.check import delays
from headway.engine.levelling.kernels_modes import Modes, Ways
from headway.engine.levelling.modes import useful_modes, with_modes
from headway.engine.levelling.packing import Data, packed, packed_demand, part_of_all
from headway.engine.levelling.problem import Problem, ResourceDiagnostic, longest, trouble
from headway.engine.levelling.search import BATCH, Progress, Solution, room, unsolved
from headway.engine.levelling.waits import has_plain_links, with_waits

if TYPE_CHECKING:
    from collections.abc import Callable


WORST = 2**62


def solve_modes(
    problem: Problem,
    *,
    iterations: int = 20_000,
    seed: int = 0,
    members: int = 100,
    progress: Callable[[Progress], bool] | None = None,
) -> Solution:
    """Find modes and starts for a short schedule, or for little delay of several projects.

    One project: min max_i (S_i + d_i). Several: min sum_p (end_p - begin_p - critical_p), then max end - min begin.

    Parameters
    ----------
    problem : Problem
        Links from finish to start, with lags of zero or more; modes, stocks, release dates and projects as wanted.
    iterations : int
        Schedules to make.
    seed : int
        Equal seeds and iterations give equal schedules, on every machine.
    members : int
        Size of the population.
    progress : callable, optional
        Asked between batches; the search ends when it returns False.

    Returns
    -------
    Solution
        ``makespan`` and ``bound`` are the total delay where there are several projects. Without a schedule where a
        diagnostic is an error, ``stocks-too-small`` where no choice of modes was found that the stocks allow.

    Raises
    ------
    ValueError
        If the problem has links from start, or negative lags.

    Notes
    -----
    Two genes an activity, list and mode, after Hartmann, Project scheduling with multiple modes: a genetic algorithm,
    Annals of Operations Research 102 (2001); modes left out after Sprecher, Hartmann and Drexl (1997); modes bettered
    after Van Peteghem and Vanhoucke (2010).
    """
    if found := trouble(problem):
        return unsolved(found)
    if not has_plain_links(problem):
        raise ValueError("solve_modes takes links from finish to start without negative lag")
    if not len(problem):
        return Solution(np.empty(0, np.int32), np.empty(0, np.int32), 0, 0, 0, cancelled=False)
    kept = useful_modes(problem)
    held = with_waits(with_modes(problem, kept))
    data, modes, path = _tables(held)
    several = len(problem.critical) > 1
    least = 0 if several else path
    periods = longest(held)
    work, population = room(data, periods, max(members, 2), seed)
    ways = _ways(len(held), len(population.length), modes)
    done, going = 0, True
    while done < iterations and going and ways.best[0] > least:
        rounds = min(BATCH, iterations - done)
        done += kernels.improve_modes(data, modes, work, population, ways, rounds, least, path, periods)
        if progress is not None:
            best = int(ways.best[0])
            going = progress(Progress(done, best // modes.delay if several else best, least))
    if ways.best[0] >= modes.excess:
        message = "No choice of modes was found that the stocks allow."
        return unsolved((ResourceDiagnostic("stocks-too-small", message, "error", (), (), _short(problem)),))
    start, mode = population.record[: len(problem)], kept[ways.record[: len(problem)]].astype(np.int32)
    value = delays(problem, start, mode)[0] if several else int(ways.best[0])
    return Solution(start, mode, value, least, done, cancelled=not going)


def _short(problem: Problem) -> tuple[int, ...]:
    """Find the stocks that everything together may empty."""
    most = np.maximum.reduceat(problem.usage, problem.first_mode[:-1]).sum(0, dtype=np.int64)
    return tuple(np.flatnonzero(most > problem.stock).tolist())


def _tables(problem: Problem) -> tuple[Data, Modes, int]:
    """Pack modes; the problem of each activity's quickest mode gives ways and bounds."""
    lengths = problem.duration
    quickest = np.array([
        begin + int(np.argmin(lengths[begin:end]))
        for begin, end in zip(problem.first_mode[:-1].tolist(), problem.first_mode[1:].tolist(), strict=True)
    ])  # fmt: skip
    one = Problem(
        np.ones(1, np.int32), lengths[quickest], np.zeros((len(problem), 1), np.int32), problem.predecessor,
        problem.successor,
    )  # fmt: skip
    data, path = packed(one)
    need, guard, full = packed_demand(problem.demand * (lengths > 0)[:, None], problem.capacity)
    data = data._replace(
        duration=data.duration.copy(), need=np.zeros(len(problem) * len(full), np.int64), guard=guard, full=full,
        share=part_of_all(problem.demand[quickest], problem.capacity),
    )  # fmt: skip
    several = len(problem.critical) > 1
    modes = Modes(
        problem.first_mode, lengths, need.ravel(), problem.usage.ravel(), problem.stock.astype(np.int64),
        problem.project, problem.begin.astype(np.int64),
        problem.critical.astype(np.int64) if several else np.empty(0, np.int64), *_weights(problem),
    )  # fmt: skip
    return data, modes, path


def _weights(problem: Problem) -> tuple[int, int, int]:
    """Weigh a period of delay and a unit beyond a stock so that makespan, delay and excess never make up for another.

    The last number is how many such units still fit into a worth below ``WORST``.
    """
    last = longest(problem) + int(problem.begin.max(initial=0))
    late = last + int(np.abs(problem.critical.astype(np.int64)).max(initial=0))
    excess = min((last + 1) * (len(problem.critical) * late + 1), WORST // 4)
    return last + 1, excess, WORST // 2 // excess


def _ways(count: int, members: int, modes: Modes) -> Ways:
    return Ways(
        mode=np.zeros((members, count), np.int32), fitness=np.zeros(members, np.int64), child=np.zeros(count, np.int32),
        taken=np.zeros(len(modes.stock), np.int64), ends=np.zeros(len(modes.begin), np.int64),
        kept=np.zeros(count, np.int32), record=np.zeros(count, np.int32), best=np.array([WORST], np.int64),
    )  # fmt: skip
