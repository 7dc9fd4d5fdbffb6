# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0911, PLR0917 - early returns keep the hot path short; tables are passed singly, as Numba wants them
# Numba infers the types of kernels; annotations would only repeat the columns of Nodes, Edges and Clock.
"""The two passes over nodes in topological order, and the floats. Plain critical-path arithmetic on instants.

Bounds are instants; a node turns them into working minutes of its calendar once, and back once for each date.
Every pass returns how many nodes needed a date outside the calendars' horizon: then the caller takes a longer one.
"""

from __future__ import annotations

import numpy as np

from headway.engine.calendars.kernels import finish_of, start_of, touches_work, worked_before
from headway.engine.jit import kernel

MISSING = np.iinfo(np.int32).min
FREE = np.iinfo(np.int32).max
FS, SS, FF, SF = 0, 1, 2, 3
INTO_SUMMARY, OUT_OF_SUMMARY = 4, 5
"""Kinds of edge beside the four link types: gate to child, child to gate."""

FIXED, STARTED, CAPPED, DELAYED, BEGIN, END = 1, 2, 4, 8, 16, 32
LATE, HAMMOCK, FINISH_SIDE, PINNED, WAITS, SHARED, AT_SHIFT = 64, 128, 256, 512, 1024, 2048, 4096
"""Bits of ``Nodes.flags``; a node without any is an ordinary task.

FIXED: both dates are given (manual or complete). STARTED: the start is given, the rest goes on at ``resume``.
CAPPED: a constraint pulls early dates. DELAYED: leveling holds the start back. BEGIN and END: the two gates of a linked
summary. LATE: as late as possible. HAMMOCK: level of effort. FINISH_SIDE: a milestone at the end of a shift.
PINNED: a constraint fixes late dates too. WAITS: the remaining part of started work still obeys its links.
SHARED: parts of the task run on calendars of their own. AT_SHIFT: without duration, but in working time all the same.
"""


@kernel
def lagged(clock, row, instant, minutes, forward):
    """Move an instant by a lag: to the earliest instant with that much work between, backwards to the latest."""
    if minutes == 0:
        return instant + 0
    worked = worked_before(clock, row, instant)
    if worked < 0:
        return MISSING
    if forward:
        return finish_of(clock, row, worked + minutes)
    return start_of(clock, row, worked - minutes)


@kernel
def event_at(clock, row, instant, finish_side):
    """Place something without duration: where it is, if that touches work, else at the next (last) working instant."""
    if instant < clock.first or instant > clock.last:
        return MISSING
    if touches_work(clock, row, instant):
        return instant + 0
    worked = worked_before(clock, row, instant)
    if finish_side:
        return finish_of(clock, row, worked)
    return start_of(clock, row, worked)


@kernel
def gate(nodes, edges, i, start, finish):
    """Work out both dates of a summary's end gate: the first start and the last finish among its children."""
    if edges.first[i] == edges.first[i + 1]:
        return nodes.floor_start[i], nodes.floor_start[i]
    begin, end = FREE, MISSING
    for e in range(edges.first[i], edges.first[i + 1]):
        begin = min(begin, start[edges.source[e]])
        end = max(end, finish[edges.source[e]])
    return begin, end


@kernel
def place(clock, nodes, i, begin, end):
    """Find start and finish of a task from the bounds on both; MISSING twice if the horizon is too short."""
    row, duration, flags = nodes.calendar[i], nodes.duration[i], nodes.flags[i]
    if duration == 0:
        instant = max(begin, end)
        if flags & CAPPED:
            instant = min(instant, nodes.cap_start[i], nodes.cap_finish[i])
        if flags & AT_SHIFT:
            instant = event_at(clock, row, instant, flags & FINISH_SIDE)
        elif instant < clock.first or instant > clock.last:
            return MISSING, MISSING
        return instant + 0, instant + 0
    worked = worked_before(clock, row, begin)
    if worked < 0:
        return MISSING, MISSING
    if end != MISSING:
        done = worked_before(clock, row, end)
        if done < 0:
            return MISSING, MISSING
        worked = max(worked, done - duration)
    if flags & CAPPED:
        if nodes.cap_start[i] != FREE:
            worked = min(worked, worked_before(clock, row, nodes.cap_start[i]))
        if nodes.cap_finish[i] != FREE:
            worked = min(worked, worked_before(clock, row, nodes.cap_finish[i]) - duration)
    start = start_of(clock, row, worked)
    finish = finish_of(clock, row, worked + duration)
    if MISSING in (start, finish):
        return MISSING, MISSING
    return start, finish


