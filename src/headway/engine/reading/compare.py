"""Why dates moved between two plans: each moved task with the changes that suffice to move it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.network.compile import compile_plan
from headway.engine.network.options import MSPROJECT, ScheduleOptions
from headway.engine.network.passes import run
from headway.engine.reading.changes import changes_between, match
from headway.engine.reading.mixture import Mixture
from headway.engine.reading.trace import trace
from headway.engine.reading.ways import Way, Ways

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from headway.engine.network.compiled import CompiledPlan
    from headway.engine.network.result import Schedule
    from headway.engine.plan import Plan
    from headway.engine.reading.changes import Change, Matched


@dataclass(frozen=True, slots=True)
class Move:
    """A task whose scheduled dates differ."""

    task_before: int
    task_after: int
    start_before: int
    finish_before: int
    start_after: int
    finish_after: int
    start_work: int
    """By how many working minutes of the task's calendar the start moved; negative is earlier."""
    finish_work: int
    causes: tuple[int, ...]
    """Rows in ``Comparison.changes``: one where a single change gives the new dates, several where all are needed."""
    proved: bool
    """Scheduling the first plan with these changes, and no others, gave the new dates."""
    way: Way | None
    """Links along which the first cause reaches the task; None where it does not come along links."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two schedules, what was changed in between, and what moved."""

    before: Schedule
    after: Schedule
    changes: tuple[Change, ...]
    moves: tuple[Move, ...]
    """Moved tasks and summaries in the rows of the second plan; empty where one plan has no dates."""
    added: tuple[int, ...] = field(default=())
    """Rows of the second plan that the first has not."""
    removed: tuple[int, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Tell whether both plans have dates."""
        return self.before.ok and self.after.ok


def compare(
    before: Plan,
    after: Plan,
    options: ScheduleOptions = MSPROJECT,
    options_after: ScheduleOptions | None = None,
    *,
    most_runs: int = 200,
    rows: Collection[int] | None = None,
) -> Comparison:
    """Find every task whose dates moved, and for each a smallest set of changes that gives its new dates.

    Candidates are the changes along the driving links of both schedules. A set S of them is proved by scheduling the
    first plan with S applied; it is smallest in the sense that no single change can be left out.

    Parameters
    ----------
    before, after : Plan
        Tasks match by uid, links by their tasks, type and lag, calendars by name.
    options : ScheduleOptions
        Rules of the first plan.
    options_after : ScheduleOptions, optional
        Rules of the second; those of the first if left out.
    most_runs : int
        Schedules to compute at most; where they do not suffice, ``proved`` is False and all candidates are named.
    rows : collection of int, optional
        Rows of the second plan to explain; all that moved if left out.

    Returns
    -------
    Comparison
        O(tasks + links) for each schedule; about c log(k) schedules for each group of tasks with k candidates and c
        causes.

    Notes
    -----
    U. Junker, QuickXplain: preferred explanations and relaxations for over-constrained problems, AAAI 2004.
    """
    rules = options if options_after is None else options_after
    compiled = compile_plan(before, options), compile_plan(after, rules)
    one, other = run(compiled[0]), run(compiled[1])
    matched = match(before, after, options, rules)
    changes = changes_between(matched)
    added = tuple(matched.row_after[matched.row_before < 0].tolist())
    removed = tuple(matched.row_before[matched.row_after < 0].tolist())
    if not one.ok or not other.ok:
        return Comparison(one, other, changes, (), added, removed)
    moves = _Search(matched, changes, compiled, (one, other), most_runs).moves(rows)
    return Comparison(one, other, changes, moves, added, removed)


class _Search:
    """The changes behind every move, while they are being looked for."""

    def __init__(
        self,
        matched: Matched,
        changes: tuple[Change, ...],
        compiled: tuple[CompiledPlan, CompiledPlan],
        schedules: tuple[Schedule, Schedule],
        most_runs: int,
    ) -> None:
        self.matched, self.changes, self.schedules = matched, changes, schedules
        self.mixture = Mixture(matched, changes, most_runs)
        traces = trace(compiled[0], schedules[0]), trace(compiled[1], schedules[1])
        self.ways = Ways(traces[0], "before", changes), Ways(traces[1], "after", changes)
        self.calendars = traces[1].calendars
        self.everything = frozenset(range(len(changes)))

    def moves(self, rows: Collection[int] | None) -> tuple[Move, ...]:
        (one, other), matched = self.schedules, self.matched
        both = np.flatnonzero((matched.row_before >= 0) & (matched.row_after >= 0))
        old, new = matched.row_before[both], matched.row_after[both]
        moved = (one.start[old] != other.start[new]) | (one.finish[old] != other.finish[new])
        if rows is not None:
            moved &= np.isin(new, np.fromiter(rows, np.int64))
        both, old, new = both[moved], old[moved], new[moved]
        order = np.lexsort((new, other.start[new]))
        if not len(order):
            return ()
        before, after = self.ways[0].candidates(), self.ways[1].candidates()
        plan = matched.after
        calendar = plan.tasks.calendar[new]
        of_project = np.array([project.calendar for project in plan.projects], np.int32)[plan.tasks.project[new]]
        calendar = np.where(calendar >= 0, calendar, of_project).astype(np.int32)
        start = self.calendars.working_between(calendar, one.start[old], other.start[new])
        finish = self.calendars.working_between(calendar, one.finish[old], other.finish[new])
        general = frozenset(self.ways[0].general)
        out = []
        for k in order.tolist():
            a, b = int(old[k]), int(new[k])
            causes, proved = self.causes(int(both[k]), b, before[a] | after[b] | general)
            dates = int(one.start[a]), int(one.finish[a]), int(other.start[b]), int(other.finish[b])
            out.append(Move(a, b, *dates, int(start[k]), int(finish[k]), causes, proved, self.way(causes, a, b)))
        return tuple(out)

    def causes(self, common: int, row: int, likely: frozenset[int]) -> tuple[tuple[int, ...], bool]:
        """Find changes that suffice for the new dates of a row, first among the likely ones."""
        goal = int(self.schedules[1].start[row]), int(self.schedules[1].finish[row])

        def gives(chosen: frozenset[int]) -> bool:
            dates = self.mixture.dates(chosen)
            return dates is not None and (int(dates[0][common]), int(dates[1][common])) == goal

        for base in (likely, self.everything):
            if base and gives(base):
                least = frozenset(_least(gives, frozenset(), tuple(sorted(base)), tested=False))
                if gives(least):
                    return tuple(sorted(least)), True
                return tuple(sorted(base)), True
        return tuple(sorted(likely or self.everything)), False

    def way(self, causes: tuple[int, ...], a: int, b: int) -> Way | None:
        """Prefer the second plan's links: they hold what was added; what was removed is in the first one only."""
        for cause in causes:
            way = self.ways[1].to(cause, b) or self.ways[0].to(cause, a)
            if way is not None:
                return way
        return None


def _least(
    gives: Callable[[frozenset[int]], bool], given: frozenset[int], rest: tuple[int, ...], *, tested: bool
) -> tuple[int, ...]:
    """Leave out what is not needed, halving: U. Junker's QuickXplain."""
    if tested and gives(given):
        return ()
    if len(rest) == 1:
        return rest
    half = len(rest) // 2
    one, other = rest[:half], rest[half:]
    second = _least(gives, given | frozenset(one), other, tested=True)
    first = _least(gives, given | frozenset(second), one, tested=bool(second))
    return first + second
