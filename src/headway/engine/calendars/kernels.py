# mypy: allow-untyped-defs, allow-untyped-calls
# Numba infers the types of kernels; annotations would only repeat the columns of Clock.
"""Working time by table lookup: instants to working minutes and back without a search, whatever the calendar.

Days that look alike share a pattern: how much work lies before each minute of the day, and which minute of the day the
k-th working one is. A calendar is then one entry a day (work before midnight, pattern) and one a working day (the same,
the other way round). Forward: ``work(t) = days[t div 1440] + pattern[t mod 1440]``. Backward: a bucket of working
minutes names the working day, a second pattern the minute. All calendars share the arrays; heads say where each begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from headway.engine.jit import inlined, kernel, unsigned

if TYPE_CHECKING:
    from numpy.typing import NDArray

DAYS, WORKS, BUCKETS, SHIFT, TOTAL = 0, 1, 2, 3, 4
"""Parts of a head: where days, working days and buckets begin; log2 of a bucket's size; all working minutes."""
HEAD = 8
"""Numbers in a head; the heads stand at the beginning of the table."""

MISSING: Any = int(np.iinfo(np.int32).min)


class Clock(NamedTuple):
    """The tables of all compiled calendars, as kernels take them."""

    first: int
    """First minute of the horizon."""
    last: int
    """Last minute of the horizon."""
    table: NDArray[np.int32]
    """Heads; two numbers a day (working minutes before it, offset of its pattern in ``minutes``); four a working day
    (working minutes before it, its midnight, offset of its inverse pattern, nothing); buckets: where in this table the
    working day stands to which the first working minute of each bucket belongs."""
    minutes: NDArray[np.int16]
    """Patterns: working minutes before each of the 1441 ends of minutes of a day; then the working minutes' own."""


@inlined
def worked_before(clock, row, instant):
    """Count the working minutes between the horizon's start and an instant; -1 outside the horizon."""
    if instant < clock.first or instant > clock.last:
        return np.int64(-1)
    passed = np.uint32(instant - clock.first)
    day = passed // np.uint32(1440)
    at = unsigned(np.int64(clock.table[HEAD * unsigned(row) + DAYS])) + 2 * np.int64(day)
    minute = unsigned(np.int64(passed) - 1440 * np.int64(day))
    return np.int64(clock.table[at]) + clock.minutes[unsigned(np.int64(clock.table[at + 1])) + minute]


@inlined
def start_of(clock, row, worked):
    """Find the latest instant with ``worked`` minutes before it: a start shows as the start of a shift."""
    table, head = clock.table, HEAD * unsigned(row)
    if worked < 0 or worked >= table[head + TOTAL]:
        return MISSING
    bucket = unsigned(np.int64(table[head + BUCKETS])) + (unsigned(worked) >> table[head + SHIFT])
    i = unsigned(np.int64(table[bucket]))
    # A bucket is no longer than an ordinary day, so one step without a branch nearly always arrives.
    i += 4 * np.int64(table[i + 4] <= worked)
    while table[i + 4] <= worked:
        i = unsigned(i + 4)
    return np.int64(table[i + 1]) + clock.minutes[unsigned(table[i + 2] + worked - table[i])]


@inlined
def finish_of(clock, row, worked):
    """Find the earliest instant with ``worked`` minutes before it: a finish shows as the end of a shift."""
    last = start_of(clock, row, worked - 1)
    return last if last == MISSING else last + 1


@kernel
def touches_work(clock, row, instant):
    """Tell whether an instant within the horizon lies in a shift or on one of its two ends."""
    passed = instant - clock.first
    day = passed // 1440
    at = clock.table[HEAD * row + DAYS] + 2 * day
    minute = passed - 1440 * day
    pattern = clock.table[at + 1]
    if minute < 1440 and clock.minutes[pattern + minute + 1] > clock.minutes[pattern + minute]:
        return True
    if minute > 0:
        return clock.minutes[pattern + minute] > clock.minutes[pattern + minute - 1]
    if day == 0:
        return False
    before = clock.table[at - 1]
    return clock.minutes[before + 1440] > clock.minutes[before + 1439]


@kernel
def later_by(clock, row, instant, minutes):
    """Add working minutes to an instant; negative ones count backwards. MISSING where the horizon ends before."""
    if minutes == 0:
        return np.int64(instant)
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
        out[k] = later_by(clock, np.int64(row[k]), np.int64(instants[k]), np.int64(minutes[k]))
        if out[k] == MISSING:
            outside += 1
    return outside


@kernel
def worked_all(clock, row, instants, out):
    """Run ``worked_before`` over arrays; returns how many elements fell outside the horizon."""
    outside = 0
    for k in range(len(instants)):
        out[k] = worked_before(clock, np.int64(row[k]), np.int64(instants[k]))
        if out[k] < 0:
            outside += 1
    return outside


@kernel
def snap_all(clock, row, instants, forward, out):
    """Move instants to the next working one (``forward``) or back to the last one; counts those outside."""
    outside = 0
    for k in range(len(instants)):
        worked = worked_before(clock, np.int64(row[k]), np.int64(instants[k]))
        if worked < 0:
            out[k] = MISSING
        elif forward:
            out[k] = start_of(clock, np.int64(row[k]), worked)
        else:
            out[k] = finish_of(clock, np.int64(row[k]), worked)
        if out[k] == MISSING:
            outside += 1
    return outside
