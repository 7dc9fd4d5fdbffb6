"""Tasks of MPXJ's JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from headway.formats.document import BaselineDoc, StoredDates, TaskDoc
from headway.formats.truth_json import ACTIVITIES, CONSTRAINTS, TASK_TYPES

if TYPE_CHECKING:
    from headway.formats.mpxj.values import Fields

NOTHING = Decimal(0)


def task_of(fields: Fields, unit: str | None, default_type: str, *, primavera: bool) -> TaskDoc:
    """Return one task; zeros are absent in the JSON and are filled in again."""
    constraint = CONSTRAINTS.get(fields.text("constraint_type") or "AS_SOON_AS_POSSIBLE", "ASAP")
    unstated = unit is None
    unit = "d" if unit is None or primavera else unit
    summary = fields.flag("summary")
    level = fields.whole("outline_level")
    task = TaskDoc(
        uid=fields.whole("unique_id") or 0,
        name=fields.text("name"),
        level=(0 if level is None else level),
        wbs=fields.text("wbs"),
        code=fields.text("activity_id") if primavera and not summary else "",
        kind="summary" if summary else "milestone" if fields.flag("milestone") else "task",
        manual=fields.text("task_mode") == "MANUALLY_SCHEDULED",
        active=fields.flag("active") or primavera,
        duration_minutes=fields.minutes("duration") or 0,
        duration_elapsed=unit.startswith("e"),
        duration_unit=unit,
        duration_estimated=fields.flag("estimated"),
        duration_unstated=unstated,
        remaining_minutes=_remaining(fields),
        percent_complete=min(max(fields.number("percent_complete") or 0.0, 0.0), 100.0),
        physical_percent=fields.number("physical_percent_complete") or 0.0,
        calendar=fields.whole("calendar_unique_id"),
        ignore_resource_calendar=fields.flag("ignore_resource_calendar"),
        constraint=constraint,
        constraint_date=fields.moment("constraint_date"),
        deadline=fields.moment("deadline"),
        actual_start=fields.moment("actual_start"),
        actual_finish=fields.moment("actual_finish"),
        stop=fields.moment("suspend_date") if primavera else fields.moment("stop"),
        resume=fields.moment("resume"),
        expected_finish=fields.moment("expected_finish") if primavera else None,
        pieces=[] if summary or primavera else fields.spans("work_splits"),
        leveling_delay_minutes=fields.minutes("leveling_delay") or 0,
        priority=500 if (priority := fields.whole("priority")) is None else priority,
        task_type=TASK_TYPES.get(fields.text("type") or default_type, "fixed_units"),
        effort_driven=fields.flag("effort_driven"),
        activity_type=ACTIVITIES.get(fields.text("activity_type"), "") if primavera and not summary else "",
        external=fields.flag("external_task"),
        recurring=fields.flag("recurring"),
        work_minutes=fields.minutes("work") or 0,
        actual_work_minutes=fields.minutes("actual_work") or 0,
        remaining_work_minutes=fields.minutes("remaining_work") or 0,
        cost=fields.money("cost") or NOTHING,
        fixed_cost=fields.money("fixed_cost") or NOTHING,
        actual_cost=fields.money("actual_cost") or NOTHING,
        notes=fields.text("notes"),
        baselines=_baselines(fields),
        stored=_stored(fields),
    )
    if primavera and not summary:
        task.ignore_resource_calendar = task.activity_type != "TT_Rsrc"
        if task.actual_finish is not None:
            # P6 blanks the floats of complete activities; MPXJ computes some.
            task.percent_complete, task.stored.critical = 100.0, False
            task.stored.total_float_minutes = task.stored.free_float_minutes = None
    return task


def _remaining(fields: Fields) -> int | None:
    """Return the remaining duration; absent is zero for what is done and unknown for the rest."""
    remaining = fields.minutes("remaining_duration")
    if remaining is None and (fields.number("percent_complete") == 100 or fields.minutes("duration") is None):
        return 0
    return remaining


def _stored(fields: Fields) -> StoredDates:
    late_start = fields.moment("late_start")
    total, free = fields.minutes("total_slack"), fields.minutes("free_slack")
    return StoredDates(
        start=fields.moment("start"),
        finish=fields.moment("finish"),
        early_start=fields.moment("early_start"),
        early_finish=fields.moment("early_finish"),
        late_start=late_start,
        late_finish=fields.moment("late_finish"),
        total_float_minutes=0 if total is None and late_start is not None else total,
        free_float_minutes=0 if free is None and late_start is not None else free,
        critical=fields.flag("critical"),
    )


def _baselines(fields: Fields) -> list[BaselineDoc]:
    found = []
    for number in range(11):
        name = f"baseline{number or ''}"
        start, finish = fields.moment(f"{name}_start"), fields.moment(f"{name}_finish")
        if start is not None or finish is not None:
            found.append(
                BaselineDoc(
                    number=number,
                    start=start,
                    finish=finish,
                    duration_minutes=fields.minutes(f"{name}_duration") or 0,
                    work_minutes=fields.minutes(f"{name}_work") or 0,
                    cost=fields.money(f"{name}_cost") or NOTHING,
                )
            )
    return found
