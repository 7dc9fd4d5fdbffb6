"""Panels of hand-offs: what waits for an answer, which promises are in danger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from headway.app.models import Agreement
from headway.app.queries.agreements import cards, latest_first, waiting_for, with_ends
from headway.app.queries.today.panel import MOST, Line, Panel, Reader
from headway.app.rules import visible

if TYPE_CHECKING:
    from headway.app.queries.agreements import Card


def answers_waiting(reader: Reader) -> Panel:
    """Hand-offs that wait for an answer of the reader."""
    found = cards(reader.person, waiting_for(reader.person))
    lines = [
        Line(each.title[:100], ("agreement", each.row.pk), handoff_note(each), "amber", each.row.get_state_display(),
             day=each.row.proposed_on or each.row.needed_by)
        for each in found[:MOST]
    ]  # fmt: skip
    return Panel("Hand-offs that wait for your answer", "Nobody waits for your answer to a hand-off.", lines,
                 "workflow", len(found))  # fmt: skip


def promises(reader: Reader) -> Panel:
    """Promised hand-offs, given or taken, whose forecast lies behind the promise or close before it."""
    scope = reader.scope()
    rows = with_ends(visible(reader.person, Agreement)).filter(promised_on__isnull=False)
    rows = rows.filter(Q(component__in=scope) | Q(giver__in=scope)).order_by("promised_on", "pk")
    found = [each for each in latest_first(cards(reader.person, rows)) if each.standing in {"late", "at_risk", "gone"}]
    lines = [
        Line(each.title[:100], ("agreement", each.row.pk), handoff_note(each), each.health, each.word,
             day=each.row.promised_on)
        for each in found[:MOST]
    ]  # fmt: skip
    return Panel("Promises at risk", "Every promised hand-off is forecast in time.", lines, "workflow", len(found))


def handoff_note(card: Card) -> str:
    hidden = "a project that you may not see"
    return f"{card.giver.name if card.giver else hidden} gives {card.taker.name if card.taker else hidden}"
