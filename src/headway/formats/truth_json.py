"""Read schedules with known answers: JSON (also gzipped) of a calculated plan with the dates its program had stored."""

from __future__ import annotations

import gzip
import zlib
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Literal, get_args

import msgspec

from headway.formats.document import (
    AssignmentDoc,
    CalendarDoc,
    CalendarExceptionDoc,
    Contour,
    LinkDoc,
    PlanDocument,
    ResourceDoc,
    StoredDates,
    TaskDoc,
)
from headway.formats.errors import FormatError
from headway.formats.msproject.values import rounded
from headway.formats.notices import Notices
from headway.formats.tidy import refuse_too_many, tidy
from headway.formats.truth_schema import ScheduleFile

if TYPE_CHECKING:
    from pathlib import Path

    from headway.formats.document import Constraint, LagKind, LinkType
    from headway.formats.limits import Limits
    from headway.formats.truth_schema import AssignmentRow, CalendarRow, LinkRow, ResourceRow, TaskRow

DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
UNITS = {
    "MINUTES": "m", "HOURS": "h", "DAYS": "d", "WEEKS": "w", "MONTHS": "mo", "YEARS": "y", "PERCENT": "%",
    "ELAPSED_MINUTES": "em", "ELAPSED_HOURS": "eh", "ELAPSED_DAYS": "ed", "ELAPSED_WEEKS": "ew",
    "ELAPSED_MONTHS": "emo", "ELAPSED_YEARS": "ey", "ELAPSED_PERCENT": "e%",
}  # fmt: skip
CONSTRAINTS: Final[dict[str, Constraint]] = {
    "AS_SOON_AS_POSSIBLE": "ASAP", "AS_LATE_AS_POSSIBLE": "ALAP", "START_NO_EARLIER_THAN": "SNET",
    "START_NO_LATER_THAN": "SNLT", "FINISH_NO_EARLIER_THAN": "FNET", "FINISH_NO_LATER_THAN": "FNLT",
    "MUST_START_ON": "MSO", "MUST_FINISH_ON": "MFO", "START_ON": "START_ON", "FINISH_ON": "FINISH_ON",
}  # fmt: skip
LINKS: Final[dict[str, LinkType]] = {
    "FINISH_START": "FS", "START_START": "SS", "FINISH_FINISH": "FF", "START_FINISH": "SF",
}  # fmt: skip
ACTIVITIES = {
    "TASK_DEPENDENT": "TT_Task", "RESOURCE_DEPENDENT": "TT_Rsrc", "LEVEL_OF_EFFORT": "TT_LOE",
    "START_MILESTONE": "TT_Mile", "FINISH_MILESTONE": "TT_FinMile", "WBS_SUMMARY": "TT_WBS",
}  # fmt: skip
TASK_TYPES: Final[dict[str, Literal["fixed_duration", "fixed_units", "fixed_work"]]] = {
    "FIXED_UNITS": "fixed_units", "FIXED_WORK": "fixed_work", "FIXED_DURATION": "fixed_duration",
    "FIXED_DURATION_AND_UNITS": "fixed_duration",
}  # fmt: skip


LAG_CALENDARS: Final[dict[str | None, Literal["predecessor", "successor", "24h", "project"]]] = {
    "SUCCESSOR": "successor", "TWENTY_FOUR_HOUR": "24h", "PROJECT_DEFAULT": "project",
}  # fmt: skip
FLOATS: Final[dict[str | None, Literal["smallest", "finish", "start"]]] = {
    "FINISH_SLACK": "finish", "START_SLACK": "start",
}  # fmt: skip
LOGIC: Final[dict[str | None, Literal["retained", "override", "actual"]]] = {
    "PROGRESS_OVERRIDE": "override", "ACTUAL_DATES": "actual",
}  # fmt: skip
CONTOURS: Final[dict[str, Contour]] = {name: name for name in get_args(Contour)}
KINDS: Final[dict[str | None, Literal["work", "material", "cost"]]] = {"MATERIAL": "material", "COST": "cost"}


