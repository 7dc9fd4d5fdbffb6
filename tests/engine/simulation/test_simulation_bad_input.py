"""What makes no sense is named, with its rows, and nothing is run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.networks import plain
from engine.simulation.days import alike, parallel, series
from headway.engine.simulation import (
    Aim,
    Branches,
    BranchTasks,
    Correlation,
    Costs,
    Drivers,
    DriverTasks,
    Durations,
    Points,
    RiskAims,
    Risks,
    Shape,
    SimulationOptions,
    Spreads,
    Uncertainty,
    compile_simulation,
    simulate,
    three_points,
    tornado,
)
from headway.engine.simulation.correlation import latent, nearest_correlation, ranked

NAN, INF = np.nan, np.inf
GOOD = three_points(Shape.TRIANGULAR, 1, 2, 3)


def spread(*numbers: float, shape: Shape = Shape.TRIANGULAR) -> Uncertainty:
    return Uncertainty(
        spreads=three_points(shape, *([1.0, each] for each in numbers)),
        durations=Durations(np.array([1]), np.array([1])),
    )


def listed(values: Any, weights: Any = None) -> Uncertainty:
    points = (Points(np.array(values, float), None if weights is None else np.array(weights, float)),)
    return Uncertainty(spreads=Spreads(np.array([Shape.DISCRETE]), point=np.array([0]), points=points))


def probability(value: float) -> dict[str, Uncertainty]:
    return {
        "risks": Uncertainty(risks=Risks(np.array([0.5, value]))),
        "drivers": Uncertainty(spreads=GOOD, drivers=Drivers(np.array([0.5, value]), np.zeros(2))),
        "branches": Uncertainty(branches=Branches(np.array([0, 1]), np.array([0.5, value]))),
    }


def lines(**columns: Any) -> Uncertainty:
    return Uncertainty(costs=Costs(np.array([-1, 0]), **columns))


WRONG: list[tuple[str, Uncertainty, str, str, tuple[int, ...]]] = [
    ("least above most likely", spread(3, 2, 5), "spread-order", "spreads", (1,)),
    ("most likely above most", spread(1, 6, 5), "spread-order", "spreads", (1,)),
    ("range the wrong way", spread(5, 0, 2, shape=Shape.UNIFORM), "spread-order", "spreads", (1,)),
    ("a number that is none", spread(1, NAN, 5), "spread-not-finite", "spreads", (1,)),
    ("a number without end", spread(1, 2, INF), "spread-not-finite", "spreads", (1,)),
    ("a mean below zero", spread(0, -4, 1, shape=Shape.LOGNORMAL), "spread-not-positive", "spreads", (1,)),
    ("a P10 of zero", spread(0, 0, 1, shape=Shape.LOGNORMAL_RANGE), "spread-not-positive", "spreads", (1,)),
    ("a duration below zero", spread(-3, 2, 5), "negative-duration", "durations", (0,)),
    ("no shape", Uncertainty(spreads=Spreads(np.array([77]))), "spread-shape", "spreads", (0,)),
    ("no values", listed([]), "spread-points", "spreads", (0,)),
    ("negative weights", listed([1, 2], [1, -1]), "spread-points", "spreads", (0,)),
    ("values that are none", listed([1, NAN]), "spread-points", "spreads", (0,)),
    ("no list", Uncertainty(spreads=Spreads(np.array([Shape.EMPIRICAL]))), "spread-points", "spreads", (0,)),
    ("a rate that is none", lines(rate_per_hour=np.array([1, NAN])), "money-not-finite", "costs", (1,)),
    ("a price without end", Uncertainty(risks=Risks(np.zeros(1), response_cost=np.array([INF]))), "money-not-finite",
     "risks", (0,)),
    ("money that is none", Uncertainty(spreads=three_points(Shape.FIXED, 0, NAN, 0)), "spread-not-finite", "spreads", (0,)),
    ("too many branches", Uncertainty(branches=Branches(np.array([4, 4]), np.array([0.7, 0.6]))), "branches-above-one",
     "branches", (0, 1)),
    ("one task twice", Uncertainty(spreads=GOOD, durations=Durations(np.zeros(2), np.zeros(2))), "spread-twice",
     "durations", (0, 1)),
    ("not symmetric", Uncertainty(spreads=GOOD, durations=Durations(np.arange(2), np.zeros(2)),
     correlations=(Correlation(np.arange(2), np.array([[1, 0.5], [0.2, 1]])),)), "correlation-invalid", "correlations", (0,)),
    ("above one", Uncertainty(spreads=GOOD, durations=Durations(np.arange(2), np.zeros(2)),
     correlations=(Correlation(np.arange(2), np.array([[1, 1.5], [1.5, 1]])),)), "correlation-invalid", "correlations", (0,)),
    ("twice in one", Uncertainty(spreads=GOOD, durations=Durations(np.arange(2), np.zeros(2)),
     correlations=(Correlation(np.zeros(2), np.eye(2)),)), "correlation-twice", "correlations", ()),
    ("no such task", Uncertainty(spreads=GOOD, durations=Durations(np.array([9]), np.array([0]))), "reference-missing",
     "durations.task", (0,)),
    ("no such spread", Uncertainty(durations=Durations(np.array([0]), np.array([0]))), "reference-missing",
     "durations.spread", (0,)),
    ("no such driver", Uncertainty(driver_tasks=DriverTasks(np.array([0]), np.array([0]))), "reference-missing",
     "driver_tasks.driver", (0,)),
    ("no such branch", Uncertainty(branch_tasks=BranchTasks(np.array([3]), np.array([0]))), "reference-missing",
     "branch_tasks.branch", (0,)),
    ("no such cost line", Uncertainty(risks=Risks(np.zeros(1)), risk_aims=RiskAims(np.zeros(1), np.array([Aim.COST_LINE]),
     np.array([2]))), "reference-missing", "risk_aims.row", (0,)),
    ("no such aim", Uncertainty(risks=Risks(np.zeros(1)), risk_aims=RiskAims(np.zeros(1), np.array([9]), np.zeros(1))),
     "reference-missing", "risk_aims.row", (0,)),
    ("no such project", lines(project=np.array([0, 5])), "reference-missing", "costs.project", (1,)),
    ("no such milestone", Uncertainty(milestones=np.array([0, -1])), "reference-missing", "milestones", (1,)),
    *(
        (f"{table}: {value}", given, "probability-out-of-range", table, (1,))
        for value in (-0.1, 1.1, NAN)
        for table, given in probability(value).items()
    ),
    ("after treatment", Uncertainty(risks=Risks(np.zeros(1), probability_after=np.array([2.0]))),
     "probability-out-of-range", "risks", (0,)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "id_", "table", "rows"), [each[1:] for each in WRONG], ids=[each[0] for each in WRONG]
)
def test_it_is_named_and_nothing_is_run(given: Uncertainty, id_: str, table: str, rows: tuple[int, ...]) -> None:
    simulation = compile_simulation(series(2), given)
    found = [(each.id, each.table, each.rows, each.level) for each in simulation.diagnostics]  # type: ignore[attr-defined]
    assert (id_, table, rows, "error") in found
    result = simulate(series(2), given, SimulationOptions(10))
    assert (result.ok, result.runs, result.finish, result.cost) == (False, 0, None, None)
    with pytest.raises(ValueError, match=id_):
        tornado(simulation)


def test_errors_of_the_plan_are_passed_on() -> None:
    plan = plain([1, 1], [(0, 1, "FS", 0), (1, 0, "FS", 0)])
    assert [each.id for each in simulate(plan, Uncertainty()).diagnostics] == ["cycle"]


def test_the_tasks_of_a_wrong_duration_are_named() -> None:
    (found,) = compile_simulation(series(2), spread(-3, 2, 5)).diagnostics
    assert (found.id, found.tasks) == ("negative-duration", (1,))


def test_a_correlation_that_cannot_exist_is_repaired_and_said_by_how_much() -> None:
    matrix = np.array([[1, 0.9, 0.2], [0.9, 1, 0.9], [0.2, 0.9, 1]])
    given = alike(3, Shape.TRIANGULAR, 1, 2, 4).replace(correlations=(Correlation(np.arange(3), matrix),))
    result = simulate(parallel(3), given, SimulationOptions(10))
    assert result.ok
    (found,) = result.diagnostics
    assert (found.id, found.level, found.tasks) == ("correlation-repaired", "warning", (0, 1, 2))
    # What was asked for are correlations of ranks, and so is what they became.
    change = ranked(nearest_correlation(latent(matrix)).matrix) - matrix
    assert found.message == (
        "Correlation 0 cannot exist; the nearest one that can is used: no number differs by more than "
        f"{np.abs(change).max():.3f}, all together by {np.linalg.norm(change):.3f}."
    )


def test_what_changes_nothing_is_a_warning() -> None:
    given = alike(1, Shape.TRIANGULAR, 1, 2, 4).replace(correlations=(Correlation(np.arange(2), np.eye(2)),))
    result = simulate(parallel(2), given, SimulationOptions(10))
    assert result.ok
    assert [(each.id, each.tasks) for each in result.diagnostics] == [("correlation-without-effect", (1,))]


def test_what_acts_on_nothing_is_a_warning() -> None:
    plan = plain([3, 1, 1], [], parent=np.array([-1, 0, -1]))
    given = Uncertainty(
        spreads=GOOD,
        drivers=Drivers(np.ones(1), np.zeros(1)), driver_tasks=DriverTasks(np.zeros(2), np.array([0, 2])),
        risks=Risks(np.ones(3), np.zeros(3)), risk_aims=RiskAims(np.array([0, 1]), np.zeros(2), np.array([0, 2])),
        branches=Branches(np.zeros(1), np.ones(1)), branch_tasks=BranchTasks(np.zeros(2), np.array([0, 1])),
        costs=Costs(np.array([0, 1]), rate_per_hour=np.ones(2)),
    )  # fmt: skip
    result = simulate(plan, given, SimulationOptions(10))
    assert result.ok
    found = [(each.id, each.level, each.table, each.rows, each.tasks) for each in result.diagnostics]  # type: ignore[attr-defined]
    assert found == [
        ("effect-without-task", "warning", "driver_tasks", (0,), (0,)),
        ("effect-without-task", "warning", "branch_tasks", (0,), (0,)),
        ("effect-without-task", "warning", "risk_aims", (0,), (0,)),
        ("risk-without-task", "warning", "risks", (2,), ()),
        ("rate-on-summary", "warning", "costs", (0,), (0,)),
    ]


def test_columns_of_the_wrong_length_or_kind_are_a_callers_mistake() -> None:
    with pytest.raises(ValueError, match="shape"):
        Risks(np.zeros(2), np.zeros(3))
    with pytest.raises(ValueError, match="numbers"):
        Risks(np.array(["a"]))
    with pytest.raises(ValueError, match="row"):
        Correlation(np.arange(2), np.eye(3))
    with pytest.raises(ValueError, match="weights"):
        Points(np.zeros(2), np.zeros(3))


def test_nothing_uncertain_is_the_plan_itself() -> None:
    result = simulate(series(3), Uncertainty(milestones=np.array([1])), SimulationOptions(300))
    assert result.finish.low == result.finish.high == result.finish.planned == result.finish.percentile(0.8)
    assert result.finish.standard_error(0.8) == 0
    assert result.tasks.criticality.tolist() == [1, 1, 1]
    assert np.isnan(result.tasks.cruciality).all()
    assert result.cost.mean == 0
