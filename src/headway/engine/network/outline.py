"""The tree of rows, and the gates through which links of summaries act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from headway.engine.network import kernels_order, kernels_outline
from headway.engine.network.compiled import Outline
from headway.engine.network.layout import INTO_SUMMARY, OUT_OF_SUMMARY
from headway.engine.network.result import Diagnostic

if TYPE_CHECKING:
    from headway.engine.plan import Links, Tasks

Rows = NDArray[np.int32]


def outline_of(tasks: Tasks) -> tuple[Outline, tuple[Diagnostic, ...]]:
    """Sort the rows by depth.

    Parameters
    ----------
    tasks : Tasks
        With valid ``parent`` rows.

    Returns
    -------
    Outline
    tuple of Diagnostic
        ``outline-loop`` where summaries hold each other.
    """
    rows = len(tasks)
    depth, order = np.empty(rows, np.int32), np.empty(rows, np.int32)
    loop = kernels_order.outline(tasks.parent, depth, order)
    summary = np.zeros(rows, bool)
    summary[tasks.parent[tasks.parent >= 0]] = True
    if loop < 0:
        return Outline(tasks.parent, order, summary), ()
    trail = [loop]
    while (above := int(tasks.parent[trail[-1]])) != loop:
        trail.append(above)
    message = f"{len(trail)} summaries hold each other in a loop."
    return Outline(tasks.parent, order, summary), (Diagnostic("outline-loop", message, "error", tasks=tuple(trail)),)


def own_summary_links(links: Links, outline: Outline) -> tuple[Diagnostic, ...]:
    """Find links between a summary and what it holds: they have no meaning.

    Parameters
    ----------
    links : Links
        Columns of the links.
    outline : Outline
        The tree of rows.

    Returns
    -------
    tuple of Diagnostic
    """
    before, after = links.predecessor, links.successor
    concerned = np.flatnonzero(outline.summary[before] | outline.summary[after])
    if not len(concerned):
        return ()
    down, up = np.empty(len(concerned), bool), np.empty(len(concerned), bool)
    kernels_outline.holds(outline.parent, before[concerned], after[concerned], down)
    kernels_outline.holds(outline.parent, after[concerned], before[concerned], up)
    wrong = concerned[down | up]
    if not len(wrong):
        return ()
    ends = np.unique(np.concatenate((before[wrong], after[wrong])))
    message = "Summaries are linked to tasks that they hold; such a link can never be met."
    return (
        Diagnostic("link-to-own-summary", message, "error", tasks=tuple(ends.tolist()), links=tuple(wrong.tolist())),
    )


def gates(
    outline: Outline,
    links: Links,
    used: NDArray[np.bool_],
    counts: NDArray[np.bool_],
    spans: NDArray[np.bool_],
    by_hand: NDArray[np.bool_],
    loose: NDArray[np.bool_],
) -> tuple[Rows, Rows, Rows, NDArray[np.int8]]:
    """Lay out the gates of linked summaries.

    A link to a summary holds back everything below it; a link from one waits for everything below it. The row of the
    summary itself is the gate at its beginning, a further node the gate at its end; both exist only where links need
    them, so the number of edges grows with tasks, not with tasks times links.

    Parameters
    ----------
    outline : Outline
        The tree of rows.
    links : Links
        Columns of the links.
    used : ndarray of bool, shape (links,)
        Links that act.
    counts : ndarray of bool, shape (rows,)
        Rows that are active.
    spans : ndarray of bool, shape (rows,)
        Rows whose dates follow from what they span: no summary holds them back or waits for them.
    by_hand : ndarray of bool, shape (rows,)
        Summaries scheduled by hand: links above them end there.
    loose : ndarray of bool, shape (rows,)
        Rows that do not hold up the end of the summary right above them.

    Returns
    -------
    end_row : ndarray of int32
        Summary of each further node; these nodes follow the rows.
    source, target : ndarray of int32
        Nodes of the edges between gates and what they hold.
    kind : ndarray of int8
    """
    rows = len(outline.parent)
    into, out_of = np.zeros(rows, bool), np.zeros(rows, bool)
    into[links.successor[used]] = True
    out_of[links.predecessor[used]] = True
    into &= outline.summary
    out_of &= outline.summary
    end_row = np.flatnonzero(out_of).astype(np.int32)
    node = np.arange(rows, dtype=np.int32)
    node[end_row] = rows + np.arange(len(end_row), dtype=np.int32)
    none = np.empty(0, np.int32)
    sources, targets, kinds = [none], [none], [np.empty(0, np.int8)]
    above = np.empty(rows, np.int32)
    if into.any():
        into |= by_hand
        kernels_outline.nearest_above(outline.parent, outline.order, into, above)
        held = np.flatnonzero((above >= 0) & (~outline.summary | into) & ~spans).astype(np.int32)
        sources.append(above[held])
        targets.append(held)
        kinds.append(np.full(len(held), INTO_SUMMARY, np.int8))
    if out_of.any():
        kernels_outline.nearest_above(outline.parent, outline.order, out_of, above)
        held = np.flatnonzero(
            (above >= 0) & counts & ~spans & ~(loose & (above == outline.parent)) & (~outline.summary | out_of)
        ).astype(np.int32)
        sources.append(node[held])
        targets.append(node[above[held]])
        kinds.append(np.full(len(held), OUT_OF_SUMMARY, np.int8))
    return end_row, np.concatenate(sources), np.concatenate(targets), np.concatenate(kinds)
