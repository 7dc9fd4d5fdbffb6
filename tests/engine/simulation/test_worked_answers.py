"""Answers that are known without simulating: exact, enumerated or published."""

from __future__ import annotations

import json
from itertools import product
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from engine.networks import START, plain
from engine.simulation.days import RUNS, UNIT, alike, each_its_own, off, parallel, run, series, units
from headway.engine.simulation import Durations, Points, RiskAims, Risks, Shape, Spreads, Uncertainty, three_points
from headway.engine.simulation.correlation import latent, nearest_correlation, ranked
from truth_files import FOLDER, truth

pytestmark = pytest.mark.truth
FOUR = 4.0
SHAPES = {
    "triangular": (Shape.TRIANGULAR, "a", "m", "b"),
    "beta-PERT lambda=4": (Shape.PERT, "a", "m", "b"),
    "PERT moment-fit sd=(b-a)/6": (Shape.PERT_MOMENTS, "a", "m", "b"),
    "uniform": (Shape.UNIFORM, "a", "a", "b"),
    "lognormal mean/sd": (Shape.LOGNORMAL, "mean", "mean", "sd"),
    "lognormal P10/P90": (Shape.LOGNORMAL_RANGE, "P10", "P10", "P90"),
    "triangular from P10/mode/P90 (trigen)": (Shape.TRIGEN, "P10", "mode", "P90"),
}


def load(name: str) -> Any:
    """The file's content at collection; nothing to collect where the folder is absent."""
    path = FOLDER / "worked" / name
    return json.loads(path.read_text("utf-8")) if path.exists() else {"rows": []}


def case(name: str, number: str) -> dict[str, Any]:
    return next(each for each in json.loads(truth("worked", name).read_text("utf-8")) if each["id"] == number)


def test_the_answers_are_here() -> None:
    assert truth("worked", "mc_distributions.json").exists()


@pytest.mark.parametrize("row", load("mc_distributions.json")["rows"], ids=lambda row: f"{row['dist']}{row['params']}")
def test_a_duration_has_the_moments_and_percentiles_of_its_spread(row: dict[str, Any]) -> None:
    shape, *names = SHAPES[row["dist"]]
    finish = run(parallel(1), alike(1, shape, *(row["params"][name] for name in names))).finish
    assert off(units(finish.mean), row["mean"], finish.standard_error_of_mean / UNIT) < FOUR
    # The standard error of a variance is sqrt((kurtosis - 1) / n) of it; kurtosis stays below 10 here.
    assert abs((finish.sd / UNIT) ** 2 / row["var"] - 1) < FOUR * np.sqrt(9 / RUNS.runs)
    for share in (10, 50, 80, 90, 95):
        error = finish.standard_error(share / 100) / UNIT
        assert off(units(finish.percentile(share / 100)), row[f"P{share}"], error) < FOUR


@pytest.mark.parametrize("row", load("mc_merge_bias.json")["rows"], ids=lambda row: str(row["n"]))
def test_merge_bias_is_that_of_the_largest_of_n(row: dict[str, Any]) -> None:
    n = row["n"]
    for spread, name in (((1, 2, 3), "triangular_1_2_3"), ((3, 5, 11), "triangular_3_5_11")):
        finish, answer = run(parallel(n), alike(n, Shape.TRIANGULAR, *spread)).finish, row[name]
        assert off(units(finish.mean), answer["mean"], finish.standard_error_of_mean / UNIT) < FOUR
        assert off(units(finish.percentile(0.8)), answer["P80"], finish.standard_error(0.8) / UNIT) < FOUR
        limit = START + spread[1] * UNIT
        share = answer.get("P_le_2", answer.get("P_le_mode_5"))
        error = np.sqrt(share * (1 - share) / RUNS.runs)
        # The density of whole minutes at the limit shifts a share by less than one minute's worth.
        assert abs(finish.probability(limit) - share) < FOUR * error + n / UNIT
    finish = run(parallel(n), alike(n, Shape.UNIFORM, 1, 1, 2)).finish
    assert off(units(finish.mean) - 1, row["uniform01"]["mean"], finish.standard_error_of_mean / UNIT) < FOUR
    assert off(units(finish.percentile(0.8)) - 1, row["uniform01"]["P80"], finish.standard_error(0.8) / UNIT) < FOUR


def test_equal_parallel_paths_are_critical_equally_often() -> None:
    tasks = run(parallel(4), alike(4, Shape.TRIANGULAR, 10, 20, 40)).tasks
    # A tie of whole minutes counts for both.
    assert np.abs(tasks.criticality - 0.25).max() < FOUR * np.sqrt(0.25 * 0.75 / RUNS.runs) + 2e-4


def exponential(rate: float, points: int = 4000) -> Points:
    return Points(UNIT * 50 * -np.log1p(-(np.arange(points) + 0.5) / points) / rate)


