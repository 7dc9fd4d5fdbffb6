"""Large cases: a quick walk among the starts that look best at the prices of the relaxation, or that are in question.

Source: simulated annealing (Kirkpatrick, Gelatt & Vecchi 1983, Science 220) over the core of a multidimensional
knapsack (Puchinger, Raidl & Pferschy 2010, INFORMS J. Comput. 22), with breaches priced by the relaxation. Crossing:
what several good selections agree on stays, and what none of them has stays out (merging of solutions: Blum, Pinacho,
Lopez-Ibanez & Lozano 2016, Comput. Oper. Res. 68).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.selection import kernels_anneal as kernels
from headway.engine.selection.table import bounds_of, hand_on, movable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from headway.engine.selection.highs import Prices
    from headway.engine.selection.model import Model

SEED = 1983
MOVES = 150_000
CROSSING_MOVES = 50_000
"""Few starts are in question there."""
MOVES_A_SECOND = 15e6
"""On a machine of today; the engine reads no clock."""
WIDTHS = (4.0, 3.5, 4.0, 6.0)
"""Columns in the core for each project that the relaxation chooses, walk by walk."""
FEW = 40
"""Projects that the core is made for at least."""
COURSE = kernels.Course(hot=0.0274, cold=0.0042, loose=1.5, strict=400.0, breach=2.0)
CROSSING = COURSE._replace(hot=0.0137)
"""Temperatures in usual values of a project; what is good already is not to melt."""
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
        moves = self._moves(MOVES, seconds)
        if not moves:
            return None, 0.0
        if self.walks % 4 == 3:
            x = np.where(self.model.integer, np.round(self.prices.x), x)
        elif self.walks % 2:
            x = self._with_what_is_missed(x)
        core = self._core(x)
        self.walks += 1
        return self._led(COURSE, self._state(x), core, moves, best), moves / MOVES_A_SECOND

    def cross(self, pool: Sequence[NDArray[np.float64]], seconds: float) -> tuple[NDArray[np.float64] | None, float]:
        """Walk from one of several selections among the starts that only some of them have, or the relaxation has.

        Parameters
        ----------
        pool : sequence of ndarray of float64
            One or more selections, that keep all rows.
        seconds : float
            The most to spend, about.

        Returns
        -------
        x : ndarray of float64 or None
            The best selection on the way, that keeps all rows; None where there was none.
        seconds : float
            About what it took.
        """
        moves = self._moves(CROSSING_MOVES, seconds)
        if not moves:
            return None, 0.0
        times = np.sum([each[: self.columns] > 0.5 for each in pool], axis=0)
        settled, asked = times == len(pool), times > 0
        starts = len(self.model.columns.row)
        asked[:starts] |= self.prices.x[:starts] > 1e-6
        asked &= ~np.isin(self.table.group, self.table.group[settled])
        if not asked.any():
            return None, 0.0
        core = np.flatnonzero(asked)
        core = core[np.argsort(-self.prices.reduced_cost[core], kind="stable")]
        state = self._state(pool[int(self.rng.integers(len(pool)))])
        stays = np.flatnonzero(settled)
        state.taken[self.table.group[stays]] = -1
        return self._led(CROSSING, state, core, moves, -np.inf, stays), moves / MOVES_A_SECOND

    def _moves(self, most: int, seconds: float) -> int:
        return max(min(most, int(seconds * MOVES_A_SECOND)), 0) if self.columns and self.usual else 0

    def _led(
        self, course: kernels.Course, state: kernels.State, core: NDArray[np.int64], moves: int, best: float,
        stays: NDArray[np.int64] | tuple[()] = (),
    ) -> NDArray[np.float64] | None:  # fmt: skip
        """Walk, and turn what was found into columns; ``stays`` are in the load, but not in what may move."""
        held = float(self.model.objective[self.columns :] @ self.held[self.columns :])
        course = course._replace(hot=course.hot * self.usual, cold=course.cold * self.usual)
        found = kernels.anneal(self.table, state, core, course, moves, best - held)
        if found <= best - held:
            return None
        for column in stays:
            state.best[self.table.group[column]] = column
        kernels.fill(self.table, state, self.worth)
        after = self.held.copy()
        after[: self.columns] = 0.0
        after[state.best[state.best >= 0]] = 1.0
        hand_on(self.model, after)
        return after

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
