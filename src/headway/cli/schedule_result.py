"""A file with its calculated dates, in the words of people and of JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headway.engine.plan import MISSING
from headway.formats.plan_of import instant_of

if TYPE_CHECKING:
    from headway.engine.network.options import ScheduleOptions
    from headway.engine.network.result import Diagnostic, Schedule
    from headway.engine.plan import Plan
    from headway.formats.document import PlanDocument

NAMED_TASKS = 6


@dataclass(frozen=True, slots=True)
class ScheduledFile:
    document: PlanDocument
    plan: Plan
    schedule: Schedule
    options: ScheduleOptions


def iso(minute: int) -> str | None:
    when = instant_of(minute)
    return None if when is None else when.isoformat(timespec="minutes")


def number(minutes: int) -> int | None:
    return None if minutes == MISSING else minutes


def project_ends(scheduled: ScheduledFile) -> tuple[int, int]:
    """Return first start and last finish over all projects of the file."""
    starts = [m for m in scheduled.schedule.project_start.tolist() if m != MISSING]
    finishes = [m for m in scheduled.schedule.project_finish.tolist() if m != MISSING]
    return min(starts, default=MISSING), max(finishes, default=MISSING)


def names_of(scheduled: ScheduledFile, diagnostic: Diagnostic) -> str:
    """Name the tasks of a diagnostic; a cycle reads as a way that ends where it began."""
    tasks = scheduled.document.tasks
    names = [f"{tasks[row].name} ({tasks[row].uid})" for row in diagnostic.tasks]
    if diagnostic.id == "cycle":
        shown = names if len(names) <= 2 * NAMED_TASKS else [*names[: 2 * NAMED_TASKS], "..."]
        return " -> ".join([*shown, names[0]]) if names else ""
    more = f" and {len(names) - NAMED_TASKS} more" if len(names) > NAMED_TASKS else ""
    return ", ".join(names[:NAMED_TASKS]) + more


def as_json(scheduled: ScheduledFile) -> dict[str, Any]:
    document, result = scheduled.document, scheduled.schedule
    start, finish = project_ends(scheduled)
    columns = zip(
        document.tasks,
        result.start.tolist(),
        result.finish.tolist(),
        result.early_start.tolist(),
        result.early_finish.tolist(),
        result.late_start.tolist(),
        result.late_finish.tolist(),
        result.total_float.tolist(),
        result.free_float.tolist(),
        result.critical.tolist(),
        strict=True,
    )
    return {
        "project": {
            "name": document.name,
            "format": document.format,
            "mode": scheduled.options.mode,
            "start": iso(start),
            "finish": iso(finish),
            "ok": result.ok,
        },
        "tasks": [
            {
                "uid": task.uid,
                "name": task.name,
                "start": iso(begin),
                "finish": iso(end),
                "early_start": iso(early_begin),
                "early_finish": iso(early_end),
                "late_start": iso(late_begin),
                "late_finish": iso(late_end),
                "total_float_minutes": number(total),
                "free_float_minutes": number(free),
                "critical": critical,
            }
            for task, begin, end, early_begin, early_end, late_begin, late_end, total, free, critical in columns
        ],
        "diagnostics": [
            {
                "id": trouble.id,
                "level": trouble.level,
                "message": trouble.message,
                "tasks": [document.tasks[row].uid for row in trouble.tasks],
                "names": names_of(scheduled, trouble),
            }
            for trouble in result.diagnostics
        ],
        "notices": [
            {"id": n.id, "level": n.level, "message": n.message, "tasks": n.tasks, "count": n.count}
            for n in document.notices
        ],
    }
