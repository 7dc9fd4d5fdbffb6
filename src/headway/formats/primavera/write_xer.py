"""Write XER, the exchange file of Primavera P6: a header, then one table after the other."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from headway.formats.msproject.codes import inverse
from headway.formats.primavera.codes import FLOAT_TYPES, LAG_CALENDARS
from headway.formats.primavera.write_baselines import Baselines
from headway.formats.primavera.write_calendars import calendar_rows
from headway.formats.primavera.write_resources import assignment_rows, expense_rows, rate_rows, resource_rows
from headway.formats.primavera.write_tables import PROJECT, Ids, cell, date_text, hours, table, yes
from headway.formats.primavera.write_tasks import activity_row, link_rows, memo_rows, memo_type_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.formats.document import PlanDocument, TaskDoc
    from headway.formats.primavera.write_tables import Fields

WINDOWS = "cp1252"
FLOAT_CODES, LAG_CODES = inverse(FLOAT_TYPES), inverse(LAG_CALENDARS)
COMPANY = 1
"""The row of the organization that owns everything."""


def encoding_of(pieces: Iterable[str]) -> str:
    """Return P6's Windows encoding where it holds the text and readers cannot take it for UTF-8, else UTF-8."""
    mistakable = True
    for piece in pieces:
        if piece.isascii():
            continue
        try:
            raw = piece.encode(WINDOWS)
        except UnicodeEncodeError:
            return "utf-8"
        if mistakable:
            try:
                raw.decode()
            except UnicodeDecodeError:
                mistakable = False
    return "utf-8" if mistakable else WINDOWS


def xer_text(document: PlanDocument) -> Iterator[str]:
    """Yield the file line by line; the document has been fitted to the format."""
    version = document.application.removeprefix("Primavera P6").strip()
    day = "1970-01-01" if document.start is None else document.start.date().isoformat()
    owner = "headway"
    head = ("ERMHDR", version, day, "Project", owner, owner, owner, "Project Management", document.currency)
    yield "\t".join(cell(value) for value in head) + "\r\n"
    ids = Ids(document)
    baselines = Baselines(document, ids)
    activities = [task for task in document.tasks if task.kind != "summary"]
    yield from table("CURRTYPE", _currency(document))
    yield from table("OBS", iter([{"obs_id": COMPANY, "parent_obs_id": "", "seq_num": 0, "obs_name": "Enterprise"}]))
    yield from table("PROJECT", _projects(document, baselines))
    yield from table("CALENDAR", calendar_rows(document))
    yield from table("SCHEDOPTIONS", iter([_options(document)]))
    yield from table("PROJWBS", _wbs(document, baselines))
    yield from table("MEMOTYPE", memo_type_rows(activities))
    yield from table("RSRC", resource_rows(document))
    yield from table("RSRCRATE", rate_rows(document))
    yield from table("TASK", _tasks(activities, baselines))
    yield from table("PROJCOST", expense_rows(document, activities))
    yield from table("TASKMEMO", memo_rows(activities))
    yield from table("TASKPRED", link_rows(document))
    yield from table("TASKRSRC", assignment_rows(document))
    yield "%E\r\n"


def _currency(document: PlanDocument) -> Iterator[Fields]:
    if document.currency:
        yield {
            "curr_id": 1, "decimal_digit_cnt": 2, "curr_symbol": document.currency, "decimal_symbol": ".",
            "digit_group_symbol": ",", "pos_curr_fmt_type": "#1.1", "neg_curr_fmt_type": "(#1.1)",
            "curr_type": document.currency, "curr_short_name": document.currency, "group_digit_cnt": 3,
            "base_exch_rate": 1,
        }  # fmt: skip


