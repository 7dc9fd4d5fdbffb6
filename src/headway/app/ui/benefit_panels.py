"""Panels of the first page about benefits: those that lose value, and those that are to be read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from headway.app.bridge.benefits import RATE, standings_of
from headway.app.models import Record
from headway.app.queries.today.panel import MOST, Line, Panel
from headway.app.queries.today.register import panel, seen, within
from headway.app.ui.benefit_words import JUDGED, amount
from headway.app.ui.templatetags.headway import signed_days

if TYPE_CHECKING:
    from headway.app.bridge.benefits import Standing
    from headway.app.queries.today.panel import Reader

AHEAD = timedelta(days=14)


def benefits_losing(reader: Reader) -> Panel:
    """Benefits whose forecast is below what was planned, those in money first, the most lost first."""
    rows = seen(reader).filter(kind=Record.Kind.BENEFIT).exclude(status="retired")
    losing = [each for each in standings_of(rows, RATE) if round(each.change or 0, 2) < 0]
    losing.sort(key=lambda each: (not each.in_money, each.change))
    lines = [line(each) for each in losing[:MOST]]
    return Panel("Benefits that lose value", "Every benefit comes as planned.", lines, "milestone", len(losing))


def line(standing: Standing) -> Line:
    row = standing.row
    said = [row.component.name, f"{amount(standing.change, standing)} against the plan"]
    if standing.slip_days:
        said.append(f"starts {signed_days(standing.slip_days)}")
    word = JUDGED.get(standing.status, "")
    health = standing.status if word else ""
    start = standing.forecast.start if standing.forecast else None
    return Line(f"{row.reference} {row.title}", ("record", row.pk), " · ".join(said), health, word, day=start)


def readings_due(reader: Reader) -> Panel:
    """Benefits that somebody has to read within the next days."""
    rows = within(reader).filter(kind=Record.Kind.BENEFIT, due_on__lte=timezone.localdate() + AHEAD)
    return panel("Benefits to read", "No benefit is to be read soon.", rows.order_by("due_on", "pk"))
