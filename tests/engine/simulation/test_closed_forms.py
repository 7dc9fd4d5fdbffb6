"""Shapes, errors and measures of sensitivity against closed forms and plain numerical integration."""

from __future__ import annotations

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

from engine.networks import ALWAYS, NIGHT, STANDARD, START
from engine.simulation.days import UNIT, alike, each_its_own, parallel, run
from engine.simulation.single_runs import first_runs
from headway.engine.plan import Calendar, Links, Plan, Project, Tasks
from headway.engine.simulation import (
    Durations,
    Points,
    Shape,
    SimulationOptions,
    Spreads,
    Uncertainty,
    compile_simulation,
    run_simulation,
    three_points,
)
from headway.engine.simulation.shapes import entries, trigen_ends

LEVELS = (0.01, 0.1, 0.5, 0.8, 0.9, 0.99)


def quantiles(shape: Shape, low: float, likely: float, high: float) -> list[float]:
    built = entries(three_points(shape, low, likely, high), [0])
    return [built.quantile(0, u) for u in LEVELS]


def beta_quantiles(p: float, q: float) -> np.ndarray:
    """Invert the beta distribution by adding up its density, with t = x^p so that it has no pole at 0."""
    t = np.linspace(0, 1, 2_000_001)
    middle = ((t[1:] + t[:-1]) / 2) ** (1 / p)
    below = np.concatenate(([0.0], np.cumsum((1 - middle) ** (q - 1))))
    return np.interp(LEVELS, below / below[-1], t) ** (1 / p)


@pytest.mark.parametrize("likely", [3.0, 4.0, 5.0, 7.0, 10.5])
def test_pert_is_the_beta_distribution_of_lambda_four(likely: float) -> None:
    low, high = 3.0, 11.0
    p = 1 + 4 * (likely - low) / (high - low)
    assert quantiles(Shape.PERT, low, likely, high) == pytest.approx(low + 8 * beta_quantiles(p, 6 - p), abs=1e-3)


@pytest.mark.parametrize("likely", [3.0, 4.0, 5.0, 7.0])
def test_pert_by_moments_has_the_mean_and_deviation_of_the_textbook(likely: float) -> None:
    low, high = 3.0, 11.0
    mean = ((low + 4 * likely + high) / 6 - low) / (high - low)
    both = mean * (1 - mean) / (1 / 6) ** 2 - 1
    expected = low + 8 * beta_quantiles(mean * both, (1 - mean) * both)
    assert quantiles(Shape.PERT_MOMENTS, low, likely, high) == pytest.approx(expected, abs=1e-3)


def test_a_lognormal_spread_is_told_by_its_mean_and_deviation_or_by_two_percentiles() -> None:
    normal = [NormalDist().inv_cdf(u) for u in LEVELS]
    mean, sd = 10.0, 4.0
    deviation = np.sqrt(np.log(1 + (sd / mean) ** 2))
    expected = mean * np.exp(np.array(normal) * deviation - deviation**2 / 2)
    assert quantiles(Shape.LOGNORMAL, 0.0, mean, sd) == pytest.approx(expected, rel=2e-3)
    found = quantiles(Shape.LOGNORMAL_RANGE, 6.0, 0.0, 15.0)
    assert (found[1], found[4]) == pytest.approx((6.0, 15.0), rel=1e-3)
    assert found[2] == pytest.approx(np.sqrt(6.0 * 15.0), rel=1e-3)


@pytest.mark.parametrize(("p10", "mode", "p90"), [(8, 10, 12), (8, 9, 16), (2, 7, 8), (5, 5, 9), (3, 6, 6)])
def test_the_ends_of_a_trigen_leave_a_tenth_outside_of_either_percentile(p10: float, mode: float, p90: float) -> None:
    low, high = (float(each) for each in trigen_ends(p10, mode, p90))
    assert (p10 - low) ** 2 / ((high - low) * (mode - low)) == pytest.approx(0.1)
    assert (high - p90) ** 2 / ((high - low) * (high - mode)) == pytest.approx(0.1)
    assert low <= p10 <= mode <= p90 <= high


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_the_standard_error_of_a_percentile_is_that_of_theory(share: float) -> None:
    """For a flat density over R it is R sqrt(p (1 - p) / n)."""
    runs, width = 10_000, 100
    errors = [
        run(parallel(1), alike(1, Shape.UNIFORM, 50, 100, 150), SimulationOptions(runs, seed=seed))
        for seed in range(10)
    ]
    expected = width * UNIT * np.sqrt(share * (1 - share) / runs)
    assert np.mean([each.finish.standard_error(share) for each in errors]) == pytest.approx(expected, rel=0.1)
    answer = START + (50 + width * share) * UNIT
    assert max(abs(each.finish.percentile(share) - answer) for each in errors) < 4 * expected


