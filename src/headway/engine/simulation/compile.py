"""Check a plan and its uncertainty and make them ready for many runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.network import layout as net
from headway.engine.network.compile import compile_plan
from headway.engine.network.options import MSPROJECT, ScheduleOptions
from headway.engine.network.passes import run
from headway.engine.network.result import Diagnostic
from headway.engine.plan import MISSING
from headway.engine.simulation import kernels_places, kernels_walk, sobol
from headway.engine.simulation import layout as lay
from headway.engine.simulation.compile_inputs import correlated_groups, drawn_inputs, effects_of
from headway.engine.simulation.compile_money import planned_money, rates
from headway.engine.simulation.compile_steps import given_finishes, steps_of
from headway.engine.simulation.compiled import CompiledSimulation, Moments, Network, Sobols
from headway.engine.simulation.model import NONE, Shape, Uncertainty, joined, three_points
from headway.engine.simulation.shapes import entries
from headway.engine.simulation.validate import input_problems

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.network.compiled import CompiledPlan
    from headway.engine.plan import Plan

    Ints = NDArray[np.int32]

MOST_MOMENTS = 2_000_000
"""Working minutes of a calendar in the table of moments: eight megabytes."""


def compile_simulation(
    plan: Plan, uncertainty: Uncertainty, options: ScheduleOptions = MSPROJECT, *, treated: bool = False
) -> CompiledSimulation:
    """Check a plan with its uncertainty and make them ready to run.

    Parameters
    ----------
    plan : Plan
        The network; several linked projects are one.
    uncertainty : Uncertainty
        What is uncertain about it.
    options : ScheduleOptions
        Rules of the schedule.
    treated : bool
        Take the risks as they are after their treatment, and its cost.

    Returns
    -------
    CompiledSimulation
        With ``network`` None where a diagnostic of level error leaves nothing to run. O(tasks + links + spreads).
    """
    found: tuple[Diagnostic, ...] = input_problems(plan, uncertainty)
    compiled = compile_plan(plan, options)
    found = (*compiled.diagnostics, *found)
    nothing = CompiledSimulation(plan, uncertainty, options, treated, found)
    if any(each.level == "error" for each in found):
        return nothing
    schedule = run(compiled)
    found += tuple(each for each in schedule.diagnostics if each not in found) + _limits(compiled)
    if not schedule.ok:
        return replace(nothing, diagnostics=found)
    return with_calendars(replace(nothing, diagnostics=found), compiled, schedule.finish, schedule.project_finish)


def with_calendars(
    simulation: CompiledSimulation, compiled: CompiledPlan, finish: Ints, project_finish: Ints
) -> CompiledSimulation:
    """Make a simulation ready over the horizon of a compiled plan.

    Parameters
    ----------
    simulation : CompiledSimulation
        Checked.
    compiled : CompiledPlan
        Without errors.
    finish, project_finish : ndarray of int32
        As planned: of every task and every project.

    Returns
    -------
    CompiledSimulation
    """
    plan, given, treated = simulation.plan, simulation.uncertainty, simulation.treated
    spreads, (_, zero) = joined(given.spreads, three_points(Shape.FIXED, 0.0, 0.0, 0.0))
    u = given.replace(spreads=spreads)
    nodes, leaf = compiled.nodes, compiled.leaf
    assert nodes is not None
    assert leaf is not None
    effects = effects_of(u, leaf, len(nodes), treated=treated)
    spread, share, kept = _shares(plan, compiled, u)
    varies = (spread >= 0) | (np.diff(effects.first) > 0)
    moments = moments_of(plan, compiled, int(project_finish.max()))
    shape = steps_of(compiled, varies, u.milestones, moments)
    table = shape.table
    steps = np.flatnonzero(varies & (table[:, lay.KIND] != lay.IDLE))
    lots = entries(
        spreads, np.where(spread[steps] >= 0, spread[steps], zero), np.where(spread[steps] >= 0, share[steps], 0.0),
        np.where(spread[steps] >= 0, kept[steps], nodes.duration[steps]),
    )  # fmt: skip
    table[steps, lay.SOURCE], table[steps, lay.TABLE] = lots.source, np.arange(len(steps))
    drawn = steps[lots.source != lay.CONSTANT]
    table[drawn, lay.STREAM] = np.arange(len(drawn))
    table[:, lay.FX_FIRST], table[:, lay.FX_LAST] = effects.first[:-1], effects.first[1:]
    next_target = _targets(table, leaf, u, 1 + len(plan.projects))
    inputs = drawn_inputs(u, plan, effects, treated=treated)
    groups, place, repaired = correlated_groups(u, leaf, len(nodes), drawn, inputs.streams)
    rate, certain = rates(plan, u, leaf, nodes.duration, treated=treated)
    out_first, out_step = np.zeros(len(nodes) + 1, np.int32), np.empty(len(shape.source), np.int32)
    out_demand = out_step.copy()
    room = np.empty(len(nodes), np.int32)
    kernels_places.turn_round(shape.first, shape.source, out_first, out_step, out_demand, room)
    assert compiled.calendars is not None
    assert compiled.parts is not None
    network = Network(
        compiled.calendars.clock, moments, shape.crossings, nodes.cold, compiled.parts, compiled.parts.duration.copy(),
        shape.demands, lots.tables,
        _random(inputs.streams + len(groups.row), len(drawn)), inputs.streams + len(groups.row), place,
        kept.astype(np.float32), nodes.duration.astype(np.int64), rate, effects.vector, effects.kind, next_target,
        given_finishes(compiled, table[:, lay.ENDS] != 0), len(plan.calendars) + 1, out_first, out_step, out_demand,
    )  # fmt: skip
    planned, unit = planned_money(u, plan, certain, rate, nodes)
    real = (nodes.flags & (net.BEGIN | net.END)) == 0
    return replace(
        simulation,
        diagnostics=(*simulation.diagnostics, *(each for each in repaired if each not in simulation.diagnostics)),
        compiled=compiled, steps=table.ravel(), network=network, money=inputs.money, events=inputs.events,
        branches=inputs.branches, costs=inputs.costs, groups=groups, places=shape.places, effects=effects.vectors,
        certain_cost=certain, planned_cost=planned, cost_unit=unit,
        planned_finish=np.concatenate(([project_finish.max()], project_finish, finish[u.milestones])).astype(np.int32),
        starts=np.array([project.start for project in plan.projects], np.int32),
        step_row=np.where(real, nodes.row, NONE).astype(np.int32),
    )  # fmt: skip


def _limits(compiled: CompiledPlan) -> tuple[Diagnostic, ...]:
    """Tell what the runs do otherwise than the scheduler."""
    assert compiled.nodes is not None
    found = []
    nodes = compiled.nodes
    late = (nodes.flags & net.LATE) != 0
    if late.any() and compiled.options.mode == "msproject":
        message = "Tasks as late as possible are simulated at their earliest dates; finishes of projects do not change."
        found.append(Diagnostic("simulated-early", message, tasks=tuple(sorted(nodes.row[late].tolist()))))
    if compiled.options.schedule_from == "finish":
        message = "The plan is scheduled from its finish; it is simulated from the start of its projects."
        found.append(Diagnostic("simulated-from-start", message))
    return tuple(found)


def _shares(
    plan: Plan, compiled: CompiledPlan, u: Uncertainty
) -> tuple[Ints, NDArray[np.float64], NDArray[np.float64]]:
    """Return the spread of every node, the share of it that is still to come, and the minutes that are certain."""
    nodes, leaf = compiled.nodes, compiled.leaf
    assert nodes is not None
    assert leaf is not None
    tasks, count = plan.tasks, len(nodes)
    spread = np.full(count, NONE, np.int32)
    used = leaf[u.durations.task] >= 0
    spread[leaf[u.durations.task[used]]] = u.durations.spread[used]
    spread[(nodes.flags & (net.FIXED | net.BEGIN | net.END)) != 0] = NONE
    row = nodes.row
    whole = tasks.duration[row].astype(np.float64)
    left = np.rint(whole * (1 - np.clip(tasks.percent[row].astype(np.float64), 0, 100) / 100))
    left = np.where(tasks.remaining[row] != MISSING, tasks.remaining[row], left)
    begun = (nodes.flags & net.STARTED) != 0
    share = np.where(begun & (whole > 0), left / np.maximum(whole, 1), 1.0)
    kept = np.where(begun, np.maximum(nodes.duration - left, 0), 0.0)
    spread[begun & (share <= 0)] = NONE
    return spread, share, kept


def _targets(table: Ints, leaf: Ints, u: Uncertainty, projects: int) -> Ints:
    """Hang the milestones on their steps; several that are one task follow each other."""
    following = np.full(projects + len(u.milestones), -1, np.int32)
    for k, row in enumerate(u.milestones.tolist()):
        step = leaf[row]
        if step >= 0:
            following[projects + k] = table[step, lay.TARGET]
            table[step, lay.TARGET] = projects + k
    return following


def moments_of(plan: Plan, compiled: CompiledPlan, finish: int) -> Moments:
    """List the instants of working minutes from the start of a plan to half its length behind its planned finish.

    Parameters
    ----------
    plan : Plan
        What is simulated.
    compiled : CompiledPlan
        Without errors.
    finish : int
        Planned finish of the last project.

    Returns
    -------
    Moments
        O(working minutes), at most MOST_MOMENTS of each calendar; dates elsewhere are looked up as the scheduler does.
    """
    calendars = compiled.calendars
    assert calendars is not None
    begin = min(project.start for project in plan.projects)
    end = finish + (finish - begin) // 2 + 1440 * 30
    first, last = calendars.clock.first, calendars.clock.last
    span = np.clip([begin, end], first, last)
    rows = len(calendars.calendars) + 1
    worked = calendars.worked(np.repeat(np.arange(rows), 2), np.tile(span, rows)).reshape(rows, 2).astype(np.int64)
    count = np.clip(worked[:, 1] - worked[:, 0], 0, MOST_MOMENTS)
    # The clock itself is only asked by elapsed tasks and lags.
    count[-1] = count[-1] if plan.tasks.elapsed.any() else 0
    at = np.concatenate(([0], np.cumsum(count)))
    table = np.empty(int(at[-1]), np.int32)
    for row in range(rows):
        count[row] = kernels_walk.fill_moments(calendars.clock, row, worked[row, 0], table[at[row] : at[row + 1]])
    return Moments(table, at[:-1], worked[:, 0].copy(), count)


def _random(inputs: int, tasks: int) -> Sobols:
    nothing = np.full(inputs + tasks, NONE, np.int32)
    return Sobols(nothing, np.zeros((1, sobol.DIGITS), np.uint32))
