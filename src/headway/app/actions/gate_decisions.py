"""What a board does with a gate: review, vote, decide; and what follows from the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from headway.app.actions.components import update_component
from headway.app.actions.edit import clean, lock, lock_tree, typed_text
from headway.app.actions.errors import Refused
from headway.app.actions.events import because_of, record
from headway.app.actions.exceptions import log_decision
from headway.app.actions.records import enter
from headway.app.actions.tolerances import write_tolerance
from headway.app.models import Component, Criterion, EvidenceFile, Gate, GateReview, GateVote, Record, RecordLink, Stage
from headway.app.queries.pages.governance import next_stage
from headway.app.rules import Actor, NotAllowed, Verb, require, require_other

if TYPE_CHECKING:
    from decimal import Decimal

    from headway.app.models import Person

State, Decision = Gate.State, Gate.Decision


def submitted(gate: Gate) -> Gate:
    lock_tree(gate.component)
    gate = lock(gate)
    if gate.state != State.SUBMITTED:
        raise Refused(
            "wrong-state", f"“{gate}” is {gate.get_state_display().lower()}, not with the board.", "", "Load it again."
        )
    return gate


def person_of(actor: Actor) -> Person:
    if actor.person is None:
        raise NotAllowed("Boards are made of people: the system neither reviews nor votes.")
    return actor.person


@transaction.atomic
def review_gate(actor: Actor, gate: Gate, *, confidence: str, comment: str = "") -> GateReview:
    """Say how confident a reviewer is, in five steps."""
    require(actor, Verb.REVIEW_GATE, gate.component)
    gate = submitted(gate)
    require_other(actor, gate.submitted_by, "review it")
    draft = GateReview(component=gate.component, gate=gate, reviewer=person_of(actor))
    values = {
        "confidence": clean(draft, "confidence", confidence),
        "comment": typed_text(comment, 5000, "The comment"),
        "component": gate.component,
    }
    row, _ = GateReview.objects.update_or_create(gate=gate, reviewer=person_of(actor), defaults=values)
    record(
        actor,
        gate.component,
        "gate.reviewed",
        gate,
        summary=f"Reviewed “{gate}”: {row.get_confidence_display().lower()}",
        after={"confidence": confidence, "comment": row.comment},
    )
    return row


@transaction.atomic
def vote_gate(actor: Actor, gate: Gate, *, vote: str, comment: str = "") -> GateVote:
    """Give one's vote; until the decision it can be changed."""
    require(actor, Verb.DECIDE_GATE, gate.component)
    gate = submitted(gate)
    require_other(actor, gate.submitted_by, "vote on it")
    if vote not in Decision.values:
        raise Refused("unknown-decision", f"There is no vote “{vote[:40]}”.")
    values = {"vote": vote, "comment": typed_text(comment, 500, "The comment"), "component": gate.component}
    row, _ = GateVote.objects.update_or_create(gate=gate, voter=person_of(actor), defaults=values)
    record(actor, gate.component, "gate.voted", gate, summary=f"Voted on “{gate}”: {Decision(vote).label.lower()}",
           after={"vote": vote, "comment": row.comment})  # fmt: skip
    return row


@transaction.atomic
def decide_gate(
    actor: Actor,
    gate: Gate,
    *,
    decision: str,
    rationale: str,
    conditions: list[dict[str, Any]] | None = None,
    budget: Decimal | None = None,
    tolerances: dict[str, dict[str, float | None]] | None = None,
) -> Gate:
    """Decide once; conditions become actions, the next stage begins with its budget and tolerances."""
    require(actor, Verb.DECIDE_GATE, gate.component)
    gate = submitted(gate)
    require_other(actor, gate.submitted_by, "decide it")
    check_decision(gate, decision, rationale, conditions or [])
    coming = next_stage(gate) if decision in {Decision.GO, Decision.CONDITIONAL} else None
    if coming is None and (budget is not None or tolerances):
        raise Refused("no-next-stage", "Budget and tolerances are for the next stage, and none begins.", str(gate),
                      "Leave them empty.")  # fmt: skip
    gate.state, gate.decision, gate.rationale = State.DECIDED, decision, typed_text(rationale, 5000, "Why")
    gate.decided_by, gate.decided_at, gate.version = actor.person, timezone.now(), gate.version + 1
    gate.save()
    votes = {str(vote.voter_id): vote.vote for vote in gate.votes.all()}
    told = record(
        actor,
        gate.component,
        "gate.decided",
        gate,
        summary=f"Decided “{gate}”: {Decision(decision).label.lower()}",
        after={
            "decision": decision,
            "rationale": gate.rationale,
            "votes": votes,
            "evidence_sha256": gate.evidence_sha256,
            "conditions": len(conditions or []),
            "next": given_to(coming, budget, tolerances or {}),
        },
    )
    logged = log_decision(actor, gate.component, f"Gate: {gate.name}", f"{gate.stage}: {gate.name}",
                          Decision(decision).label, gate.rationale, told)  # fmt: skip
    with because_of(told):
        for condition in conditions or []:
            track(actor, gate, logged, condition)
        follow(actor, gate, decision, coming, budget, tolerances or {})
    return gate


