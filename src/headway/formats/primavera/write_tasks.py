"""Activities, relationships and notes of XER."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from headway.formats.msproject.codes import inverse
from headway.formats.msproject.values import number_text
from headway.formats.primavera.codes import CONSTRAINTS, LINK_TYPES, PRIORITIES, TASK_TYPES
from headway.formats.primavera.write_tables import LINE_END, PROJECT, date_text, hours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.formats.document import BaselineDoc, PlanDocument, TaskDoc
    from headway.formats.primavera.write_tables import Fields

CONSTRAINT_CODES, LINK_CODES, TYPE_CODES = inverse(CONSTRAINTS), inverse(LINK_TYPES), inverse(TASK_TYPES)
PRIORITY_CODES = inverse(PRIORITIES)
NOTES = 1
"""The notebook topic that notes belong to."""


def activity_row(task: TaskDoc, *, planned: bool) -> Fields:
    """Return one row of TASK; ``planned``: the first baseline is the planned dates."""
    stored = task.stored
    started, done = task.actual_start is not None, task.actual_finish is not None
    plan = task.baselines[0] if planned and task.baselines else None
    target_work = task.work_minutes if plan is None else plan.work_minutes
    # The remaining work of what has begun starts later than the activity.
    restart = None if done else stored.early_start if started else stored.start
    return {
        "task_id": task.uid, "proj_id": PROJECT, "wbs_id": task.parent, "clndr_id": task.calendar,
        "phys_complete_pct": "" if task.physical_percent is None else number_text(task.physical_percent),
        "rev_fdbk_flag": "N", "est_wt": 1, "lock_plan_flag": "N", "auto_compute_act_flag": "N",
        "complete_pct_type": "CP_Drtn", "task_type": task.activity_type, "duration_type": TYPE_CODES[task.task_type],
        "status_code": "TK_Complete" if done else "TK_Active" if started else "TK_NotStart",
        "task_code": task.code, "task_name": task.name, "rsrc_id": "",
        "total_float_hr_cnt": hours(stored.total_float_minutes), "free_float_hr_cnt": hours(stored.free_float_minutes),
        "remain_drtn_hr_cnt": hours(task.remaining_minutes), "act_work_qty": hours(task.actual_work_minutes),
        "remain_work_qty": hours(task.remaining_work_minutes), "target_work_qty": hours(target_work),
        "target_drtn_hr_cnt": hours(task.duration_minutes), "target_equip_qty": 0, "act_equip_qty": 0,
        "remain_equip_qty": 0, "cstr_date": date_text(task.constraint_date),
        "act_start_date": date_text(task.actual_start), "act_end_date": date_text(task.actual_finish),
        "late_start_date": date_text(stored.late_start), "late_end_date": date_text(stored.late_finish),
        "expect_end_date": date_text(task.expected_finish), "early_start_date": date_text(stored.early_start),
        "early_end_date": date_text(stored.early_finish), "restart_date": date_text(restart),
        "reend_date": "" if done else date_text(stored.finish),
        "target_start_date": date_text(stored.start if plan is None else plan.start),
        "target_end_date": date_text(stored.finish if plan is None else plan.finish),
        "rem_late_start_date": date_text(stored.late_start), "rem_late_end_date": date_text(stored.late_finish),
        "cstr_type": CONSTRAINT_CODES[task.constraint], "priority_type": PRIORITY_CODES[task.priority],
        "suspend_date": date_text(task.stop), "resume_date": date_text(task.resume), "cstr_date2": "",
        "cstr_type2": "", "driving_path_flag": "N", "act_this_per_work_qty": 0, "act_this_per_equip_qty": 0,
    }  # fmt: skip


def baseline_row(task: TaskDoc, baseline: BaselineDoc, task_id: int, project: int, wbs_id: int) -> Fields:
    """Return the row of TASK that stands for an activity in a baseline project."""
    dates = {
        "early_start_date": date_text(baseline.start), "early_end_date": date_text(baseline.finish),
        "restart_date": date_text(baseline.start), "reend_date": date_text(baseline.finish),
        "target_start_date": date_text(baseline.start), "target_end_date": date_text(baseline.finish),
    }  # fmt: skip
    nothing = dict.fromkeys(
        ("act_start_date", "act_end_date", "late_start_date", "late_end_date", "suspend_date", "resume_date",
         "rem_late_start_date", "rem_late_end_date", "total_float_hr_cnt", "free_float_hr_cnt"), "",
    )  # fmt: skip
    return {
        **activity_row(task, planned=False), **nothing, **dates, "task_id": task_id, "proj_id": project,
        "wbs_id": wbs_id, "status_code": "TK_NotStart", "act_work_qty": 0,
        "target_drtn_hr_cnt": hours(baseline.duration_minutes), "remain_drtn_hr_cnt": hours(baseline.duration_minutes),
    }  # fmt: skip


def link_rows(document: PlanDocument) -> Iterator[Fields]:
    """Yield the rows of TASKPRED."""
    for number, link in enumerate(document.links, 1):
        yield {
            "task_pred_id": number, "task_id": link.successor, "pred_task_id": link.predecessor, "proj_id": PROJECT,
            "pred_proj_id": PROJECT, "pred_type": LINK_CODES[link.type], "lag_hr_cnt": hours(round(link.lag)),
        }  # fmt: skip


def memo_type_rows(activities: list[TaskDoc]) -> Iterator[Fields]:
    """Yield the one notebook topic, where there are notes."""
    if any(task.notes for task in activities):
        yield {
            "memo_type_id": NOTES, "seq_num": 0, "eps_flag": "N", "proj_flag": "N", "wbs_flag": "N",
            "task_flag": "Y", "memo_type": "Notes",
        }  # fmt: skip


def memo_rows(activities: list[TaskDoc]) -> Iterator[Fields]:
    """Yield the rows of TASKMEMO."""
    for number, task in enumerate((task for task in activities if task.notes), 1):
        yield {
            "memo_id": number, "task_id": task.uid, "memo_type_id": NOTES, "proj_id": PROJECT,
            "task_memo": memo_text(task.notes),
        }  # fmt: skip


def memo_text(notes: str) -> str:
    """Return notes as the HTML that P6 keeps, in one cell."""
    text = html.escape(notes, quote=False).replace("\r", "&#13;").replace("\t", "&#9;")
    return text.replace("\n", LINE_END)
