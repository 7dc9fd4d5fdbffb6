"""Resources and assignments of MSPDI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from headway.formats.document import AssignmentDoc, Contour, ResourceDoc
from headway.formats.msproject.values import decimal, duration_minutes, moment, money, rounded

if TYPE_CHECKING:
    from headway.formats.row import Row

UNASSIGNED = -65535
"""The resource uid of work that nobody has been given."""
TENTHS = 10
"""Delays are stored in tenths of minutes."""
CONTOURS: tuple[Contour, ...] = get_args(Contour)
"""In the order of the numbers of ``WorkContour``."""


def read_resource(row: Row) -> ResourceDoc:
    """Return one resource."""
    kind: Literal["work", "material", "cost"] = "material" if row.text("Type") == "0" else "work"
    if row.flag("IsCostResource") or row.text("Type") == "2":
        kind = "cost"
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
        delay_minutes=max(0, rounded(row.number("Delay", 0.0) / TENTHS)),
        contour=CONTOURS[number] if 0 <= (number := row.whole("WorkContour", 0)) < len(CONTOURS) else "flat",
        cost=row.value("Cost", money, None),
        actual_cost=row.value("ActualCost", money, None),
        start=row.value("Start", moment, None),
        finish=row.value("Finish", moment, None),
    )
