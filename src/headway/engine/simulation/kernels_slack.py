# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0917 - numbers are passed singly, as Numba wants them
# Numba infers the types of kernels; annotations would only repeat the columns of ``layout``.
"""What is critical in each run: the gap that every link leaves, and the slack that follows from it backwards.

gap_e = begin of the successor - what the link demands; slack_i = min(finish of all - finish_i, gap_e + slack of the
successor over outgoing links). A task is critical where its slack is none: it lies on a chain of links that drive.
"""

from __future__ import annotations

import numpy as np

from headway.engine.calendars.kernels import worked_before
from headway.engine.jit import inlined, kernel
from headway.engine.network import layout as net
from headway.engine.network.kernels import lagged
from headway.engine.simulation import layout as lay
from headway.engine.simulation.kernels_random import put
from headway.engine.simulation.kernels_walk import cross, report, walk_step

FAR = lay.FAR


@inlined
def gaps(steps, at, net_of, work, slots, gap):
    """Fill in the gap of every demand of a step in a block of runs."""
    kind, row = steps[at + lay.KIND], np.int64(steps[at + lay.CALENDAR])
    for e in range(steps[at + lay.FIRST], steps[at + lay.LAST]):
        d = lay.DEMAND * e
        sort, lag = net_of.demands[d + lay.SORT], np.int32(2 * net_of.demands[d + lay.LAG])
        source, to = slots[net_of.demands[d + lay.PLACE]], gap[e]
        if sort == lay.CODED:
            for s in range(len(to)):
                to[s] = (work.code[s] >> 1) - ((source[s] + lag) >> 1)
        elif sort == lay.CODED_FINISH:
            for s in range(len(to)):
                to[s] = (work.finish[s] >> 1) - ((source[s] + lag) >> 1)
        elif sort in (lay.CROSSED, lay.CROSSED_FINISH):
            cross(net_of, row, net_of.demands[d + lay.CROSSING], source, work.end)
            found = work.code if sort == lay.CROSSED else work.finish
            for s in range(len(to)):
                to[s] = (found[s] >> 1) - ((work.end[s] + lag) >> 1)
        else:
            special = kind == lay.SPECIAL
            instant_gaps(steps, at, net_of, work, slots, d, row, special, to)


@kernel
def instant_gaps(steps, at, net_of, work, slots, d, row, special, to):
    """Fill in the gap of a demand between calendars, or on a step that is placed the long way."""
    flags, node = np.int64(steps[at + lay.FLAGS]), steps[at + lay.NODE]
    sort, lag = net_of.demands[d + lay.SORT], np.int64(net_of.demands[d + lay.LAG])
    place = net_of.demands[d + lay.OTHER_PLACE if sort == lay.WITHIN else d + lay.PLACE]
    loose = flags & net.FIXED or flags & net.HAMMOCK or (flags & net.STARTED and not flags & net.WAITS)
    for s in range(len(to)):
        if special and loose:
            to[s] = FAR
            continue
        instant = np.int64(slots[place, s])
        if lag != 0:
            instant = lagged(net_of.clock, np.int64(net_of.demands[d + lay.LAG_CALENDAR]), instant, lag)
        wanted = worked_before(net_of.clock, row, instant)
        if sort in (lay.AT_INSTANT_FINISH, lay.WITHIN):
            found = np.int64(work.finish[s] >> 1)
        elif special and flags & net.STARTED:
            found = np.int64(work.finish[s] >> 1) - work.duration[s]
        elif special and flags & net.DELAYED:
            late = np.int64(work.begin[s]) - net_of.cold[net.COLD * node + net.DELAY]
            found = worked_before(net_of.clock, row, max(late, np.int64(net_of.clock.first)))
        else:
            found = np.int64(work.code[s] >> 1)
        # A constraint that pulls against the link has cut it.
        to[s] = found - wanted if found >= wanted else FAR


