"""What is computed for programs and portfolios from the components directly below them, upwards to the root."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from headway.app.bridge.document_of_rows import EPOCH
from headway.app.bridge.reasons import MOST_CHILDREN, parent_sentence
from headway.app.models import Component, ComponentPath, Rollup
from headway.app.queries.standard import calendar_of, with_parents
from headway.engine.measures.health import ChildFacts, parent_health
from headway.formats.document import PlanDocument
from headway.formats.plan_of import to_plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headway.engine.plan import Calendar

SUMMED = (
    "work_minutes", "baseline_work_minutes", "task_count", "milestone_count", "done_count", "critical_count",
    "late_count", "overdue_count", "project_count", "red_count", "amber_count", "green_count",
)  # fmt: skip


def ancestors_of(components: Iterable[int]) -> list[int]:
    """Return the ids of everything above these components."""
    paths = ComponentPath.objects.filter(descendant__in=list(components), depth__gt=0)
    return list(paths.values_list("ancestor_id", flat=True).distinct())


def roll_up(components: Iterable[int]) -> None:
    """Recompute these programs and portfolios and everything above them, the deepest first."""
    wanted = set(components)
    wanted |= set(ancestors_of(wanted))
    if not wanted:
        return
    with transaction.atomic():
        # Locking them in one order keeps two writers from waiting for each other, and from adding up old figures.
        locked = Component.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
        parents = {each.pk: each for each in locked if not each.holds_tasks}
        for pk in deepest_first(parents):
            write_parent(parents[pk])


def deepest_first(components: Iterable[int]) -> list[int]:
    """Return the ids so that children come before their parents."""
    ids = list(components)
    depth = dict.fromkeys(ids, 0)
    for pk, above in ComponentPath.objects.filter(descendant__in=ids).values_list("descendant_id", "depth"):
        depth[pk] = max(depth[pk], above)
    return sorted(ids, key=lambda pk: (-depth[pk], pk))


def write_parent(component: Component) -> None:
    below = Rollup.objects.filter(component__parent=component, component__trashed_at__isnull=True)
    children = list(below.select_related("component").order_by("component__position", "component_id"))
    rollup = Rollup.objects.select_for_update(no_key=True).get_or_create(component=component)[0]
    aggregate(rollup, children)
    variance(rollup, component)
    facts = [ChildFacts(each.health, each.work_minutes) for each in children]  # type: ignore[arg-type]
    health = parent_health(facts, rollup.finish_variance_days)
    rollup.health = health.level
    named, reasons = 0, []
    for reason in health.reasons:
        named += reason.child >= 0
        if reason.child < 0 or named <= MOST_CHILDREN:
            child = children[reason.child].component if reason.child >= 0 else component
            text = parent_sentence(reason, child.name)
            reasons.append({"id": reason.id, "text": text, "level": reason.level, "component": child.pk, "task": None})
    rollup.reasons, rollup.diagnostics = reasons, []
    rollup.budget, rollup.revision = budget_of(component, children), component.revision
    rollup.save()


def aggregate(rollup: Rollup, children: Sequence[Rollup]) -> None:
    """Add up what adds up, take the first start and the last finish, weigh percentages by work."""
    for name in SUMMED:
        setattr(rollup, name, sum(getattr(each, name) for each in children))
    for name, pick in (("start", min), ("finish", max), ("baseline_start", min), ("baseline_finish", max),
                       ("compared_finish", max)):  # fmt: skip
        values = [getattr(each, name) for each in children if getattr(each, name) is not None]
        setattr(rollup, name, pick(values) if values else None)
    rollup.percent_complete = mean([(each.percent_complete, each.work_minutes) for each in children])
    if any(each.planned_percent is not None for each in children):
        # What has no baseline counts with what is complete: it makes the whole neither late nor early.
        pairs = [
            (each.percent_complete, each.work_minutes)
            if each.planned_percent is None
            else (each.planned_percent, each.baseline_work_minutes)
            for each in children
        ]
        rollup.planned_percent = mean(pairs)
        rollup.baseline_work_minutes = sum(weight for _, weight in pairs)
    else:
        rollup.planned_percent = None


def budget_of(component: Component, children: Sequence[Rollup]) -> Decimal | None:
    """Return the component's own budget, or else the sum below if it is all of one currency."""
    if component.budget is not None:
        own: Decimal = component.budget
        return own
    given = [each for each in children if each.budget is not None]
    if not given or any(each.component.currency != component.currency for each in given):
        return None
    total: Decimal = sum((each.budget for each in given if each.budget is not None), Decimal())
    return total


def mean(pairs: Sequence[tuple[float | None, int]]) -> float | None:
    """Return the mean of what is known, by weight; plainly where nothing has a weight."""
    known = [(value, weight) for value, weight in pairs if value is not None]
    total = sum(weight for _, weight in known)
    if not known:
        return None
    if not total:
        return sum(value for value, _ in known) / len(known)
    return sum(value * weight for value, weight in known) / total


def variance(rollup: Rollup, component: Component) -> None:
    """Compare the finish of what has a baseline with that baseline, in working time of the component's calendar."""
    rollup.finish_variance_minutes = rollup.finish_variance_days = None
    if rollup.compared_finish is None or rollup.baseline_finish is None:
        return
    minutes = working_between(component, rollup.baseline_finish, rollup.compared_finish)
    rollup.finish_variance_minutes = minutes
    rollup.finish_variance_days = minutes / component.minutes_per_day


def working_between(component: Component, a: int, b: int) -> int:
    """Return working minutes of the component's calendar from a to b, negative if b is earlier."""
    from headway.engine.calendars import compile_calendars  # noqa: PLC0415 - numba loads only where something is calculated

    calendars, row = calendars_for(component)
    low, high = min(a, b) // 1440 - 1, max(a, b) // 1440 + 2
    return int(compile_calendars(calendars, low, high).working_between(row, [a], [b])[0])


def calendars_for(component: Component, calendar: int | None = None) -> tuple[tuple[Calendar, ...], int]:
    """Return the engine's calendars that a component's own (or another one) needs, and its row."""
    wanted = calendar or calendar_of(component)
    document = PlanDocument(format="rows", start=EPOCH, default_calendar=wanted, calendars=with_parents([wanted]))
    plan = to_plan(document)
    return plan.calendars, plan.projects[0].calendar
