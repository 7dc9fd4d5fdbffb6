"""Documents as the engine's input."""

from datetime import date, datetime

import numpy as np
import pytest

from headway.engine.network.options import ScheduleOptions
from headway.engine.plan import MISSING, Constraint, LagKind, LinkType, TaskKind
from headway.formats.document import (
    CalendarDoc,
    CalendarExceptionDoc,
    LinkDoc,
    PlanDocument,
    StoredDates,
    TaskDoc,
    WorkWeekDoc,
)
from headway.formats.plan_of import minute_of, options_of, to_plan

OFFICE = ((480, 720), (780, 1020))
START = datetime(2026, 1, 5, 8)
DAY = 20458
"""2026-01-05 in days since 1970, by hand: 56 years, 14 leap days, 4 days."""


def standard():
    return CalendarDoc(1, "Standard", week=(OFFICE,) * 5 + ((), ()))


def document(**changes):
    return PlanDocument(format="mspdi", start=START, default_calendar=1, calendars=[standard()], **changes)


def test_instants_are_minutes_since_1970():
    assert DAY == 56 * 365 + 14 + 4
    assert minute_of(START) == DAY * 1440 + 480
    assert minute_of(None) == MISSING


def test_columns_of_tasks():
    tasks = [
        TaskDoc(10, "Phase", kind="summary", duration_minutes=77, remaining_minutes=5),
        TaskDoc(11, "Dig", parent=10, duration_minutes=960, remaining_minutes=600, percent_complete=37.5, constraint="FNLT",
                constraint_date=START, deadline=START, actual_start=START, stop=START, resume=START, leveling_delay_minutes=1440),
        TaskDoc(12, "Done", parent=10, kind="milestone", percent_complete=100, actual_finish=START, stop=START, resume=START),
        TaskDoc(13, "Long milestone", kind="milestone", duration_minutes=60, active=False, duration_elapsed=True),
        TaskDoc(14, "By hand", manual=True, manual_start=START, stored=StoredDates(finish=START), calendar=1),
    ]  # fmt: skip
    plan = to_plan(document(tasks=tasks))
    columns, now = plan.tasks, minute_of(START)
    assert columns.uid.tolist() == [10, 11, 12, 13, 14]
    assert columns.parent.tolist() == [-1, 0, 0, -1, -1]
    assert columns.kind.tolist() == [TaskKind.SUMMARY, TaskKind.TASK, TaskKind.MILESTONE, TaskKind.TASK, TaskKind.TASK]
    assert columns.duration.tolist() == [77, 960, 0, 60, 0]
    assert columns.remaining.tolist() == [MISSING, 600, MISSING, MISSING, MISSING]
    assert columns.percent.tolist() == [0, 37.5, 100, 0, 0]
    assert columns.constraint.tolist() == [0, Constraint.FNLT, 0, 0, 0]
    assert columns.constraint_date.tolist() == [MISSING, now, MISSING, MISSING, MISSING]
    assert columns.deadline.tolist() == [MISSING, now, MISSING, MISSING, MISSING]
    assert columns.actual_start.tolist() == [MISSING, now, MISSING, MISSING, MISSING]
    assert columns.actual_finish.tolist() == [MISSING, MISSING, now, MISSING, MISSING]
    assert columns.stop.tolist() == [MISSING, now, MISSING, MISSING, MISSING]
    assert columns.resume.tolist() == [MISSING, now, MISSING, MISSING, MISSING]
    assert columns.leveling_delay.tolist() == [0, 1440, 0, 0, 0]
    assert columns.elapsed.tolist() == [False, False, False, True, False]
    assert columns.active.tolist() == [True, True, True, False, True]
    assert columns.manual.tolist() == [False, False, False, False, True]
    assert columns.manual_start.tolist() == [MISSING] * 4 + [now]
    assert columns.manual_finish.tolist() == [MISSING] * 4 + [now]
    assert columns.calendar.tolist() == [-1, -1, -1, -1, 0]
    assert columns.project.tolist() == [0] * 5


def test_links():
    links = [LinkDoc(1, 2, "SS", 480), LinkDoc(2, 1, "FF", -90.4, "elapsed"), LinkDoc(1, 2, "SF", -50.25, "percent")]
    plan = to_plan(document(tasks=[TaskDoc(1, "A"), TaskDoc(2, "B")], links=links))
    assert plan.links.predecessor.tolist() == [0, 1, 0]
    assert plan.links.successor.tolist() == [1, 0, 1]
    assert plan.links.type.tolist() == [LinkType.SS, LinkType.FF, LinkType.SF]
    assert plan.links.lag.tolist() == [480, -90, -5025]
    assert plan.links.lag_kind.tolist() == [LagKind.WORKING, LagKind.ELAPSED, LagKind.PERCENT]


def test_calendars_and_project():
    holiday = CalendarExceptionDoc(date(2026, 1, 6), date(2026, 1, 7), ((540, 600),), "Kings")
    summer = WorkWeekDoc(date(2026, 1, 12), date(2026, 1, 16), (None,) * 4 + ((),) + (None,) * 2)
    plan_document = document(
        tasks=[TaskDoc(1, "A")], status_date=START, must_finish_by=START, finish=START, schedule_from="finish"
    )
    plan_document.calendars.append(CalendarDoc(5, "Site", 1, exceptions=[holiday], work_weeks=[summer]))
    plan = to_plan(plan_document)
    base, site = plan.calendars
    assert (base.week, base.parent, base.name) == ((OFFICE,) * 5 + ((), ()), -1, "Standard")
    assert (site.parent, site.week) == (0, (None,) * 7)
    assert [(item.first_day, item.last_day, item.shifts) for item in site.exceptions] == [
        (DAY + 1, DAY + 2, ((540, 600),))
    ]
    assert [(item.first_day, item.last_day, item.week[4]) for item in site.work_weeks] == [(DAY + 7, DAY + 11, ())]
    (project,) = plan.projects
    now = minute_of(START)
    assert (project.start, project.calendar, project.status_date, project.must_finish, project.finish) == (
        now,
        0,
        now,
        now,
        now,
    )


def test_options_of_both_programs():
    assert options_of(document(progressed_logic="actual")) == ScheduleOptions()
    p6 = document(mode="p6", honor_constraints=False, lag_calendar="24h", float_type="finish", progressed_logic="override",
                  critical_float_minutes=60, multiple_critical_paths=True)  # fmt: skip
    assert options_of(p6) == ScheduleOptions(
        mode="p6", honor_constraints=False, lag_calendar="24h", float_rule="finish", progress="override",
        start_lag_from="early", critical_float_minutes=60, multiple_critical_paths=True,
    )  # fmt: skip


def test_an_empty_document():
    plan = to_plan(document())
    assert (len(plan.tasks), len(plan.links)) == (0, 0)
    assert plan.tasks.duration.dtype == np.int32


def test_a_document_without_start_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="no start"):
        to_plan(PlanDocument(format="x"))
