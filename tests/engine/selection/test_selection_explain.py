"""Explanations beside complete enumeration with the project forced in or out."""

import numpy as np
import pytest
from selection_cases import assignments, random_case

from headway.engine.selection import Candidates, Limits, Synergy, check_selection, explain, select, stability


def best_with(candidates, limits, project, inside):
    best = None
    for chosen, start in assignments(candidates, limits):
        if (project in candidates.project[chosen]) == inside:
            facts = check_selection(candidates, limits, chosen, start)
            if not facts.violations and (best is None or facts.value > best):
                best = facts.value
    return best


def solvable():
    for seed in range(40):
        candidates, limits = random_case(seed)
        found = select(candidates, limits)
        if found.ok and found.chosen.any():
            yield seed, candidates, limits, found


@pytest.mark.parametrize(("seed", "candidates", "limits", "found"), list(solvable())[:12])
def test_losses_and_regrets_are_those_of_trying_everything(seed, candidates, limits, found):
    told = explain(candidates, limits, found)
    told_of = [each.project for each in (*told.cuts, *told.left_out)]
    assert sorted(told_of) == sorted(set(candidates.project.tolist()))
    for each in told.cuts:
        best = best_with(candidates, limits, each.project, inside=False)
        assert (each.loss is None) == (best is None)
        if best is not None:
            assert each.loss.exact
            assert each.loss.low == pytest.approx(found.value - best, abs=1e-5)
    for each in told.left_out:
        best = best_with(candidates, limits, each.project, inside=True)
        assert (each.regret is None) == (best is None)
        if best is not None:
            assert each.regret.low == pytest.approx(found.value - best, abs=1e-5)
        if each.row >= 0 and not each.needs:
            assert each.gain <= 1e-6


def test_a_cut_list_with_what_takes_its_place():
    candidates = Candidates([10, 8, 7, 1], cost=[[6], [4], [4], [1]])
    limits = Limits(budgets=[10])
    found = select(candidates, limits)
    assert found.chosen.tolist() == [True, True, False, False]
    told = explain(candidates, limits, found)
    assert [(each.project, each.loss.low, each.takes_its_place, each.frees) for each in told.cuts] == [
        (1, 1.0, (2,), 4.0),
        (0, 2.0, (2, 3), 6.0),
    ]
    first = told.left_out[0]
    assert (first.project, first.regret.low, first.displaces, first.reasons) == (2, 1.0, (1,), ("limits",))
    assert [(each.kind, each.index, each.amount) for each in first.needs] == [("budget", (0,), 4.0)]


def test_every_reason():
    candidates = Candidates(
        [9, 5, 4, 3, -2, 1],
        cost=[[2]] * 6,
        forbidden=[False, True, False, False, False, False],
        exclusions=((0, 2),),
        prerequisites=[(1, 3)],
        latest=[-1, -1, -1, -1, -1, 0],
        earliest=[0, 0, 0, 0, 0, 1],
    )
    limits = Limits(budgets=[4])
    told = explain(candidates, limits, select(candidates, limits))
    assert {each.project: (each.reasons, each.others) for each in told.left_out} == {
        1: (("forbidden",), ()),
        2: (("excluded",), (0,)),
        3: (("prerequisite",), (1,)),
        4: (("adds-nothing",), ()),
        5: (("no-start",), ()),
    }


def test_a_shadow_price_by_hand():
    candidates = Candidates([10, 6, 3], cost=[[5], [4], [3]])
    limits = Limits(budgets=[7])
    told = explain(candidates, limits, select(candidates, limits))
    assert [(each.kind, each.index, each.worth) for each in told.prices] == [("budget", (0,), pytest.approx(1.5))]


def test_when_the_time_ends_the_intervals_are_true():
    candidates, limits = random_case(3)
    found = select(candidates, limits)
    exact = {each.project: each.loss for each in explain(candidates, limits, found).cuts}
    quick = explain(candidates, limits, found, seconds=0.0)
    for each in quick.cuts:
        if each.loss is not None and exact[each.project] is not None:
            assert each.loss.low <= exact[each.project].low + 1e-6
            assert each.loss.high >= exact[each.project].high - 1e-6


def test_a_selection_that_breaks_limits_is_explained_without_prices():
    candidates = Candidates([5, 4, 3], cost=[[6], [5], [4]], mandatory=[True, True, False])
    limits = Limits(budgets=[8])
    told = explain(candidates, limits, select(candidates, limits))
    assert told.prices == ()
    assert [each.project for each in told.left_out] == [2]


def test_core_swing_and_out():
    candidates = Candidates([10, 5, 5, 1], cost=[[1]] * 4)
    values = np.array([[10, 6, 5, 1], [10, 5, 6, 1], [9, 7, 5, 2], [9, 8, 5, 2]])
    found = stability(candidates, Limits(budgets=[2]), values)
    assert found.share.tolist() == [1.0, 0.75, 0.25, 0.0]
    assert found.place == ("core", "swing", "swing", "out")
    assert found.value.tolist() == [16, 16, 16, 17]


def test_scenarios_that_are_none():
    with pytest.raises(ValueError, match="values"):
        stability(Candidates([1]), Limits(), [[np.nan]])
    with pytest.raises(ValueError, match="values"):
        stability(Candidates([1]), Limits(), [[1, 2]])


def test_a_synergy_counts_in_the_gain():
    candidates = Candidates([5, 1], cost=[[1], [1]], synergies=(Synergy((0, 1), 3.0),))
    limits = Limits(budgets=[1])
    told = explain(candidates, limits, select(candidates, limits))
    assert [(each.project, each.gain) for each in told.left_out] == [(1, 4.0)]
