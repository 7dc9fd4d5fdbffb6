"""Tables that lead from the working minutes of one calendar straight to those of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.simulation.compiled import Crossings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.network.compiled import CompiledPlan
    from headway.engine.simulation.compiled import Moments

    Ints = NDArray[np.int32]

MOST_ENTRIES = 8_000_000
"""Entries of all tables together: 32 MB. Pairs of calendars beyond that go by instants."""


def crossings_of(
    compiled: CompiledPlan, moments: Moments, source: Ints, target: Ints, wanted: NDArray[np.bool_]
) -> tuple[Ints, Crossings]:
    """Make a table for each pair of calendars that demands go between, those of most demands first.

    entry(a, b, k) = 2 x working minutes of b before the end of the k-th working minute of a

    Parameters
    ----------
    compiled : CompiledPlan
        Without errors.
    moments : Moments
        Instants of the working minutes of each calendar over the dates that are expected.
    source, target : ndarray of int32, shape (demands,)
        Calendars of both ends.
    wanted : ndarray of bool, shape (demands,)
        Demands that a table may serve.

    Returns
    -------
    ndarray of int32, shape (demands,)
        Pair of each demand; -1 for none.
    Crossings
        O(pairs x working minutes).
    """
    assert compiled.calendars is not None
    rows = len(moments.first)
    pair, place, count = np.unique(
        source[wanted].astype(np.int64) * rows + target[wanted], return_inverse=True, return_counts=True
    )
    number = np.full(len(pair), -1, np.int32)
    tables: list[Ints] = []
    kept: list[int] = []
    room = MOST_ENTRIES
    for row in np.argsort(-count, kind="stable").tolist():
        one, other = divmod(int(pair[row]), rows)
        size = int(moments.size[one])
        if not size or size > room:
            continue
        begin = int(moments.first[one])
        ends = np.minimum(moments.table[begin : begin + size].astype(np.int64) + 1, compiled.calendars.clock.last)
        tables.append(2 * compiled.calendars.worked(np.full(size, other), ends).astype(np.int32))
        number[row], room = len(kept), room - size
        kept.append(one)
    crossing = np.full(len(wanted), -1, np.int32)
    crossing[wanted] = number[place]
    sizes = np.array([len(each) for each in tables], np.int64)
    low = moments.base[kept] if kept else np.empty(0, np.int64)
    return crossing, Crossings(
        np.concatenate(tables) if tables else np.empty(0, np.int32), np.cumsum(sizes) - sizes - low, low, low + sizes,
        np.array(kept, np.int64),
    )  # fmt: skip
