# ruff: noqa: RUF009 - the calls describe columns, as ``field`` does
"""Frozen input of a simulation: what is uncertain about a plan, as columns.

Rows refer to each other by number. Durations and delays are working minutes of the task's calendar, money is in the
caller's currency, probabilities are between 0 and 1. ``NONE`` marks "no row".
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from headway.engine.network.result import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Sequence

Rows = NDArray[np.int32]
Numbers = NDArray[np.float64]

_THREE = ("low", "likely", "high")

NONE = -1
"""No row, in any column that names one."""


class Shape(IntEnum):
    """What a spread looks like, and what its three numbers mean."""

    FIXED = 0
    """Always ``likely``."""
    TRIANGULAR = 1
    """Least, most likely, most."""
    PERT = 2
    """Beta with lambda 4 between least and most: mean (a + 4 m + b) / 6, variance (mean - a)(b - mean) / 7."""
    PERT_MOMENTS = 3
    """Beta with the same mean and the textbook's standard deviation (b - a) / 6."""
    UNIFORM = 4
    """``low`` to ``high``."""
    LOGNORMAL = 5
    """``likely`` is the mean, ``high`` the standard deviation."""
    LOGNORMAL_RANGE = 6
    """``low`` is P10, ``high`` is P90."""
    TRIGEN = 7
    """A triangle of which ``low`` is P10, ``likely`` the mode and ``high`` P90."""
    DISCRETE = 8
    """One of the values of ``points`` with their weights."""
    EMPIRICAL = 9
    """Values of ``points`` as a reference class: straight between neighbors."""


class Aim(IntEnum):
    """What a risk acts on."""

    TASK = 0
    COST_LINE = 1
    BRANCH = 2


@dataclass(frozen=True, slots=True)
class InputDiagnostic(Diagnostic):
    """Trouble with the uncertainty: ``rows`` of the named ``table``, beside the rows of tasks where they are known."""

    table: str = ""
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Points:
    """Values with weights; no weights are equal ones."""

    values: Numbers
    weights: Numbers = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        """Bring both columns to float64.

        Raises
        ------
        ValueError
            If a column holds no numbers or the lengths differ.
        """
        object.__setattr__(self, "values", _column(self.values, np.dtype(np.float64)))
        given = np.ones(len(self.values)) if self.weights is None else self.weights
        object.__setattr__(self, "weights", _column(given, np.dtype(np.float64)))
        if self.values.shape != self.weights.shape or self.values.ndim != 1:
            raise ValueError("Points need as many weights as values")


def _column(values: Any, dtype: np.dtype[Any]) -> NDArray[Any]:
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raise ValueError(f"a column holds {array.dtype} where numbers were expected")
    if dtype.kind == "i" and array.dtype.kind == "f":
        limits = np.iinfo(dtype)
        array = np.clip(np.rint(np.nan_to_num(array, nan=-1.0)), limits.min, limits.max)
    elif dtype.kind == "i" and array.size:
        limits = np.iinfo(dtype)
        array = np.clip(array, limits.min, limits.max)
    array = np.ascontiguousarray(array, dtype).view()
    array.flags.writeable = False
    return array


@dataclass(frozen=True, slots=True)
class _Table:
    def __post_init__(self) -> None:
        """Bring every column to its type and one length; what is left out is filled with its default.

        Raises
        ------
        ValueError
            If a column holds no numbers, or its length differs from the first one's.
        """
        length = -1
        for each in fields(self):
            if "dtype" not in each.metadata:
                continue
            given = getattr(self, each.name)
            if given is None:
                given = np.full(max(length, 0), each.metadata["default"])
            array = _column(np.atleast_1d(given) if length < 0 else given, np.dtype(each.metadata["dtype"]))
            length = len(array) if length < 0 else length
            if array.shape != (length,):
                raise ValueError(
                    f"{type(self).__name__}.{each.name} has the shape {array.shape}; ({length},) is needed"
                )
            object.__setattr__(self, each.name, array)

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))


def _numbers(default: float = np.nan) -> Any:
    return field(default=None, metadata={"dtype": np.float64, "default": default})


def _rows(default: int = NONE) -> Any:
    return field(default=None, metadata={"dtype": np.int32, "default": default})


@dataclass(frozen=True, slots=True)
class Spreads(_Table):
    """Distributions, one a row; what ``low``, ``likely`` and ``high`` mean is said by ``Shape``."""

    shape: Rows = _rows()
    low: Numbers = _numbers()
    likely: Numbers = _numbers()
    high: Numbers = _numbers()
    point: Rows = _rows()
    """Row of ``points``, for DISCRETE and EMPIRICAL."""
    points: tuple[Points, ...] = ()


@dataclass(frozen=True, slots=True)
class Durations(_Table):
    """Tasks with an uncertain duration. Of work that has begun, the remaining part takes the same share of it."""

    task: Rows = _rows()
    spread: Rows = _rows()
    """Of the whole duration in working minutes."""


@dataclass(frozen=True, slots=True)
class Correlation:
    """Durations that are large together: Spearman's rank correlation between tasks."""

    tasks: Rows
    matrix: Numbers
    """Shape (k, k)."""

    def __post_init__(self) -> None:
        """Bring both to their types.

        Raises
        ------
        ValueError
            If the matrix is not square in the number of tasks.
        """
        object.__setattr__(self, "tasks", _column(self.tasks, np.dtype(np.int32)))
        object.__setattr__(self, "matrix", _column(self.matrix, np.dtype(np.float64)))
        if self.tasks.ndim != 1 or self.matrix.shape != (len(self.tasks),) * 2:
            raise ValueError("Correlation.matrix needs one row and one column a task")


