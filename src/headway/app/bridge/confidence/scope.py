"""What a simulation of a component is about: the plans below it, those tied to them, and the risks of the registers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from headway.app.bridge.joined import joined_components, live
from headway.app.bridge.plan_keys import key_of
from headway.app.models import Component, ComponentPath, Record, RecordLink, Rollup
from headway.app.queries.confidence_ranges import ASSUMED, DEFAULTS, EACH, TOGETHER

if TYPE_CHECKING:
    from collections.abc import Iterable

VERSION = 2
"""Of what is simulated and told; an answer of an older one is computed again."""

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ranges:
    """What is assumed about the durations of a plan whose tasks have no estimate of their own."""

    assumed: Range
    set_at: int | None
    """The component where it was set; None for the default of the product."""
    shared: Range | None
    """By how much all tasks of the plan are short or long together, in percent; None for not at all."""


@dataclass(frozen=True, slots=True)
class Scope:
    component: Component
    inside: tuple[int, ...]
    """Plans at and below the component, by id."""
    network: tuple[Component, ...]
    """These and whatever links tie to them: what is calculated as one."""
    risks: tuple[Record, ...]
    ties: dict[int, tuple[int, ...]]
    """Tasks of a risk, by its id."""
    ranges: dict[int, Ranges]
    """By plan."""
    below: dict[int, tuple[int, ...]]
    """Plans at and below each component that has a risk."""
    agreed: dict[int, int | None]
    """Agreed finish of the component and of each plan."""
    key: str


def scope_of(component: Component, also: Iterable[int] = ()) -> Scope:
    """Read what a simulation of the component depends on, without the plans themselves.

    The plans ``also`` belong to the network too, though nothing ties them to it.
    """
    below = list(ComponentPath.objects.filter(ancestor=component).values_list("descendant", flat=True))
    inside = tuple(live(below))
    network = tuple(Component.objects.filter(pk__in=live(joined_components([*inside, *also]))).order_by("pk"))
    risks = tuple(open_risks(below))
    ties = ties_of(risks)
    ranges = ranges_of([each.pk for each in network])
    agreed = agreed_of([component.pk, *inside])
    told = (
        VERSION, component.pk, component.version, key_of(network), sorted(ranges.items()),
        [(row.pk, row.version) for row in risks], sorted(ties.items()),
        sorted(agreed.items()), str(component.budget),
    )  # fmt: skip
    key = hashlib.sha256(repr(told).encode()).hexdigest()
    return Scope(component, inside, network, risks, ties, ranges, plans_below(risks, inside), agreed, key)


def open_risks(below: Iterable[int]) -> list[Record]:
    """Return the open risks that were found in these components or are held there."""
    inside = list(below)
    rows = Record.objects.filter(
        Q(component__in=inside) | Q(held_by__in=inside), kind=Record.Kind.RISK, closed_at=None, trashed_at=None,
        component__trashed_at=None,
    )  # fmt: skip
    return list(rows.order_by("pk"))


def ties_of(risks: Iterable[Record]) -> dict[int, tuple[int, ...]]:
    links = RecordLink.objects.filter(object_type="task", record__in=[row.pk for row in risks]).order_by("pk")
    found: dict[int, tuple[int, ...]] = {}
    for record, task in links.values_list("record_id", "object_id"):
        found[record] = (*found.get(record, ()), task)
    return found


def ranges_of(plans: Iterable[int]) -> dict[int, Ranges]:
    """Return what is assumed for each plan: the nearest setting at it or above it."""
    wanted = list(plans)
    paths = ComponentPath.objects.filter(descendant__in=wanted).order_by("depth")
    found: dict[int, dict[str, Any]] = {plan: {} for plan in wanted}
    for plan, above, governance in paths.values_list("descendant", "ancestor", "ancestor__governance"):
        for name in DEFAULTS:
            if name in governance:
                found[plan].setdefault(name, (above, governance[name]))
    return {plan: ranges_from(values) for plan, values in found.items()}


def ranges_from(values: dict[str, Any]) -> Ranges:
    where, assumed = values.get(EACH, (None, None))
    _, shared = values.get(TOGETHER, (None, None))
    return Ranges(pair(assumed) or (ASSUMED["low"], ASSUMED["high"]), where if assumed else None, pair(shared))


def pair(value: Any) -> Range | None:
    return (float(value["low"]), float(value["high"])) if value else None


def agreed_of(plans: Iterable[int]) -> dict[int, int | None]:
    """Return the agreed finish of each plan: what it must not pass, else that of its current baseline."""
    rows = Component.objects.filter(pk__in=list(plans)).order_by("pk")
    values = rows.values_list("pk", "must_finish", "rollup__baseline_finish")
    return {pk: must if must is not None else baseline for pk, must, baseline in values}


def plans_below(risks: Iterable[Record], inside: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Return the plans at and below each component in which a risk was found, or that holds it."""
    holders = {pk for row in risks for pk in (row.component_id, row.held_by_id) if pk}
    paths = ComponentPath.objects.filter(ancestor__in=holders, descendant__in=list(inside)).order_by("descendant")
    found: dict[int, tuple[int, ...]] = {}
    for above, plan in paths.values_list("ancestor", "descendant"):
        found[above] = (*found.get(above, ()), plan)
    return found


def tasks_inside(scope: Scope) -> tuple[int, int]:
    """Return how many tasks there are inside, and how many of them are done."""
    rows = Rollup.objects.filter(component__in=scope.inside).values_list("task_count", "done_count")
    counts = list(rows)
    return sum(tasks for tasks, _ in counts), sum(done for _, done in counts)
