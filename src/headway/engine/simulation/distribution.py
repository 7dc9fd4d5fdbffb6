"""What came out of many runs, as distributions: percentiles with their standard errors, S-curves, joint confidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from headway.engine.simulation.tally import Histograms, Pair

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Distribution:
    """The distribution of one date or cost over the runs. Cells are ``step`` wide, in minutes or money."""

    planned: float
    """As planned, without any uncertainty."""
    begin: float
    """Where the first cell begins."""
    step: float
    counts: NDArray[np.int64]
    least: Floats
    """Least value in every cell."""
    most: Floats
    """Largest one."""
    mean: float
    sd: float
    low: float
    high: float
    replicates: tuple[Distribution, ...] = ()
    """Independent parts, where the runs are not independent of each other."""

    @classmethod
    def of(cls, table: Histograms, row: int, unit: float, replicates: tuple[Distribution, ...] = ()) -> Distribution:
        """Read one row of histograms.

        Parameters
        ----------
        table : Histograms
            Differences from the plan in ``unit``.
        row : int
            Which.
        unit : float
            Minutes or money.
        replicates : tuple of Distribution
            Independent parts.

        Returns
        -------
        Distribution
        """
        count, shift = max(int(table.runs[row]), 1), int(table.shift[row])
        planned = float(table.planned[row])
        used = np.flatnonzero(table.cells[row])
        first, last = (int(used[0]), int(used[-1]) + 1) if len(used) else (0, 1)
        mean = float(table.total[row]) / count
        variance = (float(table.squares[row]) - count * mean * mean) / max(count - 1, 1)
        counts = table.cells[row, first:last].copy()
        least, most = (np.float64(planned) + unit * limits[row, first:last] for limits in (table.least, table.most))
        for column in (counts, least, most):
            column.flags.writeable = False
        begin = (int(table.first[row]) + first) << shift
        return cls(
            planned,
            planned + unit * begin,
            unit * 2.0**shift,
            counts,
            least,
            most,
            planned + unit * mean,
            unit * float(np.sqrt(max(variance, 0.0))),
            planned + unit * int(table.low[row]),
            planned + unit * int(table.high[row]),
            replicates,
        )

    @property
    def runs(self) -> int:
        """Runs counted."""
        return int(self.counts.sum())

    def percentile(self, share: float) -> float:
        """Return the smallest value that is not exceeded in a share of the runs.

        Parameters
        ----------
        share : float
            0.8 for P80.

        Returns
        -------
        float

        Raises
        ------
        ValueError
            If the share does not lie between 0 and 1.
        """
        if not 0 <= share <= 1:
            raise ValueError("a percentile lies between 0 and 1")
        below = np.cumsum(self.counts)
        wanted = share * below[-1]
        cell = min(int(np.searchsorted(below, wanted - 1e-9)), len(below) - 1)
        here = max(int(self.counts[cell]), 1)
        rank = (wanted - (below[cell] - here) - 1) / max(here - 1, 1)
        least, most = float(self.least[cell]), float(self.most[cell])
        return least + (most - least) * min(max(float(rank), 0.0), 1.0)

    def standard_error(self, share: float) -> float:
        """Return the standard error of a percentile.

        Half the distance between the percentiles at share -+ sqrt(share (1 - share) / runs); with replicates, their
        standard deviation divided by the root of their number.

        Parameters
        ----------
        share : float
            0.8 for P80.

        Returns
        -------
        float
        """
        if len(self.replicates) > 1:
            values = [each.percentile(share) for each in self.replicates]
            return float(np.std(values, ddof=1) / np.sqrt(len(values)))
        width = np.sqrt(share * (1 - share) / max(self.runs, 1))
        return (self.percentile(min(share + width, 1.0)) - self.percentile(max(share - width, 0.0))) / 2

    @property
    def standard_error_of_mean(self) -> float:
        """Standard error of the mean."""
        if len(self.replicates) > 1:
            return float(np.std([each.mean for each in self.replicates], ddof=1) / np.sqrt(len(self.replicates)))
        return self.sd / float(np.sqrt(max(self.runs, 1)))

    def probability(self, value: ArrayLike) -> Floats:
        """Return the share of runs that do not exceed a value.

        Parameters
        ----------
        value : array_like
            Dates in minutes, or money.

        Returns
        -------
        ndarray of float64
        """
        filled = np.flatnonzero(self.counts)
        least, most, here = self.least[filled], self.most[filled], self.counts[filled]
        below = np.cumsum(here)
        values = np.asarray(value, np.float64)
        cell = np.searchsorted(least, values, side="right") - 1
        k = np.maximum(cell, 0)
        width = np.where(most[k] > least[k], most[k] - least[k], 1.0)
        # Of the runs in a cell, one has its least value, and the others lie evenly up to the largest one.
        inside = np.where(values >= most[k], here[k], 1 + np.floor((here[k] - 1) * (values - least[k]) / width))
        return np.asarray(np.where(cell < 0, 0.0, (below[k] - here[k] + inside) / max(self.runs, 1)))

    def probability_error(self, value: float) -> float:
        """Return the standard error of the share of runs that do not exceed a value: sqrt(p (1 - p) / runs).

        Parameters
        ----------
        value : float
            A date in minutes, or money.

        Returns
        -------
        float
        """
        if len(self.replicates) > 1:
            shares = [float(each.probability(value)) for each in self.replicates]
            return float(np.std(shares, ddof=1) / np.sqrt(len(shares)))
        share = float(self.probability(value))
        return float(np.sqrt(share * (1 - share) / max(self.runs, 1)))

    def s_curve(self, points: int = 200) -> tuple[Floats, Floats]:
        """Return the S-curve: values, and the share of runs that do not exceed them.

        Parameters
        ----------
        points : int
            At most so many.

        Returns
        -------
        tuple of ndarray
            The last share is 1.
        """
        filled = np.flatnonzero(self.counts)
        every = -(-len(filled) // points)
        last = np.arange(every, len(filled) + every, every).clip(max=len(filled)) - 1
        return self.most[filled][last], np.cumsum(self.counts[filled])[last] / max(self.runs, 1)


@dataclass(frozen=True, slots=True)
class JointConfidence:
    """Finish and cost of all together."""

    finish_edges: Floats
    cost_edges: Floats
    below: Floats
    """Share of runs up to the k-th edge of the finish and the l-th of the cost."""

    @classmethod
    def of(cls, pair: Pair, planned_finish: float, planned_cost: float, unit: float) -> JointConfidence:
        """Read a joint histogram.

        Parameters
        ----------
        pair : Pair
            Counts.
        planned_finish, planned_cost : float
            As planned.
        unit : float
            Money.

        Returns
        -------
        JointConfidence
        """
        used = [np.flatnonzero(pair.cells.any(axis=1 - axis)) for axis in range(2)]
        begin, end = ([int(each[k]) if len(each) else 0 for each in used] for k in (0, -1))
        edges = [
            (pair.first[axis] + np.arange(begin[axis], end[axis] + 2)) * 2.0 ** pair.shift[axis] for axis in range(2)
        ]
        cells = pair.cells[begin[0] : end[0] + 1, begin[1] : end[1] + 1]
        below = np.zeros((len(edges[0]), len(edges[1])))
        below[1:, 1:] = np.cumsum(np.cumsum(cells, axis=0), axis=1) / max(int(pair.runs[0]), 1)
        return cls(planned_finish + edges[0], planned_cost + unit * edges[1], below)

    def confidence(self, finish: float, cost: float) -> float:
        """Return the share of runs that neither finish later nor cost more.

        Parameters
        ----------
        finish : float
            Minutes since 1970.
        cost : float
            Money.

        Returns
        -------
        float
            Straight between the edges of cells.
        """
        at = np.array([np.interp(finish, self.finish_edges, line) for line in self.below.T])
        return float(np.interp(cost, self.cost_edges, at))

    def frontier(self, level: float = 0.7) -> tuple[Floats, Floats]:
        """Return pairs of finish and cost that hold together in a share of the runs.

        Parameters
        ----------
        level : float
            0.7 for a joint confidence of 70 percent.

        Returns
        -------
        tuple of ndarray
            Finish, rising, and the least cost for it, falling; empty where no pair of the table reaches the level.
        """
        finish, cost = [], []
        for edge, line in zip(self.finish_edges, self.below, strict=True):
            if line[-1] < level:
                continue
            k = int(np.searchsorted(line, level))
            before, after = (line[k - 1], line[k]) if k else (0.0, line[0])
            part = (level - before) / (after - before) if after > before else 1.0
            low = self.cost_edges[k - 1] if k else self.cost_edges[0]
            finish.append(edge)
            cost.append(low + part * (self.cost_edges[k] - low))
        return np.array(finish), np.array(cost)
