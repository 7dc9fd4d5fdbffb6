"""On which calendar a task runs, when its resources have calendars of their own.

Microsoft Project: without a task calendar the assigned work resources decide; several together are at work while any of
them is. A task calendar narrows them to the time both have, unless the task ignores resource calendars. Primavera P6:
the activity's calendar; a resource-dependent activity ends with the last of its assignments, each on the calendar of
its resource (``parts``); what has no such part runs on the calendar of the resource with the fewest hours.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from headway.engine.plan import Calendar, CalendarException

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from headway.formats.document import CalendarDoc, PlanDocument, Shifts, TaskDoc

EPOCH_DAY = 719_163
WORK_WEEK_DAYS = 3660
"""Days of work weeks that a combined calendar spells out."""


class TaskCalendars:
    """Rows of calendars for tasks; combined calendars are appended after the document's own."""

    def __init__(self, document: PlanDocument) -> None:
        self._mode = document.mode
        self._docs = {calendar.uid: calendar for calendar in document.calendars}
        self._rows = {calendar.uid: row for row, calendar in enumerate(document.calendars)}
        default = document.default_calendar
        self._default = default if default in self._docs else next(iter(self._docs), None)
        self.project_row = 0 if self._default is None else self._rows[self._default]
        self.derived: list[Calendar] = []
        self.without_common_time: list[int] = []
        """uids of tasks whose calendar and resources never work together."""
        self._combined: dict[tuple[int | None, frozenset[int]], int | None] = {}
        self._of_resource: dict[int, int] = {}
        """uid of the calendar that decides when a work resource works."""
        for resource in document.resources:
            uid = self._default if resource.calendar is None else resource.calendar
            if resource.kind == "work" and uid is not None and uid in self._docs:
                self._of_resource[resource.uid] = self._plain(uid)
        self._of_task: dict[int, set[int]] = {}
        for assignment in document.assignments:
            if assignment.resource in self._of_resource:
                self._of_task.setdefault(assignment.task, set()).add(self._of_resource[assignment.resource])

    def row_for(self, task: TaskDoc) -> int:
        """Return the row of the task's calendar; -1 for the project's."""
        if task.kind == "summary":
            return -1 if task.calendar is None else self._rows[task.calendar]
        resources = self._of_task.get(task.uid, set())
        if self._mode == "p6":
            resources = resources if task.activity_type == "TT_Rsrc" else set()
            return self._row_of(min(sorted(resources), key=self._weekly_minutes)) if resources else self._own(task)
        if task.calendar is not None and (task.ignore_resource_calendar or not resources):
            return self._own(task)
        if not resources:
            return -1
        row = self._row(task.calendar, resources)
        if row is None:
            self.without_common_time.append(task.uid)
            return self._own(task)
        return row

    def with_several(self) -> set[int]:
        """Return the uids of tasks whose resources have different hours."""
        return {task for task, calendars in self._of_task.items() if len(calendars) > 1}

    def row_of_assignment(self, task: TaskDoc, resource: int) -> int:
        """Return the row of the calendar on which a resource works on a task; the task's where they never meet."""
        calendar = self._of_resource.get(resource)
        if calendar is None or (task.calendar is not None and task.ignore_resource_calendar):
            return self.row_for(task)
        row = self._row(task.calendar, {calendar})
        return self.row_for(task) if row is None else row

    def row_of_resource(self, resource: int) -> int:
        """Return the row of the calendar of a work resource alone; -1 for the project's."""
        return self._row_of(self._of_resource[resource])

    def working_minutes(self, task: TaskDoc, start: datetime, end: datetime) -> int:
        """Return the working time between two instants on the calendar that the task runs on."""
        row = self.row_for(task)
        row = self.project_row if row < 0 else row
        if row < len(self._docs):
            on = _Resolved(list(self._docs.values())[row], self._docs).on
        else:
            calendar = self.derived[row - len(self._docs)]
            special = {item.first_day + EPOCH_DAY: item.shifts for item in calendar.exceptions}

            def on(day: date | int) -> Shifts:
                assert not isinstance(day, int)
                return special.get(day.toordinal(), calendar.week[day.weekday()] or ())

        total = 0
        # A shift may begin on the day before and run over midnight.
        for day in _days(start.date() - timedelta(days=1), end.date()):
            midnight = datetime.combine(day, time())
            for begin, finish in on(day):
                first = max(start, midnight + timedelta(minutes=begin))
                last = min(end, midnight + timedelta(minutes=finish))
                total += max(0, round((last - first).total_seconds() / 60))
        return total

    def _row_of(self, uid: int) -> int:
        return -1 if uid == self._default else self._rows[uid]

    def _weekly_minutes(self, uid: int) -> int:
        week = _Resolved(self._docs[uid], self._docs).week
        return sum(end - start for day in week for start, end in day)

    def _own(self, task: TaskDoc) -> int:
        return -1 if task.calendar is None else self._rows[task.calendar]

    def _plain(self, uid: int) -> int:
        """Return the calendar that decides: one that only inherits stands for its parent."""
        calendar = self._docs[uid]
        while calendar.parent is not None and not calendar.exceptions and not calendar.work_weeks:
            if any(day is not None for day in calendar.week):
                break
            calendar = self._docs[calendar.parent]
        return calendar.uid

    def _row(self, task_calendar: int | None, resources: set[int]) -> int | None:
        base = None if task_calendar is None else self._plain(task_calendar)
        if len(resources) == 1 and base in {None, *resources}:
            return self._row_of(*resources)
        key = (base, frozenset(resources))
        if key not in self._combined:
            self._combined[key] = self._combine(base, sorted(resources))
        return self._combined[key]

    def _combine(self, base: int | None, resources: list[int]) -> int | None:
        parts = [_Resolved(self._docs[uid], self._docs) for uid in resources]
        task = None if base is None else _Resolved(self._docs[base], self._docs)
        involved = parts if task is None else [*parts, task]

        def hours(day: date | int) -> Shifts:
            together = _union(shift for part in parts for shift in part.on(day))
            return together if task is None else _both(together, task.on(day))

        week = tuple(hours(weekday) for weekday in range(7))
        special = sorted(set().union(*(part.special for part in involved)))
        exceptions = tuple(
            CalendarException(day.toordinal() - EPOCH_DAY, day.toordinal() - EPOCH_DAY, hours(day)) for day in special
        )
        if not any(week) and not any(item.shifts for item in exceptions):
            return None
        self.derived.append(
            Calendar(week=week, exceptions=exceptions, name=" + ".join(self._docs[uid].name for uid in resources))
        )
        return len(self._docs) + len(self.derived) - 1


