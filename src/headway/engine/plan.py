"""Frozen input data of the engine: calendars, tasks and links as columns.

Time is integer minutes since 1970-01-01T00:00 of the plan's own wall clock, on a half-open axis: a task occupies
``[start, finish)``. ``MISSING`` marks "no value" in every minute column. Rows are referred to by index; ``uid`` is the
caller's identity of a row and is only carried along.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Minutes = NDArray[np.int32]
"""Instants or durations in minutes, ``int32`` (instants reach the year 6053)."""

MISSING = np.iinfo(np.int32).min
"""No value, in any column of minutes."""


class TaskKind(IntEnum):
    """What a row is."""

    TASK = 0
    MILESTONE = 1
    SUMMARY = 2


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

    def __len__(self) -> int:
        return len(self.uid)


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

    def __len__(self) -> int:
        return len(self.predecessor)


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


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything ``schedule`` needs; build a changed one with ``plan.replace(...)``."""

    calendars: tuple[Calendar, ...]
    tasks: Tasks
    links: Links = field(default_factory=Links)
    projects: tuple[Project, ...] = (Project(start=0),)

    def replace(self, **changes: Any) -> Plan:  # noqa: ANN401 - the fields' own types
        """Return a copy with the named fields exchanged."""
        return replace(self, **changes)
