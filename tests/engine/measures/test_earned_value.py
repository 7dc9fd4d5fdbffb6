"""Earned value and earned schedule against published numbers and every rule at the edges."""

import json

import numpy as np
import pytest

from headway.engine.measures.earned_schedule import earned_schedule
from headway.engine.measures.earned_value import earned_value, in_period
from headway.engine.measures.earning_rules import EarningRule, earn, effort_share, milestone_share
from headway.engine.measures.roll_up import roll_up
from truth_files import truth

NAMES = {
    "CV": "cv", "SV": "sv", "CV_pct": "cv_percent", "SV_pct": "sv_percent", "CPI": "cpi", "SPI": "spi", "SCI": "sci",
    "EAC_typical": "eac_typical", "EAC_atypical": "eac_atypical", "EAC_composite": "eac_composite",
    "EAC_weighted_0.8CPI_0.2SPI": "eac_weighted", "ETC_typical": "etc", "VAC_typical": "vac", "TCPI_BAC": "tcpi_bac",
    "TCPI_EAC": "tcpi_eac", "pct_complete": "percent_complete", "pct_spent": "percent_spent",
}  # fmt: skip


def point_cases():
    for case in json.loads(truth("worked", "evm_point.json").read_text()):
        yield from case.get("cases", [case])


def test_every_published_point():
    cases = list(point_cases())
    assert len(cases) == 9
    column = lambda name: [each["inputs"][name] for each in cases]  # noqa: E731
    found = earned_value(column("BAC"), column("PV"), column("EV"), column("AC"))
    for row, case in enumerate(cases):
        for name, value in case["expected"].items():
            if name in NAMES:
                got = getattr(found, NAMES[name])[row]
                assert np.isnan(got) if value is None else got == pytest.approx(value, rel=1e-12), (case, name, got)
    assert found.diagnostics == ()


def test_a_null_forecast_falls_back_and_says_nothing_false():
    found = earned_value([100, 100], [10, 0], [0, 0], [5, 0])
    assert np.isnan(found.eac_typical).all()
    assert found.eac.tolist() == [105, 100]
    assert found.cpi[0] == 0
    assert np.isnan(found.cpi[1])


def test_an_overspent_budget_is_not_achievable():
    found = earned_value([100, 100], [90, 90], [80, 80], [120, 100])
    assert np.isnan(found.tcpi_bac).all()
    assert found.achievable.tolist() == [False, True]


def test_money_that_is_no_number():
    found = earned_value([100, np.nan, 100], [10, 10, 10], [5, 5, 200], [-1, 5, 5])
    assert [(each.id, each.rows) for each in found.diagnostics] == [("not-a-number", (1,)), ("ev-over-bac", (2,))]
    assert np.isnan(found.eac[1])
    with pytest.raises(ValueError, match="shapes"):
        earned_value([1, 2], [1, 2, 3], 1, 1)


def test_infinite_money_is_no_number():
    found = earned_value([np.inf, 100, 100], [10, np.inf, 50], [5, 5, 50], [5, 5, np.inf])
    assert [(each.id, each.rows) for each in found.diagnostics] == [("not-a-number", (0, 1, 2))]
    assert np.isnan([found.eac_typical[0], found.spi[1], found.cpi[2], found.eac[2]]).all()
    late = earned_schedule([[5, 10], [5, np.inf], [5, 10]], [np.inf, 5, 5], [1, 1, 1], [1, 1, np.inf])
    assert np.isnan(late.es).tolist() == [True, True, False]
    assert np.isnan(late.forecasts["ES3"]).all()


def test_the_nine_durations_by_hand():
    """PD 4 of 100, late: 40 of 60 at time 3 for 50. SPI 2/3, CPI 4/5, SPI(t) 5/9 (ES = 1 + 10 / 15 = 5/3)."""
    found = earned_schedule([30, 45, 60, 100], 40, 3, 50)
    spi, cpi, spi_t, pd, at = 40 / 60, 40 / 50, (1 + 10 / 15) / 3, 4, 3
    expected = {
        "PV1": pd - (40 - 60) / (100 / pd), "PV2": pd / spi, "PV3": pd / (spi * cpi),
        "ED1": pd + at * (1 - spi), "ED2": pd / spi, "ED3": pd / (spi * cpi) + at * (1 - 1 / cpi),
        "ES1": at + (pd - 5 / 3), "ES2": at + (pd - 5 / 3) / spi_t, "ES3": at + (pd - 5 / 3) / (cpi * spi_t),
    }  # fmt: skip
    assert {name: each[0] for name, each in found.forecasts.items()} == pytest.approx(expected)
    assert found.tspi[0] == pytest.approx((4 - 5 / 3) / (4 - 3))
    assert found.ieac_t[0] == pytest.approx(pd / spi_t)


def pmkc():
    return json.loads(truth("worked", "evm_earned_schedule_pmkc.json").read_text())


