"""Appraisal, rates, benefits and their map against published numbers and sums by hand."""

import json

import numpy as np
import pytest

from headway.engine.measures.appraisal import (
    benefit_cost_ratio,
    mirr,
    npv,
    payback,
    profitability_index,
    roi,
    xnpv,
)
from headway.engine.measures.benefit_map import attribute, loose_ends
from headway.engine.measures.benefits import benefit_profiles, realized, starts_of
from headway.engine.measures.rates import internal_rates
from truth_files import truth


def case(name):
    return next(each for each in json.loads(truth("worked", "benefits.json").read_text()) if each["id"] == name)


def test_brighams_six_measures():
    one = case("npv-brigham-52125")
    flows, rate, expected = one["inputs"]["cash_flows"], one["inputs"]["rate"], one["expected"]
    assert npv(flows, rate)[0] == pytest.approx(expected["NPV"], rel=1e-12)
    assert internal_rates(flows).irr[0] == pytest.approx(expected["IRR"], rel=1e-12)
    assert mirr(flows, rate, rate)[0] == pytest.approx(expected["MIRR"], rel=1e-12)
    assert profitability_index(flows, rate)[0] == pytest.approx(expected["PI"], rel=1e-12)
    assert payback(flows)[0] == pytest.approx(expected["payback"], rel=1e-12)
    assert payback(flows, rate)[0] == pytest.approx(expected["discounted_payback"], rel=1e-12)


def test_other_published_streams():
    one = case("npv-brigham-10-7A")
    flows = one["inputs"]["cash_flows"]
    for rate, expected in one["expected"]["NPV"].items():
        assert npv(flows, float(rate))[0] == pytest.approx(expected, rel=1e-12)
    assert internal_rates(flows).irr[0] == pytest.approx(one["expected"]["IRR"], rel=1e-12)
    assert npv([-40_000] + [9_000] * 7, 0.11)[0] == pytest.approx(2_409.77, abs=0.005)
    last = [-75, 20, 25, 30, 50]
    assert 1000 * npv(last, 0.2)[0] == pytest.approx(501.54, abs=0.005)
    assert profitability_index(last, 0.2)[0] == pytest.approx(1.00669, abs=5e-6)


def test_several_rates_and_none():
    several, none = case("multiple-irr"), case("no-irr")
    found = internal_rates([several["inputs"]["cash_flows"], none["inputs"]["cash_flows"]])
    assert found.all_rates[0] == pytest.approx(several["expected"]["irrs"], rel=1e-9)
    assert np.isnan(found.irr).all()
    assert (found.count.tolist(), found.sign_changes.tolist()) == ([2, 0], [2, 2])
    assert [(each.id, each.rows) for each in found.diagnostics] == [("no-rate", (1,)), ("several-rates", (0,))]
    assert npv(several["inputs"]["cash_flows"], 0.15)[0] == pytest.approx(several["expected"]["NPV_at_15"])


@pytest.mark.parametrize("seed", range(20))
def test_rates_that_were_put_in_come_out(seed):
    rng = np.random.default_rng(seed)
    rates = np.sort(rng.choice(np.arange(-5, 20), int(rng.integers(1, 5)), replace=False)) / 20.0
    flows = np.array([-1.0])
    for rate in rates:
        flows = np.convolve(flows, [1.0, -(1.0 + rate)])
    found = internal_rates(flows)
    assert found.count[0] == len(rates)
    assert found.all_rates[0] == pytest.approx(rates, abs=1e-6)


def test_a_rate_that_only_touches_is_none():
    assert internal_rates(np.convolve([1, -1.1], [1, -1.1])).count.tolist() == [0]


@pytest.mark.parametrize(
    ("touching", "crossing"),
    [([1.61], []), ([0.45], [1.52]), ([0.7, 0.86], [1.69]), ([0.0, 0.75], []), ([-0.37], [-0.08])],
)
def test_rates_that_touch_are_told_from_those_that_cross(touching, crossing):
    flows = np.array([-735_513.25])
    for rate in (*touching, *touching, *crossing):
        flows = np.convolve(flows, [1, -(1 + rate)])
    found = internal_rates(flows)
    assert found.count.tolist() == [len(crossing)]
    assert found.all_rates[0][: len(crossing)] == pytest.approx(crossing, abs=1e-6)


@pytest.mark.parametrize("apart", [0.1, 0.001, 0.00001])
def test_two_rates_near_each_other_are_both_found(apart):
    found = internal_rates(np.convolve([-100, 110], [1, -(1.1 + apart)]))
    assert found.all_rates[0] == pytest.approx([0.1, 0.1 + apart], abs=apart / 20)


def test_edges_of_rates():
    found = internal_rates([[0, 0, 0], [5, 1, 1], [-1, np.nan, 2], [0, -100, 121]])
    assert found.count.tolist() == [0, 0, 0, 1]
    assert found.irr[3] == pytest.approx(0.21)
    assert found.diagnostics[0].rows == (2,)
    long = internal_rates([-1000] + [10.0] * 400)
    assert npv([-1000] + [10.0] * 400, long.irr)[0] == pytest.approx(0, abs=1e-6)


