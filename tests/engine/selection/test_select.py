"""Selections beside complete enumeration, published optima, and cases that nothing can satisfy."""

import json

import numpy as np
import pytest
from selection_cases import assignments, best_by_trying, knapsack, random_case

from headway.engine.selection import Balance, Candidates, Limits, Synergy, check_selection, select
from selection_files import knapsacks
from truth_files import truth


@pytest.mark.parametrize("seed", range(60))
def test_as_good_as_trying_everything(seed):
    candidates, limits = random_case(seed)
    best = best_by_trying(candidates, limits)
    found = select(candidates, limits)
    facts = check_selection(candidates, limits, found.chosen, found.start)
    assert facts.violations == found.violations
    if best is None:
        assert found.status == "least-violation"
        assert found.violations != ()
        return
    assert found.status == "optimal"
    assert found.violations == ()
    assert found.value == pytest.approx(best, abs=1e-6)
    assert found.bound == pytest.approx(best, abs=1e-5)


def test_the_random_cases_have_both_kinds():
    kinds = {best_by_trying(*random_case(seed)) is None for seed in range(20)}
    assert kinds == {True, False}


def portfolio(name):
    return next(each for each in json.loads(truth("worked", "portfolio.json").read_text()) if each["id"] == name)


def test_stockco():
    case = portfolio("stockco")
    found = select(Candidates(case["value"], cost=np.array(case["cost"]).T), Limits(budgets=case["budget"]))
    assert found.value == case["expected"]["z"]
    assert found.chosen.astype(int).tolist() in case["expected"]["x"]


def start_time_case():
    case = portfolio("start-time-6x5")
    names = [each["id"] for each in case["projects"]]
    skills = list(case["capacity"])
    longest = max(each["d"] for each in case["projects"])
    pad = lambda row: row + [0] * (longest - len(row))  # noqa: E731
    rules = case["rules"]
    number = lambda group: tuple(names.index(each) for each in group)  # noqa: E731
    candidates = Candidates(
        value=[each["npv"] for each in case["projects"]],
        cost=[pad(each["cost"]) for each in case["projects"]],
        demand=[[pad(each["res"][skill]) for skill in skills] for each in case["projects"]],
        duration=[each["d"] for each in case["projects"]],
        mandatory=np.isin(names, rules["mandatory"]),
        exclusions=tuple(number(each) for each in rules["exclusive"]),
        prerequisites=[number(each) for each in rules["prerequisite"]],
        after_finish=[True],
        synergies=tuple(Synergy(number(each["pair"]), each["bonus"]) for each in rules["synergy"]),
        discount=0.08,
    )
    limits = Limits(budgets=case["budget_per_period"], capacities=[case["capacity"][skill] for skill in skills])
    return case, names, candidates, limits


def test_starts_over_five_periods():
    case, names, candidates, limits = start_time_case()
    found = select(candidates, limits)
    assert found.value == pytest.approx(case["expected"]["z"], abs=1e-9)
    starts = {name: int(start) if start >= 0 else None for name, start in zip(names, found.start, strict=True)}
    assert starts == case["expected"]["starts"]


def test_projects_that_save_money_together_fit_into_a_budget_that_neither_sum_would():
    candidates = Candidates([5, 4], cost=[[6, 1], [5, 1]], synergies=(Synergy((0, 1), cost=(-3, 0)),))
    limits = Limits(budgets=[8, 2])
    found = select(candidates, limits)
    assert found.chosen.tolist() == [True, True]
    assert found.spend.tolist() == [8, 2]
    assert found.cost == 10
    assert select(candidates.replace(synergies=()), limits).chosen.tolist() == [True, False]
    dear = candidates.replace(synergies=(Synergy((0, 1), cost=(0, 1.5)),))
    assert select(dear, Limits(budgets=[11, 3])).chosen.tolist() == [True, False]
    assert select(dear, Limits(budgets=[11, 3.5], total_cost=14.5)).chosen.tolist() == [True, True]
    assert select(dear, Limits(budgets=[11, 3.5], total_cost=14.4)).chosen.tolist() == [True, False]


def test_a_synergy_that_costs_no_number_is_named():
    found = select(Candidates([1, 1], synergies=(Synergy((0, 1), cost=(float("nan"),)),)), Limits())
    assert [each.id for each in found.diagnostics] == ["not-a-number"]


def test_petersens_projects():
    cases = list(knapsacks(truth("mknap", "mknap1.txt")))
    expected = portfolio("orlib-mknap1")["optimum"]
    assert [select(*knapsack(*each[1:])).value for each in cases] == pytest.approx(expected)


