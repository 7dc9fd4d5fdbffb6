"""The native readers and MPXJ, a reader by others, agree field by field on the same files.

Differences are an explicit list, each with its reason.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from format_files import (
    CALENDAR,
    PROJECT,
    ROOT,
    activity,
    calendar,
    clndr_data,
    link,
    mspdi,
    shifts,
    simple_xer,
    table,
    task,
    week_days,
    write,
    xer,
)

from headway.formats import read
from headway.formats.sandbox import read_limited_with_mpxj
from truth_files import lacks_java, truth, truth_files

pytestmark = pytest.mark.skipif(lacks_java(), reason="MPXJ or Java is not installed (headway doctor says how)")

# What differs on purpose: (part, field) -> why.
DIFFERENT = {
    ("document", "application"): "each reader names the program in its own words",
    ("document", "notices"): "each reader says what it itself leaves out",
    ("calendar", "personal"): "set after reading, from the same rule; blank resources' calendars are named differently",
}
# Rows of the WBS in P6: the file holds their name and place only; MPXJ computes the rest.
WBS_KNOWN = {"uid", "name", "level", "parent", "wbs", "kind", "code", "active"}
WBS_STORED = {"start", "finish"}
XER_ONLY = {
    ("document", "currency"): "MPXJ gives no currency code for XER",
}
NOTHING = (0, False, "")
"""MPXJ's JSON leaves zeros out, so that zero and absent look alike there."""
UNITS_DIGITS = 4
"""MPXJ's JSON rounds units to four digits of a percent's hundred."""


def rows(document, part):
    key = {
        "tasks": lambda row: row.uid,
        "links": lambda row: (row.predecessor, row.successor, row.type, row.lag),
        "calendars": lambda row: row.uid,
        "resources": lambda row: row.uid,
        "assignments": lambda row: row.uid,
    }[part]
    return {key(row): row for row in getattr(document, part)}


def filled(baselines):
    return [
        (item.number, item.start, item.finish, item.duration_minutes or 0, item.work_minutes or 0, item.cost or 0)
        for item in baselines
    ]


def differences(ours, theirs, *, is_xer=False):
    known = {**DIFFERENT, **(XER_ONLY if is_xer else {})}
    found = []

    def compare(part, key, one, other, names):
        for name in names:
            a, b = getattr(one, name), getattr(other, name)
            if name == "baselines":
                a, b = filled(a), filled(b)
            if isinstance(a, float) and isinstance(b, float):
                a, b = round(a, UNITS_DIGITS), round(b, UNITS_DIGITS)
            if (part, name) not in known and a != b and not (a is None and b in NOTHING):
                found.append((part, key, name, a, b))

    parts = ("tasks", "links", "calendars", "resources", "assignments")
    compare("document", "", ours, theirs, [name for name in ours.__slots__ if name not in parts])
    for part in parts:
        left, right = rows(ours, part), rows(theirs, part)
        if list(left) != list(right) and set(left) != set(right):
            found.append((part, "rows", "", sorted(set(left) - set(right)), sorted(set(right) - set(left))))
        for key in left.keys() & right.keys():
            one, other = left[key], right[key]
            names = [name for name in one.__slots__ if name != "stored"]
            stored = list(getattr(one, "stored", one).__slots__) if part == "tasks" else []
            if is_xer and part == "tasks" and one.kind == "summary":
                names, stored = [name for name in names if name in WBS_KNOWN], list(WBS_STORED)
            compare(part[:-1], key, one, other, names)
            if stored:
                compare("stored", key, one.stored, other.stored, stored)
    return found


OFFICE = (
    "<WorkingTimes><WorkingTime><FromTime>09:00:00</FromTime><ToTime>13:00:00</ToTime></WorkingTime></WorkingTimes>"
)


