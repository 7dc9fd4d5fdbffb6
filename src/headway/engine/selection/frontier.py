"""What more money, or more risk, buys: the selections of which none is better in both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from headway.engine.selection.search import Search
from headway.engine.selection.select import columns_of, told
from headway.engine.selection.trouble import inspect

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.measures.diagnostic import Diagnostic
    from headway.engine.selection.candidates import Candidates
    from headway.engine.selection.highs import Answer
    from headway.engine.selection.limits import Limits
    from headway.engine.selection.result import Selection

Against = Literal["cost", "risk"]
RESOLUTION = 2e-6
"""Share of the largest amount of a candidate below which two amounts are one; the solver keeps limits to 1e-7."""
ROWS = {"cost": "total-cost", "risk": "risk"}


@dataclass(frozen=True, slots=True)
class Frontier:
    """p selections, from the least amount and value to the largest."""

    against: Against
    amount: NDArray[np.float64]
    """(p,): money, or exposure, of each selection."""
    value: NDArray[np.float64]
    """(p,)."""
    selections: tuple[Selection, ...]
    """The ``bound`` of each holds for all selections of no larger amount."""
    complete: bool
    """Whether these are proven to be all points of the frontier, to a resolution of ``RESOLUTION``."""
    diagnostics: tuple[Diagnostic, ...] = ()
    seconds: float = 0.0


def frontier(
    candidates: Candidates,
    limits: Limits,
    *,
    against: Against = "cost",
    points: int | None = None,
    gap: float = 0.0,
    seconds: float = 60.0,
    start: Selection | None = None,
) -> Frontier:
    """Find the selections of which no other is better in value and amount, by the epsilon-constraint.

    max value  s.t.  amount <= e,  with e a step below the amount of the last point

    Parameters
    ----------
    candidates : Candidates
        What could be done.
    limits : Limits
        What has to be kept.
    against : {"cost", "risk"}
        Money of all periods, or the sum of exposures.
    points : int or None
        None finds all points, each by two solutions: the largest value, then the least amount that gives it. A number
        spreads so many limits evenly from the least to the largest amount.
    gap : float
        For each point.
    seconds : float
        For all points together.
    start : Selection or None
        An earlier answer to the case without further limit.

    Returns
    -------
    Frontier
        When the time ends, the points found so far.

    Raises
    ------
    ValueError
        If fewer than two points are asked for.

    Notes
    -----
    A weighted sum of value and amount would find only the points on the convex hull. Source: Haimes, Lasdon & Wismer
    1971, IEEE Trans. SMC 1; lexicographic step of Mavrotas 2009, Appl. Math. Comput. 213.
    """
    if points is not None and points < 2:
        raise ValueError("a frontier has at least two points")
    found = inspect(candidates, limits)
    if any(each.level == "error" for each in found):
        return Frontier(against, np.zeros(0), np.zeros(0), (), complete=False, diagnostics=found)
    sweep = _Sweep(candidates, limits, against, gap, seconds)
    begin = None if start is None else columns_of(sweep.search.model, start)
    complete = sweep.every_point(begin) if points is None else sweep.spread(points, begin)
    return sweep.result(found, complete=complete)


class _Sweep:
    """One model whose limit on the amount is moved from point to point."""

    def __init__(self, candidates: Candidates, limits: Limits, against: Against, gap: float, seconds: float) -> None:
        self.search = Search(candidates, limits)
        self.against, self.gap, self.seconds = against, gap, seconds
        self.row, self.value_row = self.search.row(ROWS[against]), self.search.row("value")
        rows, model = self.search.model.rows, self.search.model
        entries = slice(rows.start[self.row], rows.start[self.row + 1])
        self.amounts = np.zeros(len(model.objective))
        self.amounts[rows.column[entries]] = rows.coefficient[entries]
        self.constant = model.stop_total if against == "cost" else 0.0
        self.most = float(rows.upper[self.row])
        self.points: list[Selection] = []

    @property
    def left(self) -> float:
        return self.seconds - self.search.seconds

    def solve(self, limit: float, share: float, start: NDArray[np.float64] | None) -> Answer:
        """Maximise the value within an amount."""
        self.search.loaded.aim(self.search.model.objective)
        self.search.loaded.bound_row(self.row, -np.inf, limit)
        return self.search.solve(gap=self.gap, seconds=share, start=start)

    def least(self, worth: float, limit: float, share: float, start: NDArray[np.float64] | None) -> Answer:
        """Minimise the amount at no less than a value."""
        self.search.loaded.aim(-self.amounts)
        self.search.loaded.bound_row(self.row, -np.inf, limit)
        self.search.loaded.bound_row(self.value_row, worth, np.inf)
        answer = self.search.solve(gap=self.gap, seconds=max(share, 0.0), start=start)
        self.search.loaded.bound_row(self.value_row, -np.inf, np.inf)
        return answer

    def every_point(self, start: NDArray[np.float64] | None) -> bool:
        """Step from the largest amount down; tell whether that came to an end."""
        limit, step = (
            self.most,
            max(granularity(self.amounts), RESOLUTION * float(np.abs(self.amounts).max(initial=0.0))),
        )
        while True:
            answer = self.solve(limit, self.left, start)
            if answer.x is None:
                return answer.verdict == "infeasible"
            worth = float(self.search.model.objective @ answer.x)
            cheap = self.least(worth - 1e-9 * max(1.0, abs(worth)), limit, self.left, answer.x)
            x = answer.x if cheap.x is None else cheap.x
            self.points.append(told(self.search, replace(answer, x=x)))
            if answer.verdict != "optimal" or cheap.verdict != "optimal":
                return False
            if not self.amounts.any():
                # Nothing has an amount: there is no point below.
                return True
            limit, start = min(float(self.amounts @ x), limit) - step, None

    def spread(self, points: int, start: NDArray[np.float64] | None) -> bool:
        """Take even steps from the least amount up: what was within the last limit is within the next."""
        top = self.solve(self.most, self.left / 5, start)
        if top.x is None:
            return False
        low = self.least(-np.inf, self.most, self.left / points, top.x)
        low_amount = 0.0 if low.x is None else float(self.amounts @ low.x)
        x = low.x
        steps = np.linspace(low_amount, float(self.amounts @ top.x), points)
        for place, limit in enumerate(steps[:-1].tolist()):
            slack = 1e-9 * max(1.0, abs(limit))
            answer = self.solve(limit + slack, max(self.left, 0.0) / (points - 1 - place), x)
            if answer.x is not None:
                self.points.append(told(self.search, answer))
                x = answer.x
        self.points.append(told(self.search, top))
        return False

    def result(self, found: tuple[Diagnostic, ...], *, complete: bool) -> Frontier:
        """Order the points by amount and leave out those that another one beats."""
        pairs = [
            (each.cost if self.against == "cost" else each.risk, -each.value, i) for i, each in enumerate(self.points)
        ]
        kept: list[int] = []
        best = -np.inf
        for _, negative, i in sorted(pairs):
            if -negative > best + 1e-9 * max(1.0, abs(negative)):
                kept.append(i)
                best = -negative
        chosen = tuple(self.points[i] for i in kept)
        amount = np.array([each.cost if self.against == "cost" else each.risk for each in chosen])
        value = np.array([each.value for each in chosen])
        return Frontier(self.against, amount, value, chosen, complete, found, self.search.seconds)


def granularity(amounts: NDArray[np.float64]) -> float:
    """Find the largest number of which all amounts are multiples, so that a step of its size misses no sum.

    Parameters
    ----------
    amounts : ndarray of float64
        What the columns add.

    Returns
    -------
    float
        A common divisor of amounts with up to four decimals; else 0.
    """
    for decimals in range(5):
        scaled = amounts * 10.0**decimals
        whole = np.round(scaled)
        if np.abs(scaled - whole).max(initial=0.0) < 1e-7 and np.abs(whole).max(initial=0.0) < 2**53:
            divisor = int(np.gcd.reduce(np.abs(whole).astype(np.int64))) if len(whole) else 1
            return max(divisor, 1) / 10.0**decimals
    return 0.0
