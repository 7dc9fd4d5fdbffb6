"""Frozen input of a selection: what could be done, as columns.

A row is one way to do one project: a project with scope options has several rows with the same number in ``project``,
of which at most one is chosen. Periods are whole numbers from 0, the first one that is planned. Relations
(prerequisites, exclusions, synergies) name projects, not rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.selection.columns import numbers, pairs, whole_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

LAST = -1
"""As ``latest``: as late as the horizon allows."""


@dataclass(frozen=True, slots=True)
class Synergy:
    """Value and cost that come on top, or are lost and saved, when all of these projects are chosen."""

    projects: tuple[int, ...]
    value: float = 0.0
    """Negative where the projects get in each other's way."""
    cost: tuple[float, ...] = ()
    """Money out on top in each period of the plan, from period 0 on whenever they start; negative is saved."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """What could be done, n rows; d is the longest profile in periods, k the number of skills, o of objectives."""

    value: NDArray[np.float64]
    """Worth of choosing the row, float64 (n,), in money or points; or (n, periods) by the period of its start."""
    cost: NDArray[np.float64] = None  # type: ignore[assignment]
    """Money out, (n, d), counted from the row's own start; default 0."""
    income: NDArray[np.float64] = None  # type: ignore[assignment]
    """Money in, (n, d), counted from the row's own start; default 0."""
    demand: NDArray[np.float64] = None  # type: ignore[assignment]
    """Units of each skill, (n, k, d), counted from the row's own start; default none."""
    duration: NDArray[np.int32] = None  # type: ignore[assignment]
    """Periods from start to finish, at least 1; default d."""
    earliest: NDArray[np.int32] = None  # type: ignore[assignment]
    """First period in which the row may start; default 0."""
    latest: NDArray[np.int32] = None  # type: ignore[assignment]
    """Last period in which it may start; default ``LAST``."""
    project: NDArray[np.int32] = None  # type: ignore[assignment]
    """Number of the project, 0 to n - 1; rows that share one are its scope options; default the row's own number."""
    category: NDArray[np.int32] = None  # type: ignore[assignment]
    """What balance shares are counted by; default 0."""
    contribution: NDArray[np.float64] = None  # type: ignore[assignment]
    """What the row gives to each objective, (n, o), on any scale; default none."""
    risk: NDArray[np.float64] = None  # type: ignore[assignment]
    """Exposure of the row, added up over the selection; default 0."""
    mandatory: NDArray[np.bool_] = None  # type: ignore[assignment]
    """One of the project's rows marked so has to be chosen."""
    forbidden: NDArray[np.bool_] = None  # type: ignore[assignment]
    """The row is never chosen."""
    ongoing: NDArray[np.bool_] = None  # type: ignore[assignment]
    """Work that runs already: it goes on from period 0, or is stopped."""
    stop_cost: NDArray[np.float64] = None  # type: ignore[assignment]
    """Money out in period 0 when an ongoing project is not chosen (the largest of its rows)."""
    stop_loss: NDArray[np.float64] = None  # type: ignore[assignment]
    """Value lost when an ongoing project is not chosen (the largest of its rows)."""
    prerequisites: NDArray[np.int32] = None  # type: ignore[assignment]
    """(p, 2): project needed, project that needs it."""
    after_finish: NDArray[np.bool_] = None  # type: ignore[assignment]
    """(p,): the second project starts only when the first has finished; default False, both are chosen, at any time."""
    exclusions: tuple[tuple[int, ...], ...] = ()
    """Sets of projects of which at most one is chosen."""
    synergies: tuple[Synergy, ...] = ()
    discount: float = field(default=0.0, kw_only=True)
    """Rate per period by which a value (n,) shrinks when the start is put off: value / (1 + discount)^start."""

    def __post_init__(self) -> None:
        """Bring every column to its stated type and fill the missing ones.

        Raises
        ------
        ValueError
            If a column has not the stated shape or holds no numbers, or a relation names a project that is not there.
        """
        n = len(np.atleast_1d(np.asarray(self.value)))
        self._put("value", numbers("value", self.value, (n,) if np.ndim(self.value) < 2 else (n, None)))
        cost_like = [np.shape(each)[-1] for each in (self.cost, self.income, self.demand) if np.ndim(each) >= 2]
        longest = max(cost_like, default=1)
        for name in ("cost", "income"):
            self._put(name, numbers(name, getattr(self, name), (n, longest)))
        demand = self.demand if np.ndim(self.demand) else np.zeros((n, 0, longest))
        self._put(
            "demand", numbers("demand", demand, (n, np.shape(demand)[1] if np.ndim(demand) > 1 else None, longest))
        )
        contribution = self.contribution if np.ndim(self.contribution) else np.zeros((n, 0))
        self._put("contribution", numbers("contribution", contribution, (n, None)))
        for name in ("risk", "stop_cost", "stop_loss"):
            self._put(name, numbers(name, getattr(self, name), (n,)))
        for name, default in (("duration", longest), ("earliest", 0), ("latest", LAST), ("category", 0)):
            self._put(name, whole_numbers(name, getattr(self, name), n, default))
        self._put("project", whole_numbers("project", self.project if np.ndim(self.project) else np.arange(n), n, 0))
        for name in ("mandatory", "forbidden", "ongoing"):
            self._put(name, whole_numbers(name, getattr(self, name), n, 0).astype(bool))
        self._put("prerequisites", pairs("prerequisites", self.prerequisites))
        self._put(
            "after_finish", whole_numbers("after_finish", self.after_finish, len(self.prerequisites), 0).astype(bool)
        )
        self._put("exclusions", tuple(tuple(int(each) for each in one) for one in self.exclusions))
        self._refuse_strangers(n)

    def _put(self, name: str, column: Any) -> None:
        object.__setattr__(self, name, column)

    def _refuse_strangers(self, n: int) -> None:
        if n and not ((self.project >= 0) & (self.project < n)).all():
            raise ValueError("project: numbers lie between 0 and the number of rows less one")
        there = set(self.project.tolist())
        named = [("prerequisites", each) for each in self.prerequisites.ravel().tolist()]
        named += [("exclusions", each) for one in self.exclusions for each in one]
        named += [("synergies", each) for one in self.synergies for each in one.projects]
        for name, project in named:
            if project not in there:
                raise ValueError(f"{name}: there is no project {project}")

    def __len__(self) -> int:
        return len(self.value)

    def replace(self, **changes: Any) -> Candidates:
        """Return a copy with the named columns exchanged."""
        return replace(self, **changes)

    def value_at(self, start: NDArray[np.int32], rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Look up the worth of rows at given starts.

        Parameters
        ----------
        start : ndarray of int32, shape (m,)
            Period of start of each row.
        rows : ndarray of int64, shape (m,)
            Rows, repeated as wanted.

        Returns
        -------
        ndarray of float64, shape (m,)
        """
        if self.value.ndim == 2:
            last = np.minimum(start, self.value.shape[1] - 1)
            return np.asarray(self.value[rows, last])
        return np.asarray(self.value[rows] / (1.0 + self.discount) ** start)
