"""What a record belongs to, and the milestone that it waits for: which it may name, and who may say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.actions.errors import Refused
from headway.app.models import Record
from headway.app.models.record_kinds import KINDS
from headway.app.rules import require, visible
from headway.app.rules.records import keeping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.app.rules import Actor

TIES = ("part_of", "milestone")


def check_ties(actor: Actor, row: Record, values: Mapping[str, Any]) -> None:
    """Refuse ties that the kind does not have and ends that the actor does not see; keepers of the kind tie alone."""
    kind = KINDS[row.kind]
    has = {"part_of": bool(kind.part_of), "milestone": kind.with_milestone}
    for name in TIES:
        if name not in values or values[name] == getattr(row, name):
            continue
        if not has[name]:
            raise Refused("unknown-field", f"A {row.kind} has no field called “{name}”.")
        require(actor, keeping(row.kind), row.component)
        check_end(actor, row, values[name])


def check_end(actor: Actor, row: Record, end: Any) -> None:
    if end is None:
        return
    if actor.person is not None and not visible(actor.person, type(end)).filter(pk=end.pk).exists():
        raise Refused("unknown-end", "There is nothing like that.", "", "Choose something that you see.")
    allowed = KINDS[row.kind].part_of
    if isinstance(end, Record) and end.kind not in allowed:
        raise Refused("wrong-kind", f"{end} is a {end.kind}; a {row.kind} belongs to a {' or a '.join(allowed)}.", "",
                      "Choose another one.")  # fmt: skip
