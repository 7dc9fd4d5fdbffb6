"""The same instances solved by PyJobShop, where it is installed, in a process of its own whose CPU time is counted."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import NamedTuple

from headway.engine.levelling.problem import Problem


class Answer(NamedTuple):
    """What the peer found."""

    makespan: int
    """-1 for none."""
    seconds: float
    """CPU time of solving."""


class Peer:
    """Processes in which the peer runs, each on one thread."""

    def __init__(self, processes: int) -> None:
        self._pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"))
        try:
            self._pool.submit(_imported).result()
        except ImportError as error:
            raise SystemExit("The peer is missing: pip install pyjobshop") from error

    def solve(self, problem: Problem, seconds: float, stretch: float) -> Answer:
        """Let the peer work for so many seconds of CPU time, which last ``stretch`` times as long on the clock."""
        return self._pool.submit(_solved, problem, seconds * stretch).result()


def _imported() -> None:
    import pyjobshop  # noqa: F401 - only where the peer is asked for


def _solved(problem: Problem, limit: float) -> Answer:
    from pyjobshop import Model

    model = Model()
    resources = [model.add_renewable(capacity=int(units)) for units in problem.capacity]
    resources += [model.add_non_renewable(capacity=int(units)) for units in problem.stock]
    tasks = [model.add_task(earliest_start=int(release)) for release in problem.release]
    for row, task in enumerate(tasks):
        for mode in range(problem.first_mode[row], problem.first_mode[row + 1]):
            demands = [*map(int, problem.demand[mode]), *map(int, problem.usage[mode])]
            model.add_mode(task, resources, int(problem.duration[mode]), demands)
    for before, after, lag, start in zip(
        problem.predecessor, problem.successor, problem.lag, problem.from_start, strict=True
    ):
        add = model.add_start_before_start if start else model.add_end_before_start
        add(tasks[before], tasks[after], delay=int(lag))
    began = time.process_time()
    result = model.solve(time_limit=limit, num_workers=1, display=False)
    seconds = time.process_time() - began
    nothing = result.best is None or not result.best.tasks
    return Answer(-1 if nothing else int(result.objective), seconds)
