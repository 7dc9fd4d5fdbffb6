"""Microsoft Project XML, read natively."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from format_files import STANDARD, calendar, link, mspdi, task, week_days, write

from headway.formats import read
from headway.formats.document import BaselineDoc, LinkDoc, StoredDates

OFFICE = ((480, 720), (780, 1020))


def test_settings_of_the_project(tmp_path):
    settings = (
        "<StatusDate>2026-01-20T17:00:00</StatusDate><HonorConstraints>0</HonorConstraints>"
        "<MultipleCriticalPaths>1</MultipleCriticalPaths><CriticalSlackLimit>2</CriticalSlackLimit>"
    )
    plan = read(write(tmp_path, mspdi(task(1, "Dig"), settings=settings)))
    assert (plan.format, plan.name, plan.mode, plan.schedule_from) == ("mspdi", "Trial", "msproject", "start")
    assert plan.start == datetime(2026, 1, 5, 8)
    assert plan.finish == datetime(2026, 2, 27, 17)
    assert plan.status_date == datetime(2026, 1, 20, 17)
    assert (plan.honor_constraints, plan.multiple_critical_paths) == (False, True)
    assert plan.critical_float_minutes == 2 * 480
    assert (plan.minutes_per_day, plan.minutes_per_week, plan.days_per_month) == (480, 2400, 20)
    assert (plan.currency, plan.default_calendar, plan.progressed_logic) == ("EUR", 1, "actual")
    assert plan.notices == []


def test_every_field_of_a_task(tmp_path):
    baseline = (
        "<Baseline><Number>3</Number><Start>2026-01-05T08:00:00</Start><Finish>2026-01-06T17:00:00</Finish>"
        "<Duration>PT16H0M0S</Duration><Work>PT16H0M0S</Work><Cost>120050</Cost></Baseline>"
    )
    content = task(
        7, "Pour concrete", hours=20, inside=baseline, WBS="1.2", Type=2, Manual=0, Active=1, Estimated=1,
        RemainingDuration="PT10H30M0S", PercentComplete=48, PhysicalPercentComplete=40, CalendarUID=2,
        IgnoreResourceCalendar=1, ConstraintType=4, ConstraintDate="2026-01-07T08:00:00",
        Deadline="2026-01-30T17:00:00", ActualStart="2026-01-07T08:00:00", Stop="2026-01-08T10:00:00",
        Resume="2026-01-12T08:00:00", LevelingDelay=4800, Priority=700, EffortDriven=1, Recurring=0,
        Work="PT40H0M0S", ActualWork="PT19H0M0S", RemainingWork="PT21H0M0S", Cost=250075, FixedCost=1000,
        ActualCost=100000, Notes="Mind the frost\nand the neighbours.", Start="2026-01-07T08:00:00",
        Finish="2026-01-14T12:00:00", EarlyStart="2026-01-07T08:00:00", EarlyFinish="2026-01-14T12:00:00",
        LateStart="2026-01-08T08:00:00", LateFinish="2026-01-15T12:00:00", TotalSlack=4800, FreeSlack=2400, Critical=0,
    )  # fmt: skip
    plan = read(write(tmp_path, mspdi(content, calendars=STANDARD + calendar(2, "Night"))))
    (found,) = plan.tasks
    assert (found.uid, found.name, found.level, found.parent, found.wbs, found.kind) == (
        7,
        "Pour concrete",
        1,
        None,
        "1.2",
        "task",
    )
    assert (found.duration_minutes, found.remaining_minutes, found.duration_unit) == (1200, 630, "d")
    assert (found.duration_elapsed, found.duration_estimated) == (False, True)
    assert (found.percent_complete, found.physical_percent) == (48.0, 40.0)
    assert (found.calendar, found.ignore_resource_calendar) == (2, True)
    assert (found.constraint, found.constraint_date) == ("SNET", datetime(2026, 1, 7, 8))
    assert found.deadline == datetime(2026, 1, 30, 17)
    assert (found.actual_start, found.actual_finish) == (datetime(2026, 1, 7, 8), None)
    assert (found.stop, found.resume) == (datetime(2026, 1, 8, 10), datetime(2026, 1, 12, 8))
    assert (found.leveling_delay_minutes, found.priority, found.task_type) == (480, 700, "fixed_work")
    assert (found.effort_driven, found.recurring, found.manual, found.active) == (True, False, False, True)
    assert (found.work_minutes, found.actual_work_minutes, found.remaining_work_minutes) == (2400, 1140, 1260)
    assert (found.cost, found.fixed_cost, found.actual_cost) == (Decimal("2500.75"), Decimal(10), Decimal(1000))
    assert found.notes == "Mind the frost\nand the neighbours."
    assert found.baselines == [
        BaselineDoc(3, datetime(2026, 1, 5, 8), datetime(2026, 1, 6, 17), 960, 960, Decimal("1200.5"))
    ]
    assert found.stored == StoredDates(
        datetime(2026, 1, 7, 8), datetime(2026, 1, 14, 12), datetime(2026, 1, 7, 8), datetime(2026, 1, 14, 12),
        datetime(2026, 1, 8, 8), datetime(2026, 1, 15, 12), 480, 240, False,
    )  # fmt: skip


def test_outline_gives_parents_and_summaries(tmp_path):
    content = (
        task(0, "", level=0) + task(1, "Phase 1") + task(2, "Dig", level=2) + task(3, "Deep", level=3)
        + task(4, "Phase 2", Milestone=1, hours=0)
    )  # fmt: skip
    plan = read(write(tmp_path, mspdi(content)))
    assert [(item.uid, item.parent, item.kind) for item in plan.tasks] == [
        (0, None, "summary"), (1, 0, "summary"), (2, 1, "summary"), (3, 2, "task"), (4, 0, "milestone"),
    ]  # fmt: skip
    assert plan.tasks[0].name == "Trial"


def test_manual_inactive_and_blank_rows(tmp_path):
    content = (
        task(1, "By hand", Manual=1, Start="2026-02-02T08:00:00", Finish="2026-02-03T17:00:00")
        + task(2, "Idea", Active=0)
        + "<Task><UID>3</UID><ID>3</ID><IsNull>1</IsNull></Task>"
    )
    plan = read(write(tmp_path, mspdi(content)))
    by_hand, idea = plan.tasks
    assert (by_hand.manual, by_hand.manual_start, by_hand.manual_finish) == (
        True, datetime(2026, 2, 2, 8), datetime(2026, 2, 3, 17),
    )  # fmt: skip
    assert (idea.active, idea.manual, idea.manual_start) == (False, False, None)


@pytest.mark.parametrize(
    ("code", "unit", "elapsed", "estimated"),
    [(3, "m", False, False), (5, "h", False, False), (6, "eh", True, False), (8, "ed", True, False), (9, "w", False, False),
     (11, "mo", False, False), (39, "d", False, True), (40, "ed", True, True), (41, "w", False, True), (53, "d", False, False)],
)  # fmt: skip
def test_units_of_durations(tmp_path, code, unit, elapsed, estimated):
    content = mspdi(task(1, "Dry")).replace("<DurationFormat>7<", f"<DurationFormat>{code}<")
    (found,) = read(write(tmp_path, content)).tasks
    assert (found.duration_unit, found.duration_elapsed, found.duration_estimated) == (unit, elapsed, estimated)


def test_links_of_all_types_and_lags(tmp_path):
    links = link(1, 1, 4800, 7) + link(2, 3, -9600, 5) + link(3, 0, 14400, 8) + link(4, 2, -50, 19)
    content = "".join(task(uid, f"T{uid}") for uid in (1, 2, 3, 4)) + task(5, "Last", inside=links)
    plan = read(write(tmp_path, mspdi(content)))
    assert plan.links == [
        LinkDoc(1, 5, "FS", 480.0, "working", "d"),
        LinkDoc(2, 5, "SS", -960.0, "working", "h"),
        LinkDoc(3, 5, "FF", 1440.0, "elapsed", "ed"),
        LinkDoc(4, 5, "SF", -50.0, "percent", "%"),
    ]


@pytest.mark.parametrize(
    ("number", "name"),
    list(enumerate(["ASAP", "ALAP", "MSO", "MFO", "SNET", "SNLT", "FNET", "FNLT"])),
)
def test_constraints(tmp_path, number, name):
    content = task(1, "Held", ConstraintType=number, ConstraintDate="2026-01-09T08:00:00")
    (found,) = read(write(tmp_path, mspdi(content))).tasks
    dated = name not in {"ASAP", "ALAP"}
    assert (found.constraint, found.constraint_date) == (name, datetime(2026, 1, 9, 8) if dated else None)


def test_calendars_with_base_exceptions_and_work_weeks(tmp_path):
    exceptions = """<Exceptions>
    <Exception><EnteredByOccurrences>0</EnteredByOccurrences><TimePeriod><FromDate>2026-12-24T00:00:00</FromDate>
    <ToDate>2026-12-26T23:59:00</ToDate></TimePeriod><Occurrences>3</Occurrences><Name>Christmas</Name><Type>1</Type>
    <DayWorking>0</DayWorking></Exception>
    <Exception><EnteredByOccurrences>0</EnteredByOccurrences><TimePeriod><FromDate>2026-01-17T00:00:00</FromDate>
    <ToDate>2026-01-17T23:59:00</ToDate></TimePeriod><Name>Move</Name><Type>1</Type><DayWorking>1</DayWorking>
    <WorkingTimes><WorkingTime><FromTime>22:00:00</FromTime><ToTime>02:00:00</ToTime></WorkingTime></WorkingTimes>
    </Exception></Exceptions>"""
    weeks = """<WorkWeeks><WorkWeek><TimePeriod><FromDate>2026-07-01T00:00:00</FromDate><ToDate>2026-07-31T23:59:00</ToDate>
    </TimePeriod><Name>Summer</Name><WeekDays><WeekDay><DayType>6</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays>
    </WorkWeek></WorkWeeks>"""
    round_the_clock = (
        "<WorkingTimes><WorkingTime><FromTime>00:00:00</FromTime><ToTime>00:00:00</ToTime></WorkingTime></WorkingTimes>"
    )
    calendars = (
        calendar(1, "Standard", inside=week_days() + exceptions + weeks)
        + calendar(
            2,
            "Ann",
            base=1,
            inside="<WeekDays><WeekDay><DayType>6</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays>",
        )
        + calendar(3, "24 Hours", inside=week_days(range(1, 8), round_the_clock))
    )
    resource = "<Resource><UID>1</UID><Name>Ann</Name><Type>1</Type><CalendarUID>2</CalendarUID></Resource>"
    plan = read(write(tmp_path, mspdi(task(1, "T"), calendars=calendars, resources=resource)))
    standard, ann, always = plan.calendars
    assert standard.week == (OFFICE,) * 5 + ((), ())
    assert [(item.first_day, item.last_day, item.shifts, item.name) for item in standard.exceptions] == [
        (date(2026, 1, 17), date(2026, 1, 17), ((1320, 1560),), "Move"),
        (date(2026, 12, 24), date(2026, 12, 26), (), "Christmas"),
    ]
    (summer,) = standard.work_weeks
    assert (summer.first_day, summer.last_day, summer.name) == (date(2026, 7, 1), date(2026, 7, 31), "Summer")
    assert summer.week == (None, None, None, None, (), None, None)
    assert (ann.parent, ann.personal, ann.week) == (1, True, (None, None, None, None, (), None, None))
    assert (standard.personal, always.week) == (False, (((0, 1440),),) * 7)


def test_a_recurring_exception_is_spelled_out(tmp_path):
    yearly = """<Exceptions><Exception><EnteredByOccurrences>1</EnteredByOccurrences><TimePeriod>
    <FromDate>2026-05-01T00:00:00</FromDate><ToDate>2030-05-01T23:59:00</ToDate></TimePeriod><Occurrences>3</Occurrences>
    <Name>May Day</Name><Type>2</Type><Month>4</Month><MonthDay>1</MonthDay><DayWorking>0</DayWorking></Exception></Exceptions>"""
    plan = read(write(tmp_path, mspdi(task(1, "T"), calendars=calendar(1, "Standard", inside=week_days() + yearly))))
    days = [item.first_day for item in plan.calendars[0].exceptions]
    assert days == [date(2026, 5, 1), date(2027, 5, 1), date(2028, 5, 1)]


def test_old_style_exceptions_of_project_2003(tmp_path):
    old = (
        week_days()[: -len("</WeekDays>")]
        + "<WeekDay><DayType>0</DayType><DayWorking>0</DayWorking><TimePeriod><FromDate>2026-01-01T00:00:00</FromDate>"
        "<ToDate>2026-01-02T23:59:00</ToDate></TimePeriod></WeekDay></WeekDays>"
    )
    plan = read(write(tmp_path, mspdi(task(1, "T"), calendars=calendar(1, "Standard", inside=old))))
    (holiday,) = plan.calendars[0].exceptions
    assert (holiday.first_day, holiday.last_day, holiday.shifts) == (date(2026, 1, 1), date(2026, 1, 2), ())


def test_resources_and_assignments(tmp_path):
    resources = (
        "<Resource><UID>0</UID><ID>0</ID><Type>1</Type></Resource>"
        "<Resource><UID>1</UID><Name>Ann</Name><Type>1</Type><MaxUnits>0.5</MaxUnits><StandardRate>80</StandardRate>"
        "<EmailAddress>ann@example.org</EmailAddress><Code>A1</Code></Resource>"
        "<Resource><UID>2</UID><Name>Sand</Name><Type>0</Type></Resource>"
        "<Resource><UID>3</UID><Name>Travel</Name><Type>2</Type></Resource>"
    )
    assignments = (
        "<Assignment><UID>9</UID><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID><Units>0.5</Units><Work>PT4H0M0S</Work>"
        "<ActualWork>PT1H0M0S</ActualWork><RemainingWork>PT3H0M0S</RemainingWork><Cost>32000</Cost><ActualCost>8000</ActualCost>"
        "<Start>2026-01-05T08:00:00</Start><Finish>2026-01-05T17:00:00</Finish></Assignment>"
        "<Assignment><UID>10</UID><TaskUID>1</TaskUID><ResourceUID>-65535</ResourceUID></Assignment>"
    )
    plan = read(write(tmp_path, mspdi(task(1, "T"), resources=resources, assignments=assignments)))
    assert [(item.uid, item.kind) for item in plan.resources] == [(1, "work"), (2, "material"), (3, "cost")]
    ann = plan.resources[0]
    assert (ann.max_units, ann.standard_rate, ann.email, ann.code) == (0.5, Decimal(80), "ann@example.org", "A1")
    (given,) = plan.assignments
    assert (given.uid, given.task, given.resource, given.units) == (9, 1, 1, 0.5)
    assert (given.work_minutes, given.actual_work_minutes, given.remaining_work_minutes) == (240, 60, 180)
    assert (given.cost, given.actual_cost) == (Decimal(320), Decimal(80))
    assert (given.start, given.finish) == (datetime(2026, 1, 5, 8), datetime(2026, 1, 5, 17))


def test_how_long_an_assignment_takes(tmp_path):
    """Overtime, a delay in tenths of minutes, a contour, and work that pauses on Tuesday."""

    def spread(day, hours, kind=1):
        return (
            f"<TimephasedData><Type>{kind}</Type><UID>9</UID><Start>2026-01-0{day}T08:00:00</Start>"
            f"<Finish>2026-01-0{day}T17:00:00</Finish><Unit>2</Unit><Value>PT{hours}H0M0S</Value></TimephasedData>"
        )

    resources = "<Resource><UID>1</UID><Name>Ann</Name><Type>1</Type></Resource>"
    assignments = (
        "<Assignment><UID>9</UID><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID><Work>PT16H0M0S</Work>"
        "<OvertimeWork>PT4H0M0S</OvertimeWork><Delay>4800</Delay><WorkContour>6</WorkContour>"
        f"{spread(5, 8, 2)}{spread(6, 0)}{spread(6, 8, 5)}{spread(7, 8)}</Assignment>"
    )
    plan = read(write(tmp_path, mspdi(task(1, "T"), resources=resources, assignments=assignments)))
    (given,) = plan.assignments
    assert (given.overtime_work_minutes, given.delay_minutes, given.contour) == (240, 480, "bell")
    assert "contoured-by-hand" not in {each.id for each in plan.notices}
    by_hand = read(
        write(tmp_path, mspdi(task(1, "T"), resources=resources, assignments=assignments.replace(">6<", ">8<")))
    )
    assert by_hand.assignments[0].contour == "contoured"
    assert [(each.id, each.tasks) for each in by_hand.notices if each.id == "contoured-by-hand"] == [
        ("contoured-by-hand", [1])
    ]
    pieces = [(datetime(2026, 1, day, 8), datetime(2026, 1, day, 17)) for day in (5, 7)]
    assert (plan.tasks[0].pieces, plan.tasks[0].gap_minutes) == (pieces, 480)


def test_what_is_not_kept_is_said(tmp_path):
    inside = (
        "<ExtendedAttribute><FieldID>188743731</FieldID><Value>red</Value></ExtendedAttribute>"
        "<TimephasedData><Type>11</Type><Value>PT8H0M0S</Value></TimephasedData>"
        "<PredecessorLink><PredecessorUID>44</PredecessorUID><CrossProject>1</CrossProject></PredecessorLink>"
    )
    plan = read(write(tmp_path, mspdi(task(1, "T", inside=inside) + task(2, "Inserted", IsSubproject=1))))
    assert [(item.id, item.count, item.tasks) for item in plan.notices] == [
        ("link-to-other-file", 1, [1]), ("linked-projects", 1, [2]), ("custom-fields", 1, []), ("timephased-data", 1, []),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252", "iso-8859-1"])
def test_encodings(tmp_path, encoding):
    declared = {"utf-8-sig": "UTF-8"}.get(encoding, encoding)
    content = mspdi(task(1, "Fenêtre à côté"), encoding=declared).encode(encoding)
    assert read(write(tmp_path, content)).tasks[0].name == "Fenêtre à côté"


@pytest.mark.parametrize(("encoding", "text"), [("shift_jis", "基礎工事"), ("gb2312", "混凝土"), ("euc-kr", "기초")])
def test_encodings_that_the_parser_does_not_know_itself(tmp_path, encoding, text):
    content = mspdi(task(1, text), encoding=encoding).encode(encoding)
    assert read(write(tmp_path, content)).tasks[0].name == text


def test_without_a_namespace_and_with_a_prefix(tmp_path):
    bare = mspdi(task(1, "T")).replace(' xmlns="http://schemas.microsoft.com/project"', "")
    assert read(write(tmp_path, bare)).tasks[0].name == "T"
    prefixed = (
        '<?xml version="1.0"?><p:Project xmlns:p="http://schemas.microsoft.com/project"><p:Title>X</p:Title><p:Tasks>'
        "<p:Task><p:UID>1</p:UID><p:Name>P</p:Name><p:OutlineLevel>1</p:OutlineLevel></p:Task></p:Tasks></p:Project>"
    )
    assert read(write(tmp_path, prefixed)).tasks[0].name == "P"
