# mypy: allow-untyped-defs, allow-untyped-calls
"""Simulated annealing over columns of which each group takes one or none, under rows of upper bounds.

A state may break rows and pays for it: ``value - Σ_i strictness · charge_i · max(0, load_i - limit_i)``, and for every
broken row a few temperatures more, so that the last small breach goes too. Temperature falls and strictness rises
geometrically.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from headway.engine.jit import inlined, kernel
from headway.engine.kernels_random import below, chance

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOLERANCE = 1e-9
"""Rows are scaled to a largest entry of 1."""
LEAVING, TRADING = 0.15, 0.55
"""Share of the moves that only take a column out, and of those that bring one in for one of any other group."""


class Table(NamedTuple):
    """Columns with their entries one after the other, each by row; c has them from ``first[c]`` to ``first[c + 1]``."""

    first: NDArray[np.int64]
    row: NDArray[np.int32]
    entry: NDArray[np.float64]
    limit: NDArray[np.float64]
    """By row."""
    charge: NDArray[np.float64]
    """By row: what a unit too much costs."""
    group: NDArray[np.int64]
    """By column."""
    value: NDArray[np.float64]
    """By column."""


class State(NamedTuple):
    """What is chosen, and room to work in."""

    taken: NDArray[np.int64]
    """By group: its column, -1 for none."""
    load: NDArray[np.float64]
    """By row."""
    best: NDArray[np.int64]
    """The best ``taken`` that broke no row."""
    inside: NDArray[np.int64]
    """The groups that have a column, in any order; ``place`` says where each of them stands."""
    place: NDArray[np.int64]
    random: NDArray[np.uint64]


class Course(NamedTuple):
    """How temperature and strictness go from the first move to the last."""

    hot: float
    cold: float
    loose: float
    strict: float
    breach: float
    """What a broken row costs on top, in temperatures."""


@inlined
def weigh(table, state, out, column, strictness, breach, room):
    """Work out what a move adds to what is owed, and how many more rows it breaks; -1 for no column.

    ``room`` is what the move may cost at most. Returns whether it costs no more; where it does, the rest is not said.
    The entries of both columns are walked side by side, row by row, and no further than the room lasts.
    """
    a, a_end = (table.first[out], table.first[out + 1]) if out >= 0 else (0, 0)
    b, b_end = (table.first[column], table.first[column + 1]) if column >= 0 else (0, 0)
    owed, more = 0.0, 0
    while a < a_end or b < b_end:
        leaves = a < a_end and (b >= b_end or table.row[a] <= table.row[b])
        comes = b < b_end and (a >= a_end or table.row[b] <= table.row[a])
        row = table.row[a] if leaves else table.row[b]
        before = state.load[row] - table.limit[row]
        after = before
        if leaves:
            after -= table.entry[a]
            a += 1
        if comes:
            after += table.entry[b]
            b += 1
        was, is_ = before > TOLERANCE, after > TOLERANCE
        if was or is_:
            change = table.charge[row] * (after * is_ - before * was)
            owed += change
            more += int(is_) - int(was)
            room -= max(strictness * change + breach * (int(is_) - int(was)), 0.0)
            if room < 0.0:
                return False, owed, more
    return True, owed, more


@inlined
def carry(table, state, column, sign):
    """Add a column to the load of its rows, or take it off."""
    for at in range(table.first[column], table.first[column + 1]):
        state.load[table.row[at]] += sign * table.entry[at]


@inlined
def put_in(state, group, column, count):
    """Give a group its column; ``count`` groups had one."""
    state.taken[group] = column
    state.inside[count] = group
    state.place[group] = count


@inlined
def take_out(state, group, count):
    """Leave a group without column; ``count`` groups had one."""
    last = state.inside[count - 1]
    state.inside[state.place[group]] = last
    state.place[last] = state.place[group]
    state.taken[group] = -1


@kernel
def anneal(table, state, core, course, moves, best):
    """Walk, leaving in ``state.best`` the best state that breaks no row; returns its value, or ``best`` if not larger.

    ``core`` lists the columns that may come in, best first. O(moves · entries of a column).
    """
    count, broken, value, owed = 0, 0, 0.0, 0.0
    for group in range(len(state.taken)):
        if state.taken[group] >= 0:
            value += table.value[state.taken[group]]
            put_in(state, group, state.taken[group], count)
            count += 1
    for row in range(len(table.limit)):
        over = state.load[row] - table.limit[row]
        if over > TOLERANCE:
            broken += 1
            owed += table.charge[row] * over
    temperature, strictness = course.hot, course.loose
    cooler, stricter = (course.cold / course.hot) ** (1.0 / moves), (course.strict / course.loose) ** (1.0 / moves)
    for _ in range(moves):
        temperature *= cooler
        strictness *= stricter
        kind, out, column = chance(state.random), -1, -1
        if kind < LEAVING and count > 0:
            out = state.inside[below(state.random, count)]
        else:
            # The first of the core most often: half of all come from its first quarter.
            column = core[np.int64(chance(state.random) ** 2 * len(core))]
            group = table.group[column]
            if state.taken[group] >= 0:
                out = group
                if state.taken[group] == column:
                    column = -1
            elif kind > 1.0 - TRADING and count > 0:
                out = state.inside[below(state.random, count)]
        gain = 0.0
        leaving = state.taken[out] if out >= 0 else -1
        if leaving >= 0:
            gain -= table.value[leaving]
        if column >= 0:
            gain += table.value[column]
        # How far down this move may lead; what it could mend at the most is on top.
        least = temperature * np.log(chance(state.random))
        breach = course.breach * temperature
        room = gain - least + strictness * owed + breach * broken
        if room < 0.0:
            continue
        fits, debt, more = weigh(table, state, leaving, column, strictness, breach, room)
        if not fits or gain - strictness * debt - breach * more < least:
            continue
        if leaving >= 0:
            carry(table, state, leaving, -1.0)
            take_out(state, out, count)
            count -= 1
        if column >= 0:
            carry(table, state, column, 1.0)
            put_in(state, table.group[column], column, count)
            count += 1
        value += gain
        broken += more
        owed = owed + debt if broken > 0 else 0.0
        if broken == 0 and value > best + TOLERANCE:
            best = value
            for group in range(len(state.taken)):
                state.best[group] = state.taken[group]
    return best


@kernel
def fill(table, state, order):
    """Put whatever still fits into ``state.best``, in the given order of columns. O(entries of the table)."""
    for row in range(len(table.limit)):
        state.load[row] = 0.0
    for column in state.best:
        if column >= 0:
            carry(table, state, column, 1.0)
    for column in order:
        if state.best[table.group[column]] >= 0:
            continue
        fits = True
        for at in range(table.first[column], table.first[column + 1]):
            row = table.row[at]
            fits &= table.entry[at] <= 0.0 or state.load[row] + table.entry[at] <= table.limit[row] + TOLERANCE
        if fits:
            carry(table, state, column, 1.0)
            state.best[table.group[column]] = column
