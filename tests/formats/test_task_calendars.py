"""On which calendar a task runs when its resources have their own."""

from datetime import date, datetime

import pytest

from headway.formats.document import (
    AssignmentDoc,
    CalendarDoc,
    CalendarExceptionDoc,
    PlanDocument,
    ResourceDoc,
    TaskDoc,
    WorkWeekDoc,
)
from headway.formats.task_calendars import TaskCalendars

OFFICE = ((480, 720), (780, 1020))
EARLY, LATE = ((360, 840),), ((840, 1320),)
STANDARD, ANN, BEN, CAT, NEVER = 1, 2, 3, 4, 5
FREE_DAY = date(2026, 1, 7)


def calendars():
    return [
        CalendarDoc(STANDARD, "Standard", None, (OFFICE,) * 5 + ((), ())),
        CalendarDoc(ANN, "Ann", STANDARD),
        CalendarDoc(BEN, "Ben", STANDARD, (EARLY,) * 5 + (None, None), [CalendarExceptionDoc(FREE_DAY, FREE_DAY)]),
        CalendarDoc(CAT, "Cat", STANDARD, (LATE,) * 5 + (None, None)),
        CalendarDoc(NEVER, "Sunday", None, ((),) * 6 + (OFFICE,)),
    ]


def rows(task, *people, mode="msproject", kinds=("work",) * 9):
    resources = [ResourceDoc(number, f"R{number}", kinds[number], calendar) for number, calendar in enumerate(people)]
    document = PlanDocument(
        format="x", mode=mode, start=datetime(2026, 1, 5), default_calendar=STANDARD, calendars=calendars(), tasks=[task],
        resources=resources, assignments=[AssignmentDoc(n, task.uid, n) for n in range(len(people))],
    )  # fmt: skip
    found = TaskCalendars(document)
    return found.row_for(task), found


@pytest.mark.parametrize(
    ("calendar", "people", "ignore", "row"),
    [
        (None, (), False, -1),
        (None, (ANN,), False, -1),
        (None, (None,), False, -1),
        (None, (BEN,), False, 2),
        (CAT, (), False, 3),
        (CAT, (BEN,), True, 3),
        (CAT, (CAT,), False, 3),
        (None, (BEN, BEN), False, 2),
    ],
)
def test_one_calendar_decides(calendar, people, ignore, row):
    task = TaskDoc(1, "T", calendar=calendar, ignore_resource_calendar=ignore)
    found, of = rows(task, *people)
    assert (found, of.derived) == (row, [])


def test_material_and_cost_have_no_hours():
    found, of = rows(TaskDoc(1, "T"), BEN, CAT, kinds=("material", "cost"))
    assert (found, of.derived) == (-1, [])


def test_several_resources_work_while_any_of_them_does():
    found, of = rows(TaskDoc(1, "T"), BEN, CAT)
    (both,) = of.derived
    assert found == 5
    assert both.week == (((360, 1320),),) * 5 + ((), ())
    assert [(item.first_day, item.shifts) for item in both.exceptions] == [(20460, ((840, 1320),))]


def test_a_task_calendar_narrows_its_resources():
    found, of = rows(TaskDoc(1, "T", calendar=CAT), ANN)
    assert found == 5
    assert of.derived[0].week == (((840, 1020),),) * 5 + ((), ())


def test_no_common_time_falls_back_to_the_task_calendar():
    found, of = rows(TaskDoc(1, "T", calendar=NEVER), BEN)
    assert (found, of.derived, of.without_common_time) == (4, [], [1])


def test_summaries_keep_the_project_calendar():
    assert rows(TaskDoc(1, "T", kind="summary"), BEN)[0] == -1


def test_a_work_week_of_one_resource_is_spelled_out():
    extra = calendars()
    extra[2].work_weeks = [WorkWeekDoc(date(2026, 2, 2), date(2026, 2, 3), (((0, 60),),) + (None,) * 6)]
    task = TaskDoc(1, "T")
    document = PlanDocument(
        format="x", start=datetime(2026, 1, 5), default_calendar=STANDARD, calendars=extra, tasks=[task],
        resources=[ResourceDoc(1, "A", calendar=BEN), ResourceDoc(2, "B", calendar=CAT)],
        assignments=[AssignmentDoc(1, 1, 1), AssignmentDoc(2, 1, 2)],
    )  # fmt: skip
    of = TaskCalendars(document)
    of.row_for(task)
    assert [(item.first_day, item.shifts) for item in of.derived[0].exceptions] == [
        (20460, ((840, 1320),)), (20486, ((0, 60), (840, 1320))),
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "row"), [("TT_Task", -1), ("TT_Rsrc", 2)])
def test_in_p6_only_resource_dependent_activities_follow_resources(kind, row):
    assert rows(TaskDoc(1, "T", activity_type=kind), BEN, mode="p6")[0] == row


def test_in_p6_the_resource_with_the_fewest_hours_decides():
    found, of = rows(TaskDoc(1, "T", activity_type="TT_Rsrc", calendar=CAT), NEVER, BEN, mode="p6")
    assert (found, of.derived) == (4, [])
