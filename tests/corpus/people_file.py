"""Corpus files with people: read as a document, the way that every plan file goes.

``assignments = ["Ned 16h 50% overtime 4h delay 1d bell"]``: who, how much work, and what deviates from full time.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from corpus.plan_file import DAYS, STANDARD, amount, shifts
from headway.engine.plan import Plan
from headway.formats.document import (
    AssignmentDoc,
    CalendarDoc,
    LinkDoc,
    PlanDocument,
    ResourceDoc,
    StoredDates,
    TaskDoc,
)
from headway.formats.plan_of import to_plan
from headway.formats.splits import measure_gaps

ASSIGNMENT = re.compile(r"(\S+) (\S+)(?: ([\d.]+)%)?(?: overtime (\S+))?(?: delay (\S+))?(?: ([a-z_]+))?")


def plan_of_people(data: dict[str, Any]) -> Plan:
    """Build the plan of a corpus file that has people."""
    names = ["standard", *data.get("calendars", {})]
    items = data["tasks"]
    rows = {item["id"]: row for row, item in enumerate(items)}
    weeks = [STANDARD, *(item["week"] for item in data.get("calendars", {}).values())]
    people = list(data["people"])
    document = PlanDocument(
        format="corpus",
        mode=data.get("mode", "msproject"),
        start=datetime.fromisoformat(data["project"]["start"]),
        default_calendar=0,
        calendars=[
            CalendarDoc(uid, name, week=tuple(tuple(shifts(week.get(day, []))) for day in DAYS))
            for uid, (name, week) in enumerate(zip(names, weeks, strict=True))
        ],
        tasks=[task(item, rows, names) for item in items],
        links=[LinkDoc(rows[a], rows[b], kind) for a, kind, b in (text.split() for text in data.get("links", []))],
        resources=[
            ResourceDoc(uid, name, each.get("kind", "work"), names.index(each.get("calendar", "standard")))
            for uid, (name, each) in enumerate(data["people"].items())
        ],
        assignments=[
            assignment(text, rows[item["id"]], people) for item in items for text in item.get("assignments", [])
        ],
    )
    measure_gaps(document)
    return to_plan(document)


def task(item: dict[str, Any], rows: dict[str, int], names: list[str]) -> TaskDoc:
    kind, _, date = item.get("constraint", "ASAP").partition(" ")
    dates = [datetime.fromisoformat(text) for text in item.get("dates", [])] or [None, None]
    return TaskDoc(
        rows[item["id"]], item["id"], kind=item.get("kind", "task"),
        parent=rows[item["parent"]] if "parent" in item else None,
        duration_minutes=amount(item.get("duration", "0d"))[0],
        calendar=names.index(item["calendar"]) if "calendar" in item else None,
        ignore_resource_calendar=item.get("ignore_resource_calendar", False),
        constraint=kind, constraint_date=datetime.fromisoformat(date) if date else None,
        activity_type=item.get("activity", ""),
        external=item.get("external", False), recurring=item.get("recurring", False),
        stored=StoredDates(*dates),
        pieces=[tuple(datetime.fromisoformat(end) for end in text.split(" to ")) for text in item.get("pieces", [])],
    )  # fmt: skip


def assignment(text: str, row: int, people: list[str]) -> AssignmentDoc:
    who, work, percent, overtime, delay, contour = ASSIGNMENT.fullmatch(text).groups()
    return AssignmentDoc(
        0, row, people.index(who), float(percent or 100) / 100, work_minutes=amount(work)[0],
        overtime_work_minutes=amount(overtime or "0h")[0], delay_minutes=amount(delay or "0h")[0],
        contour=contour or "flat",
    )  # fmt: skip
