"""A scheduling problem with limited resources, as columns: what the solvers take and what the check reads.

Time is whole periods from 0. An activity occupies ``[start, start + duration)`` of the mode it is done in, and needs
``demand`` of every renewable resource in each of these periods; ``usage`` is taken from a stock once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.network.order import topological_order
from headway.engine.network.result import Diagnostic

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNKNOWN = int(np.iinfo(np.int32).min)
"""What stands for a number that is none (NaN)."""
LONGEST = 2**30
"""No date of a solution lies beyond so many periods."""


def whole(values: Any, shape: tuple[int, ...]) -> NDArray[np.int32]:
    """Bring numbers to int32 without wrapping round: NaN becomes UNKNOWN, what is too large the nearest end.

    Parameters
    ----------
    values : array_like
        Numbers, or one for all.
    shape : tuple of int
        Wanted shape.

    Returns
    -------
    ndarray of int32
        Not writeable.

    Raises
    ------
    ValueError
        If the numbers have another shape.
    """
    array = np.asarray(values)
    if array.ndim and array.shape != shape:
        raise ValueError(f"a column has the shape {array.shape}; {shape} was expected")
    limits = np.iinfo(np.int32)
    numbers = np.nan_to_num(array.astype(np.float64), nan=limits.min, posinf=limits.max, neginf=limits.min)
    column = np.empty(shape, np.int32)
    column[...] = np.clip(np.rint(numbers), limits.min, limits.max)
    column.flags.writeable = False
    return column


@dataclass(frozen=True, slots=True)
class Problem:
    """Activities, their modes, links and resources. ``None`` columns are filled with the stated default."""

    capacity: NDArray[np.int32]
    """Units of each renewable resource in every period, shape (resources,)."""
    duration: NDArray[np.int32]
    """Periods, one a mode, shape (modes,)."""
    demand: NDArray[np.int32]
    """Units of each renewable resource, shape (modes, resources)."""
    predecessor: NDArray[np.int32] = None  # type: ignore[assignment]
    """Row of an activity, shape (links,); default no links."""
    successor: NDArray[np.int32] = None  # type: ignore[assignment]
    lag: NDArray[np.int32] = None  # type: ignore[assignment]
    """Least periods between; may be negative, which makes a greatest distance; default 0."""
    from_start: NDArray[np.bool_] = None  # type: ignore[assignment]
    """Whether the lag counts from the predecessor's start instead of its finish; default False."""
    first_mode: NDArray[np.int32] = None  # type: ignore[assignment]
    """Where the modes of each activity begin, shape (activities + 1,); default one mode each."""
    stock: NDArray[np.int32] = None  # type: ignore[assignment]
    """What there is of each non-renewable resource, shape (stocks,); default none."""
    usage: NDArray[np.int32] = None  # type: ignore[assignment]
    """Taken from each stock, shape (modes, stocks)."""
    release: NDArray[np.int32] = None  # type: ignore[assignment]
    """Earliest start of each activity, shape (activities,); default 0."""
    project: NDArray[np.int32] = None  # type: ignore[assignment]
    """Project of each activity, shape (activities,); default 0."""
    critical: NDArray[np.int32] = None  # type: ignore[assignment]
    """Shortest possible length of each project, from which its delay counts, shape (projects,)."""
    begin: NDArray[np.int32] = None  # type: ignore[assignment]
    """Release date of each project, shape (projects,); default 0."""

    def __post_init__(self) -> None:
        """Bring every column to its stated type and fill the missing ones.

        Raises
        ------
        ValueError
            If lengths do not fit together.
        """
        modes, resources = len(self.duration), len(self.capacity)
        first = np.arange(modes + 1) if self.first_mode is None else self.first_mode
        count = len(first) - 1
        links = 0 if self.predecessor is None else len(self.predecessor)
        stocks = 0 if self.stock is None else len(self.stock)
        projects = 1 if self.critical is None else len(self.critical)
        for name, shape in (
            ("capacity", (resources,)), ("duration", (modes,)), ("demand", (modes, resources)),
            ("predecessor", (links,)), ("successor", (links,)), ("lag", (links,)), ("stock", (stocks,)),
            ("usage", (modes, stocks)), ("release", (count,)), ("project", (count,)), ("critical", (projects,)),
            ("begin", (projects,)),
        ):  # fmt: skip
            given = getattr(self, name)
            object.__setattr__(self, name, whole(0 if given is None else given, shape))
        object.__setattr__(self, "first_mode", whole(first, (count + 1,)))
        from_start = np.zeros(links, bool) if self.from_start is None else np.asarray(self.from_start, bool)
        object.__setattr__(self, "from_start", from_start)

    def __len__(self) -> int:
        return len(self.first_mode) - 1


