"""Activities and WBS of XER."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from headway.formats.document import BaselineDoc, LinkDoc, StoredDates, TaskDoc
from headway.formats.msproject.values import moment, rounded
from headway.formats.primavera.codes import CONSTRAINTS, LINK_TYPES, MILESTONES, PRIORITIES, TASK_TYPES
from headway.formats.row import Row

if TYPE_CHECKING:
    from headway.formats.notices import Notices
    from headway.formats.primavera.tables import Record


def minutes(text: str | None) -> int | None:
    """Return the minutes of a number of hours; some exports write a decimal comma."""
    return None if not text else rounded(float(text.replace(",", ".")) * 60)


def read_activity(record: Record, critical_minutes: int, notices: Notices) -> TaskDoc:
    """Return one activity; level, parent and WBS path follow from the tree."""
    code = record.get("task_code", "")
    row = Row(record, notices, f"Activity {code}")
    uid = row.whole("task_id", -1)
    kind = row.text("task_type") or "TT_Task"
    duration = row.value("target_drtn_hr_cnt", minutes, 0)
    remaining = row.value("remain_drtn_hr_cnt", minutes, None)
    actual_start, actual_finish = row.value("act_start_date", moment, None), row.value("act_end_date", moment, None)
    constraint = CONSTRAINTS.get(row.text("cstr_type"))
    if constraint is None:
        message = f"Constraint {row.text('cstr_type')[:20]} is unknown; as soon as possible is taken."
        notices.add("unknown-constraint", message, task=uid)
        constraint = "ASAP"
    _say_what_is_lost(row, uid, notices)
    return TaskDoc(
        uid=uid,
        name=row.text("task_name"),
        code=code,
        kind="milestone" if kind in MILESTONES else "task",
        duration_minutes=duration,
        duration_unit="d",
        duration_unstated=not row.text("target_drtn_hr_cnt") and remaining is None,
        remaining_minutes=0 if actual_finish is not None else remaining,
        percent_complete=percent_of_duration(
            duration, remaining, started=actual_start is not None, done=actual_finish is not None
        ),
        physical_percent=row.number("phys_complete_pct", None),
        calendar=row.whole("clndr_id", None),
        ignore_resource_calendar=kind != "TT_Rsrc",
        constraint=constraint,
        constraint_date=row.value("cstr_date", moment, None),
        actual_start=actual_start,
        actual_finish=actual_finish,
        stop=row.value("suspend_date", moment, None),
        resume=row.value("resume_date", moment, None),
        expected_finish=row.value("expect_end_date", moment, None),
        priority=PRIORITIES.get(row.text("priority_type"), 500),
        task_type=TASK_TYPES.get(row.text("duration_type"), "fixed_duration"),
        activity_type=kind,
        work_minutes=_sum(row, "act_work_qty", "act_equip_qty", "remain_work_qty", "remain_equip_qty"),
        actual_work_minutes=_sum(row, "act_work_qty", "act_equip_qty"),
        remaining_work_minutes=_sum(row, "remain_work_qty", "remain_equip_qty"),
        cost=Decimal(0),
        fixed_cost=Decimal(0),
        actual_cost=Decimal(0),
        baselines=[_planned(row)],
        stored=_stored(row, critical_minutes),
    )


def _planned(row: Row) -> BaselineDoc:
    """Return the planned dates, which P6 takes as the baseline of a project that has none assigned."""
    return BaselineDoc(
        number=0,
        start=row.value("target_start_date", moment, None),
        finish=row.value("target_end_date", moment, None),
        duration_minutes=row.value("target_drtn_hr_cnt", minutes, 0),
        work_minutes=_sum(row, "target_work_qty", "target_equip_qty"),
        cost=Decimal(0),
    )


def _say_what_is_lost(row: Row, uid: int, notices: Notices) -> None:
    if row.text("cstr_type2"):
        notices.add("unsupported-secondary-constraint", "A second constraint on an activity is not kept.", task=uid)
    if row.text("suspend_date") and not row.text("act_start_date"):
        notices.add("unsupported-suspend", "Suspend and resume of an unstarted activity are not kept.", task=uid)


def percent_of_duration(duration: int, remaining: int | None, *, started: bool, done: bool) -> float:
    """Percent of duration; P6's physical and unit percentages measure other things."""
    if done:
        return 100.0
    if not started or not duration or remaining is None:
        return 0.0
    return min(max((duration - remaining) / duration * 100, 0.0), 100.0)


def _sum(row: Row, *names: str) -> int:
    return sum(row.value(name, minutes, 0) for name in names)


def _stored(row: Row, critical_minutes: int) -> StoredDates:
    actual_start, actual_finish = row.value("act_start_date", moment, None), row.value("act_end_date", moment, None)
    # People see the actual dates, else those of the remaining work, else the planned ones (which leveling moves).
    start = actual_start or row.value("restart_date", moment, None) or row.value("target_start_date", moment, None)
    finish = actual_finish or row.value("reend_date", moment, None) or row.value("target_end_date", moment, None)
    total_float = row.value("total_float_hr_cnt", minutes, None)
    return StoredDates(
        start=start,
        finish=finish,
        early_start=row.value("early_start_date", moment, None),
        early_finish=row.value("early_end_date", moment, None),
        late_start=row.value("late_start_date", moment, None),
        late_finish=row.value("late_end_date", moment, None),
        total_float_minutes=total_float,
        free_float_minutes=row.value("free_float_hr_cnt", minutes, None),
        critical=is_critical(total_float, critical_minutes, done=actual_finish is not None),
    )


def is_critical(total_float: int | None, critical_minutes: int, *, done: bool) -> bool:
    """P6 stores floats, not the flag."""
    return not done and total_float is not None and total_float <= critical_minutes


def read_link(record: Record, notices: Notices) -> LinkDoc:
    """Return one relationship."""
    row = Row(record, notices, "Relationship")
    return LinkDoc(
        predecessor=row.whole("pred_task_id", -1),
        successor=row.whole("task_id", -1),
        type=LINK_TYPES.get(row.text("pred_type"), "FS"),
        lag=float(row.value("lag_hr_cnt", minutes, 0)),
        lag_kind="working",
        lag_unit="d",
    )
