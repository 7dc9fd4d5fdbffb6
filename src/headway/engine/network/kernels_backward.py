# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0911, PLR0917 - early returns keep the hot path short; numbers are passed singly, as Numba wants them
# Numba infers the types of kernels; annotations would only repeat the columns of ``layout``.
"""The backward pass: latest dates of nodes, last node first."""

from __future__ import annotations

import numpy as np

from headway.engine.calendars.kernels import finish_of, start_of, worked_before
from headway.engine.jit import inlined, kernel, pasted, unsigned
from headway.engine.network.kernels import begin_for, event_at, lagged, lagged_back, parts_from, send_for
from headway.engine.network.layout import (
    AHEAD,
    BACK,
    BEGIN,
    CALENDAR,
    CALENDAR_SHIFT,
    COLD,
    DATES,
    DELAY,
    DELAYED,
    DURATION,
    EDGE,
    END,
    FF,
    FINISH,
    FIRST,
    FIXED,
    FLAGS,
    FREE,
    GIVEN_START,
    GOING_ON,
    HAMMOCK,
    HOT,
    INACTIVE,
    INFO,
    INTO_SUMMARY,
    KIND,
    LAG,
    LAST,
    LATE_FINISH,
    LATE_START,
    LATEST_FINISH,
    LATEST_START,
    LATEST_WORKED_FINISH,
    LATEST_WORKED_START,
    LIMITED,
    MISSING,
    OPEN,
    OUT_OF_SUMMARY,
    PINNED,
    PROJECT,
    REMAINS,
    SF,
    SHARED,
    SLOW_BACK,
    SOURCE,
    SS,
    START,
    STARTED,
    WAITS,
)


@kernel
def latest_by_hand(clock, row, duration, start, finish, by_finish):
    """Find the late dates of a task set by hand from its late finish: no bound on its start holds.

    Its duration may count days off on which it was put: they are working time for this task. Its late finish is the
    very instant by which it has to be done, in or out of working time.
    """
    worked = worked_before(clock, row, by_finish)
    begin = worked_before(clock, row, start)
    if worked < 0 or begin < 0:
        return MISSING, MISSING
    if duration == 0:
        return by_finish, by_finish
    late = start_of(clock, row, worked - duration)
    if late < finish:
        done = worked_before(clock, row, finish)
        late = start_of(clock, row, worked - min(duration, done - begin))
    return late, by_finish


@kernel
def latest(clock, cold, flags, row, duration, parts, node, start, finish, by_start, by_finish):
    """Find late start and late finish of a node that is no ordinary task from the bounds on both."""
    if flags & PINNED:
        # An exact date does not slip, but a deadline may want the work before it.
        by_start, by_finish = np.int64(FREE), np.int64(cold[COLD * node + LATE_FINISH])
        if flags & FIXED or by_finish >= finish:
            return start, finish
    if flags & FIXED:
        # What follows makes a task set by hand no later than it is; a deadline of its own may.
        by_finish = min(max(by_finish, finish), np.int64(cold[COLD * node + LATE_FINISH]))
        return latest_by_hand(clock, row, duration, start, finish, by_finish)
    begun = flags & (STARTED | REMAINS) == STARTED
    if duration == 0 and not begun:
        instant = event_at(clock, row, min(by_start, by_finish), True)
        return instant, instant
    if flags & SHARED and not flags & STARTED:
        begin = begin_for(clock, parts, node, by_finish)
        if begin == MISSING:
            return MISSING, MISSING
        if by_start < begin:
            return parts_from(clock, parts, node, by_start)
        return begin, finish_of(clock, row, worked_before(clock, row, by_finish))
    worked = worked_before(clock, row, by_finish)
    if worked < 0:
        return MISSING, MISSING
    if begun:
        return start, finish_of(clock, row, worked)
    worked -= duration
    if by_start != FREE:
        done = worked_before(clock, row, by_start)
        if done < 0:
            return MISSING, MISSING
        worked = min(worked, done)
    return start_of(clock, row, worked), finish_of(clock, row, worked + duration)


