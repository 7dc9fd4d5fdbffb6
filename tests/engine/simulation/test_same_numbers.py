"""The same numbers whoever computes them; stopping; memory; sampling."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import count
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest

from engine.networks import CALENDARS, START
from engine.simulation.days import UNIT, alike, parallel, run, series, units
from headway.engine.plan import Links, Plan, Project, Tasks
from headway.engine.simulation import (
    Branches,
    BranchTasks,
    Correlation,
    Costs,
    Drivers,
    DriverTasks,
    Durations,
    RiskAims,
    Risks,
    Shape,
    SimulationOptions,
    Spreads,
    Uncertainty,
    blocks_of,
    compile_simulation,
    run_simulation,
    tally_blocks,
)
from headway.engine.simulation.results import Simulation, results_of
from headway.engine.simulation.tally import merged

OPTIONS = SimulationOptions(runs=12_345, seed=5)


def everything() -> tuple[Plan, Uncertainty]:
    """Return two linked projects on several calendars with every kind of uncertainty."""
    n = 40
    rng = np.random.default_rng(2)
    after = np.arange(4, n)
    links = Links(
        np.concatenate((after - 4, after - 3)), np.concatenate((after, after)),
        type=np.concatenate((np.zeros(n - 4, np.int8), rng.integers(0, 4, n - 4))), lag=np.zeros(2 * (n - 4), np.int32),
    )  # fmt: skip
    base = rng.integers(2, 20, n) * 480
    tasks = Tasks(
        np.arange(n), base, calendar=rng.integers(0, 4, n).astype(np.int32), project=(np.arange(n) % 4 > 1).astype(int)
    )
    plan = Plan(CALENDARS, tasks, links, (Project(start=START), Project(start=START + 2880, calendar=1)))
    low, likely, high = 0.7 * base, base.astype(float), 1.7 * base
    more = np.array([(0.8, 1.0, 1.5), (480, 960, 4800), (1e3, 5e3, 2e4), (2e3, 2.5e3, 6e3)]).T
    spreads = Spreads(
        np.concatenate((rng.choice([1, 2, 3, 4], n), np.full(4, Shape.PERT))), *np.hstack(([low, likely, high], more))
    )
    uncertainty = Uncertainty(
        spreads=spreads,
        durations=Durations(np.arange(n), np.arange(n)),
        correlations=(Correlation(np.arange(5), np.full((5, 5), 0.4) + 0.6 * np.eye(5)),),
        drivers=Drivers(np.array([0.6]), np.array([n])),
        driver_tasks=DriverTasks(np.zeros(6), np.arange(6, 12)),
        risks=Risks(np.array([0.3, 0.2]), np.array([n + 1, n + 1]), np.array([n + 2, -1]), np.array([0.1, np.nan])),
        risk_aims=RiskAims(np.array([0, 0, 1]), np.zeros(3), np.array([20, 21, 30])),
        branches=Branches(np.array([0, 0]), np.array([0.5, 0.4])),
        branch_tasks=BranchTasks(np.array([0, 1]), np.array([25, 26])),
        costs=Costs(np.array([0, 5, 25, -1]), np.array([n + 3, -1, n + 3, n + 2]), np.array([90.0, 60, 0, 0])),
        milestones=np.array([17, 39, 39]),
    )
    return plan, uncertainty


def content(value: Any) -> Any:
    """Return everything in a result as bytes and plain numbers."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, tuple):
        return tuple(content(each) for each in value)
    if hasattr(value, "__slots__"):
        return tuple(content(getattr(value, name)) for name in value.__slots__)
    return value


@pytest.fixture(scope="module")
def alone() -> Simulation:
    return run_simulation(compile_simulation(*everything()), OPTIONS)


@pytest.mark.parametrize("workers", [2, 7])
@pytest.mark.parametrize("sampling", ["random", "sobol"])
def test_numbers_do_not_depend_on_the_number_of_workers(workers: int, sampling: Any) -> None:
    simulation = compile_simulation(*everything())
    options = OPTIONS.replace(sampling=sampling)
    one = run_simulation(simulation, options)
    assert one.ok
    assert content(run_simulation(simulation, options.replace(workers=workers))) == content(one)


def part_of(arguments: tuple[int, int]) -> list[Any]:
    """Compute every k-th chunk in a process of its own, from the plan alone."""
    number, share = arguments
    chunks = list(blocks_of(OPTIONS).chunks())[number::share]
    found = tally_blocks(compile_simulation(*everything()), OPTIONS, chunks)
    assert found is not None
    return found


