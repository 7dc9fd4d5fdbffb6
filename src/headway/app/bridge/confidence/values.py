"""What a simulation reads of stored tasks beside their plan: estimates, money, and which milestones are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from headway.app.bridge.confidence.case import Values
from headway.app.bridge.live_part import AT
from headway.app.models import BaselineTask, Dependency, Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headway.app.bridge.confidence.scope import Scope
    from headway.app.bridge.live_plan import LivePlan

MOST_MILESTONES = 200
COLUMNS = ("pk", "duration_low_minutes", "duration_high_minutes", "cost", "fixed_cost")


def stored_values(scope: Scope) -> Values:
    rows = Task.objects.filter(component__in=[each.pk for each in scope.network])
    return values_from(rows.values_list(*COLUMNS).iterator(), milestones_of(scope.inside))


def values_in_memory(plan: LivePlan, milestones: Sequence[int]) -> Values:
    """Return the values of a plan in memory, where changes may be that no table has."""
    parts = [part.rows.values() for part in plan.parts.values()]
    rows = (tuple(row[AT[name]] for name in COLUMNS) for part in parts for row in part)
    return values_from(rows, milestones)


def values_from(rows: Iterable[tuple[Any, ...]], milestones: Sequence[int]) -> Values:
    estimates, money = {}, {}
    for pk, low, high, cost, fixed in rows:
        if low is not None or high is not None:
            estimates[pk] = (low, high)
        if cost is not None or fixed is not None:
            money[pk] = (cost, fixed)
    return Values(estimates, money, milestones)


def milestones_of(plans: Iterable[int]) -> list[int]:
    """Return what somebody waits for: hand-offs, what has a deadline, what has a baseline, then other milestones."""
    inside = list(plans)
    given = crossing(inside)
    open_rows = Task.objects.filter(component__in=inside, active=True, actual_finish=None)
    rows = open_rows.filter(Q(kind=Task.Kind.MILESTONE) | Q(deadline__isnull=False) | Q(pk__in=given))
    based = set(BaselineTask.objects.filter(task__in=rows, baseline__current=True).values_list("task", flat=True))
    found = [
        (pk not in given, deadline is None, pk not in based, finish or 0, pk)
        for pk, deadline, finish in rows.values_list("pk", "deadline", "finish")
    ]
    return [pk for *_, pk in sorted(found)[:MOST_MILESTONES]]


def crossing(plans: list[int]) -> set[int]:
    """Return the tasks for which another plan waits."""
    rows = Dependency.objects.filter(from_component__in=plans).exclude(component=F("from_component"))
    return set(rows.values_list("predecessor", flat=True))
