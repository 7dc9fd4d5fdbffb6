"""Health of a plan and of what holds plans: a level and the reasons for it, from thresholds that are data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Level = Literal["green", "amber", "red", "none"]
RANK: dict[Level, int] = {"red": 0, "amber": 1, "none": 2, "green": 3}
"""Worst first; a reason of level "none" is worth knowing and changes nothing."""

REASONS: dict[str, str] = {
    "plan-broken": "The plan cannot be calculated: it has a circle of links or a calendar without work.",
    "finish-late": "The finish lies after the baseline's.",
    "deadline-missed": "Unfinished tasks finish after their deadline.",
    "negative-float": "Tasks have less time than they need to hold a constraint, a deadline or the imposed finish.",
    "behind-plan": "Less is complete than the baseline expected at the status date.",
    "overdue-tasks": "Tasks should be finished by the status date and are not.",
    "child-red": "A component below is off track.",
    "child-amber": "Much of the work below is at risk.",
    "no-baseline": "There is no baseline to compare with.",
    "no-tasks": "There is nothing planned.",
}


@dataclass(frozen=True, slots=True)
class HealthThresholds:
    """Where amber and red begin. Days are working days of the component's calendar."""

    finish_late_amber_days: float = 1.0
    finish_late_red_days: float = 10.0
    deadline_red_days: float = 5.0
    """A missed deadline is amber, from here on red."""
    negative_float_red_days: float = 5.0
    """Negative float is amber, from here on red."""
    behind_amber_points: float = 5.0
    """Percentage points of work."""
    behind_red_points: float = 15.0
    overdue_amber_tasks: int = 1
    overdue_red_share: float = 0.10
    """Share of all tasks."""
    overdue_red_tasks: int = 3
    """At least this many: one late task of five is no red project."""
    child_red_share: float = 1 / 3
    """Share of the work below in red components that makes the whole red; any red makes it amber."""
    child_amber_share: float = 1 / 3


DEFAULT = HealthThresholds()


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What is measured on one plan. ``None`` where it cannot be measured."""

    tasks: int
    done: int
    ok: bool = True
    """False where the scheduler could not date every task."""
    finish_variance_days: float | None = None
    """Working days after the baseline finish; negative is early."""
    worst_deadline_days: float = 0.0
    """Working days by which the worst unfinished task misses its deadline; 0 where none does."""
    deadlines_missed: int = 0
    lowest_float_days: float = 0.0
    """Lowest total float among unfinished tasks, in working days."""
    negative_float_tasks: int = 0
    percent: float | None = None
    planned_percent: float | None = None
    overdue: int = 0
    """Unfinished tasks whose finish lies before the status date."""
    has_baseline: bool = True


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """What is known of one component below."""

    level: Level
    work: float
    """Weight: working minutes of all its tasks."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a level, with the figure that led to it."""

    id: str
    """A key of ``REASONS``."""
    level: Level
    value: float = 0.0
    """Days, points or tasks, as the reason says."""
    count: int = 0
    child: int = -1
    """Index of the child concerned; -1 for none."""


@dataclass(frozen=True, slots=True)
class Health:
    """What a plan or parent is judged to be, and why."""

    level: Level
    reasons: tuple[Reason, ...]
    """Worst first."""


def _ordered(reasons: list[Reason], *, otherwise: Level) -> Health:
    reasons.sort(key=lambda reason: RANK[reason.level])
    worst = reasons[0].level if reasons and reasons[0].level in {"red", "amber"} else otherwise
    return Health(worst, tuple(reasons))


def _late(days: float | None, thresholds: HealthThresholds) -> list[Reason]:
    if days is None or days < thresholds.finish_late_amber_days:
        return []
    return [Reason("finish-late", "red" if days >= thresholds.finish_late_red_days else "amber", days)]


