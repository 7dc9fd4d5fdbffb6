"""Hand-offs between projects: asked for, promised, declined, another date proposed, withdrawn, decided from above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from headway.app.actions.agreement_steps import nearest_answerer, require_state, step, tell_both
from headway.app.actions.dependencies import check_lag, unlink_tasks
from headway.app.actions.dependencies import tie as make_link
from headway.app.actions.edit import clean, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.tie_text import tie_values
from headway.app.bridge.readiness import calculates
from headway.app.models import Agreement, Dependency, Task
from headway.app.queries.agreements import forecast_of
from headway.app.rules import NotAllowed, Verb, require, visible
from headway.app.rules.agreements import require_other_side, require_step

if TYPE_CHECKING:
    from datetime import date

    from headway.app.models import Component
    from headway.app.rules import Actor

State = Agreement.State


def begin(actor: Actor, row: Agreement, name: str) -> None:
    """Ask whether the actor may take the step, then whether the hand-off still waits for it."""
    require_step(actor, name, row)
    lock_tree(row.component, row.giver)
    require_state(row, name)


def required(row: Agreement, name: str, value: str, what: str) -> str:
    text: str = clean(row, name, value)
    if not text:
        raise Refused("empty", f"Say {what}.", "", "Write a sentence and try again.")
    return text


@transaction.atomic
def request_agreement(
    actor: Actor,
    task: Task,
    giver: Component,
    *,
    text: str,
    needed_by: date | None = None,
    tie: str = "",
    locale: str = "",
) -> Agreement:
    """Ask a project for something that a task waits for; its owner picks the task that delivers.

    ``tie`` is type and lag of the link to come, as they are typed behind a predecessor.
    """
    require(actor, Verb.EDIT_PLAN, task.component)
    if actor.person is not None and not visible(actor.person, type(giver)).filter(pk=giver.pk).exists():
        raise NotAllowed("You may not see that project.")
    if giver.pk == task.component_id or not giver.holds_tasks:
        raise Refused("no-giver", "Only another project can hand something over.", giver.name,
                      "Choose another project.")  # fmt: skip
    lock_tree(task.component, giver)
    row = Agreement(component=task.component, giver=giver, task=task, needed_by=needed_by)
    row.tie = tie_values(tie, task.component, locale)
    check_lag(row.tie["lag"], row.tie["lag_kind"], task.name)
    row.text = required(row, "text", text, "what is needed")
    row.asked_by, row.asked_at, row.asked_of = actor.person, timezone.now(), nearest_answerer(giver)
    row.save()
    tell_both(actor, row, "agreement.requested", after={"text": row.text})
    return row


@calculates
@transaction.atomic
def accept_agreement(
    actor: Actor,
    row: Agreement,
    *,
    promised_on: date | None = None,
    task: Task | None = None,
    reason: str = "",
    version: int | None = None,
) -> Agreement:
    """Promise the hand-off for a day that is early enough: the asked one, or else the forecast."""
    begin(actor, row, "accept")
    require_other_side(actor, row.asked_by, Verb.EDIT_PLAN, row.component)
    if task is not None:
        pick(actor, row, task)
    promised = promised_on or row.promised_on or row.needed_by or forecast_of(row)
    if promised is None:
        raise Refused("no-date", "Say on which day it will be there.", str(row), "Promise a day.")
    limit = min((day for day in (row.needed_by, row.promised_on) if day), default=promised)
    if promised > limit:
        raise Refused("later-than-agreed", f"This is later than {limit.isoformat()}, which the other side counts on.",
                      promised.isoformat(), "Propose that day instead: the other side has to agree.")  # fmt: skip
    values = {"state": State.ACCEPTED, "promised_on": promised, "proposed_on": None, "imposed": False,
              "reason": clean(row, "reason", reason), **answered(actor)}  # fmt: skip
    return step(actor, row, "agreement.accepted", values, version=version)


def answered(actor: Actor) -> dict[str, object]:
    return {"answered_by": actor.person, "answered_at": timezone.now()}


def pick(actor: Actor, row: Agreement, task: Task) -> None:
    """Link the giver's task to the one that waits; the taker asked for that, so nothing more is asked of them."""
    if row.was_linked or row.task is None:
        raise Refused("linked-already", "This hand-off has its task, or lost the one that waits.", str(row),
                      "Load the page again.")  # fmt: skip
    if task.component_id != row.giver_id:
        raise Refused("other-plan", "This task is not of the plan that is asked.", task.name, "Pick one of its tasks.")
    if Dependency.objects.filter(predecessor=task, successor=row.task, type=row.tie.get("type", "FS")).exists():
        raise Refused("already-linked", "This task hands over to the one that waits already.", task.name,
                      "Pick another one.")  # fmt: skip
    row.dependency, row.was_linked = make_link(actor, task, row.task, **row.tie), True
    row.save(update_fields=["dependency", "was_linked"])


