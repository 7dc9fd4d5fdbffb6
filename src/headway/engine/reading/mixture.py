"""Plans between two plans: the first one with some of the changes applied."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.network.compile import compile_plan
from headway.engine.network.passes import run
from headway.engine.plan import Assignments, Links, Plan, Tasks
from headway.engine.reading.changes import PROJECT_FIELDS, TASK_COLUMNS, common_values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from headway.engine.network.options import ScheduleOptions
    from headway.engine.plan import Calendar, Minutes, Project
    from headway.engine.reading.changes import Change, Matched

OPTIONS = "options"


class Mixture:
    """Schedules of the first plan with any of the changes applied; each is computed once."""

    def __init__(self, matched: Matched, changes: tuple[Change, ...], most_runs: int) -> None:
        self.matched, self.changes, self.left = matched, changes, most_runs
        self.rows = len(matched.row_before)
        self.columns = {name: self._column(name) for name in Tasks.__slots__}
        self.links = _Links(matched, changes)
        self.known: dict[frozenset[int], tuple[Minutes, Minutes] | None] = {}

    def dates(self, chosen: Iterable[int]) -> tuple[Minutes, Minutes] | None:
        """Return start and finish of every common row; None where that plan has none, or too much was asked."""
        key = frozenset(chosen)
        if key not in self.known:
            if self.left <= 0:
                return None
            self.left -= 1
            self.known[key] = self._run(key)
        return self.known[key]

    def plan(self, chosen: Iterable[int]) -> tuple[Plan, ScheduleOptions, NDArray[np.int32]]:
        """Return the plan with these changes, its rules, and the common row of each of its rows."""
        picked = [self.changes[k] for k in sorted(chosen)]
        included = self.matched.row_before >= 0
        columns = {name: before.copy() for name, (before, _) in self.columns.items()}
        for change in picked:
            row = self._common(change)
            if change.kind == "task-removed":
                included[row] = False
            elif change.kind == "task-added":
                included[row] = True
            for name in TASK_COLUMNS.get(change.kind, ()):
                columns[name][row] = self.columns[name][1][row]
        rows = np.flatnonzero(included).astype(np.int32)
        place = np.full(self.rows, -1, np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        tasks = {name: column[rows] for name, column in columns.items()}
        above = tasks["parent"]
        tasks["parent"] = np.where(above >= 0, place[above], -1).astype(np.int32)
        plan = Plan(
            self._calendars(picked),
            Tasks(**tasks),
            self.links.table(picked, place),
            self._projects(picked),
            self._assignments(picked, place),
        )
        after = any(change.kind == OPTIONS for change in picked)
        return plan, self.matched.options_after if after else self.matched.options_before, rows

    def _run(self, chosen: frozenset[int]) -> tuple[Minutes, Minutes] | None:
        plan, options, rows = self.plan(chosen)
        result = run(compile_plan(plan, options))
        if not result.ok:
            return None
        start, finish = np.full((2, self.rows), np.iinfo(np.int32).min, np.int32)
        start[rows], finish[rows] = result.start, result.finish
        return start, finish

    def _common(self, change: Change) -> int:
        if change.task_before >= 0:
            return int(self.matched.common_before[change.task_before])
        return int(self.matched.common_after[change.task_after]) if change.task_after >= 0 else -1

    def _column(self, name: str) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return a column of both plans on common rows; a row that one has not takes the other's value."""
        matched = self.matched
        one, other = common_values(matched, name, of_after=False), common_values(matched, name, of_after=True)
        before, after = np.empty(self.rows, one.dtype), np.empty(self.rows, one.dtype)
        after[matched.common_before] = one
        after[matched.common_after] = other
        before[matched.common_after] = other
        before[matched.common_before] = one
        return before, after

    def _calendars(self, picked: list[Change]) -> tuple[Calendar, ...]:
        matched = self.matched
        table = [*matched.before.calendars, *(matched.after.calendars[row] for row in matched.added_calendars)]
        for change in picked:
            if change.kind == "calendar":
                table[change.calendar_before] = matched.after.calendars[change.calendar_after]
        after = {id(each) for each in matched.after.calendars} - {id(each) for each in matched.before.calendars}

        def moved(each: Calendar) -> Calendar:
            if each.parent < 0 or id(each) not in after:
                return each
            return replace(each, parent=int(matched.calendar_after[each.parent]))

        return tuple(moved(each) for each in table)

    def _projects(self, picked: list[Change]) -> tuple[Project, ...]:
        matched = self.matched
        table = list(matched.before.projects)
        table += [self._project(each) for each in matched.after.projects[len(table) :]]
        for change in picked:
            if change.kind in PROJECT_FIELDS:
                other = self._project(matched.after.projects[change.project])
                values = {name: getattr(other, name) for name in PROJECT_FIELDS[change.kind]}
                table[change.project] = replace(table[change.project], **values)
        return tuple(table)

    def _project(self, project: Project) -> Project:
        return replace(project, calendar=int(self.matched.calendar_after[project.calendar]))

    def _assignments(self, picked: list[Change], place: NDArray[np.int32]) -> Assignments:
        matched = self.matched
        before, after = matched.before.assignments, matched.after.assignments
        from_after = matched.row_before < 0
        for change in picked:
            if change.kind == "assignments":
                from_after[self._common(change)] = True
        rows_before, rows_after = matched.common_before[before.task], matched.common_after[after.task]
        one, other = ~from_after[rows_before], from_after[rows_after]
        used = after.calendar[other]
        used = np.where(used >= 0, matched.calendar_after[used], -1) if len(used) else used
        task = place[np.concatenate((rows_before[one], rows_after[other]))]
        calendar = np.concatenate((before.calendar[one], used))
        duration = np.concatenate((before.duration[one], after.duration[other]))
        kept = task >= 0
        return Assignments(task[kept], calendar[kept].astype(np.int32), duration[kept])


class _Links:
    """All links of both plans on common rows, and which of them belong to a change."""

    def __init__(self, matched: Matched, changes: tuple[Change, ...]) -> None:
        before, after = matched.before.links, matched.after.links
        same = set(matched.links.values())
        extra = np.array([b for b in range(len(after)) if b not in same], np.int64)
        self.count = len(before)
        self.after = after
        self.place = {int(b): self.count + k for k, b in enumerate(extra.tolist())}
        self.source = np.concatenate(
            (matched.common_before[before.predecessor], matched.common_after[after.predecessor[extra]])
        )
        self.target = np.concatenate(
            (matched.common_before[before.successor], matched.common_after[after.successor[extra]])
        )
        self.values = {
            name: np.concatenate((getattr(before, name), getattr(after, name)[extra]))
            for name in ("type", "lag", "lag_kind")
        }
        self.alive = np.ones(len(self.source), bool)
        self.alive[[self.place[change.link_after] for change in changes if change.kind == "link-added"]] = False

    def table(self, picked: list[Change], place: NDArray[np.int32]) -> Links:
        alive = self.alive.copy()
        values = {name: column.copy() for name, column in self.values.items()}
        for change in picked:
            if change.kind == "link-removed":
                alive[change.link_before] = False
            elif change.kind == "link-added":
                alive[self.place[change.link_after]] = True
            elif change.kind == "link-changed":
                for name, column in values.items():
                    column[change.link_before] = getattr(self.after, name)[change.link_after]
        kept = alive & (place[self.source] >= 0) & (place[self.target] >= 0)
        ends = place[self.source[kept]], place[self.target[kept]]
        return Links(*ends, **{name: column[kept] for name, column in values.items()})
