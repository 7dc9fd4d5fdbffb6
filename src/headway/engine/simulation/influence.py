"""What matters most: the tornado of a percentile, and what taking risks away would bring.

Every answer is another simulation with one thing held and all other random numbers the same, so that the difference is
not lost in chance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from headway.engine.simulation import layout
from headway.engine.simulation.held import with_duration_at, with_event
from headway.engine.simulation.simulator import SimulationOptions, run_simulation

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.engine.simulation.compiled import CompiledSimulation
    from headway.engine.simulation.results import Simulation


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a tornado: the percentile of finish and cost with one thing held low and high."""

    kind: Literal["task", "risk", "driver"]
    row: int
    finish_low: float
    finish_high: float
    cost_low: float
    cost_high: float

    @property
    def finish_swing(self) -> float:
        """Minutes between both ends."""
        return abs(self.finish_high - self.finish_low)

    @property
    def cost_swing(self) -> float:
        """Money between both ends."""
        return abs(self.cost_high - self.cost_low)


@dataclass(frozen=True, slots=True)
class Tornado:
    """Bars, the widest first."""

    finish: float
    """The percentile with nothing held; NaN where a caller stopped before the first runs, and of the cost too."""
    cost: float
    bars: tuple[Bar, ...]
    complete: bool
    """False where a caller stopped: then some bars are missing."""


@dataclass(frozen=True, slots=True)
class Removal:
    """What it would bring if a risk could not happen."""

    risk: int
    minutes: float
    """By how much the percentile of the finish comes earlier, on the clock; an opportunity has a negative gain."""
    money: float
    """By how much the percentile of the cost falls."""


@dataclass(frozen=True, slots=True)
class Removals:
    """Risks, the one whose removal brings most first."""

    finish: float
    """The percentile with all risks; NaN where a caller stopped before the first runs, and of the cost too."""
    cost: float
    ranked: tuple[Removal, ...]
    complete: bool


def tornado(
    simulation: CompiledSimulation,
    options: SimulationOptions | None = None,
    *,
    level: float = 0.8,
    held: tuple[float, float] = (0.1, 0.9),
    most_tasks: int = 10,
    by: Literal["finish", "cost"] = "finish",
    stop: Callable[[], bool] | None = None,
) -> Tornado:
    """Measure how far a percentile moves while one duration is held at P10 and at P90, or an event never and always is.

    Bar_i = (P_level | x_i = Q_i(low), P_level | x_i = Q_i(high)), with the same random numbers everywhere.

    Parameters
    ----------
    simulation : CompiledSimulation
        Ready to run.
    options : SimulationOptions, optional
        Runs and seed.
    level : float
        0.8 for P80.
    held : tuple of float
        Percentiles at which durations are held.
    most_tasks : int
        Tasks that are tried: those whose duration goes along most with the finish. All risks and drivers are tried.
    by : {'finish', 'cost'}
        What the bars are sorted by.
    stop : callable, optional
        Asked now and then; where it says True, the bars found so far are returned.

    Returns
    -------
    Tornado
        O(2 (tasks tried + events) simulations).

    Raises
    ------
    ValueError
        If the simulation has errors.
    """
    options = options or SimulationOptions()
    base = _run(simulation, options.replace(sensitivity=True), stop)
    if base is None:
        return Tornado(math.nan, math.nan, (), complete=False)
    finish, cost = _levels(base, level)
    quick = options.replace(sensitivity=False)
    assert base.tasks is not None
    assert simulation.events is not None
    tried = _most_crucial(simulation, base, most_tasks)
    risks = len(simulation.uncertainty.risks)
    bars: list[Bar] = []
    complete = base.complete
    for kind, row in (
        *(("task", row) for row in tried),
        *(("risk" if k < risks else "driver", k) for k in range(len(simulation.events.end))),
    ):
        low_high = []
        for share, happens in zip(held, (False, True), strict=True):
            if kind == "task":
                changed = with_duration_at(simulation, row, share)
            else:
                changed = with_event(simulation, row, happens=happens)
            low_high.append(run_simulation(changed, quick, stop=stop))
        if not all(each.complete for each in low_high):
            complete = False
            break
        (a, c), (b, d) = (_levels(each, level) for each in low_high)
        bars.append(Bar(kind, row - risks if kind == "driver" else row, a, b, c, d))  # type: ignore[arg-type]
    bars.sort(key=lambda bar: -(bar.finish_swing if by == "finish" else bar.cost_swing))
    return Tornado(finish, cost, tuple(bars), complete)


