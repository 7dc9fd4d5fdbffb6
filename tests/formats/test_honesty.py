"""The honesty report: counts, differences and the cause of each."""

from datetime import datetime, timedelta

import msgspec
import pytest

from headway.engine.network import schedule
from headway.formats.causes import CAUSES
from headway.formats.codec import encode_report
from headway.formats.document import (
    AssignmentDoc,
    BaselineDoc,
    CalendarDoc,
    LinkDoc,
    Notice,
    PlanDocument,
    ResourceDoc,
    StoredDates,
    TaskDoc,
)
from headway.formats.honesty import HonestyReport, compare
from headway.formats.plan_of import options_of, to_plan

OFFICE = ((480, 720), (780, 1020))
MONDAY = datetime(2026, 1, 5, 8)


def at(day, hour=8):
    return MONDAY.replace(hour=hour) + timedelta(days=day)


def task(uid, name, first, last, days=None, **fields):
    """A task of the file: its stored span in days of the first week, and its duration."""
    days = last - first + 1 if days is None else days
    stored = fields.pop("stored", StoredDates(at(first), at(last, 17)))
    return TaskDoc(uid, name, duration_minutes=round(days * 480), stored=stored, **fields)


def report(tasks, links=(), **fields):
    document = PlanDocument(
        format="mspdi", start=MONDAY, default_calendar=1,
        calendars=[CalendarDoc(1, "Standard", week=(OFFICE,) * 5 + ((), ())), *fields.pop("calendars", ())],
        tasks=list(tasks), links=list(links), **fields,
    )  # fmt: skip
    plan = to_plan(document)
    return compare(document, plan, schedule(plan, options_of(document)))


def causes(found: HonestyReport):
    return {row.uid: row.cause for row in found.rows}


def test_a_plan_that_agrees():
    found = report([task(1, "A", 0, 1), task(2, "B", 2, 2)], [LinkDoc(1, 2)])
    assert (found.compared, found.same, found.different, found.rows, found.causes) == (2, 2, 0, [], [])
    assert (found.file_start, found.file_finish) == ("2026-01-05T08:00", "2026-01-07T17:00")
    assert (found.new_start, found.new_finish) == (found.file_start, found.file_finish)


def test_counts():
    tasks = [
        TaskDoc(0, "All", level=0, kind="summary"), TaskDoc(1, "Phase", kind="summary", parent=0),
        task(2, "A", 0, 0, parent=1, baselines=[BaselineDoc(0), BaselineDoc(3)]), task(3, "B", 0, 0, parent=1, baselines=[BaselineDoc(3)]),
        TaskDoc(4, "Done", kind="milestone"),
    ]  # fmt: skip
    found = report(
        tasks,
        [LinkDoc(2, 3)],
        resources=[ResourceDoc(1, "Ann")],
        assignments=[AssignmentDoc(1, 2, 1), AssignmentDoc(2, 3, 1)],
    )
    assert found.counts == {
        "tasks": 2, "milestones": 1, "summaries": 1, "links": 1, "calendars": 1, "resources": 1, "assignments": 2, "baselines": 2,
    }  # fmt: skip


def test_a_stale_file_names_the_root_and_what_follows():
    found = report(
        [task(1, "Dig", 0, 0, 4), task(2, "Pour", 1, 1), task(3, "Cure", 2, 2)], [LinkDoc(1, 2), LinkDoc(2, 3)]
    )
    assert causes(found) == {1: "span", 2: "follows", 3: "follows"}
    rows = {row.uid: row for row in found.rows}
    assert rows[1].reason == "The file says 4 d, but its dates lie 1 d apart."
    assert rows[2].reason == "Follows “Dig”, which moved 3 days later."
    assert (rows[3].file_finish, rows[3].new_finish, rows[3].days) == ("2026-01-07T17:00", "2026-01-12T17:00", 5)
    assert [row.uid for row in found.rows] == [3, 1, 2]
    assert [(item.id, item.text, item.count) for item in found.causes] == [
        ("follows", CAUSES["follows"], 2), ("span", CAUSES["span"], 1),
    ]  # fmt: skip


def test_dates_that_break_a_link_in_the_file():
    found = report([task(1, "Dig", 0, 2), task(2, "Pour", 1, 1)], [LinkDoc(1, 2)])
    (row,) = found.rows
    assert (row.uid, row.cause, row.reason) == (
        2,
        "stale-link",
        "In the file it comes before “Dig”, its predecessor, allows.",
    )


def test_a_start_later_than_asked_for():
    assert causes(report([task(1, "Dig", 2, 2)])) == {1: "idle-start"}


