# mypy: allow-untyped-defs, allow-untyped-calls
# Numba infers the types of kernels; annotations would only repeat the columns of Nodes, Edges and Clock.
"""Orders: topological, strongly connected, outline."""

from __future__ import annotations

import numpy as np

from headway.engine.jit import allocating


@allocating
def group_by(keys, groups, first, order):
    """Counting sort: ``order[first[g]:first[g + 1]]`` lists, ascending, where ``keys`` equals g."""
    for k in range(groups + 1):
        first[k] = 0
    for key in keys:
        first[key + 1] += 1
    for k in range(groups):
        first[k + 1] += first[k]
    place = first.copy()
    for e in range(len(keys)):
        order[place[keys[e]]] = e
        place[keys[e]] += 1


@allocating
def topological(first_out, out_edge, target, waiting, order):
    """Order nodes so that every edge points forward, staying near the given order, which is near in memory too.

    ``waiting`` holds the number of incoming edges and is used up. Returns how many nodes could be ordered: fewer than
    all where edges form a cycle.
    """
    nodes = len(waiting)
    stack = np.empty(nodes, np.int32)
    done = 0
    for k in range(nodes):
        if waiting[k] != 0:
            continue
        depth = 1
        stack[0] = k
        waiting[k] = -1
        while depth:
            depth -= 1
            node = stack[depth]
            order[done] = node
            done += 1
            for p in range(first_out[node + 1] - 1, first_out[node] - 1, -1):
                other = target[out_edge[p]]
                waiting[other] -= 1
                # A node still ahead of k is met in its turn; one behind k has only waited for this.
                if waiting[other] == 0 and other < k:
                    waiting[other] = -1
                    stack[depth] = other
                    depth += 1
    return done


@allocating
def components(first_out, out_edge, target, member, label):
    """Number strongly connected components (Tarjan 1972, without recursion) among the nodes marked in ``member``.

    ``label`` receives the component of every marked node and -1 elsewhere. Returns the number of components.
    """
    nodes = len(member)
    low = np.zeros(nodes, np.int32)
    index = np.full(nodes, -1, np.int32)
    on_stack = np.zeros(nodes, np.bool_)
    stack = np.empty(nodes, np.int32)
    path = np.empty(nodes, np.int32)
    at = np.empty(nodes, np.int32)
    label[:] = -1
    height, counter, found = 0, 0, 0
    for root in range(nodes):
        if not member[root] or index[root] >= 0:
            continue
        depth = 0
        path[0] = root
        at[root] = first_out[root]
        index[root] = low[root] = counter
        counter += 1
        stack[height] = root
        height += 1
        on_stack[root] = True
        while depth >= 0:
            node = path[depth]
            if at[node] < first_out[node + 1]:
                other = target[out_edge[at[node]]]
                at[node] += 1
                if not member[other]:
                    continue
                if index[other] < 0:
                    index[other] = low[other] = counter
                    counter += 1
                    stack[height] = other
                    height += 1
                    on_stack[other] = True
                    at[other] = first_out[other]
                    depth += 1
                    path[depth] = other
                elif on_stack[other]:
                    low[node] = min(low[node], index[other])
                continue
            depth -= 1
            if depth >= 0:
                low[path[depth]] = min(low[path[depth]], low[node])
            if low[node] == index[node]:
                while True:
                    height -= 1
                    popped = stack[height]
                    on_stack[popped] = False
                    label[popped] = found
                    if popped == node:
                        break
                found += 1
    return found


@allocating
def outline(parent, depth, order):
    """Number the depth of every row and list the rows deepest first; returns -1, or a row whose parents form a loop."""
    rows = len(parent)
    for row in range(rows):
        depth[row] = -1
    trail = np.empty(rows, np.int32)
    deepest = 0
    for row in range(rows):
        steps = 0
        at = row
        while at >= 0 and depth[at] < 0:
            if depth[at] == -2:
                return at
            depth[at] = -2
            trail[steps] = at
            steps += 1
            at = parent[at]
        base = depth[at] if at >= 0 else -1
        for k in range(steps - 1, -1, -1):
            base += 1
            depth[trail[k]] = base
        deepest = max(deepest, base)
    first = np.zeros(deepest + 2, np.int64)
    for row in range(rows):
        first[deepest - depth[row] + 1] += 1
    for k in range(deepest + 1):
        first[k + 1] += first[k]
    for row in range(rows):
        level = deepest - depth[row]
        order[first[level]] = row
        first[level] += 1
    return -1
