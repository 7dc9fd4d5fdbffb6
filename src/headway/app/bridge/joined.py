"""Plans that must be calculated together because links tie them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from headway.app.models import Component, Dependency
from headway.app.rules.visible import trashed

if TYPE_CHECKING:
    from collections.abc import Iterable


def crossings() -> list[tuple[int, int]]:
    """Return the pairs of plans that a link ties, neither in the trash."""
    rows = Dependency.objects.exclude(component=F("from_component"))
    rows = rows.exclude(component__in=trashed()).exclude(from_component__in=trashed())
    return list(rows.values_list("from_component_id", "component_id").distinct())


def joined_groups(components: Iterable[int]) -> list[list[int]]:
    """Return the groups of plans reachable from these by links in either direction, each sorted by id."""
    near: dict[int, set[int]] = {}
    for one, other in crossings():
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    groups, seen = [], set[int]()
    for start in sorted(set(components)):
        if start in seen:
            continue
        group, queue = {start}, [start]
        for each in queue:
            queue.extend(near.get(each, set()) - group)
            group |= near.get(each, set())
        seen |= group
        groups.append(sorted(group))
    return groups


def joined_components(components: Iterable[int]) -> list[int]:
    """Return these plans and all that are tied to them."""
    return sorted({each for group in joined_groups(components) for each in group})


def live(components: Iterable[int]) -> list[int]:
    """Return those that hold a plan and are not in the trash, in the order of their ids."""
    rows = Component.objects.filter(pk__in=list(components), kind__in=Component.PLANS).exclude(pk__in=trashed())
    return list(rows.order_by("pk").values_list("pk", flat=True))
