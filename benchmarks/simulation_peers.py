"""Two other ways to simulate a schedule, for comparison: vectorized NumPy, and the engine of trueppm-scheduler."""

from __future__ import annotations

import time
from datetime import date, timedelta

import numpy as np
from network_plans import START_DAY, columns

from headway.engine.plan import Calendar, Links, Plan, Project, Tasks
from headway.engine.simulation import Uncertainty

MINUTES = 480


def plain_plan(tasks: int) -> Plan:
    """Return a network of finish-to-start links without lags on one calendar of eight hours a day."""
    table = columns(tasks, 1)
    week = ((((480, 960),),) * 5) + ((), ())
    pairs = np.unique(np.stack((table["predecessor"], table["successor"]), 1), axis=0)
    return Plan(
        (Calendar(week=week),),
        Tasks(uid=table["uid"], duration=np.maximum(table["duration"], MINUTES)),
        Links(pairs[:, 0], pairs[:, 1]),
        (Project(start=START_DAY * 1440 + 480),),
    )


def numpy_seconds(plan: Plan, uncertainty: Uncertainty, runs: int, block: int = 2_000) -> float:
    """Return CPU seconds of columns of runs: draw durations, then the latest finish of all predecessors, task by task."""
    spreads = uncertainty.spreads
    low, high = spreads.low, spreads.high
    mean = (low + 4 * spreads.likely + high) / 6
    place = (mean - low) / (high - low)
    both = 36 * place * (1 - place) - 1
    first, second = place * both, (1 - place) * both
    tasks = len(plan.tasks)
    before: list[list[int]] = [[] for _ in range(tasks)]
    for a, b in zip(plan.links.predecessor.tolist(), plan.links.successor.tolist(), strict=True):
        before[b].append(a)
    began = time.process_time()
    rng = np.random.default_rng(1)
    finishes = []
    for _ in range(0, runs, block):
        size = min(block, runs)
        finish = np.empty((tasks, size), np.float32)
        for task in range(tasks):
            drawn = low[task] + (high[task] - low[task]) * rng.beta(first[task], second[task], size)
            start = finish[before[task]].max(axis=0) if before[task] else 0.0
            np.add(start, drawn, out=finish[task], casting="unsafe")
        finishes.append(finish.max(axis=0))
    np.percentile(np.concatenate(finishes), [10, 50, 80, 90])
    return time.process_time() - began


def trueppm_seconds(plan: Plan, uncertainty: Uncertainty, runs: int) -> float | str:
    """Return CPU seconds of trueppm-scheduler for the same network in whole days, or why there are none."""
    try:
        import trueppm_scheduler as peer
    except ImportError:
        return "not installed"

    def days(minutes: float) -> timedelta:
        return timedelta(days=max(1, round(minutes / MINUTES)))

    spreads = uncertainty.spreads
    tasks = [
        peer.Task(
            str(row), str(row), days(spreads.likely[row]),
            optimistic_duration=days(spreads.low[row]), most_likely_duration=days(spreads.likely[row]),
            pessimistic_duration=days(spreads.high[row]),
        )
        for row in range(len(plan.tasks))
    ]  # fmt: skip
    links = [
        peer.Dependency(str(a), str(b))
        for a, b in zip(plan.links.predecessor.tolist(), plan.links.successor.tolist(), strict=True)
    ]
    project = peer.Project("p", "p", date(2026, 1, 5), tasks=tasks, dependencies=links)
    began = time.process_time()
    try:
        peer.monte_carlo(project, runs=runs, seed=1, max_runs=runs, max_tasks=len(tasks), sensitivity_cap=0)
    except ValueError as error:
        return f"refused: {str(error)[:80]}"
    return time.process_time() - began
