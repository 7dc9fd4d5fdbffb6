"""A small simulation that calls every kernel once with the types of real use, so that all of them get compiled."""

from __future__ import annotations

import numpy as np

from headway.engine.plan import Calendar, Links, Plan, Project, Tasks
from headway.engine.simulation.compile import compile_simulation
from headway.engine.simulation.held import with_duration_at
from headway.engine.simulation.model import (
    Correlation,
    Costs,
    Drivers,
    DriverTasks,
    Durations,
    Points,
    RiskAims,
    Risks,
    Shape,
    Spreads,
    Uncertainty,
)
from headway.engine.simulation.shapes import GRID, entries
from headway.engine.simulation.simulator import SimulationOptions, run_simulation


def rehearse_simulation() -> None:
    """Run every kernel once."""
    plan = Plan(
        (Calendar(week=(((480, 1020),),) * 7),),
        Tasks(uid=np.arange(4), duration=np.array([480, 480, 960, 0])),
        Links(np.array([0, 1, 2]), np.array([2, 2, 3])),
        (Project(start=28_401_600),),
    )
    low, likely, high = np.array([(400, 480, 900), (300, 480, 700), (1, 2, 5), (0, 0, 0)], float).T
    spreads = Spreads(
        np.array([Shape.TRIANGULAR, Shape.PERT, Shape.PERT_MOMENTS, Shape.DISCRETE]),
        low, likely, high, np.array([-1, -1, -1, 0]), (Points(np.array([1.0, 2.0])),),
    )  # fmt: skip
    uncertainty = Uncertainty(
        spreads=spreads,
        durations=Durations(np.array([0, 1]), np.array([0, 1])),
        correlations=(Correlation(np.array([0, 1]), np.array([[1, 0.5], [0.5, 1]])),),
        drivers=Drivers(np.array([0.5]), np.array([3])),
        driver_tasks=DriverTasks(np.array([0]), np.array([2])),
        risks=Risks(np.array([0.5]), np.array([0]), np.array([2])),
        risk_aims=RiskAims(np.array([0]), np.array([0]), np.array([2])),
        costs=Costs(np.array([0]), np.array([2]), np.array([10.0])),
        milestones=np.array([3]),
    )
    compiled = compile_simulation(plan, uncertainty)
    for sampling in ("random", "sobol"):
        run_simulation(compiled, SimulationOptions(runs=20, sampling=sampling, workers=2, ranks=True))
    run_simulation(with_duration_at(compiled, 0, 0.9), SimulationOptions(runs=20, sensitivity=False))
    # More shapes than the family of distributions has steps are mixed from them.
    many = np.arange(2 + GRID) / (2 + GRID)
    spread = Spreads(np.full(len(many), Shape.PERT), 0 * many, many, 0 * many + 1)
    entries(spread, np.arange(len(many)))
