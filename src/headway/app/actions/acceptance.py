"""Accept what was delivered for a need, or send it back with a reason; never what one delivered oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from headway.app.actions.edit import lock, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.records import write_record
from headway.app.rules.records import require_accept, waits_for_acceptance

if TYPE_CHECKING:
    from headway.app.models import Record
    from headway.app.rules import Actor


@transaction.atomic
def accept_need(actor: Actor, row: Record, *, words: str = "", version: int | None = None) -> Record:
    """Accept a delivered need; the words stay with it."""
    row = waiting(actor, row)
    return write_record(actor, row, version, {"verdict": words}, {"status": "accepted"})


@transaction.atomic
def send_back_need(actor: Actor, row: Record, *, words: str, version: int | None = None) -> Record:
    """Put a delivered need back into delivery, and say what is missing."""
    row = waiting(actor, row)
    if not words.strip():
        raise Refused("no-reason", "Say what is missing.", row.title, "One sentence is enough.")
    return write_record(actor, row, version, {"verdict": words}, {"status": "delivery"})


def waiting(actor: Actor, row: Record) -> Record:
    """Return the locked need if it waits for acceptance and the actor may say so."""
    lock_tree(row.component, row.held_by)
    row = lock(row)
    if not waits_for_acceptance(row):
        raise Refused("not-delivered", "Nothing waits for acceptance here.", row.title, "Load the page again.")
    require_accept(actor, row)
    return row
