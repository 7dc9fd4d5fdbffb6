"""Ownership of a risk or issue moves up, and is acknowledged or returned there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from headway.app.actions.edit import clean, lock, lock_tree, typed_text
from headway.app.actions.errors import Refused
from headway.app.actions.events import record as tell
from headway.app.models import Component, Record
from headway.app.queries.inherited import ancestors
from headway.app.rules import Verb, require
from headway.app.rules.records import require_edit_record

if TYPE_CHECKING:
    from headway.app.rules import Actor

ESCALATED = frozenset({Record.Kind.RISK, Record.Kind.ISSUE, Record.Kind.DEPENDENCY})
HOLDERS = (Component.Kind.PROGRAM, Component.Kind.PORTFOLIO)
State = Record.Escalation


@transaction.atomic
def escalate_record(actor: Actor, row: Record, *, note: str) -> Record:
    """Ask the next level to own it; until it answers, the record stays where it is."""
    require_edit_record(actor, row)
    lock_tree(row.component)
    row = lock(row)
    if row.kind not in ESCALATED:
        raise Refused("not-escalated", f"A {row.get_kind_display().lower()} is not escalated.", row.title)
    if row.escalation == State.ASKED:
        raise Refused("already-escalated", "It is escalated already and waits for its receipt.", row.title)
    above = ancestors(row.held_by, HOLDERS)
    if not above:
        raise Refused("nothing-above", f"Nothing is above “{row.held_by}” that could own it.", row.title,
                      "Take it to the board of this component.")  # fmt: skip
    if not note.strip():
        raise Refused("no-reason", "Say why it cannot be kept here.", row.title, "One sentence is enough.")
    return move(actor, row, State.ASKED, above[0], "record.escalated", f"Escalated {row} to “{above[0]}”", note)


@transaction.atomic
def take_escalation(actor: Actor, row: Record, *, note: str = "") -> Record:
    """Acknowledge the receipt: from now on the level above owns it, below it can only be read."""
    row = asked(actor, row)
    row.held_by = row.escalated_to or row.held_by
    row.owner = actor.person or row.owner
    summary = f"“{row.held_by}” took over {row}"
    return move(actor, row, State.TAKEN, row.escalated_to, "record.taken_over", summary, note)


@transaction.atomic
def return_escalation(actor: Actor, row: Record, *, note: str) -> Record:
    """Give it back with a reason; also one that was taken over before."""
    row = asked(actor, row, State.ASKED, State.TAKEN)
    if not note.strip():
        raise Refused("no-reason", "Say why it goes back.", row.title, "One sentence is enough.")
    row.held_by = row.component
    return move(actor, row, State.RETURNED, None, "record.returned", f"Returned {row} to “{row.component}”", note)


def asked(actor: Actor, row: Record, *states: str) -> Record:
    """Return the locked record if it was escalated to a place where the actor takes over."""
    lock_tree(row.component)
    row = lock(row)
    if row.escalated_to is None or row.escalation not in (states or (State.ASKED,)):
        raise Refused("not-escalated", "It does not wait for a receipt.", row.title, "Load the page again.")
    require(actor, Verb.TAKE_ESCALATION, row.escalated_to)
    return row


def move(actor: Actor, row: Record, state: str, to: Component | None, verb: str, summary: str, note: str) -> Record:
    before = {"escalation": row.escalation, "escalated_to": row.escalated_to_id}
    row.escalation, row.escalated_to = state, to
    row.escalation_note = clean(row, "escalation_note", typed_text(note, 500, "The note"))
    row.version += 1
    row.save()
    after = {"escalation": state, "escalated_to": to.pk if to else None, "note": row.escalation_note}
    tell(actor, row.component, verb, row, summary=summary, before=before, after=after)
    return row