def test_money_on_dates_and_in_the_middle_of_years():
    assert xnpv([-100, 110], [40_000, 40_365], 0.1)[0] == pytest.approx(0)
    assert npv([0, 110], 0.21, mid_year=True)[0] == pytest.approx(110 / 1.21**1.5)
    assert npv([[1, 1], [1, 1]], [0.0, 1.0]).tolist() == [2.0, 1.5]
    with pytest.raises(ValueError, match="rate"):
        npv([1], -1)
    with pytest.raises(ValueError, match="rate"):
        xnpv([1], [0], -2)


def test_paybacks_at_the_edges():
    assert payback([[5, 1, 1], [-10, 4, 4], [-10, 10, 0], [-10, 20, -30]])[[0, 2, 3]].tolist() == [0.0, 1.0, 0.5]
    assert np.isnan(payback([-10, 4, 4]))[0]
    assert np.isnan(payback([np.nan, 1, 2]))[0]
    assert np.isnan(mirr([[-1, -2], [1, 2]], 0.1, 0.1)).all()
    assert np.isnan(mirr([-1], 0.1, 0.1)).all()
    assert np.isnan(profitability_index([1, 2], 0.1)).all()


def test_infinite_money_is_no_number():
    for measure in (npv, payback, profitability_index):
        assert np.isnan(measure([[-1, np.inf], [-np.inf, np.inf]], 0.1)).all()
    assert np.isnan(mirr([-1, np.inf], 0.1, 0.1)[0])
    assert np.isnan(xnpv([1, np.inf], [0, 1], 0.1)[0])


@pytest.mark.parametrize("periods", [30, 120, 360])
def test_rates_of_long_streams_are_those_of_a_scan(periods):
    rng = np.random.default_rng(periods)
    x = np.exp(np.linspace(-5, 5, 100_001))
    for _ in range(5):
        flows = rng.normal(0, 100, periods)
        # Divided by the highest power where x is above 1, which leaves the sign and never overflows.
        above = np.where(x > 1, np.polyval(flows, 1 / np.maximum(x, 1)), np.polyval(flows[::-1], np.minimum(x, 1))) > 0
        wanted = np.sort(1 / x[np.flatnonzero(above[1:] != above[:-1])] - 1)
        found = internal_rates(flows)
        assert found.count.tolist() == [len(wanted)]
        assert found.all_rates[0][: len(wanted)] == pytest.approx(wanted, rel=1e-3, abs=1e-3)


def test_paybacks_by_hand():
    # Discounted at 10 %: 54.55 and 49.59 of 100 come back.
    assert payback([-100, 60, 60], 0.1)[0] == pytest.approx(1 + (100 - 60 / 1.1) / (60 / 1.21))
    assert payback([0, -100, 50, 100])[0] == pytest.approx(2.5)
    assert np.isnan(payback([-100, 60, 60], 0.2)[0])


def test_the_modified_rate_with_two_rates_and_money_out_later():
    growth = (50 * 1.05**2 + 150) / (100 + 20 / 1.08**2)
    assert mirr([-100, 50, -20, 150], 0.08, 0.05)[0] == pytest.approx(growth ** (1 / 3) - 1)


def ramp():
    one = case("benefit-ramp")
    return one["inputs"], one["expected"]


def test_the_ramp_with_disbenefits():
    given, expected = ramp()
    found = benefit_profiles(
        [given["steady_state_annual"], given["disbenefit_per_year_1_2"]], [1, 1], 7,
        ramps=[given["realisation_curve"][1:4], []], lasting=[np.inf, 2], decay=[0, 1],
    )  # fmt: skip
    good, bad = found.planned
    assert good.tolist() == pytest.approx(expected["benefits"])
    assert bad.tolist() == expected["disbenefits"]
    cost, rate = np.array(given["cost"], float), given["rate"]
    net = good + bad - cost
    assert net.tolist() == pytest.approx(expected["net"])
    assert npv(net, rate)[0] == pytest.approx(expected["NPV"], rel=1e-12)
    ratio = benefit_cost_ratio(good, cost, rate, disbenefits=bad)
    assert ratio[0] == pytest.approx(expected["BCR_disbenefit_in_numerator"], rel=1e-12)
    other = benefit_cost_ratio(good, cost, rate, disbenefits=bad, side="cost")
    assert other[0] == pytest.approx(expected["BCR_disbenefit_as_cost"], rel=1e-12)
    assert internal_rates(net).irr[0] == pytest.approx(expected["IRR"], rel=1e-12)
    assert payback(net)[0] == pytest.approx(expected["payback"], rel=1e-12)
    assert payback(net, rate)[0] == pytest.approx(expected["discounted_payback"], rel=1e-12)
    assert roi(good + bad, cost)[0] == pytest.approx(expected["ROI_undiscounted"], rel=1e-12)


