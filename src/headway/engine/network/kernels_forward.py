# mypy: allow-untyped-defs, allow-untyped-calls
# Numba infers the types of kernels; annotations would only repeat the columns of ``layout``.
"""The forward pass: earliest dates of nodes in topological order.

Where both ends of a link and its lag run on one calendar, working minutes are added as plain integers; the clock is
asked only between calendars and for the final dates.
"""

from __future__ import annotations

import numpy as np

from headway.engine.calendars.kernels import finish_of, start_of, worked_before
from headway.engine.jit import inlined, kernel, pasted, unsigned
from headway.engine.network.kernels import decider, lagged, left_until_expected, moment_of, send_for, special
from headway.engine.network.layout import (
    AHEAD,
    BEGIN,
    CALENDAR,
    CALENDAR_SHIFT,
    COLD,
    DATES,
    DURATION,
    EDGE,
    END,
    EXPECTED,
    FF,
    FINISH,
    FIXED,
    FLAGS,
    FLOOR_FINISH,
    FLOOR_START,
    FORTH,
    FREE,
    GIVEN_START,
    HAMMOCK,
    HELD,
    HOT,
    INACTIVE,
    INFO,
    INTO_SUMMARY,
    KIND,
    LAG,
    LAST,
    MISSING,
    PROJECT,
    RESUME,
    SF,
    SLOW,
    SOURCE,
    SS,
    START,
    STARTED,
    WORKED_FINISH,
    WORKED_START,
)
from headway.engine.network.layout import FIRST as FIRST_EDGE


@kernel
def gate(hot, cold, edges, dates, i):
    """Work out both dates of a summary's end gate: the first start and the last finish among its children."""
    first, last = np.int64(hot[HOT * i + FIRST_EDGE]), np.int64(hot[HOT * i + LAST])
    if first == last:
        return np.int64(hot[HOT * i + FLOOR_START]), np.int64(hot[HOT * i + FLOOR_START])
    begin, end = FREE, MISSING
    for e in range(first, last):
        source = np.int64(edges[EDGE * e + SOURCE])
        begun = hot[HOT * source + FLAGS] & STARTED
        start = np.int64(cold[COLD * source + GIVEN_START] if begun else dates[DATES * source + START])
        begin = min(begin, start)
        end = max(end, np.int64(dates[DATES * source + FINISH]))
    return begin, end


@kernel
def first_start(clock, hot, edges, dates, i):
    """Find where a level of effort begins, at the first start that it spans; returns the edge too, -1 for none."""
    begin, starter = FREE, -1
    for e in range(np.int64(hot[HOT * i + FIRST_EDGE]), np.int64(hot[HOT * i + LAST])):
        info, lag = np.int64(edges[EDGE * e + INFO]), np.int64(edges[EDGE * e + LAG])
        kind = info & KIND
        if kind > SS:
            continue
        instant = np.int64(dates[DATES * np.int64(edges[EDGE * e + SOURCE]) + FINISH - kind])
        if lag != 0:
            instant = lagged(clock, info >> CALENDAR_SHIFT, instant, lag)
        if instant < begin:
            begin, starter = instant, e
    floor = np.int64(hot[HOT * i + FLOOR_START])
    return (begin, starter) if floor < begin != FREE else (floor, -1)


@inlined
def keep(clock, dates, d, row, duration, worked, start, finish):
    """Write the earliest dates of a node down; returns 1 where they lie beyond the horizon."""
    outside = MISSING in (start, finish)
    if outside:
        start = finish = np.int64(clock.first)
    dates[d + START], dates[d + FINISH] = start, finish
    if worked >= 0:
        dates[d + WORKED_START], dates[d + WORKED_FINISH] = worked, worked + duration
    else:
        dates[d + WORKED_START] = worked_before(clock, row, start)
        dates[d + WORKED_FINISH] = worked_before(clock, row, finish) if finish != start else dates[d + WORKED_START]
    return outside


