"""What the pages of benefits choose from: benefits and objectives below, milestones, objectives above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.models import ComponentPath, Record, Task
from headway.app.queries.pages.records import records_at
from headway.app.queries.pages.register import tasks_below
from headway.app.rules import visible

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from headway.app.models import Component, Person


def benefits_at(person: Person, component: Component) -> list[Record]:
    """Return the benefits here and below that the reader sees and that count, the latest raised last."""
    rows = records_at(person, component).filter(kind=Record.Kind.BENEFIT).exclude(status="retired")
    return list(rows.order_by("component__name", "number"))


def objectives_at(person: Person, component: Component) -> list[Record]:
    """Return the objectives here and below that the reader sees."""
    rows = records_at(person, component).filter(kind=Record.Kind.OBJECTIVE)
    return list(rows.order_by("component__name", "number"))


def milestones_for(person: Person, component: Component) -> QuerySet[Task]:
    """Return the milestones that a benefit of the component could wait for."""
    rows = tasks_below(person, component).filter(kind=Task.Kind.MILESTONE)
    return rows.select_related("component").order_by("component__name", "position", "pk")


def objectives_for(person: Person, benefit: Record) -> list[Record]:
    """Return the open objectives of the benefit's component and above that it does not serve yet."""
    above = ComponentPath.objects.filter(descendant=benefit.component_id).values("ancestor")
    served = benefit.links.filter(object_type="record").values("object_id")
    rows = visible(person, Record).filter(kind=Record.Kind.OBJECTIVE, component__in=above, closed_at=None)
    return list(rows.exclude(pk__in=served).select_related("component").order_by("component__name", "number"))
