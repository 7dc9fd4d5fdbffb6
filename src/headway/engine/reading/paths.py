"""Paths through the network: the longest one, and P6's multiple float paths."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from headway.engine.network.layout import (
    BEGIN,
    END,
    FF,
    FIXED,
    FREE,
    FS,
    OUT_OF_SUMMARY,
    PINNED,
    REMAINS,
    STARTED,
    WAITS,
)
from headway.engine.plan import MISSING
from headway.engine.reading.floats import edge_floats, shown_dates
from headway.engine.reading.trace import begun_starts, trace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from headway.engine.network.compiled import CompiledPlan
    from headway.engine.network.result import Schedule
    from headway.engine.plan import Minutes
    from headway.engine.reading.trace import Trace

Side = Literal["start", "finish"]


@dataclass(frozen=True, slots=True)
class FloatPaths:
    """Paths that lead to one task, the most critical first."""

    number: NDArray[np.int32]
    """Path of every task, from 1; 0 for tasks on none."""
    paths: tuple[tuple[int, ...], ...]
    """Rows of each path in the order of work; what follows its last row lies on an earlier path."""
    floats: tuple[int, ...]
    """Working minutes by which each path may slip until it reaches the path before it."""


def longest_path(compiled: CompiledPlan, schedule: Schedule) -> NDArray[np.bool_]:
    """Mark the longest path: everything that drives the tasks with the last early finish.

    Parameters
    ----------
    compiled : CompiledPlan
        The plan made ready.
    schedule : Schedule
        What ``run(compiled)`` returned.

    Returns
    -------
    ndarray of bool, shape (tasks,)
        Unfinished tasks on the path, and summaries that hold one. Each project has its last tasks, unless floats are
        counted over all. O(tasks + links).

    Raises
    ------
    ValueError
        If the schedule has no dates.
    """
    traced = trace(compiled, schedule)
    nodes, plan = traced.nodes, compiled.plan
    leaf = (nodes.flags & (BEGIN | END)) == 0
    counts = leaf & (plan.tasks.active & ~plan.tasks.spanning)[nodes.row]
    project = nodes.project if compiled.options.float_per_project else np.zeros(len(nodes.row), np.int32)
    ends = np.full(len(plan.projects), MISSING, np.int32)
    _, finish = shown_dates(traced)
    np.maximum.at(ends, project[counts], finish[counts])
    last = np.flatnonzero(counts & (finish == ends[project]))
    reached = _behind(traced, last.tolist())
    done = (nodes.flags & (FIXED | PINNED)) == (FIXED | PINNED)
    on_path = np.zeros(len(plan.tasks), bool)
    on_path[nodes.row[reached & leaf & ~done]] = True
    for row in traced.outline.order.tolist():
        above = int(traced.outline.parent[row])
        if above >= 0 and on_path[row]:
            on_path[above] = True
    return on_path


def critical_by_path(compiled: CompiledPlan, schedule: Schedule) -> NDArray[np.bool_]:
    """Set the critical flag by the longest path, alone or together with total float.

    Parameters
    ----------
    compiled : CompiledPlan
        With ``options.critical_by`` other than "float".
    schedule : Schedule
        With the critical flag by total float.

    Returns
    -------
    ndarray of bool, shape (tasks,)
    """
    path = longest_path(compiled, schedule)
    match compiled.options.critical_by:
        case "both":
            return path & schedule.critical
        case "either":
            return path | schedule.critical
        case _:
            return path


def driving_before(traced: Trace, node: int, side: Side) -> Iterator[tuple[int, int, Side]]:
    """Yield what decides one end of a node: edge, node before, and the end of that node which counts.

    Parameters
    ----------
    traced : Trace
        A schedule seen from inside.
    node : int
        Node.
    side : {"start", "finish"}
        End of the node.

    Yields
    ------
    tuple of int, int, {"start", "finish"}
    """
    edges, flags = traced.edges, int(traced.nodes.flags[node])
    if side == "start" and flags & (STARTED | REMAINS) == STARTED:
        return
    for e in range(int(edges.first[node]), int(edges.first[node + 1])):
        source, kind = int(edges.source[e]), int(edges.kind[e])
        if flags & END:
            dates = begun_starts(traced.nodes, traced.start) if side == "start" else traced.finish
            if not flags & FIXED and kind == OUT_OF_SUMMARY and dates[source] == dates[node]:
                yield e, source, side
        elif traced.drives[e]:
            yield e, source, "finish" if kind in {FS, FF} else "start"


def _behind(traced: Trace, last: list[int]) -> NDArray[np.bool_]:
    """Mark all nodes that driving edges lead back to."""
    seen: set[tuple[int, Side]] = {(node, "finish") for node in last}
    waiting = list(seen)
    while waiting:
        node, side = waiting.pop()
        for _, source, end in driving_before(traced, node, side):
            if (source, end) not in seen:
                seen.add((source, end))
                waiting.append((source, end))
    reached = np.zeros(len(traced.nodes.row), bool)
    reached[[node for node, _ in seen]] = True
    return reached


def float_paths(
    compiled: CompiledPlan, schedule: Schedule, task: int, *, count: int = 10, by: Literal["free", "total"] = "free"
) -> FloatPaths:
    """Number the paths that lead to a task: P6's multiple float paths.

    A path runs back over the link with the least float among those from tasks that are on no path yet. By free float,
    a new path branches off where the sum of free floats to the chosen task is least, so path 1 is the driving path; by
    total float, where the total float of the link is least.

    Parameters
    ----------
    compiled : CompiledPlan
        The plan made ready.
    schedule : Schedule
        What ``run(compiled)`` returned.
    task : int
        Row of the task at the end of all paths, not a summary.
    count : int
        Most paths to return.
    by : {"free", "total"}
        Which float of the links counts.

    Returns
    -------
    FloatPaths
        O((tasks + links) log links).

    Raises
    ------
    ValueError
        If the schedule has no dates, or ``task`` is a summary or no row.

    Notes
    -----
    Oracle, Primavera P6 help, "Calculate multiple float paths"; T. Boyle, P. Kelly, Interpreting logic paths in
    multi-calendar project schedules, AACE International, 2020.
    """
    traced = trace(compiled, schedule)
    if not 0 <= task < len(traced.leaf) or traced.leaf[task] < 0:
        raise ValueError("Float paths end at a task, a milestone or a level of effort, not at a summary.")
    return _Branches(traced, _costs(traced, by), sums=by == "free").follow(int(traced.leaf[task]), count)


def _costs(traced: Trace, by: Literal["free", "total"]) -> Minutes:
    """Return the float of every edge; those of gates have what their task may slip until the gate moves."""
    _, free, total = edge_floats(traced)
    cost = np.where(free == MISSING, FREE, free) if by == "free" else np.where(total == MISSING, FREE, total)
    gate = np.flatnonzero(traced.edges.link < 0)
    source, target = traced.edges.source[gate], traced.target[gate]
    out = traced.edges.kind[gate] == OUT_OF_SUMMARY
    inside = np.where(out, source, target)
    if by == "total":
        cost[gate] = traced.schedule.total_float[traced.nodes.row[inside]]
        cost[gate] = np.where(cost[gate] == MISSING, 0, cost[gate])
    else:
        row = traced.nodes.calendar[inside]
        first = np.where(out, traced.finish[source], traced.start[source]).astype(np.int32)
        second = np.where(out, traced.finish[target], traced.start[target]).astype(np.int32)
        cost[gate] = np.maximum(0, traced.calendars.working_between(row, first, second))
    return np.maximum(cost, 0).astype(np.int32) if by == "free" else cost.astype(np.int32)


class _Branches:
    """Paths while they are being found: which node lies on which, and where further ones may branch off."""

    def __init__(self, traced: Trace, cost: Minutes, *, sums: bool) -> None:
        self.traced, self.cost, self.sums = traced, cost, sums
        self.number = np.zeros(len(traced.nodes.row), np.int32)
        self.open: list[tuple[int, int, int]] = []

    def follow(self, end: int, count: int) -> FloatPaths:
        paths: list[tuple[int, ...]] = []
        floats: list[int] = []
        start: tuple[int, int] | None = (0, end)
        while start is not None and len(paths) < count:
            rows = self.one(len(paths) + 1, *start)
            if rows:
                paths.append(rows)
                floats.append(start[0])
            start = self.next_start()
        number = np.zeros(len(self.traced.leaf), np.int32)
        gate = (self.traced.nodes.flags & (BEGIN | END)) != 0
        kept = ~gate & (self.number <= len(paths))
        number[self.traced.nodes.row[kept]] = self.number[kept]
        return FloatPaths(number, tuple(paths), tuple(floats))

    def one(self, number: int, distance: int, node: int) -> tuple[int, ...]:
        """Trace one path back from its last node."""
        rows: list[int] = []
        while node >= 0:
            self.number[node] = number
            if not self.traced.nodes.flags[node] & (BEGIN | END):
                rows.append(int(self.traced.nodes.row[node]))
            best: tuple[int, int, int] | None = None
            for edge, source in self.before(node):
                reach = int(self.cost[edge]) + (distance if self.sums else 0)
                heapq.heappush(self.open, (reach, -source, source))
                if best is None or (reach, -source, source) < best:
                    best = (reach, -source, source)
            distance, node = (best[0], best[2]) if best else (distance, -1)
        return tuple(reversed(rows))

    def before(self, node: int) -> list[tuple[int, int]]:
        edges = self.traced.edges
        own = range(int(edges.first[node]), int(edges.first[node + 1]))
        pairs = ((e, int(edges.source[e])) for e in own if self.cost[e] != FREE)
        return [(e, source) for e, source in pairs if not self.number[source] and self.logical(node)]

    def logical(self, node: int) -> bool:
        """Tell whether links bear on a node at all."""
        flags = int(self.traced.nodes.flags[node])
        return not flags & FIXED and not (flags & STARTED and not flags & WAITS)

    def next_start(self) -> tuple[int, int] | None:
        while self.open:
            distance, _, source = heapq.heappop(self.open)
            if not self.number[source]:
                return distance, source
        return None
