"""The schedule JSON: own files of this kind, and all of those with known answers."""

import gzip
import json
from datetime import date, datetime

import pytest
from format_files import write

from headway.formats import read
from headway.formats.document import LinkDoc
from truth_files import truth, truth_files

OFFICE = [[480, 720], [780, 1020]]
CALENDAR = {
    "id": 1, "name": "Standard", "parent": None, "days": {**dict.fromkeys(("MON", "TUE", "WED", "THU", "FRI"), OFFICE), "SAT": [], "SUN": []},
    "exceptions": [{"from": "2026-01-01", "to": "2026-01-02", "work": []}],
}  # fmt: skip


def content(**changes):
    return {
        "file": "own.mpp", "app": "Microsoft/MPP", "start": "2026-01-05T08:00", "finish": "2026-01-06T17:00", "status_date": None,
        "schedule_from": "0", "default_calendar": 1, "critical_slack_limit_min": 480.0, "calendars": [CALENDAR],
        "tasks": [
            {"uid": 1, "name": "Phase", "outline": 1, "summary": True},
            {"uid": 2, "name": "Dig", "outline": 2, "parent": 1, "duration_min": 479.6, "duration_units": "ELAPSED_HOURS", "pct": 25.0,
             "mode": "MANUALLY_SCHEDULED", "constraint": "MUST_FINISH_ON", "constraint_date": "2026-01-06T17:00", "leveling_delay_min": 60.0,
             "type": "FIXED_DURATION_AND_UNITS", "stored": {"start": "2026-01-05T08:00", "finish": "2026-01-05T17:00", "tf_min": -479.7, "critical": True}},
            {"uid": 3, "outline": 2, "parent": 1, "milestone": True},
        ],
        "links": [{"pred": 2, "succ": 3, "type": "START_FINISH", "lag": 25.0, "lag_units": "PERCENT"}, {"pred": 2, "succ": 3, "lag": 60, "lag_units": "ELAPSED_DAYS"}],
        "resources": [{"uid": 5, "name": "Ann", "type": "COST", "calendar": 1, "max_units": 50.0}],
        "assignments": [{"task": 2, "resource": 5, "units": 25.0, "work_min": 120.4, "start": "2026-01-05T08:00"}],
        **changes,
    }  # fmt: skip


@pytest.mark.parametrize("pack", [lambda data: data, gzip.compress], ids=["plain", "gzip"])
def test_fields(tmp_path, pack):
    plan = read(write(tmp_path, pack(json.dumps(content()).encode()), "own.json"))
    assert (plan.format, plan.name, plan.mode, plan.schedule_from, plan.critical_float_minutes) == (
        "truth-json", "own.mpp", "msproject", "start", 480,
    )  # fmt: skip
    (calendar,) = plan.calendars
    assert calendar.week == (((480, 720), (780, 1020)),) * 5 + ((), ())
    assert [(item.first_day, item.last_day, item.shifts) for item in calendar.exceptions] == [
        (date(2026, 1, 1), date(2026, 1, 2), ())
    ]
    phase, dig, gate = plan.tasks
    assert (phase.kind, dig.kind, gate.kind, gate.name) == ("summary", "task", "milestone", "Task 3")
    assert (dig.parent, dig.duration_minutes, dig.duration_unit, dig.duration_elapsed) == (1, 480, "eh", True)
    assert (dig.percent_complete, dig.constraint, dig.constraint_date) == (25.0, "MFO", datetime(2026, 1, 6, 17))
    assert (dig.manual, dig.manual_start, dig.manual_finish) == (
        True,
        datetime(2026, 1, 5, 8),
        datetime(2026, 1, 5, 17),
    )
    assert (dig.leveling_delay_minutes, dig.task_type, dig.stored.total_float_minutes, dig.stored.critical) == (
        60, "fixed_duration", -480, True,
    )  # fmt: skip
    assert plan.links == [LinkDoc(2, 3, "SF", 25.0, "percent", "%"), LinkDoc(2, 3, "FS", 60.0, "elapsed", "ed")]
    assert [(item.kind, item.max_units) for item in plan.resources] == [("cost", 0.5)]
    assert [(item.units, item.work_minutes) for item in plan.assignments] == [(0.25, 120)]
    assert plan.notices == []


def test_primavera(tmp_path):
    rules = {
        "app": "Primavera/XER", "planned_start": "2026-01-02T08:00", "lag_calendar": "TWENTY_FOUR_HOUR", "float_type": "FINISH_SLACK",
        "progressed": "PROGRESS_OVERRIDE", "must_finish_by": "2026-03-01T17:00", "honor_constraints": False,
    }  # fmt: skip
    plan = read(write(tmp_path, json.dumps(content(**rules)), "own.json"))
    assert (plan.mode, plan.start, plan.must_finish_by) == ("p6", datetime(2026, 1, 2, 8), datetime(2026, 3, 1, 17))
    assert (plan.lag_calendar, plan.float_type, plan.progressed_logic, plan.honor_constraints) == (
        "24h",
        "finish",
        "override",
        False,
    )


def test_ids_used_twice(tmp_path):
    twice = content(tasks=[{"uid": 1, "name": "A"}, {"uid": 1, "name": "B"}], links=[], assignments=[], resources=[])
    plan = read(write(tmp_path, json.dumps(twice), "own.json"))
    assert [(task.uid, task.name) for task in plan.tasks] == [(1, "A"), (1_000_001, "B")]
    assert [notice.id for notice in plan.notices] == ["duplicate-uid"]


@pytest.mark.truth
@pytest.mark.parametrize("folder", ["schedules/mpsplib", "schedules/samples", "schedules/mpxj", "schedules/p6", "wild"])
def test_all_known_schedules_are_read(folder):
    truth(folder)
    count = 0
    for path in truth_files(folder):
        known = json.loads(gzip.decompress(path.read_bytes()))
        plan = read(path)
        assert [task.uid for task in plan.tasks] == [item["uid"] for item in known["tasks"]]
        assert len(plan.links) == len(known["links"])
        assert [notice.id for notice in plan.notices if notice.level == "error"] == []
        count += 1
    assert count == {"mpsplib": 41, "samples": 61, "mpxj": 46, "p6": 2, "wild": 40}[folder.rpartition("/")[2]]
