"""Links that say what other links say already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.measures import kernels_redundant as kernels
from headway.engine.network.link_dates import summaries
from headway.engine.network.order import grouped, topological_order
from headway.engine.plan import LinkType

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.plan import Plan

EACH_STEPS = 200_000
"""Links looked at, at most, for one successor."""


@dataclass(frozen=True, slots=True)
class Redundant:
    """What was searched and what was found."""

    links: NDArray[np.int32]
    """Rows of redundant links, ascending."""
    population: NDArray[np.int32]
    """Rows of all links that were in question."""
    unsearched: int
    """Successors whose links were not searched to the end, because a limit was hit."""


def redundant_links(plan: Plan, *, search_steps: int = 30_000_000) -> Redundant:
    """Find finish-start links without lag that another link or a path of links implies.

    A link i -> j is redundant if a path i -> ... -> j of two or more finish-start links without leads exists (the
    transitive reduction of that graph leaves it out), or if another finish-start link without lead joins the same two
    tasks; of several that say exactly the same, the first one stays. Only links between active leaf tasks count, and
    paths lead through such tasks alone: not through summaries, levels of effort, or tasks scheduled by hand, whose
    dates do not follow their links.

    Parameters
    ----------
    plan : Plan
        Without errors, so without cycles.
    search_steps : int
        Links looked at before the search ends early; ``unsearched`` then says how much was left out.

    Returns
    -------
    Redundant
        O(links) where paths are short; in dense networks the limits hold.

    Notes
    -----
    A. V. Aho, M. R. Garey, J. D. Ullman, The transitive reduction of a directed graph, SIAM J. Comput. 1 (1972). The
    search for one successor is pruned by the longest paths before and behind its direct predecessors.
    """
    links, tasks = plan.links, plan.tasks
    plain = tasks.active & ~summaries(plan) & ~tasks.spanning
    forward = plain[links.predecessor] & plain[links.successor] & (links.type == LinkType.FS) & (links.lag >= 0)
    rows = np.flatnonzero(forward).astype(np.int32)
    wanted = links.lag[rows] == 0
    found = np.zeros(len(links), bool)
    found[_repeated(plan, rows)] = True
    # What is scheduled by hand may end a path, but passes nothing on: links into it are left out of the search.
    through = ~tasks.manual[links.successor[rows]]
    left = _search(plan, rows, wanted, through, found, search_steps)
    return Redundant(np.flatnonzero(found).astype(np.int32), rows[wanted], left)


def _repeated(plan: Plan, rows: NDArray[np.int32]) -> NDArray[np.int32]:
    """Links without lag beside another one of the same two tasks; the longest lag stays, or the first row."""
    links = plan.links
    before, after, lag = links.predecessor[rows], links.successor[rows], links.lag[rows]
    order = np.lexsort((rows, -lag.astype(np.int64), after, before))
    same = (before[order][1:] == before[order][:-1]) & (after[order][1:] == after[order][:-1])
    repeated = order[1:][same]
    return np.asarray(rows[repeated[lag[repeated] == 0]])


def _search(
    plan: Plan,
    rows: NDArray[np.int32],
    wanted: NDArray[np.bool_],
    through: NDArray[np.bool_],
    found: NDArray[np.bool_],
    search_steps: int,
) -> int:
    """Mark what paths imply in ``found``; a task set by hand is two nodes, an end and a new beginning."""
    count = len(plan.tasks)
    source, target = plan.links.predecessor[rows], plan.links.successor[rows]
    # A task by hand is two nodes: one that its links lead into, one that its own links start from.
    target = np.where(through, target, target + count).astype(np.int32)
    first, position = grouped(target, 2 * count)
    order = topological_order(2 * count, source, target).nodes
    level, height = np.zeros(2 * count, np.int32), np.zeros(2 * count, np.int32)
    incoming = source[position]
    kernels.levels(order, first, incoming, level, height)
    seen, direct = np.full(2 * count, -1, np.int32), np.full(2 * count, -1, np.int32)
    stack = np.empty(2 * count, np.int32)
    out = np.zeros(len(rows), bool)
    limits = (search_steps, min(EACH_STEPS, search_steps))
    left = kernels.implied(first, incoming, level, height, wanted[position], seen, direct, stack, *limits, out)
    found[rows[position[out]]] = True
    return int(left)
