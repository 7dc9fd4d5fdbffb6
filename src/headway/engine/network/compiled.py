"""A plan made ready for the kernels: nodes in topological order, incoming links as compressed rows.

Compiling and running are apart, so that simulation and incremental changes run many times over one compiled plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from headway.engine.calendars import CompiledCalendars
    from headway.engine.network.options import ScheduleOptions
    from headway.engine.network.result import Diagnostic
    from headway.engine.plan import Minutes, Plan


class Nodes(NamedTuple):
    """One element a node, in topological order."""

    row: NDArray[np.int32]
    """Row of the task."""
    flags: NDArray[np.int16]
    duration: Minutes
    """Working minutes of the calendar still to do where STARTED, all of them elsewhere."""
    calendar: NDArray[np.int32]
    project: NDArray[np.int32]
    floor_start: Minutes
    """No start before; MISSING for none."""
    floor_finish: Minutes
    cap_start: Minutes
    """Early dates are pulled to this; FREE for none."""
    cap_finish: Minutes
    late_start: Minutes
    """Late dates end here; FREE for none."""
    late_finish: Minutes
    given_start: Minutes
    given_finish: Minutes
    resume: Minutes
    """Where the part of STARTED work that ``duration`` stands for begins."""
    going_on: Minutes
    """Where the remaining part of STARTED work begins."""
    delay: Minutes
    float_calendar: NDArray[np.int32]


class Edges(NamedTuple):
    """Incoming edges of node i are ``first[i]`` to ``first[i + 1]``."""

    first: NDArray[np.int32]
    source: NDArray[np.int32]
    kind: NDArray[np.int8]
    """``LinkType`` or one of the kinds of gates."""
    lag: Minutes
    calendar: NDArray[np.int32]
    """Row of the calendar on which the lag counts."""
    link: NDArray[np.int32]
    """Row in ``Plan.links``; -1 for an edge of a gate."""


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
