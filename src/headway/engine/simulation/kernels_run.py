# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0917 - numbers are passed singly, as Numba wants them
# Numba infers the types of kernels.
"""Blocks of runs from the first random number to the last sum."""

from __future__ import annotations

import numpy as np

from headway.engine.jit import kernel
from headway.engine.simulation.kernels_draw import correlate, draw_branches, draw_costs, draw_events
from headway.engine.simulation.kernels_ranks import count_ranks
from headway.engine.simulation.kernels_slack import count_goals, goals, slacks, walk
from headway.engine.simulation.kernels_tally import count_paths, tally_runs
from headway.engine.simulation.kernels_walk import finish_dates


@kernel
def draw_inputs(inputs, first, seed, net_of, work):
    """Draw everything that does not wait for the network."""
    for p in range(len(work.cost)):
        work.cost[p, :] = inputs.certain_cost[p]
    correlate(inputs.groups, first, seed, net_of.sobols, work.four, work.normal, work.correlated)
    draw_events(inputs.events, inputs.tables, first, seed, net_of.sobols, work, work.effects, work.happened, work.cost)
    draw_branches(inputs.branches, first, seed, net_of.sobols, work, work.happened, work.effects)
    draw_costs(inputs.costs, inputs.tables, first, seed, net_of.sobols, work, work.effects, work.cost)


@kernel
def run_blocks(steps, net_of, inputs, work, deep, begin, end, runs, seed, unit, goal, threshold, tally):
    """Run blocks ``begin`` to ``end`` of ``runs`` runs; returns how many dates lie beyond the horizon.

    Where there is room for slack, what the measures of sensitivity need is added up too.
    """
    size = len(work.drawn)
    for block in range(begin, end):
        first = block * size
        draw_inputs(inputs, first, seed, net_of, work)
        outside = walk(steps, net_of, first, seed, work, deep)
        outside += finish_dates(net_of, work.finishes, work.latest, work.reached)
        if outside:
            return outside
        here = min(size, runs - first)
        if len(deep.length):
            goals(net_of, goal, work.reached, deep.wanted)
            count_goals(deep.wanted, here, tally.tasks)
            slacks(
                steps, net_of, goal, work.reached, deep.wanted, deep.gap, deep.length, deep.slack, here, threshold,
                work, deep.on_path, tally.tasks,
            )  # fmt: skip
            if len(tally.ranks.cells):
                count_ranks(
                    steps, net_of, goal, work.reached, deep.length, here, tally.ranks, deep.ranked,
                )  # fmt: skip
            count_paths(here, deep.on_path, tally.paths)
        tally_runs(
            here, work.reached, work.cost, work.happened, unit, tally.dates, tally.costs, tally.pair, tally.drives,
            tally.events, work.room, work.small_room,
        )  # fmt: skip
        tally.runs[0] += here
    return 0


@kernel
def planned_seed(seed, replicate):
    """Return the seed of a replicate: an independent scrambling."""
    x = np.uint64(seed) ^ (np.uint64(replicate) * np.uint64(0x9E3779B97F4A7C15))
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
