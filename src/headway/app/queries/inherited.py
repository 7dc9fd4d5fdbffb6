"""Settings of governance that a component has of its own or inherits from above."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.models import Component

if TYPE_CHECKING:
    from collections.abc import Iterable


def inherited(component: Component, key: str, default: Any = None) -> Any:
    """Return the nearest value of a setting: the component's, or of what is above it."""
    rows = Component.objects.filter(paths_down__descendant=component).order_by("paths_down__depth")
    for values in rows.values_list("governance", flat=True):
        if key in values:
            return values[key]
    return default


def ancestors(component: Component, kinds: Iterable[str]) -> list[Component]:
    """Return what is above the component and of one of the kinds, the nearest first."""
    rows = Component.objects.filter(paths_down__descendant=component, paths_down__depth__gt=0, kind__in=list(kinds))
    return list(rows.order_by("paths_down__depth"))