def test_the_collected_knapsacks():
    optima = json.loads(truth("mknap", "sac94_optima.json").read_text())
    files = sorted(truth("mknap", "sac94").glob("*.dat"))
    assert len(files) == 54
    for path in files:
        ((_, value, weights, room),) = knapsacks(path)
        found = select(*knapsack(value, weights, room))
        assert found.status == "optimal", path.name
        assert found.value == pytest.approx(optima[path.stem]["optimum"]), path.name


def test_the_order_of_rows_does_not_matter():
    candidates, limits = random_case(3)
    order = np.random.default_rng(0).permutation(len(candidates))
    plain = Candidates(
        value=candidates.value, cost=candidates.cost, demand=candidates.demand, duration=candidates.duration
    )
    turned = Candidates(
        value=candidates.value[order], cost=candidates.cost[order], demand=candidates.demand[order],
        duration=candidates.duration[order],
    )  # fmt: skip
    assert select(turned, limits).value == pytest.approx(select(plain, limits).value)


def test_wishes_that_cannot_be_kept_are_named_with_the_least_violation():
    candidates = Candidates([5, 4, 3], cost=[[6], [5], [4]], mandatory=[True, True, False])
    found = select(candidates, Limits(budgets=[8]))
    assert found.status == "least-violation"
    assert [(each.kind, each.index, each.amount) for each in found.violations] == [("budget", (0,), 3.0)]
    assert found.chosen.tolist() == [True, True, False]
    assert [each.id for each in found.diagnostics] == ["limits-cannot-be-kept"]
    assert found.bound == float("inf") or found.bound >= found.value


def test_penalties_decide_what_gives():
    candidates = Candidates([5, 4], cost=[[6], [5]], mandatory=[True, True])
    found = select(candidates, Limits(budgets=[8]), penalties={"budget": 100.0, "mandatory": 1.0})
    assert [each.kind for each in found.violations] == ["mandatory"]


def test_a_mandatory_project_that_is_forbidden():
    found = select(Candidates([5, 4], mandatory=[True, False], forbidden=[True, False]), Limits())
    assert [(each.kind, each.index) for each in found.violations] == [("mandatory", (0,))]
    assert [each.id for each in found.diagnostics] == ["mandatory-and-forbidden", "limits-cannot-be-kept"]
    assert found.diagnostics[0].rows == (0,)


def test_stopping_costs_money_and_value():
    candidates = Candidates([4, 10], cost=[[5], [5]], ongoing=[True, False], stop_cost=[1, 0], stop_loss=[2, 0])
    found = select(candidates, Limits(budgets=[6]))
    assert found.chosen.tolist() == [False, True]
    assert (found.value, found.spend.tolist()) == (8.0, [6.0])
    kept = select(candidates, Limits(budgets=[5]))
    assert (kept.chosen.tolist(), kept.value) == ([True, False], 4.0)


def test_money_left_is_handed_on():
    candidates = Candidates([7], cost=[[8]], earliest=[1])
    assert not select(candidates, Limits(budgets=[5, 5])).chosen.any()
    assert not select(candidates, Limits(budgets=[5, 5], carry_over=0.5)).chosen.any()
    assert select(candidates, Limits(budgets=[5, 5], carry_over=0.6)).chosen.all()
    assert not select(candidates, Limits(budgets=[5, 5], carry_over=1.0, carry_cap=2.9)).chosen.any()


def test_balance_counts_what_it_says():
    candidates = Candidates([9, 8, 1], cost=[[4], [4], [2]], category=[0, 0, 1])
    found = select(candidates, Limits(balance=(Balance(1, low=0.3),)))
    assert (found.chosen.tolist(), found.value) == ([True, False, True], 10.0)


def test_an_earlier_answer_is_taken_up():
    candidates, limits = random_case(3)
    first = select(candidates, limits)
    again = select(candidates, limits, start=first)
    assert again.value == pytest.approx(first.value)
    assert again.status == first.status


@pytest.mark.parametrize("seconds", [0.0, 0.05])
def test_when_the_time_ends_what_is_told_is_true(seconds):
    rng = np.random.default_rng(5)
    candidates, limits = knapsack(rng.integers(20, 60, 100), rng.integers(20, 60, (5, 100)), np.full(5, 1900))
    found = select(candidates, limits, seconds=seconds)
    assert found.status == "feasible"
    assert check_selection(candidates, limits, found.chosen, found.start).violations == ()
    assert found.bound >= select(candidates, limits, gap=0.01).value
    assert found.gap > 0 or found.value == found.bound


def test_no_time_for_what_must_be():
    candidates = Candidates(np.ones(3), cost=np.ones((3, 1)), mandatory=[True, True, True])
    found = select(candidates, Limits(budgets=[3]), seconds=0.0)
    assert found.status in ("optimal", "violating")
    assert (found.status == "violating") == bool(found.violations)


