"""What each assignment of a task contributes to its dates."""

from datetime import datetime

import pytest

from headway.engine.network import schedule
from headway.engine.plan import MISSING
from headway.formats.document import AssignmentDoc, CalendarDoc, PlanDocument, ResourceDoc, TaskDoc
from headway.formats.plan_of import minute_of, options_of, to_plan
from headway.formats.recompute import with_durations_from_effort
from headway.formats.splits import measure_gaps

OFFICE = ((480, 720), (780, 1020))
STANDARD, NIGHTS, CLOCK = 1, 2, 3
ANN, NED, CLARA, CEMENT = 1, 2, 3, 4
DAY = 480
CALENDARS = [
    CalendarDoc(STANDARD, "Standard", None, (OFFICE,) * 5 + ((), ())),
    # Monday to Friday from 23:00 to 07:00 of the next day.
    CalendarDoc(NIGHTS, "Nights", None, (((1380, 1860),),) * 5 + ((), ())),
    CalendarDoc(CLOCK, "Around the clock", None, (((0, 1440),),) * 7),
]


def at(day, hour=8):
    return datetime(2026, 1, 5 + day, hour)


def plan(task, *assignments, mode="msproject"):
    document = PlanDocument(
        format="x", mode=mode, start=at(0), default_calendar=STANDARD, calendars=CALENDARS, tasks=[task],
        resources=[
            ResourceDoc(ANN, "Ann", calendar=STANDARD), ResourceDoc(NED, "Ned", calendar=NIGHTS),
            ResourceDoc(CLARA, "Clara", calendar=CLOCK), ResourceDoc(CEMENT, "Cement", "material", CLOCK),
        ],
        assignments=[AssignmentDoc(n, 1, resource, **more) for n, (resource, more) in enumerate(assignments, 1)],
    )  # fmt: skip
    measure_gaps(document)
    return document


def dates(document):
    result = schedule(to_plan(document), options_of(document))
    assert result.ok
    return int(result.start[0]), int(result.finish[0])


def minutes(*instants):
    return tuple(minute_of(each) for each in instants)


def test_each_works_on_a_calendar_of_its_own():
    """Clara's 16 hours end at midnight; Ned needs two nights for his, in which the task lasts longer than its 24 hours."""
    task = TaskDoc(1, "T", duration_minutes=24 * 60)
    document = plan(task, (CLARA, {"work_minutes": 960}), (NED, {"work_minutes": 960}))
    assert dates(document) == minutes(at(0), at(2, 7))


@pytest.mark.parametrize(
    "more",
    [
        {"work_minutes": 480, "units": 0.5},
        {"work_minutes": 1200, "overtime_work_minutes": 240},
        {"work_minutes": 480, "contour": "bell"},
        {"work_minutes": 480, "delay_minutes": 480},
    ],
)
def test_two_nights(more):
    task = TaskDoc(1, "T", duration_minutes=16 * 60)
    assert dates(plan(task, (CLARA, {"work_minutes": 60}), (NED, more))) == minutes(at(0), at(2, 7))


def test_the_stored_duration_stands_where_the_work_says_less():
    task = TaskDoc(1, "T", duration_minutes=30 * 60)
    document = plan(task, (CLARA, {"work_minutes": 480}), (NED, {"work_minutes": 480}))
    assert dates(document) == minutes(at(0), at(1, 14))


def test_no_assignment_takes_longer_than_its_task():
    task = TaskDoc(1, "T", duration_minutes=8 * 60)
    document = plan(task, (CLARA, {"work_minutes": 480}), (NED, {"work_minutes": 4800}))
    assert dates(document) == minutes(at(0), at(1, 7))


@pytest.mark.parametrize("nothing", [{"work_minutes": 0}, {"work_minutes": None}, {"work_minutes": 480, "units": 0.0}])
def test_who_does_nothing_takes_no_time(nothing):
    task = TaskDoc(1, "T", duration_minutes=8 * 60)
    assert dates(plan(task, (CLARA, {"work_minutes": 480}), (NED, nothing))) == minutes(at(0), at(0, 16))


