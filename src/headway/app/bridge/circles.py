"""Whether links and outline of a plan can be put in order at all: a quick look before a slow search for the circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.app.bridge.scheduling import compiles_meanwhile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def may_have_circle(parents: Mapping[int, int | None], links: Iterable[tuple[int, int]]) -> bool:
    """Return whether something waits for itself, or nobody can tell quickly; O(tasks + links).

    Each task is two nodes, its beginning and its end: what a link reaches is the beginning of a summary and so of all
    below it, and the end of a task is part of the end of its summary.
    """
    if compiles_meanwhile():
        return True  # nobody knows without the compiled search; the slow one finds out
    from headway.engine.network.order import topological_order  # noqa: PLC0415 - numba loads only where something is calculated

    place = {task: index for index, task in enumerate(parents)}
    count = len(place)
    above = np.array([place[parent] if parent is not None else -1 for parent in parents.values()], np.int32)
    pairs = np.array([(place[one], place[other]) for one, other in links], np.int32).reshape(-1, 2)
    leaf = np.ones(count, bool)
    leaf[above[above >= 0]] = False
    leaves, children = np.flatnonzero(leaf), np.flatnonzero(above >= 0)
    source = np.concatenate((leaves, above[children], children + count, pairs[:, 0] + count))
    target = np.concatenate((leaves + count, children, above[children] + count, pairs[:, 1]))
    order = topological_order(2 * count, source.astype(np.int32), target.astype(np.int32))
    return bool(order.cycles)