@kernel
def same_later(clock, row, instant):
    """Find the latest instant with as much work before it: other calendars may work in this one's pause."""
    worked = worked_before(clock, row, instant)
    if worked < 0:
        return instant
    return max(start_of(clock, row, worked), instant)


@pasted
def late_dates(clock, hot, cold, parts, dates, caps, i):
    """Turn the bounds of node i into its latest dates; returns 1 where one lies beyond the horizon."""
    h, d, c = unsigned(HOT * i), unsigned(DATES * i), unsigned(COLD * i)
    flags, row, duration = np.int64(hot[h + FLAGS]), np.int64(hot[h + CALENDAR]), np.int64(hot[h + DURATION])
    by_start = np.int64(dates[d + LATEST_START])
    by_finish = min(np.int64(dates[d + LATEST_FINISH]), np.int64(caps[hot[h + PROJECT]]))
    if flags & LIMITED:
        by_start = min(by_start, np.int64(cold[c + LATE_START]))
        by_finish = min(by_finish, np.int64(cold[c + LATE_FINISH]))
    if flags & OPEN:
        by_finish = min(by_finish, np.int64(dates[d + FINISH]))
    if flags & (BEGIN | END):
        dates[d + LATEST_START], dates[d + LATEST_FINISH] = by_start, by_finish
        return 0
    if not flags & SLOW_BACK:
        if duration != 0:
            # A bound on the start behind that on the finish says nothing.
            worked = min(worked_before(clock, row, by_finish), np.int64(dates[d + LATEST_WORKED_FINISH])) - duration
            done = worked_before(clock, row, min(by_start, by_finish))
            worked = min(worked, done, np.int64(dates[d + LATEST_WORKED_START]))
            by_start, by_finish = start_of(clock, row, worked), finish_of(clock, row, worked + duration)
        else:
            by_start = by_finish = min(by_start, by_finish)
            worked = worked_before(clock, row, by_start)
            start, finish = start_of(clock, row, worked), finish_of(clock, row, worked)
            # In a pause it moves back to the end of the shift before.
            by_start = by_finish = by_finish if by_finish == start else finish
        dates[d + LATEST_WORKED_START], dates[d + LATEST_WORKED_FINISH] = worked, worked + duration
    else:
        start, finish = np.int64(dates[d + START]), np.int64(dates[d + FINISH])
        by_start, by_finish = latest(clock, cold, flags, row, duration, parts, i, start, finish, by_start, by_finish)
        dates[d + LATEST_WORKED_START] = worked_before(clock, row, by_start)
        dates[d + LATEST_WORKED_FINISH] = worked_before(clock, row, by_finish)
    if MISSING in (by_start, by_finish):
        dates[d + LATEST_START] = dates[d + LATEST_FINISH] = clock.first
        return 1
    dates[d + LATEST_START], dates[d + LATEST_FINISH] = by_start, by_finish
    return 0


@kernel
def finish_before_delay(clock, flags, row, duration, by_start, by_finish):
    """Find the latest finish of work that leveling then holds back: that of work begun by ``by_start``.

    The delay counts on the clock; taken off the finish, it would count nights and days off that it does not cross.
    """
    worked = worked_before(clock, row, by_start)
    if duration == 0 or flags & SHARED or worked < 0:
        return by_finish
    if start_of(clock, row, worked) > by_start:
        worked -= 1
    finish = finish_of(clock, row, worked + duration)
    return by_finish if finish == MISSING else finish


