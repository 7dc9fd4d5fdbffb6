"""The plans below a program or portfolio, and a number that grows whenever one of them is another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Max, Sum

from headway.app.models import Component, ComponentPath
from headway.app.rules import visible
from headway.app.rules.visible import trashed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.app.models import Person


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def plans_below(person: Person, component: Component) -> list[Component]:
    """Return the projects and operations below that the person sees."""
    rows = visible(person, Component).filter(paths_up__ancestor=component, kind__in=Component.PLANS)
    return list(rows.order_by("pk"))


def stamps(components: Iterable[int]) -> dict[int, int]:
    """Return of each component how far its roadmap is: the revisions of all below and when they were last rolled up.

    Only what its readers see counts, so that nobody learns from the number that something hidden was changed: roles are
    inherited downwards, so whoever sees the component sees all below but what lies in the trash. Revisions grow, and
    what leaves takes its own along but is rolled up later by far more microseconds: the sum tells the states of one
    roadmap apart and orders them.
    """
    rows = ComponentPath.objects.filter(ancestor__in=set(components)).exclude(descendant__in=trashed())
    found = (
        rows.values("ancestor")
        .order_by("ancestor")
        .annotate(revisions=Sum("descendant__revision"), computed=Max("descendant__rollup__computed_at"))
    )
    return {
        row["ancestor"]: row["revisions"] + ((row["computed"] - EPOCH) // MICROSECOND if row["computed"] else 0)
        for row in found
    }


def dates_on_the_way(components: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return of each component with dates below that are still being stored how many these are, and are stored.

    Plans that are tied together have the same numbers; where several such groups wait, the largest counts.
    """
    rows = ComponentPath.objects.filter(ancestor__in=set(components), descendant__rollup__dates_waiting__gt=0)
    numbers = ("ancestor", "descendant__rollup__dates_waiting", "descendant__rollup__dates_stored")
    found = rows.exclude(descendant__in=trashed()).order_by("descendant__rollup__dates_waiting").values_list(*numbers)
    return {pk: (waiting, stored) for pk, waiting, stored in found}
