"""Read schedules with known answers: JSON (also gzipped) of a calculated plan with the dates its program had stored."""

from __future__ import annotations

import gzip
import zlib
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from headway.formats.document import (
    AssignmentDoc,
    CalendarDoc,
    CalendarExceptionDoc,
    LinkDoc,
    PlanDocument,
    ResourceDoc,
    Shifts,
    StoredDates,
    TaskDoc,
)
from headway.formats.errors import FormatError
from headway.formats.msproject.values import rounded
from headway.formats.notices import Notices
from headway.formats.tidy import refuse_too_many, tidy

if TYPE_CHECKING:
    from pathlib import Path

    from headway.formats.document import Constraint, LagKind, LinkType
    from headway.formats.limits import Limits

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
TASK_TYPES: Final[dict[str, Any]] = {
    "FIXED_UNITS": "fixed_units", "FIXED_WORK": "fixed_work", "FIXED_DURATION": "fixed_duration",
    "FIXED_DURATION_AND_UNITS": "fixed_duration",
}  # fmt: skip


def read_truth_json(path: Path, limits: Limits) -> PlanDocument:
    """Return the plan with ``stored`` filled as the file says."""
    data = _load(path, limits)
    notices = Notices()
    tasks = data["tasks"]
    refuse_too_many(len(tasks), limits)
    try:
        document = _document(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FormatError(
            "unreadable", "The JSON looks like a schedule, but a field is missing or odd.", str(error)[:120],
            "Compare it with docs/reference/formats.md.",
        ) from None  # fmt: skip
    return tidy(document, notices, limits)


def _load(path: Path, limits: Limits) -> dict[str, Any]:
    raw = path.read_bytes()
    if raw[:2] == b"\x1f\x8b":
        try:
            with gzip.open(path) as file:
                raw = file.read(limits.file_bytes + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise FormatError(
                "truncated-file", f"The gzip data is damaged: {error}.", path.name, "Copy it again."
            ) from None
        if len(raw) > limits.file_bytes:
            raise FormatError("too-large", "The packed content is larger than the limit.", path.name, "Split the plan.")
    try:
        data = msgspec.json.decode(raw)
    except msgspec.DecodeError as error:
        wrong = "truncated-file" if "truncated" in str(error) else "not-a-plan"
        raise FormatError(wrong, f"The JSON cannot be read: {error}.", path.name, "Export it again.") from None
    if not (isinstance(data, dict) and isinstance(data.get("tasks"), list) and isinstance(data.get("calendars"), list)):
        raise FormatError(
            "not-a-plan", "The JSON holds no schedule (no tasks and calendars).", path.name,
            "Use a plan file, or the schedule JSON of docs/reference/formats.md.",
        )  # fmt: skip
    return data


def _document(data: dict[str, Any]) -> PlanDocument:
    primavera = str(data.get("app", "")).startswith("Primavera")
    document = PlanDocument(
        format="truth-json",
        application=str(data.get("app", "")),
        name=str(data.get("file", "")),
        start=_moment(data["planned_start"] if primavera else data["start"]) or _moment(data["start"]),
        finish=_moment(data["finish"]),
        status_date=_moment(data["status_date"]),
        must_finish_by=_moment(data.get("must_finish_by")),
        schedule_from="start" if str(data["schedule_from"]) in {"0", "START"} else "finish",
        mode="p6" if primavera else "msproject",
        honor_constraints=bool(data["honor_constraints"]),
        progressed_logic="retained" if primavera else "actual",
        multiple_critical_paths=bool(data["multiple_critical_paths"]),
        critical_float_minutes=rounded(data["critical_slack_limit_min"] or 0),
        default_calendar=data["default_calendar"],
        minutes_per_day=data["minutes_per_day"],
        minutes_per_week=data["minutes_per_week"],
        calendars=[_calendar(item) for item in data["calendars"]],
        tasks=[_task(item, primavera=primavera) for item in data["tasks"]],
        links=[_link(item) for item in data["links"]],
        resources=[_resource(item) for item in data["resources"]],
        assignments=[_assignment(number, item) for number, item in enumerate(data["assignments"], 1)],
    )
    if primavera:
        document.lag_calendar = {
            "SUCCESSOR": "successor",
            "TWENTY_FOUR_HOUR": "24h",
            "PROJECT_DEFAULT": "project",
        }.get(data.get("lag_calendar", ""), "predecessor")  # type: ignore[assignment]  # fmt: skip - literals
        document.float_type = {"FINISH_SLACK": "finish", "START_SLACK": "start"}.get(  # type: ignore[assignment] # literals
            data.get("float_type", ""), "smallest"
        )
        document.progressed_logic = {"PROGRESS_OVERRIDE": "override", "ACTUAL_DATES": "actual"}.get(  # type: ignore[assignment] # literals
            data.get("progressed", ""), "retained"
        )
    return document


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _minutes(number: float | None) -> int | None:
    return None if number is None else rounded(number)


def _shifts(pairs: list[list[int]]) -> Shifts:
    return tuple((start, end) for start, end in pairs)


def _calendar(item: dict[str, Any]) -> CalendarDoc:
    days = item["days"]
    return CalendarDoc(
        uid=item["id"],
        name=item.get("name") or "",
        parent=item["parent"],
        week=tuple(_shifts(days[day]) if days.get(day) is not None else None for day in DAYS),
        exceptions=[
            CalendarExceptionDoc(
                date.fromisoformat(part["from"]), date.fromisoformat(part["to"]), _shifts(part["work"])
            )
            for part in item["exceptions"]
        ],
    )


def _task(item: dict[str, Any], *, primavera: bool) -> TaskDoc:
    stored, unit = item["stored"], UNITS.get(item["duration_units"] or "DAYS", "d")
    manual = item["mode"] == "MANUALLY_SCHEDULED"
    constraint = CONSTRAINTS.get(item["constraint"] or "AS_SOON_AS_POSSIBLE", "ASAP")
    task = TaskDoc(
        uid=item["uid"],
        name=item.get("name") or f"Task {item['uid']}",
        level=item["outline"],
        parent=item["parent"],
        code=item.get("code") or "",
        kind="summary" if item["summary"] else "milestone" if item["milestone"] else "task",
        manual=manual,
        active=item["active"],
        duration_minutes=rounded(item["duration_min"] or 0),
        duration_elapsed=unit.startswith("e"),
        duration_unit=unit,
        remaining_minutes=_minutes(item["remaining_min"]),
        percent_complete=float(item["pct"] or 0),
        calendar=item["calendar"],
        ignore_resource_calendar=item["ignore_resource_calendar"],
        constraint=constraint,
        constraint_date=_moment(item["constraint_date"]),
        deadline=_moment(item["deadline"]),
        actual_start=_moment(item["actual_start"]),
        actual_finish=_moment(item["actual_finish"]),
        stop=_moment(item["stop"]),
        resume=_moment(item["resume"]),
        leveling_delay_minutes=rounded(item["leveling_delay_min"] or 0),
        priority=item["priority"] if item["priority"] is not None else 500,
        task_type=TASK_TYPES.get(item["type"], "fixed_units"),
        effort_driven=item["effort_driven"],
        activity_type=ACTIVITIES.get(item.get("activity_type", ""), "TT_WBS" if primavera else ""),
        external=item["external"],
        recurring=item["recurring"],
        stored=StoredDates(
            start=_moment(stored["start"]),
            finish=_moment(stored["finish"]),
            early_start=_moment(stored["es"]),
            early_finish=_moment(stored["ef"]),
            late_start=_moment(stored["ls"]),
            late_finish=_moment(stored["lf"]),
            total_float_minutes=_minutes(stored["tf_min"]),
            free_float_minutes=_minutes(stored["ff_min"]),
            critical=stored["critical"],
        ),
    )
    if manual:
        task.manual_start, task.manual_finish = task.stored.start, task.stored.finish
    return task


def _link(item: dict[str, Any]) -> LinkDoc:
    unit = UNITS.get(item["lag_units"], "d")
    kind: LagKind = "percent" if unit.endswith("%") else "elapsed" if unit.startswith("e") else "working"
    return LinkDoc(item["pred"], item["succ"], LINKS[item["type"]], float(item["lag"] or 0), kind, unit)


def _resource(item: dict[str, Any]) -> ResourceDoc:
    kind = {"MATERIAL": "material", "COST": "cost"}.get(item["type"], "work")
    units = item["max_units"]
    return ResourceDoc(
        uid=item["uid"],
        name=item.get("name") or f"Resource {item['uid']}",
        kind=kind,  # type: ignore[arg-type] # one of three literals
        calendar=item["calendar"],
        max_units=1.0 if units is None else units / 100,
    )


def _assignment(number: int, item: dict[str, Any]) -> AssignmentDoc:
    return AssignmentDoc(
        uid=number,
        task=item["task"],
        resource=item["resource"],
        units=1.0 if item["units"] is None else item["units"] / 100,
        work_minutes=_minutes(item["work_min"]),
        remaining_work_minutes=_minutes(item["remaining_work_min"]),
        start=_moment(item["start"]),
        finish=_moment(item["finish"]),
    )
