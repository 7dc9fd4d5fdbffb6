"""Room in which one worker computes: one block of runs, whatever their number."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from headway.engine.simulation.layout import BINS, JOINT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.simulation.compiled import BranchDraws, CompiledSimulation, CostDraws, Events, Groups
    from headway.engine.simulation.shapes import Tables

BLOCK, DEEP_BLOCK = 1024, 256
"""Runs of a block: dates alone; with slack. Results do not depend on them."""


class Drawn(NamedTuple):
    """Everything that is drawn before the walk."""

    groups: Groups
    events: Events
    branches: BranchDraws
    costs: CostDraws
    tables: Tables
    certain_cost: NDArray[np.float64]


class Work(NamedTuple):
    """Vectors of one number a run."""

    drawn: NDArray[np.uint32]
    four: NDArray[np.uint32]
    tasks: NDArray[np.uint32]
    group: NDArray[np.int64]
    place: NDArray[np.float32]
    where: NDArray[np.int32]
    value: NDArray[np.float32]
    duration: NDArray[np.int32]
    code: NDArray[np.int32]
    finish: NDArray[np.int32]
    begin: NDArray[np.int32]
    end: NDArray[np.int32]
    slots: NDArray[np.int32]
    effects: NDArray[np.float32]
    happened: NDArray[np.bool_]
    correlated: NDArray[np.uint32]
    normal: NDArray[np.float64]
    cost: NDArray[np.float64]
    finishes: NDArray[np.int32]
    latest: NDArray[np.int32]
    reached: NDArray[np.int32]
    room: NDArray[np.int64]
    small_room: NDArray[np.int64]


class Deep(NamedTuple):
    """What slack needs beside: gaps, durations and slack of all steps."""

    gap: NDArray[np.int32]
    length: NDArray[np.int32]
    slack: NDArray[np.int32]
    wanted: NDArray[np.int32]
    on_path: NDArray[np.bool_]
    ranked: NDArray[np.int32]
    """Class of the finish that each project is measured by."""


def room_for(simulation: CompiledSimulation, size: int, bins: int = BINS) -> Work:
    """Make room for one block.

    Parameters
    ----------
    simulation : CompiledSimulation
        Ready to run.
    size : int
        Runs of a block.
    bins : int
        Cells of the histograms that are counted in.

    Returns
    -------
    Work
    """
    network, groups = simulation.network, simulation.groups
    assert network is not None
    assert groups is not None
    assert simulation.events is not None
    assert simulation.starts is not None
    assert simulation.planned_finish is not None
    projects = len(simulation.starts)
    place = np.zeros(size, np.float32)
    largest = int(np.diff(groups.begin).max(initial=0))

    def numbers(rows: int) -> NDArray[np.int32]:
        return np.zeros((rows, size), np.int32)

    return Work(  # type: ignore[call-arg]
        np.zeros(size, np.uint32), *np.zeros((2, 4, size), np.uint32), np.full(1, -1, np.int64), place,
        place.view(np.int32), np.zeros(size, np.float32), *np.zeros((5, size), np.int32),
        numbers(max(simulation.places, 1)), np.zeros((simulation.effects, size), np.float32),
        np.zeros((len(simulation.events.begin), size), bool), np.zeros((len(groups.row), size), np.uint32),
        np.zeros((largest, size)), np.zeros((projects, size)), numbers(projects * network.calendar_count),
        numbers(projects), numbers(len(simulation.planned_finish)), np.zeros(bins, np.int64), np.zeros(JOINT, np.int64),
    )  # fmt: skip


def deep_room_for(simulation: CompiledSimulation, size: int, *, wanted: bool = True) -> Deep:
    """Make room for the slack of one block.

    Parameters
    ----------
    simulation : CompiledSimulation
        Ready to run.
    size : int
        Runs of a block.
    wanted : bool
        False makes no room, so that nothing is kept.

    Returns
    -------
    Deep
    """
    network = simulation.network
    assert network is not None
    assert simulation.starts is not None
    steps, projects = len(network.kept) if wanted else 0, len(simulation.starts)
    return Deep(  # type: ignore[call-arg]
        np.zeros((len(network.out_demand) if wanted else 0, size), np.int32), *np.zeros((2, steps, size), np.int32),
        np.zeros((projects * network.calendar_count, size), np.int32), np.zeros((projects, size), bool),
        np.zeros((projects, size), np.int32),
    )  # fmt: skip


def drawn_of(simulation: CompiledSimulation) -> Drawn:
    """Collect what is drawn before the walk.

    Parameters
    ----------
    simulation : CompiledSimulation
        Ready to run.

    Returns
    -------
    Drawn
    """
    assert simulation.groups is not None
    assert simulation.events is not None
    assert simulation.branches is not None
    assert simulation.costs is not None
    assert simulation.certain_cost is not None
    return Drawn(
        simulation.groups, simulation.events, simulation.branches, simulation.costs, simulation.money.tables,
        simulation.certain_cost,
    )  # fmt: skip
