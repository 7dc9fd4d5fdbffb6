"""Agreements as one reader sees them: how the forecast stands against the promise, hidden ends redacted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from headway.app.models import Agreement, Component, ComponentPath, Dependency
from headway.app.queries.clock import day_of, last_day
from headway.app.rules import Verb, visible
from headway.app.rules.visible import components_where

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from headway.app.models import Person, Task

WORDS = {"delivered": "Delivered", "late": "Late", "at_risk": "At risk", "on_time": "On time", "gone": "In the trash"}
HEALTH = {"delivered": "green", "late": "red", "at_risk": "amber", "on_time": "green", "gone": "red"}
ORDER = ("gone", "late", "at_risk", "", "on_time", "delivered")


@dataclass(frozen=True, slots=True)
class Card:
    """An agreement for one reader. What they may not see is not in it."""

    row: Agreement
    giver: Component | None
    taker: Component | None
    giver_task: Task | None
    taker_task: Task | None
    forecast: date | None
    standing: str
    """gone, late, at_risk, on_time, delivered; empty while nothing is promised or forecast."""

    @property
    def word(self) -> str:
        return WORDS.get(self.standing, "")

    @property
    def health(self) -> str:
        return HEALTH.get(self.standing, "")

    @property
    def title(self) -> str:
        """What is handed over, in words that the reader may read."""
        if self.giver_task is not None:
            return self.giver_task.name
        return self.row.text or "A task that you may not see"


def forecast_of(row: Agreement) -> date | None:
    return forecast_of_link(row.dependency) if row.dependency else None


def forecast_of_link(link: Dependency) -> date | None:
    """Return the day on which the giver's end of the link is computed to come; the lag behind it is the taker's."""
    giver = link.predecessor
    if link.type in Dependency.FROM_START:
        return None if giver.start is None else day_of(giver.start)
    return finish_day(giver)


def finish_day(task: Task) -> date | None:
    return None if task.start is None or task.finish is None else last_day(task.start, task.finish)


def standing_of(row: Agreement) -> str:
    """Hold the forecast against the promise."""
    return standing_by(row, forecast_of(row))


def standing_by(row: Agreement, forecast: date | None) -> str:
    """Hold a day against the promise."""
    link = row.dependency
    if row.state == Agreement.State.WITHDRAWN or link is None or forecast is None:
        return "gone" if row.link_is_gone and row.state != Agreement.State.WITHDRAWN else ""
    giver = link.predecessor
    if (giver.actual_start if link.type in Dependency.FROM_START else giver.actual_finish) is not None:
        return "delivered"
    if row.promised_on is None:
        return ""
    if forecast > row.promised_on:
        return "late"
    margin = timedelta(days=settings.HEADWAY_PROMISE_MARGIN_DAYS)
    return "at_risk" if forecast + margin > row.promised_on else "on_time"


def with_ends(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    return rows.select_related("component", "giver", "task", "dependency__predecessor", "dependency__successor",
                               "asked_by", "asked_of", "answered_by")  # fmt: skip


def agreements_of(person: Person, component: Component, *, side: str = "", state: str = "") -> QuerySet[Agreement]:
    """Return the agreements that something at or below the component gives or takes, the newest first."""
    below = ComponentPath.objects.filter(ancestor=component).values("descendant_id")
    given, taken = Q(giver__in=below), Q(component__in=below)
    rows = visible(person, Agreement).filter({"given": given, "taken": taken}.get(side, given | taken))
    if state:
        rows = rows.filter(state__in=Agreement.OPEN if state == "open" else [state])
    return with_ends(rows).order_by("-pk")


def cards(person: Person, rows: Iterable[Agreement]) -> list[Card]:
    """Return rows as the person may see them."""
    found = list(rows)
    sides = {pk for row in found for pk in (row.component_id, row.giver_id)}
    seen = set(visible(person, Component).filter(pk__in=sides).values_list("pk", flat=True))
    return [card_of(row, row.giver_id in seen, row.component_id in seen) for row in found]


def card_of(row: Agreement, sees_giver: bool, sees_taker: bool) -> Card:  # noqa: FBT001 - two sides, two answers
    link = row.dependency
    return Card(
        row,
        row.giver if sees_giver else None,
        row.component if sees_taker else None,
        link.predecessor if link and sees_giver else None,
        (link.successor if link else row.task) if sees_taker else None,
        forecast_of(row) if sees_giver else None,
        standing_of(row),
    )


def latest_first(found: Iterable[Card]) -> list[Card]:
    """Order by lateness: what is furthest behind its promise first."""
    return sorted(found, key=lambda card: (ORDER.index(card.standing), -behind(card)))


def behind(card: Card) -> int:
    """Return by how many days the forecast lies behind the promise."""
    promised = card.row.promised_on
    return (card.forecast - promised).days if card.forecast and promised else 0


def waiting_for(person: Person) -> QuerySet[Agreement]:
    """Return what waits for an answer that the person may give: requests to the giver, proposals to the taker."""
    to_give = Q(state=Agreement.State.REQUESTED, giver__in=components_where(person, Verb.AGREE_DEPENDENCY))
    to_take = Q(state=Agreement.State.PROPOSED, component__in=components_where(person, Verb.EDIT_PLAN))
    return with_ends(visible(person, Agreement).filter(to_give | to_take))
