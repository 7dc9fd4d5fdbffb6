"""Files that cannot or can only partly be read: each gives a clear word, a place and a remedy, and stops nothing."""

import gzip
import io
import json
import struct
import zipfile

import pytest
from format_files import STANDARD, activity, calendar, link, mspdi, simple_xer, task, week_days, write

from headway.engine.network import schedule
from headway.formats import read
from headway.formats.errors import ERROR_IDS, FormatError
from headway.formats.honesty import compare
from headway.formats.limits import Limits
from headway.formats.plan_of import options_of, to_plan
from headway.formats.sandbox import read_limited


def refused(path, **options):
    with pytest.raises(FormatError) as caught:
        read(path, **options)
    error = caught.value
    assert error.id in ERROR_IDS
    assert error.title.endswith(".")
    assert error.remedy.endswith(".")
    return error


def an_archive():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("plan.txt", "hello")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG"),
        (b"%PDF-1.7\n", "PDF"),
        (an_archive(), "ZIP"),
        (b"MZ\x90\x00" + bytes(200), "program"),
        (b'{"hello": "world"}', "no schedule"),
        (b'{"tasks": 3, "calendars": []}', "no schedule"),
        (gzip.compress(b'["tasks"]'), "no schedule"),
        (b'{"tasks": nonsense}', "JSON"),
    ],
    ids=["empty", "png", "pdf", "zip", "exe", "json", "tasks-no-list", "gzip", "no-json"],
)
def test_not_a_plan(tmp_path, content, word):
    error = refused(write(tmp_path, content, "plan.mpp"))
    assert error.id == "not-a-plan"
    assert word in error.title


@pytest.mark.parametrize(
    "content", [b"Dear all,\nplease find attached\n", b"\x00\x01\x02\x03" * 50, b"<html><p>hi</p></html>"]
)
def test_content_that_no_reader_knows(tmp_path, content):
    assert refused(write(tmp_path, content, "plan.bin")).id == "not-a-plan"


def test_an_empty_project_element(tmp_path):
    assert refused(write(tmp_path, "<Project/>")).id == "not-a-plan"


def test_no_file_and_a_folder(tmp_path):
    assert refused(tmp_path / "missing.mpp").id == "no-file"
    assert refused(tmp_path).id == "no-file"


