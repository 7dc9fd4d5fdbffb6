"""A plan made ready for levelling, and one pass of placing over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.levelling import kernels_plan as kernels
from headway.engine.levelling.availability import steps_of
from headway.engine.levelling.overloads import counting_needs
from headway.engine.levelling.plan_options import NEVER_MOVE
from headway.engine.levelling.resources import SCALE
from headway.engine.network import layout
from headway.engine.network.compiled import aligned
from headway.engine.network.order import grouped
from headway.engine.network.passes import tables
from headway.engine.plan import MISSING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.calendars import CompiledCalendars
    from headway.engine.levelling.availability import Steps
    from headway.engine.levelling.plan_options import LevelOptions
    from headway.engine.levelling.resources import Needs, Resources
    from headway.engine.network.compiled import CompiledPlan
    from headway.engine.network.result import Schedule
    from headway.engine.plan import Minutes


@dataclass(frozen=True, slots=True)
class Placing:
    """All that a pass needs, one element a node unless said otherwise."""

    compiled: CompiledPlan
    before: Schedule
    calendars: CompiledCalendars
    hot: NDArray[np.int32]
    needs: kernels.Needs
    steps: list[Steps]
    web: tuple[NDArray[np.int32], NDArray[np.int32]]
    """Where the outgoing edges of each node begin, and the targets of edges."""
    role: NDArray[np.int8]
    limit: NDArray[np.int32]
    """Latest start that levelling may give."""
    dated: NDArray[np.bool_]
    """Whether that comes from a date that wins over links."""
    fixed: NDArray[np.int32]
    """Dates without levelling, shape (nodes, 2)."""
    shared: NDArray[np.bool_]
    waiting: NDArray[np.int32]
    """Incoming edges."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One levelling: one element a row of tasks."""

    start: Minutes
    finish: Minutes
    delay: Minutes
    resource: NDArray[np.int32]
    rival: NDArray[np.int32]
    state: NDArray[np.int8]


def placing_of(
    compiled: CompiledPlan,
    before: Schedule,
    resources: Resources,
    needs: Needs,
    options: LevelOptions,
    latest: Minutes,
    late: Schedule | None = None,
) -> Placing:
    """Make a plan ready for passes of placing.

    Parameters
    ----------
    compiled : CompiledPlan
        Without errors.
    before : Schedule
        Its schedule without levelling.
    resources, needs : Resources, Needs
        Without trouble.
    options : LevelOptions
        What may move.
    latest : ndarray of int32, shape (tasks,)
        Latest starts that break no link (``latest_starts``).
    late : Schedule, optional
        Where work as late as possible stands once others have been held back; without levelling by default.

    Returns
    -------
    Placing
    """
    nodes, edges, _ = tables(compiled)
    assert compiled.outline is not None
    assert compiled.leaf is not None
    assert compiled.calendars is not None
    count, row = len(nodes), nodes.row
    chosen = counting_needs(compiled.plan, needs, compiled.outline.summary)
    packed = _needs(compiled.leaf[needs.task[chosen]], needs.resource[chosen], needs.units[chosen], count)
    busy = np.diff(packed.first) > 0
    movable = busy & ((nodes.flags & STANDING) == 0) & ~_left_alone(compiled, options)[row]
    role = np.where(movable, kernels.MOVES, np.where(busy, kernels.STANDS, kernels.FOLLOWS)).astype(np.int8)
    limit = latest[row]
    if options.within_float:
        by_float = before.late_start[row]
        by_float = np.where(by_float != MISSING, np.maximum(by_float, before.start[row]), layout.FREE)
        limit = np.minimum(limit, by_float).astype(np.int32)
    hot = aligned(len(nodes.hot))
    hot[:] = nodes.hot
    late_nodes = ((nodes.flags & layout.LATE) != 0) & (compiled.options.mode == "msproject")
    floor = hot[layout.FLOOR_START :: layout.HOT]
    floor[late_nodes] = np.maximum(floor, (late or before).start[row])[late_nodes]
    begins = np.where((nodes.flags & layout.REMAINS) != 0, before.early_start[row], before.start[row])
    target = np.repeat(np.arange(count, dtype=np.int32), np.diff(edges.first))
    first_out, order = grouped(np.ascontiguousarray(edges.source), count)
    return Placing(
        compiled=compiled, before=before, calendars=compiled.calendars, hot=hot, needs=packed,
        steps=steps_of(compiled, resources, needs), web=(first_out, target[order]), role=role, limit=limit,
        dated=(limit == latest[row]) & (limit != layout.FREE),
        fixed=np.ascontiguousarray(np.stack((begins, before.finish[row]), 1)),
        shared=(nodes.flags & layout.SHARED) != 0, waiting=np.diff(edges.first).astype(np.int32),
    )  # fmt: skip