@kernel
def begin_for(clock, parts, i, finish):
    """Find the latest instant from which all parts end by a given finish; MISSING beyond the horizon."""
    begin = FREE
    for k in range(parts.first[i], parts.first[i + 1]):
        worked = worked_before(clock, parts.calendar[k], finish)
        if worked < 0:
            return MISSING
        begin = min(begin, start_of(clock, parts.calendar[k], worked - parts.duration[k]))
    return begin


@kernel
def parts_from(clock, parts, i, begin):
    """Place all parts from an instant on: the first start and the last finish; MISSING beyond the horizon."""
    start, finish = FREE, MISSING
    for k in range(parts.first[i], parts.first[i + 1]):
        row = parts.calendar[k]
        worked = worked_before(clock, row, begin)
        if worked < 0:
            return MISSING, MISSING
        one, other = start_of(clock, row, worked), finish_of(clock, row, worked + parts.duration[k])
        if MISSING in (one, other):
            return MISSING, MISSING
        start, finish = min(start, one), max(finish, other)
    return start, finish


@kernel
def place_parts(clock, nodes, parts, i, begin, end):
    """Find start and finish of a task with parts from the bounds on both."""
    if end != MISSING:
        begin = max(begin, begin_for(clock, parts, i, end))
    if nodes.flags[i] & CAPPED:
        begin = min(begin, nodes.cap_start[i])
        if nodes.cap_finish[i] != FREE:
            begin = min(begin, begin_for(clock, parts, i, nodes.cap_finish[i]))
    if begin == MISSING:
        return MISSING, MISSING
    return parts_from(clock, parts, i, begin)


@kernel
def span_over(clock, row, begin, end):
    """Place a level of effort over the time between two instants, whatever its own duration."""
    if begin < clock.first or end > clock.last:
        return MISSING, MISSING, MISSING, MISSING
    start = start_of(clock, row, worked_before(clock, row, begin))
    finish = finish_of(clock, row, worked_before(clock, row, end))
    finish = max(start, finish)
    return start, finish, start, finish


@kernel
def special(clock, nodes, parts, i, begin, end):
    """Place a node whose flags need more than bounds; returns start, finish, early start, early finish."""
    flags, row = nodes.flags[i], nodes.calendar[i]
    if flags & STARTED:
        going_on = nodes.resume[i]
        if flags & WAITS:
            going_on = max(going_on, begin)
        else:
            end = MISSING
        if flags & SHARED:
            early, finish = parts_from(clock, parts, i, going_on)
        else:
            early, finish = place(clock, nodes, i, going_on, end)
        if finish == MISSING:
            return MISSING, MISSING, MISSING, MISSING
        return nodes.given_start[i], finish, nodes.given_start[i], finish
    if flags & HAMMOCK and end != MISSING:
        return span_over(clock, row, begin, max(begin, end))
    if flags & SHARED:
        early, early_finish = place_parts(clock, nodes, parts, i, begin, end)
    else:
        early, early_finish = place(clock, nodes, i, begin, end)
    if flags & DELAYED and early != MISSING:
        if flags & SHARED:
            early, early_finish = parts_from(clock, parts, i, early + nodes.delay[i])
        else:
            early, early_finish = place(clock, nodes, i, early + nodes.delay[i], MISSING)
    return early, early_finish, early, early_finish