def test_nothing_to_choose_from():
    found = select(Candidates([]), Limits(budgets=[1, 2]))
    assert (found.status, found.value, found.spend.tolist()) == ("optimal", 0.0, [0.0, 0.0])
    assert [each.id for each in found.diagnostics] == ["no-candidates"]
    with_wish = select(Candidates([]), Limits(count_low=1))
    assert [each.kind for each in with_wish.violations] == ["count-low"]


@pytest.mark.parametrize(
    ("change", "name", "rows"),
    [
        ({"value": [1, np.nan]}, "not-a-number", (1,)),
        ({"cost": [[1], [np.inf]]}, "not-a-number", (1,)),
        ({"cost": [[-1], [2]]}, "negative-amount", (0,)),
        ({"duration": [0, 1]}, "bad-duration", (0,)),
    ],
)
def test_bad_input_is_told_with_its_rows(change, name, rows):
    found = select(Candidates([1, 2]).replace(**change), Limits())
    assert (found.status, found.chosen.any()) == ("invalid", False)
    assert [(each.id, each.rows) for each in found.diagnostics] == [(name, rows)]


def test_limits_that_are_no_numbers():
    found = select(Candidates([1, 2]), Limits(budgets=[np.nan]))
    assert [(each.id, each.level) for each in found.diagnostics] == [("bad-limit", "error")]


def test_a_ring_of_prerequisites_is_told():
    candidates = Candidates([1, 2, 3], prerequisites=[(0, 1), (1, 0)], after_finish=[True, True])
    found = select(candidates, Limits(periods=4))
    assert found.chosen.tolist() == [False, False, True]
    assert [(each.id, each.rows) for each in found.diagnostics] == [("endless-prerequisites", (0, 1))]
    behind = Candidates([1] * 5, prerequisites=[(1, 0), (0, 1), (1, 2), (2, 3)], after_finish=[True] * 4)
    found = select(behind, Limits(periods=4))
    assert found.chosen.tolist() == [False] * 4 + [True]
    assert [(each.id, each.rows) for each in found.diagnostics] == [("endless-prerequisites", (0, 1))]


@pytest.mark.parametrize(
    "wrong",
    [{"cost": [[1], [2], [3]]}, {"project": [0, 7]}, {"synergies": (Synergy((0, 5), 1.0),)}, {"duration": [1.5, 1]}],
)
def test_a_mistake_of_the_caller_is_an_exception(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Candidates([1, 2], **wrong)


@pytest.mark.parametrize("seed", range(25))
def test_the_least_violation_is_that_of_trying_everything(seed):
    rng = np.random.default_rng(seed)
    candidates = Candidates(
        value=rng.integers(1, 20, 5), cost=rng.integers(3, 9, (5, 2)), demand=rng.integers(1, 6, (5, 1, 2)),
        mandatory=[True, True, rng.random() < 0.5, False, False], exclusions=((0, 1),) if rng.random() < 0.5 else (),
        contribution=rng.integers(0, 4, (5, 1)),
    )  # fmt: skip
    limits = Limits(
        budgets=rng.integers(8, 11, 3), capacities=rng.integers(5, 7, (1, 3)), coverage=[rng.integers(3, 9)]
    )
    size = {"budget": limits.budgets, "coverage": limits.coverage, "capacity": limits.capacities}

    def weight(facts):
        return sum(
            10.0 * each.amount if each.kind not in size else each.amount / size[each.kind][each.index]
            for each in facts.violations
        )

    tried = [check_selection(candidates, limits, *each) for each in assignments(candidates, limits)]
    found = select(candidates, limits)
    if any(not each.violations for each in tried):
        assert found.status == "optimal"
        return
    least = min(weight(each) for each in tried)
    assert found.status == "least-violation"
    assert weight(found) == pytest.approx(least)
    assert found.value == max(each.value for each in tried if weight(each) <= least + 1e-9)


def test_files_of_knapsacks_are_read_whole_or_refused(tmp_path):
    one = "2 1 7  3 4  1 1  2"
    for name, text, count in (("one", one, 1), ("many", f"2 {one} {one}", 2), ("unknown", one.replace("7", "0"), 1)):
        (tmp_path / name).write_text(text)
        found = list(knapsacks(tmp_path / name))
        assert [each[0] for each in found] == [None if name == "unknown" else 7.0] * count
        assert found[0][2].tolist() == [[1, 1]]
    for name, text in (("words", f"problem {one}"), ("cut", one[:-3]), ("empty", ""), ("more", f"{one} 9")):
        (tmp_path / name).write_text(text)
        with pytest.raises(ValueError, match=name):
            list(knapsacks(tmp_path / name))