@pasted
def earliest(clock, hot, cold, edges, parts, dates, driver, i):
    """Find the earliest dates of node i from its incoming edges; returns 1 where a date lies beyond the horizon.

    ``driver[i]`` receives the edge that decides the date, -1 for none.
    """
    h, d = unsigned(HOT * i), unsigned(DATES * i)
    flags, row, duration = np.int64(hot[h + FLAGS]), np.int64(hot[h + CALENDAR]), np.int64(hot[h + DURATION])
    begin, end = np.int64(hot[h + FLOOR_START]), MISSING
    if flags & HELD:
        end = np.int64(cold[COLD * i + FLOOR_FINISH])
    best, starter, finisher, own = np.int64(-1), -1, -1, -1
    outside = 0
    final = len(edges) // EDGE - 1
    for e in range(np.int64(hot[h + FIRST_EDGE]), np.int64(hot[h + LAST])):
        send_for(edges, dates, min(e + AHEAD, final))
        at = unsigned(EDGE * e)
        info, lag = np.int64(edges[at + INFO]), np.int64(edges[at + LAG])
        source = unsigned(np.int64(edges[at + SOURCE]))
        p, kind = DATES * source, info & KIND
        if info & FORTH:
            # Even kinds come from a finish, which stands right behind its start; the upper two go to one.
            to_finish = kind >> 1
            worked = 2 * (lag + dates[p + WORKED_FINISH - (kind & 1)] - (duration & -to_finish)) + to_finish
            own = e if worked > best else own
            best = max(best, worked)
            continue
        if kind == INTO_SUMMARY and hot[HOT * source + FLAGS] & FIXED:
            # The start of a summary set by hand is a default floor already, not a bound.
            continue
        instant = np.int64(dates[p + FINISH - (kind & 1 | kind >> 2)])
        if lag != 0:
            instant = lagged(clock, info >> CALENDAR_SHIFT, instant, lag)
            outside |= instant == MISSING
        if kind in (FF, SF):
            if instant > end:
                end, finisher = instant, e
        elif instant > begin:
            begin, starter = instant, e
    if not flags & SLOW and duration != 0:
        worked = worked_before(clock, row, begin)
        outside |= worked < 0
        if best > 2 * worked:
            worked, starter = best >> 1, own
        if end != MISSING:
            done = worked_before(clock, row, end)
            outside |= done < 0
            if done - duration >= worked:
                worked, starter = done - duration, finisher
        start, finish = start_of(clock, row, worked), finish_of(clock, row, worked + duration)
        finisher = -1
    else:
        worked = np.int64(-1)
        if flags & (BEGIN | FIXED) == BEGIN:
            start = finish = max(begin, end)
        elif flags & (END | FIXED) == END:
            start, finish = gate(hot, cold, edges, dates, i)
        elif flags & SLOW:
            if flags & HAMMOCK:
                begin, starter = first_start(clock, hot, edges, dates, i)
            if flags & EXPECTED:
                duration = left_until_expected(clock, cold[COLD * i : COLD * (i + 1)], flags, row, begin, end)
                hot[h + DURATION] = duration
            start, finish = special(clock, cold[COLD * i : COLD * (i + 1)], flags, row, duration, parts, i, begin, end)
            if flags & HAMMOCK and flags & STARTED:
                goes_on = worked_before(clock, row, np.int64(cold[COLD * i + RESUME]))
                hot[h + DURATION] = max(np.int64(0), worked_before(clock, row, finish) - goes_on)
        else:
            start = finish = moment_of(clock, flags, row, max(begin, end))
        if starter < 0 and finisher < 0:
            starter = -1
        elif flags & (BEGIN | END) or not flags & SLOW:
            starter = finisher if end >= begin else starter
        else:
            own = cold[COLD * i : COLD * (i + 1)]
            starter = decider(clock, own, flags, row, duration, parts, i, begin, end, starter, finisher)
    driver[unsigned(i)] = starter
    return outside | keep(clock, dates, d, row, duration, worked, start, finish)


@kernel
def forward(clock, hot, cold, edges, parts, dates, driver):
    """Find the earliest dates of every node; returns how many lie beyond the horizon."""
    outside = 0
    for i in range(len(driver)):
        outside += earliest(clock, hot, cold, edges, parts, dates, driver, i)
    return outside


@kernel
def project_finish(hot, dates, out):
    """Latest finish of every project over the tasks that are active; what only spans others does not count."""
    for i in range(len(hot) // HOT):
        h = unsigned(HOT * i)
        if not hot[h + FLAGS] & (BEGIN | END | INACTIVE | HAMMOCK):
            project = unsigned(np.int64(hot[h + PROJECT]))
            out[project] = max(out[project], dates[unsigned(DATES * i) + FINISH])
