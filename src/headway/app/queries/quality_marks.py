"""What the quality of schedules is held against where a component, or what is above it, says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headway.app.models import Component
from headway.app.rules import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.app.models import Person

KEY = "quality_marks"
"""In the governance of a component: by check the mark, and why."""


@dataclass(frozen=True, slots=True)
class Mark:
    value: float
    reason: str
    component: int
    """Who says so."""

    def told_to(self, names: dict[int, str]) -> dict[str, Any]:
        """Return it for a reader who sees these components: who sets it and why is told of what they see alone."""
        seen = self.component in names
        return {
            "value": self.value,
            "component": self.component if seen else None,
            "set_by": names.get(self.component, "a component above that you do not see"),
            "reason": self.reason if seen else "",
        }


def marks_for(component: Component) -> dict[str, Mark]:
    """Return the marks that hold for a component by check, each the nearest one: its own, or of what is above it."""
    rows = Component.objects.filter(paths_down__descendant=component).order_by("-paths_down__depth")
    found: dict[str, Mark] = {}
    for pk, governance in rows.values_list("pk", "governance"):
        for check, said in governance.get(KEY, {}).items():
            found[check] = Mark(said["mark"], said["reason"], pk)
    return found


def names_seen(person: Person, marks: Iterable[Mark]) -> dict[int, str]:
    """Return the names of the components that set these marks, as far as the person sees them."""
    rows = visible(person, Component).filter(pk__in={each.component for each in marks})
    return dict(rows.values_list("pk", "name"))
