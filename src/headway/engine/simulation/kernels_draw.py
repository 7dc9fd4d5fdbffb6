# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0917 - numbers are passed singly, as Numba wants them
# Numba infers the types of kernels.
"""What is drawn once a run before the network is walked: events, factors, branches, correlated numbers, money."""

from __future__ import annotations

import math

import numpy as np

from headway.engine.jit import kernel
from headway.engine.simulation.kernels_random import mixed, philox, sobol
from headway.engine.simulation.kernels_tables import looked_up, stepped
from headway.engine.simulation.layout import CONSTANT, HELD, STEPPED

INPUTS, TASKS = 0, 1
"""Kinds of stream: everything that is drawn before the walk; durations of tasks."""


@kernel
def draw(row, stream, kind, first, seed, sobols, four, out):
    """Draw one stream: Sobol' numbers where it has a dimension, else one of the four that Philox gives."""
    dimension = sobols.dimension[row]
    if dimension >= 0:
        key = mixed(mixed(np.uint32(np.uint64(seed) >> np.uint64(32)) ^ np.uint32(dimension)) + np.uint32(seed))
        sobol(out, first, sobols.directions[dimension], key)
        return
    philox(four, first, stream >> 2, kind, seed)
    for s in range(len(out)):
        out[s] = four[stream & 3, s]


@kernel
def value_of(tables, source, table, drawn, place, where, out):
    """Turn one stream into values of the distribution that a source and a table name."""
    if source in (CONSTANT, HELD):
        for s in range(len(out)):
            out[s] = tables.offset[table]
    elif source == STEPPED:
        stepped(drawn, tables.bounds, tables.rises, tables.first[table], tables.first[table + 1], out)
    else:
        looked_up(
            drawn, tables.cells[tables.shape[table]], tables.offset[table], tables.scale[table], tables.steep[table],
            place, where, out,
        )  # fmt: skip


@kernel
def normal_quantile(u):
    """Invert the normal distribution function.

    M. J. Wichura, Algorithm AS 241: the percentage points of the normal distribution, Applied Statistics 37 (1988), the
    version with about seven figures.
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return (
            q
            * (((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)
            / (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0)
        )
    r = math.sqrt(-math.log(u if q < 0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        x = (((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777) / (
            (0.12021132975 * r + 0.73700164250) * r + 1.0
        )
    else:
        r -= 5.0
        x = (((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150) / (
            (0.012258202635 * r + 0.24197894225) * r + 1.0
        )
    return -x if q < 0 else x


@kernel
def correlate(groups, first, seed, sobols, four, normal, out):
    """Draw the correlated streams: u = Phi(L e) with independent normal e and the factor L of the correlation.

    Places ``begin[g]`` to ``begin[g + 1]`` of ``out`` are a group; its factor stands row by row from ``factor[at[g]]``.
    """
    for g in range(len(groups.begin) - 1):
        begin, end = groups.begin[g], groups.begin[g + 1]
        for i in range(begin, end):
            draw(groups.row[i], groups.stream[i], INPUTS, first, seed, sobols, four, out[i])
            for s in range(out.shape[1]):
                normal[i - begin, s] = normal_quantile((out[i, s] + 0.5) / 4294967296.0)
        at = groups.at[g]
        for i in range(end - begin):
            row = at + i * (end - begin)
            for s in range(out.shape[1]):
                z = 0.0
                for k in range(i + 1):
                    z += groups.factor[row + k] * normal[k, s]
                u = 0.5 * math.erfc(-z * 0.7071067811865476)
                out[begin + i, s] = np.uint32(min(max(u * 4294967296.0, 0.0), 4294967295.0))


@kernel
def draw_events(events, tables, first, seed, sobols, work, effects, happened, cost):
    """Draw risks, drivers and branches of consecutive runs: their effects on tasks and their money.

    Every event has three streams: whether it happens, how long it takes, what it costs.
    """
    runs = len(work.drawn)
    for k in range(len(events.begin)):
        draw(events.row[k], 3 * k, INPUTS, first, seed, sobols, work.four, work.drawn)
        begin, end = events.begin[k], events.end[k]
        for s in range(runs):
            u = np.uint64(work.drawn[s])
            happened[k, s] = begin <= u < end
        effect = events.effect[k]
        if effect >= 0:
            other = events.otherwise[k]
            draw(events.row[k] + 1, 3 * k + 1, INPUTS, first, seed, sobols, work.four, work.drawn)
            value_of(tables, events.source[k], events.table[k], work.drawn, work.place, work.where, work.value)
            for s in range(runs):
                effects[effect, s] = work.value[s] if happened[k, s] else other
        if events.money_table[k] >= 0:
            draw(events.row[k] + 2, 3 * k + 2, INPUTS, first, seed, sobols, work.four, work.drawn)
            value_of(
                tables, events.money_source[k], events.money_table[k], work.drawn, work.place, work.where, work.value
            )
            for s in range(runs):
                cost[events.project[k], s] += work.value[s] if happened[k, s] else np.float32(0.0)


@kernel
def draw_branches(branches, first, seed, sobols, work, happened, effects):
    """Draw which branch of each group is taken; one that a risk opens is taken where that risk happens."""
    for b in range(len(branches.begin)):
        effect, risk = branches.effect[b], branches.risk[b]
        if risk >= 0:
            for s in range(len(work.drawn)):
                effects[effect, s] = happened[risk, s]
            continue
        draw(branches.row[b], branches.stream[b], INPUTS, first, seed, sobols, work.four, work.drawn)
        begin, end = branches.begin[b], branches.end[b]
        for s in range(len(work.drawn)):
            u = np.uint64(work.drawn[s])
            effects[effect, s] = begin <= u < end


@kernel
def draw_costs(costs, tables, first, seed, sobols, work, effects, cost):
    """Add the fixed part of every cost line to its project; what belongs to a branch only where that is taken."""
    for k in range(len(costs.table)):
        if costs.source[k] != CONSTANT:
            draw(costs.row[k], costs.stream[k], INPUTS, first, seed, sobols, work.four, work.drawn)
        value_of(tables, costs.source[k], costs.table[k], work.drawn, work.place, work.where, work.value)
        for e in range(costs.first[k], costs.first[k + 1]):
            gate = costs.gate[e]
            for s in range(len(work.value)):
                work.value[s] *= effects[gate, s]
        project = costs.project[k]
        for s in range(len(work.value)):
            cost[project, s] += work.value[s]
