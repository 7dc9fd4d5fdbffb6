"""From changed inputs to the tasks they move, along driving links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from headway.engine.network.layout import BEGIN, END, OUT_OF_SUMMARY

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.engine.reading.changes import Change
    from headway.engine.reading.trace import Trace

Plans = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Way:
    """The links along which a change reaches a task."""

    plan: Plans
    links: tuple[int, ...]
    """Rows in ``Plan.links`` of that plan, from the change to the task."""


class Ways:
    """Driving links of one schedule, followed forward from changes."""

    def __init__(self, traced: Trace, plan: Plans, changes: tuple[Change, ...]) -> None:
        self.traced, self.plan, self.changes = traced, plan, changes
        self.own_of_row: dict[int, list[int]] = {}
        self.own_of_link: dict[int, int] = {}
        self.own_of_calendar: dict[int, int] = {}
        self.general: list[int] = []
        for k, change in enumerate(changes):
            task, link, calendar = (getattr(change, f"{name}_{plan}") for name in ("task", "link", "calendar"))
            if task >= 0:
                self.own_of_row.setdefault(task, []).append(k)
            if link >= 0:
                self.own_of_link[link] = k
            if calendar >= 0:
                self.own_of_calendar[calendar] = k
            if change.project >= 0 or change.kind == "options":
                self.general.append(k)
        self.driving = self._driving()
        self.reached: dict[int, dict[int, int]] = {}

    def _driving(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Mark the edges that decide something, those from children to the end of their summary included."""
        traced = self.traced
        source, target = traced.edges.source, traced.target
        ends = (traced.start[source] == traced.start[target]) | (traced.finish[source] == traced.finish[target])
        return np.asarray(traced.drives | ((traced.edges.kind == OUT_OF_SUMMARY) & ends))

    def candidates(self) -> list[frozenset[int]]:
        """Return, for every row, the changes that its dates may come from: those along all driving links before it."""
        traced, edges = self.traced, self.traced.edges
        empty: frozenset[int] = frozenset()
        found = [empty] * len(traced.nodes.row)
        own = self._own()
        source, link, first = edges.source.tolist(), edges.link.tolist(), edges.first.tolist()
        for node, row in enumerate(traced.nodes.row.tolist()):
            gathered = own(row)
            for e in range(first[node], first[node + 1]):
                if self.driving[e]:
                    more = found[source[e]]
                    if link[e] in self.own_of_link:
                        more |= {self.own_of_link[link[e]]}
                    gathered = gathered | more if more and gathered is not more else gathered
            found[node] = gathered
        return [found[node] if node >= 0 else own(row) for row, node in enumerate(traced.leaf.tolist())]

    def _own(self) -> Callable[[int], frozenset[int]]:
        parent, nodes = self.traced.outline.parent.tolist(), self.traced.nodes
        plan = self.traced.compiled.plan
        project = [each.calendar for each in plan.projects]
        used = np.where(plan.tasks.calendar >= 0, plan.tasks.calendar, np.array(project)[plan.tasks.project])
        del nodes

        def own(row: int) -> frozenset[int]:
            found: set[int] = set()
            if int(used[row]) in self.own_of_calendar:
                found.add(self.own_of_calendar[int(used[row])])
            while row >= 0:
                found.update(self.own_of_row.get(row, ()))
                row = parent[row]
            return frozenset(found)

        return own

    def to(self, change: int, row: int) -> Way | None:
        """Return the way from a change to a task; None where no driving links lead there."""
        node = int(self.traced.leaf[row])
        reached = self._follow(change)
        if node < 0 or node not in reached:
            return None
        links: list[int] = []
        while True:
            edge = reached[node]
            if edge < 0:
                break
            if self.traced.edges.link[edge] >= 0:
                links.append(int(self.traced.edges.link[edge]))
            if self.own_of_link.get(int(self.traced.edges.link[edge])) == change:
                break
            node = int(self.traced.edges.source[edge])
        return Way(self.plan, tuple(reversed(links)))

    def _follow(self, change: int) -> dict[int, int]:
        """Return, for every node that a change reaches, the edge it came by; -1 where it begins."""
        if change in self.reached:
            return self.reached[change]
        traced = self.traced
        came: dict[int, int] = dict.fromkeys(self._begins(change), -1)
        for k in [k for k, own in self.own_of_link.items() if own == change]:
            for edge in np.flatnonzero((traced.edges.link == k) & self.driving).tolist():
                came[int(traced.target[edge])] = edge
        if came:
            for edge in np.flatnonzero(self.driving & (traced.target > min(came))).tolist():
                source, target = int(traced.edges.source[edge]), int(traced.target[edge])
                if source in came and target not in came:
                    came[target] = edge
        self.reached[change] = came
        return came

    def _begins(self, change: int) -> list[int]:
        """List the nodes that a change of a task or calendar bears on at once."""
        traced, which = self.traced, self.changes[change]
        row = getattr(which, f"task_{self.plan}")
        calendar = getattr(which, f"calendar_{self.plan}")
        if calendar >= 0:
            leaf = (traced.nodes.flags & (BEGIN | END)) == 0
            return np.flatnonzero(leaf & (traced.nodes.calendar == calendar)).tolist()
        if row < 0:
            return []
        inside = np.zeros(len(traced.leaf), bool)
        inside[row] = True
        for each in traced.outline.order[::-1].tolist():
            above = int(traced.outline.parent[each])
            if above >= 0 and inside[above]:
                inside[each] = True
        return np.flatnonzero(inside[traced.nodes.row]).tolist()
