"""Tasks and links of MSPDI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.formats.document import BaselineDoc, LinkDoc, StoredDates, TaskDoc
from headway.formats.msproject.codes import CONSTRAINTS, LINK_TYPES, TASK_TYPES, unit_of
from headway.formats.msproject.values import duration_minutes, moment, money, tenths
from headway.formats.row import Row

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from headway.formats.notices import Notices


def read_task(row: Row, element: Element, notices: Notices) -> TaskDoc:
    """Return one task; its parent follows from the outline later."""
    unit, estimated = unit_of(row.text("DurationFormat"))
    uid = row.whole("UID", -1)
    constraint = CONSTRAINTS.get(row.text("ConstraintType") or "0")
    if constraint is None:
        kind = row.text("ConstraintType")[:20]
        notices.add("unknown-constraint", f"Constraint type {kind} is unknown; as soon as possible is taken.", task=uid)
        constraint = "ASAP"
    calendar = row.whole("CalendarUID", -1)
    manual = row.flag("Manual")
    return TaskDoc(
        uid=uid,
        name=row.text("Name"),
        level=row.whole("OutlineLevel", 1),
        wbs=row.text("WBS" if row.has("WBS") else "OutlineNumber"),
        kind="summary" if row.flag("Summary") else "milestone" if row.flag("Milestone") else "task",
        manual=manual,
        manual_start=row.value("ManualStart", moment, None) if manual else None,
        manual_finish=row.value("ManualFinish", moment, None) if manual else None,
        active=row.flag("Active", default=True),
        duration_minutes=row.value("Duration", duration_minutes, 0),
        duration_elapsed=unit.startswith("e"),
        duration_unit=unit,
        duration_estimated=estimated or row.flag("Estimated"),
        duration_unstated=not row.text("Duration"),
        remaining_minutes=row.value("RemainingDuration", duration_minutes, None),
        percent_complete=min(max(row.number("PercentComplete", 0.0), 0.0), 100.0),
        physical_percent=row.number("PhysicalPercentComplete", None),
        calendar=None if calendar < 0 else calendar,
        ignore_resource_calendar=row.flag("IgnoreResourceCalendar"),
        constraint=constraint,
        constraint_date=row.value("ConstraintDate", moment, None),
        deadline=row.value("Deadline", moment, None),
        actual_start=row.value("ActualStart", moment, None),
        actual_finish=row.value("ActualFinish", moment, None),
        stop=row.value("Stop", moment, None),
        resume=row.value("Resume", moment, None),
        leveling_delay_minutes=row.value("LevelingDelay", tenths, 0),
        priority=row.whole("Priority", 500),
        task_type=TASK_TYPES.get(row.text("Type"), "fixed_units"),
        effort_driven=row.flag("EffortDriven"),
        external=row.flag("ExternalTask"),
        recurring=row.flag("Recurring"),
        work_minutes=row.value("Work", duration_minutes, None),
        actual_work_minutes=row.value("ActualWork", duration_minutes, None),
        remaining_work_minutes=row.value("RemainingWork", duration_minutes, None),
        cost=row.value("Cost", money, None),
        fixed_cost=row.value("FixedCost", money, None),
        actual_cost=row.value("ActualCost", money, None),
        notes=row.text("Notes"),
        baselines=_baselines(element, notices),
        stored=_stored(row),
    )


def _stored(row: Row) -> StoredDates:
    return StoredDates(
        start=row.value("Start", moment, None),
        finish=row.value("Finish", moment, None),
        early_start=row.value("EarlyStart", moment, None),
        early_finish=row.value("EarlyFinish", moment, None),
        late_start=row.value("LateStart", moment, None),
        late_finish=row.value("LateFinish", moment, None),
        total_float_minutes=row.value("TotalSlack", tenths, None),
        free_float_minutes=row.value("FreeSlack", tenths, None),
        critical=row.flag("Critical") if row.has("Critical") else None,
    )


def _baselines(element: Element, notices: Notices) -> list[BaselineDoc]:
    found = []
    for child in element.iterfind("Baseline"):
        row = Row({item.tag: item.text for item in child}, notices, "Baseline")
        baseline = BaselineDoc(
            number=row.whole("Number", 0),
            start=row.value("Start", moment, None),
            finish=row.value("Finish", moment, None),
            duration_minutes=row.value("Duration", duration_minutes, None),
            work_minutes=row.value("Work", duration_minutes, None),
            cost=row.value("Cost", money, None),
        )
        if baseline.start is not None or baseline.finish is not None:
            found.append(baseline)
    return sorted(found, key=lambda baseline: baseline.number)


def read_links(element: Element, successor: int, notices: Notices) -> list[LinkDoc]:
    """Return the links that lead to a task."""
    found = []
    for child in element.iterfind("PredecessorLink"):
        row = Row({item.tag: item.text for item in child}, notices, "Link")
        if row.flag("CrossProject"):
            notices.add("link-to-other-file", "A link to a task of another file is dropped.", task=successor)
            continue
        unit, _ = unit_of(row.text("LagFormat") or "7")
        lag = row.number("LinkLag", 0.0)
        if unit == "e%" and lag:
            message = "A lag in percent of elapsed time is taken as percent of working time."
            notices.add("elapsed-percent-lag", message, task=successor)
        percent = unit.endswith("%")
        found.append(
            LinkDoc(
                predecessor=row.whole("PredecessorUID", -1),
                successor=successor,
                type=LINK_TYPES.get(row.text("Type") or "1", "FS"),
                lag=lag if percent else lag / 10,
                lag_kind="percent" if percent else "elapsed" if unit.startswith("e") else "working",
                lag_unit=unit,
            )
        )
    return found
