"""The baselines of a plan, with the span that each froze."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from headway.app.models import Baseline, Component


def baselines_of(component: Component) -> QuerySet[Baseline]:
    """Return the baselines, the last set one first."""
    rows = component.baselines.select_related("set_by")
    spans = rows.annotate(size=Count("tasks"), start=Min("tasks__start"), finish=Max("tasks__finish"))
    return spans.order_by("-set_at", "-number")