@transaction.atomic
def propose_date(
    actor: Actor, row: Agreement, *, proposed_on: date, reason: str, version: int | None = None
) -> Agreement:
    """Offer another day; what was promised before stands until the taker agrees."""
    begin(actor, row, "propose")
    require_other_side(actor, row.asked_by, Verb.EDIT_PLAN, row.component)
    values = {"state": State.PROPOSED, "proposed_on": proposed_on, **answered(actor),
              "reason": required(row, "reason", reason, "why another day")}  # fmt: skip
    return step(actor, row, "agreement.proposed", values, version=version)


@transaction.atomic
def decline_agreement(actor: Actor, row: Agreement, *, reason: str, version: int | None = None) -> Agreement:
    """Say no; the link stays in the taker's plan, marked as declined, for that plan is the taker's."""
    begin(actor, row, "decline")
    require_other_side(actor, row.asked_by, Verb.EDIT_PLAN, row.component)
    values = {"state": State.DECLINED, "promised_on": None, "proposed_on": None, "endangered": False,
              "reason": required(row, "reason", reason, "why not"), **answered(actor)}  # fmt: skip
    return step(actor, row, "agreement.declined", values, version=version)


@calculates
@transaction.atomic
def agree_to_proposal(actor: Actor, row: Agreement, *, version: int | None = None) -> Agreement:
    """Take the day that the giver offers."""
    begin(actor, row, "agree")
    require_other_side(actor, row.answered_by, Verb.AGREE_DEPENDENCY, row.giver)
    values = {"state": State.ACCEPTED, "promised_on": row.proposed_on, "needed_by": row.proposed_on,
              "proposed_on": None, "imposed": False, "endangered": False}  # fmt: skip
    return step(actor, row, "agreement.agreed", values, version=version)


@transaction.atomic
def ask_again(
    actor: Actor, row: Agreement, *, needed_by: date | None = None, text: str = "", version: int | None = None
) -> Agreement:
    """Ask anew, for another day or in other words; a promise that was given stands until it is answered."""
    begin(actor, row, "ask")
    words = clean(row, "text", text) or row.text
    values = {"state": State.REQUESTED, "needed_by": needed_by, "proposed_on": None, "text": words,
              "asked_by": actor.person, "asked_at": timezone.now(),
              "asked_of": nearest_answerer(row.giver)}  # fmt: skip
    return step(actor, row, "agreement.requested", values, version=version)


@transaction.atomic
def withdraw_agreement(actor: Actor, row: Agreement, *, version: int | None = None) -> Agreement:
    """Need it no longer: its link goes into the trash."""
    begin(actor, row, "withdraw")
    values = {"state": State.WITHDRAWN, "promised_on": None, "proposed_on": None, "endangered": False}
    row = step(actor, row, "agreement.withdrawn", values, version=version)
    if row.dependency is not None:
        unlink_tasks(actor, row.dependency)
        row.refresh_from_db()
    return row


@calculates
@transaction.atomic
def impose_agreement(
    actor: Actor, row: Agreement, *, promised_on: date, reason: str, version: int | None = None
) -> Agreement:
    """Decide a dispute from above both: the day counts as promised."""
    begin(actor, row, "impose")
    values = {"state": State.ACCEPTED, "promised_on": promised_on, "needed_by": promised_on, "proposed_on": None,
              "imposed": True, "reason": required(row, "reason", reason, "why"), **answered(actor)}  # fmt: skip
    return step(actor, row, "agreement.imposed", values, version=version)
