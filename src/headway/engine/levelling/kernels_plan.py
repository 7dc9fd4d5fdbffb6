# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0917 - tables are passed singly, as Numba wants them
"""Levelling a plan: nodes are dated one by one in order of priority, each where its people have room.

The dates of a node come from the forward pass of the network, so constraints, calendars, lags and progress mean here
what they mean there; only the earliest start is raised until every resource has enough left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from headway.engine.calendars.kernels import worked_before
from headway.engine.jit import inlined, kernel
from headway.engine.network.kernels_forward import earliest
from headway.engine.network.layout import CALENDAR, DATES, FINISH, FLOOR_START, FREE, HOT, START

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOLLOWS, STANDS, MOVES = 0, 1, 2
"""What a node does: it follows its links and needs nobody; it holds people but stands where it is; it may move."""
PLACED, HELD_BY_CONSTRAINT, NO_FLOAT, NEVER = 0, 1, 2, 3
"""Why a node is where it is: there is room; a constraint holds it; its float is used up; there is never enough."""


class Profile(NamedTuple):
    """What is left of every resource: steps in time, the steps of resource r from ``first[r]`` on."""

    first: NDArray[np.int64]
    used: NDArray[np.int64]
    """Steps in use, one number a resource."""
    time: NDArray[np.int32]
    """Where each step begins; it ends where the next one begins."""
    free: NDArray[np.int32]
    """Units left; negative where overloaded."""
    holder: NDArray[np.int32]
    """Node that took last; -1 for none."""


class Needs(NamedTuple):
    """Node i needs ``units[k]`` of ``resource[k]`` for k from ``first[i]`` to ``first[i + 1]``."""

    first: NDArray[np.int32]
    resource: NDArray[np.int32]
    units: NDArray[np.int32]


class Outcome(NamedTuple):
    """What happened to each node."""

    linked: NDArray[np.int32]
    """Start that its links and constraints allow, before it gave way to others."""
    resource: NDArray[np.int32]
    """Resource that pushed it last; -1 for none."""
    rival: NDArray[np.int32]
    """Node that held that resource; -1 where nobody was there."""
    state: NDArray[np.int8]


@inlined
def step_at(profile, resource, instant):
    """Find the step in which an instant lies."""
    low = profile.first[resource]
    high = low + profile.used[resource]
    while high - low > 1:
        middle = (low + high) >> 1
        if profile.time[middle] <= instant:
            low = middle
        else:
            high = middle
    return low


@kernel
def cut(profile, resource, instant):
    """Let a step begin at an instant; returns its place."""
    at = step_at(profile, resource, instant)
    if profile.time[at] == instant:
        return at
    end = profile.first[resource] + profile.used[resource]
    for k in range(end, at + 1, -1):
        profile.time[k] = profile.time[k - 1]
        profile.free[k] = profile.free[k - 1]
        profile.holder[k] = profile.holder[k - 1]
    profile.time[at + 1] = instant
    profile.free[at + 1] = profile.free[at]
    profile.holder[at + 1] = profile.holder[at]
    profile.used[resource] += 1
    return at + 1


@kernel
def take(profile, resource, start, finish, units, node):
    """Take units of a resource between two instants; negative units give them back."""
    if finish <= start:
        return
    begin = cut(profile, resource, start)
    end = cut(profile, resource, finish)
    for k in range(begin, end):
        profile.free[k] -= units
        if units > 0:
            profile.holder[k] = node


@kernel
def hold(profile, needs, node, start, finish, sign):
    """Take everything that a node needs, or give it back where ``sign`` is -1."""
    for k in range(needs.first[node], needs.first[node + 1]):
        take(profile, needs.resource[k], start, finish, sign * needs.units[k], node)


@kernel
def last_lack(profile, clock, calendar, resource, units, start, finish):
    """Find the last step in which there is not enough while the node works; -1 for none."""
    low = profile.first[resource]
    at = step_at(profile, resource, finish - 1)
    end = low + profile.used[resource]
    while at >= low:
        until = profile.time[at + 1] if at + 1 < end else FREE
        if until <= start:
            return -1
        if profile.free[at] < units:
            begin, stop = max(np.int64(profile.time[at]), start), min(np.int64(until), finish)
            if calendar < 0 or worked_before(clock, calendar, stop) > worked_before(clock, calendar, begin):
                return at
        at -= 1
    return -1


@kernel
def node_dates(clock, hot, cold, edges, parts, dates, driver, node):
    """Work out the earliest dates of one node; returns 1 where they lie beyond the horizon."""
    return earliest(clock, hot, cold, edges, parts, dates, driver, node)


@kernel
def make_room(clock, hot, cold, edges, parts, dates, driver, node, needs, profile, limit, shared, outcome):
    """Raise the earliest start of a node until every resource has enough left; returns 1 beyond the horizon.

    Where a resource will never have enough again, the node gives it up and begins anew with the others.
    """
    floor, d, first = hot[HOT * node + FLOOR_START], DATES * node, needs.first[node]
    calendar = -1 if shared else np.int64(hot[HOT * node + CALENDAR])
    given_up = outside = 0
    state = PLACED
    while not outside:
        start, finish = np.int64(dates[d + START]), np.int64(dates[d + FINISH])
        later = start
        for k in range(first, needs.first[node + 1]):
            resource = needs.resource[k]
            if finish == start or given_up >> (k - first) & 1:
                continue
            at = last_lack(profile, clock, calendar, resource, needs.units[k], start, finish)
            if at < 0:
                continue
            if at + 1 == profile.first[resource] + profile.used[resource]:
                given_up |= 1 << (k - first)
                later = FREE
                break
            if profile.time[at + 1] > later:
                later = np.int64(profile.time[at + 1])
                outcome.resource[node], outcome.rival[node] = resource, profile.holder[at]
        if later == start:
            break
        if later == FREE:
            outcome.resource[node] = outcome.rival[node] = -1
            later = np.int64(floor)
        elif later > limit:
            state = NO_FLOAT
        if state == PLACED:
            hot[HOT * node + FLOOR_START] = later
            outside = node_dates(clock, hot, cold, edges, parts, dates, driver, node)
            if later > start and dates[d + START] <= start:
                state = HELD_BY_CONSTRAINT
            elif later > start and dates[d + START] > limit:
                state = NO_FLOAT
        if state != PLACED:
            hot[HOT * node + FLOOR_START] = floor
            outside |= node_dates(clock, hot, cold, edges, parts, dates, driver, node)
            break
    outcome.state[node] = NEVER if given_up and state == PLACED else state
    hot[HOT * node + FLOOR_START] = floor
    return outside


@kernel
def push(heap, size, value):
    """Put a number into a heap of ``size`` numbers, smallest on top."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if heap[above] <= value:
            break
        heap[at] = heap[above]
        at = above
    heap[at] = value


