"""Reads what a draft is made of: the plan now and at the last report, roll-ups, events, earlier reports, requests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Sum

from headway.app.bridge.confidence.kept import last_told
from headway.app.bridge.reports.facts import Below, Blocked, Entry, Facts, Handoff, Money, Said, Tolerated
from headway.app.bridge.reports.moves import moves_since
from headway.app.bridge.reports.snapshot import COLUMNS, TaskState, take, unpacked
from headway.app.bridge.tolerances import standings
from headway.app.models import (
    Baseline,
    BaselineTask,
    Component,
    Dependency,
    Event,
    Record,
    Report,
    Rollup,
    ScheduleSnapshot,
    SupportRequest,
    Task,
)
from headway.app.models.tolerance import UNITS
from headway.app.queries.money import MINUS
from headway.app.queries.pages.records import AMBER, RED
from headway.app.queries.undoable import GROUPS
from headway.app.rules.visible import trashed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from headway.app.bridge.reports.snapshot import Snapshot

EPOCH_ORDINAL = 719_163
DAY = 1440
HORIZON_DAYS = {"daily": 7, "weekly": 14, "two_weekly": 21}
OTHER_HORIZON_DAYS = 35
FINER = {
    "weekly": ("daily",),
    "two_weekly": ("daily", "weekly"),
    "monthly": ("daily", "weekly", "two_weekly"),
    "highlight": ("daily", "weekly", "two_weekly", "monthly"),
    "checkpoint": ("daily", "weekly"),
    "end_stage": ("daily", "weekly", "two_weekly", "monthly", "highlight", "checkpoint"),
}
NOTABLE = (
    "baseline.set",
    "gate.submitted",
    "gate.decided",
    "exception.sent",
    "exception.decided",
    "tolerance.set",
    "change.",
    "record.raised",
    "record.escalated",
    "record.closed",
    "import.accepted",
)
"""Events that a report names one by one; other changes of the plan are counted."""
LEVEL_OF_KIND = {"project": 0, "operation": 0, "program": 1, "portfolio": 2}
"""Up to which level of ownership a risk is where it belongs."""
COUNTED = ("task.", "dependency.", "calendar.", "plan.")
MOST_NOTABLE = 8
MOST_SAID = 20
PEOPLE_WORDS = frozenset({"corrected", "added"})


def minute_of(day: date) -> int:
    return (day.toordinal() - EPOCH_ORDINAL) * DAY


def facts_of(component: Component, kind: str, start: datetime, end: datetime, zone: ZoneInfo) -> Facts:
    """Return the facts of a period, what moved and why included."""
    facts, new = measured(component, kind, start, end, zone)
    old = snapshot_of(component, kind) if new else None
    return replace(facts, moves=moves_since(old, new)) if old and new else facts


def measured(
    component: Component, kind: str, start: datetime, end: datetime, zone: ZoneInfo
) -> tuple[Facts, Snapshot | None]:
    """Return the facts without the comparison of plans, and the plan as it is now where the component has one."""
    rollup = Rollup.objects.filter(component=component).first() or Rollup(component=component)
    now, since = (minute_of(each.astimezone(zone).date()) for each in (end, start))
    horizon = now + DAY * HORIZON_DAYS.get(kind, OTHER_HORIZON_DAYS)
    own = component.holds_tasks
    new = take(component) if own else None
    old = snapshot_of(component, kind) if own else None
    events = Event.objects.filter(component=component, at__gt=start, at__lte=end).order_by("pk")
    counted = events.filter(verb__regex=f"^({'|'.join(each.replace('.', '[.]') for each in COUNTED)})")
    counted = counted.exclude(cause__verb__in=GROUPS)  # what one edit did is one change
    variance = rollup.finish_variance_days
    facts = Facts(
        component=component.pk,
        kind=kind,
        now=now,
        since=since,
        horizon=horizon,
        per_day=component.minutes_per_day,
        health=rollup.health,
        reasons=rollup.reasons,
        broken=[each["text"] for each in rollup.diagnostics if each.get("level") == "error"],
        percent=rollup.percent_complete,
        planned_percent=rollup.planned_percent,
        finish=rollup.finish,
        finish_before=finish_of(old),
        margin_days=None if variance is None else -variance,
        holds=last_told(component).get("finish", {}).get("agreed_probability"),
        has_baseline=rollup.baseline_finish is not None,
        added=added_since_baseline(component) if own else 0,
        tasks=working(new.tasks, component) if new else (),
        before=old.by_id() if old else None,
        handoffs=late_handoffs(component) if own else (),
        blocked=blocked_tasks(component) if own else (),
        money=money_of(component, rollup),
        register=register_of(component, start, end, now),
        tolerances=tolerances_of(component),
        said=[*notable(events), *said_before(component, kind, start, end)],
        changes=counted.count(),
        changers=counted.exclude(actor=None).order_by().values("actor").distinct().count(),
        below=() if own else parts(component),
        requests=waited_for(component),
        milestones_below=() if own else milestones(component, now, horizon),
    )
    return facts, new


def snapshot_of(component: Component, kind: str) -> Snapshot | None:
    row = ScheduleSnapshot.objects.filter(component=component, kind=kind).first()
    return unpacked(row.payload) if row else None


def finish_of(snapshot: Snapshot | None) -> int | None:
    finishes = [task.finish for task in snapshot.tasks if task.finish is not None] if snapshot else []
    return max(finishes, default=None)


def working(tasks: Sequence[TaskState], component: Component) -> list[TaskState]:
    """Leave out what only holds other tasks."""
    parents = set(Task.objects.filter(component=component, parent__isnull=False).values_list("parent_id", flat=True))
    return [task for task in tasks if task.kind != Task.Kind.SUMMARY and task.id not in parents]


def added_since_baseline(component: Component) -> int:
    current = Baseline.objects.filter(component=component, current=True).first()
    if current is None:
        return 0
    known = BaselineTask.objects.filter(baseline=current).values("task")
    rows = Task.objects.filter(component=component, active=True, children=None).exclude(kind=Task.Kind.SUMMARY)
    return rows.exclude(pk__in=known).count()


def money_of(component: Component, rollup: Rollup) -> Money | None:
    """Return the planned cost of the plan beside its budget; parts in other currencies are not added up."""
    budget = rollup.budget
    if not budget:
        return None
    plans = Component.objects.filter(paths_up__ancestor=component, kind__in=Component.PLANS).exclude(pk__in=trashed())
    if plans.exclude(currency=component.currency).exists():
        return None
    rows = Task.objects.filter(component__in=plans.values("pk"), active=True, children=None)
    forecast = rows.exclude(kind=Task.Kind.SUMMARY).aggregate(total=Sum("cost"))["total"]
    return Money(forecast, budget, component.currency) if forecast else None


def late_handoffs(component: Component) -> list[Handoff]:
    """Return open tasks that wait for an unfinished task of another plan and have no float left."""
    links = Dependency.objects.filter(component=component).exclude(from_component=F("component"))
    links = links.exclude(from_component__in=trashed()).filter(
        predecessor__percent_complete__lt=100, predecessor__actual_finish=None,
        successor__percent_complete__lt=100, successor__total_float_minutes__lte=0,
    )  # fmt: skip
    found: dict[int, Handoff] = {}
    ends = [f"successor__{name}" for name in COLUMNS]
    for giver, free, *values in links.values_list("predecessor__finish", "successor__total_float_minutes", *ends):
        task = TaskState(*values)
        days = None if free is None else free / component.minutes_per_day
        if task.id not in found or (giver or 0) > (found[task.id].giver_finish or 0):
            found[task.id] = Handoff(task, giver, days)
    return list(found.values())


def blocked_tasks(component: Component) -> list[Blocked]:
    """Return what is marked as blocked, for the longest time first."""
    rows = Task.objects.filter(component=component, active=True, blocked_since__isnull=False)
    columns = ("blocked_since", "blocked_reason", *COLUMNS)
    return [Blocked(TaskState(*values), since, reason)
            for since, reason, *values in rows.order_by("blocked_since", "pk").values_list(*columns)]  # fmt: skip


def register_of(component: Component, start: datetime, end: datetime, now: int) -> list[Entry]:
    """Return what the component holds in its register and a report has to name."""
    held = Record.objects.filter(held_by=component, trashed_at=None)
    threats = held.filter(kind=Record.Kind.RISK, sign=Record.Sign.THREAT, closed_at=None)
    level = LEVEL_OF_KIND[component.kind]
    today = date.fromordinal(now // DAY + EPOCH_ORDINAL)
    found = [
        Entry(each.pk, "risk", str(each), each.score, level_of(each.score),
              each.needs_level > level and each.escalation != Record.Escalation.ASKED)
        for each in threats.order_by(F("score").desc(nulls_last=True), "pk")
    ]  # fmt: skip
    issues = held.filter(kind=Record.Kind.ISSUE, closed_at=None, priority=Record.Priority.HIGH).order_by("pk")
    found += [Entry(each.pk, "issue", str(each), level="amber") for each in issues]
    actions = held.filter(kind=Record.Kind.ACTION, closed_at=None, due_on__lt=today).order_by("due_on", "pk")
    found += [
        Entry(each.pk, "action", str(each), level="amber", days_late=(today - (each.due_on or today)).days)
        for each in actions
    ]
    lessons = held.filter(kind=Record.Kind.LESSON, raised_at__gt=start, raised_at__lte=end).order_by("pk")
    return [*found, *(Entry(each.pk, "lesson", str(each)) for each in lessons)]


def tolerances_of(component: Component) -> list[Tolerated]:
    """Return how the forecast of each dimension stands against what is tolerated."""
    found = []
    for each in standings(component):
        if each.band is None or each.forecast is None:
            continue
        row, unit = each.tolerance, UNITS[each.tolerance.dimension].replace("money", component.currency)
        place = "" if row.stage is None else f" of stage {row.stage.name}"
        limits = [
            f"{sign}{amount(value)}" for sign, value in (("+", row.plus), (MINUS, row.minus)) if value is not None
        ]
        forecast = f"{amount(each.forecast)} {unit}".strip()
        tolerance = f", tolerance {' / '.join(limits)}" if limits else ""
        text = (
            f"{row.get_dimension_display()}{place}: {forecast} forecast, target {amount(each.band.target)}{tolerance}"
        )
        found.append(Tolerated(row.dimension, each.status, text))
    return found


def amount(value: float) -> str:
    number = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.1f}".removesuffix(".0")
    return number.replace("-", MINUS)


def level_of(score: float | None) -> str:
    return "" if score is None else "red" if score >= RED else "amber" if score >= AMBER else ""


def notable(events: Iterable[Event]) -> list[Said]:
    named = [each for each in events if each.verb.startswith(NOTABLE)]
    return [
        Said("going", each.summary, record=each.object_id if each.object_type == "record" else None)
        for each in named[-MOST_NOTABLE:]
    ]


def said_before(component: Component, kind: str, start: datetime, end: datetime) -> list[Said]:
    """Return what people wrote themselves in the finer reports of the period: here, or right below."""
    places = [component] if component.holds_tasks else list(component.children.filter(trashed_at=None))
    kinds = FINER.get(kind, ()) if component.holds_tasks else Report.Kind.values
    rows = Report.objects.filter(
        component__in=[*places, component], kind__in=kinds, state=Report.State.SENT, sent_at__gt=start, sent_at__lte=end
    ).exclude(component=component, kind=kind)
    found: list[Said] = []
    for report in rows.select_related("component").order_by("day", "pk"):
        place = "" if report.component_id == component.pk else f"{report.component.name}: "
        source = f"{place}{report.get_kind_display()} of {report.day.day} {report.day:%b}"
        found += [
            Said(section, f"{place}{each['text']}", each.get("task"), each.get("record"), source)
            for section, lines in report.content.items()
            for each in lines
            if each["origin"] in PEOPLE_WORDS
        ]
    return found[-MOST_SAID:]


def waited_for(component: Component) -> list[Said]:
    """Return the support that is still waited for; below a program, of all it holds."""
    rows = SupportRequest.objects.filter(component__paths_up__ancestor=component, state__in=SupportRequest.WAITING)
    rows = rows.exclude(component__in=trashed()).select_related("component").order_by("due_at", "pk")
    found = []
    for each in rows[:MOST_SAID]:
        place = "" if each.component_id == component.pk else f"{each.component.name}: "
        asked = f"asked on {each.asked_at.day} {each.asked_at:%b}, not answered yet"
        found.append(Said("needs", f"{place}{each.text} ({asked})", each.task_id))
    return found


def parts(component: Component) -> list[Below]:
    rows = Component.objects.filter(parent=component, trashed_at=None).select_related("rollup")
    found = []
    for each in rows.order_by("position", "pk"):
        rollup = each.rollup if hasattr(each, "rollup") else Rollup()
        reason = str(rollup.reasons[0]["text"]) if rollup.reasons else ""
        found.append(Below(each.pk, each.name, rollup.health, reason, rollup.finish_variance_days, ""))
    return found


def milestones(component: Component, now: int, horizon: int) -> list[TaskState]:
    below = Component.objects.filter(paths_up__ancestor=component).exclude(pk__in=trashed())
    rows = Task.objects.filter(component__in=below.values("pk"), active=True, kind=Task.Kind.MILESTONE,
                               finish__gte=now, finish__lt=horizon)  # fmt: skip
    return [TaskState(*row) for row in rows.order_by("finish", "pk").values_list(*COLUMNS)]


def period_before(end: datetime, kind: str) -> datetime:
    """Return where a first report of a kind begins."""
    days = {"daily": 1, "weekly": 7, "two_weekly": 14}.get(kind, 31)
    return end - timedelta(days=days)