@pasted
def limits(clock, hot, cold, dates, i):
    """Find by when what precedes node i, which is no ordinary task, has to be done: plain start, then start and finish.

    Start and finish are the latest instants with as much of the node's work before them: others may work in its pauses.
    """
    h, d = HOT * i, DATES * i
    flags, row, duration = np.int64(hot[h + FLAGS]), np.int64(hot[h + CALENDAR]), np.int64(hot[h + DURATION])
    by_start, by_finish = np.int64(dates[d + LATEST_START]), np.int64(dates[d + LATEST_FINISH])
    # What is scheduled by hand or has begun does not slip: its summary can begin no later than it does.
    plain = np.int64(dates[d + START]) if flags & FIXED else by_start
    if flags & STARTED:
        plain = np.int64(cold[COLD * i + GIVEN_START])
    if flags & (BEGIN | END):
        return plain, by_start, by_finish
    if flags & (STARTED | REMAINS) == STARTED:
        # Where the remaining part of the work begins.
        by_start = np.int64(cold[COLD * i + GOING_ON])
        if flags & WAITS:
            by_start = start_of(clock, row, worked_before(clock, row, by_finish) - duration)
    if flags & DELAYED:
        # Leveling keeps its distance: what comes before has to make room for the delay too.
        by_start -= cold[COLD * i + DELAY]
        by_finish = finish_before_delay(clock, flags, row, duration, by_start, by_finish - cold[COLD * i + DELAY])
    if not flags & (FIXED | STARTED):
        plain = by_start
    later = same_later(clock, row, by_finish)
    if by_start == by_finish:
        return plain, later, later
    if duration == 0:
        by_start = same_later(clock, row, by_start)
    return plain, by_start, later


@inlined
def push(clock, dates, p, info, lag, instant):
    """Limit the latest dates of the source of a link; returns 1 where the limit lies beyond the horizon."""
    if instant == FREE:
        return 0
    if lag != 0:
        instant = lagged_back(clock, info >> CALENDAR_SHIFT, instant, lag)
    where = p + LATEST_FINISH - (info & 1)
    dates[where] = min(np.int64(dates[where]), instant)
    return 1 if instant == MISSING else 0


@inlined
def binds_nothing(flags):
    """Tell whether a node limits nothing before it: one that is complete, inactive, or only spans others."""
    return flags & (INACTIVE | HAMMOCK) != 0 or (flags & FIXED != 0 and flags & PINNED != 0)


@inlined
def push_other(clock, hot, edges, dates, i, e, plain, by_start, by_finish):
    """Limit the source of one edge into a node that is no ordinary task; see ``limits``."""
    info, lag = np.int64(edges[EDGE * e + INFO]), np.int64(edges[EDGE * e + LAG])
    p, kind = DATES * np.int64(edges[EDGE * e + SOURCE]), info & KIND
    if kind == INTO_SUMMARY:
        dates[p + LATEST_START] = min(np.int64(dates[p + LATEST_START]), plain)
        return 0
    if kind == OUT_OF_SUMMARY:
        # A bound on the start of the whole binds none of the parts: each alone may slip.
        dates[p + LATEST_FINISH] = min(np.int64(dates[p + LATEST_FINISH]), by_finish)
        return 0
    instant = by_start if kind <= SS else by_finish
    if info & BACK:
        where = p + LATEST_WORKED_FINISH - (kind & 1)
        worked = worked_before(clock, np.int64(hot[HOT * i + CALENDAR]), instant)
        dates[where] = min(np.int64(dates[where]), worked - lag)
        return 0
    return push(clock, dates, p, info, lag, instant)


@inlined
def pause_end(clock, hot, dates, i, finish):
    """Find the latest instant with as much work before it as the late start, or ``finish``, of an ordinary task."""
    row, d = np.int64(hot[unsigned(HOT * i) + CALENDAR]), unsigned(DATES * i) + finish
    later = start_of(clock, row, np.int64(dates[d + LATEST_WORKED_START]))
    return max(later, np.int64(dates[d + LATEST_START]))


