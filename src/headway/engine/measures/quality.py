"""Quality of a schedule: the DCMA 14-point assessment, what can be worked out of GAO-16-89G, and more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.measures import quality_dates as dates
from headway.engine.measures import quality_gao as gao
from headway.engine.measures import quality_logic as logic
from headway.engine.measures import quality_path as path
from headway.engine.measures.quality_rules import QualityRules
from headway.engine.measures.quality_subject import Measured, QualityFacts, Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from headway.engine.measures.quality_table import Check
    from headway.engine.network.options import ScheduleOptions
    from headway.engine.network.result import Schedule
    from headway.engine.plan import Plan

MEASURES: dict[str, Callable[[Subject], Measured]] = {
    "dcma-01-logic": logic.missing_logic,
    "dcma-02-leads": logic.leads,
    "dcma-03-lags": logic.lags,
    "dcma-04-link-types": logic.link_types,
    "dcma-05-hard-constraints": dates.hard_constraints,
    "dcma-06-high-float": dates.high_float,
    "dcma-07-negative-float": dates.negative_float,
    "dcma-08-high-duration": dates.high_duration,
    "dcma-09-invalid-dates": dates.invalid_dates,
    "dcma-10-resources": dates.without_resources,
    "dcma-11-missed-tasks": dates.missed_tasks,
    "dcma-12-critical-path-test": path.critical_path_test,
    "dcma-13-cpli": path.length_index,
    "dcma-14-bei": dates.execution,
    "gao-01-activities": gao.activities,
    "gao-03-resources": gao.resources,
    "gao-05-traceability": gao.traceability,
    "gao-06-critical-path": path.valid_path,
    "gao-08-risk-analysis": gao.risk_analysis,
    "gao-10-baseline": gao.baseline,
    "extra-logic-density": logic.density,
    "extra-dangling": logic.dangling,
    "extra-merge-hotspots": logic.hotspots,
    "extra-redundant-links": logic.redundant,
    "extra-out-of-sequence": logic.out_of_sequence,
    "extra-duplicate-names": logic.duplicate_names,
}
COMPOSED: dict[str, tuple[str, ...]] = {
    "gao-02-sequence": (
        "dcma-01-logic",
        "dcma-02-leads",
        "dcma-03-lags",
        "dcma-04-link-types",
        "dcma-05-hard-constraints",
    ),
    "gao-04-durations": ("dcma-08-high-duration",),
    "gao-07-float": ("dcma-06-high-float", "dcma-07-negative-float"),
}
"""Checks that other checks answer."""
UPDATED = "gao-09-updated"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found."""

    id: str
    value: float | None
    """In the unit of the check; None where it cannot be worked out."""
    threshold: float | None
    passed: bool | None
    """None where the check is advisory or could not be worked out; ``reason`` says which."""
    reason: str
    """Why there is no verdict, or a remark; may be empty."""
    numerator: float | None
    denominator: float | None
    population: str
    """What the denominator counts."""
    tasks: tuple[int, ...] = ()
    """Rows of the tasks concerned, ascending."""
    links: tuple[int, ...] = ()
    """Rows of the links concerned, ascending."""


