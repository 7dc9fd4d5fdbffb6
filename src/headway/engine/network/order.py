"""Topological order, and the cycles that prevent one."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.engine.network import kernels_order as kernels

Rows = NDArray[np.int32]
SEARCHED = 20_000
"""Nodes visited at most, about, while looking for the shortest cycle of a component."""


@dataclass(frozen=True, slots=True)
class Order:
    """A topological order, or the tangles that leave none."""

    nodes: Rows
    """Nodes in order; only those outside and before cycles where ``cycles`` is not empty."""
    cycles: tuple[tuple[int, ...], ...]
    """Strongly connected nodes, smallest group first; each begins with a shortest cycle in the order of its edges."""


def topological_order(count: int, source: Rows, target: Rows) -> Order:
    """Order the nodes of a directed graph so that every edge points forward.

    Parameters
    ----------
    count : int
        Number of nodes.
    source, target : ndarray of int32, shape (edges,)
        Both nodes of every edge.

    Returns
    -------
    Order
        In O(nodes + edges). Nodes keep their given order as far as the edges allow, so the result is deterministic.

    Notes
    -----
    Cycles are the strongly connected components with more than one node or an edge to itself: R. Tarjan, Depth-first
    search and linear graph algorithms, SIAM J. Comput. 1 (1972).
    """
    first_out, out_edge = grouped(source, count)
    waiting = np.bincount(target, minlength=count).astype(np.int32)
    order = np.empty(count, np.int32)
    done = kernels.topological(first_out, out_edge, target, waiting, order)
    if done == count:
        return Order(order, ())
    member = waiting > 0
    label = np.empty(count, np.int32)
    found = kernels.components(first_out, out_edge, target, member, label)
    loops = set(source[(source == target)].tolist())
    sizes = np.bincount(label[label >= 0], minlength=found)
    by_label = np.argsort(label, kind="stable")
    ends = np.cumsum(np.concatenate(([np.count_nonzero(label < 0)], sizes)))
    groups = [by_label[ends[k] : ends[k + 1]].tolist() for k in range(found)]
    tangled = [group for group in groups if len(group) > 1 or group[0] in loops]
    edges = (first_out, out_edge, target)
    cycles = sorted((cycle_first(group, edges) for group in tangled), key=lambda nodes: (len(nodes), nodes))
    return Order(order[:done], tuple(cycles))


def grouped(keys: Rows, groups: int) -> tuple[Rows, Rows]:
    """List positions by key (compressed sparse rows).

    Parameters
    ----------
    keys : ndarray of int32, shape (k,)
        Each in [0, groups).
    groups : int
        How many keys there are.

    Returns
    -------
    first : ndarray of int32, shape (groups + 1,)
    order : ndarray of int32, shape (k,)
        ``order[first[g]:first[g + 1]]`` are the positions of key g, ascending.
    """
    first = np.empty(groups + 1, np.int32)
    order = np.empty(len(keys), np.int32)
    kernels.group_by(keys, groups, first, order)
    return first, order


def distinct(rows: Rows) -> Rows:
    """List the different rows, ascending.

    Parameters
    ----------
    rows : ndarray of int32, shape (k,)
        In any order.

    Returns
    -------
    ndarray of int32
        Like ``numpy.unique``, which hashes integers and takes several times as long.
    """
    ascending = np.sort(rows)
    first = np.ones(len(rows), bool)
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    return ascending[first]


def cycle_first(group: list[int], edges: tuple[Rows, Rows, Rows]) -> tuple[int, ...]:
    """List a component beginning with a shortest cycle through one of its nodes, in the order of the edges.

    Parameters
    ----------
    group : list of int
        Nodes of one strongly connected component.
    edges : tuple
        ``first_out``, ``out_edge`` and ``target`` of the graph.

    Returns
    -------
    tuple of int
        The cycle, then the other nodes ascending. In a large component only a few starts are tried.
    """
    inside = set(group)
    best: list[int] = []
    for start in sorted(group)[: max(1, min(50, SEARCHED // len(group)))]:
        found = _cycle_from(start, inside, edges)
        if found and (not best or len(found) < len(best)):
            best = found
        if len(best) <= 2:
            break
    pivot = best.index(min(best))
    cycle = best[pivot:] + best[:pivot]
    return (*cycle, *sorted(inside.difference(cycle)))


def _cycle_from(start: int, inside: set[int], edges: tuple[Rows, Rows, Rows]) -> list[int]:
    first_out, out_edge, target = edges
    came: dict[int, int] = {}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for other in target[out_edge[first_out[node] : first_out[node + 1]]].tolist():
            if other == start:
                path = [node]
                while path[-1] != start:
                    path.append(came[path[-1]])
                return path[::-1]
            if other in inside and other not in came:
                came[other] = node
                queue.append(other)
    return []