STANDING = (
    layout.FIXED | layout.STARTED | layout.PINNED | layout.BEGIN | layout.END | layout.HAMMOCK | layout.LATE
    | layout.INACTIVE | layout.EXPECTED
)  # fmt: skip
"""Flags of nodes that levelling leaves where they are."""


def _left_alone(compiled: CompiledPlan, options: LevelOptions) -> NDArray[np.bool_]:
    alone = np.zeros(len(compiled.plan.tasks), bool)
    if options.pinned is not None:
        alone |= np.asarray(options.pinned, bool)
    if options.task_priority is not None:
        alone |= np.asarray(options.task_priority) >= NEVER_MOVE
    return alone


def _needs(node: NDArray[np.int32], resource: NDArray[np.int32], units: NDArray[Any], count: int) -> kernels.Needs:
    """Sort needs by node; several of one task for one resource become one."""
    pair, place = np.unique(np.stack((node, resource)), axis=1, return_inverse=True)
    total = np.bincount(place.ravel(), np.rint(units * SCALE), len(pair[0])) if len(node) else np.empty(0)
    first = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(pair[0], minlength=count), out=first[1:])
    limit = np.iinfo(np.int32).max
    return kernels.Needs(first, pair[1].astype(np.int32), np.minimum(total, limit).astype(np.int32))


def profile_of(placing: Placing) -> kernels.Profile:
    """Make the profile of all resources before anybody has taken anything.

    Parameters
    ----------
    placing : Placing
        What is to be placed.

    Returns
    -------
    Profile
        With room for all steps that a pass can make: two for each need, four where a node stands.
    """
    sizes = np.array([len(time) for time, _ in placing.steps], np.int64)
    asked = np.bincount(placing.needs.resource, minlength=len(sizes))
    first = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes + 4 * asked + 1, out=first[1:])
    time, free = np.zeros(first[-1], np.int32), np.zeros(first[-1], np.int32)
    for at, (instants, units) in zip(first[:-1].tolist(), placing.steps, strict=True):
        time[at : at + len(instants)], free[at : at + len(instants)] = instants, units
    return kernels.Profile(first[:-1], sizes, time, free, np.full(first[-1], -1, np.int32))


def place(placing: Placing, rank: NDArray[np.int32]) -> Placed | None:
    """Place every task in order of rank.

    Parameters
    ----------
    placing : Placing
        What is to be placed.
    rank : ndarray of int32, shape (nodes,)
        Who goes first: a permutation.

    Returns
    -------
    Placed or None
        None where dates run out of the years that a calendar can hold.
    """
    nodes, edges, parts = tables(placing.compiled)
    count, rows = len(nodes), len(placing.compiled.plan.tasks)
    at_rank = np.empty(count, np.int32)
    at_rank[rank] = np.arange(count, dtype=np.int32)
    calendars: CompiledCalendars | None = placing.calendars
    while calendars is not None:
        dates = aligned(count * layout.DATES)
        dates[:] = layout.FREE
        outcome = kernels.Outcome(
            np.zeros(count, np.int32),
            np.full(count, -1, np.int32),
            np.full(count, -1, np.int32),
            np.zeros(count, np.int8),
        )
        outside = kernels.place_all(
            calendars.clock, placing.hot, nodes.cold, edges.table, parts, dates, np.empty(count, np.int32), placing.web,
            placing.needs, profile_of(placing), rank, at_rank, placing.role, placing.limit, placing.fixed,
            placing.shared, outcome, (placing.waiting.copy(), np.empty(count, np.int32)),
        )  # fmt: skip
        if not outside:
            return _by_row(placing, dates, outcome, rows)
        calendars = calendars.wider()
    return None


def _by_row(placing: Placing, dates: NDArray[np.int32], outcome: kernels.Outcome, rows: int) -> Placed:
    leaf = placing.compiled.leaf
    assert leaf is not None
    there = np.flatnonzero(leaf >= 0)
    node = leaf[there]

    def column(values: NDArray[Any], default: int) -> NDArray[Any]:
        out = np.full(rows, default, values.dtype)
        out[there] = values[node]
        return out

    start = dates[layout.START :: layout.DATES]
    moved = placing.role == kernels.MOVES
    delay = np.where(moved, start - outcome.linked, 0).astype(np.int32)
    pushed = moved & (delay > 0)
    row = tables(placing.compiled)[0].row
    rival = np.where(pushed & (outcome.rival >= 0), row[outcome.rival], -1).astype(np.int32)
    return Placed(
        column(start, MISSING), column(dates[layout.FINISH :: layout.DATES], MISSING), column(delay, 0),
        column(np.where(pushed, outcome.resource, -1).astype(np.int32), -1), column(rival, -1),
        column(outcome.state, 0),
    )  # fmt: skip
