# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: PLR0917 - tables are passed singly, as Numba wants them
"""Search for links that a path of other links implies."""

from __future__ import annotations

from headway.engine.jit import kernel


@kernel
def levels(order, first, source, level, height):
    """Longest path from any beginning and to any end, in edges, for every node; nodes come in topological order."""
    for i in order:
        deepest = 0
        for e in range(first[i], first[i + 1]):
            deepest = max(deepest, level[source[e]] + 1)
        level[i] = deepest
    for i in order[::-1]:
        for e in range(first[i], first[i + 1]):
            height[source[e]] = max(height[source[e]], height[i] + 1)


@kernel
def implied(first, source, level, height, wanted, seen, direct, stack, limit, each_limit, out):
    """Mark incoming edges of every node that a longer path implies; returns nodes left unsearched, wholly or in part.

    From each direct predecessor the search goes backwards, as long as a node lies above the lowest level and below
    the greatest height of the direct predecessors: no other node can come after one of them. ``seen`` and ``direct``
    hold -1 and are stamped with the node searched for.
    """
    steps, unsearched = 0, 0
    for i in range(len(level)):
        begin, end = first[i], first[i + 1]
        if end - begin < 2:
            continue
        lowest, highest, count = level[i], 0, 0
        for e in range(begin, end):
            if wanted[e]:
                count += 1
                lowest = min(lowest, level[source[e]])
                highest = max(highest, height[source[e]])
            direct[source[e]] = i
        if count == 0:
            continue
        if steps > limit:
            unsearched += 1
            continue
        own, top = 0, 0
        for e in range(begin, end):
            node = source[e]
            if level[node] > lowest and height[node] < highest and seen[node] != i:
                seen[node] = i
                stack[top] = node
                top += 1
        # A node is on the stack once; what is reached from another node is marked in ``out`` when it is direct.
        while top > 0 and own <= each_limit:
            top -= 1
            node = stack[top]
            for k in range(first[node], first[node + 1]):
                own += 1
                before = source[k]
                if direct[before] == i:
                    direct[before] = -2 - i
                if level[before] > lowest and height[before] < highest and seen[before] != i:
                    seen[before] = i
                    stack[top] = before
                    top += 1
        if own > each_limit:
            unsearched += 1
        steps += own
        for e in range(begin, end):
            if wanted[e] and direct[source[e]] == -2 - i:
                out[e] = True
    return unsearched