@pytest.mark.parametrize("numbers", [(1, 2, 3), (1, 1.0001, 1.01), (2, 30, 400)])
def test_percentiles_are_those_of_the_runs_in_order(numbers: tuple[float, float, float]) -> None:
    simulation = compile_simulation(parallel(1), alike(1, Shape.TRIANGULAR, *numbers))
    finish = run_simulation(simulation, SimulationOptions(256, seed=3)).finish
    ordered = np.sort(first_runs(simulation, seed=3).length[0])
    assert len(ordered) == 256
    for share in (0.0, 0.01, 0.1, 0.5, 0.8, 0.95, 1.0):
        expected = START + np.quantile(ordered, share, method="inverted_cdf")
        assert abs(finish.percentile(share) - expected) <= finish.step
    assert finish.mean - START == pytest.approx(ordered.mean())
    assert finish.sd == pytest.approx(ordered.std(ddof=1))


def test_significance_by_counting_all_cases() -> None:
    """Two tasks beside each other: E[d / (d + slack) T] / E[T] over four cases, in which d + slack is T."""
    values, weights = np.array([[2.0, 6.0], [3.0, 5.0]]), np.array([[0.5, 0.5], [0.25, 0.75]])
    points = tuple(Points(UNIT * each, weight) for each, weight in zip(values, weights, strict=True))
    tasks = run(parallel(2), each_its_own(Spreads(np.full(2, Shape.DISCRETE), point=np.arange(2), points=points))).tasks
    finish = sum(
        p * q * max(a, b)
        for a, p in zip(values[0], weights[0], strict=True)
        for b, q in zip(values[1], weights[1], strict=True)
    )
    assert tasks.significance == pytest.approx((values * weights).sum(axis=1) / finish, abs=4e-3)


def chain(calendars: tuple[Calendar, ...]) -> tuple[Plan, Uncertainty]:
    """Return two tasks one after the other, each on a calendar of its own, with triangular durations."""
    count = len(calendars)
    plan = Plan(
        calendars,
        Tasks(uid=np.arange(count), duration=np.array([20, 30])[:count] * 480, calendar=np.arange(count)),
        Links(np.arange(count - 1), np.arange(1, count)),
        (Project(start=START),),
    )
    low, likely, high = (np.array(each)[:count] * 480 for each in ([10, 20], [20, 30], [40, 60]))
    return plan, each_its_own(three_points(Shape.TRIANGULAR, low, likely, high))


@pytest.mark.parametrize("measured_by", ["program", "project"])
@pytest.mark.parametrize("calendar", [STANDARD, NIGHT, ALWAYS])
def test_a_task_alone_has_all_the_sensitivity(calendar: Calendar, measured_by: str) -> None:
    """Critical always, and the finish spreads as it does; nights and weekends are no part of either."""
    tasks = run(*chain((calendar,)), SimulationOptions(2_000, measured_by=measured_by)).tasks
    assert tasks.criticality.tolist() == [1.0]
    assert tasks.schedule_sensitivity == pytest.approx([1.0], abs=1e-9)


@pytest.mark.parametrize("calendar", [STANDARD, NIGHT])
def test_sensitivities_of_a_chain_are_shares_of_the_root_of_the_sum_of_squares(calendar: Calendar) -> None:
    plan, given = chain((calendar, calendar))
    tasks = run(plan, given, SimulationOptions(100_000)).tasks
    low, likely, high = given.spreads.low, given.spreads.likely, given.spreads.high
    sd = np.sqrt((low**2 + likely**2 + high**2 - low * likely - low * high - likely * high) / 18)
    assert tasks.sd == pytest.approx(sd, rel=0.01)
    assert tasks.schedule_sensitivity == pytest.approx(sd / np.hypot(*sd), rel=0.01)


def test_what_is_certain_has_no_cruciality_and_no_sensitivity() -> None:
    plan, given = chain((STANDARD, STANDARD))
    one = replace(given, durations=Durations(np.array([1]), np.array([1])))
    tasks = run(plan, one, SimulationOptions(1_000, ranks=True)).tasks
    assert tasks.criticality.tolist() == [1.0, 1.0]
    for measure in (tasks.cruciality, tasks.spearman, tasks.kendall):
        assert np.isnan(measure).tolist() == [True, False]
    assert tasks.schedule_sensitivity == pytest.approx([0.0, 1.0], abs=1e-9)
