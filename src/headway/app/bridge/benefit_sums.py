"""Many benefits together: sums in money, what each plan is owed of them, and what hangs in the air."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.app.bridge.benefit_facts import benefits_below
from headway.app.bridge.benefits import rate_of, standings_of
from headway.engine.measures.benefit_map import attribute, loose_ends

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headway.app.bridge.benefits import Standing
    from headway.app.models import Component, Record


@dataclass(frozen=True, slots=True)
class Sum:
    """Benefits in one currency; what has no planned or no forecast date is counted apart."""

    currency: str
    count: int
    """Of those that are in the sums."""
    planned: float
    forecast: float
    planned_present: float
    forecast_present: float
    realized: float
    expected: float
    """The forecasts times how likely each comes."""

    @property
    def change(self) -> float:
        return self.forecast - self.planned


def sums_of(standings: Iterable[Standing]) -> list[Sum]:
    """Add up what is money and has both dates, for each currency; the most first."""
    by_currency: defaultdict[str, list[Standing]] = defaultdict(list)
    for each in standings:
        if each.in_money and each.planned and each.forecast:
            by_currency[each.row.component.currency].append(each)
    found = [
        Sum(
            currency,
            len(rows),
            sum(each.planned.total for each in rows if each.planned),
            sum(each.forecast.total for each in rows if each.forecast),
            sum(each.planned.present for each in rows if each.planned),
            sum(each.forecast.present for each in rows if each.forecast),
            sum(each.realized or 0.0 for each in rows),
            sum(each.expected or 0.0 for each in rows),
        )
        for currency, rows in by_currency.items()
    ]
    return sorted(found, key=lambda each: (-each.count, each.currency))


def benefit_forecast(component: Component) -> tuple[float, float] | None:
    """Return what the benefits at and below a component are planned and forecast to bring in its currency.

    None where none of them can be computed: then somebody has to say.
    """
    found = sums_of(standings_of(benefits_below(component), rate_of(component)))
    mine = next((each for each in found if each.currency == component.currency), None)
    return None if mine is None else (mine.planned, mine.forecast)


@dataclass(frozen=True, slots=True)
class Owed:
    """What hangs on one plan, in one currency."""

    component: Component
    currency: str
    planned: float
    forecast: float

    @property
    def change(self) -> float:
        return self.forecast - self.planned


def owed_to_plans(standings: Sequence[Standing]) -> list[Owed]:
    """Share each benefit among the plans whose milestones it waits for, once; the plan that loses most first."""
    counted = [each for each in standings if each.in_money and each.planned and each.forecast]
    plans = {one.task.component_id: one.task.component for each in counted for one in each.facts.enablers}
    nodes = {pk: place for place, pk in enumerate(plans)}
    edges = [
        (nodes[one.task.component_id], len(nodes) + place)
        for place, each in enumerate(counted)
        for one in each.facts.enablers
    ]
    nothing = [0.0] * len(nodes)
    planned = attribute(edges, 1.0, [*nothing, *(each.planned.total for each in counted if each.planned)]).value
    forecast = attribute(edges, 1.0, [*nothing, *(each.forecast.total for each in counted if each.forecast)]).value
    found = []
    for pk, plan in plans.items():
        currencies: defaultdict[str, list[int]] = defaultdict(list)
        for place, each in enumerate(counted):
            if any(one.task.component_id == pk for one in each.facts.enablers):
                currencies[each.row.component.currency].append(len(nodes) + place)
        for currency, places in currencies.items():
            values = [float(table[nodes[pk], places].sum()) for table in (planned, forecast)]
            found.append(Owed(plan, currency, *values))
    return sorted(found, key=lambda each: (each.change, each.component.name))


def gaps_of(standings: Sequence[Standing], objectives: Iterable[Record] = ()) -> dict[int, list[str]]:
    """Return what each open benefit and objective lacks, in words, by its id; those that lack nothing are not named."""
    open_ones = [each for each in standings if each.row.closed_at is None]
    goals = {each.pk: each for each in objectives if each.closed_at is None}
    served = {pk for each in standings for pk in each.facts.objectives}
    tasks = {one.task.pk for each in open_ones for one in each.facts.enablers}
    kinds = [("task", tasks), ("benefit", {each.row.pk for each in standings}), ("goal", goals.keys() | served)]
    names = [(kind, pk) for kind, keys in kinds for pk in sorted(keys)]
    place = {name: number for number, name in enumerate(names)}
    edges = [
        edge
        for each in standings
        for edge in (
            *((place["task", one.task.pk], place["benefit", each.row.pk]) for one in each.facts.enablers
              if one.task.pk in tasks),
            *((place["benefit", each.row.pk], place["goal", pk]) for pk in each.facts.objectives),
        )
    ]  # fmt: skip
    missing = {each.id: {names[number] for number in each.rows} for each in loose_ends(
        edges, [kind != "task" for kind, _ in names], [kind != "goal" for kind, _ in names])}  # fmt: skip
    before, after = (missing.get(name, set()) for name in ("nothing-leads-here", "leads-nowhere"))
    found = {each.row.pk: benefit_gaps(each, before, after) for each in open_ones}
    found |= {pk: ["No benefit serves it."] for pk in goals if ("goal", pk) in before}
    return {pk: words for pk, words in found.items() if words}


def benefit_gaps(each: Standing, before: set[tuple[str, int]], after: set[tuple[str, int]]) -> list[str]:
    name, details, enablers = ("benefit", each.row.pk), each.row.details, each.facts.enablers
    checks = (
        (each.row.owner_id is None, "Nobody owns it."),
        (name in before, "Nothing says when it begins: link it to a milestone."),
        (any(one.planned is None for one in enablers), "A milestone has no baseline, so nothing was planned."),
        (any(one.forecast is None for one in enablers), "A milestone has no date."),
        ("target" not in details, "It has no target."),
        ("until" not in details, "It is not said until when it counts."),
        ("fade" in details and "full_months" not in details, "It is not said from when it fades."),
        (not details.get("measure"), "It is not said how it is measured."),
        (name in after, "It serves no objective."),
    )
    return [words for wanting, words in checks if wanting]
