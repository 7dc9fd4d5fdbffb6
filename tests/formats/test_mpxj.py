"""Formats read through MPXJ: found by content, limited, and refused in words where Java is missing."""

from __future__ import annotations

import time
from datetime import date

import pytest
from format_files import mspdi, task, write
from test_sandbox import family

from headway.formats import read
from headway.formats.document import LinkDoc
from headway.formats.errors import FormatError
from headway.formats.mpxj import java
from headway.formats.sandbox import read_limited
from truth_files import lacks_java, truth

needs_java = pytest.mark.skipif(
    lacks_java(),
    reason="MPXJ or Java is not installed (headway doctor says how)",
)

MPX = """MPX,Microsoft Project for Windows,4.0,ANSI
10,$,1,2,",",.
11,1,0,1,8.00,40.00,,,0,0
12,1,0,480,/,:,am,pm,20,20
20,Standard,0,1,1,1,1,1,0
25,1
25,2,08:00 am,12:00 pm,01:00 pm,05:00 pm
25,3,08:00 am,12:00 pm,01:00 pm,05:00 pm
25,4,08:00 am,12:00 pm,01:00 pm,05:00 pm
25,5,08:00 am,12:00 pm,01:00 pm,05:00 pm
25,6,08:00 am,12:00 pm,01:00 pm,05:00 pm
25,7
30,Old plan,,,Standard,05/01/2026,27/02/2026,0,23/11/2026
60,Name,WBS,Outline Level,Duration,Predecessors,Fixed,ID,Constraint Type,Unique ID
61,1,2,3,40,70,80,90,91,98
70,Dig,1,1,2d,,No,1,As Soon As Possible,1
70,Pour,2,1,1d,1,No,2,As Soon As Possible,2
""".replace("\n", "\r\n")

PLANNER = """<?xml version="1.0"?>
<project name="Garden" project-start="20260105T080000Z" mrproject-version="2" calendar="1">
<calendars><day-types><day-type id="0" name="Working" description="w"/><day-type id="1" name="Nonworking" description="n"/></day-types>
<calendar id="1" name="Default"><default-week mon="0" tue="0" wed="0" thu="0" fri="0" sat="1" sun="1"/>
<overridden-day-types><overridden-day-type id="0"><interval start="0800" end="1200"/><interval start="1300" end="1700"/>
</overridden-day-type></overridden-day-types><days/></calendar></calendars>
<tasks><task id="1" name="Dig" note="" work="57600" start="20260105T080000Z" end="20260106T170000Z" work-start="20260105T080000Z"
percent-complete="0" priority="0" type="normal" scheduling="fixed-work"/>
<task id="2" name="Plant" note="" work="28800" start="20260107T080000Z" end="20260107T170000Z" work-start="20260107T080000Z"
percent-complete="0" priority="0" type="normal" scheduling="fixed-work"><predecessors>
<predecessor id="1" predecessor-id="1" type="FS"/></predecessors></task></tasks>
<resource-groups/><resources/><allocations/></project>"""

GANTT = """<?xml version="1.0" encoding="UTF-8"?>
<project name="Roof" company="" webLink="" view-date="2026-01-05" view-index="0" gantt-divider-location="300"
resource-divider-location="300" version="3.2"><description/><view id="gantt-chart"/>
<calendars base-id="none"><day-types><day-type id="0"/><day-type id="1"/><default-week id="1" name="default" sun="1" mon="0" tue="0"
wed="0" thu="0" fri="0" sat="1"/><only-show-weekends value="false"/><overriden-day-types/><days/></day-types></calendars>
<tasks empty-milestones="true"><taskproperties><taskproperty id="tpd0" name="type" type="default" valuetype="icon"/>
</taskproperties><task id="1" name="Lift" meeting="false" start="2026-01-05" duration="2" complete="50" expand="true">
<depend id="2" type="2" difference="0" hardness="Strong"/></task>
<task id="2" name="Tile" meeting="false" start="2026-01-07" duration="3" complete="0" expand="true"/></tasks>
<resources/><allocations/><vacations/><previous/><roles roleset-name="Default"/></project>"""

PMXML = """<?xml version="1.0" encoding="utf-8"?>
<APIBusinessObjects xmlns="http://xmlns.oracle.com/Primavera/P6/V19.12/API/BusinessObjects">
<Calendar><ObjectId>7</ObjectId><Name>Office</Name><Type>Global</Type><HoursPerDay>8</HoursPerDay><HoursPerWeek>40</HoursPerWeek>
<StandardWorkWeek>{}</StandardWorkWeek></Calendar>
<Project><ObjectId>1</ObjectId><Id>TRIAL</Id><Name>Trial</Name><PlannedStartDate>2026-01-05T08:00:00</PlannedStartDate>
<DataDate>2026-01-05T08:00:00</DataDate><ActivityDefaultCalendarObjectId>7</ActivityDefaultCalendarObjectId>
<Activity><ObjectId>11</ObjectId><Id>A1</Id><Name>Dig</Name><Type>Task Dependent</Type><CalendarObjectId>7</CalendarObjectId>
<PlannedDuration>16</PlannedDuration><RemainingDuration>16</RemainingDuration><AtCompletionDuration>16</AtCompletionDuration><Status>Not Started</Status></Activity>
<Activity><ObjectId>12</ObjectId><Id>A2</Id><Name>Pour</Name><Type>Task Dependent</Type><CalendarObjectId>7</CalendarObjectId>
<PlannedDuration>8</PlannedDuration><RemainingDuration>8</RemainingDuration><AtCompletionDuration>8</AtCompletionDuration><Status>Not Started</Status></Activity>
<Relationship><ObjectId>1</ObjectId><Type>Finish to Start</Type><Lag>0</Lag><PredecessorActivityObjectId>11</PredecessorActivityObjectId>
<SuccessorActivityObjectId>12</SuccessorActivityObjectId></Relationship></Project></APIBusinessObjects>""".format(
    "".join(
        f"<StandardWorkHours><DayOfWeek>{day}</DayOfWeek>"
        + ("<WorkTime><Start>08:00:00</Start><Finish>11:59:00</Finish></WorkTime><WorkTime><Start>13:00:00</Start><Finish>16:59:00</Finish></WorkTime>"
           if day not in {"Saturday", "Sunday"} else "")
        + "</StandardWorkHours>"
        for day in ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
    )
)  # fmt: skip


