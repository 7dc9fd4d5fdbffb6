"""Resources and assignments of MSPDI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.formats.document import AssignmentDoc, ResourceDoc
from headway.formats.msproject.codes import CONTOURS, RESOURCE_KINDS, UNASSIGNED
from headway.formats.msproject.values import decimal, duration_minutes, moment, money, tenths

if TYPE_CHECKING:
    from headway.formats.row import Row


def read_resource(row: Row) -> ResourceDoc:
    """Return one resource."""
    kind = "cost" if row.flag("IsCostResource") else RESOURCE_KINDS.get(row.text("Type"), "work")
    calendar = row.whole("CalendarUID", -1)
    return ResourceDoc(
        uid=row.whole("UID", -1),
        name=row.text("Name"),
        kind=kind,
        calendar=None if calendar < 0 else calendar,
        max_units=row.number("MaxUnits", 1.0),
        standard_rate=row.value("StandardRate", decimal, None),
        email=row.text("EmailAddress"),
        code=row.text("Code"),
    )


def read_assignment(row: Row) -> AssignmentDoc | None:
    """Return one assignment; None for work that nobody has been given."""
    resource = row.whole("ResourceUID", UNASSIGNED)
    if resource == UNASSIGNED:
        return None
    return AssignmentDoc(
        uid=row.whole("UID", -1),
        task=row.whole("TaskUID", -1),
        resource=resource,
        units=row.number("Units", 1.0),
        work_minutes=row.value("Work", duration_minutes, None),
        actual_work_minutes=row.value("ActualWork", duration_minutes, None),
        remaining_work_minutes=row.value("RemainingWork", duration_minutes, None),
        overtime_work_minutes=row.value("OvertimeWork", duration_minutes, None) or 0,
        delay_minutes=max(0, row.value("Delay", tenths, 0)),
        contour=CONTOURS.get(row.text("WorkContour"), "flat"),
        cost=row.value("Cost", money, None),
        actual_cost=row.value("ActualCost", money, None),
        start=row.value("Start", moment, None),
        finish=row.value("Finish", moment, None),
    )