def exception(
    kind, name, inside="", working=0, hours="", *, first="2026-03-02", last="2028-03-01", occurrences=5, by_count=0
):
    return (
        f"<Exception><EnteredByOccurrences>{by_count}</EnteredByOccurrences><TimePeriod><FromDate>{first}T00:00:00</FromDate>"
        f"<ToDate>{last}T23:59:00</ToDate></TimePeriod><Occurrences>{occurrences}</Occurrences><Name>{name}</Name>"
        f"<Type>{kind}</Type>{inside}<DayWorking>{working}</DayWorking>{hours}</Exception>"
    )


RECURRING = {
    "single": exception(1, "Holiday", last="2026-03-06"),
    "every third day": exception(7, "Third", "<Period>3</Period>", last="2026-04-30", occurrences=20),
    "weekly": exception(6, "Short week", "<Period>2</Period><DaysOfWeek>34</DaysOfWeek>", 1, OFFICE, last="2026-08-30"),
    "monthly by day": exception(4, "Stocktaking", "<Period>1</Period><MonthDay>15</MonthDay>", last="2026-12-31"),
    "monthly by position": exception(5, "Town hall", "<Period>2</Period><MonthItem>4</MonthItem><MonthPosition>1</MonthPosition>", last="2026-12-31"),
    "monthly last": exception(5, "Last Friday", "<Period>1</Period><MonthItem>8</MonthItem><MonthPosition>4</MonthPosition>", last="2026-12-31"),
    "yearly by day": exception(2, "May Day", "<Month>4</Month><MonthDay>1</MonthDay>", last="2031-05-01"),
    "yearly by position": exception(3, "Thanksgiving", "<MonthItem>7</MonthItem><MonthPosition>3</MonthPosition><Month>10</Month>", last="2031-12-31"),
    "by occurrences": exception(2, "Thrice", "<Month>5</Month><MonthDay>24</MonthDay>", last="2028-06-24", occurrences=3, by_count=1),
}  # fmt: skip


@pytest.mark.parametrize("name", RECURRING)
def test_recurring_exceptions(tmp_path, name):
    inside = week_days() + f"<Exceptions>{RECURRING[name]}</Exceptions>"
    path = write(tmp_path, mspdi(task(1, "T"), calendars=calendar(1, "Standard", inside=inside)))
    ours, theirs = read(path), read_limited_with_mpxj(path)
    assert spelled_out(ours.calendars[0]) == spelled_out(theirs.calendars[0])
    assert ours.calendars[0].exceptions != []


def spelled_out(of):
    return sorted((item.first_day, item.last_day, item.shifts) for item in of.exceptions)


