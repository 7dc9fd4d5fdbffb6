"""What happened to a component and to everything below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.models import Component, ComponentPath, Event
from headway.app.queries.undoable import GROUPS, MEMBERS
from headway.app.rules import visible

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from headway.app.models import Person


def events_below(person: Person, component: Component) -> QuerySet[Event]:
    """Return the events of a component and below that the person may see, the newest first; groups by their heads."""
    below = ComponentPath.objects.filter(ancestor=component).values("descendant")
    rows = visible(person, Event).filter(component__in=below).exclude(cause__verb__in=GROUPS, verb__in=MEMBERS)
    return rows.select_related("actor", "component").order_by("-pk")
