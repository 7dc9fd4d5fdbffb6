# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0917 - numbers are passed singly, as Numba wants them
# Numba infers the types of kernels.
"""Adding runs up: histograms that widen themselves, joint histograms, and sums as whole numbers.

A cell of a histogram holds the values v with v >> shift = first + k. The shift is the smallest with which all values
fit, so that it, and with it the whole histogram, does not depend on the order of the runs or on who counted them.
"""

from __future__ import annotations

import numpy as np

from headway.engine.jit import kernel
from headway.engine.simulation.kernels_random import put


@kernel
def fitting(low, high, shift, cells):
    """Return the smallest shift from a given one on with which two values and all between them fit."""
    while (high >> shift) - (low >> shift) >= cells:
        shift += 1
    return shift


@kernel
def begin_of(low, high, shift, cells):
    """Return the number of the first cell: values stand in the middle, so that the histogram seldom moves."""
    return (low >> shift) - (cells - 1 - ((high >> shift) - (low >> shift))) // 2


@kernel
def moved(cells, first, old, new_first, new, room):
    """Move the counts of a histogram to another first cell and shift."""
    room[:] = 0
    for c in range(len(cells)):
        if cells[c]:
            room[((first + c) >> (new - old)) - new_first] += cells[c]
    put(cells, room)


@kernel
def moved_row(table, row, new_first, new, room):
    """Move one histogram to another first cell and shift; every cell keeps its least and its largest value."""
    cells, first, shift = table.cells[row], table.first[row], table.shift[row]
    for limits, least in ((table.least[row], True), (table.most[row], False)):
        room[:] = 0
        for c in range(len(cells)):
            if cells[c]:
                k = ((first + c) >> (new - shift)) - new_first
                known = room[k] != 0
                # One more than twice the value: nothing is zero.
                value = 2 * limits[c] + 1
                if not known or (value < room[k] if least else value > room[k]):
                    room[k] = value
        for c in range(len(cells)):
            limits[c] = (room[c] - 1) // 2
    moved(cells, first, shift, new_first, new, room)
    table.first[row], table.shift[row] = new_first, new


@kernel
def add_row(table, other, row, room):
    """Add a histogram to another one with the same first cell and shift."""
    for c in range(len(room)):
        if other.cells[row, c]:
            if table.cells[row, c]:
                table.least[row, c] = min(table.least[row, c], other.least[row, c])
                table.most[row, c] = max(table.most[row, c], other.most[row, c])
            else:
                table.least[row, c], table.most[row, c] = other.least[row, c], other.most[row, c]
            table.cells[row, c] += other.cells[row, c]


@kernel
def count_in(value, row, table, room):
    """Count one value in a histogram, and keep sums and limits."""
    count = table.runs[row]
    low = min(value, table.low[row]) if count else value
    high = max(value, table.high[row]) if count else value
    table.low[row], table.high[row], table.runs[row] = low, high, count + 1
    table.total[row] += value
    table.squares[row] += value * value
    shift = table.shift[row]
    cell = (value >> shift) - table.first[row]
    if not count:
        table.first[row] = begin_of(low, high, shift, table.cells.shape[1])
        cell = (value >> shift) - table.first[row]
    elif cell < 0 or cell >= table.cells.shape[1]:
        new = fitting(low, high, shift, table.cells.shape[1])
        first = begin_of(low, high, new, table.cells.shape[1])
        moved_row(table, row, first, new, room)
        cell = (value >> new) - first
    if table.cells[row, cell]:
        table.least[row, cell] = min(table.least[row, cell], value)
        table.most[row, cell] = max(table.most[row, cell], value)
    else:
        table.least[row, cell] = table.most[row, cell] = value
    table.cells[row, cell] += 1


@kernel
def count_pair(x, y, pair, room):
    """Count a date and a cost together; both axes widen as histograms do."""
    size = pair.cells.shape[0]
    count = pair.runs[0]
    pair.runs[0] = count + 1
    for axis in range(2):
        value = x if axis == 0 else y
        low = min(value, pair.low[axis]) if count else value
        high = max(value, pair.high[axis]) if count else value
        pair.low[axis], pair.high[axis] = low, high
        cell = (value >> pair.shift[axis]) - pair.first[axis]
        if not count:
            pair.first[axis] = begin_of(low, high, pair.shift[axis], size)
        elif cell < 0 or cell >= size:
            new = fitting(low, high, pair.shift[axis], size)
            first = begin_of(low, high, new, size)
            for k in range(size):
                line = pair.cells[:, k] if axis == 0 else pair.cells[k]
                moved(line, pair.first[axis], pair.shift[axis], first, new, room)
            pair.shift[axis], pair.first[axis] = new, first
    pair.cells[(x >> pair.shift[0]) - pair.first[0], (y >> pair.shift[1]) - pair.first[1]] += 1


@kernel
def tally_runs(runs, reached, cost, happened, unit, dates, costs, pair, drives, events, room, small_room):
    """Add the dates, costs and events of a block of runs up.

    Dates count in minutes from the planned finish, costs in units of the planned cost.
    """
    projects = len(cost)
    for s in range(runs):
        whole = 0.0
        for p in range(projects):
            value = np.int64(np.rint((cost[p, s] - costs.planned[1 + p]) / unit))
            count_in(value, 1 + p, costs, room)
            whole += cost[p, s]
            drives[p] += reached[1 + p, s] == reached[0, s]
        value = np.int64(np.rint((whole - costs.planned[0]) / unit))
        count_in(value, 0, costs, room)
        late = np.int64(reached[0, s]) - dates.planned[0]
        # Cells end with the plan, so that what finishes or costs just as planned counts as within it.
        count_pair(late - 1, value - 1, pair, small_room)
        for k in range(len(events.happened)):
            if happened[k, s]:
                events.happened[k] += 1
                events.late[k] += late
                events.dear[k] += value
    for t in range(len(reached)):
        for s in range(runs):
            count_in(np.int64(reached[t, s]) - np.int64(dates.planned[t]), t, dates, room)


@kernel
def count_paths(runs, on_path, out):
    """Count the runs in which any task of a project is critical."""
    for p in range(len(out)):
        for s in range(runs):
            out[p] += on_path[p, s]
