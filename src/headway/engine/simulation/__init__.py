"""Schedule and cost risk by simulation. Names are loaded when first used: the model needs no Numba."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from headway.engine.simulation.model import (
    NONE,
    Aim,
    Branches,
    BranchTasks,
    Correlation,
    Costs,
    Drivers,
    DriverTasks,
    Durations,
    InputDiagnostic,
    Points,
    RiskAims,
    Risks,
    Shape,
    Spreads,
    Uncertainty,
    joined,
    three_points,
)

if TYPE_CHECKING:
    from headway.engine.simulation.compile import compile_simulation
    from headway.engine.simulation.distribution import Distribution, JointConfidence
    from headway.engine.simulation.influence import risk_removals, tornado
    from headway.engine.simulation.results import Simulation
    from headway.engine.simulation.simulator import SimulationOptions, blocks_of, run_simulation, simulate, tally_blocks

__all__ = [
    "NONE",
    "Aim",
    "BranchTasks",
    "Branches",
    "Correlation",
    "Costs",
    "Distribution",
    "DriverTasks",
    "Drivers",
    "Durations",
    "InputDiagnostic",
    "JointConfidence",
    "Points",
    "RiskAims",
    "Risks",
    "Shape",
    "Simulation",
    "SimulationOptions",
    "Spreads",
    "Uncertainty",
    "blocks_of",
    "compile_simulation",
    "joined",
    "risk_removals",
    "run_simulation",
    "simulate",
    "tally_blocks",
    "three_points",
    "tornado",
]

_LATE = {
    "Distribution": "distribution", "JointConfidence": "distribution", "Simulation": "results",
    "SimulationOptions": "simulator", "blocks_of": "simulator", "compile_simulation": "compile",
    "risk_removals": "influence", "run_simulation": "simulator", "simulate": "simulator", "tally_blocks": "simulator",
    "tornado": "influence",
}  # fmt: skip


def __getattr__(name: str) -> Any:  # these bring Numba along, so they are imported when first asked for
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