def test_numbers_do_not_depend_on_processes(alone: Simulation) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        parts = list(pool.map(part_of, [(2, 3), (0, 3), (1, 3)]))
    whole = [merged(each) for each in zip(*parts, strict=True)]
    assert content(results_of(compile_simulation(*everything()), OPTIONS, whole)) == content(alone)


def test_another_seed_gives_other_numbers(alone: Simulation) -> None:
    other = run_simulation(compile_simulation(*everything()), OPTIONS.replace(seed=6))
    assert other.finish.mean != alone.finish.mean
    assert abs(other.finish.mean - alone.finish.mean) < 6 * alone.finish.standard_error_of_mean


def test_dates_and_costs_do_not_depend_on_what_else_is_measured(alone: Simulation) -> None:
    quick = run_simulation(compile_simulation(*everything()), OPTIONS.replace(sensitivity=False))
    for name in ("finish", "cost", "project_finish", "milestone_finish", "project_cost", "joint", "events"):
        assert content(getattr(quick, name)) == content(getattr(alone, name))
    assert quick.tasks is None


def test_stopping_returns_what_has_been_run() -> None:
    simulation = compile_simulation(*everything())
    asked = count()
    stopped = run_simulation(simulation, OPTIONS, stop=lambda: next(asked) >= 2)
    assert (stopped.ok, stopped.complete, stopped.runs) == (True, False, 5_120)
    # Runs are numbered: the first ones are those of a smaller simulation.
    assert content(replace(stopped, complete=True)) == content(run_simulation(simulation, OPTIONS.replace(runs=5_120)))
    nothing = run_simulation(simulation, OPTIONS, stop=lambda: True)
    assert (nothing.ok, nothing.complete, nothing.runs, nothing.finish) == (False, False, 0, None)


def test_memory_does_not_grow_with_the_runs() -> None:
    simulation = compile_simulation(series(30), alike(30, Shape.TRIANGULAR, 1, 2, 4))
    peaks = []
    for runs in (2_000, 100_000):
        tracemalloc.start()
        run_simulation(simulation, OPTIONS.replace(runs=runs))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.1 * peaks[0]


def test_sobol_points_come_closer_than_random_ones() -> None:
    plan, uncertainty = series(8), alike(8, Shape.TRIANGULAR, 1, 2, 4)
    answer, far = 8 * 7 / 3, {}
    for sampling in ("random", "sobol"):
        means = [
            units(run(plan, uncertainty, SimulationOptions(4096, seed, sampling)).finish.mean)  # type: ignore[arg-type]
            for seed in range(12)
        ]
        far[sampling] = float(np.sqrt(np.mean((np.array(means) - answer) ** 2)))
    assert far["sobol"] < far["random"] / 5


def test_the_standard_error_of_sobol_points_is_true() -> None:
    plan, uncertainty = parallel(3), alike(3, Shape.TRIANGULAR, 1, 2, 4)
    options = SimulationOptions(4096, sampling="sobol", sensitivity=False)
    found = [run(plan, uncertainty, options.replace(seed=seed)).finish for seed in range(40)]
    spread = np.std([each.percentile(0.8) for each in found], ddof=1)
    said = np.mean([each.standard_error(0.8) for each in found])
    # Both are estimates from a few dozen values.
    assert 0.6 < said / spread < 1.6
    random = run(plan, uncertainty, options.replace(sampling="random")).finish
    assert said < random.standard_error(0.8)


def test_options_that_make_no_sense() -> None:
    simulation = compile_simulation(series(2), alike(2, Shape.UNIFORM, 1, 1, 2))
    for wrong in ({"runs": 0}, {"workers": 0}, {"replicates": 0}, {"runs": 1 << 21}):
        with pytest.raises(ValueError, match=r"runs|worker|replicate"):
            run_simulation(simulation, SimulationOptions(**wrong))  # type: ignore[arg-type]


def test_a_run_beyond_the_calendars_takes_longer_ones() -> None:
    # Nine years and more: the compiled horizon has to grow once, and then holds all runs.
    result = run(series(3), alike(3, Shape.TRIANGULAR, 1, 2, 3000), SimulationOptions(2000, sensitivity=False))
    assert result.finish.high > START + 3000 * UNIT
    endless = run_simulation(
        compile_simulation(series(2), alike(2, Shape.UNIFORM, 60_000, 60_000, 100_000)), SimulationOptions(100)
    )
    assert (endless.ok, [each.id for each in endless.diagnostics]) == (False, ["date-out-of-range"])