def read_truth_json(path: Path, limits: Limits) -> PlanDocument:
    """Return the plan with ``stored`` filled as the file says."""
    try:
        data = msgspec.json.decode(_unpacked(path, limits), type=ScheduleFile)
        refuse_too_many(len(data.tasks), limits)
        document = _document(data)
    except msgspec.ValidationError as error:
        raise _odd(str(error), path) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        wrong = "truncated-file" if "truncated" in str(error) else "not-a-plan"
        raise FormatError(wrong, f"The JSON cannot be read: {error}.", path.name, "Export it again.") from None
    except (ValueError, OverflowError) as error:
        raise FormatError(
            "unreadable", "The JSON looks like a schedule, but a value in it is odd.", str(error)[:120],
            "Compare it with docs/reference/formats.md.",
        ) from None  # fmt: skip
    return tidy(document, Notices(), limits)


def _odd(error: str, path: Path) -> FormatError:
    """Tell JSON of another kind from a schedule with a wrong field; the path in the message says where."""
    what, _, where = error.partition(" - at ")
    if not where.strip("`$") or "`tasks`" in what or "`calendars`" in what or where in {"`$.tasks`", "`$.calendars`"}:
        return FormatError(
            "not-a-plan", "The JSON holds no schedule (no tasks and calendars).", path.name,
            "Use a plan file, or the schedule JSON of docs/reference/formats.md.",
        )  # fmt: skip
    return FormatError(
        "unreadable", f"The JSON looks like a schedule, but a field is missing or odd: {what}.", where.strip("`"),
        "Compare it with docs/reference/formats.md.",
    )  # fmt: skip


def _unpacked(path: Path, limits: Limits) -> bytes:
    raw = path.read_bytes()
    if raw[:2] != b"\x1f\x8b":
        return raw
    try:
        with gzip.open(path) as file:
            raw = file.read(limits.file_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FormatError(
            "truncated-file", f"The gzip data is damaged: {error}.", path.name, "Copy it again."
        ) from None
    if len(raw) > limits.file_bytes:
        raise FormatError("too-large", "The packed content is larger than the limit.", path.name, "Split the plan.")
    return raw


def _document(data: ScheduleFile) -> PlanDocument:
    primavera = (data.app or "").startswith("Primavera")
    document = PlanDocument(
        format="truth-json",
        application=data.app or "",
        name=data.file or "",
        start=_moment(data.planned_start if primavera else data.start) or _moment(data.start),
        finish=_moment(data.finish),
        status_date=_moment(data.status_date),
        must_finish_by=_moment(data.must_finish_by),
        schedule_from="start" if data.schedule_from in {None, "0", "START"} else "finish",
        mode="p6" if primavera else "msproject",
        honor_constraints=data.honor_constraints,
        progressed_logic="actual",
        multiple_critical_paths=data.multiple_critical_paths,
        critical_float_minutes=rounded(data.critical_slack_limit_min or 0),
        default_calendar=data.default_calendar,
        minutes_per_day=data.minutes_per_day,
        minutes_per_week=data.minutes_per_week,
        calendars=[_calendar(row) for row in data.calendars],
        tasks=[_task(row, primavera=primavera) for row in data.tasks],
        links=[_link(row) for row in data.links],
        resources=[_resource(row) for row in data.resources],
        assignments=[_assignment(number, row) for number, row in enumerate(data.assignments, 1)],
    )
    if primavera:
        document.lag_calendar = LAG_CALENDARS.get(data.lag_calendar, "predecessor")
        document.float_type = FLOATS.get(data.float_type, "smallest")
        document.progressed_logic = LOGIC.get(data.progressed, "retained")
    return document


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=None)


def _minutes(number: float | None) -> int | None:
    return None if number is None else rounded(number)


def _calendar(row: CalendarRow) -> CalendarDoc:
    week = [row.days.get(day) for day in DAYS]
    return CalendarDoc(
        uid=row.id,
        name=row.name or "",
        parent=row.parent,
        week=tuple(None if shifts is None else tuple(shifts) for shifts in week),
        exceptions=[
            CalendarExceptionDoc(date.fromisoformat(part.first), date.fromisoformat(part.last), tuple(part.work))
            for part in row.exceptions
        ],
    )


