"""What a draft is made of, as plain values: everything after this is pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from headway.app.bridge.reports.moves import Moved
from headway.app.bridge.reports.snapshot import Snapshot, TaskState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

DAY = 1440


@dataclass(frozen=True, slots=True)
class Said:
    """A line that people wrote or corrected in a report of the period, or the summary of an event."""

    section: str
    text: str
    task: int | None = None
    record: int | None = None
    source: str = ""
    """Where it was said, as "Daily report of 12 May 2026"; empty for events."""


@dataclass(frozen=True, slots=True)
class Below:
    """A component right below a program or portfolio."""

    id: int
    name: str
    level: str
    reason: str
    variance_days: float | None
    reported: str
    """How long ago it last reported, in words; empty where it does not have to."""


@dataclass(frozen=True, slots=True)
class Handoff:
    """A task that waits for another plan."""

    task: TaskState
    giver_finish: int | None
    float_days: float | None


@dataclass(frozen=True, slots=True)
class Blocked:
    """A task that somebody marked as blocked."""

    task: TaskState
    since: int
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An open row of the register."""

    id: int
    kind: str
    text: str
    """Reference and title."""
    score: float | None = None
    level: str = ""
    """red and amber by the score of a threat."""
    too_high: bool = False
    """Above what its holder may keep, and nobody above was asked."""
    days_late: int = 0


@dataclass(frozen=True, slots=True)
class Tolerated:
    """How one dimension stands against its tolerance."""

    dimension: str
    level: str
    """green within, amber near the edge, red beyond it, none where nothing can be judged."""
    text: str


@dataclass(frozen=True, slots=True)
class Money:
    forecast: Decimal
    budget: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Facts:
    component: int
    kind: str
    """A value of ``Report.Kind``."""
    now: int
    """The start of the local day, in minutes of the plan's clock."""
    since: int
    """The same of the day that the period began on."""
    horizon: int
    """Up to when the next steps reach."""
    per_day: int
    health: str
    reasons: Sequence[dict[str, Any]] = ()
    """As the rollup keeps them."""
    broken: Sequence[str] = ()
    """Errors that the engine found."""
    percent: float | None = None
    planned_percent: float | None = None
    finish: int | None = None
    finish_before: int | None = None
    """The forecast finish at the last report."""
    margin_days: float | None = None
    """Working days between the forecast finish and the baseline's or the imposed one; negative is late."""
    holds: float | None = None
    """Share of the runs of the last simulation that keep the agreed finish; None where nothing was simulated."""
    has_baseline: bool = False
    added: int = 0
    """Tasks that the baseline does not know."""
    tasks: Sequence[TaskState] = ()
    """Working tasks and milestones, no summaries."""
    before: dict[int, TaskState] | None = None
    moves: Sequence[Moved] = ()
    handoffs: Sequence[Handoff] = ()
    blocked: Sequence[Blocked] = ()
    money: Money | None = None
    register: Sequence[Entry] = ()
    """Open threats and issues, overdue actions, lessons of the period; the worst first."""
    tolerances: Sequence[Tolerated] = ()
    said: Sequence[Said] = ()
    changes: int = 0
    """Changes of the plan in the period."""
    changers: int = 0
    """People who did."""
    below: Sequence[Below] = ()
    requests: Sequence[Said] = ()
    """Support that is still waited for."""
    milestones_below: Sequence[TaskState] = field(default_factory=tuple)


__all__ = [
    "Below", "Blocked", "Entry", "Facts", "Handoff", "Money", "Moved", "Said", "Snapshot", "TaskState", "Tolerated",
]  # fmt: skip
