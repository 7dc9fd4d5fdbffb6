"""The plans below a program or portfolio, and a number that grows whenever one of them is another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max, Sum

from headway.app.models import Component, ComponentPath
from headway.app.rules import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.app.models import Person


def plans_below(person: Person, component: Component) -> list[Component]:
    """Return the projects and operations below that the person sees."""
    rows = visible(person, Component).filter(paths_up__ancestor=component, kind__in=Component.PLANS)
    return list(rows.order_by("pk"))


def stamps(components: Iterable[int]) -> dict[int, int]:
    """Return of each component how far its roadmap is: the revisions of all below and when they were last rolled up.

    Both only grow, so their sum tells the states of one roadmap apart and orders them.
    """
    rows = ComponentPath.objects.filter(ancestor__in=set(components)).values("ancestor").order_by("ancestor")
    found = rows.annotate(revisions=Sum("descendant__revision"), computed=Max("descendant__rollup__computed_at"))
    return {
        row["ancestor"]: row["revisions"] + (int(row["computed"].timestamp() * 1000) if row["computed"] else 0)
        for row in found
    }
