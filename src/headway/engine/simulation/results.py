"""From sums to what people ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.simulation import layout
from headway.engine.simulation.distribution import Distribution, JointConfidence
from headway.engine.simulation.ranks import rank_correlations
from headway.engine.simulation.tally import Tally, merged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.network.result import Diagnostic
    from headway.engine.simulation.compiled import CompiledSimulation
    from headway.engine.simulation.simulator import SimulationOptions

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TaskSensitivity:
    """How much each task matters; one element a row of the plan, NaN for summaries."""

    criticality: Floats
    """Share of runs in which the task has no slack."""
    cruciality: Floats
    """Correlation (Pearson) of its duration with the finish; NaN where either is certain."""
    significance: Floats
    """E[d / (d + slack) x T] / E[T]."""
    schedule_sensitivity: Floats
    """Criticality x sd of the duration / sd of the finish, both in working minutes of the task's calendar."""
    mean: Floats
    """Mean duration in minutes; of work that has begun, of what its node stands for."""
    sd: Floats
    spearman: Floats | None = None
    """Correlation of the ranks of its duration and of the finish; None unless ``SimulationOptions.ranks``."""
    kendall: Floats | None = None
    """Kendall's tau-b of both; None unless ``SimulationOptions.ranks``."""


@dataclass(frozen=True, slots=True)
class EventResult:
    """Risks, then drivers: one element each."""

    happened: Floats
    """Share of runs."""
    delay_minutes: Floats
    """Mean finish of all in runs with it less that in runs without it; NaN where one of both never came."""
    money: Floats
    """The same for the cost of all."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """What the runs say. Dates are minutes since 1970."""

    ok: bool
    complete: bool
    """False where a caller stopped: then everything holds for ``runs`` runs."""
    runs: int
    diagnostics: tuple[Diagnostic, ...]
    finish: Distribution | None = None
    """Of the last project: of the program, or of the one project."""
    project_finish: tuple[Distribution, ...] = ()
    milestone_finish: tuple[Distribution, ...] = ()
    cost: Distribution | None = None
    project_cost: tuple[Distribution, ...] = ()
    joint: JointConfidence | None = None
    drives: Floats | None = None
    """Share of runs in which each project finishes last; ties count for each."""
    on_critical_path: Floats | None = None
    """Share of runs in which a task of each project is critical; None without sensitivity."""
    events: EventResult | None = None
    tasks: TaskSensitivity | None = None


def nothing_simulated(simulation: CompiledSimulation) -> Simulation:
    """Return a result without numbers.

    Parameters
    ----------
    simulation : CompiledSimulation
        With errors.

    Returns
    -------
    Simulation
    """
    return Simulation(ok=False, complete=False, runs=0, diagnostics=simulation.diagnostics)


def results_of(simulation: CompiledSimulation, options: SimulationOptions, tallies: list[Tally]) -> Simulation:
    """Read what tallies say.

    Parameters
    ----------
    simulation : CompiledSimulation
        That was run.
    options : SimulationOptions
        How it was run.
    tallies : list of Tally
        One a replicate.

    Returns
    -------
    Simulation
        ``ok`` is False where nothing was run before somebody stopped.
    """
    assert simulation.starts is not None
    unit, projects = simulation.cost_unit, len(simulation.starts)
    used = [tally for tally in tallies if tally.runs[0]]
    if not used:
        return nothing_simulated(simulation)
    parts = used if len(used) > 1 else []
    date_parts = [[Distribution.of(tally.dates, row, 1.0) for tally in parts] for row in range(len(used[0].dates.runs))]
    cost_parts = [[Distribution.of(tally.costs, row, unit) for tally in parts] for row in range(1 + projects)]
    whole = merged(used)
    runs = int(whole.runs[0])
    dates = tuple(Distribution.of(whole.dates, row, 1.0, tuple(each)) for row, each in enumerate(date_parts))
    costs = tuple(Distribution.of(whole.costs, row, unit, tuple(each)) for row, each in enumerate(cost_parts))
    return Simulation(
        ok=True,
        complete=runs == options.runs,
        runs=runs,
        diagnostics=simulation.diagnostics,
        finish=dates[0],
        project_finish=dates[1 : 1 + projects],
        milestone_finish=dates[1 + projects :],
        cost=costs[0],
        project_cost=costs[1:],
        joint=JointConfidence.of(whole.pair, dates[0].planned, costs[0].planned, unit),
        drives=whole.drives / runs,
        on_critical_path=whole.paths / runs if options.sensitivity else None,
        events=_events(whole, unit),
        tasks=_tasks(simulation, options, whole, dates) if options.sensitivity else None,
    )


def _events(tally: Tally, unit: float) -> EventResult:
    runs, sums = int(tally.runs[0]), tally.events
    count = sums.happened.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        late = sums.late / count - (tally.dates.total[0] - sums.late) / (runs - count)
        dear = sums.dear / count - (tally.costs.total[0] - sums.dear) / (runs - count)
    both = (count > 0) & (count < runs)
    return EventResult(count / runs, np.where(both, late, np.nan), np.where(both, unit * dear, np.nan))


def _tasks(
    simulation: CompiledSimulation, options: SimulationOptions, tally: Tally, dates: tuple[Distribution, ...]
) -> TaskSensitivity:
    assert simulation.step_row is not None
    assert simulation.network is not None
    runs, sums = int(tally.runs[0]), tally.tasks
    project = simulation.of(layout.PROJECT)
    target = 1 + project if options.measured_by == "project" else np.zeros(len(project), np.int64)
    finish = tally.dates
    mean = sums.length / runs
    spread = np.maximum(sums.length_squared / runs - mean**2, 0.0)
    late = finish.total[target] / runs
    of_finish = np.maximum(finish.squares[target] / runs - late**2, 0.0)
    together = sums.length_finish / runs - mean * late
    place = project * simulation.network.calendar_count + simulation.of(layout.CALENDAR)
    worked = np.maximum(sums.late_squared[place] / runs - (sums.late[place] / runs) ** 2, 0.0)
    # Rounding leaves a little where nothing varies.
    certain = (spread <= 1e-12 * mean**2) | (of_finish == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        cruciality = np.where(certain, np.nan, together / np.sqrt(spread * of_finish))
        criticality = sums.critical / runs
        sensitivity = np.where(worked > 0, criticality * np.sqrt(spread / worked), np.nan)
        length = np.array([dates[k].mean for k in range(len(dates))])[target] - sums.origin[project]
        significance = np.where(length > 0, sums.significance / runs / length, np.nan)
    unbiased = np.sqrt(spread * runs / max(runs - 1, 1))
    by_rank = rank_correlations(tally.ranks, target) if len(tally.ranks.cells) else ()
    columns = []
    for values in (criticality, np.clip(cruciality, -1, 1), significance, sensitivity, mean, unbiased, *by_rank):
        column = np.full(len(simulation.plan.tasks), np.nan)
        real = simulation.step_row >= 0
        column[simulation.step_row[real]] = values[real]
        columns.append(column)
    return TaskSensitivity(*columns)