def full_mspdi():
    tasks = task(0, "Trial", level=0, hours=0, WBS=0) + task(1, "Phase", WBS="1", Type=1) + task(
        2, "Dig", level=2, hours=20, WBS="1.1", Type=2, Estimated=1, RemainingDuration="PT10H0M0S", PercentComplete=50,
        PhysicalPercentComplete=40, CalendarUID=2, IgnoreResourceCalendar=1, ConstraintType=4,
        ConstraintDate="2026-01-07T08:00:00", Deadline="2026-01-30T17:00:00", ActualStart="2026-01-07T08:00:00",
        Stop="2026-01-08T10:00:00", Resume="2026-01-12T08:00:00", LevelingDelay=4800, LevelingDelayFormat=8, Priority=700,
        EffortDriven=1, Work="PT40H0M0S", ActualWork="PT19H0M0S", RemainingWork="PT21H0M0S", Cost=250075, FixedCost=1000,
        ActualCost=100000, Notes="Mind the frost.", Start="2026-01-07T08:00:00", Finish="2026-01-14T12:00:00",
        EarlyStart="2026-01-07T08:00:00", EarlyFinish="2026-01-14T12:00:00", LateStart="2026-01-08T08:00:00",
        LateFinish="2026-01-15T12:00:00", TotalSlack=4800, FreeSlack=2400, StartSlack=4800, FinishSlack=4800, Critical=0,
        inside="<Baseline><Number>0</Number><Start>2026-01-05T08:00:00</Start><Finish>2026-01-06T17:00:00</Finish>"
        "<Duration>PT16H0M0S</Duration><DurationFormat>7</DurationFormat><Work>PT16H0M0S</Work><Cost>120050</Cost></Baseline>"
        "<Baseline><Number>10</Number><Start>2026-01-05T08:00:00</Start><Finish>2026-01-09T17:00:00</Finish>"
        "<Duration>PT40H0M0S</Duration><DurationFormat>7</DurationFormat></Baseline>",
    ) + task(3, "By hand", level=2, Manual=1, WBS="1.2", Start="2026-02-02T08:00:00", Finish="2026-02-02T17:00:00",
             inside=link(2, 1, 4800, 7) + link(6, 3, -4800, 5)) + task(
        4, "Gate", level=2, hours=0, Milestone=1, WBS="1.3", inside=link(3, 1, 14400, 8) + link(2, 0, 50, 19)
    ) + task(5, "Idea", Active=0, WBS="2") + task(6, "Months", hours=320, WBS="3", Recurring=1).replace(
        "<DurationFormat>7<", "<DurationFormat>11<"
    )  # fmt: skip
    resources = (
        "<Resource><UID>1</UID><ID>1</ID><Name>Ann</Name><Type>1</Type><MaxUnits>0.5</MaxUnits><StandardRate>80</StandardRate>"
        "<StandardRateFormat>2</StandardRateFormat><EmailAddress>ann@example.org</EmailAddress><Code>A1</Code><CalendarUID>3</CalendarUID></Resource>"
        "<Resource><UID>2</UID><ID>2</ID><Name>Sand</Name><Type>0</Type><MaxUnits>1</MaxUnits></Resource>"
    )
    assignments = (
        "<Assignment><UID>9</UID><TaskUID>2</TaskUID><ResourceUID>1</ResourceUID><Units>0.5</Units><Work>PT4H0M0S</Work>"
        "<ActualWork>PT1H0M0S</ActualWork><RemainingWork>PT3H0M0S</RemainingWork><Cost>32000</Cost><ActualCost>8000</ActualCost>"
        "<Start>2026-01-07T08:00:00</Start><Finish>2026-01-14T12:00:00</Finish></Assignment>"
    )
    week = "<WorkWeeks><WorkWeek><TimePeriod><FromDate>2026-07-01T00:00:00</FromDate><ToDate>2026-07-31T00:00:00</ToDate></TimePeriod><Name>Summer</Name>"
    week += week_days(range(2, 6), OFFICE) + "</WorkWeek></WorkWeeks>"
    calendars = calendar(1, "Standard", inside=week_days() + f"<Exceptions>{RECURRING['single']}</Exceptions>" + week)
    calendars += calendar(2, "Early", inside=week_days(range(1, 7), OFFICE))
    calendars += calendar(
        3,
        "Ann",
        base=1,
        inside="<WeekDays><WeekDay><DayType>6</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays>",
    )
    settings = (
        "<StatusDate>2026-01-20T17:00:00</StatusDate><HonorConstraints>1</HonorConstraints><MultipleCriticalPaths>1</MultipleCriticalPaths>"
        "<DefaultTaskType>0</DefaultTaskType><DurationFormat>7</DurationFormat>"
    )
    return mspdi(tasks, calendars=calendars, resources=resources, assignments=assignments, settings=settings)


def test_a_generated_mspdi_file(tmp_path):
    path = write(tmp_path, full_mspdi())
    ours, theirs = read(path), read_limited_with_mpxj(path)
    assert differences(ours, theirs) == []


