"""Health: each threshold from both sides, the order of reasons, and the words of the documentation."""

import re
from dataclasses import asdict
from pathlib import Path

import pytest

from headway.engine.measures.health import (
    DEFAULT,
    REASONS,
    ChildFacts,
    HealthThresholds,
    PlanFacts,
    parent_health,
    plan_health,
)

DOCUMENT = Path(__file__).resolve().parents[3] / "docs/reference/health.md"


def plan(**values):
    health = plan_health(PlanFacts(**{"tasks": 20, "done": 5, **values}))
    return health.level, [(reason.id, reason.level) for reason in health.reasons]


@pytest.mark.parametrize(
    ("values", "level", "reasons"),
    [
        ({}, "green", []),
        ({"finish_variance_days": -3.0}, "green", []),
        ({"finish_variance_days": 0.9}, "green", []),
        ({"finish_variance_days": 1.0}, "amber", [("finish-late", "amber")]),
        ({"finish_variance_days": 9.9}, "amber", [("finish-late", "amber")]),
        ({"finish_variance_days": 10.0}, "red", [("finish-late", "red")]),
        ({"deadlines_missed": 1, "worst_deadline_days": 4.9}, "amber", [("deadline-missed", "amber")]),
        ({"deadlines_missed": 1, "worst_deadline_days": 5.0}, "red", [("deadline-missed", "red")]),
        ({"negative_float_tasks": 2, "lowest_float_days": -4.9}, "amber", [("negative-float", "amber")]),
        ({"negative_float_tasks": 2, "lowest_float_days": -5.0}, "red", [("negative-float", "red")]),
        ({"percent": 40.0, "planned_percent": 44.9}, "green", []),
        ({"percent": 40.0, "planned_percent": 45.0}, "amber", [("behind-plan", "amber")]),
        ({"percent": 40.0, "planned_percent": 55.0}, "red", [("behind-plan", "red")]),
        ({"percent": 40.0, "planned_percent": None}, "green", []),
        ({"overdue": 1}, "amber", [("overdue-tasks", "amber")]),
        ({"overdue": 2}, "amber", [("overdue-tasks", "amber")]),
        ({"overdue": 3}, "red", [("overdue-tasks", "red")]),
        ({"tasks": 100, "overdue": 9}, "amber", [("overdue-tasks", "amber")]),
        ({"tasks": 100, "overdue": 10}, "red", [("overdue-tasks", "red")]),
        ({"has_baseline": False}, "green", [("no-baseline", "none")]),
        ({"tasks": 0, "done": 0}, "none", [("no-tasks", "none")]),
        ({"ok": False, "finish_variance_days": 3.0}, "red", [("plan-broken", "red")]),
        ({"done": 20, "finish_variance_days": 9.9, "overdue": 3}, "green", []),
        ({"done": 20, "finish_variance_days": 10.0}, "amber", [("finish-late", "amber")]),
        (
            {"has_baseline": False, "overdue": 1, "deadlines_missed": 1, "worst_deadline_days": 8.0},
            "red",
            [("deadline-missed", "red"), ("overdue-tasks", "amber"), ("no-baseline", "none")],
        ),
    ],
)
def test_plans(values, level, reasons):
    assert plan(**values) == (level, reasons)


def parent(children, days=None):
    health = parent_health([ChildFacts(level, work) for level, work in children], days)
    return health.level, [(reason.id, reason.level, reason.child) for reason in health.reasons]


@pytest.mark.parametrize(
    ("children", "days", "level", "reasons"),
    [
        ([], None, "none", [("no-tasks", "none", -1)]),
        ([("none", 500)], None, "none", [("no-tasks", "none", -1)]),
        ([("green", 10), ("none", 0)], 0.5, "green", []),
        ([("green", 67), ("red", 33)], None, "amber", [("child-red", "amber", 1)]),
        ([("green", 2), ("red", 1)], None, "red", [("child-red", "red", 1)]),
        ([("red", 1), ("green", 5), ("red", 2)], None, "red", [("child-red", "red", 2), ("child-red", "red", 0)]),
        ([("green", 67), ("amber", 33)], None, "green", []),
        ([("green", 2), ("amber", 1)], None, "amber", [("child-amber", "amber", -1)]),
        ([("green", 1)], 1.0, "amber", [("finish-late", "amber", -1)]),
        ([("green", 9), ("red", 1)], 10.0, "red", [("finish-late", "red", -1), ("child-red", "amber", 1)]),
        # Work of nothing but milestones still weighs something.
        ([("red", 0), ("green", 0), ("green", 0)], None, "red", [("child-red", "red", 0)]),
    ],
)
def test_parents(children, days, level, reasons):
    assert parent(children, days) == (level, reasons)


def test_thresholds_are_data():
    strict = HealthThresholds(finish_late_red_days=2.0)
    assert plan_health(PlanFacts(tasks=1, done=0, finish_variance_days=3.0), strict).level == "red"
    assert plan_health(PlanFacts(tasks=1, done=0, finish_variance_days=3.0), DEFAULT).level == "amber"


def test_every_reason_and_threshold_is_documented():
    text = DOCUMENT.read_text("utf-8")
    assert set(re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE)) - {
        "green",
        "amber",
        "red",
        "none",
        "mixed-rules",
    } == set(REASONS)
    said = {
        "finish_late_amber_days": "1 day", "finish_late_red_days": "10 days", "deadline_red_days": "5 days",
        "negative_float_red_days": "-5 days", "behind_amber_points": "5 points", "behind_red_points": "15 points",
        "overdue_amber_tasks": "1 task", "overdue_red_share": "10 % of all tasks", "overdue_red_tasks": "at least 3",
        "child_red_share": "one third", "child_amber_share": "one third",
    }  # fmt: skip
    assert set(said) == set(asdict(DEFAULT))
    assert [words for words in said.values() if words not in text] == []
