"""The front door of the simulation."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from headway.engine.network.options import MSPROJECT, ScheduleOptions
from headway.engine.network.passes import run
from headway.engine.network.result import Diagnostic
from headway.engine.simulation import kernels_run, layout, sobol
from headway.engine.simulation.compile import compile_simulation, with_calendars
from headway.engine.simulation.layout import BINS
from headway.engine.simulation.model import NONE
from headway.engine.simulation.ranks import NO_BOUNDS, bounds_of
from headway.engine.simulation.results import Simulation, nothing_simulated, results_of
from headway.engine.simulation.tally import Tally, merged
from headway.engine.simulation.work import BLOCK, DEEP_BLOCK, deep_room_for, drawn_of, room_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from headway.engine.plan import Plan
    from headway.engine.simulation.compiled import CompiledSimulation
    from headway.engine.simulation.model import Uncertainty

    Bounds = tuple[NDArray[np.int32], NDArray[np.int32]]

MOST_RUNS = 1 << 20
"""Sums of squares stay exact up to here."""
LEAST_BINS = 16
AT_ONCE = 2_560
"""Runs between two looks at ``stop``."""


@dataclass(frozen=True, slots=True)
class SimulationOptions:
    """How to simulate; none of ``workers`` changes a number of the result."""

    runs: int = 10_000
    seed: int = 1
    sampling: Literal["random", "sobol"] = "random"
    """``sobol`` needs fewer runs for the same precision; its standard errors come from ``replicates``."""
    sensitivity: bool = True
    """Measure how much every task matters; False gives dates and costs only, and takes a quarter of the time."""
    ranks: bool = False
    """Measure sensitivity by ranks too (Spearman, Kendall): half as much time again, 1 KB a task and worker."""
    measured_by: Literal["program", "project"] = "program"
    """Whose finish a task is critical for: the last of all projects, or its own project's."""
    critical_slack_minutes: int = 0
    workers: int = 1
    replicates: int = 8
    """Independent scramblings of Sobol' points."""
    bins: int = BINS
    """Cells of the histogram of each date and cost, 24 bytes each: fewer take less memory and are less exact."""

    def replace(self, **changes: Any) -> SimulationOptions:
        """Return a copy with the named options exchanged."""
        return replace(self, **changes)


class Chunk(NamedTuple):
    """Consecutive blocks of runs of one replicate."""

    replicate: int
    begin: int
    end: int


