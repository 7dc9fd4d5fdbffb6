"""Calendars of XER: the nested text of ``clndr_data``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from headway.formats.document import CalendarDoc, CalendarExceptionDoc, Shifts
from headway.formats.msproject.codes import weekday_of
from headway.formats.row import natural_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.formats.limits import Limits
    from headway.formats.notices import Notices
    from headway.formats.primavera.tables import Record

SERIAL_ZERO = date(1899, 12, 30)
"""Day 0 of the day numbers in exceptions."""
LAST_SERIAL = 200_000
DEEPEST = 20
OPEN, CLOSE = "()"
_TOKEN = re.compile(r"[()]|[^()]+")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?\s*([AaPp][Mm])?")


@dataclass(slots=True)
class Node:
    """One ``(0||name(key|value)(children))``."""

    name: str
    values: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)


def read_calendar(uid: int, record: Record, limits: Limits, notices: Notices) -> CalendarDoc:
    """Return one calendar; what its text does not say is inherited."""
    name = record.get("clndr_name", "")
    calendar = CalendarDoc(
        uid=uid,
        name=name,
        parent=natural_number(record.get("base_clndr_id")),
        personal=record.get("rsrc_private") == "Y",
    )
    try:
        root = parse(record.get("clndr_data", ""))
    except ValueError as error:
        notices.add("unreadable-calendar", f"Calendar “{name}”: {error}; Monday to Friday is taken.")
        root = []
    parts = {node.name: node for top in root for node in (top, *top.children)}
    week: list[Shifts | None] = [None] * 7
    for day in parts["DaysOfWeek"].children if "DaysOfWeek" in parts else []:
        weekday = weekday_of(natural_number(day.name) or 0)
        if weekday is not None:
            week[weekday] = _shifts(day)
    if calendar.parent is None and not any(day is not None for day in week):
        week = [((480, 720), (780, 1020))] * 5 + [(), ()]
        notices.add("unreadable-calendar", f"Calendar “{name}” has no week; Monday to Friday, 8 to 17, is taken.")
    calendar.week = tuple(() if day is None and calendar.parent is None else day for day in week)
    exceptions = parts["Exceptions"].children if "Exceptions" in parts else []
    if len(exceptions) > limits.expanded_exceptions:
        notices.add("exceptions-cut", f"Calendar “{name}”: only {limits.expanded_exceptions} exceptions are kept.")
    for node in exceptions[: limits.expanded_exceptions]:
        serial = natural_number(node.values.get("d"))
        if serial is None or serial > LAST_SERIAL:
            notices.add("unreadable-calendar", f"Calendar “{name}”: an exception without a day is left out.")
            continue
        day_off = SERIAL_ZERO + timedelta(days=serial)
        calendar.exceptions.append(CalendarExceptionDoc(day_off, day_off, _shifts(node)))
    return calendar


def parse(text: str) -> list[Node]:
    """Return the nodes of a calendar text. Raises ValueError where the parentheses do not fit."""
    tokens = iter(_TOKEN.findall(text))
    nodes = []
    for token in tokens:
        if token == OPEN:
            nodes.append(_node(tokens, 0))
        elif token == CLOSE:
            raise ValueError("its working hours have a closing bracket too many")
    return nodes


def _node(tokens: Iterator[str], depth: int) -> Node:
    if depth > DEEPEST:
        raise ValueError("its working hours are nested too deep")
    head = next(tokens, "")
    node = Node(head.split("||")[-1].strip(" \x7f\r\n"))
    groups = 0
    for token in tokens:
        if token == CLOSE:
            return node
        if token == OPEN:
            groups += 1
            if groups == 1:
                _values(tokens, node)
            else:
                _children(tokens, node, depth)
    raise ValueError("its working hours end in the middle")


def _values(tokens: Iterator[str], node: Node) -> None:
    for token in tokens:
        if token == CLOSE:
            return
        parts = [part.strip(" \x7f\r\n") for part in token.split("|")]
        node.values.update(zip(parts[::2], parts[1::2], strict=False))
    raise ValueError("its working hours end in the middle")


def _children(tokens: Iterator[str], node: Node, depth: int) -> None:
    for token in tokens:
        if token == CLOSE:
            return
        if token == OPEN:
            node.children.append(_node(tokens, depth + 1))
    raise ValueError("its working hours end in the middle")


def _shifts(day: Node) -> Shifts:
    found = []
    for node in day.children:
        start, end = _minute(node.values.get("s", "")), _minute(node.values.get("f", ""))
        if start is not None and end is not None:
            found.append((start, end if end > start else end + 1440))
    return tuple(sorted(found))


def _minute(text: str) -> int | None:
    match = _TIME.match(text)
    if match is None:
        return None
    hour, minute, half = int(match.group(1)), int(match.group(2)), (match.group(3) or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour * 60 + minute if hour <= 24 and minute < 60 else None
