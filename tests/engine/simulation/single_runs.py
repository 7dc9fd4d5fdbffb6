"""Single runs of a simulation, to be held against the scheduler."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from headway.engine.simulation import kernels_run
from headway.engine.simulation.compiled import CompiledSimulation
from headway.engine.simulation.tally import Tally
from headway.engine.simulation.work import DEEP_BLOCK, deep_room_for, drawn_of, room_for


class Runs(NamedTuple):
    """The first runs of a simulation, as the kernels leave them."""

    length: np.ndarray
    """Durations, shape (steps, runs)."""
    slack: np.ndarray
    reached: np.ndarray
    cost: np.ndarray
    outside: int


def first_runs(simulation: CompiledSimulation, count: int = DEEP_BLOCK, seed: int = 7, block: int = 0) -> Runs:
    """Return what happens in the first runs, or in those of another block."""
    work, deep = room_for(simulation, DEEP_BLOCK), deep_room_for(simulation, DEEP_BLOCK)
    tally = Tally.empty(simulation, sensitive=True, by_project=False)
    goal = np.zeros(len(simulation.starts), np.int64)
    outside = kernels_run.run_blocks(
        simulation.steps, simulation.network, drawn_of(simulation), work, deep, block, block + 1, count, np.uint64(seed),
        simulation.cost_unit, goal, 0, tally,
    )  # fmt: skip
    return Runs(deep.length.copy(), deep.slack.copy(), work.reached.copy(), work.cost.copy(), outside)
