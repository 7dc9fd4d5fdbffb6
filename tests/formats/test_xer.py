"""Primavera XER, read natively."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from format_files import CALENDAR, PROJECT, ROOT, activity, clndr_data, shifts, simple_xer, table, write, xer

from headway.engine.network import schedule
from headway.formats import read
from headway.formats.document import BaselineDoc, LinkDoc
from headway.formats.plan_of import instant_of, options_of, to_plan

OFFICE = ((480, 720), (780, 1020))


def test_settings_of_the_project(tmp_path):
    options = table("SCHEDOPTIONS", {
        "proj_id": 1, "sched_calendar_on_relationship_lag": "rcal_24Hour", "sched_retained_logic": "N",
        "sched_progress_override": "Y", "sched_float_type": "FT_min", "sched_open_critical_flag": "Y",
        "sched_lag_early_start_flag": "N",
    })  # fmt: skip
    project = {**PROJECT, "plan_end_date": "2026-03-31 17:00", "critical_drtn_hr_cnt": 4}
    content = xer(
        table("CALENDAR", CALENDAR),
        table("PROJECT", project),
        table("PROJWBS", ROOT),
        table("TASK", activity(1, "A")),
        options,
    )
    plan = read(write(tmp_path, content, "plan.xer"))
    assert (plan.format, plan.application, plan.name, plan.mode) == ("xer", "Primavera P6 19.12", "Trial plan", "p6")
    assert (plan.start, plan.status_date, plan.must_finish_by) == (
        datetime(2026, 1, 5, 8), datetime(2026, 1, 12, 8), datetime(2026, 3, 31, 17),
    )  # fmt: skip
    assert (plan.lag_calendar, plan.progressed_logic, plan.float_type) == ("24h", "override", "smallest")
    assert plan.start_lag_from == "actual"
    assert (plan.multiple_critical_paths, plan.critical_float_minutes, plan.honor_constraints) == (True, 240, False)
    assert (plan.default_calendar, plan.minutes_per_day, plan.minutes_per_week) == (7, 480, 2400)
    assert plan.notices == []


@pytest.mark.parametrize(
    ("retained", "override", "logic"), [("Y", "N", "retained"), ("N", "Y", "override"), ("N", "N", "actual")]
)
def test_progressed_logic(tmp_path, retained, override, logic):
    options = table(
        "SCHEDOPTIONS", {"proj_id": 1, "sched_retained_logic": retained, "sched_progress_override": override}
    )
    assert read(write(tmp_path, simple_xer(activity(1, "A"), more=options))).progressed_logic == logic


def test_wbs_becomes_summaries_and_activities_stand_below(tmp_path):
    wbs = table("PROJWBS", ROOT,
        {"wbs_id": 12, "proj_id": 1, "parent_wbs_id": 10, "wbs_short_name": "B", "wbs_name": "Second", "seq_num": 200},
        {"wbs_id": 11, "proj_id": 1, "parent_wbs_id": 10, "wbs_short_name": "A", "wbs_name": "First", "seq_num": 100},
    )  # fmt: skip
    tasks = table(
        "TASK",
        activity(3, "C30", wbs_id=11),
        activity(2, "C20", wbs_id=11),
        activity(1, "C10", wbs_id=12),
        activity(12, "C00"),
    )
    plan = read(write(tmp_path, xer(table("CALENDAR", CALENDAR), table("PROJECT", PROJECT), wbs, tasks)))
    rows = [(item.name, item.level, item.wbs, item.kind) for item in plan.tasks]
    assert rows == [
        ("Trial plan", 1, "TRIAL", "summary"), ("Work C00", 2, "TRIAL", "task"), ("First", 2, "TRIAL.A", "summary"),
        ("Work C20", 3, "TRIAL.A", "task"), ("Work C30", 3, "TRIAL.A", "task"), ("Second", 2, "TRIAL.B", "summary"),
        ("Work C10", 3, "TRIAL.B", "task"),
    ]  # fmt: skip
    assert [item.uid for item in plan.tasks if item.kind == "task"] == [12, 2, 3, 1]
    assert len({item.uid for item in plan.tasks}) == 7


def test_an_activity(tmp_path):
    fields = {
        "act_start_date": "2026-01-05 08:00", "restart_date": "2026-01-12 08:00", "reend_date": "2026-01-13 12:00",
        "remain_drtn_hr_cnt": 12, "target_start_date": "2026-01-06 08:00", "target_end_date": "2026-01-07 17:00",
        "early_start_date": "2026-01-12 08:00", "early_end_date": "2026-01-13 12:00", "late_start_date": "2026-01-14 08:00",
        "late_end_date": "2026-01-15 12:00", "total_float_hr_cnt": 16, "free_float_hr_cnt": 0, "phys_complete_pct": 30,
        "priority_type": "PT_High", "act_work_qty": 4, "remain_work_qty": 12, "target_work_qty": 14, "status_code": "TK_Active",
    }  # fmt: skip
    plan = read(write(tmp_path, simple_xer(activity(1, "A100", 16, **fields))))
    found = plan.tasks[1]
    assert (found.code, found.name, found.activity_type, found.task_type) == (
        "A100",
        "Work A100",
        "TT_Task",
        "fixed_duration",
    )
    assert (found.duration_minutes, found.remaining_minutes, found.percent_complete) == (960, 720, 25.0)
    assert (found.physical_percent, found.priority) == (30.0, 600)
    assert (found.actual_start, found.actual_finish) == (datetime(2026, 1, 5, 8), None)
    assert (found.work_minutes, found.actual_work_minutes, found.remaining_work_minutes) == (960, 240, 720)
    assert (found.stored.start, found.stored.finish) == (datetime(2026, 1, 5, 8), datetime(2026, 1, 13, 12))
    assert (found.stored.late_start, found.stored.late_finish) == (datetime(2026, 1, 14, 8), datetime(2026, 1, 15, 12))
    assert (found.stored.total_float_minutes, found.stored.free_float_minutes, found.stored.critical) == (960, 0, False)
    assert found.baselines == [BaselineDoc(0, datetime(2026, 1, 6, 8), datetime(2026, 1, 7, 17), 960, 840, Decimal(0))]
    summary = plan.tasks[0]
    assert (summary.stored.start, summary.stored.finish) == (found.stored.start, found.stored.finish)


@pytest.mark.parametrize(
    ("code", "name"),
    [("CS_ALAP", "ALAP"), ("CS_MSO", "START_ON"), ("CS_MSOA", "SNET"), ("CS_MSOB", "SNLT"), ("CS_MEO", "FINISH_ON"),
     ("CS_MEOA", "FNET"), ("CS_MEOB", "FNLT"), ("CS_MANDSTART", "MSO"), ("CS_MANDFIN", "MFO")],
)  # fmt: skip
def test_constraints(tmp_path, code, name):
    held = activity(1, "A", cstr_type=code, cstr_date="2026-01-09 08:00")
    found = read(write(tmp_path, simple_xer(held))).tasks[1]
    assert (found.constraint, found.constraint_date) == (name, None if name == "ALAP" else datetime(2026, 1, 9, 8))


@pytest.mark.parametrize(
    ("kind", "ours"), [("TT_Mile", "milestone"), ("TT_FinMile", "milestone"), ("TT_Rsrc", "task"), ("TT_LOE", "task")]
)
def test_kinds_of_activities(tmp_path, kind, ours):
    plan = read(write(tmp_path, simple_xer(activity(1, "A", task_type=kind))))
    found = plan.tasks[1]
    assert (found.kind, found.activity_type, found.ignore_resource_calendar) == (ours, kind, kind != "TT_Rsrc")
    assert plan.notices == []


def test_relationships(tmp_path):
    preds = table("TASKPRED",
        {"task_id": 2, "pred_task_id": 1, "proj_id": 1, "pred_proj_id": 1, "pred_type": "PR_FS", "lag_hr_cnt": 8},
        {"task_id": 2, "pred_task_id": 1, "proj_id": 1, "pred_proj_id": 1, "pred_type": "PR_SS", "lag_hr_cnt": "-4"},
        {"task_id": 2, "pred_task_id": 1, "proj_id": 1, "pred_proj_id": 1, "pred_type": "PR_FF", "lag_hr_cnt": 0},
        {"task_id": 2, "pred_task_id": 99, "proj_id": 1, "pred_proj_id": 5, "pred_type": "PR_SF", "lag_hr_cnt": 0},
    )  # fmt: skip
    plan = read(write(tmp_path, simple_xer(activity(1, "A"), activity(2, "B"), more=preds)))
    assert plan.links == [LinkDoc(1, 2, "FS", 480.0), LinkDoc(1, 2, "SS", -240.0), LinkDoc(1, 2, "FF", 0.0)]
    assert [(item.id, item.tasks) for item in plan.notices] == [("link-to-other-file", [2])]


def test_calendar_text(tmp_path):
    exceptions = f"(0||0(d|46014)())(0||1(d|46025)({shifts(('22:00', '06:00'))}))"
    data = clndr_data(saturday=shifts(("08:00 AM", "12:30 PM")), exceptions=exceptions).replace(")(", ")\x7f\x7f  (")
    content = simple_xer(activity(1, "A")).replace(clndr_data(), data)
    found = read(write(tmp_path, content)).calendars[0]
    assert found.week == (*((OFFICE,) * 5), ((480, 750),), ())
    assert [(item.first_day, item.shifts) for item in found.exceptions] == [
        (date(2025, 12, 23), ()), (date(2026, 1, 3), ((1320, 1800),)),
    ]  # fmt: skip


def test_a_broken_calendar_text_is_said_and_replaced(tmp_path):
    content = simple_xer(activity(1, "A")).replace(clndr_data(), clndr_data()[:-9])
    plan = read(write(tmp_path, content))
    assert plan.calendars[0].week == (OFFICE,) * 5 + ((), ())
    assert {item.id for item in plan.notices} == {"unreadable-calendar"}


def test_a_resource_curve_is_confessed(tmp_path):
    more = table("RSRC", {"rsrc_id": 5, "rsrc_name": "Ann", "rsrc_type": "RT_Labor"}) + table(
        "TASKRSRC", {"taskrsrc_id": 8, "task_id": 1, "rsrc_id": 5, "remain_qty": 8, "curv_id": 3})  # fmt: skip
    plan = read(write(tmp_path, simple_xer(activity(1, "A"), more=more)))
    assert plan.assignments[0].contour == "flat"
    assert [(each.id, each.tasks) for each in plan.notices] == [("resource-curves", [1])]


def test_resources_assignments_costs_and_notes(tmp_path):
    more = (
        table("RSRC", {"rsrc_id": 5, "rsrc_name": "Ann", "rsrc_short_name": "AN", "rsrc_type": "RT_Labor", "email_addr": "a@example.org"},
              {"rsrc_id": 6, "rsrc_name": "Sand", "rsrc_type": "RT_Mat"})
        + table("RSRCRATE", {"rsrc_rate_id": 1, "rsrc_id": 5, "max_qty_per_hr": 2, "cost_per_qty": 75.5, "start_date": "2020-01-01 00:00"},
                {"rsrc_rate_id": 2, "rsrc_id": 5, "max_qty_per_hr": 3, "cost_per_qty": 90, "start_date": "2027-01-01 00:00"})
        + table("TASKRSRC", {"taskrsrc_id": 8, "task_id": 1, "rsrc_id": 5, "act_reg_qty": 4, "act_ot_qty": 1, "remain_qty": 11,
                             "target_qty_per_hr": 1, "act_reg_cost": 300, "act_ot_cost": 100, "remain_cost": 800},
                {"taskrsrc_id": 9, "task_id": 1, "rsrc_id": "", "remain_qty": 3})
        + table("PROJCOST", {"cost_item_id": 1, "task_id": 1, "act_cost": 50, "remain_cost": 150})
        + table("TASKMEMO", {"memo_id": 1, "task_id": 1, "task_memo": "<HTML><BODY><P>Mind &amp; care</P></BODY></HTML>"})
        + table("UDFVALUE", {"udf_type_id": 1, "fk_id": 1, "udf_text": "x"})
        + table("TASKACTV", {"task_id": 1, "actv_code_id": 1}, {"task_id": 1, "actv_code_id": 2})
    )  # fmt: skip
    plan = read(write(tmp_path, simple_xer(activity(1, "A"), more=more)))
    ann, sand = plan.resources
    assert (ann.uid, ann.name, ann.kind, ann.max_units, ann.standard_rate, ann.email, ann.code) == (
        5, "Ann", "work", 2.0, Decimal("75.5"), "a@example.org", "AN",
    )  # fmt: skip
    assert sand.kind == "material"
    (given,) = plan.assignments
    assert (given.work_minutes, given.actual_work_minutes, given.remaining_work_minutes) == (960, 300, 660)
    assert (given.cost, given.actual_cost) == (Decimal(1200), Decimal(400))
    task = plan.tasks[1]
    assert (task.cost, task.fixed_cost, task.actual_cost, task.notes) == (
        Decimal(1400),
        Decimal(200),
        Decimal(450),
        "Mind & care",
    )
    assert [(item.id, item.count) for item in plan.notices] == [
        ("missing-resource", 1), ("rate-tables", 1), ("activity-codes", 2), ("custom-fields", 1),
    ]  # fmt: skip


def test_several_projects_stand_side_by_side(tmp_path):
    other = {**PROJECT, "proj_id": 2, "proj_short_name": "OTHER"}
    wbs = table(
        "PROJWBS",
        ROOT,
        {**ROOT, "wbs_id": 20, "proj_id": 2, "wbs_short_name": "OTHER", "wbs_name": "Other plan", "seq_num": 2},
    )
    tasks = table(
        "TASK", activity(1, "A"), activity(2, "B", proj_id=2, wbs_id=20), activity(3, "C", proj_id=2, wbs_id=20)
    )
    plan = read(write(tmp_path, xer(table("CALENDAR", CALENDAR), table("PROJECT", PROJECT, other), wbs, tasks)))
    assert [(item.name, item.level) for item in plan.tasks] == [
        ("Trial plan", 1), ("Work A", 2), ("Other plan", 1), ("Work B", 2), ("Work C", 2),
    ]  # fmt: skip
    assert plan.name == "Other plan"
    assert [item.id for item in plan.notices] == ["several-projects"]


def test_a_baseline_project_gives_baselines(tmp_path):
    base = {**PROJECT, "proj_id": 2, "proj_short_name": "TRIAL - B1", "orig_proj_id": 1}
    wbs = table("PROJWBS", ROOT, {**ROOT, "wbs_id": 20, "proj_id": 2})
    old = activity(
        9, "A", 24, proj_id=2, wbs_id=20, early_start_date="2026-01-05 08:00", early_end_date="2026-01-07 17:00"
    )
    content = xer(
        table("CALENDAR", CALENDAR), table("PROJECT", PROJECT, base), wbs, table("TASK", activity(1, "A"), old)
    )
    plan = read(write(tmp_path, content))
    assert [item.uid for item in plan.tasks] == [10, 1]
    assert plan.tasks[1].baselines == [BaselineDoc(0, datetime(2026, 1, 5, 8), datetime(2026, 1, 7, 17), 1440)]
    assert [item.id for item in plan.notices] == ["baseline-projects"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings(tmp_path, encoding):
    content = simple_xer(activity(1, "A", task_name="Größe prüfen")).encode(encoding)
    assert read(write(tmp_path, content)).tasks[1].name == "Größe prüfen"


def test_a_decimal_comma(tmp_path):
    assert read(write(tmp_path, simple_xer(activity(1, "A", "12,5")))).tasks[1].duration_minutes == 750


def test_expected_finish_dates_and_whether_they_decide(tmp_path):
    held = activity(1, "A", expect_end_date="2026-02-02 17:00")
    plan = read(write(tmp_path, simple_xer(held)))
    assert (plan.tasks[1].expected_finish, plan.use_expected_finish) == (datetime(2026, 2, 2, 17), True)
    found = schedule(to_plan(plan), options_of(plan))
    assert instant_of(int(found.finish[1])) == datetime(2026, 2, 2, 17)


def test_a_second_constraint_is_said(tmp_path):
    held = activity(
        1,
        "A",
        cstr_type2="CS_MEOB",
        cstr_date2="2026-02-01 17:00",
        suspend_date="2026-01-06 08:00",
    )
    plan = read(write(tmp_path, simple_xer(held)))
    assert {item.id for item in plan.notices} == {
        "unsupported-secondary-constraint", "unsupported-suspend",
    }  # fmt: skip
