"""Why a forecast left its tolerance, in lines: what moved the finish, what costs more, which risks weigh."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from headway.app.bridge.benefit_facts import benefits_below
from headway.app.bridge.benefits import rate_of, standings_of
from headway.app.bridge.moved.causes import explain
from headway.app.bridge.moved.differences import differences
from headway.app.bridge.moved.states import at_baseline, now
from headway.app.bridge.reasons import in_days
from headway.app.bridge.reports.moves import day_in_words
from headway.app.bridge.tolerances import open_risks
from headway.app.models import BaselineTask, Component, Dimension, Rollup
from headway.app.queries.audit import words
from headway.app.queries.money import exact

if TYPE_CHECKING:
    from datetime import datetime

    from headway.app.bridge.benefits import Standing as Benefit
    from headway.app.bridge.moved.differences import Moved
    from headway.app.bridge.tolerances import Standing
    from headway.app.models import Event

MOST_NAMED = 3


def causes_of(standing: Standing, last: Event | None) -> list[str]:
    """Return what the forecast is made of that takes it out of its tolerance, then the change that moved it last.

    Nobody is named: the text is kept for good, and who did what stands in the log.
    """
    component, dimension, noted = standing.tolerance.component, standing.tolerance.dimension, standing.noted
    if noted is not None:
        return [f"Noted on {day(noted.at)}: {noted.value:g}, because: {noted.source}."]
    made_of = {Dimension.TIME: of_time, Dimension.COST: of_cost, Dimension.BENEFIT: of_benefits}
    lines = made_of.get(Dimension(dimension), of_risk)(component)
    origin = last.cause or last if last else None
    if origin is not None and origin.actor_id is not None:
        lines.append(f"Last change: {origin.summary} ({day(origin.at)}).")
    return lines


def day(at: datetime) -> str:
    return words.day_in_words(timezone.localtime(at))


# ------------------------------------------------------------------ time


def of_time(component: Component) -> list[str]:
    lines = of_finish(component) if component.holds_tasks else of_plans_below(component)
    if lines:
        return lines
    rollup = Rollup.objects.filter(component=component).first()
    return [f"{reason['text']}." for reason in (rollup.reasons if rollup else [])[:MOST_NAMED]]


def of_finish(component: Component) -> list[str]:
    """Say why the task that finishes last does so when it does, against the current baseline."""
    baseline = component.baselines.filter(current=True).first()
    if baseline is None:
        return []
    old, new = at_baseline(baseline), now(component)
    found = differences(component, old.tasks, new.tasks)
    work = [task for task in [*found.added, *(each.after for each in found.moved)] if task.finish is not None]
    last = max(work, key=lambda task: (task.finish or 0, task.id), default=None)
    if last is None or last.finish is None:
        return []
    moved = next((each for each in found.moved if each.after.id == last.id), None)
    if moved is None:
        return [f"“{last.name}” is not in the baseline and finishes last, on {day_in_words(last.finish)}."]
    explain(component, old, new, [moved])
    return moved_lines(moved, component.minutes_per_day)


def moved_lines(moved: Moved, per_day: int) -> list[str]:
    before, after = moved.before.finish, moved.after.finish
    if before is None or after is None:
        return []
    side = "after" if moved.finish_minutes > 0 else "before"
    days = in_days(moved.finish_minutes / per_day)
    when = f"on {day_in_words(after)} instead of {day_in_words(before)}"
    lines = [f"“{moved.after.name}” finishes {days} {side} the baseline: {when}."]
    lines += [f"Because: {cause_line(each)}." for each in moved.causes]
    if len(moved.path) > 1:
        lines.append("On the way: " + " → ".join(str(step["name"]) for step in moved.path) + ".")
    return lines


def cause_line(cause: dict[str, Any]) -> str:
    at = parse_datetime(cause["at"]) if cause["at"] else None
    return f"{cause['text']} ({day(at)})" if at else str(cause["text"])


def of_plans_below(component: Component) -> list[str]:
    """Name what lies furthest from its own baseline below a program or portfolio."""
    rows = Rollup.objects.filter(
        component__paths_up__ancestor=component, component__kind__in=Component.PLANS, component__trashed_at=None,
        finish_variance_days__gt=0,
    )  # fmt: skip
    latest = rows.select_related("component").order_by("-finish_variance_days", "component_id")[:MOST_NAMED]
    return [
        f"“{row.component}” finishes {in_days(row.finish_variance_days or 0)} after its baseline." for row in latest
    ]


# ------------------------------------------------------------------ money


def of_cost(component: Component) -> list[str]:
    """Name what costs more than in its baseline, most first."""
    rows = BaselineTask.objects.filter(
        baseline__current=True, task__component__paths_up__ancestor=component, task__component__trashed_at=None,
        task__active=True, task__children=None, cost__lt=F("task__cost"),
    ).annotate(more=F("task__cost") - F("cost"))  # fmt: skip
    dearer = rows.select_related("task").order_by("-more", "task_id")[:MOST_NAMED]
    currency = component.currency
    return [
        f"“{row.task.name}” costs {exact(row.task.cost, currency)} instead of {exact(row.cost, currency)}."
        for row in dearer
    ]


def of_risk(component: Component) -> list[str]:
    """Name the open threats that weigh most."""
    threats = open_risks(component).filter(sign="threat").exclude(expected_value=None)
    heaviest = threats.order_by("expected_value", "pk")[:MOST_NAMED]
    currency = component.currency
    return [f"{row.reference} {row.title}: {exact(-(row.expected_value or 0), currency)}." for row in heaviest]


# ------------------------------------------------------------------ benefits


def of_benefits(component: Component) -> list[str]:
    """Name the benefits that are to bring less than planned, the most lost first."""
    currency = component.currency
    rows = standings_of(benefits_below(component), rate_of(component))
    losing = [each for each in rows if each.in_money and each.row.component.currency == currency and lost(each) > 0]
    losing.sort(key=lambda each: (-lost(each), each.row.pk))
    return [f"“{each.row.title}” brings {exact(lost(each), currency)} less than planned{late(each)}."
            for each in losing[:MOST_NAMED]]  # fmt: skip


def lost(benefit: Benefit) -> float:
    return -(benefit.change or 0.0)


def late(benefit: Benefit) -> str:
    days = benefit.slip_days or 0
    return f": it begins {days} {'day' if days == 1 else 'days'} later" if days > 0 else ""
