"""A network that can change: edges that come and go, and a topological order that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.network import kernels_wave, layout
from headway.engine.network.compiled import Nodes
from headway.engine.network.kernels_wave import Web
from headway.engine.network.layout import EDGE, HOT
from headway.engine.network.order import grouped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.network.compiled import Edges

SPARE = 256
"""Room for edges that come."""


class Network:
    """Copies of the tables of a compiled plan, with room to grow.

    The incoming edges of a node stay together and in the order of their links: a node whose edges get one more moves
    them to the end of the table. The same holds for the outgoing ones.
    """

    def __init__(self, nodes: Nodes, edges: Edges) -> None:
        """Copy the tables and find out who follows whom."""
        count, size = len(nodes), len(edges)
        room = size + size // 8 + SPARE
        self.nodes = Nodes(nodes.hot.copy(), nodes.cold.copy())
        self.table = np.zeros(room * EDGE, np.int32)
        self.table[: size * EDGE] = edges.table
        self.used = size
        target = np.zeros(room, np.int32)
        target[:size] = np.repeat(np.arange(count, dtype=np.int32), np.diff(edges.first))
        first, order = grouped(np.ascontiguousarray(edges.source), count)
        out = np.zeros(room, np.int32)
        out[:size] = order
        self.out_used = size
        places = np.arange(count, dtype=np.int32)
        self.web = Web(target, first[:-1].copy(), first[1:].copy(), out, places, places.copy())
        self.in_order = True
        """The nodes stand in a topological order, as the full passes need them."""
        self._marked, self._found = np.zeros(count, np.uint8), np.empty(count, np.int32)

    def incoming(self, node: int) -> range:
        """Edges that end at a node."""
        return range(self.nodes.hot[HOT * node + layout.FIRST], self.nodes.hot[HOT * node + layout.LAST])

    def outgoing(self, node: int) -> NDArray[np.int32]:
        """Edges that begin at a node."""
        return self.web.out[self.web.first[node] : self.web.last[node]]

    def number(self, edge: int, which: int) -> int:
        """One number of an edge."""
        return int(self.table[EDGE * edge + which])

    def edge_of(self, link: int, target: int) -> int:
        """Edge that stands for a link, among those of its target."""
        return next(edge for edge in self.incoming(target) if self.number(edge, layout.LINK) == link)

    def insert(self, source: int, target: int, link: int) -> int:
        """Make room for an edge, behind the links that the target has and before the edges of its summaries.

        Returns the edge, with kind and lag 0, or -1 where it would close a cycle.
        """
        if not self._ordered(source, target):
            return -1
        old = self.incoming(target)
        kept = sum(1 for edge in old if self.number(edge, layout.LINK) >= 0)
        self._reserve(len(old) + 1, len(self.outgoing(source)) + 1)
        begin, web = self.used, self.web
        for number, edge in enumerate(old):
            self._move(edge, begin + number + (number >= kept))
        new = begin + kept
        self.table[EDGE * new : EDGE * new + EDGE] = (source, 0, 0, link)
        web.target[new] = target
        self.used += len(old) + 1
        self.nodes.hot[HOT * target + layout.FIRST] = begin
        self.nodes.hot[HOT * target + layout.LAST] = self.used
        others = self.outgoing(source).copy()
        web.out[self.out_used : self.out_used + len(others)] = others
        web.out[self.out_used + len(others)] = new
        web.first[source], web.last[source] = self.out_used, self.out_used + len(others) + 1
        self.out_used = int(web.last[source])
        return new

    def remove(self, edge: int, target: int) -> None:
        """Take an edge out; those behind it move up."""
        source = self.number(edge, layout.SOURCE)
        outgoing = self.outgoing(source)
        at = int(np.flatnonzero(outgoing == edge)[0])
        outgoing[at:-1] = outgoing[at + 1 :].copy()
        self.web.last[source] -= 1
        last = int(self.nodes.hot[HOT * target + layout.LAST]) - 1
        for other in range(edge, last):
            self._move(other + 1, other)
        self.nodes.hot[HOT * target + layout.LAST] = last

    def forget_link(self, link: int) -> None:
        """Count the links behind a removed one down."""
        kernels_wave.count_down(self.table, EDGE, layout.LINK, self.used, link)

    def _move(self, edge: int, to: int) -> None:
        source = self.number(edge, layout.SOURCE)
        outgoing = self.outgoing(source)
        outgoing[np.flatnonzero(outgoing == edge)[0]] = to
        self.table[EDGE * to : EDGE * to + EDGE] = self.table[EDGE * edge : EDGE * edge + EDGE]
        self.web.target[to] = self.web.target[edge]

    def _reserve(self, more: int, more_out: int) -> None:
        web = self.web
        if (self.used + more) * EDGE > len(self.table):
            room = len(self.table) // EDGE
            self.table = np.concatenate((self.table, np.zeros((room + more) * EDGE, np.int32)))
            self.web = web = web._replace(target=np.concatenate((web.target, np.zeros(room + more, np.int32))))
        if self.out_used + more_out > len(web.out):
            self.web = web._replace(out=np.concatenate((web.out, np.zeros(len(web.out) + more_out, np.int32))))

    def _ordered(self, source: int, target: int) -> bool:
        """Let the order follow a link that is to come; False where that closes a cycle."""
        place, node_at = self.web.place, self.web.node_at
        if place[source] < place[target]:
            return True
        counts = np.zeros(2, np.int32)
        hot, found = self.nodes.hot, self._found
        if not kernels_wave.between(self.table, hot, self.web, source, target, self._marked, found, counts):
            return False
        after, before = found[: counts[0]].copy(), found[len(found) - counts[1] :].copy()
        moved = np.concatenate((before[np.argsort(place[before])], after[np.argsort(place[after])]))
        places = np.sort(place[moved])
        place[moved] = places
        node_at[places] = moved
        self.in_order = False
        return True
