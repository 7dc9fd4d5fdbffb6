# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0917 - early returns keep the hot path short; numbers are passed singly, as Numba wants them
# Numba infers the types of kernels; annotations would only repeat the columns of ``layout``.
"""Placing one task between its bounds. Plain critical-path arithmetic on instants and working minutes.

MISSING means that a date lies beyond the calendars' horizon: then the caller takes a longer one.
"""

from __future__ import annotations

import numpy as np

from headway.engine.calendars.kernels import finish_of, start_of, touches_work, worked_before
from headway.engine.jit import bring, inlined, kernel, pasted, unsigned
from headway.engine.network.layout import (
    AT_SHIFT,
    CAP_FINISH,
    CAP_START,
    CAPPED,
    DATES,
    DELAY,
    DELAYED,
    EDGE,
    EXPECTED_FINISH,
    FINISH_SIDE,
    FIXED,
    FREE,
    GIVEN_FINISH,
    GIVEN_START,
    HAMMOCK,
    MISSING,
    REMAINS,
    RESUME,
    SHARED,
    SOURCE,
    STARTED,
    WAITS,
)


@inlined
def send_for(edges, dates, e):
    """Let the dates of the source of edge e be on their way from memory while other edges are looked at."""
    bring(dates, DATES * unsigned(np.int64(edges[unsigned(EDGE * e) + SOURCE])))


@kernel
def lagged(clock, row, instant, minutes):
    """Move an instant by a lag: to the earliest instant with that much work between."""
    if minutes == 0:
        return instant
    worked = worked_before(clock, row, instant)
    if worked < 0:
        return MISSING
    return finish_of(clock, row, worked + minutes)


@kernel
def lagged_back(clock, row, instant, minutes):
    """Move an instant back by a lag: to the latest instant with that much work between."""
    if minutes == 0:
        return instant
    worked = worked_before(clock, row, instant)
    if worked < 0:
        return MISSING
    return start_of(clock, row, worked - minutes)


@kernel
def event_at(clock, row, instant, finish_side):
    """Place something without duration: where it is, if that touches work, else at the next (last) working instant."""
    if instant < clock.first or instant > clock.last:
        return MISSING
    if touches_work(clock, row, instant):
        return instant
    worked = worked_before(clock, row, instant)
    if finish_side:
        return finish_of(clock, row, worked)
    return start_of(clock, row, worked)


@inlined
def moment_of(clock, flags, row, instant):
    """Place a milestone: where it is put, or in working time where its flags say so; MISSING beyond the horizon."""
    if flags & AT_SHIFT:
        return event_at(clock, row, instant, flags & FINISH_SIDE != 0)
    if instant < clock.first or instant > clock.last:
        return MISSING
    return instant


@kernel
def place(clock, cold, flags, row, duration, begin, end):
    """Find start and finish of a task from the bounds on both; MISSING twice if the horizon is too short."""
    if duration == 0:
        instant = max(begin, end)
        if flags & CAPPED:
            instant = min(instant, np.int64(cold[CAP_START]), np.int64(cold[CAP_FINISH]))
        instant = moment_of(clock, flags, row, instant)
        return instant, instant
    worked = worked_before(clock, row, begin)
    if worked < 0:
        return MISSING, MISSING
    if end != MISSING:
        done = worked_before(clock, row, end)
        if done < 0:
            return MISSING, MISSING
        worked = max(worked, done - duration)
    if flags & CAPPED:
        if cold[CAP_START] != FREE:
            worked = min(worked, worked_before(clock, row, np.int64(cold[CAP_START])))
        if cold[CAP_FINISH] != FREE:
            worked = min(worked, worked_before(clock, row, np.int64(cold[CAP_FINISH])) - duration)
    start = start_of(clock, row, worked)
    finish = finish_of(clock, row, worked + duration)
    if MISSING in (start, finish):
        return MISSING, MISSING
    return start, finish


@kernel
def begin_for(clock, parts, node, finish):
    """Find the latest instant from which all parts end by a given finish; MISSING beyond the horizon."""
    begin = FREE
    for k in range(parts.first[node], parts.first[node + 1]):
        row = np.int64(parts.calendar[k])
        worked = worked_before(clock, row, finish)
        if worked < 0:
            return MISSING
        begin = min(begin, start_of(clock, row, worked - parts.duration[k]))
    return begin


@kernel
def parts_from(clock, parts, node, begin):
    """Place all parts from an instant on: the first start and the last finish; MISSING beyond the horizon."""
    start, finish = FREE, MISSING
    for k in range(parts.first[node], parts.first[node + 1]):
        row = np.int64(parts.calendar[k])
        worked = worked_before(clock, row, begin)
        if worked < 0:
            return MISSING, MISSING
        one, other = start_of(clock, row, worked), finish_of(clock, row, worked + parts.duration[k])
        if MISSING in (one, other):
            return MISSING, MISSING
        start, finish = min(start, one), max(finish, other)
    return start, finish


