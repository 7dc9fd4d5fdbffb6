"""What an explanation of a selection consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from headway.engine.selection.result import Violation

Reason = Literal[
    "forbidden",
    "no-start",
    "excluded",
    "prerequisite",
    "limits",
    "adds-nothing",
    "others-are-worth-more",
    "least-violation",
]
"""Why a project is left out: its rows are forbidden; none fits the horizon; a chosen project excludes it; one that it
needs is left out or ends too late; adding it breaks limits; adding it breaks none but gains nothing; it is left out
although adding it would gain (the gap is not closed); not every limit can be kept."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A number that lies between two; the two are equal where it was worked out exactly."""

    low: float
    high: float

    @property
    def exact(self) -> bool:
        """Tell whether the ends agree to rounding."""
        return self.high - self.low <= 1e-6 * max(1.0, abs(self.low), abs(self.high))


@dataclass(frozen=True, slots=True)
class Cut:
    """A chosen project, and what the selection would lose without it."""

    project: int
    row: int
    loss: Interval | None
    """Value of the best selection less that of the best one without the project; None: it cannot be cut while every
    limit is kept."""
    frees: float
    """Money within the horizon that it takes now."""
    takes_its_place: tuple[int, ...]
    """Projects that the selection without it has and this one has not."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A project that was not chosen: why, what it would take, and what it would cost to insist."""

    project: int
    reasons: tuple[Reason, ...]
    others: tuple[int, ...]
    """Projects that the reasons excluded and prerequisite are about."""
    row: int
    """The row that comes nearest to fitting beside what is chosen; -1 where there is none."""
    start: int
    """Its start."""
    gain: float
    """What it would add if its needs were met."""
    needs: tuple[Violation, ...]
    """By how much which limit would have to give way for it, everything chosen staying as it is."""
    regret: Interval | None
    """Value of the best selection less that of the best one with the project in; None: it cannot be in while every
    limit is kept."""
    displaces: tuple[int, ...]
    """Projects that the selection with it has not and this one has."""


@dataclass(frozen=True, slots=True)
class ShadowPrice:
    """What one unit more of a limit is worth, if parts of projects could be had."""

    kind: str
    """As in ``Violation``."""
    index: tuple[int, ...]
    worth: float
    """Value for one unit of room more; never negative."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a selection is as it is."""

    cuts: tuple[Cut, ...]
    """The cut list: what loses least comes first, what cannot be cut last."""
    left_out: tuple[LeftOut, ...]
    """What would be regretted least comes first."""
    prices: tuple[ShadowPrice, ...]
    """Limits whose room is worth something, the kinds in the order of the model."""
    seconds: float