@kernel
def forward(clock, nodes, edges, parts, start, finish, early_start, early_finish, driver):
    """Earliest dates of every node from its incoming edges.

    ``driver`` receives the edge that decides the date, -1 for none. Returns the number of nodes beyond the horizon.
    """
    outside = 0
    for i in range(len(nodes.row)):
        flags = nodes.flags[i]
        begin, end = nodes.floor_start[i], nodes.floor_finish[i]
        starter, finisher = -1, -1
        for e in range(edges.first[i], edges.first[i + 1]):
            kind, p = edges.kind[e], edges.source[e]
            if kind in (FS, FF):
                instant = finish[p]
            elif kind == INTO_SUMMARY and nodes.flags[p] & FIXED:
                # The start of a summary set by hand is a default floor already, not a bound.
                continue
            else:
                instant = start[p]
            if edges.lag[e] != 0:
                instant = lagged(clock, edges.calendar[e], instant, edges.lag[e], True)
                if instant == MISSING:
                    outside += 1
            if kind in (FF, SF):
                if instant > end:
                    end = instant
                    finisher = e
            elif instant > begin:
                begin = instant
                starter = e
        if flags == 0:
            start[i], finish[i] = place(clock, nodes, i, begin, end)
            early_start[i], early_finish[i] = start[i], finish[i]
        elif flags & FIXED:
            start[i] = early_start[i] = nodes.given_start[i]
            finish[i] = early_finish[i] = nodes.given_finish[i]
        elif flags & BEGIN:
            start[i] = finish[i] = early_start[i] = early_finish[i] = max(begin, end)
        elif flags & END:
            start[i], finish[i] = gate(nodes, edges, i, start, finish)
            early_start[i], early_finish[i] = start[i], finish[i]
        else:
            start[i], finish[i], early_start[i], early_finish[i] = special(clock, nodes, parts, i, begin, end)
        if MISSING in (start[i], finish[i]):
            outside += 1
            start[i] = finish[i] = early_start[i] = early_finish[i] = clock.first
        if starter < 0 or (finisher >= 0 and finish[i] <= end):
            driver[i] = finisher
        else:
            driver[i] = starter
        if flags & FIXED or (flags & STARTED and not flags & WAITS):
            driver[i] = -1
    return outside


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
        return by_finish + 0, by_finish + 0
    late = start_of(clock, row, worked - duration)
    if late < finish:
        done = worked_before(clock, row, finish)
        late = start_of(clock, row, worked - min(duration, done - begin))
    return late, by_finish + 0


@kernel
def latest(clock, nodes, parts, i, start, finish, by_start, by_finish):
    """Find late start and late finish of a node from the bounds on both."""
    row, duration, flags = nodes.calendar[i], nodes.duration[i], nodes.flags[i]
    if flags & PINNED:
        return start[i], finish[i]
    if flags & FIXED:
        # What follows makes a task set by hand no later than it is; a deadline of its own may.
        by_finish = min(max(by_finish, finish[i]), nodes.late_finish[i])
        return latest_by_hand(clock, row, duration, start[i], finish[i], by_finish)
    if duration == 0 and not flags & STARTED:
        instant = event_at(clock, row, min(by_start, by_finish), True)
        return instant, instant
    if flags & SHARED and not flags & STARTED:
        begin = begin_for(clock, parts, i, by_finish)
        if begin == MISSING:
            return MISSING, MISSING
        if by_start < begin:
            return parts_from(clock, parts, i, by_start)
        return begin, finish_of(clock, row, worked_before(clock, row, by_finish))
    worked = worked_before(clock, row, by_finish)
    if worked < 0:
        return MISSING, MISSING
    if flags & STARTED:
        return start[i], finish_of(clock, row, worked)
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
        return instant + 0
    later = start_of(clock, row, worked)
    return max(later, instant + 0)


@kernel
def going_on(clock, nodes, i, late_finish):
    """Find the instant by which what precedes started work has to be done: where its remaining part begins."""
    if not nodes.flags[i] & WAITS:
        return nodes.going_on[i]
    return start_of(clock, nodes.calendar[i], worked_before(clock, nodes.calendar[i], late_finish) - nodes.duration[i])


