"""Why a date is what it is, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Date = Literal["start", "finish", "late_start", "late_finish"]

Cause = Literal[
    "link", "span", "summary", "child", "duration", "leveling-delay", "as-late-as-possible",
    "project-start", "data-date", "constraint", "actual-date", "manual-date", "remaining-work", "earlier-work",
    "expected-finish", "project-finish", "must-finish", "deadline", "open-end", "unlimited",
]  # fmt: skip
"""What decides a date. The first seven lead on to another date: ``link`` to another task, ``span`` to the first or the
last of what a level of effort or a WBS summary spans, ``summary`` to the summary above, ``child`` to a task below,
``duration`` to the other end of the task, ``leveling-delay`` and ``as-late-as-possible`` to the date without them. All
others are roots: the chain ends there. ``remaining-work``: started work goes on at its resume date or where it began.
``earlier-work``: what it follows begins before its project."""

ROOTS = frozenset(
    ("project-start", "data-date", "constraint", "actual-date", "manual-date", "remaining-work", "earlier-work",
     "expected-finish", "project-finish", "must-finish", "deadline", "open-end", "unlimited")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pause:
    """Time without work that a date or a lag was carried over."""

    calendar: int
    """Row in ``Plan.calendars``."""
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Step:
    """One date and what decides it."""

    task: int
    """Row of the task or summary."""
    of: Date
    instant: int
    cause: Cause
    other: int = -1
    """Row of the predecessor, successor, summary or child that the cause comes from; -1 for the task itself."""
    other_of: Date | None = None
    """Which date of the other row counts."""
    origin: int = 0
    """That date, or the date of the constraint, deadline, project ..."""
    link: int = -1
    """Row in ``Plan.links``."""
    asked: int = 0
    """What the cause asks for, its lag included, before calendars carry it to ``instant``."""
    on: Literal["start", "finish"] = "start"
    """End of the task that the cause bears on; the duration gives the other."""
    calendar: int = -1
    """Row of the calendar that carried ``asked`` to ``instant``; -1 where none did."""
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The chain that decides one date, from the date back to its root cause."""

    task: int
    of: Date
    instant: int
    steps: tuple[Step, ...]

    @property
    def root(self) -> Step:
        """The last step."""
        return self.steps[-1]

    @property
    def links(self) -> tuple[int, ...]:
        """Rows of the links along the chain, the nearest first."""
        return tuple(step.link for step in self.steps if step.link >= 0)
