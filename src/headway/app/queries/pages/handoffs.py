"""Dependencies between projects: where one project's delay becomes another's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F

from headway.app.models import ComponentPath, Dependency, Task
from headway.app.queries.agreements import forecast_of_link, standing_of
from headway.app.rules import visible

if TYPE_CHECKING:
    from datetime import date

    from headway.app.models import Agreement, Component, Person

TIGHT_DAYS = 5
MOST = 200


@dataclass(frozen=True, slots=True)
class Handoff:
    link: Dependency
    float_days: float | None
    """What the receiving task can still wait without moving its project's finish."""
    state: str
    """done, late, tight or ok."""
    agreement: Agreement | None
    forecast: date | None
    standing: str
    """How the forecast stands against the promise."""

    @property
    def word(self) -> str:
        return {"done": "Delivered", "late": "Endangers", "tight": "Tight", "ok": "Holds"}[self.state]

    @property
    def health(self) -> str:
        return {"done": "green", "late": "red", "tight": "amber", "ok": "green"}[self.state]

    @property
    def days_behind(self) -> int:
        """By how many days the forecast lies behind the promise; 0 where it does not."""
        promised = self.agreement and self.agreement.promised_on
        return (self.forecast - promised).days if self.standing == "late" and promised and self.forecast else 0


def handoffs(person: Person, component: Component) -> list[Handoff]:
    """Return the visible dependencies between projects with an end below the component: broken promises, then the
    tightest, first.
    """
    below = set(ComponentPath.objects.filter(ancestor=component).values_list("descendant_id", flat=True))
    links = visible(person, Dependency).exclude(component=F("from_component"))
    ends = links.select_related("predecessor__component", "successor__component", "agreement")
    found = [
        judged(link) for link in ends.order_by("pk") if link.component_id in below or link.from_component_id in below
    ]
    order = {"late": 0, "tight": 1, "ok": 2, "done": 3}
    found.sort(key=lambda each: (-each.days_behind, order[each.state],
                                 each.float_days if each.float_days is not None else 1e9))  # fmt: skip
    return found[:MOST]


def judged(link: Dependency) -> Handoff:
    giver, taker = link.predecessor, link.successor
    minutes = taker.total_float_minutes
    days = None if minutes is None else minutes / taker.component.minutes_per_day
    agreement = getattr(link, "agreement", None)
    promise = (agreement, forecast_of_link(link), standing_of(agreement) if agreement else "")
    if is_done(giver):
        return Handoff(link, days, "done", *promise)
    if days is not None and days <= 0:
        return Handoff(link, days, "late", *promise)
    return Handoff(link, days, "tight" if days is not None and days < TIGHT_DAYS else "ok", *promise)


def is_done(task: Task) -> bool:
    return task.percent_complete >= 100 or task.actual_finish is not None
