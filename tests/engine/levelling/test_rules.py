"""Schedules by rules: feasible always, as worked by hand where that is easy, both schemes as theory says."""

from typing import get_args

import pytest

from engine.levelling.small_problems import optimum, random_problem, with_dates
from headway.engine.levelling.check import breaches, makespan
from headway.engine.levelling.problem import Problem
from headway.engine.levelling.rules import Rule, by_rule

RULES = get_args(Rule)


@pytest.mark.parametrize("scheme", ["serial", "parallel"])
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_gives_a_feasible_schedule(rule, scheme) -> None:
    for seed in range(12):
        problem = random_problem(seed, count=15, resources=3, most=7)
        problem = with_dates(problem, seed) if seed % 2 else problem
        plain, justified = (by_rule(problem, rule, scheme, justified=each) for each in (False, True))
        for found in (plain, justified):
            assert breaches(problem, found.start) == []
            assert found.makespan == makespan(problem, found.start) >= found.bound
        assert justified.makespan <= plain.makespan


def test_some_rule_is_optimal_on_most_small_problems() -> None:
    hits = 0
    for seed in range(25):
        problem = random_problem(seed)
        lengths = [by_rule(problem, rule, "serial", justified=True).makespan for rule in RULES]
        assert min(lengths) >= optimum(problem)
        hits += min(lengths) == optimum(problem)
    assert hits >= 23


def test_the_schemes_differ_as_in_the_textbook() -> None:
    """Waiting pays here: the parallel scheme begins what fits now, the serial one keeps room for the long activity."""
    problem = Problem([2], [1, 4, 3], [[1], [2], [1]], [0], [1])
    order_by_row = by_rule(problem, "row", "serial")
    assert order_by_row.start.tolist() == [0, 1, 5]
    assert by_rule(problem, "row", "parallel").start.tolist() == [0, 3, 0]


@pytest.mark.parametrize(
    ("rule", "start"),
    [("row", [0, 2, 5]), ("shortest", [0, 2, 5]), ("most_successors", [0, 2, 5]), ("latest_start", [6, 8, 0]),
     ("latest_finish", [0, 2, 5]), ("least_slack", [6, 8, 0]), ("rank_weight", [6, 8, 0])],
)  # fmt: skip
def test_rules_by_hand(rule, start) -> None:
    """Two tasks in a row (2, 3) and one of 6, for one person; all can end at 6: latest starts 1, 3, 0, finishes 3, 6, 6;
    equal ones go by row."""
    problem = Problem([1], [2, 3, 6], [[1], [1], [1]], [0], [1])
    assert by_rule(problem, rule).start.tolist() == start


def test_bad_input_is_named() -> None:
    found = by_rule(Problem([0], [1], [[1]]))
    assert [each.id for each in found.diagnostics] == ["demand-beyond-capacity"]
