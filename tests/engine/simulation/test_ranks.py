"""Sensitivity by ranks: what the classes say is what the runs themselves say, told by brute force."""

from __future__ import annotations

import numpy as np
import pytest

from engine.networks import START, plain
from engine.simulation.single_runs import first_runs
from headway.engine.plan import Plan
from headway.engine.simulation import (
    Durations,
    RiskAims,
    Risks,
    Shape,
    SimulationOptions,
    Uncertainty,
    joined,
    three_points,
)
from headway.engine.simulation.compile import compile_simulation
from headway.engine.simulation.compiled import CompiledSimulation
from headway.engine.simulation.ranks import bounds_of
from headway.engine.simulation.simulator import run_simulation
from headway.engine.simulation.work import DEEP_BLOCK

RUNS = 8 * DEEP_BLOCK


def ranks_of(values: np.ndarray) -> np.ndarray:
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count - 1) / 2)[place]


def by_hand(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Return Spearman's rho and Kendall's tau-b by their definitions."""
    one, other = (np.sign(values[:, None] - values[None, :]) for values in (x.astype(float), y.astype(float)))
    tau = (one * other).sum() / np.sqrt((one**2).sum() * (other**2).sum())
    return float(np.corrcoef(ranks_of(x), ranks_of(y))[0, 1]), float(tau)


def compiled(plan: Plan, likely: np.ndarray, probability: float = 0.0) -> CompiledSimulation:
    """Make durations uncertain, and let a risk delay the last task, whose own duration is certain."""
    durations = three_points(Shape.PERT, 0.5 * likely, likely, 2.5 * likely)
    spreads, (first, delay) = joined(durations, three_points(Shape.FIXED, 0, 14_400, 0))
    rows = np.arange(len(likely))
    risks = Risks(probability=np.array([probability]), delay=np.array([delay]))
    uncertainty = Uncertainty(
        spreads=spreads, durations=Durations(rows, first + rows), risks=risks,
        risk_aims=RiskAims(risk=np.array([0]), row=np.array([len(plan.tasks) - 1])),
    )  # fmt: skip
    return compile_simulation(plan, uncertainty)


@pytest.mark.parametrize(
    ("durations", "links", "probability"),
    [
        ([5, 9, 3, 1], [(0, 1, "FS", 0), (1, 3, "FS", 0), (2, 3, "FS", 0)], 0.0),
        ([30, 2, 1, 1], [(0, 1, "FS", 0), (1, 3, "FS", 0), (2, 3, "FS", 0)], 0.0),
        ([9, 9, 9, 1], [(0, 3, "FS", 0), (1, 3, "FS", 0), (2, 3, "FS", 0)], 0.3),
        ([4, 4, 40, 1], [(0, 1, "FS", 0), (1, 3, "FS", 0), (2, 3, "FF", 0)], 0.05),
    ],
)
def test_correlations_of_ranks_are_those_of_the_runs(durations, links, probability: float) -> None:
    plan = plain(durations, links)
    simulation = compiled(plan, np.array(durations[:-1]) * 1440.0, probability)
    result = run_simulation(simulation, SimulationOptions(runs=RUNS, seed=7, ranks=True))
    blocks = [first_runs(simulation, RUNS, 7, block) for block in range(RUNS // DEEP_BLOCK)]
    length, finish = (np.concatenate(each, -1) for each in ([b.length for b in blocks], [b.reached[0] for b in blocks]))
    assert finish.min() > START
    for step, row in enumerate(simulation.step_row.tolist()):
        if length[step].min() == length[step].max():
            assert np.isnan([result.tasks.spearman[row], result.tasks.kendall[row]]).all()
            continue
        rho, tau = by_hand(length[step], finish)
        assert result.tasks.spearman[row] == pytest.approx(rho, abs=0.012)
        assert result.tasks.kendall[row] == pytest.approx(tau, abs=0.015)


def test_one_task_alone_goes_along_for_certain() -> None:
    result = run_simulation(compiled(plain([10, 0], []), np.array([14_400.0])), SimulationOptions(ranks=True))
    assert result.tasks.spearman[0] == pytest.approx(1)
    assert result.tasks.kendall[0] == pytest.approx(1)


@pytest.mark.parametrize("sampling", ["random", "sobol"])
def test_ranks_do_not_depend_on_the_workers_and_change_nothing_else(sampling) -> None:
    simulation = compiled(plain([5, 9, 1], [(0, 2, "FS", 0), (1, 2, "FS", 0)]), np.array([7200.0, 12_960.0]), 0.4)
    options = SimulationOptions(runs=6_000, sampling=sampling, ranks=True)
    one, *others = (run_simulation(simulation, options.replace(workers=workers)) for workers in (1, 2, 7))
    for other in others:
        np.testing.assert_array_equal(one.tasks.spearman, other.tasks.spearman)
        np.testing.assert_array_equal(one.tasks.kendall, other.tasks.kendall)
    without = run_simulation(simulation, options.replace(ranks=False))
    assert without.tasks.spearman is None
    np.testing.assert_array_equal(one.tasks.cruciality, without.tasks.cruciality)


def test_what_is_frequent_has_a_class_of_its_own() -> None:
    drawn = np.concatenate((np.full(160, 7), np.arange(100, 196)))[None].astype(np.int32)
    bounds = bounds_of(drawn)
    assert (np.diff(bounds) >= 0).all()
    assert 7 in bounds
    assert 8 in bounds
    assert (np.bincount(np.searchsorted(bounds[0], drawn[0], side="right"))[-5:] >= 15).all()
