"""The calendar of a component: its own, the nearest one above it, or the standard week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.models import Calendar, Component, ComponentPath
from headway.formats.document import CalendarDoc, CalendarExceptionDoc, WorkWeekDoc

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

from datetime import date

STANDARD_UID = 0
"""No stored calendar has this number."""


def standard_calendar() -> CalendarDoc:
    """Return Monday to Friday, 8 to 12 and 13 to 17, where nobody said anything else."""
    day = ((480, 720), (780, 1020))
    return CalendarDoc(uid=STANDARD_UID, name="Standard", week=(day,) * 5 + ((), ()))


def shifts_of(stored: Iterable[Iterable[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((first, last) for first, last in stored)


def week_of(stored: list[Any]) -> tuple[tuple[tuple[int, int], ...] | None, ...]:
    days = [None if day is None else shifts_of(day) for day in stored]
    return tuple(days) if len(days) == 7 else (None,) * 7


def document_calendar(row: Calendar) -> CalendarDoc:
    """Return the stored calendar in the neutral form; its number is the row's id."""
    return CalendarDoc(
        uid=row.pk,
        name=row.name,
        parent=row.parent_id,
        week=week_of(row.week),
        exceptions=[
            CalendarExceptionDoc(
                date.fromisoformat(item["first"]),
                date.fromisoformat(item["last"]),
                shifts_of(item["shifts"]),
                item["name"],
            )
            for item in row.exceptions
        ],
        work_weeks=[
            WorkWeekDoc(
                date.fromisoformat(item["first"]), date.fromisoformat(item["last"]), week_of(item["week"]), item["name"]
            )
            for item in row.work_weeks
        ],
        personal=row.personal,
    )


def with_parents(wanted: Iterable[int]) -> list[CalendarDoc]:
    """Return these calendars and all they inherit from, parents first, the standard week in front."""
    found: dict[int, Calendar] = {}
    missing = set(wanted)
    while missing:
        rows = Calendar.objects.in_bulk(missing)
        found |= rows
        missing = {row.parent_id for row in rows.values() if row.parent_id} - set(found)
    return [standard_calendar(), *(document_calendar(row) for _, row in sorted(found.items()))]


def calendar_of(component: Component) -> int:
    """Return the id of the calendar that holds for a component; STANDARD_UID where nobody set one."""
    if component.calendar_id:
        return component.calendar_id
    above = ComponentPath.objects.filter(descendant=component, ancestor__calendar__isnull=False).order_by("depth")
    return above.values_list("ancestor__calendar", flat=True).first() or STANDARD_UID
