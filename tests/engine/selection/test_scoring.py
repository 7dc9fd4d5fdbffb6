"""Scores, weights, orders and likeness beside published numbers and sums by hand."""

import json

import numpy as np
import pytest

from headway.engine.selection.ahp import RANDOM_INDEX, ahp
from headway.engine.selection.alignment import alignment
from headway.engine.selection.ranking import moscow, wsjf
from headway.engine.selection.scoring import Criterion, weighted_scores
from headway.engine.selection.similarity import jaccard, similar_projects
from headway.engine.selection.words import tf_idf, words
from truth_files import truth


def worked(name):
    return json.loads(truth("worked", name).read_text())


def test_saatys_house_and_teknomos_fruit():
    for case in worked("ahp.json"):
        found = ahp(case["matrix"])
        expected = case["expected"]
        assert found.weights == pytest.approx(expected["weights"], abs=1e-9)
        assert found.lambda_max == pytest.approx(expected["lambda_max"], abs=1e-9)
        assert found.consistency_index == pytest.approx(expected.get("CI"), abs=1e-9)
        assert found.consistency_ratio == pytest.approx(expected.get("CR", expected.get("CR")), abs=1e-9)
        assert ahp(case["matrix"], "geometric-mean").weights == pytest.approx(
            expected["weights_geometric_mean"], abs=1e-9
        )
        column = ahp(case["matrix"], "column-mean")
        assert column.weights == pytest.approx(expected["weights_column_normalised"], abs=1e-9)
        assert column.lambda_max == pytest.approx(expected["lambda_colsum"], abs=1e-9)
        assert column.consistency_ratio == pytest.approx(expected["CR_colsum"], abs=1e-9)


def test_which_published_comparisons_are_acceptable():
    fruit, house = (ahp(case["matrix"]) for case in worked("ahp.json"))
    assert (fruit.acceptable, house.acceptable) == (True, False)
    assert next(row[:2] for row in house.doubtful) == (2, 6)


@pytest.mark.parametrize("n", [1, 2, 5, 12])
def test_consistent_comparisons_give_back_their_weights(n):
    weights = np.random.default_rng(n).uniform(1, 9, n)
    found = ahp(weights[:, None] / weights)
    assert found.weights == pytest.approx(weights / weights.sum())
    assert found.consistency_index == pytest.approx(0, abs=1e-9)
    assert (found.consistency_ratio is None) == (n > len(RANDOM_INDEX))
    assert found.doubtful == ()


@pytest.mark.parametrize(
    ("n", "random_index"),
    [(3, 0.58), (4, 0.90), (5, 1.12), (6, 1.24), (7, 1.32), (8, 1.41), (9, 1.45), (10, 1.49)],
)
def test_the_ratio_divides_by_saatys_index_of_its_size(n, random_index):
    said = np.triu(np.random.default_rng(n).integers(1, 10, (n, n)).astype(float), k=1)
    table = said + np.divide(1, said.T, out=np.eye(n), where=said.T > 0)
    top = max(np.linalg.eigvals(table).real)
    found = ahp(table)
    assert found.lambda_max == pytest.approx(top)
    assert found.consistency_ratio == pytest.approx((top - n) / (n - 1) / random_index)
    assert table @ found.weights == pytest.approx(top * found.weights)


def test_fewer_comparisons():
    weights = np.array([4.0, 2.0, 1.0, 8.0])
    table = weights[:, None] / weights
    table[0, 3] = table[3, 0] = table[1, 2] = table[2, 1] = np.nan
    found = ahp(table)
    assert found.weights == pytest.approx(weights / weights.sum())
    assert found.consistency_ratio is None
    table[0, 1] = table[1, 0] = table[0, 2] = table[2, 0] = np.nan
    with pytest.raises(ValueError, match="too many"):
        ahp(table)


@pytest.mark.parametrize("wrong", [[[1, 2]], [[1, 2], [2, 1]], [[1, -2], [-0.5, 1]], [[1, np.nan], [2, 1]]])
def test_comparisons_that_are_none(wrong):
    with pytest.raises(ValueError, match="ahp"):
        ahp(wrong)


def test_weighted_criteria():
    criteria = [Criterion(2, 0, 10), Criterion(1, 100, 0), Criterion(1, steps=((0, 0.2), (5, 1.0)))]
    found = weighted_scores([[5, 50, 5], [20, 100, -1], [0, 0, 4]], criteria)
    assert found.total == pytest.approx([0.625, 0.5, 0.3])
    assert found.parts[0] == pytest.approx([0.25, 0.125, 0.25])
    assert found.rank.tolist() == [1, 2, 3]


