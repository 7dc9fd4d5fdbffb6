# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0917 - numbers are passed singly, as Numba wants them
# Numba infers the types of kernels; annotations would only repeat the columns of ``layout``.
"""The forward pass of many runs at once: every step of the network for a block of runs before the next step.

Dates are kept in places that are used again as soon as nobody asks for them any more, so that a block of runs stays in
the cache whatever the size of the network.
"""

from __future__ import annotations

import numpy as np

from headway.engine.calendars.kernels import DAYS, HEAD, start_of, worked_before
from headway.engine.jit import inlined, kernel, unsigned
from headway.engine.network import layout as net
from headway.engine.network.kernels import lagged, left_until_expected, moment_of, special
from headway.engine.simulation import layout as lay
from headway.engine.simulation.kernels_draw import TASKS, draw, value_of
from headway.engine.simulation.kernels_random import philox, put

MISSING = net.MISSING
FF, SF = net.FF, net.SF


@inlined
def durations(steps, i, at, net_of, first, seed, work, effects, correlated):
    """Draw the durations of a task in a block of runs into ``work.duration``, in whole minutes."""
    runs = len(work.duration)
    source = steps[at + lay.SOURCE]
    if source == lay.CONSTANT and steps[at + lay.FX_FIRST] == steps[at + lay.FX_LAST]:
        for s in range(runs):
            work.duration[s] = steps[at + lay.FIXED_DURATION]
        return
    table, stream = steps[at + lay.TABLE], steps[at + lay.STREAM]
    place = net_of.correlated[i]
    if place >= 0:
        value_of(net_of.tables, source, table, correlated[place], work.place, work.where, work.value)
    elif source in (lay.CONSTANT, lay.HELD):
        value_of(net_of.tables, source, table, work.drawn, work.place, work.where, work.value)
    elif net_of.sobols.dimension[net_of.inputs + stream] >= 0:
        draw(net_of.inputs + stream, stream, TASKS, first, seed, net_of.sobols, work.four, work.drawn)
        value_of(net_of.tables, source, table, work.drawn, work.place, work.where, work.value)
    else:
        if work.group[0] != stream >> 2:
            work.group[0] = stream >> 2
            philox(work.tasks, first, stream >> 2, TASKS, seed)
        value_of(net_of.tables, source, table, work.tasks[stream & 3], work.place, work.where, work.value)
    kept = net_of.kept[i]
    for k in range(steps[at + lay.FX_FIRST], steps[at + lay.FX_LAST]):
        one = effects[net_of.effect[k]]
        if net_of.effect_kind[k] == lay.TIMES:
            for s in range(runs):
                work.value[s] = kept + (work.value[s] - kept) * one[s]
        elif net_of.effect_kind[k] == lay.PLUS:
            for s in range(runs):
                work.value[s] += one[s]
        else:
            for s in range(runs):
                work.value[s] *= one[s]
    for s in range(runs):
        work.duration[s] = np.int32(max(work.value[s], np.float32(0.0)) + np.float32(0.5))


@inlined
def begin_codes(steps, at, net_of, work, slots):
    """Find the code at which an ordinary step or an event begins: the latest of its floor and all demands."""
    runs = len(work.code)
    floor, row = steps[at + lay.FLOOR], np.int64(steps[at + lay.CALENDAR])
    event = steps[at + lay.KIND] == lay.EVENT
    outside = 0
    for s in range(runs):
        work.code[s] = floor
    for e in range(steps[at + lay.FIRST], steps[at + lay.LAST]):
        d = lay.DEMAND * e
        sort, lag = net_of.demands[d + lay.SORT], np.int32(2 * net_of.demands[d + lay.LAG])
        source = slots[net_of.demands[d + lay.PLACE]]
        if sort == lay.CODED:
            # Behind a lag stands the end of a shift, whatever the event before it was.
            side = np.int32(-2) if event and lag != 0 else np.int32(-1)
            for s in range(runs):
                work.code[s] = max(work.code[s], np.int32((source[s] & side) + lag))
        elif sort == lay.CODED_FINISH:
            for s in range(runs):
                work.code[s] = max(work.code[s], np.int32((source[s] & np.int32(-2)) + lag - 2 * work.duration[s]))
        elif sort == lay.CROSSED:
            outside += cross(net_of, row, net_of.demands[d + lay.CROSSING], source, work.end)
            for s in range(runs):
                work.code[s] = max(work.code[s], np.int32(work.end[s] + lag))
        elif sort == lay.CROSSED_FINISH:
            outside += cross(net_of, row, net_of.demands[d + lay.CROSSING], source, work.end)
            for s in range(runs):
                work.code[s] = max(work.code[s], np.int32(work.end[s] + lag - 2 * work.duration[s]))
        elif sort == lay.AT_INSTANT_FINISH or (lag != 0 and net_of.demands[d + lay.LAG_CALENDAR] != row):
            later = sort == lay.AT_INSTANT_FINISH
            calendar = np.int64(net_of.demands[d + lay.LAG_CALENDAR])
            for s in range(runs):
                instant = lagged(net_of.clock, calendar, np.int64(source[s]), np.int64(lag >> 1))
                worked = worked_before(net_of.clock, row, instant)
                outside += worked < 0
                work.code[s] = max(work.code[s], np.int32(2 * (worked - (work.duration[s] if later else 0))))
        else:
            # A lag on the calendar of the task itself is added to its working minutes.
            outside += demand_at(net_of.clock, row, source, lag, work.code)
    return outside


