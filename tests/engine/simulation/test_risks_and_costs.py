"""Events, drivers, branches, cost lines, projects that drive: against answers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from engine.networks import START, plain
from engine.simulation.days import RUNS, UNIT, off, parallel, run, series, units
from headway.engine.plan import MISSING, Links, Plan, Project, Tasks
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
    risk_removals,
    run_simulation,
    three_points,
    tornado,
)

FOUR = 4.0
ROOT = np.sqrt(RUNS.runs)


def fixed(*values: float) -> Spreads:
    return three_points(Shape.FIXED, values, values, values)


def share_error(share: float) -> float:
    return FOUR * float(np.sqrt(share * (1 - share))) / ROOT


def test_a_driver_acts_on_all_its_tasks_at_once() -> None:
    # Two tasks of ten days in parallel and one behind: with 40 percent, all take one and a half times as long.
    plan = plain([10, 10, 10], [(0, 2, "FS", 0), (1, 2, "FS", 0)])
    given = Uncertainty(
        spreads=fixed(1.5), drivers=Drivers(np.array([0.4]), np.array([0])),
        driver_tasks=DriverTasks(np.zeros(3), np.arange(3)),
    )  # fmt: skip
    result = run(plan, given)
    assert {result.finish.percentile(0.3), result.finish.percentile(0.9)} == {START + 20 * UNIT, START + 30 * UNIT}
    assert abs(result.finish.probability(START + 20 * UNIT) - 0.6) < share_error(0.6)
    assert abs(result.events.happened[0] - 0.4) < share_error(0.4)
    assert result.events.delay_minutes[0] == pytest.approx(10 * UNIT)
    assert np.nanmin(result.tasks.cruciality) == pytest.approx(1)


def test_factors_come_before_delays() -> None:
    given = Uncertainty(
        spreads=fixed(2.0, 3 * UNIT, 4 * UNIT),
        durations=Durations(np.array([0]), np.array([2])),
        drivers=Drivers(np.array([1.0]), np.array([0])), driver_tasks=DriverTasks(np.array([0]), np.array([0])),
        risks=Risks(np.array([1.0]), np.array([1])), risk_aims=RiskAims(np.array([0]), np.array([Aim.TASK]), np.array([0])),
    )  # fmt: skip
    assert units(run(parallel(1), given).finish.mean) == 2 * 4 + 3


def test_branches_are_alternatives() -> None:
    plan = series(4)
    given = Uncertainty(
        spreads=fixed(5 * UNIT, 9 * UNIT, 1000.0),
        durations=Durations(np.array([1, 2]), np.array([0, 1])),
        branches=Branches(np.array([7, 7]), np.array([0.3, 0.5])),
        branch_tasks=BranchTasks(np.array([0, 1]), np.array([1, 2])),
        costs=Costs(np.array([1]), np.array([2]), np.array([2.0])),
    )
    result = run(plan, given)
    for finish, share in ((2, 0.2), (7, 0.3), (11, 0.5)):
        here = result.finish.probability(START + finish * UNIT) - result.finish.probability(START + finish * UNIT - 1)
        assert abs(here - share) < share_error(share)
    assert abs(result.cost.mean - 0.3 * (1000 + 2 * 24 * 5)) < FOUR * result.cost.standard_error_of_mean


def test_a_risk_opens_a_branch() -> None:
    given = Uncertainty(
        spreads=fixed(6 * UNIT, 250.0),
        durations=Durations(np.array([1]), np.array([0])),
        risks=Risks(np.array([0.25]), money=np.array([1])),
        risk_aims=RiskAims(np.array([0]), np.array([Aim.BRANCH]), np.array([0])),
        branches=Branches(np.array([0]), np.array([0.0])),
        branch_tasks=BranchTasks(np.array([0]), np.array([1])),
    )
    result = run(series(2), given)
    assert abs(result.finish.probability(START + UNIT) - 0.75) < share_error(0.75)
    assert result.finish.high == START + 7 * UNIT
    assert abs(result.cost.mean - 250 * 0.25) < FOUR * result.cost.standard_error_of_mean
    # Late and dear are the same runs; the plan holds the task of the branch, so that half of the dates are in between.
    assert result.joint.confidence(START + 2 * UNIT, 0.0) == pytest.approx(
        float(result.finish.probability(START + UNIT))
    )


def test_cost_is_fixed_and_rate_times_duration_and_risk() -> None:
    spreads = Spreads(
        np.array([Shape.UNIFORM, Shape.TRIANGULAR, Shape.UNIFORM]),
        low=np.array([10 * UNIT, 1e4, -2e3]), likely=np.array([0, 2e4, 0]), high=np.array([20 * UNIT, 4e4, -1e3]),
    )  # fmt: skip
    given = Uncertainty(
        spreads=spreads, durations=Durations(np.array([0]), np.array([0])),
        risks=Risks(np.array([0.5]), money=np.array([2])),
        risk_aims=RiskAims(np.array([0]), np.array([Aim.COST_LINE]), np.array([0])),
        costs=Costs(np.array([0]), np.array([1]), np.array([50.0])),
    )  # fmt: skip
    cost = run(plain([15], []), given).cost
    rate = 50 * 24.0
    mean = (1e4 + 2e4 + 4e4) / 3 + rate * 15 - 0.5 * 1500
    triangle = (1e4**2 + 2e4**2 + 4e4**2 - 1e4 * 2e4 - 1e4 * 4e4 - 2e4 * 4e4) / 18
    event = 0.5 * (1500**2 + 1000**2 / 12) - 750**2
    variance = triangle + rate**2 * 100 / 12 + event
    assert cost.planned == pytest.approx(2e4 + rate * 15)
    assert abs(cost.mean - mean) < FOUR * cost.standard_error_of_mean
    assert abs(cost.sd**2 / variance - 1) < FOUR * np.sqrt(2 / RUNS.runs)


def test_treatment_changes_risks_and_costs_its_price() -> None:
    given = Uncertainty(
        spreads=fixed(8 * UNIT, 900.0, 2 * UNIT),
        risks=Risks(
            np.array([0.5]), np.array([0]), np.array([1]), probability_after=np.array([0.1]), delay_after=np.array([2]),
            response_cost=np.array([70.0]),
        ),
        risk_aims=RiskAims(np.array([0]), np.array([Aim.TASK]), np.array([0])),
    )  # fmt: skip
    before, after = run(parallel(1), given), run(parallel(1), given, treated=True)
    assert off(units(before.finish.mean), 1 + 0.5 * 8, before.finish.standard_error_of_mean / UNIT) < FOUR
    assert off(units(after.finish.mean), 1 + 0.1 * 2, after.finish.standard_error_of_mean / UNIT) < FOUR
    assert abs(after.cost.mean - (70 + 0.1 * 900)) < FOUR * after.cost.standard_error_of_mean


def test_joint_confidence_of_two_normal_numbers() -> None:
    # Finish and cost of two tasks that are bivariate normal: P(both below the mean) = 1/4 + asin(rho) / 2 pi.
    rho, n = 0.6, 2
    spread = normal_points()
    spearman = 6 / np.pi * np.arcsin(rho / 2)
    given = Uncertainty(
        spreads=Spreads(np.full(1, Shape.EMPIRICAL), point=np.zeros(1), points=(spread,)),
        durations=Durations(np.arange(n), np.zeros(n)),
        correlations=(Correlation(np.arange(n), np.array([[1, spearman], [spearman, 1]])),),
        costs=Costs(np.array([1]), np.array([-1]), np.array([1.0])),
    )
    # The second task costs money, and starts long before the first one, so that it never ends last.
    plan = Plan(
        plain([60, 60], []).calendars,
        Tasks(np.arange(2), np.full(2, 60 * UNIT), constraint=np.array([2, 0]), constraint_date=np.array([START + 200 * UNIT, MISSING])),
        projects=(Project(start=START),),
    )  # fmt: skip
    result = run(plan, given)
    answer = 0.25 + np.arcsin(rho) / (2 * np.pi)
    finish, cost = START + 250 * UNIT, 50 * 24.0
    assert abs(result.joint.confidence(finish, cost) - answer) < share_error(answer) + 2e-3
    # On the frontier the confidence is the level, and neither side alone is below it.
    dates, costs = result.joint.frontier(0.7)
    assert len(dates) > 20
    assert (np.diff(costs) <= 0).all()
    for date, money in zip(dates[::10], costs[::10], strict=True):
        assert result.joint.confidence(date, money) == pytest.approx(0.7, abs=1e-9)
        assert result.finish.probability(date) >= 0.7 - 2e-3
    assert float(result.cost.probability(costs[-1])) == pytest.approx(0.7, abs=0.01)


def normal_points() -> Points:
    from statistics import NormalDist

    u = (np.arange(4000) + 0.5) / 4000
    return Points(UNIT * (50 + 5 * np.array([NormalDist().inv_cdf(each) for each in u.tolist()])))


def two_projects() -> tuple[Plan, Uncertainty]:
    # One task each; the first takes 1 to 3 days, the second 2: they are last in half of the runs each.
    plan = Plan(
        plain([2, 2, 0], []).calendars,
        Tasks(np.arange(3), np.array([2, 2, 0]) * UNIT, project=np.array([0, 1, 1])),
        Links(np.array([0, 1]), np.array([2, 2])),
        (Project(start=START), Project(start=START)),
    )
    given = Uncertainty(
        spreads=three_points(Shape.UNIFORM, UNIT, UNIT, 3 * UNIT), durations=Durations(np.array([0]), np.array([0])),
        milestones=np.array([2, 0]),
    )  # fmt: skip
    return plan, given


def test_which_project_drives_the_program() -> None:
    result = run(*two_projects())
    # The milestone of the second project waits for the first: dates say the second, the critical path says which task.
    assert result.drives[1] == 1
    assert abs(result.drives[0] - 0.5) < share_error(0.5) + 1e-3
    assert result.on_critical_path[1] == 1
    assert abs(result.on_critical_path[0] - 0.5) < share_error(0.5) + 1e-3
    assert abs(result.tasks.criticality[1] - 0.5) < share_error(0.5) + 1e-3
    first, second = result.project_finish
    assert off(units(first.mean), 2, first.standard_error_of_mean / UNIT) < FOUR
    assert off(units(second.mean), 2.25, second.standard_error_of_mean / UNIT) < FOUR
    assert [each.mean for each in result.milestone_finish] == [second.mean, first.mean]
    by_project = run(*two_projects(), RUNS.replace(measured_by="project"))
    assert by_project.tasks.criticality[0] == 1


def test_progress_is_honored() -> None:
    # Six of ten days are done: a spread of 8 to 12 days for the whole leaves 3.2 to 4.8 of them.
    plan = plain([10], [], actual_start=np.array([START]), percent=np.array([60.0]))
    given = Uncertainty(
        spreads=three_points(Shape.UNIFORM, 8 * UNIT, 0, 12 * UNIT), durations=Durations(np.array([0]), np.array([0])),
        costs=Costs(np.array([0]), rate_per_hour=np.array([1.0])),
    )  # fmt: skip
    result = run(plan, given)
    assert units(result.finish.low) == pytest.approx(6 + 3.2, abs=1e-2)
    assert units(result.finish.high) == pytest.approx(6 + 4.8, abs=1e-2)
    assert abs(result.cost.mean - 24 * 10) < FOUR * result.cost.standard_error_of_mean
    done = plain([10], [], actual_start=np.array([START]), actual_finish=np.array([START + 11 * UNIT]))
    still = run_simulation(compile_simulation(done, given), RUNS)
    assert still.finish.low == still.finish.high == START + 11 * UNIT
    assert [(each.id, each.tasks) for each in still.diagnostics] == [("spread-without-effect", (0,))]


def test_the_tornado_is_that_of_the_sum() -> None:
    # A sum of independent normal numbers: holding one at its P10 or P90 shifts the mean and takes its variance away.
    points = [Points(50 * UNIT + sd / 5 * (normal_points().values - 50 * UNIT)) for sd in (1, 6, 3)]
    spreads = Spreads(np.full(3, Shape.EMPIRICAL), point=np.arange(3), points=tuple(points))
    given = Uncertainty(spreads=spreads, durations=Durations(np.arange(3), np.arange(3)))
    found = tornado(compile_simulation(series(3), given), RUNS, most_tasks=2)
    assert [(bar.kind, bar.row) for bar in found.bars] == [("task", 1), ("task", 2)]
    z80, z90 = 0.8416212335729143, 1.2815515655446004
    for bar, own, others in zip(found.bars, (6, 3), (np.hypot(1, 3), np.hypot(1, 6)), strict=True):
        error = 1.4 * others / ROOT
        assert abs(units(bar.finish_low) - (150 - z90 * own + z80 * others)) < FOUR * error
        assert abs(units(bar.finish_high) - (150 + z90 * own + z80 * others)) < FOUR * error
    assert found.complete


def test_risks_are_ranked_by_what_their_removal_brings() -> None:
    # On one path: certain threats of 5 and 2 days, an opportunity of 3, and one that costs money only.
    given = Uncertainty(
        spreads=fixed(5 * UNIT, 2 * UNIT, -3 * UNIT, 800.0),
        risks=Risks(np.ones(4), np.array([1, 0, 2, -1]), np.array([-1, -1, -1, 3])),
        risk_aims=RiskAims(np.arange(4), np.zeros(4), np.zeros(4)),
    )
    simulation = compile_simulation(plain([10], []), given)
    options = SimulationOptions(500)
    ranked = risk_removals(simulation, options).ranked
    assert [(each.risk, each.minutes / UNIT, each.money) for each in ranked] == [
        (1, 5, 0), (0, 2, 0), (3, 0, pytest.approx(800)), (2, -3, 0),
    ]  # fmt: skip
    greedy = risk_removals(simulation, options, greedy=True, by="cost").ranked
    assert greedy[0].risk == 3
    assert sum(each.minutes for each in greedy) / UNIT == 4
    # Beside each other, the second longest delay hides behind the longest one.
    beside = Uncertainty(spreads=given.spreads, risks=Risks(np.ones(2), np.array([1, 0])),
                         risk_aims=RiskAims(np.arange(2), np.zeros(2), np.arange(2)))  # fmt: skip
    one = risk_removals(compile_simulation(plain([10, 10], []), beside), options).ranked
    assert [(each.risk, each.minutes / UNIT) for each in one] == [(1, 3), (0, 0)]
    both = risk_removals(compile_simulation(plain([10, 10], []), beside), options, greedy=True).ranked
    assert [(each.risk, each.minutes / UNIT) for each in both] == [(1, 3), (0, 2)]


def test_a_ranking_that_is_stopped_says_so() -> None:
    given = Uncertainty(spreads=fixed(UNIT), risks=Risks(np.ones(3), np.zeros(3)),
                        risk_aims=RiskAims(np.arange(3), np.zeros(3), np.zeros(3)))  # fmt: skip
    simulation = compile_simulation(parallel(1), given)
    asked = iter([False, False, True, True])
    found = risk_removals(simulation, SimulationOptions(100), stop=lambda: next(asked))
    assert (found.complete, [each.risk for each in found.ranked]) == (False, [0])
    asked = iter([False, False, False, True, True])
    bars = tornado(simulation, SimulationOptions(100), stop=lambda: next(asked))
    assert (bars.complete, [bar.row for bar in bars.bars]) == (False, [0])
    at_once = [each(simulation, SimulationOptions(100), stop=lambda: True) for each in (risk_removals, tornado)]
    assert [(each.complete, np.isnan(each.finish), np.isnan(each.cost)) for each in at_once] == [
        (False, True, True)
    ] * 2
    assert (at_once[0].ranked, at_once[1].bars) == ((), ())


def test_rank_correlation_of_durations_is_the_one_asked_for() -> None:
    from engine.simulation.single_runs import first_runs

    matrix = np.array([[1, 0.7, -0.4], [0.7, 1, 0.1], [-0.4, 0.1, 1]])
    given = Uncertainty(
        spreads=three_points(Shape.TRIANGULAR, [UNIT, 0, 3 * UNIT], [2 * UNIT, UNIT, 3 * UNIT], [9 * UNIT, 5 * UNIT, 6 * UNIT]),
        durations=Durations(np.arange(3), np.arange(3)), correlations=(Correlation(np.arange(3), matrix),),
    )  # fmt: skip
    simulation = compile_simulation(parallel(3), given)
    lengths = np.concatenate([first_runs(simulation, seed=seed).length for seed in range(60)], axis=1)
    ranks = np.argsort(np.argsort(lengths, axis=1), axis=1)
    order = simulation.step_row
    assert np.abs(np.corrcoef(ranks) - matrix[np.ix_(order, order)]).max() < FOUR / np.sqrt(lengths.shape[1])