class _Resolved:
    """A calendar with everything inherited filled in."""

    def __init__(self, calendar: CalendarDoc, docs: dict[int, CalendarDoc]) -> None:
        chain = [calendar]
        while chain[-1].parent is not None:
            chain.append(docs[chain[-1].parent])
        self.week = tuple(
            next((hours for link in chain if (hours := link.week[day]) is not None), ()) for day in range(7)
        )
        self.special: dict[date, Shifts] = {}
        # From the root down, so that the nearer calendar has the last word; exceptions stand above work weeks.
        for link in reversed(chain):
            for work_week in link.work_weeks:
                for day in _days(work_week.first_day, work_week.last_day):
                    hours = work_week.week[day.weekday()]
                    if hours is not None:
                        self.special[day] = hours
        for link in reversed(chain):
            for exception in link.exceptions:
                for day in _days(exception.first_day, exception.last_day):
                    self.special[day] = exception.shifts

    def on(self, day: date | int) -> Shifts:
        """Return the hours of a date, or of a weekday (Monday = 0)."""
        if isinstance(day, int):
            return self.week[day]
        return self.special.get(day, self.week[day.weekday()])


def _days(first: date, last: date) -> Iterable[date]:
    count = min((last - first).days + 1, WORK_WEEK_DAYS)
    return (type(first).fromordinal(first.toordinal() + index) for index in range(count))


def _union(shifts: Iterable[tuple[int, int]]) -> Shifts:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(shifts):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _both(one: Shifts, other: Shifts) -> Shifts:
    return tuple((max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) < min(b, d))