def risk_removals(
    simulation: CompiledSimulation,
    options: SimulationOptions | None = None,
    *,
    level: float = 0.8,
    greedy: bool = False,
    by: Literal["finish", "cost"] = "finish",
    stop: Callable[[], bool] | None = None,
) -> Removals:
    """Rank risks by what a percentile would gain if each could not happen.

    gain_k = P_level - P_level without risk k, with the same random numbers; greedy takes the best one away for good and
    goes on with the others, so that gains add up.

    Parameters
    ----------
    simulation : CompiledSimulation
        Ready to run.
    options : SimulationOptions, optional
        Runs and seed.
    level : float
        0.8 for P80.
    greedy : bool
        One after the other instead of each alone.
    by : {'finish', 'cost'}
        What the ranking goes by.
    stop : callable, optional
        Asked now and then; where it says True, what is ranked so far is returned.

    Returns
    -------
    Removals
        O(risks) simulations, O(risks^2) if greedy.

    Raises
    ------
    ValueError
        If the simulation has errors.
    """
    quick = (options or SimulationOptions()).replace(sensitivity=False)
    base = _run(simulation, quick, stop)
    if base is None:
        return Removals(math.nan, math.nan, (), complete=False)
    finish, cost = before = _levels(base, level)
    left, ranked = list(range(len(simulation.uncertainty.risks))), []
    complete = base.complete
    while left and complete:
        tried = {}
        for risk in left:
            changed = with_event(simulation, risk, happens=False)
            result = run_simulation(changed, quick, stop=stop)
            if not result.complete:
                complete = False
                break
            tried[risk] = changed, _levels(result, level)
        gains = [Removal(risk, before[0] - after[0], before[1] - after[1]) for risk, (_, after) in tried.items()]
        gains.sort(key=lambda each: -(each.minutes if by == "finish" else each.money))
        if not greedy:
            return Removals(finish, cost, tuple(gains), complete)
        if not complete or not gains:
            break
        best = gains[0]
        ranked.append(best)
        left.remove(best.risk)
        simulation, before = tried[best.risk]
    return Removals(finish, cost, tuple(ranked), complete)


def _run(
    simulation: CompiledSimulation, options: SimulationOptions, stop: Callable[[], bool] | None
) -> Simulation | None:
    """Return the runs with nothing changed; None where a caller stopped before the first of them."""
    if not simulation.ok:
        raise ValueError("the simulation has errors: " + ", ".join(each.id for each in simulation.diagnostics))
    result = run_simulation(simulation, options, stop=stop)
    if errors := [each.id for each in result.diagnostics if each.level == "error"]:
        raise ValueError("nothing was run: " + ", ".join(errors))
    return result if result.ok else None


def _levels(result: Simulation, level: float) -> tuple[float, float]:
    assert result.finish is not None
    assert result.cost is not None
    return result.finish.percentile(level), result.cost.percentile(level)


def _most_crucial(simulation: CompiledSimulation, base: Simulation, most: int) -> list[int]:
    """Return the rows of tasks with an uncertain duration of their own that goes along most with the finish.

    What only risks or drivers make longer has no duration that can be held.
    """
    assert base.tasks is not None
    assert simulation.step_row is not None
    drawn = simulation.step_row[np.isin(simulation.of(layout.SOURCE), (layout.TABLED, layout.STEPPED))]
    weight = np.zeros(len(simulation.plan.tasks))
    drawn = drawn[drawn >= 0]
    weight[drawn] = np.abs(np.nan_to_num(base.tasks.cruciality[drawn]))
    order = np.argsort(-weight, kind="stable")[:most]
    return [int(row) for row in order if weight[row] > 0]
