"""The map from projects to objectives: who a benefit is owed to, each value counted once, and what hangs in the air."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.measures.columns import ratio
from headway.engine.measures.diagnostic import Diagnostic
from headway.engine.network.order import grouped, topological_order

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Attribution:
    """Shares of n nodes in one another."""

    share: NDArray[np.float64]
    """(n, n): part of column's value that is owed to row, over all ways; 1 on the diagonal."""
    value: NDArray[np.float64]
    """(n, n): that part in the unit of the values."""
    sources: tuple[int, ...]
    """Nodes that nothing leads to. Their shares in any node sum to 1."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """``cycle`` with its nodes: nothing is attributed then; ``no-weight``: all incoming weights of a node are 0, they
    count as the same."""


def attribute(edges: ArrayLike, weights: ArrayLike, value: ArrayLike) -> Attribution:
    """Owe the value of every node to those that lead to it, by the weights of its incoming edges.

    share(a, b) = Σ_{c -> b} share(a, c) · w_cb / Σ_{d -> b} w_db;  share(a, a) = 1

    Parameters
    ----------
    edges : array_like of int, shape (e, 2)
        From, to: project to output to capability to outcome to benefit to objective.
    weights : array_like, shape (e,)
        Not negative; only the proportions of the edges into one node matter.
    value : array_like, shape (n,)
        Of each node, 0 for all but benefits and dis-benefits.

    Returns
    -------
    Attribution
        The value of a node is owed to its sources exactly once.

    Raises
    ------
    ValueError
        If an edge names a node that is not there or a weight is negative or no number.

    Notes
    -----
    Complexity: O(n · e). Source: Managing Successful Programmes, benefits map.
    """
    worth = np.asarray(value, np.float64)
    n = len(worth)
    pairs = np.asarray(edges, np.int64).reshape(-1, 2)
    weight = np.broadcast_to(np.asarray(weights, np.float64), (len(pairs),))
    if not (np.isfinite(weight) & (weight >= 0)).all():
        raise ValueError("weights: are numbers that are not negative")
    if len(pairs) and not ((pairs >= 0) & (pairs < n)).all():
        raise ValueError("edges: name a node that is not there")
    incoming = np.bincount(pairs[:, 1], minlength=n)
    total = np.bincount(pairs[:, 1], weights=weight, minlength=n)
    empty = (incoming > 0) & (total == 0)
    part = np.where(empty[pairs[:, 1]], ratio(1.0, incoming[pairs[:, 1]]), ratio(weight, total[pairs[:, 1]]))
    sources = tuple(np.flatnonzero(incoming == 0).tolist())
    found = [
        Diagnostic("no-weight", "No edge into the node has a weight.", "warning", tuple(np.flatnonzero(empty).tolist()))
    ] * bool(empty.any())
    before, after = pairs.T.astype(np.int32)
    order = topological_order(n, before, after)
    if order.cycles:
        rings = tuple(sorted(node for ring in order.cycles for node in ring))
        found.append(Diagnostic("cycle", "The nodes lead to each other in a ring.", "error", rings))
        none = np.full((n, n), np.nan)
        return Attribution(none, none, sources, tuple(found))
    share = np.eye(n)
    first, into = grouped(after, n)
    for node in order.nodes:
        for edge in into[first[node] : first[node + 1]]:
            share[:, node] += share[:, before[edge]] * part[edge]
    return Attribution(share, share * worth, sources, tuple(found))


def loose_ends(edges: ArrayLike, needs_before: ArrayLike, needs_after: ArrayLike) -> tuple[Diagnostic, ...]:
    """Name nodes of a map that nothing leads to, or that lead nowhere, although they should.

    Parameters
    ----------
    edges : array_like of int, shape (e, 2)
        From, to.
    needs_before : array_like of bool, shape (n,)
        Nodes that something has to lead to: all but projects.
    needs_after : array_like of bool, shape (n,)
        Nodes that have to lead to something: all but objectives.

    Returns
    -------
    tuple of Diagnostic
        ``nothing-leads-here`` and ``leads-nowhere`` with their nodes.

    Raises
    ------
    ValueError
        If the two columns have different lengths.
    """
    before, after = np.asarray(needs_before, bool), np.asarray(needs_after, bool)
    if before.shape != after.shape:
        raise ValueError("needs_before, needs_after: one for each node")
    pairs = np.asarray(edges, np.int64).reshape(-1, 2)
    n = len(before)
    reached, leads = np.bincount(pairs[:, 1], minlength=n) > 0, np.bincount(pairs[:, 0], minlength=n) > 0
    found = []
    for name, message, mask in (
        ("nothing-leads-here", "Nothing leads to the nodes.", before & ~reached),
        ("leads-nowhere", "The nodes lead to nothing.", after & ~leads),
    ):
        if mask.any():
            found.append(Diagnostic(name, message, "warning", tuple(np.flatnonzero(mask).tolist())))
    return tuple(found)
