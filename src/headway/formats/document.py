# ruff: noqa: TC003 - msgspec resolves the annotations at run time
"""What a plan file says, in neutral words: no Django, no engine, nothing computed.

Dates are naive ``datetime`` of the plan's own wall clock, durations and work are minutes, money is ``Decimal``.
A reader fills what its format stores and leaves the rest at the default; what it could not keep goes into ``notices``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Constraint = Literal["ASAP", "ALAP", "SNET", "SNLT", "FNET", "FNLT", "MSO", "MFO", "START_ON", "FINISH_ON"]
LinkType = Literal["FS", "SS", "FF", "SF"]
LagKind = Literal["working", "elapsed", "percent"]
Shifts = tuple[tuple[int, int], ...]
Contour = Literal[
    "flat", "back_loaded", "front_loaded", "double_peak", "early_peak", "late_peak", "bell", "turtle", "contoured"
]
"""How an assignment spreads its work over its time."""


@dataclass(slots=True)
class CalendarExceptionDoc:
    first_day: date
    last_day: date
    shifts: Shifts = ()
    name: str = ""


@dataclass(slots=True)
class WorkWeekDoc:
    first_day: date
    last_day: date
    week: tuple[Shifts | None, ...] = (None,) * 7
    name: str = ""


@dataclass(slots=True)
class CalendarDoc:
    uid: int
    name: str
    parent: int | None = None
    week: tuple[Shifts | None, ...] = (None,) * 7
    """Monday to Sunday; None inherits, () is a day off; minutes of the day, half-open."""
    exceptions: list[CalendarExceptionDoc] = field(default_factory=list)
    work_weeks: list[WorkWeekDoc] = field(default_factory=list)
    personal: bool = False
    """Belongs to one resource."""


@dataclass(slots=True)
class BaselineDoc:
    number: int
    """0 to 10, as Microsoft Project counts them."""
    start: datetime | None = None
    finish: datetime | None = None
    duration_minutes: int | None = None
    work_minutes: int | None = None
    cost: Decimal | None = None


@dataclass(slots=True)
class StoredDates:
    """Dates and floats as the file's own program had saved them."""

    start: datetime | None = None
    finish: datetime | None = None
    early_start: datetime | None = None
    early_finish: datetime | None = None
    late_start: datetime | None = None
    late_finish: datetime | None = None
    total_float_minutes: int | None = None
    free_float_minutes: int | None = None
    critical: bool | None = None


@dataclass(slots=True)
class TaskDoc:
    uid: int
    name: str
    level: int = 1
    """Outline level; the project's own summary row is 0."""
    parent: int | None = None
    """uid of the summary above."""
    wbs: str = ""
    code: str = ""
    """Activity id shown to people (P6), else empty."""
    kind: Literal["task", "milestone", "summary"] = "task"
    manual: bool = False
    manual_start: datetime | None = None
    """Where people put a manual task; None takes ``stored.start``."""
    manual_finish: datetime | None = None
    active: bool = True
    duration_minutes: int = 0
    duration_elapsed: bool = False
    duration_unit: str = "d"
    """Unit people typed: mo, w, d, h, m (and e-forms: ed, eh ...)."""
    duration_estimated: bool = False
    duration_unstated: bool = False
    """Said by readers to what tidies up, which gives the task a duration after its dates and takes the mark away."""
    remaining_minutes: int | None = None
    percent_complete: float = 0.0
    physical_percent: float | None = None
    calendar: int | None = None
    ignore_resource_calendar: bool = False
    constraint: Constraint = "ASAP"
    constraint_date: datetime | None = None
    deadline: datetime | None = None
    actual_start: datetime | None = None
    actual_finish: datetime | None = None
    stop: datetime | None = None
    resume: datetime | None = None
    expected_finish: datetime | None = None
    """P6: when those who do the work expect to be done; it decides how long unfinished work still takes."""
    pieces: list[tuple[datetime, datetime]] = field(default_factory=list)
    """The stretches of work of a split task, as the file has them; empty if it is in one piece."""
    gap_minutes: int = 0
    """Working minutes of the task's calendar between the pieces that are still to be done."""
    leveling_delay_minutes: int = 0
    """Clock minutes."""
    priority: int = 500
    task_type: Literal["fixed_duration", "fixed_units", "fixed_work"] = "fixed_units"
    effort_driven: bool = False
    activity_type: str = ""
    """P6: TT_Task, TT_Mile, TT_FinMile, TT_LOE, TT_Rsrc, TT_WBS; else empty."""
    external: bool = False
    recurring: bool = False
    work_minutes: int | None = None
    actual_work_minutes: int | None = None
    remaining_work_minutes: int | None = None
    cost: Decimal | None = None
    fixed_cost: Decimal | None = None
    actual_cost: Decimal | None = None
    notes: str = ""
    baselines: list[BaselineDoc] = field(default_factory=list)
    stored: StoredDates = field(default_factory=StoredDates)


