"""Panels of selections: what the round under work chooses and spends, and what changed in it; proposals that wait."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery

from headway.app.models import Event, SelectionRound
from headway.app.queries.figures import in_percent
from headway.app.queries.selection_rounds import proposal_of
from headway.app.queries.today.panel import MOST, Line, Panel, Reader
from headway.app.rules import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

KEPT = ("optimal", "feasible")
State = SelectionRound.State
HEALTH = {State.PROPOSED: "amber", State.SENT_BACK: "red"}


def selections(reader: Reader) -> Panel:
    """Rounds that are worked on or with the board, what changed last first."""
    events = Event.objects.filter(object_type="selectionround", object_id=OuterRef("pk")).order_by("-pk")
    rows = visible(reader.person, SelectionRound).filter(
        component__in=reader.scope(), state__in=(*SelectionRound.OPEN, State.PROPOSED)
    )
    rows = rows.select_related("component", "answer").prefetch_related("budgets").annotate(
        last_id=Subquery(events.values("pk")[:1])).order_by("-last_id")  # fmt: skip
    found = list(rows[:MOST])
    last = Event.objects.in_bulk([row.last_id for row in found])
    lines = [round_line(row, last[row.last_id]) for row in found if row.last_id in last]
    return Panel("What is chosen next", "No selection is under work.", lines, "briefcase", rows.count())


def round_line(row: Any, last: Event) -> Line:
    budgets = [each.amount for each in row.budgets.all()]
    note = " · ".join(filter(None, [row.component.name, figures(row, budgets), last.summary]))
    return Line(row.name, ("selection", row.pk), note, HEALTH.get(row.state, ""),
                row.get_state_display() if row.state in HEALTH else "", at=last.at)  # fmt: skip


def figures(row: SelectionRound, budgets: Sequence[Decimal]) -> str:
    """Return what is chosen, in words; of an answer to other inputs nothing."""
    answer = getattr(row, "answer", None)
    if answer is None or answer.revision != row.revision:
        return "not computed yet"
    told = answer.told
    if told["status"] not in KEPT:
        return "cannot be kept as it is"
    return f"{chosen(told)}, {share(told, budgets)}"


def chosen(told: dict[str, Any]) -> str:
    return f"{len(told['chosen'])} chosen, value {Decimal(told['value']):,.0f}"


def share(told: dict[str, Any], budgets: Sequence[Decimal]) -> str:
    """Return what is spent of the budget."""
    spent, there = sum(map(Decimal, told["spend"]), Decimal(0)), sum(budgets, Decimal(0))
    return f"spends {in_percent(float(spent / there))} of the budget" if there else "no budget is given"


def proposals(reader: Reader) -> Panel:
    """What lies before the board, for those who read it: with the figures that were frozen."""
    rows = visible(reader.person, SelectionRound).filter(component__in=reader.scope(), state=State.PROPOSED)
    found = rows.select_related("component").order_by("pk")
    return Panel("Selections before the board", "No selection lies before the board.",
                 [proposal_line(row) for row in found[:MOST]], "briefcase", rows.count())  # fmt: skip


def proposal_line(row: SelectionRound) -> Line:
    """Return a line about a proposal that waits, with the figures that were frozen."""
    frozen = proposal_of(row)
    told = frozen.evidence if frozen else {}
    budgets = [Decimal(each) for each in told["inputs"]["budgets"]] if told else []
    words = f"{chosen(told['answer'])}, {share(told['answer'], budgets)}" if told else ""
    note = " · ".join(filter(None, [row.component.name, words]))
    return Line(f"Selection: {row.name}", ("selection", row.pk), note, "amber", "Waits for the board",
                at=frozen.proposed_at if frozen else None)  # fmt: skip
