"""The same instances solved by PyJobShop, where it is installed."""

from __future__ import annotations

from headway.engine.levelling.problem import Problem


def peer_makespan(problem: Problem, seconds: float) -> int:
    """Return the makespan that PyJobShop's default solver (CP-SAT) finds on one thread; -1 for none."""
    try:
        from pyjobshop import Model
    except ImportError as error:
        raise SystemExit("The peer is missing: pip install pyjobshop") from error
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
    result = model.solve(time_limit=seconds, num_workers=1, display=False)
    return -1 if result.best is None or not result.best.tasks else int(result.objective)