def _projects(document: PlanDocument, baselines: Baselines) -> Iterator[Fields]:
    main: Fields = {
        "proj_id": PROJECT, "fy_start_month_num": 1, "rsrc_self_add_flag": "Y", "allow_complete_flag": "Y",
        "rsrc_multi_assign_flag": "Y", "checkout_flag": "N", "project_flag": "Y", "step_complete_flag": "N",
        "cost_qty_recalc_flag": "N", "batch_sum_flag": "Y", "name_sep_char": ".", "def_complete_pct_type": "CP_Drtn",
        "proj_short_name": document.tasks[0].wbs, "orig_proj_id": "", "clndr_id": document.default_calendar,
        "task_code_base": 1000, "task_code_step": 10, "priority_num": 10, "wbs_max_sum_level": 0,
        "critical_drtn_hr_cnt": hours(document.critical_float_minutes), "def_cost_per_qty": 0,
        "last_recalc_date": date_text(document.status_date), "plan_start_date": date_text(document.start),
        "plan_end_date": date_text(document.must_finish_by), "scd_end_date": date_text(document.finish),
        "def_duration_type": "DT_FixedDUR2", "task_code_prefix": "A", "def_qty_type": "QT_Hour",
        "def_rate_type": "COST_PER_QTY", "add_act_remain_flag": "N", "act_this_per_link_flag": "Y",
        "def_task_type": "TT_Task", "act_pct_link_flag": "N", "critical_path_type": "CT_TotFloat",
        "task_code_prefix_flag": "Y", "def_rollup_dates_flag": "Y", "use_project_baseline_flag": "Y",
        "rem_target_link_flag": "Y", "reset_planned_flag": "Y", "allow_neg_act_flag": "N",
        "sum_assign_level": "SL_Taskrsrc", "export_flag": "Y",
    }  # fmt: skip
    yield main
    for number, project in baselines.projects.items():
        yield {
            **main, "proj_id": project, "orig_proj_id": PROJECT, "proj_short_name": baselines.name(number),
            "project_flag": "N", "last_recalc_date": "", "export_flag": "N",
        }  # fmt: skip


def _options(document: PlanDocument) -> Fields:
    logic = document.progressed_logic
    return {
        "schedoptions_id": 1, "proj_id": PROJECT, "sched_outer_depend_type": "SD_Both",
        "sched_open_critical_flag": yes(document.multiple_critical_paths),
        "sched_lag_early_start_flag": yes(document.start_lag_from == "early"),
        "sched_retained_logic": yes(logic == "retained"), "sched_setplantoforecast": "N",
        "sched_float_type": FLOAT_CODES[document.float_type],
        "sched_calendar_on_relationship_lag": LAG_CODES[document.lag_calendar],
        "sched_use_expect_end_flag": yes(document.use_expected_finish),
        "sched_progress_override": yes(logic == "override"), "level_float_thrs_cnt": 0,
        "level_outer_assign_flag": "N", "level_outer_assign_priority": 5, "level_over_alloc_pct": 25,
        "level_within_float_flag": "N", "level_keep_sched_date_flag": "Y", "level_all_rsrc_flag": "Y",
        "sched_use_project_end_date_for_float": "Y",
    }  # fmt: skip


def _wbs(document: PlanDocument, baselines: Baselines) -> Iterator[Fields]:
    counts: dict[int | None, int] = defaultdict(int)
    paths: dict[int | None, str] = {}
    for task in document.tasks:
        if task.kind != "summary":
            continue
        paths[task.uid] = task.wbs
        counts[task.parent] += 1
        above = paths.get(task.parent)
        yield {
            "wbs_id": task.uid, "proj_id": PROJECT, "obs_id": COMPANY, "seq_num": counts[task.parent], "est_wt": 1,
            "proj_node_flag": yes(task.parent is None), "sum_data_flag": "Y", "status_code": "WS_Open",
            "wbs_short_name": task.wbs if above is None else task.wbs.removeprefix(f"{above}."),
            "wbs_name": task.name, "parent_wbs_id": task.parent, "ev_user_pct": 6, "ev_etc_user_value": "0.88",
            "orig_cost": 0, "indep_remain_total_cost": 0, "ev_compute_type": "EC_Cmp_pct",
            "ev_etc_compute_type": "EE_Rem_hr",
        }  # fmt: skip
    yield from baselines.wbs_rows(document.name)


def _tasks(activities: list[TaskDoc], baselines: Baselines) -> Iterator[Fields]:
    for task in activities:
        yield activity_row(task, planned=not baselines.projects)
    yield from baselines.task_rows(activities)