def _activity_type(row: TaskRow) -> str:
    return ACTIVITIES.get(row.activity_type or "", "TT_WBS" if row.summary else "TT_Task")


def _task(row: TaskRow, *, primavera: bool) -> TaskDoc:
    unit = UNITS.get(row.duration_units or "DAYS", "d")
    stored = row.stored
    return TaskDoc(
        uid=row.uid,
        name=row.name or f"Task {row.uid}",
        level=row.outline,
        parent=row.parent,
        code=row.code or "",
        kind="summary" if row.summary else "milestone" if row.milestone else "task",
        manual=row.mode == "MANUALLY_SCHEDULED",
        active=row.active,
        duration_minutes=rounded(row.duration_min or 0),
        duration_elapsed=unit.startswith("e"),
        duration_unit=unit,
        duration_unstated=row.duration_min is None,
        remaining_minutes=_minutes(row.remaining_min),
        percent_complete=min(max(row.pct or 0.0, 0.0), 100.0),
        calendar=row.calendar,
        ignore_resource_calendar=row.ignore_resource_calendar,
        constraint=CONSTRAINTS.get(row.constraint or "AS_SOON_AS_POSSIBLE", "ASAP"),
        constraint_date=_moment(row.constraint_date),
        deadline=_moment(row.deadline),
        actual_start=_moment(row.actual_start),
        actual_finish=_moment(row.actual_finish),
        stop=_moment(row.stop),
        resume=_moment(row.resume),
        pieces=_pieces(row.splits),
        leveling_delay_minutes=rounded(row.leveling_delay_min or 0),
        priority=500 if row.priority is None else row.priority,
        task_type=TASK_TYPES.get(row.type or "", "fixed_units"),
        effort_driven=row.effort_driven,
        activity_type=_activity_type(row) if primavera else "",
        external=row.external,
        recurring=row.recurring,
        stored=StoredDates(
            start=_moment(stored.start),
            finish=_moment(stored.finish),
            early_start=_moment(stored.es),
            early_finish=_moment(stored.ef),
            late_start=_moment(stored.ls),
            late_finish=_moment(stored.lf),
            total_float_minutes=_minutes(stored.tf_min),
            free_float_minutes=_minutes(stored.ff_min),
            critical=stored.critical,
        ),
    )


def _pieces(splits: list[tuple[str, str]]) -> list[tuple[datetime, datetime]]:
    ends = [(_moment(start), _moment(end)) for start, end in splits]
    return [(start, end) for start, end in ends if start is not None and end is not None]


def _link(row: LinkRow) -> LinkDoc:
    unit = UNITS.get(row.lag_units or "DAYS", "d")
    kind: LagKind = "percent" if unit.endswith("%") else "elapsed" if unit.startswith("e") else "working"
    return LinkDoc(row.pred, row.succ, LINKS.get(row.type, "FS"), row.lag or 0.0, kind, unit)


def _resource(row: ResourceRow) -> ResourceDoc:
    return ResourceDoc(
        uid=row.uid,
        name=row.name or f"Resource {row.uid}",
        kind=KINDS.get(row.type, "work"),
        calendar=row.calendar,
        max_units=1.0 if row.max_units is None else row.max_units / 100,
    )


def _assignment(number: int, row: AssignmentRow) -> AssignmentDoc:
    return AssignmentDoc(
        uid=number,
        task=row.task,
        resource=row.resource,
        units=1.0 if row.units is None else row.units / 100,
        work_minutes=_minutes(row.work_min),
        remaining_work_minutes=_minutes(row.remaining_work_min),
        overtime_work_minutes=rounded(row.overtime_work_min or 0),
        delay_minutes=rounded(row.delay_min or 0),
        contour=CONTOURS.get((row.contour or "").lower(), "flat"),
        start=_moment(row.start),
        finish=_moment(row.finish),
    )
