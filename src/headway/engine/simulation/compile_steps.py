"""From a compiled plan to the steps and demands of a simulation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from headway.engine.network import layout as net
from headway.engine.plan import MISSING, LinkType
from headway.engine.simulation import kernels_places
from headway.engine.simulation import layout as lay
from headway.engine.simulation.crossings import crossings_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.network.compiled import CompiledPlan, Edges, Nodes
    from headway.engine.simulation.compiled import Crossings, Moments

    Ints = NDArray[np.int32]

DATE_COLUMNS = (lay.START_CODE, lay.FINISH_CODE, lay.START_AT, lay.FINISH_AT)


class Steps(NamedTuple):
    """Steps with all that does not depend on what is drawn."""

    table: Ints
    """Shape (steps, STEP)."""
    demands: Ints
    source: Ints
    """Step that each demand starts from."""
    first: Ints
    places: int
    crossings: Crossings


def steps_of(compiled: CompiledPlan, varies: NDArray[np.bool_], milestones: Ints, moments: Moments) -> Steps:
    """Lay steps and demands out.

    Parameters
    ----------
    compiled : CompiledPlan
        Without errors.
    varies : ndarray of bool, shape (nodes,)
        Nodes whose duration differs between runs.
    milestones : ndarray of int32
        Rows of tasks whose finish is wanted.
    moments : Moments
        Dates that are expected.

    Returns
    -------
    Steps
        O(tasks + links).
    """
    assert compiled.nodes is not None
    assert compiled.edges is not None
    assert compiled.leaf is not None
    nodes, edges = compiled.nodes, compiled.edges
    table = np.zeros((len(nodes), lay.STEP), np.int32)
    table[:, lay.NODE] = np.arange(len(nodes))
    table[:, lay.CALENDAR], table[:, lay.FLAGS] = nodes.calendar, nodes.flags
    table[:, lay.PROJECT], table[:, lay.FIXED_DURATION] = nodes.project, nodes.duration
    table[:, lay.TARGET] = -1
    target, kept, first = _kept_edges(nodes, edges)
    source, sort_of = edges.source[kept], edges.kind[kept]
    lag, lag_calendar = edges.lag[kept], edges.calendar[kept]
    kind, floor = _kinds(compiled, nodes, varies)
    runs = nodes.calendar
    gates = net.BEGIN | net.END
    plain = (runs[source] == runs[target]) & ((lag == 0) | (lag_calendar == runs[target]))
    plain &= (nodes.flags[source] & gates) == 0
    kernels_places.kinds(kind, first, source, plain, nodes.flags.copy())
    special = kind == lay.SPECIAL
    by_instant = special | (kind == lay.MOMENT)
    table[:, lay.KIND] = kind
    table[:, lay.FLOOR] = np.where(by_instant, nodes.floor_start, floor)
    finishes = np.isin(sort_of, (LinkType.FF, LinkType.SF))
    coded = plain & ~by_instant[target]
    sort = np.where(coded, lay.CODED, lay.AT_INSTANT) + (finishes & ~(coded & (kind[target] == lay.EVENT)))
    within = sort_of == net.OUT_OF_SUMMARY
    sort[within] = lay.WITHIN
    from_finish = np.isin(sort_of, (LinkType.FS, LinkType.FF))
    crossed = from_finish & ~coded & (kind[source] == lay.ORDINARY) & (kind[target] == lay.ORDINARY)
    crossed &= (lag == 0) | (lag_calendar == runs[target])
    crossing, crossings = crossings_of(compiled, moments, runs[source], runs[target], crossed)
    crossed = crossing >= 0
    sort[crossed] += lay.CROSSED - lay.AT_INSTANT
    which = np.where(coded | crossed, 0, 2) + from_finish
    which[within] = 2
    other = np.where(within, 3, -1)
    demands = np.zeros((len(kept), lay.DEMAND), np.int32)
    demands[:, lay.LAG], demands[:, lay.SORT] = lag, sort
    demands[:, lay.LAG_CALENDAR], demands[:, lay.EDGE], demands[:, lay.CROSSING] = lag_calendar, kept, crossing
    table[:, lay.ENDS] = _ends(nodes, source, target, (sort_of, lag, varies), special, by_instant)
    table[_idle(compiled, nodes, source, milestones), lay.KIND] = lay.IDLE
    places, last = np.full((2, len(nodes), 4), -1, np.int32)
    flat = demands.ravel()
    count = kernels_places.give_places(
        first,
        source,
        which.astype(np.int32),
        other.astype(np.int32),
        flat,
        places,
        last,
        np.empty(4 * len(nodes), np.int32),
    )
    table[:, DATE_COLUMNS] = places
    table[:, lay.FIRST], table[:, lay.LAST] = first[:-1], first[1:]
    return Steps(table, flat, source, first, count, crossings)


def _idle(compiled: CompiledPlan, nodes: Nodes, source: Ints, milestones: Ints) -> NDArray[np.bool_]:
    """Mark inactive tasks whose dates nobody asks for."""
    assert compiled.leaf is not None
    named = np.zeros(len(nodes), bool)
    leaf = compiled.leaf[milestones]
    named[leaf[leaf >= 0]] = True
    idle = ((nodes.flags & net.INACTIVE) != 0) & ~named & ((nodes.flags & (net.BEGIN | net.END)) == 0)
    return np.asarray(idle & (np.bincount(source, minlength=len(nodes)) == 0))


def _kept_edges(nodes: Nodes, edges: Edges) -> tuple[Ints, Ints, Ints]:
    """Drop the links from summaries set by hand to what is below them: their start is a default, not a bound."""
    target = np.repeat(np.arange(len(nodes), dtype=np.int32), np.diff(edges.first))
    by_hand = (edges.kind == net.INTO_SUMMARY) & ((nodes.flags[edges.source] & net.FIXED) != 0)
    kept = np.flatnonzero(~by_hand).astype(np.int32)
    first = np.searchsorted(target[kept], np.arange(len(nodes) + 1)).astype(np.int32)
    return target[kept], kept, first


def _kinds(compiled: CompiledPlan, nodes: Nodes, varies: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Return the kind of every step and the code of its floor; events between two shifts have none."""
    clock = compiled.calendars
    assert clock is not None
    floor, row = nodes.floor_start.copy(), nodes.calendar
    before = floor < clock.clock.first
    worked = clock.worked(row, np.where(before, clock.clock.first, floor))
    at_start = clock.next_working(row, floor) == floor
    at_end = clock.previous_working(row, floor) == floor
    event = (nodes.duration == 0) & ~varies
    kind = np.where(event, lay.EVENT, lay.ORDINARY).astype(np.int32)
    between = event & ~at_start & ~at_end
    kind[between] = np.where(nodes.flags & net.AT_SHIFT, lay.SPECIAL, lay.MOMENT)[between]
    kind[(nodes.flags & net.SLOW) != 0] = lay.SPECIAL
    return kind, (2 * worked + at_start).astype(np.int32)