def compound_file(*, fat_sectors=1, body=512 * 4):
    """A compound file as Microsoft Project's, with nothing of a plan inside."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<II", header, 44, fat_sectors, 1)
    struct.pack_into("<109I", header, 76, *(range(fat_sectors)), *([0xFFFFFFFF] * (109 - fat_sectors)))
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, 3, 0xFFFFFFFE, *([0xFFFFFFFF] * 124))
    return bytes(header) + fat + bytes(body - 512)


def test_a_truncated_compound_file(tmp_path):
    whole = compound_file()
    error = refused(write(tmp_path, whole[:1600], "plan.mpp"))
    assert (error.id, error.where) == ("truncated-file", "plan.mpp, at 1,600 bytes")
    assert refused(write(tmp_path, whole[:300], "plan.mpp")).id == "truncated-file"


def test_an_office_file_that_is_no_plan(tmp_path):
    error = refused(write(tmp_path, compound_file(), "letter.doc"))
    assert (error.id, error.title) == ("not-a-plan", "This is an Office file, but not a Microsoft Project plan.")


BOMB = """<?xml version="1.0"?>
<!DOCTYPE Project [
 <!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<Project xmlns="http://schemas.microsoft.com/project"><Title>&c;</Title></Project>"""


@pytest.mark.parametrize("root", ["Project", "project", "APIBusinessObjects", "strange"])
def test_an_xml_bomb(tmp_path, root):
    error = refused(write(tmp_path, BOMB.replace("Project", root)))
    assert (error.id, error.where) == ("xml-bomb", "line 3")


@pytest.mark.parametrize(
    "doctype",
    ['<!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '<!DOCTYPE Project SYSTEM "http://example.org/x.dtd">',
     '<!DOCTYPE Project PUBLIC "-//x//y" "http://example.org/x.dtd">',
     '<!DOCTYPE Project [<!ENTITY % x SYSTEM "http://example.org/x.dtd"> %x;]>'],
)  # fmt: skip
def test_an_external_entity(tmp_path, doctype):
    content = mspdi(task(1, "T")).replace("<Project", doctype + "\n<Project", 1)
    assert refused(write(tmp_path, content)).id == "external-entity"


def test_a_wrong_encoding(tmp_path):
    content = mspdi(task(1, "Fenêtre"), encoding="UTF-8").encode("latin-1")
    error = refused(write(tmp_path, content))
    assert (error.id, error.title) == ("wrong-encoding", "The file says that its text is UTF-8, but it is not.")
    assert error.where.startswith("line 12, column ")


def test_an_encoding_that_does_not_exist(tmp_path):
    content = mspdi(task(1, "T"), encoding="klingon-8")
    assert refused(write(tmp_path, content)).id == "wrong-encoding"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_truncated_xml(tmp_path, share):
    content = mspdi("".join(task(uid, f"T{uid}") for uid in range(1, 400)))
    error = refused(write(tmp_path, content[: int(len(content) * share)]))
    assert error.id == "truncated-file"
    assert error.where.startswith("line ")


def test_truncated_xer(tmp_path):
    content = simple_xer(*(activity(uid, f"A{uid}") for uid in range(1, 50)))
    error = refused(write(tmp_path, content[: len(content) // 2], "plan.xer"))
    assert (error.id, "in table TASK" in error.where) == ("truncated-file", True)


def test_truncated_gzip_and_json(tmp_path):
    whole = json.dumps({"tasks": [{"uid": n} for n in range(500)], "calendars": []}).encode()
    assert refused(write(tmp_path, gzip.compress(whole)[:-20])).id == "truncated-file"
    assert refused(write(tmp_path, whole[:-20])).id == "truncated-file"
    assert len(read(write(tmp_path, whole)).tasks) == 500


@pytest.mark.parametrize(
    ("row", "place"),
    [({"uid": "seven"}, "$.tasks[1].uid"), ({"name": "no id"}, "$.tasks[1]"), ({"uid": 2, "stored": {"start": 5}}, "$.tasks[1].stored.start"),
     ({"uid": 2, "deadline": "soon"}, "Invalid isoformat string: 'soon'")],
)  # fmt: skip
def test_json_with_an_odd_field_says_which(tmp_path, row, place):
    content = json.dumps({"tasks": [{"uid": 1}, row], "calendars": []})
    error = refused(write(tmp_path, content, "plan.json"))
    assert (error.id, error.where) == ("unreadable", place)


def test_broken_xml(tmp_path):
    content = mspdi(task(1, "T")).replace("</Task>", "</Tusk>")
    assert refused(write(tmp_path, content)).id == "xml-structure"


def test_nesting_without_end(tmp_path):
    content = "<Project>" + "<a>" * 50_000
    assert refused(write(tmp_path, content)).id == "xml-structure"


def test_a_file_of_300_mb_is_refused_before_it_is_read(tmp_path):
    path = write(tmp_path, mspdi(task(1, "T")))
    with path.open("r+b") as file:
        file.truncate(300 * 1024 * 1024)
    error = refused(path)
    assert (error.id, error.title) == ("too-large", "The file has 300 MB; at most 200 MB are read.")
    with pytest.raises(FormatError, match="at most 200 MB"):
        read_limited(path)


def test_packed_content_without_end(tmp_path):
    path = write(tmp_path, gzip.compress(b'{"tasks": [' + b" " * 20_000_000))
    assert refused(path, limits=Limits(file_bytes=1_000_000)).id == "too-large"


def test_one_field_larger_than_any_note(tmp_path):
    content = mspdi(task(1, "T", Notes="x" * 5_000_000))
    error = refused(write(tmp_path, content))
    assert (error.id, "element Notes" in error.where) == ("too-large", True)


def test_too_many_tasks(tmp_path):
    content = mspdi("".join(task(uid, "T") for uid in range(1, 12)))
    assert refused(write(tmp_path, content), limits=Limits(tasks=10)).id == "too-many-tasks"
    assert (
        refused(write(tmp_path, simple_xer(*(activity(n, f"A{n}") for n in range(11)))), limits=Limits(tasks=10)).id
        == "too-many-tasks"
    )


def test_too_many_links(tmp_path):
    content = mspdi(task(1, "A") + task(2, "B", inside=link(1) + link(1, 3) + link(1, 2)))
    assert refused(write(tmp_path, content), limits=Limits(links=2)).id == "too-many-rows"


# From here on: readable plans with something wrong inside.


def noticed(path):
    plan = read(path)
    return plan, {notice.id: notice for notice in plan.notices}


def test_a_cycle_is_left_to_the_engine_which_names_its_tasks(tmp_path):
    content = mspdi(
        task(1, "Dig", inside=link(3))
        + task(2, "Pour", inside=link(1))
        + task(3, "Cure", inside=link(2))
        + task(4, "Free")
    )
    plan = read(write(tmp_path, content))
    assert plan.notices == []
    engine_plan = to_plan(plan)
    report = compare(plan, engine_plan, schedule(engine_plan, options_of(plan)))
    (cycle,) = report.diagnostics
    assert (cycle.id, cycle.level, sorted(cycle.names)) == ("cycle", "error", ["Cure", "Dig", "Pour"])
    assert cycle.message.count("→") == 3
    assert (report.new_start, report.new_finish) == (None, None)


def test_a_link_to_a_missing_task(tmp_path):
    plan, notices = noticed(write(tmp_path, mspdi(task(1, "A", inside=link(77)))))
    assert plan.links == []
    assert list(notices) == ["link-to-missing-task"]
    assert (notices["link-to-missing-task"].tasks, "77" in notices["link-to-missing-task"].message) == ([1], True)


def test_a_link_to_itself_and_a_link_twice(tmp_path):
    content = mspdi(task(1, "A", inside=link(1)) + task(2, "B", inside=link(1) + link(1)))
    plan, notices = noticed(write(tmp_path, content))
    assert [(item.predecessor, item.successor) for item in plan.links] == [(1, 2)]
    assert set(notices) == {"link-to-itself", "duplicate-link"}


@pytest.mark.parametrize("field", ["Start", "Deadline", "ActualStart", "ConstraintDate"])
@pytest.mark.parametrize("year", ["9999", "1066"])
def test_dates_of_the_year_9999(tmp_path, field, year):
    values = {"ConstraintType": 4, "ConstraintDate": "2026-01-06T08:00:00", field: f"{year}-01-01T08:00:00"}
    plan, notices = noticed(write(tmp_path, mspdi(task(1, "A", **values))))
    name = {
        "Start": "start",
        "Deadline": "deadline",
        "ActualStart": "actual_start",
        "ConstraintDate": "constraint_date",
    }[field]
    holder = plan.tasks[0].stored if field == "Start" else plan.tasks[0]
    assert getattr(holder, name) is None
    assert notices["date-out-of-range"].tasks == [1]
    assert (plan.tasks[0].constraint == "ASAP") == (field == "ConstraintDate")


def test_a_project_start_of_the_year_9999(tmp_path):
    content = mspdi(task(1, "A", Start="2026-03-02T08:00:00"), start="9999-01-01T08:00:00")
    plan, notices = noticed(write(tmp_path, content))
    assert plan.start.isoformat() == "2026-03-02T08:00:00"
    assert set(notices) == {"date-out-of-range", "start-missing"}


def test_dates_that_are_none(tmp_path):
    plan = read(write(tmp_path, mspdi(task(1, "A", Deadline="soon", Priority="high", Work="eight"))))
    assert (plan.tasks[0].deadline, plan.tasks[0].priority, plan.tasks[0].work_minutes) == (None, 500, None)
    assert [notice.id for notice in plan.notices] == ["unreadable-value"] * 3


@pytest.mark.parametrize("value", ["1e400", "NaN", "Infinity", "9" * 400])
def test_numbers_beyond_all_bounds(tmp_path, value):
    content = mspdi(
        task(1, "A", PercentComplete=value, Cost=value, TotalSlack=value, Priority=value, PhysicalPercentComplete=value)
    )
    plan = read(write(tmp_path, content))
    engine_plan = to_plan(plan)
    assert schedule(engine_plan, options_of(plan)).ok
    assert "unreadable-value" in {notice.id for notice in plan.notices}


def test_a_duration_of_a_thousand_years(tmp_path):
    plan, notices = noticed(write(tmp_path, mspdi(task(1, "A", hours=24 * 366 * 1000))))
    assert plan.tasks[0].duration_minutes == 100 * 366 * 1440
    assert list(notices) == ["number-out-of-range"]


def test_duplicate_ids(tmp_path):
    content = mspdi(task(5, "First") + task(5, "Second") + task(6, "Child", level=2) + task(7, "Last", inside=link(5)))
    plan, notices = noticed(write(tmp_path, content))
    first, second, child, last = plan.tasks
    assert (first.uid, child.uid, last.uid) == (5, 6, 7)
    assert second.uid not in {5, 6, 7}
    assert child.parent == second.uid
    assert [(item.predecessor, item.successor) for item in plan.links] == [(5, 7)]
    assert notices["duplicate-uid"].tasks == [second.uid]


def test_a_task_without_a_usable_id(tmp_path):
    plan, notices = noticed(write(tmp_path, mspdi(task(5, "A").replace("<UID>5<", "<UID>five<"))))
    assert plan.tasks[0].uid >= 1_000_000_000
    assert set(notices) == {"missing-uid", "unreadable-value"}


def test_a_task_name_of_one_megabyte(tmp_path):
    plan, notices = noticed(write(tmp_path, mspdi(task(1, "x" * 1_000_000))))
    assert plan.tasks[0].name == "x" * 1000
    assert notices["name-too-long"].tasks == [1]


def test_a_name_with_control_characters_and_line_ends(tmp_path):
    content = simple_xer(activity(1, "A", task_name="Dig\x00 \x07deep\x0bdown"))
    assert read(write(tmp_path, content)).tasks[1].name == "Dig deep down"


def test_a_calendar_without_working_time(tmp_path):
    never = calendar(1, "Never", inside=week_days(range(0)))
    plan, notices = noticed(write(tmp_path, mspdi(task(1, "A"), calendars=never)))
    assert notices["calendar-without-working-time"].level == "error"
    engine_plan = to_plan(plan)
    result = schedule(engine_plan, options_of(plan))
    assert (result.ok, [item.id for item in result.diagnostics]) == (False, ["no-working-time"])


def test_calendars_that_inherit_in_a_circle(tmp_path):
    calendars = STANDARD + calendar(2, "A", base=3, inside="") + calendar(3, "B", base=2, inside="")
    plan, notices = noticed(write(tmp_path, mspdi(task(1, "T", CalendarUID=2), calendars=calendars)))
    assert "calendar-loop" in notices
    assert {None} < {item.parent for item in plan.calendars}


def test_a_calendar_that_is_not_in_the_file(tmp_path):
    plan, notices = noticed(write(tmp_path, mspdi(task(1, "T", CalendarUID=8), calendars="")))
    assert plan.tasks[0].calendar is None
    assert [item.uid for item in plan.calendars] == [plan.default_calendar]
    assert list(notices) == ["missing-calendar"]


@pytest.mark.parametrize("content", [mspdi(""), mspdi(task(0, "Only the project", level=0))])
def test_zero_tasks(tmp_path, content):
    plan, notices = noticed(write(tmp_path, content))
    assert (notices["no-tasks"].level, plan.start.year) == ("error", 2026)


def test_an_unknown_constraint(tmp_path):
    plan, notices = noticed(write(tmp_path, mspdi(task(1, "A", ConstraintType=12))))
    assert (plan.tasks[0].constraint, list(notices)) == ("ASAP", ["unknown-constraint"])


def test_assignments_of_nobody_to_nothing(tmp_path):
    content = mspdi(
        task(1, "A"),
        assignments="<Assignment><UID>1</UID><TaskUID>9</TaskUID><ResourceUID>4</ResourceUID></Assignment>",
    )
    plan, notices = noticed(write(tmp_path, content))
    assert (plan.assignments, list(notices)) == ([], ["missing-resource"])


def test_a_task_calendar_and_a_resource_that_never_meet(tmp_path):
    calendars = STANDARD + calendar(2, "Sundays", inside=week_days(range(1, 2)))
    content = mspdi(
        task(1, "A", CalendarUID=2), calendars=calendars,
        resources="<Resource><UID>1</UID><Name>Ann</Name><Type>1</Type></Resource>",
        assignments="<Assignment><UID>1</UID><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID></Assignment>",
    )  # fmt: skip
    _, notices = noticed(write(tmp_path, content))
    assert notices["no-common-working-time"].tasks == [1]