@kernel
def place_parts(clock, cold, flags, parts, node, begin, end):
    """Find start and finish of a task with parts from the bounds on both."""
    if end != MISSING:
        begin = max(begin, begin_for(clock, parts, node, end))
    if flags & CAPPED:
        begin = min(begin, np.int64(cold[CAP_START]))
        if cold[CAP_FINISH] != FREE:
            begin = min(begin, begin_for(clock, parts, node, np.int64(cold[CAP_FINISH])))
    if begin == MISSING:
        return MISSING, MISSING
    return parts_from(clock, parts, node, begin)


@pasted
def place_any(clock, cold, flags, row, duration, parts, node, begin, end):
    """Place a task with or without parts."""
    if flags & SHARED:
        return place_parts(clock, cold, flags, parts, node, begin, end)
    return place(clock, cold, flags, row, duration, begin, end)


@kernel
def span_over(clock, cold, flags, row, begin, end):
    """Place a level of effort over the time between two instants, whatever its own duration."""
    if flags & STARTED:
        begin = np.int64(cold[RESUME])
    end = max(begin, end)
    if begin < clock.first or end > clock.last:
        return MISSING, MISSING
    start = start_of(clock, row, worked_before(clock, row, begin))
    finish = finish_of(clock, row, worked_before(clock, row, end))
    finish = max(start, finish)
    return (np.int64(cold[GIVEN_START]) if flags & STARTED else start), finish


@kernel
def left_until_expected(clock, cold, flags, row, begin, end):
    """Find the working minutes from where work begins, or goes on, to its expected finish; none if it is missed."""
    if flags & STARTED:
        going_on = np.int64(cold[RESUME])
        begin = max(going_on, begin) if flags & WAITS else going_on
        end = end if flags & WAITS else MISSING
    done = worked_before(clock, row, np.int64(cold[EXPECTED_FINISH]))
    if end != MISSING and worked_before(clock, row, end) > done:
        return np.int64(0)
    return max(np.int64(0), done - worked_before(clock, row, begin))


@kernel
def special(clock, cold, flags, row, duration, parts, node, begin, end):
    """Place a node whose flags need more than bounds; returns start and finish."""
    if flags & FIXED:
        return np.int64(cold[GIVEN_START]), np.int64(cold[GIVEN_FINISH])
    if flags & HAMMOCK:
        return span_over(clock, cold, flags, row, begin, end)
    if flags & STARTED:
        going_on = np.int64(cold[RESUME])
        if flags & WAITS:
            going_on = max(going_on, begin)
        else:
            end = MISSING
        begin = going_on
        if flags & SHARED:
            # What has begun does not wait for the people who finish first.
            end = MISSING
            flags &= ~CAPPED
    start, finish = place_any(clock, cold, flags, row, duration, parts, node, begin, end)
    if finish == MISSING:
        return MISSING, MISSING
    if flags & REMAINS:
        if flags & SHARED:
            start = start_of(clock, row, worked_before(clock, row, finish) - duration)
    elif flags & STARTED:
        start = np.int64(cold[GIVEN_START])
    elif flags & DELAYED:
        return place_any(clock, cold, flags, row, duration, parts, node, start + cold[DELAY], MISSING)
    return start, finish


@kernel
def decider(clock, cold, flags, row, duration, parts, node, begin, end, starter, finisher):
    """Tell which of the latest demands places a task: that on its start, that on its finish, or none of them (-1).

    A demand of its own, such as a constraint or the date at which started work goes on, is no edge.
    """
    if flags & FIXED or (flags & STARTED and not flags & WAITS):
        return -1
    if flags & HAMMOCK:
        return finisher if finisher >= 0 else starter
    free = flags & ~CAPPED
    if flags & CAPPED:
        held, _ = special(clock, cold, flags, row, duration, parts, node, begin, end)
        pulled, _ = special(clock, cold, free, row, duration, parts, node, begin, end)
        if held < pulled:
            return -1
    if flags & STARTED:
        if begin <= cold[RESUME]:
            begin, starter = np.int64(cold[RESUME]), -1
        if flags & SHARED:
            end = MISSING
    if end == MISSING:
        return starter
    by_start, _ = place_any(clock, cold, free, row, duration, parts, node, begin, MISSING)
    start, finish = place_any(clock, cold, free, row, duration, parts, node, begin, end)
    if start > by_start or (finisher >= 0 and finish <= end):
        return finisher
    return starter
