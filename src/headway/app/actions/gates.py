"""Stage gates: life cycle and tailoring, criteria, submission with frozen evidence, reviews, votes, decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from headway.app.actions.edit import change, clean, lock, lock_tree, typed_text
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.frozen_evidence import fingerprint, is_as_told
from headway.app.bridge.end_stage import end_stage_of
from headway.app.bridge.evidence import evidence_of
from headway.app.bridge.gate_rules import RULES
from headway.app.models import Component, Criterion, Event, Gate, Stage
from headway.app.models.life_cycles import COMPUTED, LIFE_CYCLES
from headway.app.queries.audit.fingerprint import plain
from headway.app.queries.files import files_in, is_there, is_unaltered
from headway.app.rules import Actor, Verb, require

if TYPE_CHECKING:
    from datetime import date


State = Gate.State
LONGEST_STATEMENT = 20_000


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
    reason = typed_text(reason, 300, "The reason")
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
    values = {"answer": answer, "evidence": typed_text(evidence, 5000, "The evidence"), "evidence_url": evidence_url}
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
    text = typed_text(statement, LONGEST_STATEMENT, "What figures do not tell")
    fresh, before, after = change(gate, {"statement": text}, version=version)
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


def evidence_holds(gate: Gate) -> bool:
    """Return whether the stored evidence is what was frozen, and its files are there."""
    event = Event.objects.filter(object_type="gate", object_id=gate.pk, verb="gate.submitted").order_by("-pk").first()
    return is_as_told(gate, event) and all(is_there(each["sha256"], each["size"]) for each in files_in(gate.evidence))


def files_hold(gate: Gate) -> bool:
    """Return whether every file of the frozen evidence still has its hash; reads all of them."""
    return all(is_unaltered(each["sha256"]) for each in files_in(gate.evidence))
