"""Random plans beside MPXJ's two schedulers, the small version of `make differential`."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

from truth_files import lacks_java

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
EXACT = {
    "msproject": {"finish-start links", "lags", "percent lags", "calendars", "progress"},
    "p6": {
        "finish-start links", "all link types", "several links a pair", "lags, all types", "calendars", "milestones",
        "start on, finish on", "mandatory", "as late as possible", "must finish by", "progress",
        "progress, out of order", "WBS", "level of effort", "WBS summary activities",
    },
}  # fmt: skip
"""Sets of features in which every value agrees."""

pytestmark = pytest.mark.skipif(lacks_java(), reason="needs MPXJ and Java")


@pytest.fixture(scope="module")
def differential() -> ModuleType:
    sys.path.insert(0, str(BENCHMARKS))
    try:
        return importlib.import_module("differential")
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.mark.parametrize("mode", EXACT)
def test_dates_agree_or_the_difference_is_explained(differential: ModuleType, mode: str) -> None:
    sets = differential.MICROSOFT if mode == "msproject" else differential.PRIMAVERA
    peer = differential.Peer()
    scores = [differential.run(features, 2, peer, most=25) for features in sets]
    assert {score.features.name for score in scores} >= EXACT[mode]
    assert {score.networks for score in scores} == {2}
    assert {score.features.name: score.unexplained for score in scores if score.unexplained} == {}
    differing = {score.features.name: dict(score.causes) for score in scores if score.features.name in EXACT[mode]}
    assert {name: causes for name, causes in differing.items() if causes} == {}
    dates, agree = (sum(getattr(score, name) for score in scores) for name in ("dates", "dates_agree"))
    assert agree >= 0.95 * dates


def test_a_wrong_date_is_not_explained(differential: ModuleType) -> None:
    features = differential.MICROSOFT[0]
    plan = differential.random_plan(features, 1, 20)
    ours = differential.schedule(plan, features.options)
    theirs = differential.Peer().schedule(plan, features.options)
    for name in ("late_start", "late_finish"):
        theirs[name][3] += 7 * 24 * 60
    case = differential.Case(plan, features.options, ours, theirs)
    differential.explain(case)
    assert case.differs["late_start"].tolist() == [row == 3 for row in range(len(plan.tasks))]
    assert case.cause[3, "late"] is None
