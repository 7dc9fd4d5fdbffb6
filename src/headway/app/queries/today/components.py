"""Components of a person's roles: how they are, what moved, what nobody looks after."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils import timezone

from headway.app.models import Component, Dependency, Event, Membership
from headway.app.queries.clock import DAY, today_minutes
from headway.app.queries.money import short
from headway.app.queries.pages.handoffs import TIGHT_DAYS, is_done
from headway.app.queries.pages.overview import HEALTH_ORDER, rollup_of
from headway.app.queries.today.panel import MOST, Line, Panel, Reader
from headway.app.rules import visible
from headway.app.rules.holdings import in_force

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

STALE_DAYS = 7
ENDING_DAYS = 14


def within(reader: Reader) -> QuerySet[Component]:
    rows = visible(reader.person, Component).filter(pk__in=reader.scope())
    return rows.select_related("rollup").order_by("position", "pk")


def plans(reader: Reader) -> QuerySet[Component]:
    return within(reader).filter(kind__in=Component.PLANS)


def line(component: Component, *, note: str = "") -> Line:
    rollup = rollup_of(component)
    reason = str(rollup.reasons[0]["text"]) if rollup.reasons else ""
    health = str(rollup.health)
    return Line(
        component.name,
        ("component", component.pk),
        note or reason,
        health=health,
        word=str(rollup.get_health_display()),
        minute=rollup.finish,
        tone="bad" if (rollup.finish_variance_days or 0) > 0 else "",
    )


def shown(title: str, empty: str, rows: Iterable[Component], *, icon: str = "briefcase") -> Panel:
    found = sorted(rows, key=lambda each: HEALTH_ORDER[rollup_of(each).health])
    return Panel(title, empty, [line(each) for each in found[:MOST]], icon=icon, total=len(found))


def my_projects(reader: Reader) -> Panel:
    return shown("My projects", "No project is yours yet.", plans(reader))


def exceptions(reader: Reader) -> Panel:
    """Plans that are at risk or off track, the worst first; those that are on track are left out."""
    rows = plans(reader).filter(rollup__health__in=["red", "amber"])
    return shown("Off track and at risk", "Every project is on track.", rows, icon="triangle-alert")


def programs(reader: Reader) -> Panel:
    """The parts right below, with health and share of the budget."""
    rows = list(within(reader).filter(kind__in=[Component.Kind.PORTFOLIO, Component.Kind.PROGRAM]))
    lines = [line(each, note=exposure(each)) for each in rows[:MOST]]
    return Panel("Balance and exposure", "No program or portfolio is in your scope.", lines, "layers", len(rows))


def exposure(component: Component) -> str:
    rollup = rollup_of(component)
    count = f"{rollup.project_count} plans: {rollup.red_count} off track, {rollup.amber_count} at risk"
    budget = f", budget {short(rollup.budget, component.currency)}" if rollup.budget else ""
    return count + budget


def moved(reader: Reader) -> Panel:
    """What was recalculated since yesterday and moved tasks."""
    since = timezone.now() - timedelta(days=1)
    rows = visible(reader.person, Event).filter(
        component__in=reader.scope(), verb="schedule.recalculated", at__gte=since, after__moved__gt=0
    )
    found = list(rows.select_related("component").order_by("-pk")[: MOST + 1])
    total = len(found) if len(found) <= MOST else rows.count()
    lines = [Line(each.summary, ("activity", each.component_id), each.component.name, at=each.at) for each in found]
    return Panel("Moved since yesterday", "No plan moved since yesterday.", lines[:MOST], "activity", total)


def handoffs(reader: Reader) -> Panel:
    """Hand-offs between projects that endanger the receiver."""
    rows = visible(reader.person, Dependency).filter(component__in=reader.scope())
    between = rows.exclude(component=F("from_component")).select_related(
        "predecessor__component", "successor__component"
    )
    lines = []
    for link in between.order_by("pk"):
        giver, taker = link.predecessor, link.successor
        minutes = taker.total_float_minutes
        if is_done(giver) or minutes is None:
            continue
        days = minutes / taker.component.minutes_per_day
        if days < TIGHT_DAYS:
            state = "red" if days <= 0 else "amber"
            word = "Endangers" if days <= 0 else "Tight"
            note = f"{giver.component.name} gives {taker.component.name}: {taker.name[:60]}"
            lines.append((days, Line(giver.name[:100], ("task", giver.pk), note, state, word, giver.finish)))
    lines.sort(key=lambda pair: pair[0])
    empty = "No hand-off between projects endangers its receiver."
    return Panel("Hand-offs in danger", empty, [each for _, each in lines[:MOST]], "workflow", len(lines))


def undisciplined(reader: Reader) -> Panel:
    """Active plans without a baseline, or whose progress was not reported for a week."""
    old = today_minutes() - STALE_DAYS * DAY
    rows = plans(reader).filter(Q(rollup__baseline_finish=None) | Q(status_date=None) | Q(status_date__lt=old))
    found = list(rows.filter(stage=Component.Stage.ACTIVE, rollup__task_count__gt=0))
    lines = [line(each, note=missing(each)) for each in found[:MOST]]
    empty = "Every active plan has a baseline, and progress of the last seven days."
    return Panel("Plans that need attention", empty, lines, "shield-check", len(found))


def missing(component: Component) -> str:
    words = []
    if rollup_of(component).baseline_finish is None:
        words.append("no baseline")
    if component.status_date is None:
        words.append("no status date")
    elif component.status_date < today_minutes() - STALE_DAYS * DAY:
        words.append(f"progress is {(today_minutes() - component.status_date) // DAY} days old")
    return ", ".join(words)


def ending_roles(reader: Reader) -> Panel:
    """Roles that end within two weeks."""
    until = timezone.localdate() + timedelta(days=ENDING_DAYS)
    rows = Membership.objects.filter(in_force(), component__in=reader.scope(), ends_on__lte=until)
    found = list(rows.select_related("person", "component").order_by("ends_on", "pk")[: MOST + 1])
    lines = [
        Line(each.person.name, ("people", each.component_id), each.component.name, day=each.ends_on)
        for each in found[:MOST]
    ]
    return Panel("Roles that end soon", "No role ends within two weeks.", lines, "users", len(found))


def shared(reader: Reader) -> Panel:
    """The highest components that the reader sees."""
    rows = within(reader)
    tops = rows.exclude(parent__in=rows.values("pk"))
    return shown("Shared with you", "Nothing is shared with you yet.", tops, icon="folder-tree")
