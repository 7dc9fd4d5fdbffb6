"""A plan written and read again is the same plan; what a format cannot hold is told, never dropped in silence."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import fields, replace
from datetime import date, datetime
from xml.etree import ElementTree as ET

import pytest
from format_files import activity, full_mspdi, simple_xer, write
from hypothesis import HealthCheck, given, settings
from plan_documents import documents

from factories.cases import cases
from headway import formats
from headway.formats import read
from headway.formats.document import BaselineDoc, CalendarDoc, CalendarExceptionDoc, LinkDoc, PlanDocument, TaskDoc
from headway.formats.writing import fit

SUFFIX = {"mspdi": "xml", "xer": "xer"}
ROWS = ("calendars", "tasks", "links", "resources", "assignments")


def differences(one, other):
    """Return (part, field, one value, other value) of everything that differs."""
    found = []
    for item in fields(PlanDocument):
        left, right = getattr(one, item.name), getattr(other, item.name)
        if item.name in ROWS:
            found += [(item.name, "rows", len(left), len(right))] if len(left) != len(right) else []
            for a, b in zip(left, right, strict=False):
                found += [
                    (item.name, part.name, getattr(a, part.name), getattr(b, part.name))
                    for part in fields(a)
                    if getattr(a, part.name) != getattr(b, part.name)
                ]
        elif item.name != "notices" and left != right:
            found.append(("plan", item.name, left, right))
    return found


def there_and_back(document, written, folder):
    path = folder / f"plan.{SUFFIX[written]}"
    notices = formats.write(document, path)
    return read(path), notices


@pytest.mark.parametrize("written", ["mspdi", "xer"])
@settings(max_examples=cases(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(document=documents())
def test_what_is_read_is_what_was_fitted_to_the_format(tmp_path_factory, written, document):
    folder = tmp_path_factory.mktemp("law")
    untouched = deepcopy(document)
    fitted, told = fit(document, written)
    back, notices = there_and_back(document, written, folder)
    assert differences(fitted, back) == []
    assert document == untouched
    assert notices == told
    # What has been through the format once passes again without a word.
    again, silent = there_and_back(back, written, folder)
    assert differences(back, again) == []
    assert [notice for notice in silent if notice.id != "beyond-the-program"] == []


@pytest.mark.parametrize("written", ["mspdi", "xer"])
def test_the_same_plan_gives_the_same_bytes(tmp_path, written):
    document = read(write(tmp_path, full_mspdi()))
    one, other = tmp_path / f"one.{SUFFIX[written]}", tmp_path / f"other.{SUFFIX[written]}"
    formats.write(document, one)
    formats.write(document, other)
    assert one.read_bytes() == other.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"plan.xml", one.name, other.name}


def test_a_full_mspdi_file_passes_without_a_word(tmp_path):
    document = read(write(tmp_path, full_mspdi()))
    back, notices = there_and_back(document, "mspdi", tmp_path)
    assert notices == []
    assert differences(document, back) == []


def test_a_full_xer_file_passes_without_a_word(tmp_path):
    begun = activity(1, "A1", act_start_date="2026-01-05 08:00", restart_date="2026-01-12 08:00", reend_date="2026-01-13 12:00",
                     early_start_date="2026-01-12 08:00", remain_drtn_hr_cnt=12, total_float_hr_cnt=-0.5)  # fmt: skip
    document = read(
        write(
            tmp_path, simple_xer(begun, activity(2, "A2", cstr_type="CS_MSO", cstr_date="2026-01-14 08:00")), "in.xer"
        )
    )
    back, notices = there_and_back(document, "xer", tmp_path)
    assert notices == []
    assert differences(document, back) == []
    assert back.tasks[1].stored.total_float_minutes == -30


def small(**changes):
    office = ((480, 720), (780, 1020))
    document = PlanDocument(
        format="rows",
        name="Phase",
        start=datetime(2026, 1, 5, 8),
        default_calendar=1,
        progressed_logic="actual",
        calendars=[CalendarDoc(1, "Standard", week=(office,) * 5 + ((), ()))],
        tasks=[
            TaskDoc(uid=1, name="Phase", kind="summary"),
            TaskDoc(uid=2, name="Dig", level=2, parent=1, duration_minutes=960),
            TaskDoc(uid=3, name="Pour", level=2, parent=1, duration_minutes=480),
        ],
    )
    return replace(document, **changes)


def with_task(**changes):
    document = small()
    document.tasks[1] = replace(document.tasks[1], **changes)
    return document


def lost(document, written):
    return {(notice.id, notice.level, notice.message, tuple(notice.tasks)) for notice in fit(document, written)[1]}


P6_RULES = (
    "other-rules", "warning", "Primavera P6 schedules by its own rules, which differ from those of Microsoft Project.", (),
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"manual": True}, ("value-not-written", "warning", "Not in the file: manual (tasks).", (2,))),
        ({"active": False}, ("value-not-written", "warning", "Not in the file: active (tasks).", (2,))),
        (
            {"deadline": datetime(2026, 2, 2)},
            ("value-not-written", "warning", "Not in the file: deadline (tasks).", (2,)),
        ),
        (
            {"duration_elapsed": True},
            ("value-not-written", "warning", "Not in the file: duration elapsed (tasks).", (2,)),
        ),
        (
            {"leveling_delay_minutes": 60},
            ("value-not-written", "warning", "Not in the file: leveling delay (tasks).", (2,)),
        ),
        ({"priority": 505}, ("value-not-written", "info", "Not in the file: priority (tasks).", (2,))),
        ({"priority": 700}, ("value-changed", "info", "Changed to what the format can hold: priority (tasks).", (2,))),
        ({"external": True}, ("value-not-written", "info", "Not in the file: external (tasks).", (2,))),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_xer_tells_what_it_loses(changes, told):
    assert lost(with_task(**changes), "xer") == {P6_RULES, told}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"code": "A100"}, ("value-not-written", "info", "Not in the file: code (tasks).", (2,))),
        (
            {"activity_type": "TT_LOE"},
            ("value-not-written", "warning", "Not in the file: activity type (tasks).", (2,)),
        ),
        (
            {"constraint": "START_ON", "constraint_date": datetime(2026, 1, 7)},
            ("value-changed", "warning", "Changed to what the format can hold: constraint (tasks).", (2,)),
        ),
        (
            {"percent_complete": 33.4},
            ("value-changed", "warning", "Changed to what the format can hold: percent complete (tasks).", (2,)),
        ),
        ({"duration_unit": "y"}, ("value-not-written", "info", "Not in the file: duration unit (tasks).", (2,))),
        (
            {"baselines": [BaselineDoc(3, cost=None)]},
            ("value-not-written", "info", "Not in the file: baselines (tasks).", (2,)),
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_mspdi_tells_what_it_loses(changes, told):
    assert lost(with_task(**changes), "mspdi") == {told}


def test_nothing_to_tell_of_a_plain_plan():
    assert lost(small(), "mspdi") == set()
    assert lost(small(), "xer") == {P6_RULES}


@pytest.mark.parametrize(("percent", "kept"), [(0.0, 0.0), (0.2, 1.0), (49.5, 50.0), (99.9, 99.0), (100.0, 100.0)])
def test_whole_percents_neither_begin_nor_end_a_task(percent, kept):
    assert fit(with_task(percent_complete=percent), "mspdi")[0].tasks[1].percent_complete == kept


def test_lags_that_p6_does_not_know():
    document = small(
        links=[LinkDoc(2, 3, "FS", 50.0, "percent", "%"), LinkDoc(2, 3, "SS", 90.0, "elapsed", "eh"), LinkDoc(1, 3)]
    )
    fitted, notices = fit(document, "xer")
    assert [(link.type, link.lag, link.lag_kind) for link in fitted.links] == [
        ("FS", 480.0, "working"),
        ("SS", 90.0, "working"),
    ]
    assert {notice.message for notice in notices[1:]} == {
        "Not in the file: lag kind (links).",
        "Changed to what the format can hold: lag (links).",
        "Not in the file: links from or to summaries, which P6 does not know.",
    }


def test_work_weeks_and_ranges_become_days_for_p6(tmp_path):
    document = small()
    document.calendars[0].exceptions = [
        CalendarExceptionDoc(date(2026, 3, 2), date(2026, 3, 6), (), "Closed"),
        CalendarExceptionDoc(date(2026, 3, 4), date(2026, 3, 4), ((480, 720),), "Open in the morning"),
    ]
    back, notices = there_and_back(document, "xer", tmp_path)
    days = {item.first_day: item.shifts for item in back.calendars[0].exceptions}
    assert days == {date(2026, 3, day): ((480, 720),) if day == 4 else () for day in range(2, 7)}
    assert "Not in the file: names of exceptions (calendars)." in {notice.message for notice in notices}


def test_baselines_of_their_own_become_baseline_projects(tmp_path):
    days = (datetime(2026, 1, 6, 8), datetime(2026, 1, 7, 17))
    document = with_task(baselines=[BaselineDoc(0, *days, 960), BaselineDoc(4, *days, 900)])
    back, notices = there_and_back(document, "xer", tmp_path)
    assert next(task for task in back.tasks if task.uid == 2).baselines == [
        BaselineDoc(0, *days, 960),
        BaselineDoc(1, *days, 900),
    ]
    assert "Changed to what the format can hold: baselines (tasks)." in {notice.message for notice in notices}
    assert (tmp_path / "plan.xer").read_bytes().count(b"\r\n%T\tPROJECT\r\n") == 1


def test_parents_count_where_levels_say_something_else(tmp_path):
    document = small()
    document.tasks = [replace(document.tasks[2], level=7), document.tasks[0], replace(document.tasks[1], level=1)]
    back, _ = there_and_back(document, "mspdi", tmp_path)
    assert [(task.uid, task.level, task.parent, task.kind) for task in back.tasks] == [
        (1, 1, None, "summary"), (3, 2, 1, "task"), (2, 2, 1, "task"),
    ]  # fmt: skip


def test_parents_in_a_circle_end_at_the_top(tmp_path):
    document = small()
    document.tasks[0].parent = 2
    for written in SUFFIX:
        back, _ = there_and_back(document, written, tmp_path)
        assert {1, 2, 3} <= {task.uid for task in back.tasks}


NASTY = "a\tb\nc\rd\x00e\x1ff\x7fg<h>&\"i'j\u2028k\ud800l\ufffem🦊 ]]> %R\t%E"


@pytest.mark.parametrize("written", ["mspdi", "xer"])
def test_any_text_leaves_a_file_whole(tmp_path, written):
    document = small(name=NASTY, currency=NASTY)
    document.calendars[0].name = NASTY
    document.tasks = [replace(task, name=NASTY, wbs=NASTY, code=NASTY, notes=NASTY) for task in document.tasks]
    back, _ = there_and_back(document, written, tmp_path)
    assert len(back.tasks) == 3
    assert back.tasks[1].name == "a b c def" + "g<h>&\"i'j klm🦊 ]]> %R %E" if written == "mspdi" else "a b"
    assert [notice for notice in back.notices if notice.level != "info"] == []


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("Dig", "ascii"), ("Grün \u2013 naïve", "cp1252"), ("Ã©", "utf-8"), ("橋 🦊", "utf-8"), ("\x81", "utf-8")],
)
def test_xer_keeps_every_name_in_the_encoding_p6_writes_where_it_can(tmp_path, name, encoding):
    back, _ = there_and_back(with_task(name=name), "xer", tmp_path)
    assert back.tasks[1].name == name
    assert name in (tmp_path / "plan.xer").read_bytes().decode(encoding)


def test_a_failure_leaves_the_old_file(tmp_path):
    target = tmp_path / "plan.xml"
    target.write_text("old", "ascii")
    document = with_task(constraint="NEVER")
    with pytest.raises(KeyError):
        formats.write(document, target)
    assert target.read_text("ascii") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.xml"]


def test_a_name_without_a_known_ending(tmp_path):
    with pytest.raises(ValueError, match=r"plan\.txt: no format to write"):
        formats.write(small(), tmp_path / "plan.txt")
    formats.write(small(), tmp_path / "plan.txt", format="mspdi")
    assert read(tmp_path / "plan.txt").format == "mspdi"


# The order that the schema of MSPDI (a sequence) gives to the elements of a task, without those that are never written.
TASK_ORDER = [
    "UID",
    "ID",
    "Name",
    "Active",
    "Manual",
    "Type",
    "IsNull",
    "WBS",
    "OutlineNumber",
    "OutlineLevel",
    "Priority",
    "Start",
    "Finish",
    "Duration",
    "ManualStart",
    "ManualFinish",
    "ManualDuration",
    "DurationFormat",
    "Work",
    "Stop",
    "Resume",
    "EffortDriven",
    "Recurring",
    "Estimated",
    "Milestone",
    "Summary",
    "Critical",
    "IsSubproject",
    "ExternalTask",
    "EarlyStart",
    "EarlyFinish",
    "LateStart",
    "LateFinish",
    "FreeSlack",
    "TotalSlack",
    "FixedCost",
    "PercentComplete",
    "Cost",
    "ActualStart",
    "ActualFinish",
    "ActualCost",
    "ActualWork",
    "RemainingDuration",
    "RemainingWork",
    "ConstraintType",
    "CalendarUID",
    "ConstraintDate",
    "Deadline",
    "LevelingDelay",
    "LevelingDelayFormat",
    "IgnoreResourceCalendar",
    "Notes",
    "PhysicalPercentComplete",
    "PredecessorLink",
    "Baseline",
]


def test_elements_of_a_task_stand_in_the_order_of_the_schema(tmp_path):
    formats.write(read(write(tmp_path, full_mspdi())), tmp_path / "out.xml")
    namespace = "{http://schemas.microsoft.com/project}"
    written = set()
    for task in ET.parse(tmp_path / "out.xml").iter(f"{namespace}Task"):
        tags = [child.tag.removeprefix(namespace) for child in task]
        assert tags == sorted(tags, key=TASK_ORDER.index)
        written |= set(tags)
    assert set(TASK_ORDER) - written == {"ActualFinish"}
