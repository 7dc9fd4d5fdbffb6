"""Reads the corpus: small TOML plans with the expected dates, or the expected diagnostics, inside.

Durations and lags: ``2d`` (480 minutes), ``4h``, ``30m``; ``2ed`` are days of the clock; lags also ``50%`` and ``50e%``.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.network import MSPROJECT, P6, ScheduleOptions
from headway.engine.plan import (
    MISSING,
    Assignments,
    Calendar,
    CalendarException,
    Constraint,
    LagKind,
    Links,
    LinkType,
    Plan,
    Project,
    TaskKind,
    Tasks,
    WorkWeek,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EPOCH = datetime(1970, 1, 1)
UNITS = {"m": 1, "h": 60, "d": 480, "w": 2400, "eh": 60, "ed": 1440, "ew": 10080}
LINK = re.compile(r"^(\S+) (FS|SS|FF|SF) (\S+)(?: ([+-][\d.]+)(e?%|[a-z]+))?$")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
STANDARD = {day: ["08:00-12:00", "13:00-17:00"] for day in DAYS[:5]} | {"sat": [], "sun": []}
DATE_COLUMNS = (
    "deadline",
    "actual_start",
    "actual_finish",
    "stop",
    "resume",
    "expected_finish",
    "manual_start",
    "manual_finish",
)


@dataclass
class Case:
    """One file of the corpus."""

    plan: Plan
    options: ScheduleOptions
    rows: dict[str, int]
    expected: dict[str, dict[str, Any]]
    diagnostics: list[dict[str, Any]]


def read_case(path: Path, with_people: Callable[[dict[str, Any]], Plan] | None = None) -> Case:
    """Build the plan of a corpus file; one that has people is built by ``with_people``."""
    data = tomllib.loads(path.read_text("utf-8"))
    options = (P6 if data.get("mode") == "p6" else MSPROJECT).replace(**data.get("options", {}))
    if "people" in data:
        rows = {item["id"]: row for row, item in enumerate(data["tasks"])}
        return Case(with_people(data), options, rows, data["expect"], data.get("diagnostics", []))
    names = ["standard", *(data.get("calendars", {}))]
    calendars = [calendar({"week": STANDARD}, names)]
    calendars += [calendar(item, names) for item in data.get("calendars", {}).values()]
    items = data["tasks"]
    rows = {item["id"]: row for row, item in enumerate(items)}
    projects = [
        Project(
            start=minute(each["start"]),
            calendar=names.index(each.get("calendar", "standard")),
            **{name: minute(each[name]) for name in ("status_date", "must_finish", "finish") if name in each},
        )
        for each in data.get("projects", [data["project"]] if "project" in data else [])
    ]
    plan = Plan(tuple(calendars), tasks(items, rows, names), links(data.get("links", []), rows), tuple(projects))
    plan = plan.replace(assignments=assignments(items, rows, names))
    return Case(plan, options, rows, data.get("expect", {}), data.get("diagnostics", []))


def minute(text: str) -> int:
    """Minutes since 1970 of ``2026-01-05 08:00``."""
    return int((datetime.fromisoformat(text) - EPOCH).total_seconds() // 60)


def shown(value: int) -> str:
    """The inverse of ``minute``."""
    return "none" if value == MISSING else (EPOCH + timedelta(minutes=int(value))).strftime("%Y-%m-%d %H:%M")


def amount(text: str) -> tuple[int, bool]:
    """Minutes of a duration, and whether they are of the clock."""
    number, unit = re.fullmatch(r"(-?[\d.]+)([a-z]+)", text).groups()
    return round(float(number) * UNITS[unit]), unit.startswith("e")


def calendar(item: dict[str, Any], names: list[str]) -> Calendar:
    def week(days: dict[str, list[str]]) -> tuple[Any, ...]:
        return tuple(None if day not in days else shifts(days[day]) for day in DAYS)

    return Calendar(
        week=week(item.get("week", {})),
        exceptions=tuple(CalendarException(*days(e), shifts(e.get("work", []))) for e in item.get("exceptions", [])),
        work_weeks=tuple(WorkWeek(*days(e), week(e["week"])) for e in item.get("work_weeks", [])),
        parent=names.index(item["parent"]) if "parent" in item else -1,
    )


def days(item: dict[str, Any]) -> tuple[int, int]:
    first = date.fromisoformat(item["from"])
    last = date.fromisoformat(item.get("to", item["from"]))
    return (first - EPOCH.date()).days, (last - EPOCH.date()).days


def shifts(texts: list[str]) -> tuple[tuple[int, int], ...]:
    def clock(text: str) -> int:
        hours, minutes = text.split(":")
        return int(hours) * 60 + int(minutes)

    return tuple((clock(a), clock(b)) for a, b in (text.split("-") for text in texts))


def tasks(items: list[dict[str, Any]], rows: dict[str, int], names: list[str]) -> Tasks:
    durations = [amount(item.get("duration", "0d")) for item in items]
    constraints = [item.get("constraint", "ASAP").split(" ", 1) for item in items]
    return Tasks(
        uid=np.arange(len(items)),
        duration=np.array([minutes for minutes, _ in durations], np.int32),
        elapsed=np.array([elapsed for _, elapsed in durations], bool),
        kind=np.array([TaskKind[item.get("kind", "TASK")] for item in items], np.int8),
        parent=np.array([rows[item["parent"]] if "parent" in item else -1 for item in items], np.int32),
        calendar=np.array([names.index(item["calendar"]) if "calendar" in item else -1 for item in items], np.int32),
        constraint=np.array([Constraint[parts[0]] for parts in constraints], np.int8),
        constraint_date=np.array([minute(p[1]) if len(p) > 1 else MISSING for p in constraints], np.int32),
        percent=np.array([item.get("percent", 0) for item in items], np.float32),
        remaining=np.array([amount(i["remaining"])[0] if "remaining" in i else MISSING for i in items], np.int32),
        manual=np.array([item.get("manual", False) for item in items], bool),
        active=np.array([item.get("active", True) for item in items], bool),
        leveling_delay=np.array([amount(item.get("leveling_delay", "0m"))[0] for item in items], np.int32),
        project=np.array([item.get("project", 0) for item in items], np.int32),
        **{
            name: np.array([minute(item[name]) if name in item else MISSING for item in items], np.int32)
            for name in DATE_COLUMNS
        },
    )


def assignments(items: list[dict[str, Any]], rows: dict[str, int], names: list[str]) -> Assignments:
    """Parts of tasks: ``assignments = ["night 12h", "standard 2d"]``."""
    parts = [(rows[item["id"]], *text.split(" ")) for item in items for text in item.get("assignments", [])]
    return Assignments(
        np.array([row for row, _, _ in parts], np.int32),
        np.array([names.index(name) for _, name, _ in parts], np.int32),
        np.array([amount(text)[0] for _, _, text in parts], np.int32),
    )


def links(texts: list[str], rows: dict[str, int]) -> Links:
    parts = [LINK.match(text).groups() for text in texts]
    lags, kinds = [], []
    for _, _, _, number, unit in parts:
        if unit is None:
            lags.append(0)
            kinds.append(LagKind.WORKING)
        elif unit.endswith("%"):
            lags.append(round(float(number) * 100))
            kinds.append(LagKind.ELAPSED_PERCENT if unit.startswith("e") else LagKind.PERCENT)
        else:
            lags.append(round(float(number) * UNITS[unit]))
            kinds.append(LagKind.ELAPSED if unit.startswith("e") else LagKind.WORKING)
    return Links(
        np.array([rows[p[0]] for p in parts], np.int32),
        np.array([rows[p[2]] for p in parts], np.int32),
        type=np.array([LinkType[p[1]] for p in parts], np.int8),
        lag=np.array(lags, np.int32),
        lag_kind=np.array(kinds, np.int8),
    )
