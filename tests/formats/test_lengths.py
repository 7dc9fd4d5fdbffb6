"""Plans whose tasks have dates and no durations."""

import json
import re
from datetime import datetime

import pytest
from format_files import activity, mspdi, simple_xer, task, write

from headway.formats import read

MONDAY, NEXT_TUESDAY = "2026-01-05T10:00:00", "2026-01-13T12:00:00"
MINUTES = 360 + 5 * 480 + 240
"""From ten o'clock on Monday to noon on the Tuesday after, at five days of eight hours."""


def only_dates(uid=1, start=MONDAY, finish=NEXT_TUESDAY, **fields):
    content = task(uid, "Dig", Start=start, Finish=finish, **fields)
    return re.sub(r"<Duration>[^<]*</Duration>", "", content)


def noticed(plan):
    return [(each.id, each.tasks) for each in plan.notices if each.id == "length-from-dates"]


def test_the_working_time_between_the_dates(tmp_path):
    plan = read(write(tmp_path, mspdi(only_dates() + task(2, "Pour", hours=3))))
    assert [each.duration_minutes for each in plan.tasks] == [MINUTES, 180]
    assert noticed(plan) == [("length-from-dates", [1])]


@pytest.mark.parametrize(
    ("fields", "minutes"),
    [
        ({"Milestone": 1}, 0),
        ({"finish": MONDAY}, 0),
        ({"finish": ""}, 0),
        ({"start": ""}, 0),
        ({"start": NEXT_TUESDAY, "finish": MONDAY}, 0),
        ({"ActualStart": "2026-01-13T08:00:00", "ActualFinish": "2026-01-13T11:00:00"}, 180),
        ({"start": "2026-01-10T08:00:00", "finish": "2026-01-11T17:00:00"}, 0),
    ],
    ids=["milestone", "no time", "no finish", "no start", "backwards", "as it was done", "weekend"],
)
def test_what_the_dates_say(tmp_path, fields, minutes):
    (read_task,) = read(write(tmp_path, mspdi(only_dates(**fields)))).tasks
    assert read_task.duration_minutes == minutes


def test_a_duration_of_nothing_is_a_duration(tmp_path):
    plan = read(write(tmp_path, mspdi(task(1, "Sign", hours=0, Start=MONDAY, Finish=NEXT_TUESDAY))))
    assert (plan.tasks[0].duration_minutes, noticed(plan)) == (0, [])


@pytest.mark.parametrize("kind", ["TT_Task", "TT_LOE"])
def test_activities_of_p6(tmp_path, kind):
    dates = {"target_start_date": MONDAY, "target_end_date": NEXT_TUESDAY}
    row = activity(1, "A1", **{name: text.replace("T", " ")[:16] for name, text in dates.items()}, task_type=kind)
    row |= {"target_drtn_hr_cnt": "", "remain_drtn_hr_cnt": ""}
    plan = read(write(tmp_path, simple_xer(row), "plan.xer"))
    (read_task,) = [each for each in plan.tasks if each.code == "A1"]
    assert read_task.stored.start == datetime(2026, 1, 5, 10)
    assert read_task.duration_minutes == (MINUTES if kind == "TT_Task" else 0)


def test_the_schedule_json(tmp_path):
    hours = [[480, 720], [780, 1020]]
    days = {**dict.fromkeys(("MON", "TUE", "WED", "THU", "FRI"), hours), "SAT": [], "SUN": []}
    content = {
        "file": "own.mpp", "app": "Microsoft/MPP", "start": MONDAY, "schedule_from": "0", "default_calendar": 1,
        "calendars": [{"id": 1, "name": "Standard", "parent": None, "days": days, "exceptions": []}],
        "tasks": [{"uid": 1, "name": "Dig", "outline": 1, "stored": {"start": MONDAY, "finish": NEXT_TUESDAY}}],
        "links": [], "resources": [], "assignments": [],
    }  # fmt: skip
    (read_task,) = read(write(tmp_path, json.dumps(content), "own.json")).tasks
    assert read_task.duration_minutes == MINUTES