def test_two_exponential_paths() -> None:
    answer = case("mc_analytic.json", "exp-two")["expected"]
    spreads = Spreads(np.full(2, Shape.EMPIRICAL), point=np.arange(2), points=(exponential(1), exponential(2)))
    result = run(parallel(2), each_its_own(spreads))
    assert (
        off(units(result.finish.mean) / 50, answer["mean_max"], result.finish.standard_error_of_mean / UNIT / 50) < FOUR
    )
    for found, share in zip(result.tasks.criticality, answer["CI"], strict=True):
        assert abs(found - share) < FOUR * np.sqrt(share * (1 - share) / RUNS.runs) + 1e-4


def normal(mean: float, sd: float, points: int = 4000) -> Points:
    u = (np.arange(points) + 0.5) / points
    return Points(UNIT * (mean + sd * np.array([NormalDist().inv_cdf(each) for each in u.tolist()])))


def test_cruciality_and_sensitivity_of_a_series() -> None:
    given = case("mc_analytic.json", "serial-cruciality")
    spreads = Spreads(
        np.full(2, Shape.EMPIRICAL), point=np.arange(2), points=tuple(normal(40, sd) for sd in given["sigmas"])
    )
    tasks = run(series(2), each_its_own(spreads)).tasks
    answer = given["expected"]
    assert tasks.criticality.tolist() == answer["CI"]
    error = 1 / np.sqrt(RUNS.runs)
    assert np.abs(tasks.cruciality - answer["pearson"]).max() < FOUR * error
    assert np.abs(tasks.schedule_sensitivity - answer["SSI"]).max() < FOUR * error
    # Everything is critical, so that the significance of both is one.
    assert np.abs(tasks.significance - 1).max() < 1e-4


@pytest.mark.parametrize("number", ["corr-sum-rho0", "corr-sum-rho0.6"])
def test_correlation_widens_a_sum(number: str) -> None:
    given = case("mc_analytic.json", number)
    n = given["n"]
    spreads = Spreads(np.full(1, Shape.EMPIRICAL), point=np.zeros(1), points=(normal(50, given["sigma"]),))
    matrix = np.full((n, n), float(ranked(given["rho"])))
    np.fill_diagonal(matrix, 1.0)
    uncertainty = Uncertainty(
        spreads=spreads, durations=Durations(np.arange(n), np.zeros(n)), correlations=(correlation(n, matrix),)
    )
    finish = run(series(n), uncertainty).finish
    assert abs(finish.sd / UNIT / given["expected"]["sd_sum"] - 1) < FOUR * np.sqrt(0.5 / RUNS.runs) + 5e-4
    found = units(finish.percentile(0.8)) - 50 * n
    error = finish.standard_error(0.8) / UNIT
    assert off(found, given["expected"]["P80_minus_mean"], error) < FOUR


def correlation(n: int, matrix: Any) -> Any:
    from headway.engine.simulation import Correlation

    return Correlation(np.arange(n), np.asarray(matrix))


def test_rank_and_latent_correlation() -> None:
    given = case("mc_analytic.json", "copula-maps")
    for rho, answer in given["expected"].items():
        assert float(ranked(float(rho))) == pytest.approx(answer["spearman"], abs=1e-12)
    for spearman, answer in given["inverse"].items():
        assert float(latent(float(spearman))) == pytest.approx(answer, abs=1e-12)


def test_a_correlation_that_cannot_exist_is_repaired() -> None:
    given = case("mc_analytic.json", "psd-check")
    matrix = np.array(given["matrix"])
    assert np.linalg.eigvalsh(matrix)[0] == pytest.approx(given["expected"]["min_eigenvalue"])
    found = nearest_correlation(matrix)
    assert np.linalg.eigvalsh(found.matrix)[0] > -1e-12
    assert np.allclose(np.diag(found.matrix), 1)
    assert found.largest_change > 0
    # No correlation matrix nearby is nearer: the nearest one is a minimum over a convex set.
    rng = np.random.default_rng(1)
    for _ in range(200):
        root = np.linalg.cholesky(found.matrix + 1e-9 * np.eye(3)) + 0.05 * rng.normal(size=(3, 3))
        other = root @ root.T
        other /= np.sqrt(np.outer(np.diag(other), np.diag(other)))
        assert np.linalg.norm(other - matrix) >= found.distance - 1e-6


