"""What every document goes through after reading: references, ranges, lengths; nothing wrong passes in silence."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from headway.formats.document import AssignmentDoc, BaselineDoc, PlanDocument, StoredDates, TaskDoc
from headway.formats.errors import FormatError
from headway.formats.lengths import measure_lengths
from headway.formats.minutes import date_fields
from headway.formats.splits import measure_gaps
from headway.formats.text import one_line, without_control_characters
from headway.formats.tidy_calendars import tidy_calendars
from headway.formats.tidy_numbers import tidy_numbers

if TYPE_CHECKING:
    from headway.formats.limits import Limits
    from headway.formats.notices import Notices

MOST_LEVELS = 1000
MOST_UID = (1 << 53) - 1
"""What JavaScript and SQL both hold exactly."""


def refuse_too_many(tasks: int, limits: Limits) -> None:
    """Raise ``too-many-tasks`` where the count is over the limit."""
    if tasks > limits.tasks:
        raise FormatError(
            "too-many-tasks",
            f"The plan holds more than {limits.tasks:,} tasks.",
            "",
            "Split it into several files, or ask the operator to raise the limit.",
        )


def tidy(document: PlanDocument, notices: Notices, limits: Limits) -> PlanDocument:
    """Check and clean a document in place and return it with its notices.

    Raises
    ------
    FormatError
        ``too-many-tasks``, ``too-many-rows``.
    """
    refuse_too_many(len(document.tasks), limits)
    for what, count, limit in (
        ("links", len(document.links), limits.links),
        ("assignments", len(document.assignments), limits.assignments),
    ):
        if count > limit:
            raise FormatError(
                "too-many-rows", f"The plan holds {count:,} {what}; at most {limit:,} are read.", "", "Split the file."
            )
    _texts(document, notices, limits)
    for task in document.tasks[:1]:
        # The row of the project itself has the project's name.
        if task.level == 0 and not task.name:
            task.name = document.name
    _drop_blank_resources(document)
    tidy_calendars(document, notices)
    _dates(document, notices, limits)
    tidy_numbers(document, notices)
    _tree(document, notices)
    _links(document, notices)
    _assignments(document, notices)
    _common_time(document, notices)
    _start(document, notices)
    measure_gaps(document)
    measure_lengths(document, notices)
    if not any(task.level > 0 for task in document.tasks):
        notices.add("no-tasks", "The plan holds no tasks; there is nothing to schedule.", level="error")
    document.notices = notices.all()
    return document


def _texts(document: PlanDocument, notices: Notices, limits: Limits) -> None:
    document.name = one_line(document.name, limits.name_characters)
    document.application = one_line(document.application, 200)
    document.currency = one_line(document.currency, 10)
    for task in document.tasks:
        if len(task.name) > limits.name_characters:
            message = f"A name is longer than {limits.name_characters} characters and is cut there."
            notices.add("name-too-long", message, task=task.uid)
        task.name = one_line(task.name, limits.name_characters)
        task.wbs, task.code = one_line(task.wbs, 120), one_line(task.code, 60)
        if task.notes:
            if len(task.notes) > limits.notes_characters:
                message = f"A note is longer than {limits.notes_characters} characters and is cut there."
                notices.add("notes-too-long", message, task=task.uid)
            task.notes = without_control_characters(task.notes[: limits.notes_characters])
    for resource in document.resources:
        resource.name, resource.code = one_line(resource.name, 200), one_line(resource.code, 60)
        resource.email = one_line(resource.email, 200)
    for calendar in document.calendars:
        calendar.name = one_line(calendar.name, 200)
        for exception in calendar.exceptions:
            exception.name = one_line(exception.name, 200)
        for week in calendar.work_weeks:
            week.name = one_line(week.name, 200)


def _drop_blank_resources(document: PlanDocument) -> None:
    """Drop the nameless row that Microsoft Project keeps as resource 0, and the calendar made for it."""
    used = {assignment.resource for assignment in document.assignments}
    blank = [resource for resource in document.resources if not resource.name and resource.uid not in used]
    if not blank:
        return
    gone = {id(resource) for resource in blank}
    document.resources = [resource for resource in document.resources if id(resource) not in gone]
    wanted = {resource.calendar for resource in document.resources}
    wanted |= {task.calendar for task in document.tasks} | {calendar.parent for calendar in document.calendars}
    wanted.add(document.default_calendar)
    theirs = {resource.calendar for resource in blank} - wanted
    document.calendars = [
        calendar for calendar in document.calendars if calendar.uid not in theirs or calendar.parent is None
    ]


_TASK_DATES, _STORED_DATES, _BASELINE_DATES = map(date_fields, (TaskDoc, StoredDates, BaselineDoc))


def _dates(document: PlanDocument, notices: Notices, limits: Limits) -> None:
    first, last = datetime(limits.first_year, 1, 1), datetime(limits.last_year + 1, 1, 1)

    def check(holder: Any, names: tuple[str, ...], what: str, uid: int | None) -> None:
        for name in names:
            instant = getattr(holder, name)
            if instant is not None and not first <= instant < last:
                setattr(holder, name, None)
                message = f"A date ({what} {name.replace('_', ' ')}) lies outside the years "
                message += f"{limits.first_year} to {limits.last_year} and is dropped."
                notices.add("date-out-of-range", message.replace("  ", " "), task=uid)

    check(document, date_fields(PlanDocument), "project", None)
    for task in document.tasks:
        if task.manual:
            task.manual_start = task.manual_start or task.stored.start
            task.manual_finish = task.manual_finish or task.stored.finish
        check(task, _TASK_DATES, "", task.uid)
        check(task.stored, _STORED_DATES, "stored", task.uid)
        if task.constraint in {"ASAP", "ALAP"}:
            task.constraint_date = None
        elif task.constraint_date is None:
            message = "A date constraint without a usable date is taken as “as soon as possible”."
            notices.add("unknown-constraint", message, task=task.uid)
            task.constraint = "ASAP"
        known = [piece for piece in task.pieces if first <= piece[0] and piece[1] < last]
        if len(known) < len(task.pieces):
            notices.add("date-out-of-range", "Work on a split task beyond all dates is left out.", task=task.uid)
            task.pieces = known
        for baseline in task.baselines:
            check(baseline, _BASELINE_DATES, f"baseline {baseline.number}", task.uid)
    for assignment in document.assignments:
        check(assignment, date_fields(AssignmentDoc), "assignment", assignment.task)


def _tree(document: PlanDocument, notices: Notices) -> None:
    seen: set[int] = set()
    for task in document.tasks:
        # Parents say who stands below whom; a level counts only as far as it can be written.
        task.level = min(task.level, MOST_LEVELS)
        if task.uid in seen or abs(task.uid) > MOST_UID:
            old, task.uid = task.uid, max(seen, default=0) + 1_000_000
            message = f"Unique id {old} is used by several tasks, or beyond all bounds; the later one got a new id."
            notices.add("duplicate-uid", message, task=task.uid)
        if task.parent is not None and task.parent not in seen:
            notices.add("missing-parent", "A task's summary is not above it; it moved to the top level.", task=task.uid)
            task.parent = None
        seen.add(task.uid)


def _links(document: PlanDocument, notices: Notices) -> None:
    tasks = {task.uid for task in document.tasks}
    kept, seen = [], set()
    for link in document.links:
        key = (link.predecessor, link.successor, link.type, link.lag, link.lag_kind)
        if link.predecessor not in tasks or link.successor not in tasks:
            missing = link.predecessor if link.predecessor not in tasks else link.successor
            message = f"A link names task {missing}, which is not in the file; the link is dropped."
            notices.add("link-to-missing-task", message, task=link.successor if link.successor in tasks else None)
        elif link.predecessor == link.successor:
            notices.add("link-to-itself", "A link ties a task to itself and is dropped.", task=link.successor)
        elif key in seen:
            notices.add("duplicate-link", "The same link is there twice; one is kept.", task=link.successor)
        else:
            seen.add(key)
            kept.append(link)
    document.links = kept


def _assignments(document: PlanDocument, notices: Notices) -> None:
    tasks = {task.uid for task in document.tasks}
    resources: set[int] = set()
    for resource in document.resources:
        if resource.uid in resources or resource.uid < 0:
            resource.uid = max(resources, default=0) + 1_000_000
            notices.add("duplicate-uid", "A resource had an id that was taken or missing; it got a new one.")
        resources.add(resource.uid)
    before = len(document.assignments)
    document.assignments = [
        assignment
        for assignment in document.assignments
        if assignment.task in tasks and assignment.resource in resources
    ]
    _unique_assignments(document, notices)
    if dropped := before - len(document.assignments):
        message = "An assignment names a task or resource that is not in the file; it is dropped."
        notices.add("missing-resource", message, count=dropped)
    for assignment in document.assignments:
        if assignment.contour == "contoured":
            message = "Work that was spread over its days by hand is spread evenly."
            notices.add("contoured-by-hand", message, task=assignment.task, level="info")


def _unique_assignments(document: PlanDocument, notices: Notices) -> None:
    seen: set[int] = set()
    free = max((assignment.uid for assignment in document.assignments), default=0)
    for assignment in document.assignments:
        if assignment.uid in seen or assignment.uid < 0:
            free += 1
            assignment.uid = free
            notices.add("duplicate-uid", "An assignment had an id that was taken or missing; it got a new one.")
        seen.add(assignment.uid)


def _common_time(document: PlanDocument, notices: Notices) -> None:
    if document.mode == "p6" or all(task.calendar is None for task in document.tasks):
        return
    from headway.formats.task_calendars import TaskCalendars  # noqa: PLC0415 - few plans need it, and it needs NumPy

    calendars = TaskCalendars(document)
    for task in document.tasks:
        calendars.row_for(task)
    for uid in calendars.without_common_time:
        message = "Task calendar and resource calendars never work together; the task calendar is taken."
        notices.add("no-common-working-time", message, task=uid)


def _start(document: PlanDocument, notices: Notices) -> None:
    if document.start is not None:
        return
    starts = [task.actual_start or task.stored.start or task.manual_start for task in document.tasks]
    known = [start for start in starts if start is not None]
    if known:
        document.start = min(known)
        notices.add("start-missing", "The file has no project start; the earliest start of a task is taken.")
    else:
        today = date.today()  # noqa: DTZ011 - the plan's own wall clock has no zone
        monday = today - timedelta(days=today.weekday())
        document.start = datetime.combine(monday, time(8))
        notices.add("start-missing", "The file has no dates at all; the project starts on this week's Monday.")
