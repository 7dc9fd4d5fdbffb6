"""The checks of a schedule's quality as data: what is counted, against what, and where that comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Operator = Literal["<=", ">=", "=", "between", ""]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: numerator and denominator in words, and the mark that passes."""

    id: str
    name: str
    population: str
    """What the denominator counts."""
    formula: str
    operator: Operator
    """How the value compares with the threshold; empty where only a list is given."""
    threshold: float | None
    unit: str
    """%, or what a plain number counts."""
    source: str
    alias: str = ""
    """Code of the same question in the DECM (DCMA EVMS Compliance Metrics)."""
    upper: float | None = None
    """Other end of a range."""
    advisory: bool = False
    """Worth knowing; neither passes nor fails."""


DCMA = "DCMA-EA PAM 200.1 (2012), section 4, metric "
GAO = "GAO-16-89G, best practice "
OWN = "advice of this product"
INCOMPLETE = "unfinished tasks: active, not summaries, milestones or level of effort"
LINKS = "links between active tasks whose successor is unfinished, without level of effort"
WORK = "active tasks and milestones, without summaries and level of effort"
DUE = "tasks with a baseline finish by the status date, without milestones, summaries and level of effort"

CHECKS: tuple[Check, ...] = (
    Check(
        "dcma-01-logic",
        "Logic",
        INCOMPLETE,
        "tasks without predecessor, without successor, or without both / tasks",
        "<=",
        5.0,
        "%",
        DCMA + "1",
        "06A204b",
    ),
    Check("dcma-02-leads", "Leads", LINKS, "links with negative lag", "=", 0.0, "links", DCMA + "2"),
    Check("dcma-03-lags", "Lags", LINKS, "links with positive lag / links", "<=", 5.0, "%", DCMA + "3", "06A205a"),
    Check(
        "dcma-04-link-types",
        "Relationship types",
        LINKS,
        "finish-start links / links; the others are listed",
        ">=",
        90.0,
        "%",
        DCMA + "4",
    ),
    Check(
        "dcma-05-hard-constraints",
        "Hard constraints",
        INCOMPLETE,
        "tasks that must start or finish on a date, or start or finish no later than one / tasks",
        "<=",
        5.0,
        "%",
        DCMA + "5",
        "06A209a",
    ),
    Check(
        "dcma-06-high-float",
        "High float",
        INCOMPLETE,
        "tasks with more than 44 working days of total float / tasks",
        "<=",
        5.0,
        "%",
        DCMA + "6",
        "06A211a",
    ),
    Check(
        "dcma-07-negative-float",
        "Negative float",
        INCOMPLETE,
        "tasks with negative total float",
        "=",
        0.0,
        "tasks",
        DCMA + "7",
    ),
    Check(
        "dcma-08-high-duration",
        "High duration",
        INCOMPLETE,
        "tasks whose baseline duration (own duration where there is none) is more than 44 working days / tasks",
        "<=",
        5.0,
        "%",
        DCMA + "8",
    ),
    Check(
        "dcma-09-invalid-dates",
        "Invalid dates",
        WORK,
        "tasks with a forecast date before the status date, or an actual date after it",
        "=",
        0.0,
        "tasks",
        DCMA + "9",
    ),
    Check(
        "dcma-10-resources",
        "Resources",
        INCOMPLETE,
        "tasks of a day or longer without work and cost",
        "=",
        0.0,
        "tasks",
        DCMA + "10",
        advisory=True,
    ),
    Check(
        "dcma-11-missed-tasks",
        "Missed tasks",
        DUE,
        "tasks finished or forecast later than their baseline finish / tasks",
        "<=",
        5.0,
        "%",
        DCMA + "11",
    ),
    Check(
        "dcma-12-critical-path-test",
        "Critical path test",
        "first unfinished critical task",
        "working days by which the finish moves when the task takes 600 working days longer",
        "=",
        600.0,
        "days",
        DCMA + "12",
    ),
    Check(
        "dcma-13-cpli",
        "Critical path length index",
        "from the status date to the finish of the project",
        "(critical path length + total float) / critical path length, in working days",
        ">=",
        0.95,
        "",
        DCMA + "13",
    ),
    Check(
        "dcma-14-bei",
        "Baseline execution index",
        "tasks with a baseline finish by the status date, or without one",
        "tasks completed by the status date / (tasks with a baseline finish by then + tasks without baseline finish)",
        ">=",
        0.95,
        "",
        DCMA + "14",
    ),
    Check(
        "gao-01-activities",
        "All activities captured",
        WORK,
        "tasks outside every summary, where the plan has summaries, and summaries without tasks",
        "=",
        0.0,
        "rows",
        GAO + "1",
    ),
    Check(
        "gao-02-sequence",
        "Activities sequenced",
        "DCMA metrics 1 to 5",
        "metrics that fail",
        "=",
        0.0,
        "metrics",
        GAO + "2",
    ),
    Check(
        "gao-03-resources",
        "Resources assigned",
        INCOMPLETE,
        "tasks of a day or longer without work and cost, or over-allocated",
        "=",
        0.0,
        "tasks",
        GAO + "3",
    ),
    Check(
        "gao-04-durations",
        "Durations established",
        "DCMA metric 8",
        "metrics that fail",
        "=",
        0.0,
        "metrics",
        GAO + "4",
    ),
    Check(
        "gao-05-traceability",
        "Horizontal and vertical traceability",
        "summaries; links between projects",
        "summaries whose own dates or baseline do not span what they hold; tasks before their hand-off",
        "=",
        0.0,
        "rows",
        GAO + "5",
    ),
    Check(
        "gao-06-critical-path",
        "Valid critical path",
        "driving path to the finish of the project",
        "tasks on the path with a date constraint, fixed dates, a lag before them, or a gap at its beginning",
        "=",
        0.0,
        "tasks",
        GAO + "6",
    ),
    Check(
        "gao-07-float",
        "Reasonable total float",
        "DCMA metrics 6 and 7",
        "metrics that fail",
        "=",
        0.0,
        "metrics",
        GAO + "7",
    ),
    Check(
        "gao-08-risk-analysis",
        "Schedule risk analysis",
        "simulations of this plan",
        "days by which the last simulation is older than the status date",
        "<=",
        0.0,
        "days",
        GAO + "8",
    ),
    Check(
        "gao-09-updated",
        "Updated with progress",
        WORK,
        "days since the status date; DCMA metric 9 has to pass too",
        "<=",
        31.0,
        "days",
        GAO + "9",
    ),
    Check(
        "gao-10-baseline",
        "Baseline maintained",
        WORK,
        "tasks without baseline finish / tasks",
        "=",
        0.0,
        "%",
        GAO + "10",
    ),
    Check(
        "extra-logic-density",
        "Logic density",
        WORK,
        "links / tasks",
        "between",
        1.5,
        "links a task",
        OWN,
        upper=4.0,
        advisory=True,
    ),
    Check(
        "extra-dangling",
        "Dangling ends",
        "unfinished tasks that have predecessors and successors",
        "tasks whose start nothing drives (only FF or SF in), or whose finish drives nothing (only SS or SF out)",
        "=",
        0.0,
        "tasks",
        OWN,
        advisory=True,
    ),
    Check(
        "extra-merge-hotspots",
        "Merge hotspots",
        "unfinished tasks and milestones",
        "rows with more than 5 predecessors",
        "=",
        0.0,
        "tasks",
        OWN,
        advisory=True,
    ),
    Check(
        "extra-redundant-links",
        "Redundant links",
        "finish-start links without lag between active leaf tasks",
        "links implied by another link of the same pair or by a path of finish-start links without leads",
        "=",
        0.0,
        "links",
        OWN,
        advisory=True,
    ),
    Check(
        "extra-out-of-sequence",
        "Out of sequence",
        "links whose successor has begun",
        "links whose successor went ahead before they allow it",
        "=",
        0.0,
        "links",
        OWN,
        "06A212a",
        advisory=True,
    ),
    Check(
        "extra-duplicate-names",
        "Duplicate names",
        WORK,
        "tasks that carry the same name",
        "=",
        0.0,
        "tasks",
        OWN,
        advisory=True,
    ),
)
