"""A selection is proposed with frozen evidence, and decided by somebody else: approved, sent back, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from headway.app.actions.edit import change, typed_text
from headway.app.actions.errors import Refused, Stale
from headway.app.actions.frozen_evidence import fingerprint, is_as_told
from headway.app.actions.selection_rounds import in_state, open_round, tell
from headway.app.bridge.selection_answers import kept_answer
from headway.app.models import Event, SelectionProposal, SelectionRound
from headway.app.queries.selection_rounds import inputs_of, proposal_of
from headway.app.rules import Verb, require, require_other

if TYPE_CHECKING:
    from headway.app.rules import Actor

State = SelectionRound.State
KEEPS_LIMITS = ("optimal", "feasible")


@transaction.atomic
def propose_selection(actor: Actor, row: SelectionRound, *, revision: int) -> SelectionRound:
    """Put before the board what was computed for the inputs that the proposer saw."""
    row = open_round(actor, row)
    if revision != row.revision:
        raise Stale(str(row), expected=revision, current=row.revision, values={})
    told = kept_answer(row)
    if told is None:
        raise Refused(
            "not-computed", "The selection is still being computed.", str(row), "Wait for it, and look at it."
        )
    if told["status"] not in KEEPS_LIMITS:
        raise Refused("limits-not-kept", "No selection keeps the budgets and all that is held.", str(row),
                      "Give more money, or leave something free that is held.")  # fmt: skip
    evidence = {"inputs": inputs_of(row), "answer": told}
    last = proposal_of(row)
    frozen = SelectionProposal.objects.create(
        component=row.component, round=row, number=last.number + 1 if last else 1, evidence=evidence,
        evidence_sha256=fingerprint(evidence), proposed_by=actor.person,
    )  # fmt: skip
    values = {"state": State.PROPOSED, "proposed_by": actor.person, **undecided()}
    row, before, after = change(row, values, version=None)
    tell(actor, row, "selection.proposed", f"Put the selection “{row}” before the board", before=before,
         after=after | {"number": frozen.number, "evidence_sha256": frozen.evidence_sha256,
                        "value": told["value"], "chosen": len(told["chosen"])})  # fmt: skip
    return row


def undecided() -> dict[str, Any]:
    return {"decided_by": None, "decided_at": None, "rationale": ""}


@transaction.atomic
def approve_selection(
    actor: Actor, row: SelectionRound, *, rationale: str, number: int | None = None
) -> SelectionRound:
    """Decide that it is done so. Projects keep their stages: their gates decide those."""
    return decide(actor, row, State.DECIDED, rationale, number, "selection.approved", "Approved the selection “{}”")


@transaction.atomic
def send_back_selection(
    actor: Actor, row: SelectionRound, *, rationale: str, number: int | None = None
) -> SelectionRound:
    """Give it back to who proposes, with the reason."""
    return decide(actor, row, State.SENT_BACK, rationale, number, "selection.sent_back", "Sent the selection “{}” back")


def decide(
    actor: Actor, row: SelectionRound, state: str, rationale: str, number: int | None, verb: str, words: str
) -> SelectionRound:
    """Decide on the proposal of that number, which is the one that was looked at; without one on the last."""
    require(actor, Verb.DECIDE_SELECTION, row.component)
    row = in_state(row, State.PROPOSED)
    require_other(actor, row.proposed_by, "decide it")
    frozen = proposal_of(row)
    if frozen and number is not None and number != frozen.number:
        raise Stale(str(row), expected=number, current=frozen.number, values={})
    why = typed_text(rationale, 5000, "Why")
    if not why:
        raise Refused("no-reason", "Say why it is decided so.", str(row), "One sentence is enough.")
    values = {"state": state, "rationale": why, "decided_by": actor.person, "decided_at": timezone.now()}
    row, before, after = change(row, values, version=None)
    seen = {"number": frozen.number, "evidence_sha256": frozen.evidence_sha256} if frozen else {}
    tell(actor, row, verb, words.format(row), before=before, after=after | seen)
    return row


@transaction.atomic
def withdraw_selection(actor: Actor, row: SelectionRound) -> SelectionRound:
    """Do not choose by this round, whether the board has it or not; it can be taken up again."""
    require(actor, Verb.PROPOSE_SELECTION, row.component)
    row = in_state(row, *SelectionRound.OPEN, State.PROPOSED)
    row, before, after = change(row, {"state": State.WITHDRAWN}, version=None)
    tell(actor, row, "selection.withdrawn", f"Withdrew the selection “{row}”", before=before, after=after)
    return row


@transaction.atomic
def reopen_selection(actor: Actor, row: SelectionRound) -> SelectionRound:
    """Take up a round that was withdrawn."""
    require(actor, Verb.PROPOSE_SELECTION, row.component)
    row = in_state(row, State.WITHDRAWN)
    row, before, after = change(row, {"state": State.DRAFT, **undecided()}, version=None)
    tell(actor, row, "selection.reopened", f"Took the selection “{row}” up again", before=before, after=after)
    return row


def proposal_holds(frozen: SelectionProposal) -> bool:
    """Return whether a proposal is what was put before the board, by the event that told of it."""
    rows = Event.objects.filter(object_type="selectionround", object_id=frozen.round_id, verb="selection.proposed")
    told = next((event for event in rows.order_by("-pk") if event.after.get("number") == frozen.number), None)
    return is_as_told(frozen, told)
