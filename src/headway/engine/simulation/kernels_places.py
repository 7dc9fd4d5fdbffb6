# mypy: allow-untyped-defs, allow-untyped-calls

# Numba infers the types of kernels.
"""Before a simulation: which steps can be placed by codes, and where the dates of each are kept."""

from __future__ import annotations

import numpy as np

from headway.engine.jit import kernel
from headway.engine.network.layout import AT_SHIFT
from headway.engine.simulation import layout as lay
from headway.engine.simulation.kernels_random import put


@kernel
def kinds(kind, first, source, plain, flags):
    """Place events by instants where any demand on them needs the clock, or begins at a step that is placed so."""
    for i in range(len(kind)):
        if kind[i] != lay.EVENT:
            continue
        for e in range(first[i], first[i + 1]):
            if not plain[e] or kind[source[e]] in (lay.SPECIAL, lay.MOMENT):
                kind[i] = lay.SPECIAL if flags[i] & AT_SHIFT else lay.MOMENT
                break


@kernel
def give_places(first, source, which, other, demands, places, last, free):
    """Give every date that is asked for a place that is used again behind its last reader; returns how many there are.

    ``places`` and ``last`` have one row a step and one column a date. Places of a step are given before those of its
    sources become free.
    """
    nothing = lay.PLACE - 1
    for i in range(len(places)):
        for e in range(first[i], first[i + 1]):
            last[source[e], which[e]] = i
            if other[e] >= 0:
                last[source[e], other[e]] = i
    count, unused = 0, 0
    for i in range(len(places)):
        for k in range(4):
            if last[i, k] >= 0:
                if unused:
                    unused -= 1
                    places[i, k] = free[unused]
                else:
                    places[i, k] = count
                    count += 1
        for e in range(first[i], first[i + 1]):
            d = lay.DEMAND * e
            demands[d + lay.PLACE] = places[source[e], which[e]]
            demands[d + lay.OTHER_PLACE] = places[source[e], other[e]] if other[e] >= 0 else nothing
        for e in range(first[i], first[i + 1]):
            for k in range(4):
                if last[source[e], k] == i:
                    free[unused] = places[source[e], k]
                    unused += 1
                    last[source[e], k] = np.int32(len(places))
    return count


@kernel
def turn_round(first, source, out_first, out_step, out_demand, place):
    """List the outgoing demands of every step."""
    for e in range(len(source)):
        out_first[source[e] + 1] += 1
    for i in range(len(out_first) - 1):
        out_first[i + 1] += out_first[i]
    put(place, out_first)
    for i in range(len(first) - 1):
        for e in range(first[i], first[i + 1]):
            k = place[source[e]]
            out_step[k], out_demand[k] = i, e
            place[source[e]] += 1
