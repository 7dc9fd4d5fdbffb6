# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0917 - numbers are passed singly, as Numba wants them
# Numba infers the types of kernels; annotations would only repeat the columns of ``layout``.
"""Floats of nodes, and what becomes of dates and floats in the rows of the plan."""

from __future__ import annotations

import numpy as np

from headway.engine.calendars.kernels import finish_of, start_of, worked_before
from headway.engine.jit import bring, inlined, kernel, pasted, unsigned
from headway.engine.network.kernels import lagged_back, send_for
from headway.engine.network.layout import (
    AHEAD,
    BEGIN,
    CALENDAR,
    CALENDAR_SHIFT,
    CAP_FINISH,
    COLD,
    DATES,
    DURATION,
    EDGE,
    ELSEWHERE,
    END,
    EXPECTED,
    FINISH,
    FIRST,
    FIXED,
    FLAGS,
    FLOAT_CALENDAR,
    FREE,
    HAMMOCK,
    HOT,
    INACTIVE,
    INFO,
    INTO_SUMMARY,
    KIND,
    LAG,
    LAST,
    LATE,
    LATEST_FINISH,
    LATEST_START,
    LATEST_WORKED_START,
    LINK,
    MISSING,
    PINNED,
    PROJECT,
    ROW,
    SF,
    SLOW_BACK,
    SOURCE,
    SPAN,
    SS,
    START,
    STARTED,
    WAITS,
    WHOLE,
    WORKED_FINISH,
    WORKED_START,
)


@inlined
def span(clock, row, a, b):
    """Count working minutes from a to b, negative if b is before a."""
    return worked_before(clock, row, b) - worked_before(clock, row, a)


@pasted
def total_float(clock, hot, cold, dates, rule, i):
    """Total float of node i: rule 0 takes finish float, 1 start float, 2 the smaller one."""
    h, d = unsigned(HOT * i), unsigned(DATES * i)
    flags = np.int64(hot[h + FLAGS])
    if not flags & (SLOW_BACK | ELSEWHERE):
        return np.int64(dates[d + LATEST_WORKED_START]) - dates[d + WORKED_START]
    if flags & (BEGIN | END):
        return MISSING
    row = np.int64(cold[unsigned(COLD * i) + FLOAT_CALENDAR])
    at_finish = span(clock, row, np.int64(dates[d + FINISH]), np.int64(dates[d + LATEST_FINISH]))
    if rule == 0 or flags & (STARTED | FIXED | HAMMOCK):
        return at_finish
    at_start = span(clock, row, np.int64(dates[d + START]), np.int64(dates[d + LATEST_START]))
    return at_start if rule == 1 else min(at_start, at_finish)


@pasted
def room_end(clock, hot, edges, dates, i, e, opens, begin):
    """Find the latest instant for its end of edge e at which the source does not move node i; MISSING for none.

    ``begin`` stands for both dates of the gate at which a summary ``opens``.
    """
    at, h = unsigned(EDGE * e), unsigned(HOT * i)
    info, lag = np.int64(edges[at + INFO]), np.int64(edges[at + LAG])
    kind = info & KIND
    to = unsigned(DATES * i) + (kind >> 1)
    instant = begin if opens else np.int64(dates[to + START])
    if kind <= SS and hot[h + FLAGS] & WAITS:
        # What comes before started work may slip until its remaining part goes on.
        left = dates[unsigned(DATES * i) + WORKED_FINISH] - hot[h + DURATION]
        instant = start_of(clock, np.int64(hot[h + CALENDAR]), np.int64(left))
    if (kind > SS or hot[h + DURATION] == 0) and not hot[h + FLAGS] & (BEGIN | END):
        # The pause of the calendar behind a finish is room too.
        later = start_of(clock, np.int64(hot[h + CALENDAR]), np.int64(dates[to + WORKED_START]))
        instant = max(instant, later)
    if lag != 0:
        instant = lagged_back(clock, info >> CALENDAR_SHIFT, instant, lag)
    return instant


