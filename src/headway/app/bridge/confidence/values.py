"""What a simulation reads of stored tasks beside their plan: estimates, money, and which milestones are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q

from headway.app.bridge.confidence.case import Values
from headway.app.models import BaselineTask, Dependency, Task

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.app.bridge.confidence.scope import Scope

MOST_MILESTONES = 200


def stored_values(scope: Scope) -> Values:
    rows = Task.objects.filter(component__in=[each.pk for each in scope.network])
    columns = ("pk", "duration_low_minutes", "duration_high_minutes", "cost", "fixed_cost")
    estimates, money = {}, {}
    for pk, low, high, cost, fixed in rows.values_list(*columns).iterator():
        if low is not None or high is not None:
            estimates[pk] = (low, high)
        if cost is not None or fixed is not None:
            money[pk] = (cost, fixed)
    return Values(estimates, money, milestones_of(scope.inside))


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
