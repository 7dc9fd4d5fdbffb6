"""Large cases: a quick walk among the starts that look best at the prices of the relaxation.

Source: simulated annealing (Kirkpatrick, Gelatt & Vecchi 1983, Science 220) over the core of a multidimensional
knapsack (Puchinger, Raidl & Pferschy 2010, INFORMS J. Comput. 22), with breaches priced by the relaxation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.selection import kernels_anneal as kernels
from headway.engine.selection.table import bounds_of, hand_on, movable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.selection.highs import Prices
    from headway.engine.selection.model import Model

SEED = 1983
MOVES = 150_000
MOVES_A_SECOND = 15e6
"""On a machine of today; the engine reads no clock."""
WIDTHS = (4.0, 3.5, 4.0, 6.0)
"""Columns in the core for each project that the relaxation chooses, walk by walk."""
FEW = 40
"""Projects that the core is made for at least."""
COURSE = kernels.Course(hot=0.0274, cold=0.0042, loose=1.5, strict=400.0, breach=2.0)
"""Temperatures in usual values of a project."""
PLAIN, LOGIC = 0.03, 0.5
"""What breaking a row by its largest entry costs beyond its price, in usual values; rows of a few ones are logic."""


class Annealing:
    """One case, walked again and again."""

    def __init__(self, model: Model, prices: Prices, held: NDArray[np.float64]) -> None:
        """Lay the model out for the kernel.

        Parameters
        ----------
        model : Model
            With bounds and objective as they are now.
        prices : Prices
            Of its relaxation.
        held : ndarray of float64
            All columns: where those that are neither starts nor synergies stay.
        """
        self.model, self.prices, self.held = model, prices, held
        self.columns = movable(model)
        self.rng = np.random.default_rng(SEED)
        self.walks = 0
        if not self.columns:
            return
        starts = len(model.columns.row)
        value = model.objective[: self.columns]
        likely = prices.x[:starts] > 1e-6
        self.usual = float(np.median(np.abs(value[:starts][likely]))) if likely.any() else 0.0
        self.size = max(float(prices.x[:starts].sum()), FEW)
        bounds = bounds_of(model, held, self.columns, prices.row_price)
        logic = np.isin(bounds.entry, (-1.0, 0.0, 1.0)).all(axis=1)
        charge = bounds.price + self.usual * np.where(logic, LOGIC, PLAIN)
        column, row = np.nonzero(bounds.entry.T)
        _, group = np.unique(model.columns.project, return_inverse=True)
        groups = np.concatenate([group, group.max(initial=-1) + 1 + np.arange(model.synergies)])
        self.table = kernels.Table(
            np.searchsorted(column, np.arange(self.columns + 1)), row.astype(np.int32), bounds.entry.T[column, row],
            bounds.limit, charge, groups.astype(np.int64), value,
        )  # fmt: skip
        self.worth = np.argsort(-value, kind="stable")[: int((value > 0).sum())]

    def walk(self, x: NDArray[np.float64], best: float, seconds: float) -> tuple[NDArray[np.float64] | None, float]:
        """Walk from a selection; every fourth walk from the rounded relaxation, so that not all end in one place.

        Parameters
        ----------
        x : ndarray of float64
            All columns; they may break rows.
        best : float
            Only what is worth more counts.
        seconds : float
            The most to spend, about.

        Returns
        -------
        x : ndarray of float64 or None
            A better selection, that keeps all rows; None where none was found.
        seconds : float
            About what it took.
        """
        moves = min(MOVES, int(seconds * MOVES_A_SECOND))
        if not self.columns or not self.usual or moves < 1:
            return None, 0.0
        if self.walks % 4 == 3:
            x = np.where(self.model.integer, np.round(self.prices.x), x)
        elif self.walks % 2:
            x = self._with_what_is_missed(x)
        core = self._core(x)
        state = self._state(x)
        held = float(self.model.objective[self.columns :] @ self.held[self.columns :])
        course = COURSE._replace(hot=COURSE.hot * self.usual, cold=COURSE.cold * self.usual)
        found = kernels.anneal(self.table, state, core, course, moves, best - held)
        self.walks += 1
        if found <= best - held:
            return None, moves / MOVES_A_SECOND
        kernels.fill(self.table, state, self.worth)
        after = self.held.copy()
        after[: self.columns] = 0.0
        after[state.best[state.best >= 0]] = 1.0
        hand_on(self.model, after)
        return after, moves / MOVES_A_SECOND

    def _with_what_is_missed(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Put in the projects of which the relaxation chooses one start wholly, and the selection none."""
        starts = len(self.model.columns.row)
        group = self.table.group[:starts]
        there = np.zeros(len(self.model.objective), bool)
        there[np.unique(group[x[:starts] > 0.5])] = True
        missed = (self.prices.x[:starts] > 1.0 - 1e-6) & ~there[group]
        return np.where(np.append(missed, np.zeros(len(x) - starts, bool)), 1.0, x)

    def _core(self, x: NDArray[np.float64]) -> NDArray[np.int64]:
        """List what is chosen, what the relaxation chooses, and what looks best besides, best first."""
        count = min(int(WIDTHS[self.walks % len(WIDTHS)] * self.size), self.columns)
        on = (x[: self.columns] > 0.5) | (self.prices.x[: self.columns] > 1e-6)
        looks = np.where(on, np.inf, self.prices.reduced_cost[: self.columns])
        return np.argsort(-looks, kind="stable")[: max(count, int(on.sum()))]

    def _state(self, x: NDArray[np.float64]) -> kernels.State:
        table, rows = self.table, len(self.table.limit)
        groups = int(table.group.max(initial=-1)) + 1
        taken = np.full(groups, -1)
        on = np.flatnonzero(x[: self.columns] > 0.5)
        taken[table.group[on]] = on
        load = np.zeros(rows)
        for column in taken[taken >= 0].tolist():
            entries = slice(table.first[column], table.first[column + 1])
            load[table.row[entries]] += table.entry[entries]
        return kernels.State(
            taken, load, np.full(groups, -1), np.zeros(groups, np.int64), np.zeros(groups, np.int64),
            self.rng.integers(2**64, size=1, dtype=np.uint64),
        )  # fmt: skip