@inlined
def cross(net_of, row, pair, source, out):
    """Fill in how far a calendar is at the finishes, given as codes, of a task on another one; -2 beyond the horizon.

    Returns how many lie beyond it.
    """
    crossings, low, high, outside = net_of.crossings, source[0], source[0], 0
    for s in range(len(source)):
        low, high = min(low, source[s]), max(high, source[s])
    if crossings.low[pair] < np.int64(low >> 1) and np.int64(high >> 1) <= crossings.high[pair]:
        table, first = crossings.table, crossings.first[pair] - 1
        for s in range(len(source)):
            out[s] = table[unsigned(first + np.int64(source[s] >> 1))]
        return outside
    for s in range(len(source)):
        instant = instant_of(net_of.clock, net_of.moments, crossings.source[pair], np.int64(source[s]))
        out[s] = 2 * worked_before(net_of.clock, row, instant)
        outside += out[s] < 0
    return outside


@inlined
def demand_at(clock, row, source, lag, code):
    """Raise codes to instants and a lag on one calendar: ``worked_before`` for a block of runs, without branches."""
    head = HEAD * row
    begin, table, minutes = np.int64(clock.first), clock.table, clock.minutes
    days, span, outside = unsigned(np.int64(table[head + DAYS])), np.uint32(clock.last - begin), np.int64(0)
    for s in range(len(code)):
        passed = np.uint32(np.int64(source[s]) - begin)
        outside += passed > span
        passed = min(passed, span)
        day = passed // np.uint32(1440)
        at = days + 2 * np.int64(day)
        minute = np.int64(passed) - 1440 * np.int64(day)
        worked = table[unsigned(at)] + np.int32(minutes[unsigned(np.int64(table[unsigned(at + 1)]) + minute)])
        code[s] = max(code[s], np.int32(2 * worked + lag))
    return outside


@inlined
def keep_dates(steps, at, net_of, work, slots):
    """Keep the dates of a step where others will ask for them; returns how many lie beyond the horizon."""
    runs, row, outside = len(work.code), np.int64(steps[at + lay.CALENDAR]), 0
    event = steps[at + lay.KIND] == lay.EVENT
    start, finish = steps[at + lay.START_CODE], steps[at + lay.FINISH_CODE]
    if event:
        for s in range(runs):
            work.finish[s] = work.code[s]
    else:
        for s in range(runs):
            work.code[s] |= 1
            work.finish[s] = work.code[s] - 1 + 2 * work.duration[s]
    if start >= 0:
        put(slots[start], work.code)
    if finish >= 0:
        put(slots[finish], work.finish)
    start, finish = steps[at + lay.START_AT], steps[at + lay.FINISH_AT]
    if start >= 0:
        for s in range(runs):
            instant = instant_of(net_of.clock, net_of.moments, row, np.int64(work.code[s]))
            slots[start, s] = instant
            outside += instant == MISSING
    if finish >= 0:
        for s in range(runs):
            instant = instant_of(net_of.clock, net_of.moments, row, np.int64(work.finish[s]))
            slots[finish, s] = instant
            outside += instant == MISSING
    return outside


@inlined
def instant_of(clock, moments, row, code):
    """Turn a code into an instant, by one look where the dates of a plan are expected; MISSING beyond the horizon."""
    at_end = 1 - (code & 1)
    minute = (code >> 1) - at_end
    place = minute - moments.base[row]
    if 0 <= place < moments.size[row]:
        return np.int64(moments.table[unsigned(moments.first[row] + place)]) + at_end
    instant = start_of(clock, row, minute)
    return instant if instant == MISSING else instant + at_end


