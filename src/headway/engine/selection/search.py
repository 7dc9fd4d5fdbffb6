"""A loaded selection that can be solved again and again: exact, or improved part by part until the gap is proven."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from headway.engine.selection.highs import Answer, LoadedModel
from headway.engine.selection.improve import improve, rounded, settle
from headway.engine.selection.model import build_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from headway.engine.selection.candidates import Candidates
    from headway.engine.selection.highs import Prices, Verdict
    from headway.engine.selection.limits import Limits
    from headway.engine.selection.model import Model

MANY = 800
"""Starts from which on a selection with a gap is improved part by part before the whole is searched."""


class Search:
    """One case in the solver. Frontier and explanations move its bounds instead of building it again."""

    def __init__(self, candidates: Candidates, limits: Limits, model: Model | None = None) -> None:
        """Build and load the model.

        Parameters
        ----------
        candidates, limits : Candidates, Limits
            The case.
        model : Model or None
            A model of the case with more columns and rows; default the plain one.
        """
        self.candidates, self.limits = candidates, limits
        self.model = build_model(candidates, limits) if model is None else model
        self.loaded = LoadedModel(self.model)
        self.seconds = 0.0

    def row(self, kind: str) -> int:
        """Find the only row of a kind.

        Parameters
        ----------
        kind : str
            "total-cost", "risk" or "value".

        Returns
        -------
        int
        """
        return self.model.rows.kind.index(kind)

    def current(self) -> Model:
        """Return the model with the bounds and the objective as they have been moved.

        Returns
        -------
        Model
        """
        rows = replace(self.model.rows, lower=self.loaded.lower, upper=self.loaded.upper)
        return replace(self.model, rows=rows, objective=self.loaded.objective)

    def solve(self, *, gap: float, seconds: float, start: NDArray[np.float64] | None = None) -> Answer:
        """Maximise the objective as it stands.

        Parameters
        ----------
        gap : float
            Relative distance to the proven bound at which to stop.
        seconds : float
            The most to spend.
        start : ndarray of float64 or None
            Columns of an earlier answer, which need not keep the limits any more.

        Returns
        -------
        Answer
            Complexity: exponential in the number of starts at the worst; a large case with a gap is improved in
            parts, each of which is small.
        """
        before = self.seconds
        until = before + seconds
        known = float("inf")
        if gap > 0 and int(self.model.integer.sum()) > MANY:
            prices = self._prices(until - self.seconds)
            if prices == "infeasible":
                return Answer("infeasible", None, float("inf"), self.seconds - before)
            if not isinstance(prices, str):
                known = prices.objective
                start, spent = improve(self.current(), prices, start, gap=gap, seconds=until - self.seconds)
                self.seconds += spent
                if start is not None and close(known, float(self.loaded.objective @ start), gap):
                    return Answer("optimal", start, known, self.seconds - before)
        if start is not None and known == float("inf"):
            start, spent = settle(self.current(), start, None, until - self.seconds)
            self.seconds += spent
        answer = self.loaded.solve(gap=gap, seconds=max(until - self.seconds, 0.0), start=start)
        self.seconds += answer.seconds
        x = answer.x
        if x is not None:
            x = rounded(self.model, x)
        worth = -float("inf") if x is None else float(self.loaded.objective @ x)
        if start is not None and answer.verdict != "infeasible" and float(self.loaded.objective @ start) > worth:
            x = start
        bound = min(answer.bound, known)
        verdict = "feasible" if answer.verdict == "nothing" and x is not None else answer.verdict
        return Answer(verdict, x, bound, self.seconds - before)

    def _prices(self, seconds: float) -> Prices | Verdict:
        prices = self.loaded.prices(seconds)
        self.seconds += 0.0 if isinstance(prices, str) else prices.seconds
        return prices


def close(bound: float, value: float, gap: float) -> bool:
    """Tell whether a value is as near to its bound as was asked for.

    Parameters
    ----------
    bound, value : float
        Of one objective, to be maximised.
    gap : float
        Relative to the value.

    Returns
    -------
    bool
    """
    return bound - value <= gap * max(abs(value), 1e-12) + 1e-9
