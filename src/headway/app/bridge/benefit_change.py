"""What pending changes would do to benefits: of any component, where a milestone that they wait for moves."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from headway.app.bridge.benefit_facts import day, facts_of
from headway.app.bridge.benefits import rate_of, standings_by, start_days
from headway.app.models import ComponentPath, Record, RecordLink, Task
from headway.app.models.record_kinds_of_value import ENABLED_BY
from headway.app.rules.visible import trashed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from headway.app.bridge.benefit_facts import Enabler, Facts
    from headway.app.bridge.benefits import Standing
    from headway.app.models import Component

Dates = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Moved:
    """The dates that the tasks of some plans would have; what is not named is left out, or deleted."""

    plans: frozenset[int]
    dates: Mapping[int, Dates]

    def forecast(self, enabler: Enabler) -> date | None:
        """Return the day of a milestone then; None where there is none any more."""
        if enabler.task.component_id not in self.plans:
            return enabler.forecast
        return day(*self.dates.get(enabler.task.pk, (None, None)))

    def facts(self, each: Facts) -> Facts:
        return replace(each, enablers=tuple(replace(one, forecast=self.forecast(one)) for one in each.enablers))


def benefit_change(component: Component, moved: Moved) -> list[dict[str, Any]]:
    """Return the benefits that would begin on another day, those that lose most first.

    One whose milestone would be gone has no start any more: nothing says that it comes.
    """
    before = facts_of(waiting_for(moved.plans))
    after = [moved.facts(each) for each in before]
    starts = [start_days(each, planned=False) if each else () for each in (before, after)]
    places = [place for place in range(len(before)) if not same(starts[0][place], starts[1][place])]
    rate = rate_of(component)
    sides = [standings_by([each[place] for place in places], rate) for each in (before, after)]
    lines = [
        line(one, other, [day_of(each[place]) for each in starts], mover(before[place], after[place]))
        for place, one, other in zip(places, *sides, strict=True)
    ]
    return sorted(lines, key=lambda each: (each["change"] is None, each["change"] or 0, each["record"]))


def waiting_for(plans: Iterable[int]) -> list[Record]:
    """Return the benefits that count and are tied to tasks of these plans."""
    tasks = Task.objects.filter(component__in=list(plans)).values("pk")
    ties = RecordLink.objects.filter(relation=ENABLED_BY, object_type="task", object_id__in=tasks)
    rows = Record.objects.filter(kind=Record.Kind.BENEFIT, trashed_at=None, pk__in=ties.values("record"))
    rows = rows.exclude(component__in=trashed()).exclude(status="retired")
    return list(rows.select_related("component").order_by("pk"))


def same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


def day_of(number: float) -> str | None:
    return None if math.isnan(number) else date.fromordinal(int(number)).isoformat()


def mover(before: Facts, after: Facts) -> Enabler | None:
    """Return the milestone that moves the start: of those that move, one that is gone, else the last one then."""
    changed = [new for old, new in zip(before.enablers, after.enablers, strict=True) if old.forecast != new.forecast]
    return max(changed, key=lambda each: (each.forecast is None, each.forecast or date.min), default=None)


def line(before: Standing, after: Standing, starts: Sequence[str | None], by: Enabler | None) -> dict[str, Any]:
    """Return one benefit as plain values; without figures it has days alone."""
    row = before.row
    totals = [None if each.forecast is None else each.forecast.total for each in (before, after)]
    if totals[0] is not None and totals[1] is None:
        totals[1] = 0.0
    counted = before.in_money and before.planned is not None and totals[0] is not None
    return {
        "record": row.pk, "component": row.component_id, "reference": row.reference, "title": row.title,
        "currency": row.component.currency, "unit": row.details.get("unit", ""), "in_money": before.in_money,
        "start_before": starts[0], "start_after": starts[1], "before": totals[0], "after": totals[1],
        "change": None if totals[0] is None or totals[1] is None else totals[1] - totals[0], "counted": counted,
        "status_before": before.status, "status_after": after.status,
        "milestone": by and {"task": by.task.pk, "name": by.task.name, "component": by.task.component_id},
    }  # fmt: skip


def change_at(level: Component, lines: Iterable[Mapping[str, Any]]) -> float:
    """Return by how much the benefits at and below a component would bring more, in its currency, as tolerances sum."""
    found = [each for each in lines if each["counted"] and each["currency"] == level.currency]
    inside = set(
        ComponentPath.objects.filter(ancestor=level, descendant__in={each["component"] for each in found})
        .values_list("descendant_id", flat=True)
    ) if found else set()  # fmt: skip
    return float(sum(each["change"] for each in found if each["component"] in inside))
