"""The solver HiGHS behind an adapter: a model that stays loaded, whose bounds and objective can be moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    import highspy
    from numpy.typing import NDArray

    from headway.engine.selection.model import Model

Verdict = Literal["optimal", "feasible", "infeasible", "nothing"]
"""nothing: the time ended before a selection was found, and nothing is known but the bound."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solver said."""

    verdict: Verdict
    x: NDArray[np.float64] | None
    """All columns."""
    bound: float
    """No solution has a larger objective, the constant of the model not counted."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Prices:
    """The relaxation that allows parts of projects: what a unit more of each limit is worth."""

    objective: float
    row_price: NDArray[np.float64]
    """By row of the model; not negative where more of an upper bound helps."""
    reduced_cost: NDArray[np.float64]
    """By column."""
    x: NDArray[np.float64]
    seconds: float


def _quiet(highspy: Any) -> highspy.Highs:
    class Quiet(highspy.Highs):  # type: ignore[misc]
        """The solver without callbacks; it says its name on the console when these are switched on."""

        def enableCallbacks(self) -> None:  # noqa: N802 - the solver's name
            self.setOptionValue("output_flag", False)

    return Quiet()


class LoadedModel:
    """A model in the solver. Rows are scaled to a largest coefficient of 1, so that tolerances are shares."""

    def __init__(self, model: Model) -> None:
        """Load a model.

        Parameters
        ----------
        model : Model
            To be maximised.
        """
        import highspy  # noqa: PLC0415 - importing it takes longer than small answers

        self._highspy = highspy
        self.model = model
        rows = model.rows
        largest = np.ones(len(rows))
        owner = np.repeat(np.arange(len(rows)), np.diff(rows.start))
        filled = np.zeros(len(rows))
        np.maximum.at(filled, owner, np.abs(rows.coefficient))
        largest[filled > 0] = filled[filled > 0]
        self.scale = largest
        peak = float(np.abs(model.objective).max(initial=0.0))
        self._unit = peak or 1.0
        self.objective = model.objective
        self.lower, self.upper = rows.lower.copy(), rows.upper.copy()
        self.solver = self._load(model, owner)

    def _load(self, model: Model, owner: NDArray[np.int64]) -> highspy.Highs:
        highspy, rows = self._highspy, model.rows
        solver = _quiet(highspy)
        for name, value in (("threads", 1), ("mip_feasibility_tolerance", 1e-7)):
            solver.setOptionValue(name, value)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(model.objective), len(rows)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = model.objective / self._unit, model.lower, model.upper
        lp.row_lower_, lp.row_upper_ = rows.lower / self.scale, rows.upper / self.scale
        kind = highspy.HighsVarType
        lp.integrality_ = [kind.kInteger if each else kind.kContinuous for each in model.integer]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = rows.start, rows.column
        lp.a_matrix_.value_ = rows.coefficient / self.scale[owner]
        solver.passModel(lp)
        return solver

    def bound_row(self, row: int, lower: float, upper: float) -> None:
        """Move the bounds of a row.

        Parameters
        ----------
        row : int
            Row of the model.
        lower, upper : float
            In the unit of the row; infinite where there is none.
        """
        self.lower[row], self.upper[row] = lower, upper
        self.solver.changeRowBounds(row, lower / self.scale[row], upper / self.scale[row])

    def aim(self, objective: NDArray[np.float64]) -> None:
        """Exchange the objective.

        Parameters
        ----------
        objective : ndarray of float64
            To be maximised; one number a column.
        """
        self._unit = float(np.abs(objective).max(initial=0.0)) or 1.0
        self.objective = objective
        columns = np.arange(len(objective), dtype=np.int32)
        self.solver.changeColsCost(len(columns), columns, objective / self._unit)

    def solve(
        self, *, gap: float, seconds: float, start: NDArray[np.float64] | None = None, nodes: int | None = None
    ) -> Answer:
        """Maximise.

        Parameters
        ----------
        gap : float
            Relative distance to the proven bound at which to stop; 0 is exact.
        seconds : float
            The most to spend.
        start : ndarray of float64 or None
            Values of all columns to begin with.
        nodes : int or None
            The most branches to look at.

        Returns
        -------
        Answer
        """
        highspy, solver = self._highspy, self.solver
        solver.clearSolver()
        solver.setOptionValue("mip_rel_gap", gap)
        solver.setOptionValue("mip_abs_gap", 1e-9)
        solver.setOptionValue("mip_max_nodes", self._highspy.kHighsIInf if nodes is None else nodes)
        before = float(solver.getRunTime())
        solver.setOptionValue("time_limit", max(seconds, 0.0))
        if start is not None:
            given = highspy.HighsSolution()
            given.col_value = start.tolist()
            solver.setSolution(given)
        solver.run()
        return self._answer(before)

    def _answer(self, before: float) -> Answer:
        highspy, solver = self._highspy, self.solver
        status, info = solver.getModelStatus(), solver.getInfo()
        seconds = float(solver.getRunTime()) - before
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return Answer("infeasible", None, float("inf"), seconds)
        if status == highspy.HighsModelStatus.kModelEmpty:
            return Answer("optimal", np.zeros(0), 0.0, seconds)
        whole = bool(self.model.integer.any())
        bound = (info.mip_dual_bound if whole else info.objective_function_value) * self._unit
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if not found:
            return Answer("nothing", None, bound, seconds)
        x = np.array(solver.getSolution().col_value)
        done = status == highspy.HighsModelStatus.kOptimal
        return Answer("optimal" if done else "feasible", x, bound, seconds)

    def prices(self, seconds: float = float("inf")) -> Prices | Verdict:
        """Solve the relaxation and read its prices.

        Parameters
        ----------
        seconds : float
            The most to spend.

        Returns
        -------
        Prices or {"infeasible", "nothing"}
            The latter where no relaxed selection keeps the limits, and where the time ended.
        """
        highspy, solver = self._highspy, self.solver
        solver.clearSolver()
        before = float(solver.getRunTime())
        solver.setOptionValue("solve_relaxation", True)
        # Linear programs are held to the time of all runs together, mixed-integer ones to that of their own run.
        solver.setOptionValue("time_limit", before + max(seconds, 0.0))
        solver.run()
        solver.setOptionValue("solve_relaxation", False)
        status = solver.getModelStatus()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return "infeasible"
        if status != highspy.HighsModelStatus.kOptimal:
            return "nothing"
        solution, info = solver.getSolution(), solver.getInfo()
        return Prices(
            float(info.objective_function_value) * self._unit,
            np.array(solution.row_dual) * self._unit / self.scale,
            np.array(solution.col_dual) * self._unit,
            np.array(solution.col_value),
            float(solver.getRunTime()) - before,
        )
