"""From MPXJ's words to ours."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from headway.formats.document import AssignmentDoc, LinkDoc, PlanDocument, ResourceDoc
from headway.formats.mpxj.calendars import calendar_of
from headway.formats.mpxj.tasks import task_of
from headway.formats.mpxj.values import Fields
from headway.formats.outline import Outline
from headway.formats.tidy import tidy
from headway.formats.truth_json import CONTOURS, UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.formats.detect import Format
    from headway.formats.document import LagKind, LinkType
    from headway.formats.limits import Limits
    from headway.formats.notices import Notices

PRIMAVERA = frozenset({"xer", "pmxml", "sqlite"})
LINK_TYPES: frozenset[str] = frozenset({"FS", "SS", "FF", "SF"})
LAG_CALENDARS: Mapping[str, Literal["predecessor", "successor", "24h", "project"]] = {
    "PREDECESSOR": "predecessor", "SUCCESSOR": "successor", "TWENTY_FOUR_HOUR": "24h", "PROJECT_DEFAULT": "project",
}  # fmt: skip
FLOATS: Mapping[str, Literal["smallest", "finish", "start"]] = {
    "FINISH_SLACK": "finish", "START_SLACK": "start", "SMALLEST_SLACK": "smallest",
}  # fmt: skip


def document_of(project: Any, data: dict[str, Any], found: Format, notices: Notices, limits: Limits) -> PlanDocument:
    """Return the document of one MPXJ project and its JSON."""
    primavera = found in PRIMAVERA
    properties = Fields(data.get("property_values", {}))
    document = _settings(properties, found, primavera=primavera)
    units = {int(task.getUniqueID()): _unit(task.getDuration()) for task in project.getTasks()}
    default_unit = UNITS.get(str(project.getProjectProperties().getDefaultDurationUnits().name()), "d")
    document.calendars = [calendar_of(calendar, limits, notices) for calendar in project.getCalendars()]
    outline = Outline(document, notices)
    default_type = properties.text("default_task_type") or "FIXED_UNITS"
    for item in data.get("tasks", []):
        fields = Fields(item)
        if item.get("null"):
            continue
        task = outline.add(
            task_of(fields, units.get(fields.whole("unique_id") or 0), default_type, primavera=primavera)
        )
        for relation in item.get("predecessors", []):
            document.links.append(_link(relation, None if primavera else default_unit, notices))
        if item.get("subproject_file"):
            notices.add("linked-projects", "An inserted project is kept as its summary row only.", task=task.uid)
    outline.close()
    _resources(document, data, notices)
    _not_kept(data, notices)
    return tidy(document, notices, limits)


def _unit(duration: Any) -> str | None:
    return None if duration is None else UNITS.get(str(duration.getUnits().name()), "d")


def _settings(properties: Fields, found: Format, *, primavera: bool) -> PlanDocument:
    document = PlanDocument(format=found, mode="p6" if primavera else "msproject")
    document.application = properties.text("full_application_name") or " ".join(
        filter(None, (properties.text("file_application"), properties.text("file_type")))
    )
    document.name = properties.text("project_title") or properties.text("name")
    document.start = properties.moment("planned_start" if primavera else "start_date") or properties.moment(
        "start_date"
    )
    document.finish = properties.moment("finish_date")
    document.status_date = properties.moment("status_date")
    document.must_finish_by = properties.moment("must_finish_by")
    document.schedule_from = "finish" if properties.text("schedule_from") == "FINISH" else "start"
    document.honor_constraints = properties.flag("honor_constraints") and not primavera
    document.multiple_critical_paths = properties.flag("multiple_critical_paths")
    document.critical_float_minutes = properties.minutes("critical_slack_limit") or 0
    document.default_calendar = properties.whole("default_calendar_unique_id")
    document.minutes_per_day = properties.whole("minutes_per_day") or 480
    document.minutes_per_week = properties.whole("minutes_per_week") or 2400
    document.days_per_month = properties.whole("days_per_month") or 20
    document.currency = properties.text("currency_code")
    if primavera:
        document.lag_calendar = LAG_CALENDARS.get(properties.text("relationship_lag_calendar"), "predecessor")
        document.float_type = FLOATS.get(properties.text("total_slack_calculation_type"), "smallest")
        document.use_expected_finish = properties.flag("use_expected_finish_dates")
        document.multiple_critical_paths = properties.flag("make_open_ended_activities_critical")
    document.progressed_logic = _logic(properties) if primavera else "actual"
    return document


def _logic(properties: Fields) -> Literal["retained", "override", "actual"]:
    named = properties.text("scheduling_progressed_activities")
    return "override" if named == "PROGRESS_OVERRIDE" else "actual" if named == "ACTUAL_DATES" else "retained"


def _link(relation: dict[str, Any], default_unit: str | None, notices: Notices) -> LinkDoc:
    # P6 keeps hours and shows days.
    unit = "d" if default_unit is None else relation.get("lag_units") or default_unit
    kind: LagKind = "percent" if unit.endswith("%") else "elapsed" if unit.startswith("e") else "working"
    lag = relation.get("lag", 0) / 60
    successor = relation["successor_task_unique_id"]
    if unit == "e%" and lag:
        message = "A lag in percent of elapsed time is taken as percent of working time."
        notices.add("elapsed-percent-lag", message, task=successor)
    named = relation.get("type", "FS")
    link_type: LinkType = named if named in LINK_TYPES else "FS"
    return LinkDoc(relation["predecessor_task_unique_id"], successor, link_type, lag, kind, unit)


def _resources(document: PlanDocument, data: dict[str, Any], notices: Notices) -> None:
    kinds: dict[str, Literal["work", "material", "cost"]] = {"MATERIAL": "material", "COST": "cost"}
    for item in data.get("resources", []):
        fields = Fields(item)
        units = fields.number("max_units")
        document.resources.append(
            ResourceDoc(
                uid=fields.whole("unique_id") or 0,
                name=fields.text("name"),
                kind=kinds.get(fields.text("type"), "work"),
                calendar=fields.whole("calendar_unique_id"),
                max_units=1.0 if units is None else units / 100,
                standard_rate=_hourly(fields.text("standard_rate"), document),
                email=fields.text("email_address"),
                code=fields.text("code") or fields.text("resource_id"),
            )
        )
        tables = item.get("cost_rate_tables", {})
        if len(tables) > 1 or any(len(table) > 1 for table in tables.values()):
            notices.add("rate-tables", "Only the standard rate of each resource is kept.", level="info")
        if len(item.get("availability_table", [])) > 1:
            message = "Availability periods of resources are not kept."
            notices.add("resource-availability", message, level="info")
    for number, item in enumerate(data.get("assignments", []), 1):
        fields = Fields(item)
        resource = fields.whole("resource_unique_id")
        if resource is None:
            continue
        units = fields.number("assignment_units")
        document.assignments.append(
            AssignmentDoc(
                uid=fields.whole("unique_id") or number,
                task=fields.whole("task_unique_id") or 0,
                resource=resource,
                units=0.0 if units is None else units / 100,
                work_minutes=fields.minutes("work") or 0,
                actual_work_minutes=fields.minutes("actual_work") or 0,
                remaining_work_minutes=fields.minutes("remaining_work") or 0,
                overtime_work_minutes=fields.minutes("overtime_work") or 0,
                delay_minutes=max(0, fields.minutes("assignment_delay") or 0),
                contour=CONTOURS.get(fields.text("work_contour").lower(), "flat"),
                cost=fields.money("cost") or Decimal(0),
                actual_cost=fields.money("actual_cost") or Decimal(0),
                start=fields.moment("start"),
                finish=fields.moment("finish"),
            )
        )


def _hourly(rate: str, document: PlanDocument) -> Decimal | None:
    """Return a rate like ``400.0/d`` for one hour."""
    amount, _, unit = rate.partition("/")
    if not amount:
        return None
    day, week = document.minutes_per_day / 60, document.minutes_per_week / 60
    hours = {"m": 1 / 60, "h": 1.0, "d": day, "w": week, "mo": day * document.days_per_month, "y": week * 52}
    return Decimal(amount) / Decimal(str(hours.get(unit, 1.0)))


_CUSTOM = ("text", "number", "flag", "date", "cost", "duration", "start", "finish", "outline_code")


def _not_kept(data: dict[str, Any], notices: Notices) -> None:
    custom = sum(
        any(key.rstrip("0123456789") in _CUSTOM and key[-1:].isdigit() for key in item)
        for item in data.get("tasks", [])
    )
    if custom:
        message = "Custom field values are not kept (number of tasks that have some)."
        notices.add("custom-fields", message, count=custom, level="info")
    codes = sum(bool(item.get("activity_code_values")) for item in data.get("tasks", []))
    if codes:
        notices.add("activity-codes", "Activity codes are not kept.", count=codes, level="info")
