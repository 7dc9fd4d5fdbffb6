"""The columns of a schedule that follows its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.network import kernels_rows, kernels_wave
from headway.engine.network.layout import FIXED, REMAINS, STARTED
from headway.engine.network.order import distinct, grouped
from headway.engine.network.results import DATES, Rows, actual_starts, remaining_starts, schedule_of, summary_floats
from headway.engine.plan import MISSING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.calendars import CompiledCalendars
    from headway.engine.network.compiled import CompiledPlan
    from headway.engine.network.result import Schedule
    from headway.engine.network.web import Network
    from headway.engine.plan import Minutes, Plan


class LiveRows:
    """Copies of a schedule's columns, written row by row, and the outline that carries dates up."""

    def __init__(self, compiled: CompiledPlan, calendars: CompiledCalendars, schedule: Schedule) -> None:
        """Copy the columns and find the children of every summary."""
        assert compiled.outline is not None
        self._compiled, self._calendars, outline = compiled, calendars, compiled.outline
        copies = {name: getattr(schedule, name).copy() for name in (*DATES, "total_float", "free_float", "driver")}
        self._rows = Rows(
            {name: copies[name] for name in DATES}, copies["total_float"], copies["free_float"],
            schedule.critical.copy(), copies["driver"],
        )  # fmt: skip
        count = len(outline.parent)
        self._first, self._children = grouped(np.where(outline.parent >= 0, outline.parent, count), count + 1)
        self._depth_order = np.empty(count, np.int32)
        self._depth_order[outline.order] = np.arange(count, dtype=np.int32)

    def schedule(self, compiled: CompiledPlan, ends: Minutes) -> Schedule:
        """Return a schedule of the columns as they are."""
        rows = self._rows
        dates = {name: column.copy() for name, column in rows.dates.items()}
        frozen = Rows(dates, rows.total_float.copy(), rows.free_float.copy(), rows.critical.copy(), rows.driver.copy())
        return schedule_of(compiled, frozen, ends.copy())

    def forget_link(self, link: int) -> None:
        """Count the links behind a removed one down."""
        kernels_wave.count_down(self._rows.driver, 1, 0, len(self._rows.driver), link)

    def write(
        self, plan: Plan, network: Network, nodes: NDArray[np.int32], numbers: tuple[NDArray[np.int32], ...]
    ) -> NDArray[np.int32]:
        """Write the numbers of some nodes to their rows and carry them up; returns the rows that are different now."""
        dates, driver, total, free = numbers
        rows, tables = self._rows, network.nodes
        changed = self._with_summaries(distinct(tables.row[nodes]))
        before = self._values(changed)
        start, finish, early_start, early_finish, late_start, late_finish = (rows.dates[name] for name in DATES)
        kernels_wave.dates_of(nodes, tables.hot, dates, start, finish, late_start, late_finish)
        early_start[changed], early_finish[changed] = start[changed], finish[changed]
        flags = tables.flags[nodes]
        actual_starts(tables, nodes[(flags & REMAINS) != 0], start)
        begun = nodes[(flags & (STARTED | FIXED | REMAINS)) == STARTED]
        if self._compiled.options.mode == "p6" and len(begun):
            remaining_starts(self._calendars, tables, begun, early_start, early_finish)
            remaining_starts(self._calendars, tables, begun, late_start, late_finish)
        kernels_wave.floats_of(
            nodes, tables.hot, network.table, driver, total, free,
            np.int64(self._compiled.options.critical_float_minutes), rows.total_float, rows.free_float, rows.critical,
            rows.driver,
        )  # fmt: skip
        self._carry_up(plan, changed)
        return np.asarray(changed[(self._values(changed) != before).any(axis=0)])

    def _with_summaries(self, rows: NDArray[np.int32]) -> NDArray[np.int32]:
        """Add all summaries above some rows."""
        parent = self._compiled.outline.parent if self._compiled.outline else rows[:0]
        found, above = [rows], rows
        while len(above := distinct(parent[above[parent[above] >= 0]])):
            found.append(above)
        return distinct(np.concatenate(found).astype(np.int32))

    def _values(self, chosen: NDArray[np.int32]) -> NDArray[np.int32]:
        rows = self._rows
        columns = (*rows.dates.values(), rows.total_float, rows.free_float, rows.critical, rows.driver)
        return np.array([column[chosen] for column in columns], np.int32)

    def _carry_up(self, plan: Plan, rows: NDArray[np.int32]) -> None:
        assert self._compiled.outline is not None
        above = rows[self._compiled.outline.summary[rows]]
        if not len(above):
            return
        above = above[np.argsort(self._depth_order[above])]
        tasks, columns = plan.tasks, tuple(self._rows.dates[name] for name in DATES)
        kernels_rows.roll_up_some(above, self._first, self._children, tasks.active, tasks.manual, columns)
        start, late_start = self._rows.dates["start"], self._rows.dates["late_start"]
        held = above[(start[above] != MISSING) & (late_start[above] != MISSING)]
        for column in (self._rows.total_float, self._rows.free_float):
            column[above] = MISSING
        self._rows.critical[above] = False
        summary_floats(self._compiled, self._calendars, self._rows, held)
