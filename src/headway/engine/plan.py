"""Frozen input data of the engine: calendars, tasks and links as columns.

Time is integer minutes since 1970-01-01T00:00 of the plan's own wall clock, on a half-open axis: a task occupies
``[start, finish)``. ``MISSING`` marks "no value" in every minute column. Rows are referred to by index; ``uid`` is the
caller's identity of a row and is only carried along.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

Minutes = NDArray[np.int32]
"""Instants or durations in minutes, ``int32`` (instants reach the year 6053)."""

MISSING = np.iinfo(np.int32).min
"""No value, in any column of minutes."""


class TaskKind(IntEnum):
    """What a row is. A row that others name as ``parent`` is a summary whatever its kind says."""

    TASK = 0
    MILESTONE = 1
    """Marks an event; where it has a duration, that counts."""
    SUMMARY = 2
    FINISH_MILESTONE = 3
    """P6's milestone that stands at the end of a shift instead of the start of one."""
    LEVEL_OF_EFFORT = 4
    """P6's hammock: spans what it is linked to, drives nothing, is never critical."""
    WBS_SUMMARY = 5
    """P6's activity that spans all others below the same summary; like a level of effort otherwise."""


class LinkType(IntEnum):
    """Which ends of predecessor and successor a link ties together."""

    FS = 0
    SS = 1
    FF = 2
    SF = 3


class LagKind(IntEnum):
    """How the number in ``Links.lag`` is to be read."""

    WORKING = 0
    """Working minutes on the lag calendar of the options."""
    ELAPSED = 1
    """Minutes of the clock."""
    PERCENT = 2
    """Hundredths of a percent of the predecessor's duration (10000 = the whole duration)."""
    ELAPSED_PERCENT = 3
    """The same share, counted in minutes of the clock."""


class Constraint(IntEnum):
    """Date constraints. MSO and MFO break logic (P6 "mandatory"); START_ON and FINISH_ON are P6's softer pair."""

    ASAP = 0
    ALAP = 1
    SNET = 2
    SNLT = 3
    FNET = 4
    FNLT = 5
    MSO = 6
    MFO = 7
    START_ON = 8
    FINISH_ON = 9


@dataclass(frozen=True, slots=True)
class CalendarException:
    """Days that differ from the week: a holiday (no ``shifts``) or special hours."""

    first_day: int
    """Days since 1970-01-01."""
    last_day: int
    """Days since 1970-01-01, inclusive."""
    shifts: tuple[tuple[int, int], ...] = ()
    """``(from, to)`` in minutes of the day, half-open; ``to`` beyond 1440 runs into the next day."""


