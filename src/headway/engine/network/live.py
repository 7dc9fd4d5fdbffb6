"""Schedules that follow their plan: after a change only what it reaches is worked out again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.network import kernels_backward, kernels_floats, kernels_wave, layout
from headway.engine.network.changes import LinkAdded, LinkChanged, LinkRemoved, TaskChange, changed_plan
from headway.engine.network.compile import compile_plan, nodes_of, shortcuts
from headway.engine.network.lags import lags_of, left_of_lags, used_calendars
from headway.engine.network.layout import (
    CALENDAR_SHIFT,
    COLD,
    DATES,
    EDGE,
    EXPECTED,
    FIXED,
    FREE,
    HOT,
    PINNED,
    REMAINS,
    STARTED,
)
from headway.engine.network.live_rows import LiveRows
from headway.engine.network.options import MSPROJECT, ScheduleOptions
from headway.engine.network.order import distinct
from headway.engine.network.outline import outline_of
from headway.engine.network.passes import Passes, dated, finish_caps, project_finish, run, tables
from headway.engine.network.reach import begins_early, is_followed, reaches_all, rows_above, runs_on, some_links
from headway.engine.network.results import FLOAT_RULES, results
from headway.engine.network.unfinished import with_resume_dates
from headway.engine.network.validate import LONGEST_MINUTES
from headway.engine.network.web import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.calendars import CompiledCalendars
    from headway.engine.network.changes import Change
    from headway.engine.network.compiled import CompiledPlan, Parts
    from headway.engine.network.result import Schedule
    from headway.engine.plan import Minutes, Plan

NOTHING = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class Moved:
    """What changes have moved."""

    rows: NDArray[np.int32]
    """Rows of the plan, ascending, of which a date, a float, the critical flag or the driving link is different now."""
    whole: bool
    """A change was of a kind that no wave follows, so the whole plan was calculated again."""


@dataclass(slots=True)
class Waiting:
    """Nodes that a change reaches first."""

    forth: list[int]
    """To find earliest dates for."""
    back: list[int]
    """To find latest dates for."""
    forced: list[int]
    """Those before them have to look again, even if their own latest dates stay."""


class LiveSchedule:
    """A plan, its schedule, and all that is needed to let the schedule follow the plan.

    The one thing in the engine that changes in place; ``plan`` and ``schedule`` are frozen as everywhere.
    """

    _plan: Plan
    _schedule: Schedule | None
    """None while only the columns of ``_rows`` are up to date."""
    _followed: bool
    """Waves can follow; what stands below is there only then."""
    _compiled: CompiledPlan
    """What changes leave alone; its tables live on in ``_network``."""
    _calendars: CompiledCalendars
    _parts: Parts
    _leaf: NDArray[np.int32]
    _used: NDArray[np.int32]
    """Calendar of every row."""
    _network: Network
    _dates: NDArray[np.int32]
    _driver: NDArray[np.int32]
    _ends: Minutes
    _caps: Minutes
    _begins: Minutes
    _total: Minutes
    _free: Minutes
    _rows: LiveRows
    _dirty: NDArray[np.uint8]
    _forced: NDArray[np.uint8]
    _touched: NDArray[np.int32]

    def __init__(self, plan: Plan, options: ScheduleOptions = MSPROJECT) -> None:
        """Calculate a plan.

        Parameters
        ----------
        plan : Plan
            What to schedule.
        options : ScheduleOptions
            Rules of all runs.
        """
        self.options = options
        self._calculate(plan)

    @property
    def plan(self) -> Plan:
        """The plan with all changes."""
        return self._plan

    @property
    def schedule(self) -> Schedule:
        """The schedule of the plan: what ``schedule(plan, options)`` would return."""
        if self._schedule is None:
            self._schedule = self._rows.schedule(self._compiled, self._ends)
        return self._schedule

    def change(self, change: Change) -> Moved:
        """Let plan and schedule follow one change; see ``reschedule``."""
        after = changed_plan(self._plan, change)
        near = rows_above(after, change.row) if self._followed and isinstance(change, TaskChange) else after
        if self._followed and not reaches_all(self._compiled, self._plan, after, change, near):
            before, self._plan = self._plan, after
            waiting = self._enter(before, change, near)
            nodes = None if waiting is None else self._spread(waiting)
            if nodes is not None:
                self._schedule = None
                numbers = (self._dates, self._driver, self._total, self._free)
                return Moved(self._rows.write(after, self._network, nodes, numbers), whole=False)
        before_all = self.schedule
        self._calculate(after)
        return Moved(_different(before_all, self.schedule), whole=True)

    # ------------------------------------------------------------------ the whole

    def _calculate(self, plan: Plan) -> None:
        self._plan, self._followed = plan, False
        compiled = compile_plan(plan, self.options)
        if not is_followed(compiled) or (found := dated(compiled)) is None:
            self._schedule = run(compiled)
            return
        self._calendars, passes = found
        self._schedule = results(compiled, self._calendars, passes)
        self._followed = True
        nodes, edges, self._parts = tables(compiled)
        self._network = Network(nodes, edges)
        self._dates, self._driver, self._ends = passes.dates, passes.driver, passes.project_finish
        assert compiled.outline is not None
        assert compiled.leaf is not None
        self._leaf, self._used = compiled.leaf, used_calendars(plan, compiled.outline.summary)
        self._rows = LiveRows(compiled, self._calendars, self._schedule)
        self._compiled = replace(compiled, nodes=None, edges=None)
        self._caps = finish_caps(self._compiled, self._ends)
        self._begins, self._total, self._free = np.empty((3, len(nodes)), np.int32)
        self._all_floats()
        self._dirty, self._forced = np.zeros(len(nodes), np.uint8), np.zeros(len(nodes), np.uint8)
        self._touched = np.empty(len(nodes), np.int32)

    def _rules(self) -> tuple[int, NDArray[np.int32]]:
        """Float rule, and the finish of each project where floats count up to it."""
        ends = self._ends if self.options.mode == "p6" else self._ends[:0]
        return FLOAT_RULES[self.options.float_rule], ends

    def _all_floats(self) -> None:
        network, nodes = self._network, self._network.nodes
        rule, ends = self._rules()
        room = np.full(len(nodes) if len(ends) else 0, FREE, np.int32)
        kernels_floats.floats(
            self._calendars.clock, nodes.hot, nodes.cold, network.table, self._dates, rule, ends, room, self._begins,
            self._total, self._free,
        )  # fmt: skip

    # ------------------------------------------------------------------ where a change comes in

    def _enter(self, before: Plan, change: Change, near: Plan) -> Waiting | None:
        """Bring the tables up to date; None where a new link closes a cycle or work begins before its project."""
        match change:
            case TaskChange(row, _):
                return self._enter_task(row, near)
            case LinkAdded(predecessor, successor):
                source, target = int(self._leaf[predecessor]), int(self._leaf[successor])
                edge = self._network.insert(source, target, len(before.links))
                if edge < 0:
                    return None
                return None if self._set_edges([edge]) is None else Waiting([target], [source], [])
            case LinkRemoved(link):
                source = int(self._leaf[before.links.predecessor[link]])
                target = int(self._leaf[before.links.successor[link]])
                self._network.remove(self._network.edge_of(link, target), target)
                self._network.forget_link(link)
                self._rows.forget_link(link)
                return Waiting([target], [source], [])
            case LinkChanged(link, _):
                source = int(self._leaf[self._plan.links.predecessor[link]])
                target = int(self._leaf[self._plan.links.successor[link]])
                edge = self._network.edge_of(link, target)
                return None if self._set_edges([edge]) is None else Waiting([target], [source], [])

    def _enter_task(self, row: int, small: Plan) -> Waiting | None:
        node, network = int(self._leaf[row]), self._network
        nodes = network.nodes
        outline, _ = outline_of(small.tasks)
        small = with_resume_dates(small, self.options, self._calendars, used_calendars(small, outline.summary))
        one = nodes_of(small, self.options, outline, NOTHING, np.arange(len(small.tasks), dtype=np.int32))
        kept = nodes.hot[HOT * node : HOT * (node + 1)].copy()
        nodes.hot[HOT * node : HOT * (node + 1)] = one.hot[:HOT]
        for number in (layout.FIRST, layout.LAST):
            nodes.hot[HOT * node + number] = kept[number]
        nodes.cold[COLD * node : COLD * (node + 1)] = one.cold[:COLD]
        nodes.hot[HOT * node + layout.ROW] = row
        if self.options.mode == "msproject" and begins_early(self._plan, nodes, np.array([node])):
            return None
        self._used[row] = runs_on(self._plan, row)
        edges = [*network.incoming(node), *network.outgoing(node).tolist()]
        different = self._set_edges([edge for edge in edges if network.number(edge, layout.LINK) >= 0])
        if different is None:
            return None
        after = [int(network.web.target[edge]) for edge in different]
        return Waiting([node, *after], [node], [node])

    def _set_edges(self, edges: list[int]) -> list[int] | None:
        """Work out kind, lag and shortcuts of some edges; returns those that are different now.

        None where the lag is a share of a duration too long for it.
        """
        if not edges:
            return []
        network, at = self._network, np.array(edges)
        table = network.table.reshape(-1, EDGE)
        before = table[at]
        links = some_links(self._plan.links, before[:, layout.LINK])
        lag, calendar = lags_of(self._plan, self.options, links, self._used)
        if (np.abs(lag) > LONGEST_MINUTES).any():
            return None
        source, target = before[:, layout.SOURCE], network.web.target[at]
        begun = (network.nodes.flags[source] & REMAINS) != 0
        lag = left_of_lags(self._plan, links, lag, calendar, self._calendars, begun)
        bits = shortcuts(network.nodes, source, target, lag, calendar)
        table[at, layout.LAG] = lag
        table[at, layout.INFO] = links.type | bits | calendar << CALENDAR_SHIFT
        return [edge for edge, same in zip(edges, (table[at] == before).all(axis=1), strict=True) if not same]

    # ------------------------------------------------------------------ the waves

    def _spread(self, waiting: Waiting) -> NDArray[np.int32] | None:
        """Send a change through the network; returns the nodes reached, None where the whole has to be calculated."""
        network, nodes, clock = self._network, self._network.nodes, self._calendars.clock
        reach = self._wait(np.array(waiting.forth))
        count = kernels_wave.forward_wave(
            clock, nodes.hot, nodes.cold, network.table, self._parts, self._dates, self._driver, self._ends,
            network.web, self._dirty, reach, self._touched,
        )  # fmt: skip
        if count < 0:
            return None
        early = self._touched[:count].copy()
        if reach[2] and self._finishes_move():
            return np.arange(len(nodes), dtype=np.int32) if self._sweep() else None
        bound = early[(nodes.flags[early] & (FIXED | STARTED | PINNED | EXPECTED)) != 0]
        forced = np.concatenate((waiting.forced, bound)).astype(np.int32)
        self._forced[forced] = 1
        late = self._backward_wave(np.concatenate((waiting.back, forced)).astype(np.int32))
        self._forced[forced] = 0
        if late is None:
            return None
        reached = distinct(np.concatenate((early, late, waiting.back)).astype(np.int32))
        before = np.concatenate((early, waiting.forced)).astype(np.int32)
        first = kernels_wave.wait_for_sources(nodes.hot, network.table, network.web, before, self._dirty)
        return distinct(np.concatenate((reached, self._float_wave(reached, first))))

    def _backward_wave(self, first: NDArray[np.int32]) -> NDArray[np.int32] | None:
        network, nodes = self._network, self._network.nodes
        count = kernels_wave.backward_wave(
            self._calendars.clock, nodes.hot, nodes.cold, network.table, self._parts, self._dates, self._caps,
            network.web, self._dirty, self._wait(first), self._forced, self._touched,
        )  # fmt: skip
        return None if count < 0 else self._touched[:count].copy()

    def _float_wave(self, first: NDArray[np.int32], lowest: int = np.iinfo(np.int32).max) -> NDArray[np.int32]:
        network, nodes = self._network, self._network.nodes
        reach = self._wait(first)
        reach[0] = min(reach[0], lowest)
        count = kernels_wave.float_wave(
            self._calendars.clock, nodes.hot, nodes.cold, network.table, self._dates, *self._rules(), self._begins,
            self._total, self._free, network.web, self._dirty, reach, self._touched,
        )  # fmt: skip
        return self._touched[:count].copy()

    def _wait(self, nodes: NDArray[np.integer]) -> NDArray[np.int64]:
        """Let nodes wait for a wave; returns the first and the last place, and a number that the wave may set."""
        places = self._network.web.place[nodes]
        self._dirty[places] = 1
        return np.array([places.min(initial=len(self._dirty)), places.max(initial=-1), 0])

    def _finishes_move(self) -> bool:
        passes = Passes(self._dates, self._driver, self._ends, (NOTHING, NOTHING, NOTHING))
        ends = project_finish(replace(self._compiled, plan=self._plan), self._network.nodes, passes)
        if (ends == self._ends).all():
            return False
        self._ends = ends
        self._caps = finish_caps(self._compiled, ends)
        return True

    def _sweep(self) -> bool:
        """Find all latest dates and floats, since a project ends at another moment."""
        network, nodes = self._network, self._network.nodes
        if network.in_order:
            self._dates.reshape(-1, DATES)[:, layout.LATEST_WORKED_START :] = FREE
            outside = kernels_backward.backward(
                self._calendars.clock, nodes.hot, nodes.cold, network.table, self._parts, self._dates, self._caps
            )
            if not outside:
                self._all_floats()
            return not outside
        everything = np.arange(len(nodes), dtype=np.int32)
        if self._backward_wave(everything) is None:
            return False
        self._float_wave(everything)
        return True


def reschedule(live: LiveSchedule, *changes: Change) -> Moved:
    """Let a plan change and its schedule follow, working out again only what the changes reach.

    The result equals a full run: each wave evaluates a node by the same functions, in topological order, until dates
    stay as they were. A change of a kind that no wave follows is calculated as a whole.

    Parameters
    ----------
    live : LiveSchedule
        Follows in place.
    *changes : TaskChange, LinkAdded, LinkRemoved or LinkChanged
        One after the other.

    Returns
    -------
    Moved
        Time grows with what is reached, beside copies of the columns that change: O(tasks) at the speed of memory.

    Raises
    ------
    ValueError
        If a change names a row or a column that is not there; earlier ones of the same call are followed.

    Notes
    -----
    Order of new links: D. Pearce, P. Kelly, A dynamic topological sort algorithm for directed acyclic graphs, ACM
    Journal of Experimental Algorithmics 11 (2006).
    """
    moved = [live.change(change) for change in changes]
    rows = distinct(np.concatenate([NOTHING, *(each.rows for each in moved)]).astype(np.int32))
    return Moved(rows, any(each.whole for each in moved))


def _different(before: Schedule, after: Schedule) -> NDArray[np.int32]:
    names = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float")
    differs = np.zeros(len(after.start), bool)
    for name in (*names, "critical", "driver"):
        differs |= getattr(before, name) != getattr(after, name)
    return np.flatnonzero(differs).astype(np.int32)