def test_a_generated_xer_file(tmp_path):
    wbs = table(
        "PROJWBS",
        ROOT,
        {"wbs_id": 11, "proj_id": 1, "parent_wbs_id": 10, "wbs_short_name": "A", "wbs_name": "First", "seq_num": 100},
    )
    begun = {
        "act_start_date": "2026-01-05 08:00", "restart_date": "2026-01-12 08:00", "reend_date": "2026-01-13 12:00",
        "remain_drtn_hr_cnt": 12, "target_start_date": "2026-01-06 08:00", "target_end_date": "2026-01-07 17:00",
        "early_start_date": "2026-01-12 08:00", "early_end_date": "2026-01-13 12:00", "late_start_date": "2026-01-14 08:00",
        "late_end_date": "2026-01-15 12:00", "total_float_hr_cnt": 16, "free_float_hr_cnt": 0, "phys_complete_pct": 30,
        "status_code": "TK_Active", "act_work_qty": 4, "remain_work_qty": 12, "target_work_qty": 16,
    }  # fmt: skip
    waiting = {
        "early_start_date": "2026-01-14 08:00", "early_end_date": "2026-01-15 17:00", "late_start_date": "2026-01-14 08:00",
        "late_end_date": "2026-01-15 17:00", "total_float_hr_cnt": 0, "free_float_hr_cnt": 0, "restart_date": "2026-01-14 08:00",
        "reend_date": "2026-01-15 17:00", "target_start_date": "2026-01-14 08:00", "target_end_date": "2026-01-15 17:00",
    }  # fmt: skip
    tasks = table(
        "TASK", activity(1, "A100", 16, wbs_id=11, **begun),
        *(activity(number, f"B{number}", 16, wbs_id=11, cstr_type=kind, cstr_date="2026-01-14 08:00", **waiting)
          for number, kind in enumerate(("CS_MSO", "CS_MSOA", "CS_MSOB", "CS_MEO", "CS_MEOA", "CS_MEOB", "CS_MANDSTART", "CS_MANDFIN"), 2)),
        activity(20, "M1", 0, task_type="TT_Mile", **waiting), activity(21, "M2", 0, task_type="TT_FinMile", **waiting),
        activity(22, "R1", 16, task_type="TT_Rsrc", duration_type="DT_FixedRate", priority_type="PT_Normal", **waiting),
    )  # fmt: skip
    preds = table("TASKPRED", *(
        {"task_pred_id": number, "task_id": 20 + number % 2, "pred_task_id": number, "proj_id": 1, "pred_proj_id": 1, "pred_type": kind, "lag_hr_cnt": lag}
        for number, (kind, lag) in enumerate((("PR_FS", 8), ("PR_SS", -4), ("PR_FF", 0), ("PR_SF", 2)), 1)
    ))  # fmt: skip
    night = {**CALENDAR, "clndr_id": 8, "clndr_name": "Night", "clndr_data": clndr_data(
        saturday=shifts(("22:00", "00:00")), exceptions=f"(0||0(d|46014)())(0||1(d|46025)({shifts(('09:00', '11:30'))}))"
    )}  # fmt: skip
    calendars = table("CALENDAR", {**CALENDAR, "clndr_type": "CA_Base"}, {**night, "clndr_type": "CA_Base"})
    path = write(tmp_path, xer(calendars, table("PROJECT", PROJECT), wbs, tasks, preds), "plan.xer")
    ours, theirs = read(path), read_limited_with_mpxj(path)
    assert differences(ours, theirs, is_xer=True) == [
        # Without schedule options in the file we take P6's own default, MPXJ takes Microsoft Project's.
        ("document", "", "float_type", "finish", "smallest"),
        # We keep the original duration, MPXJ counts what is done up to the data date and adds the remaining part.
        ("task", 1, "duration_minutes", 960, 3120),
    ]


def test_an_empty_calendar_and_a_simple_xer(tmp_path):
    path = write(
        tmp_path,
        simple_xer(activity(1, "A", target_start_date="2026-01-05 08:00", target_end_date="2026-01-06 17:00")),
        "plan.xer",
    )
    ours, theirs = read(path), read_limited_with_mpxj(path)
    assert [(row.uid, row.name, row.wbs, row.duration_minutes) for row in ours.tasks] == [
        (row.uid, row.name, row.wbs, ours.tasks[number].duration_minutes) for number, row in enumerate(theirs.tasks)
    ]


@pytest.mark.truth
@pytest.mark.parametrize("path", truth_files("raw", pattern="*.x*"), ids=lambda path: path.name)
def test_files_of_others(path: Path):
    truth("raw")
    ours, theirs = read(path), read_limited_with_mpxj(path)
    assert differences(ours, theirs, is_xer=path.suffix == ".xer") == []
