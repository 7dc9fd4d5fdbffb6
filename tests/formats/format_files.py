"""Small plan files, written by the tests themselves."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

OFFICE_DAY = """<WorkingTimes>
<WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>
<WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes>"""


def week_days(working: range = range(2, 7), hours: str = OFFICE_DAY) -> str:
    """Seven weekdays of MSPDI, 1 = Sunday."""
    return (
        "<WeekDays>"
        + "".join(
            f"<WeekDay><DayType>{day}</DayType><DayWorking>{int(day in working)}</DayWorking>"
            f"{hours if day in working else ''}</WeekDay>"
            for day in range(1, 8)
        )
        + "</WeekDays>"
    )


def calendar(uid: int, name: str, *, base: int | None = None, inside: str | None = None) -> str:
    is_base = int(base is None)
    inside = week_days() if inside is None else inside
    return (
        f"<Calendar><UID>{uid}</UID><Name>{escape(name)}</Name><IsBaseCalendar>{is_base}</IsBaseCalendar>"
        f"<BaseCalendarUID>{-1 if base is None else base}</BaseCalendarUID>{inside}</Calendar>"
    )


STANDARD = calendar(1, "Standard")


def task(uid: int, name: str, *, level: int = 1, hours: float = 8, inside: str = "", **fields: object) -> str:
    """One task; keyword arguments are further elements, ``inside`` is raw XML."""
    minutes = round(hours * 60)
    rest = "".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in fields.items())
    return (
        f"<Task><UID>{uid}</UID><ID>{uid}</ID><Name>{escape(name)}</Name><OutlineLevel>{level}</OutlineLevel>"
        f"<Duration>PT{minutes // 60}H{minutes % 60}M0S</Duration><DurationFormat>7</DurationFormat>{rest}{inside}</Task>"
    )


def link(predecessor: int, kind: int = 1, lag: int = 0, lag_format: int = 7) -> str:
    return (
        f"<PredecessorLink><PredecessorUID>{predecessor}</PredecessorUID><Type>{kind}</Type>"
        f"<LinkLag>{lag}</LinkLag><LagFormat>{lag_format}</LagFormat></PredecessorLink>"
    )


def mspdi(
    tasks: str = "",
    *,
    calendars: str = STANDARD,
    resources: str = "",
    assignments: str = "",
    settings: str = "",
    encoding: str = "UTF-8",
    start: str = "2026-01-05T08:00:00",
) -> str:
    return (
        f'<?xml version="1.0" encoding="{encoding}" standalone="yes"?>\n'
        '<Project xmlns="http://schemas.microsoft.com/project"><SaveVersion>14</SaveVersion>'
        f"<Title>Trial</Title><ScheduleFromStart>1</ScheduleFromStart><StartDate>{start}</StartDate>"
        "<FinishDate>2026-02-27T17:00:00</FinishDate><CurrencyCode>EUR</CurrencyCode><CalendarUID>1</CalendarUID>"
        f"<MinutesPerDay>480</MinutesPerDay><MinutesPerWeek>2400</MinutesPerWeek><DaysPerMonth>20</DaysPerMonth>{settings}"
        f"<Calendars>{calendars}</Calendars><Tasks>{tasks}</Tasks><Resources>{resources}</Resources>"
        f"<Assignments>{assignments}</Assignments></Project>"
    )


def write(folder: Path, content: str | bytes, name: str = "plan.xml") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def table(name: str, *rows: dict[str, object]) -> str:
    """One table of XER."""
    fields = list(dict.fromkeys(key for row in rows for key in row))
    lines = [f"%T\t{name}", "%F\t" + "\t".join(fields)]
    lines += ["%R\t" + "\t".join(str(row.get(field, "")) for field in fields) for row in rows]
    return "\r\n".join(lines) + "\r\n"


def shifts(*pairs: tuple[str, str]) -> str:
    return "".join(f"(0||{number}(s|{start}|f|{end})())" for number, (start, end) in enumerate(pairs))


def clndr_data(*, saturday: str = "", exceptions: str = "") -> str:
    office = shifts(("08:00", "12:00"), ("13:00", "17:00"))
    days = "".join(f"(0||{day}()({office if 2 <= day <= 6 else saturday if day == 7 else ''}))" for day in range(1, 8))
    return f"(0||CalendarData()((0||DaysOfWeek()({days}))(0||Exceptions()({exceptions}))))"


PROJECT = {
    "proj_id": 1, "proj_short_name": "TRIAL", "clndr_id": 7, "plan_start_date": "2026-01-05 08:00", "export_flag": "Y",
    "last_recalc_date": "2026-01-12 08:00", "critical_drtn_hr_cnt": 0,
}  # fmt: skip
CALENDAR = {
    "clndr_id": 7, "clndr_name": "Office", "day_hr_cnt": 8, "week_hr_cnt": 40, "clndr_data": clndr_data(),
}  # fmt: skip
ROOT = {
    "wbs_id": 10,
    "proj_id": 1,
    "proj_node_flag": "Y",
    "wbs_short_name": "TRIAL",
    "wbs_name": "Trial plan",
    "seq_num": 1,
}


def activity(task_id: int, code: str, hours: float = 16, **fields: object) -> dict[str, object]:
    return {
        "task_id": task_id, "proj_id": 1, "wbs_id": 10, "clndr_id": 7, "task_code": code, "task_name": f"Work {code}",
        "task_type": "TT_Task", "status_code": "TK_NotStart", "target_drtn_hr_cnt": hours, "remain_drtn_hr_cnt": hours,
        "complete_pct_type": "CP_Drtn", "duration_type": "DT_FixedDrtn", **fields,
    }  # fmt: skip


def xer(*tables: str) -> str:
    header = "ERMHDR\t19.12\t2026-01-05\tProject\tadmin\tAdmin\tdb\tProject Management\tEUR\r\n"
    return header + "".join(tables) + "%E\r\n"


def simple_xer(*activities: dict[str, object], more: str = "") -> str:
    return xer(
        table("CALENDAR", CALENDAR), table("PROJECT", PROJECT), table("PROJWBS", ROOT), table("TASK", *activities), more
    )


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


def full_xer():
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
    return xer(calendars, table("PROJECT", PROJECT), wbs, tasks, preds)