def test_material_takes_no_time():
    task = TaskDoc(1, "T", duration_minutes=DAY)
    document = plan(task, (ANN, {"work_minutes": DAY}), (CEMENT, {"work_minutes": 10 * DAY, "delay_minutes": DAY}))
    assert len(to_plan(document).assignments) == 0
    assert dates(document) == minutes(at(0), at(0, 17))


def test_a_delayed_assignment():
    task = TaskDoc(1, "T", duration_minutes=2 * DAY)
    document = plan(task, (ANN, {"work_minutes": DAY}), (ANN, {"work_minutes": DAY, "delay_minutes": 3 * DAY}))
    assert dates(document) == minutes(at(0), at(3, 17))


def test_without_resource_calendars():
    """The task's calendar alone decides; a resource's nights do not matter."""
    task = TaskDoc(1, "T", duration_minutes=DAY, calendar=STANDARD, ignore_resource_calendar=True)
    document = plan(task, (CLARA, {"work_minutes": 480}), (NED, {"work_minutes": 480}))
    assert dates(document) == minutes(at(0), at(0, 17))


def test_a_task_calendar_narrows_every_resource():
    """Around the clock in office hours are office hours; with the night shift there is no hour in common."""
    task = TaskDoc(1, "T", duration_minutes=2 * DAY, calendar=STANDARD)
    document = plan(task, (CLARA, {"work_minutes": 2 * DAY}), (ANN, {"work_minutes": DAY}))
    assert dates(document) == minutes(at(0), at(1, 17))


def test_a_split_task_keeps_its_pause():
    """One day of work, one of pause, one of work; it moves to Thursday and the pause moves along."""
    task = TaskDoc(1, "T", duration_minutes=2 * DAY, constraint="SNET", constraint_date=at(3))
    task.pieces = [(at(0), at(0, 17)), (at(2), at(2, 17))]
    document = plan(task)
    assert task.gap_minutes == DAY
    assert dates(document) == minutes(at(3), datetime(2026, 1, 12, 17))


def test_a_pause_over_the_weekend_is_none():
    task = TaskDoc(1, "T", duration_minutes=2 * DAY, pieces=[(at(4), at(4, 17)), (at(7), at(7, 17))])
    assert to_plan(plan(task)).assignments.task.tolist() == []


def test_pauses_before_the_resumption_are_counted_once():
    task = TaskDoc(
        1, "T", duration_minutes=3 * DAY, percent_complete=100 / 3, remaining_minutes=2 * DAY, actual_start=at(0),
        stop=at(0, 17), resume=at(2), pieces=[(at(0), at(0, 17)), (at(2), at(2, 17)), (at(4), at(4, 17))],
    )  # fmt: skip
    assert dates(plan(task)) == minutes(at(0), at(4, 17))
    assert task.gap_minutes == DAY


def test_p6_has_no_parts():
    task = TaskDoc(1, "T", duration_minutes=DAY, activity_type="TT_Task")
    document = plan(task, (CLARA, {"work_minutes": 480}), (NED, {"work_minutes": 480}), mode="p6")
    assert len(to_plan(document).assignments) == 0


@pytest.mark.parametrize(
    ("kind", "expected"), [("fixed_units", 2 * DAY), ("fixed_work", 2 * DAY), ("fixed_duration", DAY)]
)
def test_durations_are_worked_out_when_asked(kind, expected):
    task = TaskDoc(1, "T", duration_minutes=DAY, remaining_minutes=DAY, task_type=kind)
    document = plan(task, (ANN, {"work_minutes": DAY, "units": 0.5}))
    assert to_plan(document).tasks.duration.tolist() == [DAY]
    found = to_plan(with_durations_from_effort(document)).tasks
    assert found.duration.tolist() == [expected]
    assert found.remaining.tolist() == [DAY if kind == "fixed_duration" else MISSING]
    assert task.duration_minutes == DAY


def test_begun_and_manual_work_keeps_its_duration():
    for task in (
        TaskDoc(1, "T", duration_minutes=DAY, actual_start=at(0)),
        TaskDoc(1, "T", duration_minutes=DAY, manual=True),
        TaskDoc(1, "T", duration_minutes=DAY, duration_elapsed=True),
    ):
        document = plan(task, (ANN, {"work_minutes": 5 * DAY}))
        assert with_durations_from_effort(document).tasks[0].duration_minutes == DAY
