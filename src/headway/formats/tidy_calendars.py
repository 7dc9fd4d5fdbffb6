"""Calendars after reading: unique, without circles, with working time."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from headway.formats.document import CalendarDoc

if TYPE_CHECKING:
    from headway.formats.document import PlanDocument, Shifts
    from headway.formats.notices import Notices

OFFICE: Shifts = ((480, 720), (780, 1020))


def tidy_calendars(document: PlanDocument, notices: Notices) -> None:
    """Check references between calendars, tasks and resources; make sure there is a project calendar."""
    _unique(document, notices)
    by_uid = {calendar.uid: calendar for calendar in document.calendars}
    for calendar in document.calendars:
        _clean_shifts(calendar, notices)
        calendar.exceptions.sort(key=lambda exception: exception.first_day)
        if calendar.parent is not None and (calendar.parent not in by_uid or calendar.parent == calendar.uid):
            if calendar.parent > 0:
                notices.add("missing-calendar", f"The base of calendar “{calendar.name}” is not in the file.")
            calendar.parent = None
    _cut_loops(by_uid, notices)
    _project_calendar(document, by_uid, notices)
    for task in document.tasks:
        if task.calendar is not None and task.calendar not in by_uid:
            message = "A task names a calendar that is not in the file; the project's is taken."
            notices.add("missing-calendar", message, task=task.uid)
            task.calendar = None
    for resource in document.resources:
        if resource.calendar is not None and resource.calendar not in by_uid:
            resource.calendar = None
    mark_personal(document)
    for calendar in document.calendars:
        if not _works(calendar, by_uid):
            message = f"Calendar “{calendar.name}” has no working time; tasks on it cannot be scheduled."
            notices.add("calendar-without-working-time", message, level="error")


def mark_personal(document: PlanDocument) -> None:
    """Mark the calendars that inherit and serve one resource and nothing else."""
    owned = Counter(resource.calendar for resource in document.resources)
    shared = {task.calendar for task in document.tasks} | {document.default_calendar}
    shared |= {calendar.parent for calendar in document.calendars}
    for calendar in document.calendars:
        if owned[calendar.uid] == 1 and calendar.parent is not None and calendar.uid not in shared:
            calendar.personal = True


def _unique(document: PlanDocument, notices: Notices) -> None:
    seen: set[int] = set()
    for calendar in document.calendars:
        if calendar.uid in seen:
            calendar.uid = max(seen) + 1_000_000
            notices.add("duplicate-uid", f"Calendar “{calendar.name}” had an id that was taken; it got a new one.")
        seen.add(calendar.uid)


def _clean_shifts(calendar: CalendarDoc, notices: Notices) -> None:
    """Sort shifts and join those that overlap; drop what is no span of time."""
    calendar.week = tuple(None if day is None else _joined(day, calendar, notices) for day in calendar.week)
    for exception in calendar.exceptions:
        exception.shifts = _joined(exception.shifts, calendar, notices)
    for week in calendar.work_weeks:
        week.week = tuple(None if day is None else _joined(day, calendar, notices) for day in week.week)


def _joined(shifts: Shifts, calendar: CalendarDoc, notices: Notices) -> Shifts:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(shifts):
        if not (0 <= start < end <= 2880 and start < 1440):
            notices.add(
                "unreadable-calendar", f"Calendar “{calendar.name}”: a shift that is no span of time is left out."
            )
        elif kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return tuple(kept)


def _cut_loops(by_uid: dict[int, CalendarDoc], notices: Notices) -> None:
    for calendar in by_uid.values():
        seen, here = {calendar.uid}, calendar
        while here.parent is not None:
            if here.parent in seen:
                notices.add("calendar-loop", f"Calendar “{here.name}” inherits from itself; that is cut.")
                here.parent = None
                break
            seen.add(here.parent)
            here = by_uid[here.parent]


def _project_calendar(document: PlanDocument, by_uid: dict[int, CalendarDoc], notices: Notices) -> None:
    if document.default_calendar in by_uid:
        return
    if document.default_calendar is not None or document.calendars:
        notices.add(
            "missing-calendar", "The project's calendar is not in the file; Monday to Friday, 8 to 17, is taken."
        )
    standard = next((calendar for calendar in document.calendars if calendar.name.lower() == "standard"), None)
    if standard is None:
        uid = max(by_uid, default=0) + 1
        standard = CalendarDoc(uid=uid, name="Standard", week=(OFFICE,) * 5 + ((), ()))
        document.calendars.append(standard)
        by_uid[uid] = standard
    document.default_calendar = standard.uid


def _works(calendar: CalendarDoc, by_uid: dict[int, CalendarDoc]) -> bool:
    """Return whether any day of the resolved week, an exception or a work week has hours."""
    chain = [calendar]
    while chain[-1].parent is not None:
        chain.append(by_uid[chain[-1].parent])
    for day in range(7):
        shifts = next((link.week[day] for link in chain if link.week[day] is not None), None)
        if shifts:
            return True
    return any(
        any(exception.shifts for exception in link.exceptions) or any(any(week.week) for week in link.work_weeks)
        for link in chain
    )
