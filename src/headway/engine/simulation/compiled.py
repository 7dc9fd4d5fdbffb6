"""A simulation made ready for the kernels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from headway.engine.simulation import layout

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from headway.engine.calendars.kernels import Clock
    from headway.engine.network.compiled import CompiledPlan, Parts
    from headway.engine.network.options import ScheduleOptions
    from headway.engine.network.result import Diagnostic
    from headway.engine.plan import Plan
    from headway.engine.simulation.model import Uncertainty
    from headway.engine.simulation.shapes import Tables

    Ints = NDArray[np.int32]
    Floats = NDArray[np.float64]


class Sobols(NamedTuple):
    """Which streams get Sobol' numbers."""

    dimension: Ints
    """One a stream: inputs first, then tasks; -1 for random numbers."""
    directions: NDArray[np.uint32]


class Groups(NamedTuple):
    """Groups of correlated streams."""

    begin: Ints
    at: Ints
    factor: Floats
    row: Ints
    stream: Ints


class Events(NamedTuple):
    """Risks, then drivers: one element each."""

    row: Ints
    begin: NDArray[np.uint64]
    end: NDArray[np.uint64]
    """It happens where the stream lies between, in 2^-32."""
    effect: Ints
    """Row of the effects; -1 for none."""
    otherwise: NDArray[np.float32]
    source: Ints
    table: Ints
    money_source: Ints
    money_table: Ints
    project: Ints


class BranchDraws(NamedTuple):
    """Branches: one element each."""

    row: Ints
    stream: Ints
    begin: NDArray[np.uint64]
    end: NDArray[np.uint64]
    risk: Ints
    effect: Ints


class CostDraws(NamedTuple):
    """Fixed parts of cost lines: one element each."""

    row: Ints
    stream: Ints
    source: Ints
    table: Ints
    project: Ints
    first: Ints
    """Gates of line k are ``first[k]`` to ``first[k + 1]``."""
    gate: Ints


class Moments(NamedTuple):
    """Instants at which the working minutes begin, of each calendar over the dates that are expected."""

    table: Ints
    first: NDArray[np.int64]
    base: NDArray[np.int64]
    """Working minute of the first entry of each calendar."""
    size: NDArray[np.int64]


class Crossings(NamedTuple):
    """How far another calendar is at the ends of the working minutes of one, as codes; one row a pair of calendars."""

    table: Ints
    first: NDArray[np.int64]
    """Where each pair begins in the table, less the working minute of its first entry."""
    low: NDArray[np.int64]
    """Working minute of the first entry, and that behind the last one."""
    high: NDArray[np.int64]
    source: NDArray[np.int64]
    """Calendar that the pair leads from."""


class Network(NamedTuple):
    """Everything beside the steps that the walk reads."""

    clock: Clock
    moments: Moments
    crossings: Crossings
    cold: Ints
    parts: Parts
    part_duration: Ints
    demands: Ints
    tables: Tables
    sobols: Sobols
    inputs: int
    correlated: Ints
    """Place of a step among the correlated streams; -1 for none."""
    kept: NDArray[np.float32]
    """Minutes of a step's duration that are no longer uncertain."""
    planned: NDArray[np.int64]
    """Minutes of a step as planned."""
    rate: Floats
    """Money for each minute of a step."""
    effect: Ints
    effect_kind: Ints
    next_target: Ints
    given_finish: Ints
    calendar_count: int
    out_first: Ints
    out_step: Ints
    out_demand: Ints


@dataclass(frozen=True, slots=True)
class CompiledSimulation:
    """All that a run needs; ``network`` is None where an error leaves nothing to run."""

    plan: Plan
    uncertainty: Uncertainty
    options: ScheduleOptions
    treated: bool
    diagnostics: tuple[Diagnostic, ...]
    compiled: CompiledPlan | None = None
    steps: Ints | None = None
    network: Network | None = None
    money: Any = None
    """Entries of the tables for events and cost lines."""
    events: Events | None = None
    branches: BranchDraws | None = None
    costs: CostDraws | None = None
    groups: Groups | None = None
    places: int = 0
    effects: int = 0
    certain_cost: Floats | None = None
    """Money that is no longer uncertain; one a project."""
    planned_cost: Floats | None = None
    """The cost as planned: of all, then one a project."""
    cost_unit: float = 1.0
    planned_finish: Ints | None = None
    """The finish as planned of every target: all, projects, milestones."""
    starts: Ints | None = None
    """Start of every project."""
    step_row: Ints | None = None
    """Task row of every step; -1 for the gates of summaries."""

    @property
    def ok(self) -> bool:
        """Tell whether there is something to run."""
        return self.network is not None

    def of(self, number: int) -> Ints:
        """Return one number of every step, as a view."""
        assert self.steps is not None
        return self.steps[number :: layout.STEP]
