"""Rounds of choosing what a portfolio does: begun, their periods and money changed, what every change of one needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from headway.app.actions.edit import change, clean, lock, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.bridge.selection_answers import answer_now
from headway.app.models import Component, SelectionBudget, SelectionRound
from headway.app.queries.selection_rounds import period_names
from headway.app.rules import Verb, require

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from headway.app.bridge.selection_answer import Told
    from headway.app.models import Event
    from headway.app.rules import Actor

State = SelectionRound.State
LAST_YEAR = 2199
"""As everywhere: dates end there."""


@transaction.atomic
def start_selection(
    actor: Actor,
    component: Component,
    *,
    name: str,
    starts_on: date,
    months: int = SelectionRound.Length.QUARTER,
    periods: int = 8,
    carry_over: bool = True,
    budgets: Sequence[Decimal] = (),
) -> SelectionRound:
    """Begin a round of a portfolio; a period without a budget has none to spend."""
    require(actor, Verb.PROPOSE_SELECTION, component)
    if component.kind != Component.Kind.PORTFOLIO:
        raise Refused("no-portfolio", "Only a portfolio chooses among its components.", component.name,
                      "Begin the round at the portfolio above it.")  # fmt: skip
    lock_tree(component)
    row = SelectionRound(component=component)
    for field, value in {"name": name, "starts_on": starts_on, "months": months, "periods": periods,
                         "carry_over": carry_over}.items():  # fmt: skip
        setattr(row, field, clean(row, field, value))
    check_periods(row)
    row.save()
    set_budgets(row, budgets)
    tell(actor, row, "selection.started", f"Began the selection “{row}”",
         after={"name": row.name, "starts_on": row.starts_on, "periods": row.periods, "months": row.months,
                "carry_over": row.carry_over, "budgets": budgets_of(row)})  # fmt: skip
    return row


@transaction.atomic
def change_selection(
    actor: Actor,
    row: SelectionRound,
    *,
    budgets: Sequence[Decimal] | None = None,
    version: int | None = None,
    **values: Any,
) -> SelectionRound:
    """Change name, periods or money of a round that is not with the board."""
    open_round(actor, row)
    spent = budgets_of(row)
    fresh, before, after = change(row, values, version=version)
    check_periods(fresh)
    if budgets is not None:
        set_budgets(fresh, budgets)
    fresh.budgets.filter(period__gte=fresh.periods).delete()
    if budgets_of(fresh) != spent:
        before, after = before | {"budgets": spent}, after | {"budgets": budgets_of(fresh)}
    if after:
        fresh = touched(fresh)
        tell(actor, fresh, "selection.changed", f"Changed the selection “{fresh}”", before=before, after=after)
    return fresh


def compute_selection(actor: Actor, row: SelectionRound) -> Told | None:
    """Return the answer to the inputs as they are; nothing while it is so large that the worker computes it."""
    with transaction.atomic():
        row = open_round(actor, row)
    return answer_now(row)


def check_periods(row: SelectionRound) -> None:
    """Refuse periods that are none, and set the first day to the first of its month."""
    if not 1 <= row.periods <= SelectionRound.MOST_PERIODS:
        raise Refused("invalid-value", f"A round has 1 to {SelectionRound.MOST_PERIODS} periods.",
                      f"{row.periods} were asked for.", "Choose fewer, or longer ones.")  # fmt: skip
    if row.starts_on.year + row.periods * row.months // 12 >= LAST_YEAR:
        raise Refused("invalid-value", f"The round ends after {LAST_YEAR}.", "Field “starts_on”.",
                      "Choose an earlier first day.")  # fmt: skip
    if row.starts_on.day != 1:
        row.starts_on = row.starts_on.replace(day=1)
        SelectionRound.objects.filter(pk=row.pk).update(starts_on=row.starts_on)


def set_budgets(row: SelectionRound, amounts: Sequence[Decimal]) -> None:
    """Write the money of each period anew; too many are refused, those that are missing are 0."""
    names = period_names(row)
    if len(amounts) > row.periods:
        raise Refused("too-many-budgets", f"There are {len(amounts)} budgets for {row.periods} periods.", "",
                      "Leave some out, or ask for more periods.")  # fmt: skip
    padded = [*amounts, *[0] * (row.periods - len(amounts))]
    cleaned = [amount_of(SelectionBudget(), value, names[place]) for place, value in enumerate(padded)]
    row.budgets.all().delete()
    SelectionBudget.objects.bulk_create(
        SelectionBudget(component=row.component, round=row, period=place, amount=amount)
        for place, amount in enumerate(cleaned)
    )


def amount_of(row: Any, value: Any, where: str) -> Decimal:
    """Return an amount of money that is not negative, or say where it is."""
    amount: Decimal = clean(row, "amount", value)
    if amount < 0:
        raise Refused("negative-amount", "An amount of money here is never negative.", f"{where}: {amount}",
                      "Write 0 or more; money that comes in belongs into the value.")  # fmt: skip
    return amount


def budgets_of(row: SelectionRound) -> list[str]:
    return [str(each) for each in row.budgets.order_by("period").values_list("amount", flat=True)]


def open_round(actor: Actor, row: SelectionRound) -> SelectionRound:
    """Return the locked round, or say why its inputs cannot be changed."""
    require(actor, Verb.PROPOSE_SELECTION, row.component)
    return in_state(row, *SelectionRound.OPEN)


def in_state(row: SelectionRound, *states: str) -> SelectionRound:
    """Lock the round and return it as it is now; refuse unless it is in one of the states."""
    lock_tree(row.component)
    fresh = lock(row)
    if fresh.state not in states:
        raise Refused("wrong-state", f"“{fresh}” is {fresh.get_state_display().lower()}.", "",
                      "Load the page again: somebody may have been quicker.")  # fmt: skip
    return fresh


def touched(row: SelectionRound) -> SelectionRound:
    """Give the inputs another revision: no earlier answer is about them."""
    SelectionRound.objects.filter(pk=row.pk).update(revision=F("revision") + 1)
    row.refresh_from_db()
    return row


def tell(
    actor: Actor,
    row: SelectionRound,
    verb: str,
    summary: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Event:
    """Record what was done to a round, or to something of it, at the round: who sees the one sees the other."""
    return record(actor, row.component, verb, row, summary=summary, before=before, after=after)
