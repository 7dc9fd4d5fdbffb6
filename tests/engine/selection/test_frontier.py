"""Frontiers beside published points and complete enumeration."""

import json

import numpy as np
import pytest
from selection_cases import assignments, random_case

from headway.engine.selection import Candidates, Limits, check_selection, frontier, select
from truth_files import truth


def eight():
    case = next(
        each for each in json.loads(truth("worked", "portfolio.json").read_text()) if each["id"] == "frontier-8"
    )
    column = lambda name: [each[name] for each in case["items"]]  # noqa: E731
    return case["expected"], Candidates(column("value"), cost=np.array([column("cost")]).T, risk=column("risk"))


def test_all_forty_points():
    expected, candidates = eight()
    found = frontier(candidates, Limits())
    assert found.complete
    assert np.column_stack([found.amount, found.value]).tolist() == expected["value_vs_cost"]


def test_against_risk_within_a_budget():
    expected, candidates = eight()
    found = frontier(candidates, Limits(total_cost=25), against="risk")
    assert np.column_stack([found.amount, found.value]).tolist() == expected["value_vs_risk_at_budget_25"]


@pytest.mark.parametrize("seed", [1, 4, 7, 9, 12, 15, 21, 33])
@pytest.mark.parametrize("against", ["cost", "risk"])
def test_the_points_that_trying_everything_finds(seed, against):
    candidates, limits = random_case(seed)
    pairs = set()
    for chosen, start in assignments(candidates, limits):
        facts = check_selection(candidates, limits, chosen, start)
        if not facts.violations:
            pairs.add((round(float(facts.spend.sum() if against == "cost" else facts.risk), 6), facts.value))
    best, wanted = -np.inf, []
    for amount, value in sorted(pairs, key=lambda each: (each[0], -each[1])):
        if value > best + 1e-6:
            wanted.append((amount, value))
            best = value
    found = frontier(candidates, limits, against=against)
    assert found.complete
    assert list(zip(found.amount, found.value, strict=True)) == [pytest.approx(each) for each in wanted]


def test_a_few_points_lie_on_the_frontier():
    _, candidates = eight()
    every = frontier(candidates, Limits())
    few = frontier(candidates, Limits(), points=5)
    assert len(few.selections) == 5
    assert (few.amount[0], few.value[-1]) == (0.0, 68.0)
    assert set(zip(few.amount, few.value, strict=True)) <= set(zip(every.amount, every.value, strict=True))


def test_amounts_that_are_no_whole_numbers():
    candidates = Candidates([3, 4, 5], cost=[[0.25], [0.3], [1 / 3]])
    assert frontier(candidates, Limits()).value.tolist() == [0, 3, 4, 5, 7, 8, 9, 12]


def test_no_time_no_points_that_are_wrong():
    _, candidates = eight()
    found = frontier(candidates, Limits(), seconds=0.0)
    assert not found.complete or found.value[-1] == select(candidates, Limits()).value
    for each in found.selections:
        assert check_selection(candidates, Limits(), each.chosen, each.start).violations == ()


def test_limits_that_nothing_keeps_have_no_frontier():
    candidates = Candidates([1, 2], cost=[[5], [6]], mandatory=[True, True])
    found = frontier(candidates, Limits(budgets=[3]))
    assert (found.selections, found.complete) == ((), True)


def test_bad_input_and_mistakes():
    found = frontier(Candidates([1, np.nan]), Limits())
    assert [each.id for each in found.diagnostics] == ["not-a-number"]
    with pytest.raises(ValueError, match="two points"):
        frontier(Candidates([1]), Limits(), points=1)


@pytest.mark.parametrize("value", [[], [3, 4]])
def test_where_nothing_has_an_amount_there_is_one_point(value):
    found = frontier(Candidates(value), Limits(), seconds=5.0)
    assert found.complete
    assert (found.amount.tolist(), found.value.tolist()) == ([0], [sum(value)])