def trouble(problem: Problem) -> tuple[ResourceDiagnostic, ...]:
    """Find what makes a problem senseless, before anything is calculated with it.

    Parameters
    ----------
    problem : Problem
        To look at.

    Returns
    -------
    tuple of ResourceDiagnostic
        Errors; ``tasks`` are rows of activities, ``links`` rows of links. Empty where it can be solved.
    """
    found = [each for each in _numbers(problem) if each.tasks or each.links or each.resources]
    if not found:
        found = [each for each in (*_reach(problem), *_cycles(problem)) if each.tasks]
    return tuple(found)


def _numbers(problem: Problem) -> list[ResourceDiagnostic]:
    if not len(problem):
        return []
    modes = np.diff(problem.first_mode)
    if (modes < 1).any() or problem.first_mode[0] != 0 or problem.first_mode[-1] != len(problem.duration):
        empty = np.flatnonzero(modes < 1)
        return [_error("no-mode", "Activities without a way to do them.", empty if len(empty) else [0])]
    owner = np.repeat(np.arange(len(problem)), modes)
    ends = np.stack((problem.predecessor, problem.successor), 1).reshape(-1, 2)
    dangling = ((ends < 0) | (ends >= len(problem))).any(1)
    lost = np.abs(problem.lag.astype(np.int64)) > LONGEST
    return [
        _error("no-duration", "Durations are negative or no numbers.", np.unique(owner[problem.duration < 0])),
        _error("no-demand", "Demands are negative or no numbers.",
               np.unique(owner[(problem.demand < 0).any(1) | (problem.usage < 0).any(1)])),
        _error("no-release", "Release dates are negative or no numbers.", np.flatnonzero(problem.release < 0)),
        _error("no-capacity", "Capacities are negative or no numbers.",
               resources=np.flatnonzero(problem.capacity < 0)),
        _error("no-stock", "Stocks are negative or no numbers.", resources=np.flatnonzero(problem.stock < 0)),
        _error("dangling-task", "Links lead to activities that are not there.", links=np.flatnonzero(dangling)),
        _error("lag-out-of-range", "Lags are too long or no numbers.", links=np.flatnonzero(lost)),
        _error("project-missing", "Activities belong to projects that are not there.",
               np.flatnonzero((problem.project < 0) | (problem.project >= len(problem.critical)))),
        _error("date-out-of-range", "All the work one after the other ends beyond all dates.",
               np.arange(len(problem)) if longest(problem) > LONGEST else ()),
    ]  # fmt: skip


def longest(problem: Problem) -> int:
    """Bound the end of any sensible solution: everything one after the other, each in its longest mode.

    Parameters
    ----------
    problem : Problem
        To look at.

    Returns
    -------
    int
        Periods.
    """
    slowest = np.maximum.reduceat(problem.duration, problem.first_mode[:-1]) if len(problem) else np.zeros(1, np.int32)
    total = int(slowest.astype(np.int64).sum())
    return total + int(np.abs(problem.lag.astype(np.int64)).sum()) + int(problem.release.max(initial=0))


def _reach(problem: Problem) -> list[ResourceDiagnostic]:
    """Find activities of which every mode asks for more than there is at all."""
    if not len(problem):
        return []
    over = (problem.demand > problem.capacity).any(1) & (problem.duration > 0)
    over |= (problem.usage > problem.stock).any(1)
    hopeless = np.flatnonzero(np.logical_and.reduceat(over, problem.first_mode[:-1]))
    return [_error("demand-beyond-capacity", "Activities need more of a resource than there is at all.", hopeless)]


def _cycles(problem: Problem) -> list[ResourceDiagnostic]:
    """Find circles of links; greatest distances between starts, which are links with a negative lag, make none."""
    kept = ~(problem.from_start & (problem.lag <= 0))
    before, after = problem.predecessor[kept], problem.successor[kept]
    cycles = topological_order(len(problem), before, after).cycles
    return [_error("cycle", f"{len(each)} activities wait for each other in a circle.", each) for each in cycles]


def _error(name: str, message: str, tasks: Any = (), links: Any = (), resources: Any = ()) -> ResourceDiagnostic:
    return ResourceDiagnostic(
        name, message, "error", tuple(map(int, tasks)), tuple(map(int, links)), tuple(map(int, resources))
    )


@dataclass(frozen=True, slots=True)
class ResourceDiagnostic(Diagnostic):
    """Trouble that may also concern rows of resources."""

    resources: tuple[int, ...] = ()
