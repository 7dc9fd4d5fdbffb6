"""The page that a person sees first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.models import Component
from headway.app.rules import visible

if TYPE_CHECKING:
    from headway.app.models import Person


def first_component(person: Person) -> int | None:
    """Return the largest component that nothing visible holds; None where the person sees nothing."""
    rows = visible(person, Component)
    tops = rows.exclude(parent__in=rows.values("pk")).order_by("-rollup__project_count", "position", "pk")
    return tops.values_list("pk", flat=True).first()