def test_a_threat_and_an_opportunity() -> None:
    given = case("risk.json", "risk-threat-opportunity")
    threat, chance, answer = given["threat"], given["opportunity"], given["expected"]
    spreads = Spreads(
        np.array([Shape.UNIFORM, Shape.FIXED]),
        low=UNIT * np.array([5.0, 0]), likely=UNIT * np.array([0.0, chance["impact"]]), high=UNIT * np.array([15.0, 0]),
    )  # fmt: skip
    uncertainty = Uncertainty(
        spreads=spreads,
        risks=Risks(np.array([threat["p"], chance["p"]]), np.array([0, 1])),
        risk_aims=RiskAims(np.array([0, 1]), row=np.array([0, 0]), aim=np.array([0, 0])),
    )
    finish = run(plain([given["base"]], []), uncertainty).finish
    assert off(units(finish.mean), answer["mean"], finish.standard_error_of_mean / UNIT) < FOUR
    assert abs((finish.sd / UNIT) ** 2 / answer["var"] - 1) < FOUR * np.sqrt(9 / RUNS.runs)
    for limit in (50, 46):
        share = answer[f"P_le_{limit}"]
        assert abs(finish.probability(START + limit * UNIT) - share) < FOUR * np.sqrt(share * (1 - share) / RUNS.runs)
    for level in (80, 90, 95):
        error = finish.standard_error(level / 100) / UNIT
        assert off(units(finish.percentile(level / 100)), answer[f"P{level}"], error) < FOUR


def test_the_expected_value_of_a_register() -> None:
    given = case("risk.json", "emv-wikislate")
    money = np.array([each["impact"] for each in given["register"]], float)
    uncertainty = Uncertainty(
        spreads=three_points(Shape.FIXED, money, money, money),
        risks=Risks(np.array([each["p"] for each in given["register"]]), money=np.arange(2)),
        risk_aims=RiskAims(np.arange(2), row=np.zeros(2)),
    )
    cost = run(parallel(1), uncertainty).cost
    assert abs(cost.mean - given["published"]["net"]) < FOUR * cost.standard_error_of_mean


def network(activities: dict[str, Any]) -> tuple[Any, Uncertainty]:
    names = list(activities)
    links = [(names.index(p), k, "FS", 0) for k, name in enumerate(names) for p in activities[name]["preds"]]
    columns = [np.array([each[key] for each in activities.values()]) * UNIT for key in "amb"]
    return plain([1] * len(names), links), each_its_own(three_points(Shape.PERT_MOMENTS, *columns))


def test_published_networks_finish_no_earlier_than_pert_says() -> None:
    for number in ("pert-general-foundry", "pert-pmkc"):
        given = case("pert.json", number)
        plan, uncertainty = network(given["activities"])
        finish = run(plan, uncertainty).finish
        # PERT looks at one path only: where paths merge, it is optimistic.
        assert units(finish.mean) > given["expected"]["mu_cp"] - FOUR * finish.standard_error_of_mean / UNIT


def test_a_path_alone_has_the_moments_of_pert() -> None:
    given = case("pert.json", "pert-taylor-7")
    path = np.array([given["activities"][k - 1] for k in given["path"]], float) * UNIT
    finish = run(series(len(path)), each_its_own(three_points(Shape.PERT_MOMENTS, *path.T))).finish
    assert off(units(finish.mean), given["published"]["mu"], finish.standard_error_of_mean / UNIT) < FOUR


def test_a_small_network_by_counting_all_cases() -> None:
    values = {0: (2, 5, 9), 1: (1, 4, 6), 2: (3, 4, 8), 3: (1, 2, 10), 4: (2, 3, 4)}
    weights = (1.0, 2.0, 1.0)
    links = [(0, 2, "FS", 0), (1, 2, "FS", 0), (1, 3, "SS", 1), (2, 4, "FF", 1), (3, 4, "FS", -1)]
    plan = plain([5, 4, 4, 2, 3], links)
    spreads = Spreads(
        np.full(5, Shape.DISCRETE), point=np.arange(5),
        points=tuple(Points(UNIT * np.array(each, float), np.array(weights)) for each in values.values()),
    )  # fmt: skip
    result = run(plan, each_its_own(spreads))
    chance: dict[int, float] = {}
    critical = np.zeros(5)
    for picks in product(range(3), repeat=5):
        p = float(np.prod([weights[k] / 4 for k in picks]))
        a, b, c, d, e = (values[row][k] for row, k in enumerate(picks))
        # By hand: finish of each task, then which chains reach the last one.
        finish_c, start_d = max(a, b) + c, 1
        start_e = max(start_d + d - 1, finish_c + 1 - e, 0)
        finish_e = start_e + e
        last = max(finish_e, finish_c, start_d + d)
        chance[last] = chance.get(last, 0.0) + p
        slack_e = last - finish_e
        slack_c = min(last - finish_c, start_e - (finish_c + 1 - e) + slack_e)
        slack_d = min(last - start_d - d, start_e - (start_d + d - 1) + slack_e)
        slack_a = min(last - a, max(a, b) - a + slack_c)
        slack_b = min(last - b, max(a, b) - b + slack_c, slack_d)
        critical += p * (np.array([slack_a, slack_b, slack_c, slack_d, slack_e]) <= 0)
    for finish, p in chance.items():
        here = result.finish.probability(START + finish * UNIT) - result.finish.probability(START + finish * UNIT - 1)
        assert abs(here - p) < FOUR * np.sqrt(p * (1 - p) / RUNS.runs)
    assert np.abs(result.tasks.criticality - critical).max() < FOUR * 0.5 / np.sqrt(RUNS.runs)