@kernel
def backward(clock, nodes, edges, parts, start, finish, late_start, late_finish):
    """Latest dates of every node; ``late_start`` and ``late_finish`` hold the bounds to begin with.

    Bounds are pushed to the sources of incoming edges, so one table of edges serves both passes.
    Returns the number of nodes beyond the horizon.
    """
    outside = 0
    for i in range(len(nodes.row) - 1, -1, -1):
        flags = nodes.flags[i]
        if flags & (BEGIN | END):
            by_start, by_finish = late_start[i], late_finish[i]
        else:
            by_start, by_finish = latest(clock, nodes, parts, i, start, finish, late_start[i], late_finish[i])
            if MISSING in (by_start, by_finish):
                outside += 1
                by_start = by_finish = clock.first
            late_start[i], late_finish[i] = by_start, by_finish
        if flags & FIXED and flags & PINNED:
            # What is complete binds nothing before it.
            continue
        if flags & STARTED:
            by_start = going_on(clock, nodes, i, by_finish)
        if flags & DELAYED:
            # Leveling keeps its distance: what comes before has to make room for the delay too.
            by_start -= nodes.delay[i]
            by_finish -= nodes.delay[i]
        for e in range(edges.first[i], edges.first[i + 1]):
            kind, p = edges.kind[e], edges.source[e]
            if kind == INTO_SUMMARY:
                # What is scheduled by hand or has begun does not slip: its summary can begin no later than it does.
                late_start[p] = min(late_start[p], start[i] if flags & (FIXED | STARTED) else by_start)
                continue
            if kind == OUT_OF_SUMMARY:
                # A bound on the start of the whole binds none of the parts: each alone may slip.
                late_finish[p] = min(late_finish[p], by_finish)
                continue
            instant = by_start if kind in (FS, SS) else by_finish
            if instant == FREE:
                continue
            if not flags & (BEGIN | END) and (nodes.duration[i] == 0 or instant == by_finish):
                instant = same_later(clock, nodes.calendar[i], instant)
            if edges.lag[e] != 0:
                instant = lagged(clock, edges.calendar[e], instant, edges.lag[e], False)
                if instant == MISSING:
                    outside += 1
            if kind in (FS, FF):
                late_finish[p] = min(late_finish[p], instant)
            else:
                late_start[p] = min(late_start[p], instant)
    return outside


@kernel
def span(clock, row, a, b):
    """Count working minutes from a to b, negative if b is before a; 0 where one lies outside the horizon."""
    return worked_before(clock, row, b) - worked_before(clock, row, a)


@kernel
def total_floats(clock, nodes, start, finish, late_start, late_finish, rule, out):
    """Total float of every node: 0 takes finish float, 1 start float, 2 the smaller one."""
    for i in range(len(nodes.row)):
        flags = nodes.flags[i]
        if flags & (BEGIN | END | HAMMOCK):
            out[i] = MISSING
            continue
        row = nodes.float_calendar[i]
        at_finish = span(clock, row, finish[i], late_finish[i])
        if rule == 0 or flags & (STARTED | FIXED):
            out[i] = at_finish
            continue
        at_start = span(clock, row, start[i], late_start[i])
        out[i] = at_start if rule == 1 else min(at_start, at_finish)


@kernel
def room_of(clock, nodes, i, finish, total, ends, room):
    """Free float of a node whose successors leave so much room; FREE where nothing follows."""
    flags = nodes.flags[i]
    if len(ends) == 0:
        return min(room, max(0, total[i]))
    if flags & PINNED and (flags & FIXED or nodes.cap_finish[i] != FREE or room == FREE):
        return 0
    if room == FREE:
        return max(0, span(clock, nodes.float_calendar[i], finish[i], ends[nodes.project[i]]))
    return room + 0