@pasted
def edge_float(clock, hot, cold, edges, dates, i, e, opens, begin):
    """Working minutes by which the source of edge e may slip before it moves node i; FREE where the horizon ends.

    ``begin`` stands for both dates of the gate at which a summary ``opens``.
    """
    at = unsigned(EDGE * e)
    info, lag, p = np.int64(edges[at + INFO]), np.int64(edges[at + LAG]), unsigned(np.int64(edges[at + SOURCE]))
    kind = info & KIND
    # Even kinds come from a finish, the upper two go to one; a finish stands right behind its start.
    of, to = DATES * p + 1 - (kind & 1), unsigned(DATES * i) + (kind >> 1)
    if info & SPAN:
        return max(np.int64(0), np.int64(dates[to + WORKED_START]) - dates[of + WORKED_START] - lag)
    instant = room_end(clock, hot, edges, dates, i, e, opens, begin)
    if instant == MISSING:
        return FREE
    own, row = np.int64(dates[of + WORKED_START]), np.int64(hot[HOT * p + CALENDAR])
    if hot[HOT * p + FLAGS] & ELSEWHERE:
        row = np.int64(cold[COLD * p + FLOAT_CALENDAR])
        own = worked_before(clock, row, np.int64(dates[of + START]))
    return max(np.int64(0), worked_before(clock, row, instant) - own)


@pasted
def own_floats(clock, hot, cold, dates, rule, ends, free, i):
    """Total and free float of node i once its successors have limited ``free``.

    Microsoft Project (no ``ends``): total float without successors, and never more than that. P6: the room up to the
    project's finish without successors; total float is no limit; none where a mandatory date or an expected finish ends
    the task.
    """
    h = unsigned(HOT * i)
    flags, total = np.int64(hot[h + FLAGS]), total_float(clock, hot, cold, dates, rule, i)
    least = np.int64(free[unsigned(i)])
    if total == MISSING:
        return MISSING, MISSING
    if flags & HAMMOCK and not flags & WHOLE:
        return total, 0
    if len(ends) == 0:
        if flags & LATE:
            # As late as possible leaves no room: such tasks stand at their late dates.
            total = min(total, 0)
        return total, min(least, max(0, total))
    if flags & PINNED and (flags & FIXED or cold[COLD * i + CAP_FINISH] != FREE or least == FREE):
        return total, 0
    if flags & EXPECTED:
        return total, 0
    if least == FREE:
        finish, end = np.int64(dates[DATES * i + FINISH]), np.int64(ends[hot[h + PROJECT]])
        least = max(np.int64(0), span(clock, np.int64(cold[unsigned(COLD * i) + FLOAT_CALENDAR]), finish, end))
    return total, least


@kernel
def shift_late(clock, hot, dates, i, minutes, by):
    """Move a task that is as late as possible right by its free float, as P6 does; returns by how many minutes.

    Where its room ends (``by``) in a pause, its start cannot stand at the next shift: without duration it stands at the
    end of the shift before, else it starts with the last minute of that.
    """
    row, d, duration = np.int64(hot[HOT * i + CALENDAR]), DATES * i, np.int64(hot[HOT * i + DURATION])
    worked = worked_before(clock, row, np.int64(dates[d + START])) + minutes
    beyond = start_of(clock, row, worked) > by
    if beyond and duration != 0:
        minutes, worked = minutes - 1, worked - 1
    dates[d + START] = start_of(clock, row, worked)
    dates[d + FINISH] = finish_of(clock, row, worked + duration)
    if duration == 0 and not beyond:
        dates[d + FINISH] = dates[d + START]
    if duration == 0:
        dates[d + START] = dates[d + FINISH]
    dates[d + WORKED_START], dates[d + WORKED_FINISH] = worked, worked + duration
    return minutes


@inlined
def opens_summary(flags):
    """Tell whether a node is the gate at the beginning of a summary whose dates are rolled up."""
    return flags & (BEGIN | FIXED) == BEGIN


@inlined
def is_held(flags):
    """Tell whether a node holds up what comes before it: active work that is not complete, no level of effort."""
    return flags & (HAMMOCK | INACTIVE) == 0 and not (flags & FIXED and flags & PINNED)