class Blocks(NamedTuple):
    """How runs are cut into blocks."""

    size: int
    replicates: int
    runs: int
    """Runs of each replicate but the last."""
    last: int

    def runs_of(self, replicate: int) -> int:
        """Return the runs of one replicate."""
        return self.last if replicate == self.replicates - 1 else self.runs

    def chunks(self) -> Iterator[Chunk]:
        """List all blocks in pieces between which a caller may stop."""
        step = AT_ONCE // self.size
        for replicate in range(self.replicates):
            count = -(-self.runs_of(replicate) // self.size)
            for begin in range(0, count, step):
                yield Chunk(replicate, begin, min(begin + step, count))


def blocks_of(options: SimulationOptions) -> Blocks:
    """Cut the runs of a simulation into blocks.

    Parameters
    ----------
    options : SimulationOptions
        How to simulate.

    Returns
    -------
    Blocks
    """
    replicates = 1 if options.sampling == "random" else max(1, min(options.replicates, options.runs))
    each = -(-options.runs // replicates)
    replicates = -(-options.runs // each)
    return Blocks(
        DEEP_BLOCK if options.sensitivity else BLOCK, replicates, each, options.runs - each * (replicates - 1)
    )


def simulate(
    plan: Plan,
    uncertainty: Uncertainty,
    options: SimulationOptions | None = None,
    rules: ScheduleOptions = MSPROJECT,
    *,
    treated: bool = False,
    stop: Callable[[], bool] | None = None,
) -> Simulation:
    """Simulate schedule and cost of a plan many times.

    Each run draws events, then durations: d = base x product of factors of active drivers + sum of delays of risks that
    happen; dates follow by the forward pass of the scheduler; cost = fixed + rate x duration + money of risks.

    Parameters
    ----------
    plan : Plan
        The network; several linked projects are one.
    uncertainty : Uncertainty
        What is uncertain.
    options : SimulationOptions, optional
        Runs, seed and what to measure.
    rules : ScheduleOptions
        Rules of the schedule.
    treated : bool
        Risks after treatment instead of before.
    stop : callable, optional
        Asked now and then; where it says True, what has been run so far is returned, ``complete`` False.

    Returns
    -------
    Simulation
        The same numbers for the same arguments, whatever the number of workers. O(runs x (tasks + links)) time, memory
        that does not depend on the runs.

    Raises
    ------
    ValueError
        If the options make no sense.

    Notes
    -----
    D. T. Hulett, Integrated cost-schedule risk analysis, 2011; AACE International recommended practice 57R-09;
    R. M. Van Slyke, Monte Carlo methods and the PERT problem, Operations Research 11 (1963).
    """
    return run_simulation(compile_simulation(plan, uncertainty, rules, treated=treated), options, stop=stop)


def run_simulation(
    simulation: CompiledSimulation,
    options: SimulationOptions | None = None,
    *,
    stop: Callable[[], bool] | None = None,
) -> Simulation:
    """Run a compiled simulation.

    Parameters
    ----------
    simulation : CompiledSimulation
        Ready to run.
    options : SimulationOptions, optional
        Runs, seed and what to measure.
    stop : callable, optional
        As for ``simulate``.

    Returns
    -------
    Simulation

    Raises
    ------
    ValueError
        If the options make no sense.
    """
    options = options or SimulationOptions()
    _check(options)
    current: CompiledSimulation | None = simulation
    while current is not None and current.ok:
        tallies = tally_blocks(current, options, list(blocks_of(options).chunks()), stop)
        if tallies is not None:
            return results_of(current, options, tallies)
        current = _wider(current)
    if simulation.ok:
        message = "Dates of some runs lie beyond the year 2209: too much work in too little working time."
        found = (*simulation.diagnostics, Diagnostic("date-out-of-range", message, "error"))
        return nothing_simulated(replace(simulation, diagnostics=found))
    return nothing_simulated(simulation)


def _check(options: SimulationOptions) -> None:
    if not 1 <= options.runs <= MOST_RUNS:
        raise ValueError(f"a simulation has 1 to {MOST_RUNS} runs, not {options.runs}")
    if options.workers < 1:
        raise ValueError("a simulation needs at least one worker")
    if not LEAST_BINS <= options.bins <= BINS:
        raise ValueError(f"a histogram has {LEAST_BINS} to {BINS} cells, not {options.bins}")
    if options.replicates < 1:
        raise ValueError("Sobol' points need at least one replicate")


def _wider(simulation: CompiledSimulation) -> CompiledSimulation | None:
    assert simulation.compiled is not None
    assert simulation.compiled.calendars is not None
    calendars = simulation.compiled.calendars.wider()
    if calendars is None:
        return None
    compiled = replace(simulation.compiled, calendars=calendars)
    schedule = run(compiled)
    return with_calendars(simulation, compiled, schedule.finish, schedule.project_finish)


def with_sampling(simulation: CompiledSimulation, options: SimulationOptions) -> CompiledSimulation:
    """Give the streams that matter most Sobol' numbers: events first, then durations by how far they spread.

    Parameters
    ----------
    simulation : CompiledSimulation
        Ready to run.
    options : SimulationOptions
        Which sampling.

    Returns
    -------
    CompiledSimulation
    """
    network, steps = simulation.network, simulation.steps
    assert network is not None
    assert steps is not None
    if options.sampling == "random":
        return simulation
    dimension = np.full(len(network.sobols.dimension), NONE, np.int32)
    drawn = np.flatnonzero(simulation.of(layout.SOURCE) != layout.CONSTANT)
    table = simulation.of(layout.TABLE)[drawn]
    wide = np.abs(network.tables.scale[table]) * (network.correlated[drawn] < 0)
    order = drawn[np.argsort(-wide, kind="stable")]
    streams = np.concatenate((np.arange(network.inputs), network.inputs + simulation.of(layout.STREAM)[order]))[
        : sobol.DIMENSIONS
    ]
    dimension[streams] = np.arange(len(streams))
    sobols = network.sobols._replace(dimension=dimension, directions=sobol.directions(max(len(streams), 1)))
    return replace(simulation, network=network._replace(sobols=sobols))


def tally_blocks(
    simulation: CompiledSimulation,
    options: SimulationOptions,
    chunks: list[Chunk],
    stop: Callable[[], bool] | None = None,
) -> list[Tally] | None:
    """Run some blocks and add them up, one tally a replicate; tallies from elsewhere can be merged with these.

    Parameters
    ----------
    simulation : CompiledSimulation
        Ready to run.
    options : SimulationOptions
        How to simulate.
    chunks : list of Chunk
        Some or all of ``blocks_of(options).chunks()``.
    stop : callable, optional
        Asked before every chunk.

    Returns
    -------
    list of Tally, or None
        None where a date lies beyond the horizon of the calendars.
    """
    ready = with_sampling(simulation, options)
    bounds = _first_block(ready, options) if options.ranks and options.sensitivity else (NO_BOUNDS, NO_BOUNDS)
    if bounds is None:
        return None
    workers = min(options.workers, max(len(chunks), 1))
    todo = iter(chunks)
    if workers == 1:
        done = [_Worker(ready, options).work(todo, stop, bounds)]
    else:
        shared = _Shared(todo)
        with ThreadPoolExecutor(workers) as pool:
            done = list(pool.map(lambda _: _Worker(ready, options).work(shared, stop, bounds), range(workers)))
    if any(each is None for each in done):
        return None
    return [merged(per_worker) for per_worker in zip(*(each for each in done if each is not None), strict=True)]


def _first_block(simulation: CompiledSimulation, options: SimulationOptions) -> Bounds | None:
    """Choose the classes of durations and finishes from the first block of runs, the same one whoever asks."""
    worker = _Worker(simulation, options.replace(runs=DEEP_BLOCK))
    tally = Tally.empty(simulation, sensitive=True, by_project=worker.by_project, bins=options.bins)
    if worker.run(Chunk(0, 0, 1), tally):
        return None
    return bounds_of(worker.deep.length), bounds_of(worker.room.reached)


class _Shared:
    """An iterator that several threads may ask: taking one element from a list iterator is one step of Python."""

    def __init__(self, source: Iterator[Chunk]) -> None:
        self.source = source

    def __iter__(self) -> Iterator[Chunk]:
        while taken := list(islice(self.source, 1)):
            yield taken[0]


class _Worker:
    """One thread's room."""

    def __init__(self, simulation: CompiledSimulation, options: SimulationOptions) -> None:
        self.simulation, self.options = simulation, options
        self.blocks = blocks_of(options)
        self.by_project = options.measured_by == "project"
        self.room = room_for(simulation, self.blocks.size, options.bins)
        self.deep = deep_room_for(simulation, self.blocks.size, wanted=options.sensitivity)
        network = simulation.network
        assert network is not None
        # The parts of tasks are stretched in place: every worker needs its own.
        parts = network.parts._replace(duration=network.parts.duration.copy())
        self.network = network._replace(parts=parts)
        self.drawn = drawn_of(simulation)

    def work(self, chunks: Any, stop: Callable[[], bool] | None, bounds: Bounds) -> list[Tally] | None:
        sensitive = self.options.sensitivity
        tallies = [
            Tally.empty(
                self.simulation,
                sensitive=sensitive,
                by_project=self.by_project,
                bounds=bounds,
                bins=self.options.bins,
            )
            for _ in range(self.blocks.replicates)
        ]
        for chunk in chunks:
            if stop is not None and stop():
                break
            if self.run(chunk, tallies[chunk.replicate]):
                return None
        return tallies

    def run(self, chunk: Chunk, tally: Tally) -> int:
        options, simulation = self.options, self.simulation
        seed = np.uint64(options.seed & 0xFFFFFFFFFFFFFFFF)
        if chunk.replicate:
            seed = np.uint64(kernels_run.planned_seed(seed, chunk.replicate))
        runs = self.blocks.runs_of(chunk.replicate)
        assert simulation.starts is not None
        projects = len(simulation.starts)
        goal = np.arange(1, 1 + projects) if self.by_project else np.zeros(projects, np.int64)
        return int(
            kernels_run.run_blocks(
                simulation.steps, self.network, self.drawn, self.room, self.deep, chunk.begin, chunk.end, runs, seed,
                simulation.cost_unit, goal, options.critical_slack_minutes, tally,
            )
        )  # fmt: skip