@inlined
def moment_step(steps, at, net_of, work, slots, keep):
    """Place an event by instants: the latest of its floor and all demands."""
    runs, row, outside = len(work.code), np.int64(steps[at + lay.CALENDAR]), 0
    floor = steps[at + lay.FLOOR]
    for s in range(runs):
        work.end[s] = floor
    for e in range(steps[at + lay.FIRST], steps[at + lay.LAST]):
        d = lay.DEMAND * e
        lag = np.int64(net_of.demands[d + lay.LAG])
        source = slots[net_of.demands[d + lay.PLACE]]
        if lag == 0:
            for s in range(runs):
                work.end[s] = max(work.end[s], source[s])
        else:
            calendar = np.int64(net_of.demands[d + lay.LAG_CALENDAR])
            for s in range(runs):
                instant = lagged(net_of.clock, calendar, np.int64(source[s]), lag)
                outside += instant == MISSING
                work.end[s] = max(work.end[s], np.int32(instant))
    if keep or steps[at + lay.START_CODE] >= 0 or steps[at + lay.FINISH_CODE] >= 0:
        for s in range(runs):
            worked = worked_before(net_of.clock, row, np.int64(work.end[s]))
            outside += worked < 0
            work.code[s] = work.finish[s] = 2 * worked
    return outside + keep_moment(steps, at, work, slots, work.end)


@inlined
def keep_moment(steps, at, work, slots, begin):
    """Keep the dates of a step that was placed by instants where others will ask for them."""
    if steps[at + lay.START_CODE] >= 0:
        put(slots[steps[at + lay.START_CODE]], work.code)
    if steps[at + lay.FINISH_CODE] >= 0:
        put(slots[steps[at + lay.FINISH_CODE]], work.finish)
    if steps[at + lay.START_AT] >= 0:
        put(slots[steps[at + lay.START_AT]], begin)
    if steps[at + lay.FINISH_AT] >= 0:
        put(slots[steps[at + lay.FINISH_AT]], work.end)
    return 0


@kernel
def special_step(steps, i, at, net_of, work, slots):
    """Place a step with constraints, progress, summaries or parts: run by run, as the scheduler does it."""
    flags, row = np.int64(steps[at + lay.FLAGS]), np.int64(steps[at + lay.CALENDAR])
    node = steps[at + lay.NODE]
    cold = net_of.cold[net.COLD * node : net.COLD * (node + 1)]
    outside = 0
    for s in range(len(work.code)):
        begin, end = np.int64(steps[at + lay.FLOOR]), MISSING
        if flags & net.HELD:
            end = np.int64(cold[net.FLOOR_FINISH])
        first_child, last_child = net.FREE, MISSING
        soonest = np.int64(net.FREE)
        for e in range(steps[at + lay.FIRST], steps[at + lay.LAST]):
            d = lay.DEMAND * e
            instant, lag = np.int64(slots[net_of.demands[d + lay.PLACE], s]), np.int64(net_of.demands[d + lay.LAG])
            sort = net_of.demands[d + lay.SORT]
            if sort == lay.WITHIN:
                first_child = min(first_child, instant)
                last_child = max(last_child, np.int64(slots[net_of.demands[d + lay.OTHER_PLACE], s]))
                continue
            if lag != 0:
                instant = lagged(net_of.clock, np.int64(net_of.demands[d + lay.LAG_CALENDAR]), instant, lag)
                outside += instant == MISSING
            if sort == lay.AT_INSTANT_FINISH:
                end = max(end, instant)
            else:
                soonest = min(soonest, instant)
                begin = max(begin, instant)
        if flags & net.HAMMOCK:
            # What spans others begins with the first of them.
            floor = np.int64(steps[at + lay.FLOOR])
            begin = max(floor, soonest) if soonest != net.FREE else floor
        duration = np.int64(work.duration[s])
        work.begin[s], work.end[s] = begin, end
        if flags & (net.BEGIN | net.FIXED) == net.BEGIN:
            start = finish = max(begin, end)
        elif flags & (net.END | net.FIXED) == net.END:
            start, finish = first_child, last_child
            if start == net.FREE:
                start = finish = begin
        elif flags & net.SLOW:
            if flags & net.EXPECTED:
                duration = left_until_expected(net_of.clock, cold, flags, row, begin, end)
                work.duration[s] = duration
            if flags & net.SHARED:
                stretch(net_of.parts, net_of.part_duration, node, duration, net_of.planned[i])
            start, finish = special(net_of.clock, cold, flags, row, duration, net_of.parts, node, begin, end)
        elif duration == 0:
            start = finish = moment_of(net_of.clock, flags, row, max(begin, end))
        else:
            start, finish = special(net_of.clock, cold, np.int64(0), row, duration, net_of.parts, node, begin, end)
        if MISSING in (start, finish):
            outside += 1
            start = finish = np.int64(net_of.clock.first)
        work.begin[s], work.end[s] = start, finish
        work.code[s] = 2 * worked_before(net_of.clock, row, start) + 1
        work.finish[s] = 2 * worked_before(net_of.clock, row, finish)
    return outside + keep_moment(steps, at, work, slots, work.begin)


