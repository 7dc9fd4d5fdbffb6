"""Scores, expected values and ownership against published and agreed cases."""

import json

import pytest

from headway.engine.measures.risk_register import (
    ESCALATION_REASONS,
    IMPACTS,
    PROBABILITIES,
    RiskLimits,
    expected_values,
    owner_level,
    scores,
    three_point_mean,
)
from truth_files import truth

LEVELS = ("project", "programme", "portfolio")


def case(name):
    return next(each for each in json.loads(truth("worked", "risk.json").read_text()) if each["id"] == name)


def test_the_published_expected_values():
    emv = case("emv-wikislate")
    values = expected_values([each["p"] for each in emv["register"]], [each["impact"] for each in emv["register"]])
    assert values.tolist() == [emv["published"]["threat"], emv["published"]["opportunity"]]
    assert values.sum() == emv["published"]["net"]


def test_the_matrix_of_the_pmbok():
    for p, row in case("pi-matrix-pmbok")["expected"].items():
        assert scores([float(p)] * 5, IMPACTS) == pytest.approx(row)
    assert sorted(case("pi-matrix-pmbok")["expected"]) == [str(p) for p in PROBABILITIES]


def test_ownership_as_agreed():
    rules = json.loads(truth("worked", "governance_tolerance.json").read_text())["risk_escalation"]
    limits = [
        RiskLimits(score=each["score"], cost=each["cost_impact"], delay_days=each["delay_days"])
        for each in (rules["limits"]["project"], rules["limits"]["programme"])
    ]
    assert len(rules["cases"]) == 4
    for each in rules["cases"]:
        risk = each["risk"]
        score = scores([risk["p"]], [risk["i"]])[0]
        found = owner_level(score=score, cost=risk["cost"], delay_days=risk["delay"], limits=limits)
        assert LEVELS[found.level] == each["expected"]["owner_level"], risk["id"]


@pytest.mark.parametrize(
    ("facts", "level", "reasons"),
    [
        ({"score": 0.18}, 0, ()),
        ({"score": 0.1801}, 1, ("score",)),
        ({"score": 0.7 * 0.4, "cost": -600_000}, 2, ("cost",)),
        ({"score": 0.1, "affects_others": True}, 1, ("affects-others",)),
        ({"score": 0.5, "exceeds_authority": True}, 2, ("exceeds-authority", "score")),
        ({"score": 0.0, "holders": 3}, 1, ("held-by-many",)),
        ({"score": 0.0, "holders": 2}, 0, ()),
        ({"score": 0.0, "delay_days": 60}, 1, ("delay",)),
        ({"score": 0.0, "delay_days": 61}, 2, ("delay",)),
        ({"score": 0.9, "limits": ()}, 0, ()),
    ],
)
def test_limits_from_both_sides(facts, level, reasons):
    found = owner_level(**facts)
    assert (found.level, found.reasons) == (level, reasons)
    assert set(found.reasons) <= set(ESCALATION_REASONS)


@pytest.mark.parametrize(
    "act",
    [
        lambda: scores([1.1], [0.5]),
        lambda: scores([0.5], [float("nan")]),
        lambda: expected_values([-0.1], [5]),
        lambda: expected_values([0.1], [float("inf")]),
        lambda: three_point_mean([3], [2], [5]),
    ],
)
def test_numbers_that_are_none(act):
    with pytest.raises(ValueError, match=r"lies between|not a number|from low"):
        act()


def test_the_mean_of_an_estimate():
    assert three_point_mean([10, 0], [20, 0], [60, 3]).tolist() == [30, 1]