@dataclass(slots=True)
class LinkDoc:
    predecessor: int
    successor: int
    type: LinkType = "FS"
    lag: float = 0.0
    """Minutes for working and elapsed, percent of the predecessor's duration for percent."""
    lag_kind: LagKind = "working"
    lag_unit: str = "d"


@dataclass(slots=True)
class ResourceDoc:
    uid: int
    name: str
    kind: Literal["work", "material", "cost"] = "work"
    calendar: int | None = None
    max_units: float = 1.0
    """1.0 is one full person."""
    standard_rate: Decimal | None = None
    """Per hour (work) or per unit (material)."""
    email: str = ""
    code: str = ""


@dataclass(slots=True)
class AssignmentDoc:
    uid: int
    task: int
    resource: int
    units: float = 1.0
    work_minutes: int | None = None
    actual_work_minutes: int | None = None
    remaining_work_minutes: int | None = None
    overtime_work_minutes: int = 0
    """The share of the work that is done outside working hours."""
    delay_minutes: int = 0
    """Working minutes of the resource by which the assignment begins after its task."""
    contour: Contour = "flat"
    cost: Decimal | None = None
    actual_cost: Decimal | None = None
    start: datetime | None = None
    finish: datetime | None = None


@dataclass(slots=True)
class Notice:
    """Something the import did not keep, changed or doubts: stable id, where, and what it means."""

    id: str
    """Stable, kebab-case: link-to-missing-task, unknown-constraint, duplicate-uid ..."""
    message: str
    level: Literal["info", "warning", "error"] = "warning"
    tasks: list[int] = field(default_factory=list)
    """uids concerned."""
    count: int = 1


@dataclass(slots=True)
class PlanDocument:
    format: str
    """mspdi, xer, mpp, mpx, pmxml, planner, ganttproject, truth-json ..."""
    application: str = ""
    name: str = ""
    start: datetime | None = None
    finish: datetime | None = None
    status_date: datetime | None = None
    must_finish_by: datetime | None = None
    schedule_from: Literal["start", "finish"] = "start"
    mode: Literal["msproject", "p6"] = "msproject"
    honor_constraints: bool = True
    lag_calendar: Literal["predecessor", "successor", "24h", "project"] = "successor"
    progressed_logic: Literal["retained", "override", "actual"] = "retained"
    float_type: Literal["smallest", "finish", "start"] = "smallest"
    start_lag_from: Literal["early", "actual"] = "early"
    """P6: from which start of work under way the lags of start-to-start links count."""
    use_expected_finish: bool = False
    """P6: expected finish dates decide."""
    multiple_critical_paths: bool = False
    critical_float_minutes: int = 0
    default_calendar: int | None = None
    minutes_per_day: int = 480
    minutes_per_week: int = 2400
    days_per_month: int = 20
    currency: str = ""
    calendars: list[CalendarDoc] = field(default_factory=list)
    tasks: list[TaskDoc] = field(default_factory=list)
    """In outline order."""
    links: list[LinkDoc] = field(default_factory=list)
    resources: list[ResourceDoc] = field(default_factory=list)
    assignments: list[AssignmentDoc] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