@kernel
def stretch(parts, own, node, duration, planned):
    """Let the parts of a task take as much more or less time as the whole."""
    for k in range(parts.first[node], parts.first[node + 1]):
        parts.duration[k] = own[k] if planned <= 0 else max(1, (2 * own[k] * duration + planned) // (2 * planned))


@inlined
def report(steps, at, net_of, work, finishes, latest, reached):
    """Take the finish of a step to its project, and to the milestones that it is."""
    runs, row = len(work.code), np.int64(steps[at + lay.CALENDAR])
    if steps[at + lay.ENDS]:
        if steps[at + lay.KIND] in (lay.SPECIAL, lay.MOMENT):
            to = latest[steps[at + lay.PROJECT]]
            for s in range(runs):
                to[s] = max(to[s], work.end[s])
        else:
            to = finishes[steps[at + lay.PROJECT] * net_of.calendar_count + row]
            for s in range(runs):
                to[s] = max(to[s], work.finish[s])
    target = steps[at + lay.TARGET]
    while target >= 0:
        if steps[at + lay.KIND] in (lay.SPECIAL, lay.MOMENT):
            put(reached[target], work.end)
        else:
            for s in range(runs):
                reached[target, s] = instant_of(net_of.clock, net_of.moments, row, np.int64(work.finish[s]))
        target = net_of.next_target[target]


@inlined
def walk_step(steps, i, net_of, first, seed, work, keep):
    """Place one step in a block of runs, and count what its time costs."""
    at = lay.STEP * i
    kind = steps[at + lay.KIND]
    if kind == lay.IDLE:
        return 0
    if kind == lay.EVENT:
        outside = begin_codes(steps, at, net_of, work, work.slots)
        return outside + keep_dates(steps, at, net_of, work, work.slots)
    if kind == lay.MOMENT:
        return moment_step(steps, at, net_of, work, work.slots, keep)
    durations(steps, i, at, net_of, first, seed, work, work.effects, work.correlated)
    if kind == lay.SPECIAL:
        outside = special_step(steps, i, at, net_of, work, work.slots)
    else:
        outside = begin_codes(steps, at, net_of, work, work.slots)
        outside += keep_dates(steps, at, net_of, work, work.slots)
    rate = net_of.rate[i]
    if rate != 0.0:
        to = work.cost[steps[at + lay.PROJECT]]
        for s in range(len(work.duration)):
            to[s] += rate * work.duration[s]
    return outside


@kernel
def finish_dates(net_of, finishes, latest, reached):
    """Turn codes into the finish of all (target 0) and of every project; returns how many lie beyond the horizon."""
    projects, runs, outside = len(latest), latest.shape[1], 0
    for s in range(runs):
        last = MISSING
        for p in range(projects):
            best = np.int64(max(latest[p, s], net_of.given_finish[p]))
            for c in range(net_of.calendar_count):
                code = np.int64(finishes[p * net_of.calendar_count + c, s])
                if code != MISSING:
                    instant = instant_of(net_of.clock, net_of.moments, c, code)
                    outside += instant == MISSING
                    best = max(best, instant)
            reached[1 + p, s] = best
            last = max(last, best)
        reached[0, s] = last
    return outside


@kernel
def fill_moments(clock, row, base, out):
    """List the instants at which the working minutes of a calendar begin; returns how many lie within the horizon."""
    for k in range(len(out)):
        instant = start_of(clock, row, np.int64(base + k))
        if instant == MISSING:
            return k
        out[k] = instant
    return len(out)