@needs_java
@pytest.mark.parametrize(
    ("content", "name", "form", "durations"),
    [(MPX, "Old plan", "mpx", [960, 480]), (PLANNER, "Garden", "planner", [960, 480]), (GANTT, "Roof", "ganttproject", [960, 1440]),
     (PMXML, "Trial", "pmxml", [960, 480])],
    ids=["mpx", "planner", "ganttproject", "pmxml"],
)  # fmt: skip
def test_formats_by_content(tmp_path, content, name, form, durations):
    plan = read(write(tmp_path, content, "plan.dat"))
    assert (plan.format, plan.name) == (form, name)
    assert plan.start.date() == date(2026, 1, 5)
    work = [task for task in plan.tasks if task.kind == "task"]
    assert [task.duration_minutes for task in work] == durations
    assert plan.links == [LinkDoc(work[0].uid, work[1].uid, "FS", 0.0, "working", plan.links[0].lag_unit)]
    office = next(calendar for calendar in plan.calendars if calendar.uid == plan.default_calendar)
    assert office.week == (((480, 720), (780, 1020)),) * 5 + ((), ())
    assert plan.mode == ("p6" if form == "pmxml" else "msproject")


@needs_java
def test_nothing_is_left_running_after_java(tmp_path):
    before = family()
    assert read(write(tmp_path, MPX, "plan.mpx")).tasks[0].name == "Dig"
    with pytest.raises(FormatError) as caught:
        read_limited(write(tmp_path, MPX, "plan.mpx"), seconds=0.15)  # Java alone takes longer to start
    assert caught.value.id == "timeout"
    assert family() == before


@needs_java
@pytest.mark.parametrize("memory_mb", [8, 32])
def test_java_out_of_memory_is_told(tmp_path, memory_mb):
    many = "".join(f"70,Task {n},{n},1,2d,,No,{n},As Soon As Possible,{n}\r\n" for n in range(3, 60_000))
    with pytest.raises(FormatError) as caught:
        read_limited(write(tmp_path, MPX + many, "plan.mpx"), memory_mb=memory_mb)
    assert caught.value.id == "out-of-memory"


@needs_java
@pytest.mark.truth
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_mpp(tmp_path, share):
    whole = truth("raw", "Homemoveplan.mpp").read_bytes()
    path = write(tmp_path, whole[: int(len(whole) * share)], "plan.mpp")
    with pytest.raises(FormatError) as caught:
        read_limited(path)
    assert caught.value.id == "truncated-file"


@needs_java
@pytest.mark.truth
def test_a_damaged_mpp(tmp_path):
    damaged = bytearray(truth("raw", "Homemoveplan.mpp").read_bytes())
    damaged[20_000:120_000] = bytes(100_000)
    with pytest.raises(FormatError) as caught:
        read_limited(write(tmp_path, bytes(damaged), "plan.mpp"))
    assert caught.value.id in {"truncated-file", "unreadable", "not-a-plan"}


def without_java(monkeypatch):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(java.shutil, "which", lambda _name: None)
    monkeypatch.setattr(java, "_FOLDERS", ())


def test_no_java_says_how_to_get_it(monkeypatch):
    without_java(monkeypatch)
    assert (java.java_home(), java.java_version()) == (None, None)
    for system, line in (
        ("Linux", "sudo apt install default-jre-headless"), ("Darwin", "brew install openjdk"),
        ("Windows", "winget install EclipseAdoptium.Temurin.21.JRE"),
    ):  # fmt: skip
        monkeypatch.setattr(java.platform, "system", lambda system=system: system)
        with pytest.raises(FormatError) as caught:
            java.require_java()
        assert (caught.value.id, line in caught.value.remedy) == ("no-java", True)


def test_native_formats_need_no_java(tmp_path, monkeypatch):
    without_java(monkeypatch)
    assert read(write(tmp_path, mspdi(task(1, "Dig")))).tasks[0].name == "Dig"


def test_no_mpxj_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(java, "find_spec", lambda _name: None)
    with pytest.raises(FormatError) as caught:
        java.require_java()
    assert (caught.value.id, 'pip install "headway[mpp]"' in caught.value.remedy) == ("no-mpxj", True)


@pytest.mark.parametrize(
    ("release", "usable"), [("1.8.0_402", False), ("10.0.2", False), ("11.0.2", True), ("25", True), (None, True)]
)
def test_only_new_enough_java_is_taken(tmp_path, monkeypatch, release, usable):
    without_java(monkeypatch)
    library = tmp_path / "lib" / "server"
    library.mkdir(parents=True)
    (library / "libjvm.so").write_bytes(b"")
    if release is not None:
        (tmp_path / "release").write_text(f'IMPLEMENTOR="X"\nJAVA_VERSION="{release}"\n')
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert java.java_home() == (tmp_path if usable else None)
    assert java.java_version() == (None if not usable else release or "unknown")


@needs_java
@pytest.mark.truth
@pytest.mark.slow
def test_time_of_a_real_plan():
    path = truth("raw", "15_mp_j30_a20_nr5.mpp")
    before = time.monotonic()
    assert len(read(path).tasks) == 641
    assert time.monotonic() - before < 20