def test_resource_and_task_calendars():
    late = CalendarDoc(2, "Late", week=(((840, 1320),),) * 5 + ((), ()))
    tasks = [task(1, "With Ann", 0, 0), task(2, "At night", 0, 0, calendar=2)]
    tasks[0].stored = StoredDates(at(0, 13), at(0, 21))
    tasks[1].stored = StoredDates(at(0, 14), at(1, 22))
    tasks[1].duration_minutes = 960
    tasks[1].stored.start = at(1, 14)
    tasks[1].stored.finish = at(2, 22)
    found = report(
        tasks, calendars=[late], resources=[ResourceDoc(1, "Ann", calendar=2)], assignments=[AssignmentDoc(1, 1, 1)]
    )
    assert causes(found) == {1: "span", 2: "task-calendar"}


def test_leveling_here_and_in_the_file():
    held = task(1, "Held", 0, 0, leveling_delay_minutes=2880)
    assert causes(report([held])) == {1: "leveling"}
    leveled = task(1, "Leveled", 3, 3)
    leveled.stored.early_start = at(0)
    found = report([leveled], mode="p6")
    assert causes(found) == {1: "leveled-in-file"}


def test_out_of_sequence_progress():
    before, begun = task(1, "Before", 0, 2), task(2, "Begun", 1, 4, 2, percent_complete=50, actual_start=at(1))
    assert causes(report([before, begun], [LinkDoc(1, 2)]))[2] == "out-of-sequence"


def test_elapsed_duration_and_constraint():
    drying = task(1, "Dry", 0, 0, duration_elapsed=True)
    assert causes(report([drying])) == {1: "elapsed"}
    held = task(2, "Held", 0, 0, constraint="SNET", constraint_date=at(3))
    assert causes(report([held])) == {2: "constraint"}


def test_manual_summaries_and_linked_summaries():
    by_hand = TaskDoc(1, "By hand", kind="summary", manual=True, manual_start=at(2), manual_finish=at(3, 17))
    found = report([by_hand, task(2, "Child", 4, 4, parent=1, level=2)])
    assert causes(found) == {2: "manual-child"}
    phase = TaskDoc(1, "Phase", kind="summary")
    found = report([task(3, "First", 0, 0), phase, task(2, "Child", 3, 3, parent=1, level=2)], [LinkDoc(3, 1)])
    assert causes(found) == {2: "summary-link"}


def test_a_dropped_link_and_a_split_are_named_before_all_else():
    notices = [Notice("link-to-missing-task", "gone", tasks=[1])]
    found = report([task(1, "A", 3, 3), task(2, "B", 0, 3, 2, gap_minutes=480)], notices=notices)
    assert causes(found) == {1: "dropped-link", 2: "split"}
    assert found.notices == notices


def test_inactive_and_level_of_effort():
    found = report([task(1, "Idea", 2, 2, active=False), task(2, "Support", 0, 8, 2, activity_type="TT_LOE")])
    assert causes(found) == {1: "inactive", 2: "level-of-effort"}


def test_the_same_moment_of_work():
    same_day = task(1, "Gate", 0, 0, 0, kind="milestone", stored=StoredDates(at(0, 7), at(0, 7)))
    assert report([same_day]).different == 0
    friday = task(2, "Work", 0, 4)
    gate = task(3, "Next week", 7, 7, 0, kind="milestone", stored=StoredDates(at(7, 8), at(7, 8)))
    found = report([friday, gate], [LinkDoc(2, 3)])
    assert causes(found) == {3: "same-moment"}


def test_a_plan_with_a_cycle_still_gets_a_report():
    found = report([task(1, "A", 0, 0), task(2, "B", 1, 1)], [LinkDoc(1, 2), LinkDoc(2, 1)])
    assert (found.different, found.new_start, found.new_finish) == (2, None, None)
    assert causes(found) == {1: "not-calculated", 2: "not-calculated"}
    (row, _) = found.rows
    assert (row.file_start, row.new_start, row.days) == ("2026-01-05T08:00", None, 0)
    assert [item.id for item in found.diagnostics] == ["cycle"]


def test_tasks_without_stored_dates_are_not_compared():
    found = report([TaskDoc(1, "New", duration_minutes=480), task(2, "Old", 0, 0)])
    assert (found.compared, found.same) == (1, 1)


def test_the_list_is_cut_and_the_counts_are_not():
    document = PlanDocument(
        format="x", start=MONDAY, default_calendar=1, calendars=[CalendarDoc(1, "S", week=(OFFICE,) * 7)],
        tasks=[task(uid, f"T{uid}", uid % 5 + 1, uid % 5 + 1) for uid in range(1, 41)],
    )  # fmt: skip
    plan = to_plan(document)
    found = compare(document, plan, schedule(plan, options_of(document)), limit=3)
    assert (len(found.rows), found.different, sum(item.count for item in found.causes)) == (3, 40, 40)
    assert [row.days for row in found.rows] == [-5, -5, -5]


def test_the_report_is_plain_json():
    found = report([task(1, "A", 2, 2)])
    assert msgspec.json.decode(encode_report(found)) == msgspec.to_builtins(found)


@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_is_a_sentence(cause):
    assert CAUSES[cause].endswith(".")
