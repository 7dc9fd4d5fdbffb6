# mypy: allow-untyped-defs, allow-untyped-calls
# Numba infers the types of kernels.
"""Correlation of ranks from a table of classes a task, whose size does not grow with the runs.

Class k of a quantity holds what is not below its k-th bound and below the next one; a class of one whole number holds
ties that are real, all others ties that are not.
"""

from __future__ import annotations

import math

from headway.engine.jit import inlined, kernel
from headway.engine.network import layout as net
from headway.engine.simulation import layout as lay

CLASSES = lay.CLASSES
CERTAIN_POWER = 32
"""The nearer the ranks are to going along for certain, the more Kendall's tau is that of the classes: |rho| to this."""


@inlined
def class_of(bounds, value):
    """Count the bounds, of which there are fifteen, that a value reaches."""
    k = 8 if bounds[7] <= value else 0
    k += 4 if bounds[k + 3] <= value else 0
    k += 2 if bounds[k + 1] <= value else 0
    return k + (1 if bounds[k] <= value else 0)


@kernel
def count_ranks(steps, net_of, goal, reached, length, runs, ranks, ranked):
    """Count a block of runs in the table of every step: class of its duration, class of the finish that measures it."""
    for p in range(len(goal)):
        for s in range(runs):
            ranked[p, s] = class_of(ranks.finishes[goal[p]], reached[goal[p], s])
    for i in range(len(net_of.kept)):
        at = lay.STEP * i
        if steps[at + lay.KIND] == lay.IDLE or steps[at + lay.FLAGS] & net.END:
            continue
        cells, bounds, finish = ranks.cells[i], ranks.lengths[i], ranked[steps[at + lay.PROJECT]]
        for s in range(runs):
            cells[class_of(bounds, length[i, s]), finish[s]] += 1


@inlined
def is_single(bounds, k):
    """Tell whether a class holds one whole number alone."""
    return 1 <= k <= CLASSES - 2 and bounds[k] == bounds[k - 1] + 1


@kernel
def joined_classes(bounds, counts, out):
    """Join neighbours, two and two, of the classes that hold something and more than one number."""
    last, half = -1, False
    for k in range(CLASSES):
        if counts[k] == 0:
            out[k] = max(last, 0)
        elif is_single(bounds, k):
            last, half = last + 1, False
            out[k] = last
        else:
            last += 0 if half else 1
            half = not half
            out[k] = last


@kernel
def agreement(table, below):
    """Count the pairs of runs that go along less those that go against each other.

    ``below`` is room for the runs of all rows before, by column.
    """
    total = 0.0
    for c in range(CLASSES):
        below[c] = 0.0
    for r in range(CLASSES):
        less, more = 0.0, 0.0
        for c in range(CLASSES):
            more += below[c]
        for c in range(CLASSES):
            more -= below[c]
            total += table[r, c] * (less - more)
            less += below[c]
        for c in range(CLASSES):
            below[c] += table[r, c]
    return total


@kernel
def spearman(table, rows, columns):
    """Return the correlation of ranks, of all runs of a class in its middle; NaN where either has one class alone."""
    count, together, first, second = 0.0, 0.0, 0.0, 0.0
    for k in range(CLASSES):
        count += rows[k]
    before = 0.0
    for r in range(CLASSES):
        rank = before + 0.5 * rows[r] - 0.5 * count
        before += rows[r]
        first += rows[r] * rank * rank
        other = 0.0
        for c in range(CLASSES):
            together += table[r, c] * rank * (other + 0.5 * columns[c] - 0.5 * count)
            other += columns[c]
    before = 0.0
    for c in range(CLASSES):
        rank = before + 0.5 * columns[c] - 0.5 * count
        before += columns[c]
        second += columns[c] * rank * rank
    return together / math.sqrt(first * second) if first * second > 0 else math.nan


@kernel
def kendall(table, rows, columns, lengths, finishes, rho, room):
    """Return Kendall's tau-b of what the classes stand for; ``rho`` is the correlation of their ranks.

    Pairs within a class are ties only where the class is one number. What others would add is taken from what joining
    classes two and two takes away, which is four times as much (Richardson); where nearly all pairs are certain, from
    the pairs of the classes.
    """
    wider, row_of, column_of, below = room
    joined_classes(lengths, rows, row_of)
    joined_classes(finishes, columns, column_of)
    wider[:, :] = 0.0
    count = real_rows = real_columns = tied_rows = tied_columns = 0.0
    for r in range(CLASSES):
        count += rows[r]
        tied_rows += rows[r] * (rows[r] - 1) / 2
        tied_columns += columns[r] * (columns[r] - 1) / 2
        real_rows += rows[r] * (rows[r] - 1) / 2 if is_single(lengths, r) else 0.0
        real_columns += columns[r] * (columns[r] - 1) / 2 if is_single(finishes, r) else 0.0
        for c in range(CLASSES):
            wider[int(row_of[r]), int(column_of[c])] += table[r, c]
    pairs = count * (count - 1) / 2
    if pairs <= tied_rows or pairs <= tied_columns:
        return math.nan
    found = agreement(table, below)
    finer = found + (found - agreement(wider, below)) / 3
    smooth = finer / math.sqrt((pairs - real_rows) * (pairs - real_columns))
    of_classes = found / math.sqrt((pairs - tied_rows) * (pairs - tied_columns))
    certain = abs(rho) ** CERTAIN_POWER
    return min(max(smooth + certain * (of_classes - smooth), -1.0), 1.0)


@kernel
def rank_measures(ranks, goal, table, rows, columns, room, out):
    """Fill in Spearman's and Kendall's correlation of every step; ``goal`` is the target it is measured by."""
    for i in range(len(ranks.cells)):
        rows[:] = 0.0
        columns[:] = 0.0
        for r in range(CLASSES):
            for c in range(CLASSES):
                table[r, c] = ranks.cells[i, r, c]
                rows[r] += table[r, c]
                columns[c] += table[r, c]
        rho = spearman(table, rows, columns)
        out[0, i] = rho
        out[1, i] = kendall(table, rows, columns, ranks.lengths[i], ranks.finishes[goal[i]], rho, room)
