"""The six figures at the head of a page: each with unit, comparison, and a link to what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html

from headway.app.ui.templatetags.days import last_day
from headway.app.ui.templatetags.headway import NONE, money, percent, signed_days, tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.app.models import Component, Rollup, Task
    from headway.app.queries.pages.overview import Row

BEHIND_POINTS = 5


@dataclass(frozen=True, slots=True)
class Kpi:
    label: str
    value: str
    note: str
    url: str
    tone: str = ""
    unit: str = ""


def holder_kpis(component: Component, rollup: Rollup, plans: Sequence[Row]) -> list[Kpi]:
    """Return the figures of a portfolio or program."""
    here = reverse("component", args=[component.pk])
    return [
        health_kpi(rollup, here),
        finish_kpi(rollup, f"{here}?sort=finish&descending=1#components"),
        progress_kpi(rollup, f"{here}?sort=progress#components"),
        *task_kpis(component, rollup),
        budget_kpi(component, rollup, plans, f"{here}?sort=budget&descending=1#components"),
    ]


def plan_kpis(component: Component, rollup: Rollup, milestone: Task | None) -> list[Kpi]:
    """Return the figures of a project or operation."""
    late, overdue = late_kpi(component, rollup), overdue_kpi(component, rollup)
    schedule = reverse("schedule", args=[component.pk])
    return [
        finish_kpi(rollup, last_task_url(component, rollup, schedule)),
        progress_kpi(rollup, register_url(component, "open")),
        critical_kpi(component, rollup),
        late,
        overdue,
        milestone_kpi(component, milestone, schedule),
    ]


def register_url(component: Component, show: str) -> str:
    return f"{reverse('tasks', args=[component.pk])}?show={show}"


def last_task_url(component: Component, rollup: Rollup, schedule: str) -> str:
    for reason in rollup.reasons:
        if reason["id"] == "finish-late" and reason.get("task"):
            return f"{schedule}#task-{reason['task']}"
    return register_url(component, "all")


def health_kpi(rollup: Rollup, here: str) -> Kpi:
    red, amber = rollup.red_count, rollup.amber_count
    worst = "red" if red else "amber" if amber else "green"
    note, mood = f"{red} off track, {amber} at risk", "bad" if red else "warn"
    if not red + amber:
        note, mood = ("all on track", "good") if rollup.green_count else ("none planned yet", "")
    url = f"{here}?health={worst}#components" if red or amber else f"{here}#components"
    return Kpi("Projects and operations", f"{rollup.project_count:,}", note, url, mood)


def finish_kpi(rollup: Rollup, url: str) -> Kpi:
    days = rollup.finish_variance_days
    if days is None:
        return Kpi("Forecast finish", last_day(rollup.finish), "no baseline to compare with", url)
    word = "late" if days > 0 else "early"
    difference = "as in the baseline" if abs(days) < 0.05 else f"{signed_days(days)[1:]} {word} against baseline"
    return Kpi("Forecast finish", last_day(rollup.finish), difference, url, tone(days))


def progress_kpi(rollup: Rollup, url: str) -> Kpi:
    done, planned = rollup.percent_complete, rollup.planned_percent
    if planned is None:
        return Kpi("Work done", percent(done), "no baseline to compare with", url)
    behind = planned - (done or 0)
    mood = "bad" if behind > BEHIND_POINTS else "warn" if behind > 1 else "good"
    return Kpi("Work done", percent(done), f"{percent(planned)} expected by now", url, mood)


def task_kpis(component: Component, rollup: Rollup) -> list[Kpi]:
    return [late_kpi(component, rollup), critical_kpi(component, rollup)]


def critical_kpi(component: Component, rollup: Rollup) -> Kpi:
    still = rollup.task_count - rollup.done_count
    share = f"{100 * rollup.critical_count / still:.0f} % of {still:,} open" if still else "nothing is open"
    return Kpi("Critical tasks", f"{rollup.critical_count:,}", share, register_url(component, "critical"))


def late_kpi(component: Component, rollup: Rollup) -> Kpi:
    url = register_url(component, "late")
    if rollup.late_count:
        note = f"of {rollup.task_count:,}, {rollup.overdue_count:,} overdue"
        return Kpi("Late tasks", f"{rollup.late_count:,}", note, url, "bad")
    if rollup.baseline_finish is None:
        return Kpi("Late tasks", "0", "no baseline, no deadline missed", url)
    return Kpi("Late tasks", "0", "none behind the baseline", url, "good")


def overdue_kpi(component: Component, rollup: Rollup) -> Kpi:
    if component.status_date is None:
        return Kpi("Overdue tasks", NONE, "no status date set", register_url(component, "overdue"))
    mood = "bad" if rollup.overdue_count else "good"
    words = "still open on {}" if rollup.overdue_count else "none as of {}"
    note = format_html(words, last_day(component.status_date))
    return Kpi("Overdue tasks", f"{rollup.overdue_count:,}", note, register_url(component, "overdue"), mood)


def milestone_kpi(component: Component, milestone: Task | None, schedule: str) -> Kpi:
    if milestone is None:
        return Kpi("Next milestone", NONE, "none ahead", register_url(component, "milestones"))
    return Kpi("Next milestone", last_day(milestone.finish), milestone.name[:60], f"{schedule}#task-{milestone.pk}")


def budget_kpi(component: Component, rollup: Rollup, plans: Sequence[Row], url: str) -> Kpi:
    """Return the sum of the plans' budgets beside what was granted above; other currencies are said, not converted."""
    given = [row.component for row in plans if row.component.budget is not None]
    same = [each.budget or Decimal(0) for each in given if each.currency == component.currency]
    others = f", {len(given) - len(same)} in other currencies" if len(same) < len(given) else ""
    total = sum(same, Decimal(0)) if same else None
    granted = component.budget or (rollup.budget if rollup.budget != total else None)
    if granted and total is not None:
        share = f"{100 * total / granted:.0f} % of {money(granted, component.currency)}{others}"
        return Kpi("Budget assigned", money(total, component.currency), share, url)
    return Kpi(
        "Budget assigned", money(total, component.currency), f"{len(same)} of {len(plans)} have one{others}", url
    )