@kernel
def free_floats(clock, nodes, edges, start, finish, total, ends, out):
    """Free float of every node: what it may slip without moving a successor.

    Microsoft Project (no ``ends``): its total float without successors, and never more than that. P6: with ``ends``,
    the finish of each project, the room up to there without successors; total float is no limit; none where a
    mandatory date ends the task; what is as late as possible moves right by it, the last ones first.
    """
    begins = np.full(len(start), FREE, np.int32)
    for i in range(len(nodes.row)):
        out[i] = FREE
    for i in range(len(nodes.row) - 1, -1, -1):
        flags, row = nodes.flags[i], nodes.calendar[i]
        if flags & (BEGIN | END | HAMMOCK):
            out[i] = MISSING
        else:
            out[i] = room_of(clock, nodes, i, finish, total, ends, out[i])
            if len(ends) and flags & LATE and not flags & (STARTED | FIXED) and out[i] > 0:
                worked = worked_before(clock, row, start[i]) + out[i]
                start[i] = start_of(clock, row, worked)
                finish[i] = finish_of(clock, row, worked + nodes.duration[i]) if nodes.duration[i] else start[i]
                total[i] -= out[i]
                out[i] = 0
        # What is linked to a summary may slip until the first task below it begins.
        gate = flags & BEGIN and not flags & FIXED
        begin = begins[i] if gate and begins[i] != FREE else start[i]
        for e in range(edges.first[i], edges.first[i + 1]):
            kind, p = edges.kind[e], edges.source[e]
            if kind == INTO_SUMMARY:
                begins[p] = min(begins[p], begin)
            if kind >= INTO_SUMMARY or (flags & FIXED and flags & PINNED) or flags & HAMMOCK:
                continue
            instant = begin if kind in (FS, SS) or gate else finish[i]
            if not flags & (BEGIN | END) and (nodes.duration[i] == 0 or kind in (FF, SF)):
                instant = same_later(clock, row, instant)
            if edges.lag[e] != 0:
                instant = lagged(clock, edges.calendar[e], instant, edges.lag[e], False)
                if instant == MISSING:
                    continue
            own = finish[p] if kind in (FS, FF) else start[p]
            out[p] = min(out[p], max(0, span(clock, nodes.float_calendar[p], own, instant)))


@kernel
def driving_links(edges, driver, out):
    """Turn driving edges into rows of links; through a summary's gate it is the link that drives the gate."""
    for i in range(len(driver)):
        e = driver[i]
        while e >= 0 and edges.link[e] < 0:
            e = driver[edges.source[e]]
        out[i] = edges.link[e] if e >= 0 else -1


@kernel
def project_finish(nodes, finish, counts, out):
    """Latest finish of every project over the nodes marked in ``counts``."""
    for i in range(len(nodes.row)):
        if counts[i] and finish[i] > out[nodes.project[i]]:
            out[nodes.project[i]] = finish[i]


@kernel
def roll_up(parent, order, rolled, counts, start, finish):
    """Carry the first start and the last finish up the outline, deepest rows first; MISSING where nothing counts.

    What lies below a summary that is not ``rolled`` counts for the summaries above that one.
    """
    for row in order:
        above = parent[row]
        while above >= 0 and not rolled[above]:
            above = parent[above]
        if above < 0 or not counts[row] or start[row] == MISSING:
            continue
        if start[above] == MISSING:
            start[above], finish[above] = start[row], finish[row]
            continue
        start[above] = min(start[above], start[row])
        finish[above] = max(finish[above], finish[row])


@kernel
def roll_up_late(parent, order, counts, by_hand, start, late_start, late_finish):
    """Carry late dates up the outline; a row scheduled by hand does not slip and hands on its start instead."""
    for row in order:
        above = parent[row]
        if above < 0 or not counts[row] or late_start[row] == MISSING:
            continue
        begin = start[row] if by_hand[row] else late_start[row]
        if late_start[above] == MISSING:
            late_start[above], late_finish[above] = begin, late_finish[row]
            continue
        late_start[above] = min(late_start[above], begin)
        late_finish[above] = max(late_finish[above], late_finish[row])
