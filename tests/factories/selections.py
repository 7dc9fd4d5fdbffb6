"""Rounds of selection in the tree of ``factories.people``."""

from datetime import date
from decimal import Decimal

from headway.app.actions.selection_candidates import add_candidate
from headway.app.actions.selection_rounds import start_selection
from headway.app.models import SelectionCandidate, SelectionRound


def money(*amounts: int) -> list[Decimal]:
    return [Decimal(each) for each in amounts]


def a_round(actor, portfolio, *, budgets=(10, 10, 10, 10), carry_over=True, name="Plan 2027") -> SelectionRound:
    return start_selection(
        actor, portfolio, name=name, starts_on=date(2027, 1, 1), periods=len(budgets), carry_over=carry_over,
        budgets=money(*budgets),
    )  # fmt: skip


def candidate(actor, row, name, value, costs, **values) -> SelectionCandidate:
    """An idea, or a component."""
    what = {"name": name} if isinstance(name, str) else {"subject": name}
    return add_candidate(actor, row, value=Decimal(value), costs=money(*costs), **what, **values)


def small_round(actor, place) -> SelectionRound:
    """Four candidates of which money suffices for some; one is a project."""
    row = a_round(actor, place.portfolio)
    candidate(actor, row, place.project, 20, (8, 8), value_means="points of the yearly scoring")
    first = candidate(actor, row, "Heat pumps", 12, (6, 4))
    candidate(actor, row, "Tariff app", 9, (5, 5, 5), needs=[first.pk])
    candidate(actor, row, "Old grid", 8, (12, 12))
    row.refresh_from_db()
    return row
