"""A document as MSPDI can hold it; every difference is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from headway.formats.confession import UNTOLD
from headway.formats.minutes import to_the_minute, whole_minute
from headway.formats.msproject.codes import CONSTRAINTS, UNITS
from headway.formats.outline import in_outline_order
from headway.formats.shifts import shifts_within_a_day
from headway.formats.splits import joined, measure_gaps

if TYPE_CHECKING:
    from headway.formats.confession import Confession
    from headway.formats.document import (
        AssignmentDoc,
        CalendarDoc,
        CalendarExceptionDoc,
        Constraint,
        LinkDoc,
        PlanDocument,
        TaskDoc,
        WorkWeekDoc,
    )

_UNITS = frozenset(UNITS.values())
_CONSTRAINTS = frozenset(CONSTRAINTS.values())
_NEAREST: dict[Constraint, Constraint] = {"START_ON": "MSO", "FINISH_ON": "MFO"}
_RULES = ("mode", "lag_calendar", "progressed_logic", "float_type", "start_lag_from", "use_expected_finish")
MEASURED = UNTOLD | {"gap_minutes"}
NAME_CHARACTERS = 255
MOST_SHIFTS = 5
"""Shifts a day that Microsoft Project takes."""


def fit_mspdi(document: PlanDocument, confession: Confession) -> PlanDocument:
    """Return the document that a reader finds in the file."""
    critical = document.critical_float_minutes
    tasks = [_task(task, confession) for task in in_outline_order(document.tasks)]
    fitted = to_the_minute(
        replace(
            document,
            format="mspdi",
            application="Microsoft Project",
            must_finish_by=None,
            mode="msproject",
            lag_calendar="successor",
            progressed_logic="actual",
            start_lag_from="early",
            use_expected_finish=False,
            float_type="smallest",
            critical_float_minutes=critical - critical % document.minutes_per_day,
            currency=document.currency if len(document.currency) == 3 else "",
            calendars=[_calendar(calendar, confession) for calendar in document.calendars],
            tasks=_with_summaries(tasks),
            links=_links(document.links, tasks, confession),
            assignments=[_assignment(assignment, confession) for assignment in document.assignments],
            notices=[],
        )
    )
    if any(getattr(document, name) != getattr(fitted, name) for name in _RULES):
        confession.rules("Microsoft Project has its own rules for lags, progress and floats; the plan asks for others.")
    measure_gaps(fitted)
    parts = frozenset({"calendars", "tasks", "links", "assignments", "resources", *_RULES})
    confession.rows("plan", document, fitted, skip=parts | {"format", "application", "notices"})
    return fitted


def _with_summaries(tasks: list[TaskDoc]) -> list[TaskDoc]:
    parents = {task.parent for task in tasks}
    return [replace(task, kind="summary") if task.uid in parents and task.kind != "summary" else task for task in tasks]


def _assignment(assignment: AssignmentDoc, confession: Confession) -> AssignmentDoc:
    fitted = replace(to_the_minute(assignment), delay_minutes=max(0, assignment.delay_minutes))
    confession.rows("assignments", assignment, fitted, assignment.task)
    return fitted


def _task(task: TaskDoc, confession: Confession) -> TaskDoc:
    unit = _unit(task.duration_unit, elapsed=task.duration_elapsed)
    constraint = _NEAREST.get(task.constraint, task.constraint)
    baselines = [item for item in task.baselines if item.start is not None or item.finish is not None]
    pieces = joined((start.replace(second=0), finish.replace(second=0)) for start, finish in task.pieces)
    fitted = replace(
        to_the_minute(task), code="", activity_type="", expected_finish=None, duration_unit=unit, constraint=constraint,
        percent_complete=whole_percent(task.percent_complete),
        physical_percent=None if task.physical_percent is None else whole_percent(task.physical_percent),
        manual_start=whole_minute(task.manual_start or task.stored.start) if task.manual else None,
        manual_finish=whole_minute(task.manual_finish or task.stored.finish) if task.manual else None,
        baselines=sorted(map(to_the_minute, baselines), key=lambda item: item.number),
        stored=to_the_minute(task.stored),
        pieces=pieces if len(pieces) > 1 else [],
    )  # fmt: skip
    # Measured again from the pieces when all is known.
    fitted.gap_minutes = 0
    confession.rows("tasks", task, fitted, task.uid, skip=MEASURED if fitted.pieces else UNTOLD)
    if len(task.name) > NAME_CHARACTERS:
        message = f"Microsoft Project shows {NAME_CHARACTERS} characters of a task's name; longer ones are in the file."
        confession.beyond(message, task=task.uid)
    return fitted


def whole_percent(percent: float) -> float:
    """Round, but keep what has begun above 0 and what is not done below 100."""
    return float(round(percent)) if percent <= 0 or percent >= 100 else float(min(max(round(percent), 1), 99))


def _unit(unit: str, *, elapsed: bool) -> str:
    bare = unit.removeprefix("e")
    unit = f"e{bare}" if elapsed else bare
    return unit if unit in _UNITS else "ed" if elapsed else "d"


def _links(links: list[LinkDoc], tasks: list[TaskDoc], confession: Confession) -> list[LinkDoc]:
    rows = {task.uid: row for row, task in enumerate(tasks)}
    known = [link for link in links if link.successor in rows]
    if len(known) < len(links):
        confession.dropped("links to tasks that are not in the plan", count=len(links) - len(known))
    fitted, pairs = [], set()
    # Each task carries the links that lead to it.
    for link in sorted(known, key=lambda link: rows[link.successor]):
        unit = _unit(link.lag_unit, elapsed=link.lag_kind == "elapsed")
        if link.lag_kind == "percent":
            unit, lag = (link.lag_unit if link.lag_unit == "e%" else "%"), float(round(link.lag))
        else:
            unit, lag = ("d" if unit.endswith("%") else unit), round(link.lag * 10) / 10
        kept = replace(link, lag=lag, lag_unit=unit)
        confession.rows("links", link, kept, link.successor)
        if (link.predecessor, link.successor) in pairs:
            message = "Microsoft Project keeps one link between two tasks; further ones are in the file."
            confession.beyond(message, task=link.successor)
        pairs.add((link.predecessor, link.successor))
        fitted.append(kept)
    return fitted


def _calendar(calendar: CalendarDoc, confession: Confession) -> CalendarDoc:
    fitted = replace(
        calendar,
        week=tuple(shifts_within_a_day(day) for day in calendar.week),
        exceptions=sorted((_exception(item) for item in calendar.exceptions), key=lambda item: item.first_day),
        work_weeks=[_work_week(week) for week in calendar.work_weeks],
    )
    confession.rows("calendars", calendar, fitted)
    if any(len(day or ()) > MOST_SHIFTS for day in calendar.week):
        confession.beyond(f"Microsoft Project keeps {MOST_SHIFTS} shifts a day; more are in the file.")
    if any(end > 1440 for day in calendar.week for _, end in day or ()):
        confession.beyond("Microsoft Project expects shifts over midnight in two parts; the file has them as one.")
    return fitted


def _exception(item: CalendarExceptionDoc) -> CalendarExceptionDoc:
    return replace(item, shifts=shifts_within_a_day(item.shifts) or ())


def _work_week(week: WorkWeekDoc) -> WorkWeekDoc:
    return replace(week, week=tuple(shifts_within_a_day(day) for day in week.week))