def assess_quality(
    plan: Plan,
    schedule: Schedule,
    options: ScheduleOptions,
    facts: QualityFacts | None = None,
    rules: QualityRules | None = None,
) -> tuple[CheckResult, ...]:
    """Run every check of the table over a scheduled plan.

    value = numerator / denominator (times 100 in percent), or the number itself; passed = value compared with the
    threshold as the check says.

    Parameters
    ----------
    plan : Plan
        What was scheduled.
    schedule : Schedule
        Its dates.
    options : ScheduleOptions
        Rules of that run; the critical path test schedules once more with them.
    facts : QualityFacts, optional
        Baseline, resources and names; checks that need what is missing say so.
    rules : QualityRules, optional
        Table of checks and its figures; the defaults are those of DCMA and GAO.

    Returns
    -------
    tuple of CheckResult
        One for each check, in the order of the table. O(tasks + links), and one run of the scheduler.

    Raises
    ------
    ValueError
        If a column of the facts has not one element a task, or the table holds a check that nobody measures.

    Notes
    -----
    DCMA-EA PAM 200.1, Earned Value Management System Program Analysis Pamphlet (2012), section 4; GAO-16-89G, Schedule
    Assessment Guide (2015).
    """
    rules, facts = rules or QualityRules(), facts or QualityFacts()
    _compare_lengths(plan, facts)
    unknown = [each.id for each in rules.checks if each.id not in MEASURES and each.id not in {*COMPOSED, UPDATED}]
    if unknown:
        raise ValueError(f"Nobody measures the checks {unknown}.")
    if not schedule.ok:
        undated = Measured(reason="The plan cannot be calculated.")
        return tuple(_result(check, undated) for check in rules.checks)
    subject = Subject(plan, schedule, options, facts, rules)
    wanted = {check.id: check for check in rules.checks}
    found: dict[str, CheckResult] = {
        name: _result(check, MEASURES[name](subject)) for name, check in wanted.items() if name in MEASURES
    }
    for name, check in wanted.items():
        if name in COMPOSED:
            found[name] = _composed(check, [found[part] for part in COMPOSED[name] if part in found])
        elif name == UPDATED:
            invalid = found.get("dcma-09-invalid-dates")
            found[name] = _result(check, gao.updated(subject, invalid.passed if invalid else None))
    return tuple(found[check.id] for check in rules.checks)


def _compare_lengths(plan: Plan, facts: QualityFacts) -> None:
    for name in ("baseline_start", "baseline_finish", "baseline_duration", "loaded", "over_allocated", "names"):
        column = getattr(facts, name)
        if column is not None and len(column) != len(plan.tasks):
            raise ValueError(f"QualityFacts.{name} has {len(column)} elements for {len(plan.tasks)} tasks.")


def _result(check: Check, measured: Measured) -> CheckResult:
    passed, reason = measured.passed, measured.reason
    if passed is None and measured.value is not None:
        passed = meets(check, measured.value)
    if check.advisory:
        passed = None
        reason = reason or "Advisory: worth knowing, no verdict."
    return CheckResult(
        check.id,
        measured.value,
        check.threshold,
        passed,
        reason,
        measured.numerator,
        measured.denominator,
        check.population,
        tuple(np.sort(measured.tasks).tolist()),
        tuple(np.sort(measured.links).tolist()),
    )


def meets(check: Check, value: float) -> bool | None:
    """Compare a value with the mark of a check.

    Parameters
    ----------
    check : Check
        Operator, threshold and, for ranges, the upper end.
    value : float
        In the unit of the check.

    Returns
    -------
    bool or None
        None where the check has no mark.
    """
    if check.threshold is None:
        return None
    match check.operator:
        case "<=":
            return value <= check.threshold
        case ">=":
            return value >= check.threshold
        case "=":
            return value == check.threshold
        case "between":
            return check.threshold <= value <= (np.inf if check.upper is None else check.upper)
        case _:
            return None


def _composed(check: Check, parts: Sequence[CheckResult]) -> CheckResult:
    """Fail where a part fails; no verdict where no part has one."""
    judged = [part for part in parts if part.passed is not None]
    failed = [part for part in judged if part.passed is False]
    if not judged:
        return _result(check, Measured(reason="None of the metrics could be worked out."))
    rows = np.array(sorted({row for part in failed for row in part.tasks}), np.int64)
    links = np.array(sorted({row for part in failed for row in part.links}), np.int64)
    reason = "Fails: " + ", ".join(part.id for part in failed) + "." if failed else ""
    return _result(check, Measured(len(failed), len(judged), float(len(failed)), rows, links, reason))
