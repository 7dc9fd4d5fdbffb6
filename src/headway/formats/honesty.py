"""The honesty report: what came in, and which dates differ from the file's own after recalculation, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from headway.engine.plan import MISSING
from headway.formats.causes import CAUSES, Difference, cause_finder, working_minutes_moved
from headway.formats.plan_of import minute_of

if TYPE_CHECKING:
    from headway.engine.network.result import Diagnostic, Schedule
    from headway.engine.plan import Plan
    from headway.formats.document import Notice, PlanDocument, TaskDoc

TOLERANCE_MINUTES = 1
"""Files store fractions of minutes, and round them in their own ways."""
NAMES_SHOWN = 12


@dataclass(slots=True)
class DifferentTask:
    uid: int
    name: str
    wbs: str
    file_start: str | None
    file_finish: str | None
    new_start: str | None
    new_finish: str | None
    days: int
    """Calendar days by which the finish is later than in the file; negative is earlier."""
    cause: str
    """Id in ``CAUSES``."""
    reason: str
    """The cause in words, for this task."""


@dataclass(slots=True)
class CauseCount:
    id: str
    text: str
    count: int


@dataclass(slots=True)
class NamedDiagnostic:
    """A diagnostic of the engine with the tasks it speaks of."""

    id: str
    message: str
    level: str
    tasks: list[int]
    """uids."""
    names: list[str]


@dataclass(slots=True)
class HonestyReport:
    counts: dict[str, int]
    compared: int = 0
    """Tasks and milestones that have dates in the file; summaries follow from those."""
    same: int = 0
    different: int = 0
    rows: list[DifferentTask] = field(default_factory=list)
    """Worst first."""
    causes: list[CauseCount] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    diagnostics: list[NamedDiagnostic] = field(default_factory=list)
    file_start: str | None = None
    file_finish: str | None = None
    new_start: str | None = None
    new_finish: str | None = None


def compare(document: PlanDocument, plan: Plan, schedule: Schedule, *, limit: int = 500) -> HonestyReport:
    """Compare the dates in the file with the calculated ones; ``limit`` rows are listed, all are counted."""
    report = HonestyReport(counts=counts_of(document), notices=document.notices)
    report.diagnostics = [named(item, document) for item in schedule.diagnostics]
    starts, finishes = schedule.start.tolist(), schedule.finish.tolist()
    differences: dict[int, Difference] = {}
    for row, task in enumerate(document.tasks):
        stored = task.stored
        if task.kind == "summary" or stored.start is None or stored.finish is None:
            continue
        report.compared += 1
        moved = Difference(starts[row], finishes[row], minute_of(stored.start), minute_of(stored.finish))
        if moved.is_more_than(TOLERANCE_MINUTES):
            differences[row] = moved
    drop_same_moments(plan, differences)
    report.different, report.same = len(differences), report.compared - len(differences)
    explain = cause_finder(document, plan, schedule, differences)
    tally: Counter[str] = Counter()
    rows = []
    for row, moved in differences.items():
        cause, reason = explain(row)
        tally[cause] += 1
        rows.append(_row(document.tasks[row], moved, cause, reason))
    rows.sort(key=lambda item: (item.new_finish is not None, -abs(item.days), item.uid))
    report.rows = rows[:limit]
    report.causes = [CauseCount(cause, CAUSES[cause], count) for cause, count in tally.most_common()]
    _span(report, document, starts, finishes)
    return report


def drop_same_moments(plan: Plan, differences: dict[int, Difference]) -> None:
    """Take out what people see on the same days, with no working time between: 8:00 where work begins at 9:00."""
    for row, working in working_minutes_moved(plan, differences).items():
        moved = differences[row]
        same_days = (
            moved.new_start // 1440 == moved.old_start // 1440 and moved.new_finish // 1440 == moved.old_finish // 1440
        )
        if same_days and working <= TOLERANCE_MINUTES:
            del differences[row]


def _row(task: TaskDoc, moved: Difference, cause: str, reason: str) -> DifferentTask:
    days = 0
    if moved.new_finish != MISSING:
        days = moved.new_finish // 1440 - moved.old_finish // 1440
        # A finish that stays on its day while the start moves shows the start's days.
        days = days or moved.new_start // 1440 - moved.old_start // 1440
    return DifferentTask(
        uid=task.uid,
        name=task.name,
        wbs=task.wbs,
        file_start=iso(moved.old_start),
        file_finish=iso(moved.old_finish),
        new_start=iso(moved.new_start),
        new_finish=iso(moved.new_finish),
        days=days,
        cause=cause,
        reason=reason,
    )


def iso(minute: int) -> str | None:
    """Return ``2026-11-23T17:00`` of minutes since 1970; None for MISSING."""
    if minute == MISSING:
        return None
    return (datetime(1970, 1, 1) + timedelta(minutes=minute)).isoformat(timespec="minutes")


def counts_of(document: PlanDocument) -> dict[str, int]:
    """Count what came in; the file's own row for the whole project is no summary of people's."""
    kinds = Counter(task.kind for task in document.tasks if task.level > 0)
    return {
        "tasks": kinds["task"],
        "milestones": kinds["milestone"],
        "summaries": kinds["summary"],
        "links": len(document.links),
        "calendars": len(document.calendars),
        "resources": len(document.resources),
        "assignments": len(document.assignments),
        "baselines": len({baseline.number for task in document.tasks for baseline in task.baselines}),
    }


def named(diagnostic: Diagnostic, document: PlanDocument) -> NamedDiagnostic:
    """Return a diagnostic of the engine with the uids and names of its tasks."""
    tasks = [document.tasks[row] for row in diagnostic.tasks]
    names = [task.name for task in tasks]
    message = diagnostic.message.rstrip(".")
    if names:
        shown = names[:NAMES_SHOWN]
        joiner = " → " if diagnostic.id == "cycle" else ", "
        if diagnostic.id == "cycle" and len(names) <= NAMES_SHOWN:
            shown = [*shown, names[0]]
        rest = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
        message = f"{message}: {joiner.join(shown)}{rest}"
    return NamedDiagnostic(diagnostic.id, message + ".", diagnostic.level, [task.uid for task in tasks], names)


def _span(report: HonestyReport, document: PlanDocument, starts: list[int], finishes: list[int]) -> None:
    stored = [task.stored for task in document.tasks if task.kind != "summary"]
    known = [minute_of(dates.start) for dates in stored if dates.start is not None]
    ends = [minute_of(dates.finish) for dates in stored if dates.finish is not None]
    leaves = [row for row, task in enumerate(document.tasks) if task.kind != "summary"]
    new_starts = [starts[row] for row in leaves if starts[row] != MISSING]
    new_ends = [finishes[row] for row in leaves if finishes[row] != MISSING]
    report.file_start = iso(min(known, default=MISSING))
    report.file_finish = iso(max(ends, default=MISSING))
    report.new_start = iso(min(new_starts, default=MISSING))
    report.new_finish = iso(max(new_ends, default=MISSING))
