"""Schedule quality against the seeded 25-task file with its expected counts, and published figures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.networks import ALWAYS, START
from headway.engine.measures.quality import CheckResult, assess_quality
from headway.engine.measures.quality_dates import baseline_execution_index
from headway.engine.measures.quality_path import critical_path_length_index
from headway.engine.measures.quality_rules import MANDATORY, QualityRules
from headway.engine.measures.quality_subject import QualityFacts
from headway.engine.network import P6, schedule
from headway.engine.plan import MISSING, Constraint, Links, LinkType, Plan, Project, TaskKind, Tasks

DAY = 1440
RULES = QualityRules(minutes_per_day=DAY)
KINDS = {"task": 0, "milestone": TaskKind.MILESTONE, "loe": TaskKind.LEVEL_OF_EFFORT, "summary": TaskKind.SUMMARY}
TRUTH = Path(__file__).resolve().parents[4] / "shared/truth/worked/dcma14.json"


@pytest.fixture(scope="module")
def seeded() -> dict:
    if not TRUTH.is_file():
        pytest.skip("../shared/truth is not there")
    return json.loads(TRUTH.read_text("utf-8"))


def at(tasks: list[dict], name: str) -> np.ndarray:
    return np.array([START + task[name] * DAY if name in task else MISSING for task in tasks])


def assessed(seeded: dict, rules: QualityRules = RULES) -> dict[str, CheckResult]:
    tasks, links = seeded["tasks"], seeded["links"]
    row = {task["id"]: number for number, task in enumerate(tasks)}
    plan = Plan(
        (ALWAYS,),
        Tasks(
            uid=np.arange(len(tasks)),
            duration=[task["duration"] * DAY for task in tasks],
            kind=[KINDS[task["type"]] for task in tasks],
            constraint=[Constraint[task.get("constraint", "ASAP")] for task in tasks],
            constraint_date=at(tasks, "constraint_date"),
            actual_start=np.where(
                at(tasks, "actual_start") == MISSING, at(tasks, "actual_finish"), at(tasks, "actual_start")
            ),
            actual_finish=at(tasks, "actual_finish"),
            remaining=[task["remaining"] * DAY if "remaining" in task else MISSING for task in tasks],
        ),
        Links(
            [row[link["from"]] for link in links],
            [row[link["to"]] for link in links],
            type=[LinkType[link["type"]] for link in links],
            lag=[link["lag"] * DAY for link in links],
        ),
        (Project(start=START, status_date=START + seeded["status_day"] * DAY),),
    )
    result = schedule(plan, P6)
    assert result.ok
    start, finish = result.start.copy(), result.finish.copy()
    for number, task in enumerate(tasks):
        if "forecast_start" in task:  # a forecast in the past that no scheduler would calculate
            start[number], finish[number] = START + task["forecast_start"] * DAY, START + task["forecast_finish"] * DAY
    facts = QualityFacts(
        baseline_start=at(tasks, "baseline_start"),
        baseline_finish=at(tasks, "baseline_finish"),
        loaded=np.array([bool(task.get("resources")) for task in tasks]),
        names=[task["id"] for task in tasks],
    )
    found = assess_quality(plan, replace(result, start=start, finish=finish), P6, facts, rules)
    return {each.id: each for each in found}


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("1_logic", "dcma-01-logic"),
        ("5_hard", "dcma-05-hard-constraints"),
        ("8_high_duration", "dcma-08-high-duration"),
        ("9_invalid_dates", "dcma-09-invalid-dates"),
        ("10_resources", "dcma-10-resources"),
        ("11_missed", "dcma-11-missed-tasks"),
    ],
)
def test_tasks_that_were_seeded_are_found(seeded: dict, key: str, name: str) -> None:
    found, expected = assessed(seeded)[name], seeded["expected"][key]
    assert [seeded["tasks"][row]["id"] for row in found.tasks] == expected["offenders"]
    assert found.numerator == len(expected["offenders"])
    if "pct" in expected:
        assert round(100 * found.numerator / found.denominator, 2) == expected["pct"]
    if "n" in expected:
        assert found.denominator == expected["n"]
    if "result" in expected:
        assert found.passed == (expected["result"] == "pass")


def test_links_that_were_seeded_are_found(seeded: dict) -> None:
    found, expected = assessed(seeded), seeded["expected"]
    leads, lags, types = (found[name] for name in ("dcma-02-leads", "dcma-03-lags", "dcma-04-link-types"))
    assert (leads.numerator, leads.denominator, leads.passed) == (
        expected["2_leads"]["count"],
        expected["2_leads"]["n"],
        False,
    )
    assert (lags.numerator, lags.value, lags.passed) == (expected["3_lags"]["count"], expected["3_lags"]["pct"], False)
    assert (types.numerator, types.value, types.passed) == (expected["4_types"]["fs"], expected["4_types"]["pct"], True)
    assert [seeded["links"][row]["lag"] for row in (*leads.links, *lags.links)] == [-2, 5, 3]
    assert [seeded["links"][row]["type"] for row in types.links] == ["FF", "SS"]


def test_the_baseline_execution_index_of_the_seeded_file(seeded: dict) -> None:
    found, expected = assessed(seeded)["dcma-14-bei"], seeded["expected"]["14_bei"]
    assert (found.numerator, found.denominator) == (expected["completed"], expected["due"])
    assert round(found.value, 4) == expected["value"]
    assert found.passed is False
    assert [seeded["tasks"][row]["id"] for row in found.tasks] == ["T06", "T09"]


def test_the_marks_are_data(seeded: dict) -> None:
    assert assessed(seeded, RULES.with_thresholds({"dcma-01-logic": 6.0}))["dcma-01-logic"].passed
    assert assessed(seeded, RULES.with_thresholds({"06A209a": 12.0}))["dcma-05-hard-constraints"].passed
    only_mandatory = assessed(seeded, RULES.replace(hard_constraints=MANDATORY))["dcma-05-hard-constraints"]
    assert [seeded["tasks"][row]["id"] for row in only_mandatory.tasks] == ["T18"]


def test_published_length_indices(seeded: dict) -> None:
    for case in seeded["cpli"]:
        assert critical_path_length_index(case["CPL"], case["TF"]) == pytest.approx(case["expected"], abs=1e-12)


def test_published_indices_by_hand() -> None:
    assert critical_path_length_index(80, 20) == 1.25
    assert round(critical_path_length_index(800, 20) + 1e-9, 2) == 1.03
    assert critical_path_length_index(100, -10) == 0.9
    assert round(baseline_execution_index(7, 9), 4) == 0.7778
    with pytest.raises(ValueError, match="no length index"):
        critical_path_length_index(0, 5)
    with pytest.raises(ValueError, match="Nothing was due"):
        baseline_execution_index(3, 0)
