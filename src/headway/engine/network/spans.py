"""Activities of P6 that span others: what their dates follow from, as edges.

A level of effort begins with the first and ends with the last of what it is linked to, before it and after it; a WBS
summary does so with all activities below its summary. No work follows from either, so they stand at the end of every
chain and all their edges lead to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.network.layout import FF, FS, SF, SS
from headway.engine.plan import TaskKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.network.compiled import Outline
    from headway.engine.plan import Plan

BACKWARD = np.array([SF, SS, FF, FS], np.int8)
"""By type of a link that leads from a level of effort: the kind of the edge that leads to it."""

Ends = tuple["NDArray[np.int32]", "NDArray[np.int32]", "NDArray[np.int8]", "NDArray[np.int32]"]
NOTHING: Ends = (*(np.empty(0, np.int32),) * 2, np.empty(0, np.int8), np.empty(0, np.int32))


def acting(plan: Plan) -> NDArray[np.bool_]:
    """Mark the links that something follows from, the way they lead.

    Inactive tasks and what spans others get dates, but drive nothing; only another level of effort follows one that
    comes before it. A WBS summary takes no notice of links.

    Parameters
    ----------
    plan : Plan
        What to schedule.

    Returns
    -------
    ndarray of bool, shape (links,)
    """
    tasks, links = plan.tasks, plan.links
    spans = tasks.spanning
    drives = tasks.active & ~spans
    if not spans.any():
        return np.asarray(drives[links.predecessor])
    effort = spans & (tasks.kind == TaskKind.LEVEL_OF_EFFORT)
    both = (effort & tasks.active)[links.predecessor] & effort[links.successor]
    return np.asarray((drives[links.predecessor] | both) & ~(spans & ~effort)[links.successor])


def span_edges(plan: Plan, outline: Outline) -> Ends:
    """Lay out the edges to activities that span others, beside the links that lead to them.

    Parameters
    ----------
    plan : Plan
        What to schedule.
    outline : Outline
        The tree of rows.

    Returns
    -------
    source, target : ndarray of int32, shape (edges,)
        Rows.
    kind : ndarray of int8
    link : ndarray of int32
        The link that is followed backward, its lag as a lead; -1 for what a WBS summary spans.
    """
    spans, links = plan.tasks.spanning, plan.links
    if not spans.any():
        return NOTHING
    work = plan.tasks.active & ~spans & ~outline.summary
    effort = spans & plan.tasks.active & (plan.tasks.kind == TaskKind.LEVEL_OF_EFFORT)
    after = np.flatnonzero(effort[links.predecessor] & work[links.successor]).astype(np.int32)
    inside, above = _below_the_same(plan, outline, work | effort)
    return (
        np.concatenate((links.successor[after], inside, inside)),
        np.concatenate((links.predecessor[after], above, above)),
        np.concatenate((BACKWARD[links.type[after]], np.repeat(np.array([SS, FF], np.int8), len(inside)))),
        np.concatenate((after, np.full(2 * len(inside), -1, np.int32))),
    )


def _below_the_same(
    plan: Plan, outline: Outline, counts: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Pair the rows that count with the WBS summaries that span them."""
    wanted = np.flatnonzero((plan.tasks.kind == TaskKind.WBS_SUMMARY) & plan.tasks.active & ~outline.summary)
    rows, spanned_by = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
    for row in wanted.tolist():
        found = np.flatnonzero(_under(plan, outline, row) & counts).astype(np.int32)
        rows.append(found)
        spanned_by.append(np.full(len(found), row, np.int32))
    return np.concatenate(rows), np.concatenate(spanned_by)


def _under(plan: Plan, outline: Outline, row: int) -> NDArray[np.bool_]:
    """Mark what is below the summary of a row; without one the whole project."""
    top = int(outline.parent[row])
    if top < 0:
        return np.asarray(plan.tasks.project == plan.tasks.project[row])
    inside = outline.parent == top
    while True:
        more = inside | ((outline.parent >= 0) & inside[outline.parent])
        if (more == inside).all():
            return np.asarray(inside)
        inside = more