def test_the_eleven_weeks():
    case = pmkc() if isinstance(pmkc(), dict) else pmkc()[0]
    given = case["inputs"]
    weeks = np.arange(1, 12)
    found = earned_schedule(given["PV"], given["EV"], weeks, given["AC"])
    assert (found.planned_duration == given["PD"]).all()
    for row, expected in enumerate(case["expected"]):
        assert found.es[row] == pytest.approx(expected["ES"], abs=1e-9)
        assert found.sv_t[row] == pytest.approx(expected["SV_t"], abs=1e-9)
        assert found.spi_t[row] == pytest.approx(expected["SPI_t"], abs=1e-9)
        assert found.ieac_t[row] == pytest.approx(expected["IEAC_t_lipke"], abs=1e-9)
        for name, forecast in found.forecasts.items():
            assert forecast[row] == pytest.approx(expected[f"EACt_{name}"], abs=1e-9), (row, name)
    for week, published in case["published_ES"].items():
        assert found.es[int(week[1:]) - 1] == pytest.approx(published, abs=0.01)


def test_the_straight_baseline():
    found = earned_schedule(np.arange(1, 11) * 10_000, 30_000, 4, 35_000)
    assert (found.es[0], found.spi_t[0]) == (3.0, 0.75)
    assert found.ieac_t[0] == pytest.approx(40 / 3)
    assert found.tspi[0] == pytest.approx(7 / 6)


def test_a_pause_in_the_plan():
    pv = [10, 20, 20, 20, 40]
    assert earned_schedule(pv, 20, 3).es.tolist() == [4.0]
    assert earned_schedule(pv, 20, 3, flat="start").es.tolist() == [2.0]
    assert earned_schedule(pv, [19, 30], [3, 3]).es.tolist() == [1.9, 4.5]
    assert earned_schedule([10, 40, 40, 40], 40, 3).es.tolist() == [2.0]


def test_nothing_planned_and_nothing_earned_is_on_time():
    found = earned_schedule([0, 0, 10], [0, 0, 0], [1, 2, 3])
    assert found.es.tolist() == [1, 2, 2]
    assert earned_schedule([10, 20], 0, 1).es.tolist() == [0]


def test_null_where_there_is_nothing_to_measure():
    found = earned_schedule([[0, 0], [5, 3], [5, 10], [np.nan, 1]], [0, 1, 12, 1], [1, 1, 1, 1])
    assert np.isnan(found.es).tolist() == [True, True, False, True]
    assert found.es[2] == 2.0
    told = [(each.id, each.rows) for each in found.diagnostics]
    assert told == [("not-a-number", (3,)), ("pv-decreases", (1,)), ("ev-over-bac", (2,))]


def test_beyond_the_planned_duration():
    found = earned_schedule([5, 10], [8, 10], [3, 3])
    assert np.isnan(found.tspi[0])
    assert found.achievable.tolist() == [False, True]


def test_levels_add_money_and_never_average():
    parent = [-1, 0, 0, 1, 1]
    ev, ac = roll_up(parent, [0, 0, 30, 10, 10]), roll_up(parent, [0, 0, 20, 20, 20])
    assert ev.tolist() == [50, 20, 30, 10, 10]
    assert earned_value(100, 50, ev, ac).cpi.tolist() == [50 / 60, 0.5, 1.5, 0.5, 0.5]
    both = roll_up(parent, np.array([[0, 0], [0, 0], [1, 2], [3, 4], [5, 6]]))
    assert both[0].tolist() == [9, 12]
    with pytest.raises(ValueError, match="itself"):
        roll_up([1, 0], [1, 1])
    with pytest.raises(ValueError, match="parent"):
        roll_up([5], [1])


def test_windows_of_periods():
    assert in_period([[1, 3, 6, 10]]).tolist() == [[1, 2, 3, 4]]
    assert in_period([1, 3, 6, 10], 3).tolist() == [1, 3, 6, 9]


def test_every_earning_rule():
    rules = list(EarningRule)
    begun = earn(rules, 100.0, 60.0, progress=0.3, started=True)
    assert begun.tolist() == [30, 0, 50, 20, 30, 30, 30, 60]
    assert earn(rules, 100.0, 60.0, progress=0.3, started=True, finished=True).tolist() == [100] * 8
    idle = earn(rules, 100.0, 160.0, progress=[0, 0, 0, 0, -1, 2, 0, 0])
    assert idle.tolist() == [0, 0, 0, 0, 0, 100, 0, 100]
    with pytest.raises(ValueError, match="rule"):
        earn([99], 1, 1)


def test_milestones_and_level_of_effort():
    share = milestone_share([0, 0, 1], [30, 70, 5], [True, False, True], 3)
    assert share[:2].tolist() == [0.3, 1.0]
    assert np.isnan(share[2])
    assert effort_share([0, 7], [75, 25]) == 0.25