@kernel
def walk(steps, net_of, first, seed, work, deep):
    """Run the forward pass for a block of runs; returns how many dates lie beyond the horizon.

    Where there is room for them, durations, gaps, and the finish of what may end a project are kept.
    """
    outside, keep = 0, len(deep.length) > 0
    work.group[0] = -1
    work.finishes[:, :] = net.MISSING
    work.latest[:, :] = net.MISSING
    for i in range(len(net_of.kept)):
        at = lay.STEP * i
        outside += walk_step(steps, i, net_of, first, seed, work, keep)
        kind, ends = steps[at + lay.KIND], steps[at + lay.ENDS]
        if keep:
            if kind in (lay.EVENT, lay.MOMENT, lay.IDLE):
                deep.length[i, :] = 0
            else:
                put(deep.length[i], work.duration)
            if kind != lay.IDLE:
                gaps(steps, at, net_of, work, work.slots, deep.gap)
                if ends:
                    put(deep.slack[i], work.finish)
        if kind != lay.IDLE and (ends or steps[at + lay.TARGET] >= 0):
            report(steps, at, net_of, work, work.finishes, work.latest, work.reached)
    return outside


@kernel
def goals(net_of, goal, reached, wanted):
    """Count the working minutes before the finish that each project is measured by, on every calendar."""
    count = net_of.calendar_count
    for p in range(len(goal)):
        for c in range(count):
            for s in range(wanted.shape[1]):
                wanted[p * count + c, s] = worked_before(net_of.clock, c, np.int64(reached[goal[p], s]))


@kernel
def count_goals(wanted, runs, tally):
    """Add up how late each finish is in working minutes of every calendar."""
    for k in range(len(wanted)):
        late, squares = np.int64(0), np.int64(0)
        for s in range(runs):
            more = np.int64(wanted[k, s]) - tally.planned_worked[k]
            late += more
            squares += more * more
        tally.late[k] += late
        tally.late_squared[k] += squares


@kernel
def slacks(steps, net_of, goal, reached, wanted, gap, length, slack, runs, threshold, work, on_path, tally):
    """Work the slack of every step out backwards and add up what the measures of sensitivity need.

    Sums are taken as whole numbers, so that their order does not matter.
    """
    on_path[:, :] = False
    for i in range(len(net_of.kept) - 1, -1, -1):
        at = lay.STEP * i
        kind, project = steps[at + lay.KIND], steps[at + lay.PROJECT]
        own = slack[i]
        if kind != lay.IDLE and steps[at + lay.ENDS]:
            want = wanted[project * net_of.calendar_count + steps[at + lay.CALENDAR]]
            for s in range(len(own)):
                own[s] = want[s] - (own[s] >> 1)
        else:
            for s in range(len(own)):
                own[s] = FAR
        for k in range(net_of.out_first[i], net_of.out_first[i + 1]):
            behind, between = slack[net_of.out_step[k]], gap[net_of.out_demand[k]]
            for s in range(len(own)):
                own[s] = min(own[s], behind[s] + between[s])
        if kind != lay.IDLE and not steps[at + lay.FLAGS] & net.END:
            add_up(i, project, reached[goal[project]], length[i], own, runs, threshold, work, on_path, tally)


@inlined
def add_up(i, project, finish, length, slack, runs, threshold, work, on_path, tally):
    """Add one step's runs to the sums."""
    origin, planned = tally.origin[project], tally.planned[project]
    critical, sum_d, sum_dd, sum_dt = 0, np.int64(0), np.int64(0), np.int64(0)
    path = on_path[project]
    for s in range(runs):
        hit = slack[s] <= threshold
        critical += hit
        path[s] |= hit
    for s in range(runs):
        long = np.int64(length[s])
        sum_d += long
        sum_dd += long * long
        sum_dt += long * (np.int64(finish[s]) - planned)
    share = 0.0
    for s in range(runs):
        d, left = np.float32(length[s]), np.float32(max(slack[s], np.int32(0)))
        # What takes no time counts where it has no slack.
        part = max(d, np.float32(left == 0)) / max(d + left, np.float32(1.0))
        work.value[s] = part * np.float32(finish[s] - origin)
    for s in range(runs):
        share += work.value[s]
    tally.critical[i] += critical
    tally.length[i] += sum_d
    tally.length_squared[i] += sum_dd
    tally.length_finish[i] += sum_dt
    tally.significance[i] += np.int64(share)