def given_to(
    stage: Stage | None, budget: Decimal | None, tolerances: dict[str, dict[str, float | None]]
) -> dict[str, Any] | None:
    """Return as the log keeps it what a decision gives to the stage that begins."""
    if stage is None:
        return None
    return {"stage": stage.name, "budget": None if budget is None else str(budget), "tolerances": tolerances}


def check_decision(gate: Gate, decision: str, rationale: str, conditions: list[dict[str, Any]]) -> None:
    if decision not in Decision.values:
        raise Refused("unknown-decision", f"There is no decision “{decision[:40]}”.")
    if not rationale.strip():
        raise Refused("no-reason", "Say why it is decided so.", str(gate), "One sentence is enough.")
    if decision == Decision.CONDITIONAL and not conditions:
        raise Refused(
            "no-conditions", "Going with conditions needs at least one.", str(gate), "Add it, or decide “Go”."
        )
    for each in conditions:
        if not str(each.get("title", "")).strip() or each.get("owner") is None or each.get("due_on") is None:
            raise Refused(
                "condition-incomplete", "A condition has a text, an owner and a day.", str(gate), "Complete it."
            )


def track(actor: Actor, gate: Gate, logged: Record, condition: dict[str, Any]) -> Record:
    """Make a condition an action of the register, tied to the decision."""
    row = Record(
        component=gate.component,
        held_by=gate.component,
        kind="action",
        title=typed_text(str(condition["title"]), 200, "The condition"),
        description=f"Condition of “{gate}”.",
        status="open",
        priority="high",
        owner=condition["owner"],
        due_on=condition["due_on"],
        raised_by=actor.person,
    )
    enter(actor, row)
    for kind, pk in (("record", logged.pk), ("gate", gate.pk)):
        RecordLink.objects.create(
            component=gate.component, record=row, object_type=kind, object_id=pk, relation="condition of"
        )
    return row


def follow(
    actor: Actor,
    gate: Gate,
    decision: str,
    coming: Stage | None,
    budget: Decimal | None,
    tolerances: dict[str, dict[str, float | None]],
) -> None:
    """Do what the decision says: the next stage begins, the gate comes again, or the work rests or ends."""
    system = Actor(None, actor.channel)
    if decision == Decision.RECYCLE:
        again(gate)
    elif decision == Decision.HOLD:
        again(gate)
        update_component(system, gate.component, stage=Component.Stage.ON_HOLD)
    elif decision == Decision.STOP:
        update_component(system, gate.component, stage=Component.Stage.CLOSED)
    else:
        begin_next(actor, gate, coming, budget, tolerances)


def again(gate: Gate) -> Gate:
    """Prepare another attempt with the same criteria."""
    next_one = Gate.objects.create(
        component=gate.component, stage=gate.stage, name=gate.name, attempt=gate.attempt + 1, due_on=None
    )
    for each in gate.criteria.all():
        files = list(each.files.all())
        each.pk, each.gate, each.version, each.answer = None, next_one, 1, "" if each.rule else each.answer
        each.save(force_insert=True)
        EvidenceFile.objects.bulk_create(copy_of(file, each) for file in files)
    return next_one


def copy_of(file: EvidenceFile, criterion: Criterion) -> EvidenceFile:
    """Return the same content as a file of another criterion."""
    return EvidenceFile(component=file.component, criterion=criterion, name=file.name, content_type=file.content_type,
                        size=file.size, sha256=file.sha256, added_by=file.added_by)  # fmt: skip


def begin_next(
    actor: Actor,
    gate: Gate,
    coming: Stage | None,
    budget: Decimal | None,
    tolerances: dict[str, dict[str, float | None]],
) -> None:
    Stage.objects.filter(pk=gate.stage_id).update(state=Stage.State.DONE)
    system = Actor(None, actor.channel)
    if coming is None:
        update_component(system, gate.component, stage=Component.Stage.CLOSED)
        return
    coming.state, coming.budget = Stage.State.CURRENT, budget if budget is not None else coming.budget
    coming.save()
    if gate.component.stage in {Component.Stage.ON_HOLD, Component.Stage.PROPOSED}:
        update_component(system, gate.component, stage=Component.Stage.ACTIVE)
    for dimension, values in tolerances.items():
        write_tolerance(actor, gate.component, dimension, stage=coming, target=values.get("target"),
                        plus=values.get("plus"), minus=values.get("minus"))  # fmt: skip
