"""Why a calculated date differs from the file's: rules, the most specific first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.calendars import compile_calendars
from headway.engine.plan import MISSING
from headway.formats.plan_of import minute_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.engine.network.result import Schedule
    from headway.engine.plan import Plan
    from headway.formats.document import LinkDoc, PlanDocument, TaskDoc

CAUSES: dict[str, str] = {
    "not-calculated": "The plan has an error, so these tasks have no calculated dates.",
    "follows": "These tasks follow a task that moved.",
    "dropped-link": "A link of these tasks could not be kept.",
    "same-moment": "Both dates are the same moment of work: the end of one shift and the beginning of the next.",
    "manual-child": "These tasks stand below a summary that is scheduled by hand.",
    "summary-link": "A summary above these tasks is linked, and that link moves all tasks below it.",
    "split": "The file interrupts these tasks; each pause keeps its length in working time.",
    "out-of-sequence": "Work on these tasks began before their predecessors had finished.",
    "stale-link": "The file's own dates break one of its links; it had not been recalculated before it was saved.",
    "leveling": "These tasks are held back by resource leveling.",
    "leveled-in-file": "The file's dates come from resource leveling, which is not run here.",
    "level-of-effort": "These activities take their length from others in their own program.",
    "progress": "These tasks are under way; the rest of their work is placed by another rule.",
    "resource-calendar": "The calendars of the assigned resources differ from the project's.",
    "task-calendar": "These tasks have a calendar of their own.",
    "elapsed": "The duration or a lag of these tasks counts every hour of the clock.",
    "span": "In the file, start and finish of these tasks lie further apart (or closer) than their duration.",
    "constraint": "A date constraint of these tasks is read in another way.",
    "inactive": "These tasks are inactive; their dates drive nothing.",
    "idle-start": "The file starts these tasks later than links, calendars and constraints ask for.",
    "unexplained": "No rule here explains the difference. The recalculated dates follow the documented rules.",
}
PLAN_ERROR = "The plan has an error, see the problems above."


@dataclass(frozen=True, slots=True)
class Difference:
    """Minutes since 1970."""

    new_start: int
    new_finish: int
    old_start: int
    old_finish: int

    def is_more_than(self, minutes: int) -> bool:
        """Return whether start or finish moved by more."""
        return abs(self.new_start - self.old_start) > minutes or abs(self.new_finish - self.old_finish) > minutes


def cause_finder(
    document: PlanDocument, plan: Plan, schedule: Schedule, differences: dict[int, Difference]
) -> Callable[[int], tuple[str, str]]:
    """Return a function from a row to (cause id, words about this task)."""
    finder = _Finder(document, plan, schedule, differences)
    return finder.explain


def working_between(plan: Plan, spans: list[tuple[int, int, int]]) -> dict[int, int]:
    """Return, by row, the working minutes between two instants on the calendar the row runs on."""
    if not spans or not plan.calendars:
        return {}
    rows, starts, finishes = (np.array(column, np.int32) for column in zip(*spans, strict=True))
    own = plan.tasks.calendar[rows]
    calendars = np.where(own < 0, plan.projects[0].calendar, own)
    first, last = int(min(starts.min(), finishes.min())) // 1440, int(max(starts.max(), finishes.max())) // 1440 + 1
    compiled = compile_calendars(plan.calendars, first, last)
    between = compiled.working_between(calendars, starts, finishes).tolist()
    return dict(zip(rows.tolist(), between, strict=True))


def working_minutes_moved(plan: Plan, differences: dict[int, Difference]) -> dict[int, int]:
    """Return, by row, by how much start or finish moved in working time; rows without new dates are left out."""
    known = {row: item for row, item in differences.items() if MISSING not in {item.new_start, item.new_finish}}
    starts = working_between(plan, [(row, item.old_start, item.new_start) for row, item in known.items()])
    finishes = working_between(plan, [(row, item.old_finish, item.new_finish) for row, item in known.items()])
    return {row: max(abs(starts[row]), abs(finishes[row])) for row in known if row in starts}


class _Finder:
    """What the rules need to know of the whole plan, gathered once."""

    def __init__(
        self, document: PlanDocument, plan: Plan, schedule: Schedule, differences: dict[int, Difference]
    ) -> None:
        self.document = document
        self.plan = plan
        self.differences = differences
        self.rows = {task.uid: row for row, task in enumerate(document.tasks)}
        self.driver = schedule.driver.tolist()
        self.ok = schedule.ok
        self.into: dict[int, list[LinkDoc]] = {}
        self.linked_summaries: set[int] = set()
        kinds = {task.uid: task.kind for task in document.tasks}
        for link in document.links:
            self.into.setdefault(link.successor, []).append(link)
            self.linked_summaries |= {uid for uid in (link.predecessor, link.successor) if kinds[uid] == "summary"}
        said: dict[str, set[int]] = {}
        for notice in document.notices:
            said.setdefault(notice.id, set()).update(notice.tasks)
        self.dropped = set().union(*(said.get(name, ()) for name in ("link-to-missing-task", "link-to-other-file")))
        self.spans = working_between(
            plan, [(row, item.old_start, item.old_finish) for row, item in differences.items()]
        )
        self.moved = working_minutes_moved(plan, differences)

    def explain(self, row: int) -> tuple[str, str]:
        task, moved = self.document.tasks[row], self.differences[row]
        if MISSING in {moved.new_start, moved.new_finish}:
            return "not-calculated", PLAN_ERROR
        for rule in _RULES:
            found = rule(self, row, task, moved)
            if found is not None:
                return found
        return "unexplained", CAUSES["unexplained"]

    def above(self, task: TaskDoc) -> list[TaskDoc]:
        """Return the summaries above a task, the nearest first."""
        found = []
        parent = task.parent
        while parent is not None:
            summary = self.document.tasks[self.rows[parent]]
            found.append(summary)
            parent = summary.parent
        return found


Found = tuple[str, str] | None


def _same_moment(finder: _Finder, row: int, _task: TaskDoc, _moved: Difference) -> Found:
    return ("same-moment", CAUSES["same-moment"]) if finder.moved.get(row, 2) <= 1 else None


def _follows(finder: _Finder, row: int, task: TaskDoc, moved: Difference) -> Found:
    links = list(finder.into.get(task.uid, ()))
    for summary in finder.above(task):
        links += finder.into.get(summary.uid, ())
    if 0 <= finder.driver[row] < len(finder.document.links):
        links.insert(0, finder.document.links[finder.driver[row]])
    for link in links:
        before = finder.rows[link.predecessor]
        other = finder.differences.get(before)
        if other is None or other.new_finish == MISSING or before == row:
            continue
        from_start = link.type in {"SS", "SF"}
        shift = other.new_start - other.old_start if from_start else other.new_finish - other.old_finish
        own = moved.new_finish - moved.old_finish if link.type in {"FF", "SF"} else moved.new_start - moved.old_start
        if shift and own and (shift > 0) == (own > 0):
            name, days = finder.document.tasks[before].name[:80], abs(shift) // 1440
            way = "later" if shift > 0 else "earlier"
            amount = f"{days} day{'s' if days != 1 else ''} {way}" if days else way
            return "follows", f"Follows “{name}”, which moved {amount}."
    return None


def _dropped(finder: _Finder, _row: int, task: TaskDoc, _moved: Difference) -> Found:
    return ("dropped-link", "A link into this task could not be kept.") if task.uid in finder.dropped else None


def _manual_child(finder: _Finder, _row: int, task: TaskDoc, _moved: Difference) -> Found:
    for summary in finder.above(task):
        if summary.manual:
            return "manual-child", f"Stands below “{summary.name[:80]}”, which is scheduled by hand."
    return None


def _summary_link(finder: _Finder, _row: int, task: TaskDoc, _moved: Difference) -> Found:
    for summary in finder.above(task):
        if summary.uid in finder.linked_summaries:
            return "summary-link", f"Its summary “{summary.name[:80]}” is linked."
    for link in finder.into.get(task.uid, ()):
        if link.predecessor in finder.linked_summaries:
            return "summary-link", "A summary is its predecessor."
    return None


def _split(_finder: _Finder, _row: int, task: TaskDoc, _moved: Difference) -> Found:
    return ("split", "The task is split in the file; each pause keeps its length.") if task.gap_minutes else None


def _out_of_sequence(finder: _Finder, _row: int, task: TaskDoc, _moved: Difference) -> Found:
    if task.actual_start is None or task.actual_finish is not None:
        return None
    for link in finder.into.get(task.uid, ()):
        before = finder.document.tasks[finder.rows[link.predecessor]]
        end = before.actual_finish or before.stored.finish
        if link.type == "FS" and end is not None and end > task.actual_start:
            return "out-of-sequence", f"It began before “{before.name[:80]}” had finished."
    return None


def _stale_link(finder: _Finder, _row: int, task: TaskDoc, moved: Difference) -> Found:
    if task.actual_start is not None or task.manual:
        return None
    for link in finder.into.get(task.uid, ()):
        before = finder.document.tasks[finder.rows[link.predecessor]]
        stored = before.stored.start if link.type in {"SS", "SF"} else before.stored.finish
        own = moved.old_finish if link.type in {"FF", "SF"} else moved.old_start
        if link.lag == 0 and stored is not None and before.active and minute_of(stored) > own:
            return "stale-link", f"In the file it comes before “{before.name[:80]}”, its predecessor, allows."
    return None


def _leveling(finder: _Finder, _row: int, task: TaskDoc, moved: Difference) -> Found:
    if task.leveling_delay_minutes:
        return "leveling", f"Leveling holds it back by {task.leveling_delay_minutes / 1440:g} days."
    early = task.stored.early_start
    if finder.document.mode == "p6" and early is not None and minute_of(early) < moved.old_start:
        return "leveled-in-file", "The file's dates come from resource leveling."
    return None


def _level_of_effort(_finder: _Finder, _row: int, task: TaskDoc, _moved: Difference) -> Found:
    if task.activity_type in {"TT_LOE", "TT_WBS"}:
        return "level-of-effort", "It spans other activities and follows their dates."
    return None


def _progress(_finder: _Finder, _row: int, task: TaskDoc, _moved: Difference) -> Found:
    if task.actual_start is not None:
        return "progress", f"It is under way ({task.percent_complete:.0f} %)."
    return None


def _calendar(finder: _Finder, row: int, task: TaskDoc, _moved: Difference) -> Found:
    used = int(finder.plan.tasks.calendar[row])
    if used < 0 or used == finder.plan.projects[0].calendar:
        return None
    name = finder.plan.calendars[used].name[:80]
    if task.calendar is not None and finder.document.calendars[used : used + 1]:
        return "task-calendar", f"It runs on the calendar “{name}”."
    return "resource-calendar", f"It runs on the calendars of its resources (“{name}”)."


def _elapsed(finder: _Finder, _row: int, task: TaskDoc, _moved: Difference) -> Found:
    lags = any(link.lag_kind == "elapsed" and link.lag for link in finder.into.get(task.uid, ()))
    return (
        ("elapsed", "Its duration or a lag counts every hour of the clock.") if task.duration_elapsed or lags else None
    )


def _span(finder: _Finder, row: int, task: TaskDoc, _moved: Difference) -> Found:
    span = finder.spans.get(row)
    if span is None or task.duration_elapsed or abs(span - task.duration_minutes) <= 1:
        return None
    per_day = finder.document.minutes_per_day or 480
    says, lie = task.duration_minutes / per_day, span / per_day
    return "span", f"The file says {says:g} d, but its dates lie {lie:g} d apart."


def _constraint(_finder: _Finder, _row: int, task: TaskDoc, _moved: Difference) -> Found:
    if task.constraint != "ASAP":
        return "constraint", f"It has the constraint {task.constraint.replace('_', ' ').lower()}."
    return None


def _inactive(_finder: _Finder, _row: int, task: TaskDoc, _moved: Difference) -> Found:
    return None if task.active else ("inactive", "The task is inactive.")


def _idle_start(_finder: _Finder, _row: int, _task: TaskDoc, moved: Difference) -> Found:
    if moved.new_start < moved.old_start:
        return "idle-start", "The file starts it later than its links, calendar and constraint ask for."
    return None


_RULES: tuple[Callable[[_Finder, int, TaskDoc, Difference], Found], ...] = (
    _same_moment, _inactive, _dropped, _follows, _split, _level_of_effort, _out_of_sequence, _stale_link, _leveling,
    _manual_child, _summary_link, _progress, _elapsed, _span, _calendar, _constraint, _idle_start,
)  # fmt: skip
