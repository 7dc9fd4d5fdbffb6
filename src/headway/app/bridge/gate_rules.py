"""Criteria of a gate that the product answers by itself, each with the fact behind the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from headway.app.bridge.confidence.kept import last_told, want, why_nothing
from headway.app.bridge.confidence.words import share_in_words
from headway.app.bridge.reasons import counted
from headway.app.bridge.reports.moves import day_in_words, days_in_words
from headway.app.bridge.rollup import working_between
from headway.app.bridge.tolerances import standings
from headway.app.models import Baseline, Record, ToleranceException
from headway.app.queries.figures import in_percent
from headway.engine.measures.tolerances import judge

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.app.models import Component

Answer = tuple[str, str]
"""met, partly, no or nothing; and why."""
WORST_LAST = ("green", "amber", "red")
OF_STATUS = {"green": "met", "amber": "partly", "red": "no"}


def baseline(component: Component) -> Answer:
    row = Baseline.objects.filter(component=component, current=True).first()
    if row is None:
        return "no", "There is no baseline."
    day = timezone.localtime(row.set_at)
    return "met", f"“{row.name or row.number}” of {day.day} {day:%b %Y}."


def within(component: Component, dimension: str) -> Answer:
    """Judge by the tolerances of the dimension; the worst counts."""
    found = [each for each in standings(component) if each.tolerance.dimension == dimension and each.judgement]
    if not found:
        return "", "No tolerance is set, or nothing can be measured yet."
    worst = max(found, key=lambda each: WORST_LAST.index(each.status))
    judgement = worst.judgement
    used = judgement.used if judgement else 0.0
    return OF_STATUS[worst.status], f"The forecast uses {in_percent(used)} of the tolerance."


def p80(component: Component) -> Answer:
    """Judge the finish that 80 of 100 runs keep by the tolerance of time; without one, by what was agreed."""
    told = last_told(component)
    if not told and (why := why_nothing(component)):
        return "", why
    if not told:
        want(component)
        return "", "It is simulated first; the answer comes in some minutes."
    finish = told["finish"]
    if finish["agreed"] is None:
        return "", "No finish is agreed: there is no baseline, and no latest finish is set."
    holds = f"What was agreed holds in {share_in_words(finish['agreed_probability'])} of the runs."
    per_day = component.minutes_per_day
    minutes = working_between(component, round(finish["agreed"]), round(finish["p80"]))
    bands = [each.band for each in standings(component) if each.tolerance.dimension == "time" and each.band]
    statuses = [judge(minutes / per_day, band).status for band in bands] or ["green" if minutes <= 0 else "red"]
    status = max(statuses, key=WORST_LAST.index)
    beside = f"{days_in_words(minutes, per_day)} {'after' if minutes > 0 else 'before'} what was agreed"
    return OF_STATUS[status], f"The P80 finish is {day_in_words(round(finish['p80']))}, {beside}. {holds}"


def plan(component: Component) -> Answer:
    rollup = getattr(component, "rollup", None)
    if rollup is None or not rollup.task_count:
        return "no", "There is no plan."
    broken = [reason["text"] for reason in rollup.reasons if reason["id"] == "plan-broken"]
    return ("no", broken[0]) if broken else ("met", f"{rollup.task_count} tasks are calculated.")


def positive_float(component: Component) -> Answer:
    rollup = getattr(component, "rollup", None)
    reasons = [reason["text"] for reason in rollup.reasons if reason["id"] == "negative-float"] if rollup else []
    return ("no", reasons[0]) if reasons else ("met", "No task has less time than it needs.")


def risks(component: Component) -> Answer:
    rows = Record.objects.filter(held_by=component, kind="risk", closed_at=None, trashed_at=None)
    above = rows.filter(needs_level__gte=1, sign="threat").count()
    return ("no", f"{above} of {rows.count()} open risks are above what this level keeps.") if above else (
        "met", f"{rows.count()} open risks, none above what this level keeps."
    )  # fmt: skip


def issues(component: Component) -> Answer:
    count = Record.objects.filter(
        component=component, kind="issue", priority="high", closed_at=None, trashed_at=None
    ).count()
    are = counted(count, "issue of high priority is", "issues of high priority are")
    return ("no", f"{are} open.") if count else ("met", "None is open.")


def exceptions(component: Component) -> Answer:
    rows = ToleranceException.objects.filter(state__in=ToleranceException.UNSETTLED, component=component)
    count = rows.count()
    are = counted(count, "exception is", "exceptions are")
    return ("no", f"{are} open.") if count else ("met", "None is open.")


RULES: dict[str, Callable[[Component], Answer]] = {
    "baseline": baseline,
    "time": lambda component: within(component, "time"),
    "p80": p80,
    "cost": lambda component: within(component, "cost"),
    "plan": plan,
    "float": positive_float,
    "risks": risks,
    "issues": issues,
    "exceptions": exceptions,
}


def answer(rule: str, component: Component) -> Answer:
    """Return what a computed criterion says now."""
    return RULES[rule](component)
