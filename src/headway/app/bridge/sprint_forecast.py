"""How fast a board's team is, and when its backlog is done if it goes on like this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from headway.app.bridge.sprints import cards, work_of
from headway.app.models import Sprint
from headway.app.queries.pages.register import DONE
from headway.engine.measures.sprints import sprints_needed, velocity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.app.models import Component

FEWEST = 3
"""Closed sprints without which there is no forecast."""
LAST = 6
"""Closed sprints that a forecast draws from."""
EARLY, MIDDLE, LATE = CHANCES = (0.2, 0.5, 0.8)


@dataclass(frozen=True, slots=True)
class Forecast:
    """When the backlog is done, or why nobody can tell."""

    minutes: int
    """Work of the backlog, planned sprints included."""
    tasks: int
    velocity: float | None
    """Mean work done in the last three closed sprints."""
    sprints: tuple[int, int, int] | None = None
    """How many more with a chance of 20, 50 and 80 percent."""
    dates: tuple[date, date, date] | None = None
    why_not: str = ""


def forecast_of(component: Component, sprints: Sequence[Sprint]) -> Forecast:
    """Return the forecast of a plan's backlog; what a running sprint holds is taken as done at its end."""
    closed = [each for each in sprints if each.state == Sprint.State.CLOSED]
    running = next((each for each in sprints if each.state == Sprint.State.RUNNING), None)
    done = [each.figures["done"]["minutes"] for each in closed]
    rows = cards(component).filter(~DONE)
    if running is not None:
        rows = rows.exclude(sprint=running)
    works = [work_of(*each) for each in rows.values_list("work_minutes", "duration_minutes")]
    backlog, mean = sum(works), velocity(done)
    if len(closed) < FEWEST:
        there = "is one" if len(closed) == 1 else f"are {len(closed) or 'none'}"
        return Forecast(backlog, len(works), mean, why_not=f"A forecast needs three closed sprints; there {there}.")
    needed = sprints_needed(backlog, done[-LAST:], chances=CHANCES)
    if needed is None:
        return Forecast(
            backlog, len(works), mean, why_not="At the pace of the last sprints it would take too long to tell."
        )
    lengths = [(each.finish - each.start).days + 1 for each in closed[-LAST:]]
    length = sum(lengths) / len(lengths)
    begin = timezone.localdate() - timedelta(days=1)
    if running is not None:
        begin = max(begin, running.finish)
    early, middle, late = (needed[chance] for chance in CHANCES)
    dates = tuple(begin + timedelta(days=round(count * length)) for count in (early, middle, late))
    return Forecast(backlog, len(works), mean, (early, middle, late), dates)  # type: ignore[arg-type]  # three of each