@kernel
def floats(clock, hot, cold, edges, dates, rule, ends, room, begins, total, free):
    """Total and free float of every node. Free float is what a node may slip without moving a successor.

    In P6 (with ``ends``) what is as late as possible moves right by it, the last ones first. ``room``, all FREE there,
    receives the instants by which their starts, and those without duration, have to be there. ``begins`` receives the
    start of each node; of the gate of a summary the start of the first task below it, up to which others may slip.
    """
    for i in range(len(free)):
        begins[i] = free[i] = FREE
    for behind in range(len(free), 0, -1):
        i = unsigned(behind - 1)
        h = unsigned(HOT * i)
        flags = np.int64(hot[h + FLAGS])
        total[i], free[i] = own_floats(clock, hot, cold, dates, rule, ends, free, i)
        if len(ends) and flags & LATE and not flags & (STARTED | FIXED | BEGIN | END | HAMMOCK) and free[i] > 0:
            total[i] -= shift_late(clock, hot, dates, i, np.int64(free[i]), np.int64(room[i]))
            free[i] = 0
        opens, holds = opens_summary(flags), is_held(flags)
        if not opens or begins[i] == FREE:
            begins[i] = dates[unsigned(DATES * i) + START]
        begin = np.int64(begins[i])
        for e in range(np.int64(hot[h + FIRST]), np.int64(hot[h + LAST])):
            coming = max(e - AHEAD, 0)
            send_for(edges, dates, coming)
            source = unsigned(np.int64(edges[unsigned(EDGE * coming) + SOURCE]))
            bring(free, source)
            # Where working minutes cannot be compared as they are, the calendar of the source is wanted too.
            if not edges[unsigned(EDGE * coming) + INFO] & SPAN:
                bring(hot, HOT * source)
            at = unsigned(EDGE * e)
            p, kind = unsigned(np.int64(edges[at + SOURCE])), edges[at + INFO] & KIND
            if kind == INTO_SUMMARY and not flags & INACTIVE:
                begins[p] = min(np.int64(begins[p]), begin)
            elif kind <= SF and holds and (edges[at + INFO] & SPAN or free[p] != 0):
                free[p] = min(np.int64(free[p]), edge_float(clock, hot, cold, edges, dates, i, e, opens, begin))
                if len(ends) and hot[HOT * p + FLAGS] & LATE and (kind & 1 or hot[HOT * p + DURATION] == 0):
                    instant = room_end(clock, hot, edges, dates, i, e, opens, begin)
                    room[p] = min(np.int64(room[p]), instant if instant != MISSING else FREE)


@inlined
def dates_of_row(hot, dates, i, start, finish, late_start, late_finish):
    """Copy the dates of node i to the row it stands for; rows of summaries stay as they are."""
    h, d = unsigned(HOT * i), unsigned(DATES * i)
    if not hot[h + FLAGS] & (BEGIN | END):
        row = unsigned(np.int64(hot[h + ROW]))
        start[row], finish[row] = dates[d + START], dates[d + FINISH]
        late_start[row], late_finish[row] = dates[d + LATEST_START], dates[d + LATEST_FINISH]


@inlined
def floats_of_row(hot, edges, driver, total, free, threshold, i, total_of, free_of, critical, link_of):
    """Copy the floats of node i to its row, mark it where it is critical, and name the link that drives it.

    Through the gate of a summary it is the link that drives the gate.
    """
    i = unsigned(i)
    h = unsigned(HOT * i)
    flags = hot[h + FLAGS]
    if flags & (BEGIN | END):
        return
    row, e = unsigned(np.int64(hot[h + ROW])), np.int64(driver[i])
    total_of[row], free_of[row] = total[i], free[i]
    critical[row] = total[i] <= threshold and total[i] != MISSING and not flags & (FIXED | HAMMOCK)
    while e >= 0 and edges[EDGE * e + LINK] < 0:
        # What a WBS summary spans is tied to it by no link.
        e = np.int64(driver[edges[EDGE * e + SOURCE]]) if edges[EDGE * e + INFO] & KIND > SF else np.int64(-1)
    link_of[row] = edges[unsigned(EDGE * e) + LINK] if e >= 0 else -1


@kernel
def rows_of_nodes(hot, edges, dates, driver, total, free, threshold, columns, critical, link_of):
    """Copy dates, floats, critical flag and driving link of all nodes to their rows."""
    start, finish, late_start, late_finish, total_of, free_of = columns
    for i in range(len(free)):
        dates_of_row(hot, dates, i, start, finish, late_start, late_finish)
        floats_of_row(hot, edges, driver, total, free, threshold, i, total_of, free_of, critical, link_of)
