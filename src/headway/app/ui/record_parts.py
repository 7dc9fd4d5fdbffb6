"""What the page of a product, a release or a need has beside other records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headway.app.models import Record, Task
from headway.app.models.record_kinds import KINDS
from headway.app.queries.releases import accounts_of, ends_seen, needs_in, product_accounts, stages_of
from headway.app.rules.records import waits_for_acceptance, why_not_accept

if TYPE_CHECKING:
    from headway.app.queries.releases import Move
    from headway.app.rules import Actor

Kind = Record.Kind


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a life cycle, with each time that the product came to it."""

    name: str
    moves: list[Move]
    is_current: bool


def parts_of(actor: Actor, row: Record) -> dict[str, Any]:
    """Return what the reader sees of a record's own part of its page."""
    reader: Any = actor.person
    seen = ends_seen(reader, [row])
    context: dict[str, Any] = {
        "whole": seen[Record].get(row.part_of_id or 0),
        "milestone": seen[Task].get(row.milestone_id or 0),
    }
    if row.kind == Kind.RELEASE:
        [context["release"]] = accounts_of(reader, [row])
    if row.kind == Kind.PRODUCT:
        [context["product"]] = product_accounts(reader, [row])
        moves = stages_of(reader, row)
        context["stages"] = [
            Stage(name, [move for move in moves if move.stage == name], key == row.status)
            for key, name in KINDS[Kind.PRODUCT].statuses.items()
        ]
    if row.kind in {Kind.RELEASE, Kind.PRODUCT}:
        context["needs"] = needs_in(reader, row)
    if waits_for_acceptance(row):
        context |= {"waits": True, "why_not": why_not_accept(actor, row)}
    return context