@kernel
def pop(heap, size):
    """Take the smallest number out of a heap of ``size`` numbers."""
    top, value = heap[0], heap[size - 1]
    at, size = 0, size - 1
    while 2 * at + 1 < size:
        below = 2 * at + 1
        if below + 1 < size and heap[below + 1] < heap[below]:
            below += 1
        if heap[below] >= value:
            break
        heap[at] = heap[below]
        at = below
    heap[at] = value
    return top


@kernel
def place_all(
    clock,
    hot,
    cold,
    edges,
    parts,
    dates,
    driver,
    web,
    needs,
    profile,
    rank,
    at_rank,
    role,
    limit,
    fixed,
    shared,
    outcome,
    room,
):
    """Date every node, the one with the lowest rank first among those whose predecessors are dated.

    ``web`` holds the targets of each node's outgoing edges; ``fixed`` where nodes that stand hold their people so far.
    Returns how many dates lie beyond the horizon.
    """
    first_out, target = web
    waiting, heap = room
    size: Any = 0
    node: Any
    outside = 0
    for node in range(len(rank)):
        if role[node] == STANDS:
            hold(profile, needs, node, fixed[node, 0], fixed[node, 1], 1)
        if waiting[node] == 0:
            push(heap, size, rank[node])
            size += 1
    while size:
        node = np.int64(at_rank[pop(heap, size)])
        size -= 1
        outside += node_dates(clock, hot, cold, edges, parts, dates, driver, node)
        outcome.linked[node] = dates[DATES * node + START]
        if role[node] == MOVES:
            outside += make_room(clock, hot, cold, edges, parts, dates, driver, node, needs, profile,
                                 np.int64(limit[node]), shared[node], outcome)  # fmt: skip
            hold(profile, needs, node, dates[DATES * node + START], dates[DATES * node + FINISH], 1)
        elif role[node] == STANDS:
            begin, end = dates[DATES * node + START], dates[DATES * node + FINISH]
            if begin != fixed[node, 0] or end != fixed[node, 1]:
                hold(profile, needs, node, fixed[node, 0], fixed[node, 1], -1)
                hold(profile, needs, node, begin, end, 1)
        for k in range(first_out[node], first_out[node + 1]):
            other = target[k]
            waiting[other] -= 1
            if waiting[other] == 0:
                push(heap, size, rank[other])
                size += 1
    return outside
