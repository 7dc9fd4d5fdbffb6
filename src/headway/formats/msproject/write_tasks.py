"""Tasks of MSPDI with their links and baselines, in the order of the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.formats.msproject.codes import CONSTRAINTS, ESTIMATED, LINK_TYPES, TASK_TYPES, UNITS, inverse
from headway.formats.msproject.values import duration_text, money_text, number_text
from headway.formats.msproject.xml_out import escaped, flag, inside, lines, moment_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from headway.formats.document import BaselineDoc, LinkDoc, TaskDoc
    from headway.formats.msproject.xml_out import Pair

CONSTRAINT_CODES, LINK_CODES = inverse(CONSTRAINTS), inverse(LINK_TYPES)
TASK_CODES, UNIT_CODES = inverse(TASK_TYPES), inverse(UNITS)
ELAPSED_DAYS = 8


def task_text(task: TaskDoc, number: int, outline: str, links: list[LinkDoc]) -> str:
    """Return one Task element; ``number`` is its row, ``outline`` its place as 1.2.3."""
    content = lines(_pairs(task, number, outline), 3)
    content += "".join(inside("PredecessorLink", lines(_link(link), 4), 3) for link in links)
    content += "".join(inside("Baseline", lines(_baseline(item, task), 4), 3) for item in task.baselines)
    return inside("Task", content, 2)


def duration(minutes: int | None) -> str | None:
    """Return a duration, or nothing."""
    return None if minutes is None else duration_text(minutes)


def money(amount: Decimal | None) -> str | None:
    """Return an amount, or nothing."""
    return None if amount is None else money_text(amount)


def _format(task: TaskDoc) -> int:
    return UNIT_CODES[task.duration_unit] + (ESTIMATED if task.duration_estimated else 0)


def _pairs(task: TaskDoc, number: int, outline: str) -> Iterator[Pair]:
    stored, manual = task.stored, task.manual
    yield from (
        ("UID", task.uid),
        ("ID", number),
        ("Name", escaped(task.name)),
        ("Active", flag(task.active)),
        ("Manual", flag(manual)),
        ("Type", TASK_CODES[task.task_type]),
        ("IsNull", "0"),
        ("WBS", escaped(task.wbs)),
        ("OutlineNumber", outline),
        ("OutlineLevel", task.level),
        ("Priority", task.priority),
        ("Start", moment_text(stored.start)),
        ("Finish", moment_text(stored.finish)),
        ("Duration", duration_text(task.duration_minutes)),
        ("ManualStart", moment_text(task.manual_start)),
        ("ManualFinish", moment_text(task.manual_finish)),
        ("ManualDuration", duration_text(task.duration_minutes) if manual else None),
        ("DurationFormat", _format(task)),
        ("Work", duration(task.work_minutes)),
        ("Stop", moment_text(task.stop)),
        ("Resume", moment_text(task.resume)),
        ("EffortDriven", flag(task.effort_driven)),
        ("Recurring", flag(task.recurring)),
        ("Estimated", flag(task.duration_estimated)),
        ("Milestone", flag(task.kind == "milestone")),
        ("Summary", flag(task.kind == "summary")),
        ("Critical", None if stored.critical is None else flag(stored.critical)),
        ("IsSubproject", "0"),
        ("ExternalTask", flag(task.external)),
        ("EarlyStart", moment_text(stored.early_start)),
        ("EarlyFinish", moment_text(stored.early_finish)),
        ("LateStart", moment_text(stored.late_start)),
        ("LateFinish", moment_text(stored.late_finish)),
        ("FreeSlack", _tenths(stored.free_float_minutes)),
        ("TotalSlack", _tenths(stored.total_float_minutes)),
    )
    yield from _progress(task)


def _progress(task: TaskDoc) -> Iterator[Pair]:
    yield from (
        ("FixedCost", money(task.fixed_cost)),
        ("PercentComplete", number_text(task.percent_complete)),
        ("Cost", money(task.cost)),
        ("ActualStart", moment_text(task.actual_start)),
        ("ActualFinish", moment_text(task.actual_finish)),
        ("ActualCost", money(task.actual_cost)),
        ("ActualWork", duration(task.actual_work_minutes)),
        ("RemainingDuration", duration(task.remaining_minutes)),
        ("RemainingWork", duration(task.remaining_work_minutes)),
        ("ConstraintType", CONSTRAINT_CODES[task.constraint]),
        ("CalendarUID", -1 if task.calendar is None else task.calendar),
        ("ConstraintDate", moment_text(task.constraint_date)),
        ("Deadline", moment_text(task.deadline)),
        ("LevelingDelay", _tenths(task.leveling_delay_minutes)),
        ("LevelingDelayFormat", ELAPSED_DAYS),
        ("IgnoreResourceCalendar", flag(task.ignore_resource_calendar)),
        ("Notes", escaped(task.notes) or None),
        ("PhysicalPercentComplete", None if task.physical_percent is None else number_text(task.physical_percent)),
    )


def _tenths(minutes: int | None) -> int | None:
    return None if minutes is None else minutes * 10


def _link(link: LinkDoc) -> tuple[Pair, ...]:
    lag = link.lag if link.lag_kind == "percent" else link.lag * 10
    return (
        ("PredecessorUID", link.predecessor),
        ("Type", LINK_CODES[link.type]),
        ("CrossProject", "0"),
        ("LinkLag", round(lag)),
        ("LagFormat", UNIT_CODES[link.lag_unit]),
    )


def _baseline(baseline: BaselineDoc, task: TaskDoc) -> tuple[Pair, ...]:
    return (
        ("Number", baseline.number),
        ("Start", moment_text(baseline.start)),
        ("Finish", moment_text(baseline.finish)),
        ("Duration", duration(baseline.duration_minutes)),
        ("DurationFormat", _format(task)),
        ("Work", duration(baseline.work_minutes)),
        ("Cost", money(baseline.cost)),
    )
