"""Robust and sampled selections beside complete enumeration."""

import numpy as np
import pytest
from selection_cases import assignments, random_case

from headway.engine.selection import Candidates, Limits, Uncertainty, select, select_robust, select_sampled, worst_case
from headway.engine.selection.sampled import outcomes_of


def doubt(candidates, seed, gamma):
    rng = np.random.default_rng(seed)
    return Uncertainty(
        cost=np.round(candidates.cost * rng.uniform(0, 0.6, candidates.cost.shape), 1),
        demand=np.round(candidates.demand * rng.uniform(0, 0.6, candidates.demand.shape), 1),
        projects_over_cost=gamma,
        projects_over_demand=gamma,
    )


@pytest.mark.parametrize("gamma", [1.0, 1.5, 9.0])
@pytest.mark.parametrize("seed", range(16))
def test_robust_as_good_as_trying_everything(seed, gamma):
    candidates, limits = random_case(seed)
    extra = doubt(candidates, seed, gamma)
    values = [
        facts.value
        for chosen, start in assignments(candidates, limits)
        if not (facts := worst_case(candidates, limits, extra, chosen, start)).violations
    ]
    found = select_robust(candidates, limits, extra)
    if not values:
        assert found.diagnostics[-1].id == "nothing-holds-at-the-worst"
        return
    assert found.value == pytest.approx(max(values), abs=1e-6)
    assert worst_case(candidates, limits, extra, found.chosen, found.start).violations == ()


def test_the_price_of_robustness_by_hand():
    candidates = Candidates([10, 9, 8], cost=[[4], [4], [4]])
    limits = Limits(budgets=[12])
    prices = [
        select_robust(candidates, limits, Uncertainty(cost=[[2], [2], [1]], projects_over_cost=gamma)).value
        for gamma in (0, 1, 2, 3)
    ]
    assert prices == [27, 19, 19, 19]


@pytest.mark.parametrize(("criterion", "level"), [("mean", 0.0), ("cvar", 0.25), ("cvar", 1.0), ("target", 20.0)])
@pytest.mark.parametrize("seed", [0, 3, 7, 8, 12, 17])
def test_sampled_as_good_as_trying_everything(seed, criterion, level):
    candidates, limits = random_case(seed)
    rng = np.random.default_rng(seed)
    values = rng.normal(12, 8, (7, len(candidates)))
    weights = rng.integers(1, 4, 7).astype(float)
    candidates = candidates.replace(value=values.mean(axis=0))
    best = None
    for chosen, start in assignments(candidates, limits):
        if not worst_case(candidates, limits, Uncertainty(), chosen, start).violations:
            outcomes = np.sort(outcomes_of(candidates, values, chosen, start))
            order = np.argsort(outcomes_of(candidates, values, chosen, start))
            share = weights[order] / weights.sum()
            if criterion == "mean":
                worth = share @ outcomes
            elif criterion == "target":
                worth = share[outcomes >= level].sum()
            else:
                tail = np.clip(level - np.concatenate([[0], np.cumsum(share)[:-1]]), 0, share)
                worth = tail @ outcomes / level
            best = worth if best is None else max(best, worth)
    found = select_sampled(candidates, limits, values, weights=weights, criterion=criterion, level=level)
    if best is None:
        assert found.selection.status == "least-violation"
        return
    assert found.objective == pytest.approx(best, abs=1e-6)
    assert found.bound == pytest.approx(best, abs=1e-5)


def test_one_scenario_is_the_plain_selection():
    candidates, limits = random_case(3)
    flat = candidates.replace(value=np.arange(len(candidates)) + 1.0)
    plain = select(flat, limits)
    for criterion in ("mean", "cvar"):
        found = select_sampled(flat, limits, flat.value[None], criterion=criterion)
        assert found.objective == pytest.approx(plain.value)
        assert found.outcomes == pytest.approx([plain.value])


@pytest.mark.parametrize(
    "wrong",
    [
        {"values": [[1, np.nan]]},
        {"values": [[1, 2]], "criterion": "cvar", "level": 0},
        {"values": [[1, 2]], "weights": [-1]},
    ],
)
def test_mistakes_are_exceptions(wrong):
    with pytest.raises(ValueError, match=r"values|level|weights"):
        select_sampled(Candidates([1, 2]), Limits(), **wrong)
    with pytest.raises(ValueError, match="uncertainty"):
        Uncertainty(cost=[[-1.0]])
    for many in (-1.0, np.nan, np.inf):
        with pytest.raises(ValueError, match="uncertainty"):
            Uncertainty(projects_over_demand=many)