@dataclass(frozen=True, slots=True)
class WorkWeek:
    """A weekly pattern that replaces the ordinary one between two days (inclusive)."""

    first_day: int
    last_day: int
    week: tuple[tuple[tuple[int, int], ...] | None, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working hours: a week of shifts, exceptions, and what both inherit."""

    week: tuple[tuple[tuple[int, int], ...] | None, ...] = (None,) * 7
    """Monday to Sunday; ``None`` inherits the parent's day, ``()`` is a day off."""
    exceptions: tuple[CalendarException, ...] = ()
    work_weeks: tuple[WorkWeek, ...] = ()
    parent: int = -1
    """Row of the calendar that is inherited from; -1 for none."""
    name: str = ""


_TASK_COLUMNS: tuple[tuple[str, type[np.generic], int], ...] = (
    ("uid", np.int64, 0),
    ("duration", np.int32, 0),
    ("kind", np.int8, TaskKind.TASK),
    ("parent", np.int32, -1),
    ("calendar", np.int32, -1),
    ("float_calendar", np.int32, -1),
    ("elapsed", np.bool_, 0),
    ("constraint", np.int8, Constraint.ASAP),
    ("constraint_date", np.int32, MISSING),
    ("deadline", np.int32, MISSING),
    ("actual_start", np.int32, MISSING),
    ("actual_finish", np.int32, MISSING),
    ("remaining", np.int32, MISSING),
    ("percent", np.float32, 0),
    ("stop", np.int32, MISSING),
    ("resume", np.int32, MISSING),
    ("expected_finish", np.int32, MISSING),
    ("manual", np.bool_, 0),
    ("manual_start", np.int32, MISSING),
    ("manual_finish", np.int32, MISSING),
    ("active", np.bool_, 1),
    ("leveling_delay", np.int32, 0),
    ("project", np.int32, 0),
)
_ASSIGNMENT_COLUMNS: tuple[tuple[str, type[np.generic], int], ...] = (
    ("task", np.int32, -1),
    ("calendar", np.int32, -1),
    ("duration", np.int32, 0),
)
_LINK_COLUMNS: tuple[tuple[str, type[np.generic], int], ...] = (
    ("predecessor", np.int32, -1),
    ("successor", np.int32, -1),
    ("type", np.int8, LinkType.FS),
    ("lag", np.int32, 0),
    ("lag_kind", np.int8, LagKind.WORKING),
)


def _column(values: Any, dtype: type[np.generic]) -> NDArray[Any]:
    """Cast without wrapping round: NaN becomes MISSING, what does not fit the type its nearest end."""
    array = np.asarray(values)
    if array.dtype == dtype:
        return array
    if array.dtype.kind not in "biuf" and not _whole(array):
        raise ValueError(f"a column holds {array.dtype} where numbers were expected")
    if not np.issubdtype(dtype, np.integer):
        return array.astype(dtype)
    limits = np.iinfo(dtype)  # type: ignore[type-var]
    if np.issubdtype(array.dtype, np.floating):
        rounded = np.rint(np.nan_to_num(array.astype(np.float64), nan=float(limits.min)))
        # The largest int64 is no float64: clipping to it would overflow in the cast.
        top = float(limits.max) if limits.bits < 64 else 2.0**62
        return np.clip(rounded, float(limits.min), top).astype(dtype)
    if array.size and (array.min() < limits.min or array.max() > limits.max):
        array = np.clip(array, limits.min, limits.max)
    return array.astype(dtype)


def _length(column: Any) -> int:
    return len(column) if np.ndim(column) else -1


def _whole(array: NDArray[Any]) -> bool:
    """Tell whether an array of objects holds nothing but whole numbers: Python's own may be too long for NumPy."""
    return array.dtype.kind == "O" and all(isinstance(each, Integral) for each in array.flat)


def _fill(
    table: Tasks | Links | Assignments, length: int, columns: tuple[tuple[str, type[np.generic], int], ...]
) -> None:
    if length < 0:
        raise ValueError(f"{type(table).__name__} needs a column of one dimension to begin with")
    for name, dtype, default in columns:
        given = getattr(table, name)
        if (
            type(given) is np.ndarray
            and given.dtype == dtype
            and given.shape == (length,)
            and not given.flags.writeable
        ):
            continue
        array = np.full(length, default, dtype) if given is None else _column(given, dtype)
        if array.shape != (length,):
            raise ValueError(f"{type(table).__name__}.{name} has the shape {array.shape}; ({length},) was expected")
        if array.flags.writeable:
            array = array.view()
            array.flags.writeable = False
        object.__setattr__(table, name, array)


@dataclass(frozen=True, slots=True)
class Tasks:
    """One row a task, one array a column, all of length n. ``None`` columns are filled with the stated default."""

    uid: NDArray[np.int64]
    duration: Minutes
    """Working minutes of the task's calendar, or minutes of the clock where ``elapsed``. Ignored on summaries."""
    kind: NDArray[np.int8] = None  # type: ignore[assignment]
    """``TaskKind``; default TASK."""
    parent: NDArray[np.int32] = None  # type: ignore[assignment]
    """Row of the summary above; default -1."""
    calendar: NDArray[np.int32] = None  # type: ignore[assignment]
    """Row in ``Plan.calendars``; default -1, the project's."""
    float_calendar: NDArray[np.int32] = None  # type: ignore[assignment]
    """Row of the calendar on which floats are counted; default -1, the one the task runs on. Microsoft Project counts
    them on the task's or the project's calendar even where resources decide when the task runs."""
    elapsed: NDArray[np.bool_] = None  # type: ignore[assignment]
    constraint: NDArray[np.int8] = None  # type: ignore[assignment]
    constraint_date: Minutes = None  # type: ignore[assignment]
    deadline: Minutes = None  # type: ignore[assignment]
    actual_start: Minutes = None  # type: ignore[assignment]
    actual_finish: Minutes = None  # type: ignore[assignment]
    remaining: Minutes = None  # type: ignore[assignment]
    """Remaining duration; MISSING derives it from duration and percent."""
    percent: NDArray[np.float32] = None  # type: ignore[assignment]
    """Percent complete of duration, 0 to 100."""
    stop: Minutes = None  # type: ignore[assignment]
    """Where the progress so far ends; MISSING if not interrupted."""
    resume: Minutes = None  # type: ignore[assignment]
    """Where the remaining part may go on; MISSING if not interrupted."""
    expected_finish: Minutes = None  # type: ignore[assignment]
    """P6: unfinished work takes what time there is until then, where the options say so; MISSING for none."""
    manual: NDArray[np.bool_] = None  # type: ignore[assignment]
    """Scheduled by hand: start and finish are ``manual_start`` and ``manual_finish``."""
    manual_start: Minutes = None  # type: ignore[assignment]
    manual_finish: Minutes = None  # type: ignore[assignment]
    active: NDArray[np.bool_] = None  # type: ignore[assignment]
    """Default True. Inactive rows get dates but drive nothing."""
    leveling_delay: Minutes = None  # type: ignore[assignment]
    """Clock minutes by which levelling holds the start back; default 0."""
    project: NDArray[np.int32] = None  # type: ignore[assignment]
    """Row in ``Plan.projects``; default 0."""

    def __post_init__(self) -> None:
        """Bring every column to its stated type and fill the missing ones.

        Raises
        ------
        ValueError
            If a column holds no numbers, is not one-dimensional, or its length differs from ``uid``'s.
        """
        _fill(self, _length(self.uid), _TASK_COLUMNS)

    def __len__(self) -> int:
        return len(self.uid)

    @property
    def spanning(self) -> NDArray[np.bool_]:
        """Mark activities of P6 whose dates follow from what they span, and from which nothing follows."""
        found = np.asarray((self.kind == TaskKind.LEVEL_OF_EFFORT) | (self.kind == TaskKind.WBS_SUMMARY))
        if found.any():
            found[self.parent[self.parent >= 0]] = False  # a summary, whatever its kind says
        return found


@dataclass(frozen=True, slots=True)
class Links:
    """One row a dependency, all of length m; ``predecessor`` and ``successor`` are rows of ``Tasks``."""

    predecessor: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    successor: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    type: NDArray[np.int8] = None  # type: ignore[assignment]
    """``LinkType``; default FS."""
    lag: Minutes = None  # type: ignore[assignment]
    """Read as ``lag_kind`` says; negative is a lead; default 0."""
    lag_kind: NDArray[np.int8] = None  # type: ignore[assignment]
    """``LagKind``; default WORKING."""

    def __post_init__(self) -> None:
        """Bring every column to its stated type and fill the missing ones.

        Raises
        ------
        ValueError
            If a column holds no numbers, is not one-dimensional, or its length differs from ``predecessor``'s.
        """
        _fill(self, _length(self.predecessor), _LINK_COLUMNS)

    def __len__(self) -> int:
        return len(self.predecessor)


@dataclass(frozen=True, slots=True)
class Assignments:
    """Parts of tasks that run on calendars of their own; only for tasks that one duration cannot describe.

    A task with rows here begins with its first part and ends with its last one: people with different working hours,
    or parts that were interrupted. All other tasks take their ``duration`` on their own calendar.
    """

    task: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    """Row of ``Tasks``."""
    calendar: NDArray[np.int32] = None  # type: ignore[assignment]
    """Row in ``Plan.calendars``; default -1, the task's."""
    duration: Minutes = None  # type: ignore[assignment]
    """Working minutes of that calendar from beginning to end of the part."""

    def __post_init__(self) -> None:
        """Bring every column to its stated type and fill the missing ones.

        Raises
        ------
        ValueError
            If a column holds no numbers, is not one-dimensional, or its length differs from ``task``'s.
        """
        _fill(self, _length(self.task), _ASSIGNMENT_COLUMNS)

    def __len__(self) -> int:
        return len(self.task)


@dataclass(frozen=True, slots=True)
class Project:
    """What holds for all rows of one project in the plan."""

    start: int
    """No task starts earlier."""
    calendar: int = 0
    """Row in ``Plan.calendars``."""
    status_date: int = MISSING
    """Data date: in p6 mode no unfinished work lies before it."""
    must_finish: int = MISSING
    """Imposed finish of the backward pass."""
    finish: int = MISSING
    """Wanted finish, when the plan is scheduled from its finish."""

    def __post_init__(self) -> None:
        """Bring every field to whole minutes, as the columns of tasks: NaN becomes MISSING.

        Raises
        ------
        ValueError
            If a field is no number.
        """
        for name in ("start", "calendar", "status_date", "must_finish", "finish"):
            object.__setattr__(self, name, int(_column([getattr(self, name)], np.int32)[0]))


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything ``schedule`` needs; build a changed one with ``plan.replace(...)``."""

    calendars: tuple[Calendar, ...]
    tasks: Tasks
    links: Links = field(default_factory=Links)
    projects: tuple[Project, ...] = (Project(start=0),)
    assignments: Assignments = field(default_factory=Assignments)

    def replace(self, **changes: Any) -> Plan:
        """Return a copy with the named fields exchanged."""
        return replace(self, **changes)
