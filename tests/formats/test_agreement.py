"""The native readers and MPXJ, a reader by others, agree field by field on the same files.

Differences are an explicit list, each with its reason.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from format_files import (
    RECURRING,
    activity,
    calendar,
    full_mspdi,
    full_xer,
    mspdi,
    simple_xer,
    task,
    week_days,
    write,
)

from headway.formats import read
from headway.formats.sandbox import read_limited_with_mpxj
from truth_files import lacks_java, truth, truth_files

pytestmark = pytest.mark.skipif(lacks_java(), reason="MPXJ or Java is not installed (headway doctor says how)")

# What differs on purpose: (part, field) -> why.
DIFFERENT = {
    ("document", "application"): "each reader names the program in its own words",
    ("document", "notices"): "each reader says what it itself leaves out",
    ("calendar", "personal"): "set after reading, from the same rule; blank resources' calendars are named differently",
}
# Rows of the WBS in P6: the file holds their name and place only; MPXJ computes the rest.
WBS_KNOWN = {"uid", "name", "level", "parent", "wbs", "kind", "code", "active"}
WBS_STORED = {"start", "finish"}
XER_ONLY = {
    ("document", "currency"): "MPXJ gives no currency code for XER",
}
NOTHING = (0, False, "")
"""MPXJ's JSON leaves zeros out, so that zero and absent look alike there."""
UNITS_DIGITS = 4
"""MPXJ's JSON rounds units to four digits of a percent's hundred."""


def rows(document, part):
    key = {
        "tasks": lambda row: row.uid,
        "links": lambda row: (row.predecessor, row.successor, row.type, row.lag),
        "calendars": lambda row: row.uid,
        "resources": lambda row: row.uid,
        "assignments": lambda row: row.uid,
    }[part]
    return {key(row): row for row in getattr(document, part)}


def filled(baselines):
    return [
        (item.number, item.start, item.finish, item.duration_minutes or 0, item.work_minutes or 0, item.cost or 0)
        for item in baselines
    ]


def differences(ours, theirs, *, is_xer=False):
    known = {**DIFFERENT, **(XER_ONLY if is_xer else {})}
    found = []

    def compare(part, key, one, other, names):
        for name in names:
            a, b = getattr(one, name), getattr(other, name)
            if name == "baselines":
                a, b = filled(a), filled(b)
            if isinstance(a, float) and isinstance(b, float):
                a, b = round(a, UNITS_DIGITS), round(b, UNITS_DIGITS)
            if (part, name) not in known and a != b and not (a is None and b in NOTHING):
                found.append((part, key, name, a, b))

    parts = ("tasks", "links", "calendars", "resources", "assignments")
    compare("document", "", ours, theirs, [name for name in ours.__slots__ if name not in parts])
    for part in parts:
        left, right = rows(ours, part), rows(theirs, part)
        if list(left) != list(right) and set(left) != set(right):
            found.append((part, "rows", "", sorted(set(left) - set(right)), sorted(set(right) - set(left))))
        for key in left.keys() & right.keys():
            one, other = left[key], right[key]
            names = [name for name in one.__slots__ if name != "stored"]
            stored = list(getattr(one, "stored", one).__slots__) if part == "tasks" else []
            if is_xer and part == "tasks" and one.kind == "summary":
                names, stored = [name for name in names if name in WBS_KNOWN], list(WBS_STORED)
            compare(part[:-1], key, one, other, names)
            if stored:
                compare("stored", key, one.stored, other.stored, stored)
    return found


@pytest.mark.parametrize("name", RECURRING)
def test_recurring_exceptions(tmp_path, name):
    inside = week_days() + f"<Exceptions>{RECURRING[name]}</Exceptions>"
    path = write(tmp_path, mspdi(task(1, "T"), calendars=calendar(1, "Standard", inside=inside)))
    ours, theirs = read(path), read_limited_with_mpxj(path)
    assert spelled_out(ours.calendars[0]) == spelled_out(theirs.calendars[0])
    assert ours.calendars[0].exceptions != []


def spelled_out(of):
    return sorted((item.first_day, item.last_day, item.shifts) for item in of.exceptions)


def test_a_generated_mspdi_file(tmp_path):
    path = write(tmp_path, full_mspdi())
    ours, theirs = read(path), read_limited_with_mpxj(path)
    assert differences(ours, theirs) == []


def test_a_generated_xer_file(tmp_path):
    path = write(tmp_path, full_xer(), "plan.xer")
    ours, theirs = read(path), read_limited_with_mpxj(path)
    assert differences(ours, theirs, is_xer=True) == [
        # Without schedule options in the file we take P6's own default, MPXJ takes Microsoft Project's.
        ("document", "", "float_type", "finish", "smallest"),
        # We keep the original duration, MPXJ counts what is done up to the data date and adds the remaining part.
        ("task", 1, "duration_minutes", 960, 3120),
    ]


def test_an_empty_calendar_and_a_simple_xer(tmp_path):
    path = write(
        tmp_path,
        simple_xer(activity(1, "A", target_start_date="2026-01-05 08:00", target_end_date="2026-01-06 17:00")),
        "plan.xer",
    )
    ours, theirs = read(path), read_limited_with_mpxj(path)
    assert [(row.uid, row.name, row.wbs, row.duration_minutes) for row in ours.tasks] == [
        (row.uid, row.name, row.wbs, ours.tasks[number].duration_minutes) for number, row in enumerate(theirs.tasks)
    ]


@pytest.mark.truth
@pytest.mark.parametrize("path", truth_files("raw", pattern="*.x*"), ids=lambda path: path.name)
def test_files_of_others(path: Path):
    truth("raw")
    ours, theirs = read(path), read_limited_with_mpxj(path)
    assert differences(ours, theirs, is_xer=path.suffix == ".xer") == []
