"""The same simulation with one thing held: a duration at one value, a risk that always or never happens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.simulation import layout
from headway.engine.simulation.shapes import Entries

if TYPE_CHECKING:
    from headway.engine.simulation.compiled import CompiledSimulation

CERTAIN = 1 << 32


def with_duration_at(simulation: CompiledSimulation, task: int, share: float) -> CompiledSimulation:
    """Hold the uncertain duration of a task at one of its percentiles; drivers and risks still act on it.

    Parameters
    ----------
    simulation : CompiledSimulation
        Ready to run.
    task : int
        Row of the plan.
    share : float
        0.1 for P10.

    Returns
    -------
    CompiledSimulation
        All other numbers are drawn as before.

    Raises
    ------
    ValueError
        If the duration of the task is certain.
    """
    network = simulation.network
    assert network is not None
    assert simulation.steps is not None
    assert simulation.step_row is not None
    step = int(np.flatnonzero(simulation.step_row == task)[0]) if (simulation.step_row == task).any() else -1
    source = simulation.of(layout.SOURCE)
    if step < 0 or source[step] not in (layout.TABLED, layout.STEPPED):
        raise ValueError(f"the duration of the task in row {task} is certain")
    old = network.tables
    entry = int(simulation.of(layout.TABLE)[step])
    kinds = np.zeros(len(old.shape), np.int32)
    kinds[entry] = source[step]
    value = Entries(old, kinds).quantile(entry, share)
    tables = old._replace(
        shape=np.append(old.shape, np.int32(0)),
        offset=np.append(old.offset, np.float32(value)),
        scale=np.append(old.scale, np.float32(0)),
        steep=np.append(old.steep, np.float32(0)),
        first=np.append(old.first, old.first[-1]),
    )
    steps = simulation.steps.copy()
    steps[layout.STEP * step + layout.SOURCE] = layout.HELD
    steps[layout.STEP * step + layout.TABLE] = len(old.shape)
    return replace(simulation, steps=steps, network=network._replace(tables=tables))


def with_event(simulation: CompiledSimulation, event: int, *, happens: bool) -> CompiledSimulation:
    """Let a risk or driver happen in every run or in none; its impact is drawn as before.

    Parameters
    ----------
    simulation : CompiledSimulation
        Ready to run.
    event : int
        Row of the risks; drivers follow behind the last risk.
    happens : bool
        Always or never.

    Returns
    -------
    CompiledSimulation
        All other numbers are drawn as before.
    """
    events = simulation.events
    assert events is not None
    end = events.end.copy()
    end[event] = CERTAIN if happens else 0
    return replace(simulation, events=events._replace(end=end))
