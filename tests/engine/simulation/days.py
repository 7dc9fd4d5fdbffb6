"""Plans round the clock whose unit is a day of 1440 minutes or more, so that answers in plain numbers can be compared."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.networks import START, plain
from headway.engine.plan import Plan
from headway.engine.simulation import Durations, Shape, Spreads, Uncertainty, three_points
from headway.engine.simulation.results import Simulation
from headway.engine.simulation.simulator import SimulationOptions, simulate

UNIT = 1440
RUNS = SimulationOptions(runs=100_000, seed=11)


def parallel(count: int) -> Plan:
    """Return so many tasks beside each other."""
    return plain([1] * count, [])


def series(count: int) -> Plan:
    """Return so many tasks one after the other."""
    return plain([1] * count, [(k, k + 1, "FS", 0) for k in range(count - 1)])


def alike(count: int, shape: Shape, *numbers: float) -> Uncertainty:
    """Return tasks that all have one spread, in units."""
    return Uncertainty(
        spreads=three_points(shape, *(UNIT * each for each in numbers)),
        durations=Durations(np.arange(count), np.zeros(count, np.int32)),
    )


def each_its_own(spreads: Spreads, **more: Any) -> Uncertainty:
    """Return tasks of which each has the spread of its row."""
    return Uncertainty(spreads=spreads, durations=Durations(np.arange(len(spreads)), np.arange(len(spreads))), **more)


def run(plan: Plan, uncertainty: Uncertainty, options: SimulationOptions = RUNS, **more: Any) -> Simulation:
    """Simulate, with the promise that nothing was wrong."""
    result = simulate(plan, uncertainty, options, **more)
    assert result.ok, result.diagnostics
    assert result.complete
    return result


def units(minutes: float) -> float:
    """Return a finish in units since the start."""
    return (minutes - START) / UNIT


def off(value: float, answer: float, error: float) -> float:
    """Return by how many standard errors a value differs from its answer; minutes are whole, so half of one is granted."""
    return abs(value - answer) / max(error, 0.5 / UNIT)