def test_a_slip_of_a_milestone_moves_the_benefit():
    enables = [(0, 0), (1, 0), (1, 1)]
    start = starts_of([2.0, 3.5], enables, 3, lag=[0.5, 0.0, 0.0])
    assert start[:2].tolist() == [4.0, 3.5]
    assert np.isnan(start[2])
    assert starts_of([2.0, 4.5], enables, 3)[:2].tolist() == [4.5, 4.5]
    found = benefit_profiles([100, 100, 100], start, 6)
    assert found.planned.tolist() == [[0, 0, 0, 0, 100, 100], [0, 0, 0, 50, 100, 100], [0] * 6]
    assert [(each.id, each.rows) for each in found.diagnostics] == [("no-start", (2,))]
    with pytest.raises(ValueError, match="enables"):
        starts_of([1], [(1, 0)], 1)


def test_ramps_decay_and_what_is_expected():
    found = benefit_profiles(100, 0.5, 5, ramps=[[0.2, 0.6]], lasting=3, decay=0.5, probability=0.5, share=0.4)
    assert found.planned[0].tolist() == pytest.approx([10, 40, 80, 75, 37.5])
    assert found.expected[0].tolist() == pytest.approx([2, 8, 16, 15, 7.5])
    late = benefit_profiles([100, 100], [9, -2], 3, ramps=[[0.1, 0.2, 0.3, 0.4]])
    assert late.planned[1].tolist() == pytest.approx([30, 40, 100])
    assert [(each.id, each.rows) for each in late.diagnostics] == [("starts-after-horizon", (0,))]


def test_a_benefit_that_never_begins_brings_nothing():
    start = starts_of([np.nan, 2.0], [(0, 0), (1, 0), (1, 1)], 2)
    assert np.isnan(start).tolist() == [True, False]
    found = benefit_profiles([1, 2, 3], [np.inf, np.nan, 1], 3)
    assert found.planned.tolist() == [[0, 0, 0], [0, 0, 0], [0, 3, 3]]
    assert [(each.id, each.rows) for each in found.diagnostics] == [("no-start", (0, 1))]


def test_benefits_that_cannot_be():
    found = benefit_profiles([np.nan, 1, 1], [0, 0, 0], 2, probability=[1, 2, 1])
    assert [(each.id, each.rows) for each in found.diagnostics] == [("not-a-number", (0,)), ("bad-share", (1,))]
    assert np.isnan(found.planned[:2]).all()
    assert found.planned[2].tolist() == [1, 1]


def test_what_has_come():
    to_date, of_all = realized([[10, 10, 20], [0, 0, 0]], [[5, 10, 0], [1, 0, 0]], 2)
    assert (to_date[0], of_all[0]) == (0.75, 0.375)
    assert np.isnan(to_date[1])


def test_every_value_is_owed_once():
    one = case("benefits-map-attribution")
    names = list(one["inputs"]["nodes"])
    edges = [(names.index(a), names.index(b)) for a, b, _ in one["inputs"]["edges"]]
    value = [one["inputs"]["value"].get(name, 0) for name in names]
    found = attribute(edges, [each[2] for each in one["inputs"]["edges"]], value)
    for project, owed in one["expected"]["contribution"].items():
        for benefit, amount in owed.items():
            assert found.value[names.index(project), names.index(benefit)] == pytest.approx(amount)
    for project, total in one["expected"]["total"].items():
        ends = [names.index(each) for each in one["inputs"]["value"]]
        assert found.value[names.index(project), ends].sum() == pytest.approx(total)
    assert found.share[list(found.sources)].sum(axis=0) == pytest.approx(np.ones(len(names)))


def test_maps_that_go_round_or_weigh_nothing():
    round_ = attribute([(0, 1), (1, 2), (2, 1)], [1, 1, 1], [0, 0, 5])
    assert [(each.id, each.rows) for each in round_.diagnostics] == [("cycle", (1, 2))]
    assert np.isnan(round_.value).all()
    behind = attribute([(0, 1), (1, 2), (2, 1), (2, 3), (4, 4)], 1, [0, 0, 0, 5, 0])
    assert [(each.id, each.rows) for each in behind.diagnostics] == [("cycle", (1, 2, 4))]
    flat = attribute([(0, 2), (1, 2)], [0, 0], [0, 0, 8])
    assert flat.value[:2, 2].tolist() == [4, 4]
    assert [(each.id, each.rows) for each in flat.diagnostics] == [("no-weight", (2,))]
    with pytest.raises(ValueError, match="edges"):
        attribute([(0, 9)], [1], [1])
    with pytest.raises(ValueError, match="weights"):
        attribute([(0, 1)], [-1], [1, 1])


def test_loose_ends():
    found = loose_ends([(0, 1)], [False, True, True], [True, True, False])
    assert [(each.id, each.rows) for each in found] == [("nothing-leads-here", (2,)), ("leads-nowhere", (1,))]