@inlined
def push_ordinary(clock, hot, edges, dates, i, e):
    """Limit the source of one edge into an ordinary task or milestone."""
    at, d = unsigned(EDGE * e), unsigned(DATES * i)
    info, lag, p = np.int64(edges[at + INFO]), np.int64(edges[at + LAG]), DATES * unsigned(np.int64(edges[at + SOURCE]))
    kind = info & KIND
    if info & BACK:
        # Even kinds come from a finish, which stands right behind its start; the upper two go to one.
        by_work = np.int64(dates[d + LATEST_WORKED_START + (kind >> 1)]) - lag
        where = p + LATEST_WORKED_FINISH - (kind & 1)
        dates[where] = min(np.int64(dates[where]), by_work)
        return 0
    if kind < INTO_SUMMARY:
        begin = np.int64(dates[d + LATEST_START])
        if kind > SS or hot[unsigned(HOT * i) + DURATION] == 0:
            begin = pause_end(clock, hot, dates, i, kind >> 1)
        return push(clock, dates, p, info, lag, begin)
    # A child's gate at the end is no ordinary task, so this is the gate before it.
    dates[p + LATEST_START] = min(dates[p + LATEST_START], dates[d + LATEST_START])
    return 0


@inlined
def is_ordinary(hot, i):
    """Tell whether a node is an ordinary task or milestone for the backward pass."""
    return not hot[unsigned(HOT * i) + FLAGS] & SLOW_BACK


@kernel
def backward(clock, hot, cold, edges, parts, dates, caps):
    """Find the latest dates of every node; returns how many lie beyond the horizon.

    Bounds are pushed to the sources of incoming edges, so one table of edges serves both passes.
    """
    outside = 0
    for i in range(len(hot) // HOT - 1, -1, -1):
        outside += late_dates(clock, hot, cold, parts, dates, caps, i)
        first, last = np.int64(hot[unsigned(HOT * i) + FIRST]), np.int64(hot[unsigned(HOT * i) + LAST])
        if is_ordinary(hot, i):
            for e in range(first, last):
                send_for(edges, dates, max(e - AHEAD, 0))
                outside += push_ordinary(clock, hot, edges, dates, i, e)
        elif not binds_nothing(hot[HOT * i + FLAGS]):
            plain, by_start, by_finish = limits(clock, hot, cold, dates, i)
            for e in range(first, last):
                send_for(edges, dates, max(e - AHEAD, 0))
                outside += push_other(clock, hot, edges, dates, i, e, plain, by_start, by_finish)
    return outside


@kernel
def late_spans(clock, hot, cold, edges, dates, caps, nodes):
    """Find the latest dates of levels of effort: from the first latest start to the last latest finish that they span.

    What they span has its own latest dates already. Without a finish they reach to the end of the project. Returns how
    many lie beyond the horizon.
    """
    outside = 0
    for i in nodes:
        begin, end, d = FREE, MISSING, DATES * i
        for e in range(np.int64(hot[HOT * i + FIRST]), np.int64(hot[HOT * i + LAST])):
            info, lag = np.int64(edges[EDGE * e + INFO]), np.int64(edges[EDGE * e + LAG])
            kind = info & KIND
            if kind > SF:
                continue
            instant = np.int64(dates[DATES * np.int64(edges[EDGE * e + SOURCE]) + LATEST_FINISH - (kind & 1)])
            if lag != 0:
                instant = lagged(clock, info >> CALENDAR_SHIFT, instant, lag)
            if kind in (FF, SF):
                end = max(end, instant)
            else:
                begin = min(begin, instant)
        end = np.int64(caps[hot[HOT * i + PROJECT]]) if end == MISSING else end
        row = np.int64(hot[HOT * i + CALENDAR])
        worked = worked_before(clock, row, end)
        before = worked_before(clock, row, min(begin, end))
        outside += worked < 0 or before < 0
        finish = finish_of(clock, row, worked)
        start = min(start_of(clock, row, before), finish)
        if hot[HOT * i + FLAGS] & STARTED:
            start = np.int64(cold[COLD * i + GIVEN_START])
        dates[d + LATEST_START], dates[d + LATEST_FINISH] = start, max(start, finish)
        dates[d + LATEST_WORKED_START], dates[d + LATEST_WORKED_FINISH] = before, worked
    return outside
