"""Stage gates: life cycle and tailoring, criteria, submission with frozen evidence, reviews, votes, decision."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from headway.app.actions.components import update_component
from headway.app.actions.edit import change, clean, lock, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import because_of, record
from headway.app.actions.exceptions import log_decision
from headway.app.actions.records import enter
from headway.app.actions.tolerances import write_tolerance
from headway.app.bridge.end_stage import end_stage_of
from headway.app.bridge.evidence import evidence_of
from headway.app.bridge.gate_rules import RULES
from headway.app.models import Component, Criterion, EvidenceFile, Gate, GateReview, GateVote, Record, RecordLink, Stage
from headway.app.models.life_cycles import COMPUTED, LIFE_CYCLES
from headway.app.queries.audit.fingerprint import plain
from headway.app.queries.audit.redactions import redaction_of
from headway.app.queries.files import files_in, is_there, is_unaltered
from headway.app.rules import Actor, NotAllowed, Verb, require, require_other

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from headway.app.models import Person

State = Gate.State
LONGEST_STATEMENT = 20_000
Decision = Gate.Decision


@transaction.atomic
def apply_life_cycle(actor: Actor, component: Component, key: str) -> list[Stage]:
    """Give a component the stages and gates of a template; only where it has none yet."""
    require(actor, Verb.SUBMIT_GATE, component)
    if key not in LIFE_CYCLES:
        raise Refused("unknown-life-cycle", f"There is no life cycle called “{key[:40]}”.", "",
                      "Choose one of: " + ", ".join(LIFE_CYCLES) + ".")  # fmt: skip
    lock_tree(component)
    if Stage.objects.filter(component=component).exists():
        raise Refused("has-life-cycle", f"“{component}” has its stages already.", "", "Tailor them instead.")
    stages = []
    for position, template in enumerate(LIFE_CYCLES[key].stages):
        state = Stage.State.CURRENT if position == 0 else Stage.State.AHEAD
        stage = Stage.objects.create(component=component, position=position, name=template.name, state=state)
        gate = Gate.objects.create(component=component, stage=stage, name=template.gate)
        labels = [("", label) for label in template.judged] + [(rule, COMPUTED[rule]) for rule in template.computed]
        Criterion.objects.bulk_create(
            Criterion(component=component, gate=gate, position=place, label=label, rule=rule)
            for place, (rule, label) in enumerate(labels)
        )
        stages.append(stage)
    record(
        actor,
        component,
        "life_cycle.applied",
        component,
        after={"life_cycle": key, "stages": [each.name for each in stages]},
        summary=f"“{component}” follows the life cycle “{LIFE_CYCLES[key].label}”",
    )
    return stages


@transaction.atomic
def leave_out(actor: Actor, row: Stage | Criterion, *, reason: str) -> None:
    """Leave a stage or a criterion out, with the reason; an empty reason brings it back."""
    require(actor, Verb.SUBMIT_GATE, row.component)
    lock_tree(row.component)
    row = lock(row)
    reason = reason.strip()[:300]
    if isinstance(row, Criterion):
        require_ahead(row.gate)
        values: dict[str, Any] = {"left_out": reason}
    else:
        if row.state not in {Stage.State.AHEAD, Stage.State.LEFT_OUT}:
            raise Refused("stage-begun", f"“{row}” has begun already.", "", "Leave out only what is ahead.")
        values = {"state": Stage.State.LEFT_OUT if reason else Stage.State.AHEAD, "reason": reason}
    fresh, before, after = change(row, values, version=None)
    if after:
        act = f"Left “{fresh}” out: {reason}" if reason else f"Took “{fresh}” in again"
        record(actor, fresh.component, "life_cycle.tailored", fresh, summary=act, before=before, after=after)


@transaction.atomic
def add_criterion(actor: Actor, gate: Gate, *, label: str, rule: str = "") -> Criterion:
    """Ask one thing more of a gate: judged, or computed by a rule."""
    require(actor, Verb.SUBMIT_GATE, gate.component)
    lock_tree(gate.component)
    require_ahead(lock(gate))
    if rule and rule not in RULES:
        raise Refused("unknown-rule", f"Nothing computes “{rule[:40]}”.")
    last = gate.criteria.order_by("-position").first()
    row = Criterion(component=gate.component, gate=gate, position=last.position + 1 if last else 0, rule=rule)
    row.label = clean(row, "label", label or COMPUTED.get(rule, ""))
    row.save()
    record(
        actor,
        gate.component,
        "life_cycle.tailored",
        row,
        summary=f"“{gate}” also asks: {row}",
        after={"label": row.label},
    )
    return row


@transaction.atomic
def plan_gate(actor: Actor, gate: Gate, *, due_on: date | None) -> Gate:
    """Set when a gate is to be decided."""
    require(actor, Verb.SUBMIT_GATE, gate.component)
    lock_tree(gate.component)
    require_ahead(lock(gate))
    fresh, before, after = change(gate, {"due_on": due_on}, version=None)
    if after:
        record(actor, gate.component, "gate.planned", fresh, summary=f"“{fresh}” is planned for {due_on or 'no day'}",
               before=before, after=after)  # fmt: skip
    return fresh


def require_ahead(gate: Gate) -> None:
    if gate.state != State.AHEAD:
        raise Refused("wrong-state", f"“{gate}” is {gate.get_state_display().lower()}.", "", "Its evidence is frozen.")


@transaction.atomic
def judge_criterion(
    actor: Actor, row: Criterion, *, answer: str, evidence: str = "", evidence_url: str = "", version: int | None = None
) -> Criterion:
    """Answer a criterion that somebody has to judge, with the evidence for it."""
    require(actor, Verb.SUBMIT_GATE, row.component)
    lock_tree(row.component)
    require_ahead(lock(row.gate))
    if row.rule:
        raise Refused("computed-criterion", "This criterion is computed, nobody types it.", str(row))
    values = {"answer": answer, "evidence": evidence[:5000], "evidence_url": evidence_url}
    fresh, before, after = change(row, values, version=version)
    if after:
        record(
            actor,
            row.component,
            "criterion.judged",
            fresh,
            summary=f"Judged “{fresh}”: {fresh.get_answer_display().lower()}",
            before=before,
            after=after,
        )
    return fresh


@transaction.atomic
def say_of_stage(actor: Actor, gate: Gate, *, statement: str, version: int | None = None) -> Gate:
    """Add what figures do not tell to the end-stage report, before it is frozen with the evidence."""
    require(actor, Verb.SUBMIT_GATE, gate.component)
    lock_tree(gate.component)
    require_ahead(lock(gate))
    fresh, before, after = change(gate, {"statement": statement[:LONGEST_STATEMENT]}, version=version)
    if after:
        record(actor, gate.component, "gate.reported", fresh, summary=f"Wrote the end-stage report of “{fresh.stage}”",
               before=before, after=after)  # fmt: skip
    return fresh


@transaction.atomic
def submit_gate(actor: Actor, gate: Gate) -> Gate:
    """Freeze the evidence and put it before the board."""
    require(actor, Verb.SUBMIT_GATE, gate.component)
    lock_tree(gate.component)
    gate = lock(gate)
    require_ahead(gate)
    if gate.stage.state != Stage.State.CURRENT:
        raise Refused(
            "not-current", f"“{gate.stage}” is not the current stage.", str(gate), "Decide the gates in their order."
        )
    open_ones = gate.criteria.filter(rule="", answer="", left_out="")
    if open_ones.exists():
        raise Refused("not-judged", f"{open_ones.count()} criteria are not judged yet.", str(open_ones.first()),
                      "Judge them, or leave them out with a reason.")  # fmt: skip
    gate.evidence = plain({**evidence_of(gate), "end_stage": end_stage_of(gate)})
    gate.evidence_sha256 = fingerprint(gate.evidence)
    gate.state, gate.submitted_by, gate.submitted_at = State.SUBMITTED, actor.person, timezone.now()
    gate.version += 1
    gate.save()
    record(actor, gate.component, "gate.submitted", gate, summary=f"Submitted “{gate}” to the board",
           after={"attempt": gate.attempt, "evidence_sha256": gate.evidence_sha256})  # fmt: skip
    return gate


def fingerprint(evidence: dict[str, Any]) -> str:
    """Return the SHA-256 of the evidence as it is stored."""
    text = json.dumps(evidence, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def evidence_holds(gate: Gate) -> bool:
    """Return whether the stored evidence is what was frozen, by the event that told of it.

    Where somebody's name was taken out of it since, the event that told of that says what it has to be.
    """
    from headway.app.models import Event  # noqa: PLC0415 - only here

    event = Event.objects.filter(object_type="gate", object_id=gate.pk, verb="gate.submitted").order_by("-pk").first()
    told = event.after.get("evidence_sha256") if event else None
    if not told or told != gate.evidence_sha256:
        return False
    if fingerprint(gate.evidence) != (redaction_of("gate", gate.pk, gate.component_id) or told):
        return False
    return all(is_there(each["sha256"], each["size"]) for each in files_in(gate.evidence))


def files_hold(gate: Gate) -> bool:
    """Return whether every file of the frozen evidence still has its hash; reads all of them."""
    return all(is_unaltered(each["sha256"]) for each in files_in(gate.evidence))


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
        "comment": comment[:5000],
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
    values = {"vote": vote, "comment": comment.strip()[:500], "component": gate.component}
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
    gate.state, gate.decision, gate.rationale = State.DECIDED, decision, rationale.strip()
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
        },
    )
    logged = log_decision(actor, gate.component, f"Gate: {gate.name}", f"{gate.stage}: {gate.name}",
                          Decision(decision).label, gate.rationale, told)  # fmt: skip
    with because_of(told):
        for condition in conditions or []:
            track(actor, gate, logged, condition)
        follow(actor, gate, decision, budget, tolerances or {})
    return gate


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
        title=str(condition["title"]).strip()[:200],
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
    actor: Actor, gate: Gate, decision: str, budget: Decimal | None, tolerances: dict[str, dict[str, float | None]]
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
        begin_next(actor, gate, budget, tolerances)


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
    actor: Actor, gate: Gate, budget: Decimal | None, tolerances: dict[str, dict[str, float | None]]
) -> None:
    stage = gate.stage
    Stage.objects.filter(pk=stage.pk).update(state=Stage.State.DONE)
    ahead = Stage.objects.filter(component=gate.component, position__gt=stage.position, state=Stage.State.AHEAD)
    coming = ahead.order_by("position").first()
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
