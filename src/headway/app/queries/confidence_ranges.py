"""What is assumed about durations at a component, and by whose word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.models import Component
from headway.app.rules import visible

if TYPE_CHECKING:
    from headway.app.models import Person

EACH, TOGETHER = "duration_range", "shared_range"
"""Settings of governance that hold where they are set and below."""
ASSUMED = {"low": 90.0, "high": 130.0}
"""Percent of the planned duration, where nobody has estimated and nobody has set another range."""
DEFAULTS: dict[str, dict[str, float] | None] = {EACH: ASSUMED, TOGETHER: None}
MEANS = {
    EACH: ("Each duration", "a task without an estimate of its own may take so much of what is planned"),
    TOGETHER: ("All tasks of a project together", "what makes all of them short or long at once, drawn once"),
}


def ranges_at(reader: Person, component: Component) -> list[dict[str, Any]]:
    """Return each range as it holds here; where it was set is named to who may see that place."""
    above = Component.objects.filter(paths_down__descendant=component).order_by("paths_down__depth")
    places = list(above.values_list("pk", "name", "governance"))
    seen = set(visible(reader, Component).filter(pk__in=[pk for pk, _, _ in places]).values_list("pk", flat=True))
    return [range_of(key, places, seen) for key in DEFAULTS]


def range_of(key: str, places: list[tuple[int, str, dict[str, Any]]], seen: set[int]) -> dict[str, Any]:
    pk, name, settings = next((each for each in places if key in each[2]), (None, "", {}))
    value: dict[str, Any] | None = settings.get(key) or DEFAULTS[key]
    label, means = MEANS[key]
    return {
        "name": key, "label": label, "means": means,
        "low": f"{value['low']:g}" if value else "", "high": f"{value['high']:g}" if value else "",
        "said": f"{value['low']:g} to {value['high']:g} %" if value else "not at all",
        "component": pk if pk in seen else None,
        "set_by": "as Headway assumes" if pk is None else f"Set for “{name}”" if pk in seen else "Set above",
        "reason": settings.get(key, {}).get("reason", "") if pk in seen else "",
    }  # fmt: skip