@dataclass(frozen=True, slots=True)
class Drivers(_Table):
    """Risk drivers: where one is active, the durations of all its tasks are multiplied by one sampled factor."""

    probability: Numbers = _numbers(1.0)
    spread: Rows = _rows()
    """Of the factor."""


@dataclass(frozen=True, slots=True)
class DriverTasks(_Table):
    """Which driver acts on which task."""

    driver: Rows = _rows()
    task: Rows = _rows()


@dataclass(frozen=True, slots=True)
class Risks(_Table):
    """Threats (positive impacts) and opportunities (negative ones), before and after treatment.

    What is left out of the columns ``after`` stays as before.
    """

    probability: Numbers = _numbers(0.0)
    delay: Rows = _rows()
    """Row of ``Spreads``: working minutes on each task of the risk; one sample a run for all of them."""
    money: Rows = _rows()
    """Row of ``Spreads``: money, once a run."""
    probability_after: Numbers = _numbers()
    delay_after: Rows = _rows()
    money_after: Rows = _rows()
    response_cost: Numbers = _numbers(0.0)
    """Certain cost of the treatment."""


@dataclass(frozen=True, slots=True)
class RiskAims(_Table):
    """What each risk acts on. A risk that opens a branch has it taken where the risk happens."""

    risk: Rows = _rows()
    aim: Rows = _rows(Aim.TASK)
    row: Rows = _rows()
    """Row of the plan's tasks, of ``Costs`` or of ``Branches``, as ``aim`` says."""


@dataclass(frozen=True, slots=True)
class Branches(_Table):
    """Alternatives: of the branches with one number of ``group``, at most one is taken in a run."""

    group: Rows = _rows()
    probability: Numbers = _numbers(0.0)


@dataclass(frozen=True, slots=True)
class BranchTasks(_Table):
    """Tasks of branches: where theirs is not taken, they take no time and cost nothing; links go on through them."""

    branch: Rows = _rows()
    task: Rows = _rows()


@dataclass(frozen=True, slots=True)
class Costs(_Table):
    """Cost lines: fixed + rate x duration."""

    task: Rows = _rows()
    """Task whose duration counts; NONE for a line of a whole project."""
    fixed: Rows = _rows()
    """Row of ``Spreads``: money that does not depend on time; NONE for nothing."""
    rate_per_hour: Numbers = _numbers(0.0)
    """Money for each working hour of the task's duration."""
    project: Rows = _rows(0)
    """Row of ``Plan.projects``, where there is no task."""


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """All that is uncertain about a plan."""

    spreads: Spreads = field(default_factory=Spreads)
    durations: Durations = field(default_factory=Durations)
    correlations: tuple[Correlation, ...] = ()
    drivers: Drivers = field(default_factory=Drivers)
    driver_tasks: DriverTasks = field(default_factory=DriverTasks)
    risks: Risks = field(default_factory=Risks)
    risk_aims: RiskAims = field(default_factory=RiskAims)
    branches: Branches = field(default_factory=Branches)
    branch_tasks: BranchTasks = field(default_factory=BranchTasks)
    costs: Costs = field(default_factory=Costs)
    milestones: Rows = field(default_factory=lambda: np.empty(0, np.int32))
    """Rows of tasks whose finish is reported beside that of all projects."""

    def __post_init__(self) -> None:
        """Bring the milestones to int32."""
        object.__setattr__(self, "milestones", _column(np.atleast_1d(self.milestones), np.dtype(np.int32)))

    def replace(self, **changes: Any) -> Uncertainty:
        """Return a copy with the named tables exchanged."""
        return replace(self, **changes)


def three_points(shape: Shape, low: Any, likely: Any, high: Any) -> Spreads:
    """Build spreads of one shape from columns of their three numbers.

    Parameters
    ----------
    shape : Shape
        For every row.
    low, likely, high : array_like, shape (k,)
        As ``Shape`` says.

    Returns
    -------
    Spreads
    """
    low, likely, high = np.broadcast_arrays(*(np.atleast_1d(np.asarray(each, float)) for each in (low, likely, high)))
    return Spreads(np.full(len(low), shape, np.int32), low, likely, high)


def joined(*tables: Spreads) -> tuple[Spreads, tuple[int, ...]]:
    """Put spreads below each other.

    Parameters
    ----------
    *tables : Spreads
        In order.

    Returns
    -------
    Spreads
    tuple of int
        First row of each of the given tables.
    """
    sizes = [len(table) for table in tables]
    points = [len(table.points) for table in tables]
    shift = np.cumsum([0, *points])
    moved: Sequence[Rows] = [
        np.where(table.point >= 0, table.point + at, NONE) for table, at in zip(tables, shift, strict=False)
    ]
    columns = {name: np.concatenate([getattr(table, name) for table in tables]) for name in ("shape", *_THREE)}
    lists = tuple(each for table in tables for each in table.points)
    whole = Spreads(**columns, point=np.concatenate(moved), points=lists)
    return whole, tuple(np.cumsum([0, *sizes])[:-1].tolist())
