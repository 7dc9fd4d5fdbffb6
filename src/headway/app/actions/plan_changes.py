"""What every change of a plan does beside the change: bump the revision that computed results belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F

from headway.app.actions.errors import Refused
from headway.app.models import Component

if TYPE_CHECKING:
    from collections.abc import Iterable


def touch_plan(component: Component) -> None:
    """Mark what is computed for this plan as outdated (the worker follows the event and recalculates)."""
    Component.objects.filter(pk=component.pk).update(revision=F("revision") + 1)


def require_plan(component: Component) -> None:
    """Refuse components that hold no tasks."""
    if not component.holds_tasks:
        raise Refused(
            "no-plan-here",
            f"A {component.get_kind_display().lower()} holds no tasks of its own.",
            f"“{component.name}”.",
            "Add them to a project or an operation below it.",
        )


def require_known(given: Iterable[str], known: frozenset[str]) -> None:
    """Refuse names of fields that cannot be changed this way."""
    unknown = sorted(set(given) - known)
    if unknown:
        raise Refused("unknown-field", f"These fields cannot be changed here: {', '.join(unknown)}.")


def neighbors_of(component: Component, tasks: Any) -> set[int]:
    """Return the other components that these tasks are linked with: they must be recalculated too."""
    out = component.dependencies_out.filter(predecessor__in=tasks).values_list("component_id", flat=True)
    into = component.dependencies.filter(successor__in=tasks).values_list("from_component_id", flat=True)
    return {*out, *into} - {component.pk}