def _ends(
    nodes: Nodes,
    source: Ints,
    target: Ints,
    links: tuple[NDArray[np.int8], Ints, NDArray[np.bool_]],
    special: NDArray[np.bool_],
    by_instant: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Mark what may finish last in its project: whatever is not followed for certain by something that ends later.

    What is placed by instants may end outside of working time, where what follows it does not.
    """
    sort, lag, varies = links
    flags = nodes.flags
    followed = np.isin(sort, (LinkType.FS, LinkType.FF)) & (lag >= 0) & ~special[target] & ~by_instant[source]
    followed &= (nodes.project[source] == nodes.project[target]) & ((flags[target] & net.INACTIVE) == 0)
    # Where nothing but the finish is asked for, another calendar may have ended its shift before.
    lasting = ~varies[target] & (nodes.duration[target] > 0) & (sort == LinkType.FS)
    followed &= (nodes.calendar[source] == nodes.calendar[target]) | lasting
    ends = np.ones(len(nodes), bool)
    ends[source[followed]] = False
    ends &= (flags & (net.BEGIN | net.END | net.INACTIVE | net.HAMMOCK)) == 0
    return np.asarray(ends | ((flags & (net.BEGIN | net.FIXED)) == (net.BEGIN | net.FIXED)))


def given_finishes(compiled: CompiledPlan, ends: NDArray[np.bool_]) -> Ints:
    """Return the finish of projects without anything that ends: their start; MISSING for all others.

    Parameters
    ----------
    compiled : CompiledPlan
        Without errors.
    ends : ndarray of bool, shape (nodes,)
        What may finish last.

    Returns
    -------
    ndarray of int32, shape (projects,)
    """
    assert compiled.nodes is not None
    projects = compiled.plan.projects
    out = np.array([project.start for project in projects], np.int32)
    out[np.unique(compiled.nodes.project[ends])] = MISSING
    return out