def test_what_is_missing_is_not_nothing():
    found = weighted_scores([[np.nan, 1], [1, 1], [1, np.nan]], [Criterion(1), Criterion(0)])
    assert np.isnan(found.total).tolist() == [True, False, False]
    assert [(each.id, each.rows) for each in found.diagnostics] == [("missing-value", (0,))]
    assert found.rank.tolist() == [3, 1, 1]


@pytest.mark.parametrize(
    "wrong", [{"weight": -1}, {"weight": 1, "worst": 2, "best": 2}, {"weight": 1, "steps": ((2, 0), (1, 1))}]
)
def test_criteria_that_cannot_be(wrong):
    with pytest.raises(ValueError, match="criterion"):
        Criterion(**wrong)


def test_shortest_job_first():
    found = wsjf([8, 5, 13, 1], [5, 5, 1, 1], [3, 2, 1, 1], [8, 3, 5, 0])
    assert found.score[:3].tolist() == [2.0, 4.0, 3.0]
    assert found.rank.tolist() == [3, 1, 2, 4]
    assert [(each.id, each.rows) for each in found.diagnostics] == [("not-a-number", (3,))]


def test_must_should_could():
    found = moscow(["could", "must", "wont", "should", "must"], [2, 3, 1, 4, 3], 9)
    assert found.fits.tolist() == [True, True, False, False, True]
    assert found.effort == {"must": 6.0, "should": 4.0, "could": 2.0, "wont": 1.0}
    assert (found.share["must"], found.share["wont"]) == (0.5, None)
    assert found.diagnostics == ()
    tight = moscow(["must", "must", "could"], [5, 5, 1], 8)
    assert [each.id for each in tight.diagnostics] == ["too-many-musts", "musts-do-not-fit"]
    with pytest.raises(ValueError, match="priority"):
        moscow(["maybe"], [1], 1)


def test_published_alignment():
    case = worked("strategic_alignment.json")["example"]
    names, objectives = list(case["contrib_0_3_9"]), list(case["weights"])
    table = [[case["contrib_0_3_9"][name][each] for each in objectives] for name in names]
    found = alignment(table, [case["weights"][each] for each in objectives])
    assert found.score == pytest.approx([case["expected"][name] for name in names])
    assert found.coverage.tolist() == [case["expected"]["coverage"][each] for each in objectives]
    assert (found.orphan_objectives, found.unaligned_projects) == ((), ())


def test_orphans():
    found = alignment([[9, 0, 0, 3], [0, 0, 3, 0]], [1, 1, 0, 1])
    assert (found.orphan_objectives, found.lone_objectives, found.unaligned_projects) == ((1,), (0, 3), (1,))
    with pytest.raises(ValueError, match="contribution"):
        alignment([[10]], [1])


def test_likeness_of_texts():
    case = worked("overlap.json")
    names = list(case["docs"])
    texts = [words(each) for each in case["docs"].values()]
    weighted, vocabulary = tf_idf(texts)
    counts = np.array([[float(word in text) for word in vocabulary] for text in texts])
    for pair, expected in case["expected"].items():
        a, b = (names.index(each) for each in pair.split("-"))
        assert float(weighted[a] @ weighted[b]) == pytest.approx(expected["tfidf_cosine"], abs=5e-5)
        assert jaccard(counts)[a, b] == pytest.approx(expected["jaccard"], abs=5e-5)


def test_alike_with_reasons():
    case = worked("overlap.json")
    objectives = [[float(each in case["objectives"][name]) for each in ("S1", "S2", "S3")] for name in case["docs"]]
    things = [{"app", "anna"}, {"app"}, {"belt"}, set()]
    found = similar_projects(
        list(case["docs"].values()), objectives=objectives, things=things, start=[0, 2, 0, 9], finish=[4, 6, 5, 12]
    )
    first = found[0]
    assert (first.first, first.second) == (0, 1)
    assert first.score == pytest.approx(0.4 * 0.5973 + 0.3 * 1 + 0.2 * 0.5 + 0.1 * 0.5, abs=1e-4)
    assert set(first.common_words) == {"app", "churn", "customer", "mobile", "onboarding"}
    assert (first.common_objectives, first.common_things, first.common_time) == ((0,), ("app",), (2.0, 4.0))
    assert all(each.score >= 0.3 for each in found)
    assert not any(2 in (each.first, each.second) for each in found)
    assert similar_projects([]) == ()
    for start, finish in (([1, np.nan], [5, 9]), ([1, 3], [5, np.nan]), ([np.nan, 3], [5, 9])):
        (pair,) = similar_projects(["replace the crane"] * 2, start=start, finish=finish)
        assert (pair.time, pair.common_time) == (0.0, None)
    assert similar_projects(["", ""], threshold=0.1) == ()
