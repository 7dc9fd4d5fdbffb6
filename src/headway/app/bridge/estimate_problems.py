"""Three-point estimates that no longer hold the duration: it was changed, and the estimate stayed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F

from headway.app.bridge.problem_words import REMEDIES
from headway.app.models import Task

if TYPE_CHECKING:
    from headway.app.models import Component

ENDS: tuple[tuple[str, dict[str, F], str], ...] = (
    ("estimate-high", {"duration_high_minutes__lt": F("duration_minutes")},
     "The pessimistic estimate is shorter than the duration"),
    ("estimate-low", {"duration_low_minutes__gt": F("duration_minutes")},
     "The optimistic estimate is longer than the duration"),
)  # fmt: skip


def outside_estimates(component: Component, most: int) -> list[dict[str, Any]]:
    """Return a finding for each end that open tasks lie beyond; what is done took as long as it took."""
    is_open = Task.objects.filter(component=component, kind=Task.Kind.TASK, active=True, external=False,
                                  actual_finish=None, percent_complete__lt=100)  # fmt: skip
    found = []
    for name, beyond, title in ENDS:
        tasks = list(is_open.filter(**beyond).order_by("position").values_list("pk", flat=True))
        if tasks:
            text = f"{title} of {len(tasks):,} {'task' if len(tasks) == 1 else 'tasks'}."
            found.append({"id": name, "level": "warning", "title": title, "text": text, "remedy": REMEDIES[name],
                          "count": len(tasks), "tasks": tasks[:most]})  # fmt: skip
    return found
