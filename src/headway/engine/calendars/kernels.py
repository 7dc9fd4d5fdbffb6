# mypy: allow-untyped-defs, allow-untyped-calls
# Numba infers the types of kernels; annotations would only repeat the columns of Nodes, Edges and Clock.
"""Working time by table lookup: instants to working minutes and back, in a step or two for any ordinary calendar.

A calendar is a sorted array of working intervals with prefix sums. Two tables shorten the search: the first interval
that ends after a day's midnight, and the first one that ends beyond a multiple of ``2**shift`` working minutes.
All calendars share concatenated arrays; a row of ``heads`` says where the parts of one calendar begin. An interval of
no length stands before and behind each calendar's own, so that no search runs off the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from headway.engine.jit import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

DAYS, BUCKETS, SHIFT, TOTAL, LEAD = 0, 1, 2, 3, 4
"""Columns of ``heads``: offset into ``days``, into ``buckets``, bucket size, all working minutes, first interval."""

MISSING = np.iinfo(np.int32).min


class Clock(NamedTuple):
    """The tables of all compiled calendars, as kernels take them."""

    first: int
    """First minute of the horizon."""
    last: int
    """Last minute of the horizon."""
    heads: NDArray[np.int32]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    prefix: NDArray[np.int32]
    """Working minutes of the calendar before the interval, counted from the horizon's start."""
    days: NDArray[np.int32]
    buckets: NDArray[np.int32]


@kernel
def worked_before(clock, row, instant):
    """Count the working minutes between the horizon's start and an instant; -1 outside the horizon."""
    if instant < clock.first or instant > clock.last:
        return -1
    i = clock.days[clock.heads[row, DAYS] + (instant - clock.first) // 1440]
    while clock.ends[i] <= instant:
        i += 1
    begin = clock.starts[i]
    if instant > begin:
        return clock.prefix[i] + (instant - begin)
    return clock.prefix[i] + 0


@kernel
def start_of(clock, row, worked):
    """Find the latest instant with ``worked`` minutes before it: a start shows as the start of a shift."""
    if worked < 0 or worked >= clock.heads[row, TOTAL]:
        return MISSING
    i = clock.buckets[clock.heads[row, BUCKETS] + (worked >> clock.heads[row, SHIFT])]
    while clock.prefix[i + 1] <= worked:
        i += 1
    return clock.starts[i] + (worked - clock.prefix[i])


@kernel
def finish_of(clock, row, worked):
    """Find the earliest instant with ``worked`` minutes before it: a finish shows as the end of a shift."""
    left = worked - 1
    if left < 0 or left >= clock.heads[row, TOTAL]:
        return MISSING
    i = clock.buckets[clock.heads[row, BUCKETS] + (left >> clock.heads[row, SHIFT])]
    while clock.prefix[i + 1] <= left:
        i += 1
    return clock.starts[i] + (worked - clock.prefix[i])


@kernel
def touches_work(clock, row, instant):
    """Tell whether an instant within the horizon lies in a shift or on one of its two ends."""
    i = clock.days[clock.heads[row, DAYS] + (instant - clock.first) // 1440]
    while clock.ends[i] <= instant:
        i += 1
    return clock.starts[i] <= instant or clock.ends[i - 1] == instant


@kernel
def later_by(clock, row, instant, minutes):
    """Add working minutes to an instant; negative ones count backwards. MISSING where the horizon ends before."""
    if minutes == 0:
        return instant + 0
    worked = worked_before(clock, row, instant)
    if worked < 0:
        return MISSING
    if minutes > 0:
        return finish_of(clock, row, worked + minutes)
    return start_of(clock, row, worked + minutes)


@kernel
def add_all(clock, row, instants, minutes, out):
    """Run ``later_by`` over arrays; returns how many elements fell outside the horizon."""
    outside = 0
    for k in range(len(instants)):
        out[k] = later_by(clock, row[k], instants[k], minutes[k])
        if out[k] == MISSING:
            outside += 1
    return outside


@kernel
def worked_all(clock, row, instants, out):
    """Run ``worked_before`` over arrays; returns how many elements fell outside the horizon."""
    outside = 0
    for k in range(len(instants)):
        out[k] = worked_before(clock, row[k], instants[k])
        if out[k] < 0:
            outside += 1
    return outside


@kernel
def snap_all(clock, row, instants, forward, out):
    """Move instants to the next working one (``forward``) or back to the last one; counts those outside."""
    outside = 0
    for k in range(len(instants)):
        worked = worked_before(clock, row[k], instants[k])
        if worked < 0:
            out[k] = MISSING
        elif forward:
            out[k] = start_of(clock, row[k], worked)
        else:
            out[k] = finish_of(clock, row[k], worked)
        if out[k] == MISSING:
            outside += 1
    return outside
