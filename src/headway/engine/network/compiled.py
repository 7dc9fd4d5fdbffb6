"""A plan made ready for the kernels: nodes in topological order, incoming links as compressed rows.

Compiling and running are apart, so that simulation and incremental changes run many times over one compiled plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from headway.engine.network import layout

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.calendars import CompiledCalendars
    from headway.engine.network.options import ScheduleOptions
    from headway.engine.network.result import Diagnostic
    from headway.engine.plan import Minutes, Plan


LINE = 64
"""Bytes in a cache line of nearly all processors."""


def aligned(count: int) -> NDArray[np.int32]:
    """Make room for a table of which no row of 32 bytes lies in two cache lines.

    Parameters
    ----------
    count : int
        Numbers in the table.

    Returns
    -------
    ndarray of int32, shape (count,)
        Not initialized.
    """
    room = np.empty(count + LINE // 4, np.int32)
    skipped = -room.__array_interface__["data"][0] % LINE // 4
    return room[skipped : skipped + count]


@dataclass(frozen=True, slots=True)
class Nodes:
    """Nodes in topological order, as flat tables of numbers: see ``layout``."""

    hot: NDArray[np.int32]
    cold: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.hot) // layout.HOT

    def of(self, number: int) -> NDArray[np.int32]:
        """Return one hot number of every node, as a view."""
        return self.hot[number :: layout.HOT]

    def cold_of(self, number: int) -> NDArray[np.int32]:
        """Return one cold number of every node, as a view."""
        return self.cold[number :: layout.COLD]

    @property
    def flags(self) -> NDArray[np.int32]:
        """Bits that say what is special about a node."""
        return self.of(layout.FLAGS)

    @property
    def duration(self) -> NDArray[np.int32]:
        """Working minutes of the calendar still to do where STARTED, all of them elsewhere.

        A forward pass writes those of work with an expected finish.
        """
        return self.of(layout.DURATION)

    @property
    def calendar(self) -> NDArray[np.int32]:
        """Calendar on which the node runs."""
        return self.of(layout.CALENDAR)

    @property
    def floor_start(self) -> NDArray[np.int32]:
        """No start before."""
        return self.of(layout.FLOOR_START)

    @property
    def project(self) -> NDArray[np.int32]:
        """Row of the project."""
        return self.of(layout.PROJECT)

    @property
    def float_calendar(self) -> NDArray[np.int32]:
        """Calendar on which floats count."""
        return self.cold_of(layout.FLOAT_CALENDAR)

    @property
    def row(self) -> NDArray[np.int32]:
        """Row of the task."""
        return self.of(layout.ROW)

    @property
    def floor_finish(self) -> NDArray[np.int32]:
        """No finish before; MISSING for none."""
        return self.cold_of(layout.FLOOR_FINISH)

    @property
    def cap_start(self) -> NDArray[np.int32]:
        """Early starts are pulled to this; FREE for none."""
        return self.cold_of(layout.CAP_START)

    @property
    def cap_finish(self) -> NDArray[np.int32]:
        """Early finishes are pulled to this; FREE for none."""
        return self.cold_of(layout.CAP_FINISH)

    @property
    def late_start(self) -> NDArray[np.int32]:
        """Late starts end here; FREE for none."""
        return self.cold_of(layout.LATE_START)

    @property
    def late_finish(self) -> NDArray[np.int32]:
        """Late finishes end here; FREE for none."""
        return self.cold_of(layout.LATE_FINISH)

    @property
    def given_start(self) -> NDArray[np.int32]:
        """Start that is given."""
        return self.cold_of(layout.GIVEN_START)

    @property
    def given_finish(self) -> NDArray[np.int32]:
        """Finish that is given."""
        return self.cold_of(layout.GIVEN_FINISH)

    @property
    def resume(self) -> NDArray[np.int32]:
        """Where the part of STARTED work that ``duration`` stands for begins."""
        return self.cold_of(layout.RESUME)

    @property
    def going_on(self) -> NDArray[np.int32]:
        """Where the remaining part of STARTED work begins."""
        return self.cold_of(layout.GOING_ON)

    @property
    def delay(self) -> NDArray[np.int32]:
        """Clock minutes by which leveling holds the start back."""
        return self.cold_of(layout.DELAY)

    @property
    def expected_finish(self) -> NDArray[np.int32]:
        """Until when the work lasts where EXPECTED."""
        return self.cold_of(layout.EXPECTED_FINISH)

    def with_floors(self, floor_start: Minutes) -> Nodes:
        """Return the same nodes with other earliest starts."""
        hot = aligned(len(self.hot))
        hot[:] = self.hot
        hot[layout.FLOOR_START :: layout.HOT] = floor_start
        return Nodes(hot, self.cold)


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges sorted by target, as a flat table; incoming edges of node i are ``first[i]`` to ``first[i + 1]``."""

    first: NDArray[np.int32]
    table: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.table) // layout.EDGE

    def of(self, number: int) -> NDArray[np.int32]:
        """Return one number of every edge, as a view."""
        return self.table[number :: layout.EDGE]

    @property
    def source(self) -> NDArray[np.int32]:
        """Node where the edge begins."""
        return self.of(layout.SOURCE)

    @property
    def kind(self) -> NDArray[np.int8]:
        """``LinkType`` or one of the kinds of gates."""
        return (self.of(layout.INFO) & layout.KIND).astype("int8")

    @property
    def lag(self) -> Minutes:
        """Minutes of the lag."""
        return self.of(layout.LAG)

    @property
    def calendar(self) -> NDArray[np.int32]:
        """Row of the calendar on which the lag counts."""
        return self.of(layout.INFO) >> layout.CALENDAR_SHIFT

    @property
    def link(self) -> NDArray[np.int32]:
        """Row in ``Plan.links``; -1 for an edge of a gate."""
        return self.of(layout.LINK)


class Parts(NamedTuple):
    """Parts of node i, on calendars of their own, are ``first[i]`` to ``first[i + 1]``."""

    first: NDArray[np.int32]
    calendar: NDArray[np.int32]
    duration: Minutes


@dataclass(frozen=True, slots=True)
class Outline:
    """The tree of rows."""

    parent: NDArray[np.int32]
    order: NDArray[np.int32]
    """Rows, deepest first."""
    summary: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CompiledPlan:
    """All that ``run`` needs; ``nodes`` is None where an error leaves nothing to run."""

    plan: Plan
    options: ScheduleOptions
    diagnostics: tuple[Diagnostic, ...]
    calendars: CompiledCalendars | None = None
    nodes: Nodes | None = None
    edges: Edges | None = None
    parts: Parts | None = None
    outline: Outline | None = None
    leaf: NDArray[np.int32] | None = None
    """Node of each task row; -1 for summaries."""
