"""Several good selections of one case, each of another value, the best first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALIKE = 1e-12
"""Values that differ by no more than this share are taken for one selection."""


class Pool:
    """A few selections; a better one drives out the worst."""

    def __init__(self, objective: NDArray[np.float64], most: int) -> None:
        """Begin without any.

        Parameters
        ----------
        objective : ndarray of float64
            What makes one better than another, by column.
        most : int
            How many are kept.
        """
        self.objective, self.most = objective, most
        self.found: list[NDArray[np.float64]] = []
        self.worth: list[float] = []

    @property
    def best(self) -> NDArray[np.float64] | None:
        """The best of them; None where there is none yet."""
        return self.found[int(np.argmax(self.worth))] if self.found else None

    @property
    def value(self) -> float:
        """What the best is worth; minus infinity where there is none."""
        return max(self.worth, default=-np.inf)

    def first(self, count: int) -> list[NDArray[np.float64]]:
        """Return the best of them.

        Parameters
        ----------
        count : int
            How many at most.

        Returns
        -------
        list of ndarray of float64
            The best first.
        """
        order = sorted(range(len(self.found)), key=self.worth.__getitem__, reverse=True)
        return [self.found[each] for each in order[:count]]

    def near(self, bound: float, gap: float) -> bool:
        """Tell whether the best of them is as near to a bound as was asked for.

        Parameters
        ----------
        bound : float
            No selection is worth more.
        gap : float
            Relative to the value of the best.

        Returns
        -------
        bool
        """
        return bool(self.found) and bound - self.value <= gap * abs(self.value)

    def add(self, x: NDArray[np.float64] | None) -> None:
        """Take a selection in, unless one of its value is there, or the pool is full of better ones.

        Parameters
        ----------
        x : ndarray of float64 or None
            All columns; None adds nothing.
        """
        if x is None:
            return
        worth = float(self.objective @ x)
        if any(abs(each - worth) <= ALIKE * max(abs(worth), 1.0) for each in self.worth):
            return
        if len(self.found) < self.most:
            self.found.append(x)
            self.worth.append(worth)
        elif worth > min(self.worth):
            at = int(np.argmin(self.worth))
            self.found[at], self.worth[at] = x, worth
