"""Remarks on a readable plan, collected by id so that a thousand equal ones make one line."""

from __future__ import annotations

from typing import Literal

from headway.formats.document import Notice

Level = Literal["info", "warning", "error"]
UIDS_KEPT = 50

NOTICE_IDS: dict[str, str] = {
    "no-tasks": "The plan holds no tasks; there is nothing to schedule.",
    "start-missing": "The file has no project start; the earliest task start (or today) is taken.",
    "link-to-missing-task": "A link names a task that is not in the file; the link is dropped.",
    "link-to-itself": "A link ties a task to itself; the link is dropped.",
    "link-to-other-file": "A link leads to a task of another file; the link is dropped.",
    "duplicate-link": "The same link (ends, type and lag) is there twice; one is kept.",
    "elapsed-percent-lag": "A lag in percent of elapsed time is taken as percent of working time.",
    "duplicate-uid": "Two rows have the same unique id; the later one got a new id.",
    "missing-uid": "A row has no usable unique id; it got a new one.",
    "missing-parent": "A task names a summary that is not in the file; it moved up to the top level.",
    "missing-calendar": "A row names a calendar that is not in the file; the project's calendar is taken.",
    "calendar-loop": "Calendars inherit from each other in a circle; the circle is cut.",
    "calendar-without-working-time": "A calendar has no working time at all; tasks on it cannot be scheduled.",
    "no-common-working-time": "Task calendar and resource calendars never work together; the task calendar is taken.",
    "exceptions-cut": "A recurring calendar exception goes on beyond the limit; its later days are dropped.",
    "unreadable-calendar": "A part of a calendar's working hours cannot be read and is left out.",
    "date-out-of-range": "A date lies outside the years 1984 to 2149; the date is dropped.",
    "unreadable-value": "A value is not of the kind its field asks for; the field keeps its default.",
    "number-out-of-range": "A number is beyond what any plan holds; it is cut to the limit.",
    "length-from-dates": "A task has no duration, only dates; it takes the working time between them.",
    "name-too-long": "A name is longer than 1000 characters; it is cut there.",
    "notes-too-long": "A note is longer than the limit; it is cut there.",
    "unknown-constraint": "A constraint type is not known; the task is scheduled as soon as possible.",
    "unsupported-secondary-constraint": "A second constraint on the same task is not kept.",
    "unsupported-suspend": "Suspend and resume dates of an unstarted activity are not kept.",
    "custom-fields": "Custom field values are not kept.",
    "timephased-data": "Work and cost spread over days are not kept.",
    "contoured-by-hand": "Work that was spread over its days by hand is spread evenly; the other contours are kept.",
    "resource-curves": "The resource curves of P6 are not kept: the work of these assignments is spread evenly.",
    "rate-tables": "Only the standard rate is kept of a resource's rate tables.",
    "resource-baselines": "Baselines of resources and assignments are not kept.",
    "resource-availability": "Availability periods of resources are not kept; the highest units are.",
    "activity-codes": "Activity codes are not kept.",
    "assignment-delays": "Delays of single assignments are not kept.",
    "linked-projects": "The file inserts other project files; only their summary rows are here.",
    "missing-resource": "An assignment names a task or resource that is not in the file; it is dropped.",
    "several-projects": "The file holds several projects; each stands under a summary row of its own.",
    "baseline-projects": "Baseline projects in the file became baselines of the tasks with the same activity id.",
    "project-not-exported": "The file holds projects that are only referred to; they are left out.",
    "value-not-written": "The written format has no place for a value; it is not in the file.",
    "value-changed": "The written format holds a value in another form only; the nearest one is in the file.",
    "row-not-written": "The written format has no place for a row; it is not in the file.",
    "row-added": "The written format asks for a row that the plan does not have; it is in the file.",
    "other-rules": "The program of the written format schedules by other rules; it may show other dates.",
    "beyond-the-program": "The file holds something that its program may refuse, cut or change.",
}


class Notices:
    """Collects remarks while a file is read."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[str, str], Notice] = {}

    def add(
        self, notice_id: str, message: str, *, task: int | None = None, count: int = 1, level: Level = "warning"
    ) -> None:
        """Count a remark; remarks of one id and message become one."""
        if notice_id not in NOTICE_IDS:
            raise KeyError(notice_id)
        notice = self._by_key.get((notice_id, message))
        if notice is None:
            notice = self._by_key[notice_id, message] = Notice(id=notice_id, message=message, level=level, count=0)
        notice.count += count
        if task is not None and len(notice.tasks) < UIDS_KEPT and task not in notice.tasks:
            notice.tasks.append(task)

    def all(self) -> list[Notice]:
        """Return what was collected, worst first."""
        order = {"error": 0, "warning": 1, "info": 2}
        return sorted(self._by_key.values(), key=lambda notice: order[notice.level])
