"""Who may change a record: those who keep the register where it is owned, its owner and who raised it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.models import Record
from headway.app.rules.permissions import may, require
from headway.app.rules.verbs import Verb

if TYPE_CHECKING:
    from headway.app.models import Person
    from headway.app.rules.actor import Actor


def may_edit_record(person: Person, record: Record) -> bool:
    """Return whether the person may change it; while a level above owns it, only that level may."""
    if may(person, Verb.EDIT_REGISTER, record.held_by):
        return True
    if record.escalation == Record.Escalation.TAKEN:
        return False
    own = person.pk in {record.owner_id, record.raised_by_id}
    return own and record.kind != Record.Kind.DECISION and may(person, Verb.RAISE_RECORD, record.component)


def require_edit_record(actor: Actor, record: Record) -> None:
    if actor.person is None or may_edit_record(actor.person, record):
        return
    require(actor, Verb.EDIT_REGISTER, record.held_by)
