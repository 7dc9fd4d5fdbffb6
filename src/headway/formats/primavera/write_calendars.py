"""Calendars of XER, with their hours as nested text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.formats.msproject.codes import day_type_of
from headway.formats.primavera.calendars import SERIAL_ZERO
from headway.formats.primavera.write_tables import hours, yes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.formats.document import CalendarDoc, PlanDocument, Shifts
    from headway.formats.primavera.write_tables import Fields

WEEKS_A_YEAR = 52


def calendar_rows(document: PlanDocument) -> Iterator[Fields]:
    """Yield the rows of CALENDAR."""
    day, week = document.minutes_per_day, document.minutes_per_week
    owned = {resource.calendar for resource in document.resources}
    for calendar in document.calendars:
        own = calendar.personal and calendar.uid in owned
        yield {
            "clndr_id": calendar.uid, "default_flag": yes(calendar.uid == document.default_calendar),
            "clndr_name": calendar.name, "proj_id": "", "base_clndr_id": calendar.parent, "last_chng_date": "",
            "clndr_type": "CA_Rsrc" if own else "CA_Base", "day_hr_cnt": hours(day), "week_hr_cnt": hours(week),
            "month_hr_cnt": hours(day * document.days_per_month), "year_hr_cnt": hours(week * WEEKS_A_YEAR),
            "rsrc_private": yes(calendar.personal), "clndr_data": calendar_data(calendar),
        }  # fmt: skip


def calendar_data(calendar: CalendarDoc) -> str:
    """Return the working hours; days that are inherited are not named."""
    week = sorted((day_type_of(weekday), day) for weekday, day in enumerate(calendar.week) if day is not None)
    days = _node("DaysOfWeek", "", (_node(kind, "", _shifts(day)) for kind, day in week))
    numbered = enumerate((item.first_day - SERIAL_ZERO, item.shifts) for item in calendar.exceptions)
    exceptions = _node(
        "Exceptions", "", (_node(number, f"d|{day.days}", _shifts(day_hours)) for number, (day, day_hours) in numbered)
    )
    return _node("CalendarData", "", (days, exceptions))


def _shifts(shifts: Shifts) -> Iterator[str]:
    return (_node(number, f"s|{_clock(start)}|f|{_clock(end)}", ()) for number, (start, end) in enumerate(shifts))


def _node(name: object, values: str, children: Iterable[str]) -> str:
    content = "".join(children)
    return f"(0||{name}({values})({content}))"


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"