def plan_health(facts: PlanFacts, thresholds: HealthThresholds = DEFAULT) -> Health:
    """Judge one plan: its level is that of its worst reason.

    A finished plan can only have finished late, which is at most amber: nothing can be steered any more.

    Parameters
    ----------
    facts : PlanFacts
        Measures of the plan; days are working days, percentages 0 to 100.
    thresholds : HealthThresholds
        Where amber and red begin.

    Returns
    -------
    Health
        Level and reasons, worst first.

    Notes
    -----
    level = max over reasons, with red > amber > green. The rule and its thresholds are this product's own,
    documented in ``docs/reference/health.md``.
    """
    if not facts.ok:
        return Health("red", (Reason("plan-broken", "red"),))
    if facts.tasks == 0:
        return Health("none", (Reason("no-tasks", "none"),))
    late = _late(facts.finish_variance_days, thresholds)
    if facts.done == facts.tasks:
        return _ordered([Reason("finish-late", "amber", each.value) for each in late if each.level == "red"],
                        otherwise="green")  # fmt: skip
    reasons = [*late, *_pressure(facts, thresholds), *_progress(facts, thresholds)]
    if not facts.has_baseline:
        reasons.append(Reason("no-baseline", "none"))
    return _ordered(reasons, otherwise="green")


def _pressure(facts: PlanFacts, thresholds: HealthThresholds) -> list[Reason]:
    reasons = []
    if facts.deadlines_missed:
        level: Level = "red" if facts.worst_deadline_days >= thresholds.deadline_red_days else "amber"
        reasons.append(Reason("deadline-missed", level, facts.worst_deadline_days, facts.deadlines_missed))
    if facts.negative_float_tasks:
        level = "red" if -facts.lowest_float_days >= thresholds.negative_float_red_days else "amber"
        reasons.append(Reason("negative-float", level, facts.lowest_float_days, facts.negative_float_tasks))
    return reasons


def _progress(facts: PlanFacts, thresholds: HealthThresholds) -> list[Reason]:
    reasons = []
    if facts.percent is not None and facts.planned_percent is not None:
        behind = facts.planned_percent - facts.percent
        if behind >= thresholds.behind_amber_points:
            level: Level = "red" if behind >= thresholds.behind_red_points else "amber"
            reasons.append(Reason("behind-plan", level, behind))
    if facts.overdue >= thresholds.overdue_amber_tasks:
        many = max(thresholds.overdue_red_tasks, thresholds.overdue_red_share * facts.tasks)
        share = facts.overdue / facts.tasks
        reasons.append(Reason("overdue-tasks", "red" if facts.overdue >= many else "amber", share, facts.overdue))
    return reasons


def parent_health(
    children: Sequence[ChildFacts], finish_variance_days: float | None, thresholds: HealthThresholds = DEFAULT
) -> Health:
    """Judge a program or portfolio by the components below it, weighted by their work, and by its own finish.

    Parameters
    ----------
    children : sequence of ChildFacts
        The components directly below; those without a plan do not count.
    finish_variance_days : float or None
        Working days after the baseline finish of everything below that has a baseline.
    thresholds : HealthThresholds
        Where amber and red begin.

    Returns
    -------
    Health
        Level and reasons, worst first; ``child`` of a reason indexes ``children``.

    Notes
    -----
    share_red = sum of work in red children / sum of work in judged children (every child weighs at least one
    minute). Red where share_red >= ``child_red_share`` or the own finish is red; amber where any child is red,
    share_amber >= ``child_amber_share`` or the own finish is amber.
    """
    judged = [(index, child, max(child.work, 1.0)) for index, child in enumerate(children) if child.level != "none"]
    if not judged:
        return Health("none", (Reason("no-tasks", "none"),))
    total = sum(work for _, _, work in judged)
    reds = sorted(((work / total, index) for index, child, work in judged if child.level == "red"), reverse=True)
    ambers = sum(work for _, child, work in judged if child.level == "amber") / total
    level: Level = "red" if sum(share for share, _ in reds) >= thresholds.child_red_share else "amber"
    reasons = [Reason("child-red", level, share, len(reds), index) for share, index in reds]
    if ambers >= thresholds.child_amber_share:
        count = sum(child.level == "amber" for _, child, _ in judged)
        reasons.append(Reason("child-amber", "amber", ambers, count))
    return _ordered([*reasons, *_late(finish_variance_days, thresholds)], otherwise="green")
