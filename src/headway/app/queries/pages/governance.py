"""What the page of governance shows: stages and gates, exceptions, decisions, and what waits for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from headway.app.models import Criterion, Event, Gate, Record, RecordLink, Stage, ToleranceException
from headway.app.queries.audit.words import with_words
from headway.app.rules import Verb, visible
from headway.app.rules.visible import components_where

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from headway.app.models import Component, Person


@dataclass(frozen=True, slots=True)
class StageLine:
    stage: Stage
    gates: list[Gate]

    @property
    def gate(self) -> Gate | None:
        """The latest attempt."""
        return self.gates[-1] if self.gates else None


def stage_lines(component: Component) -> list[StageLine]:
    gates: dict[int, list[Gate]] = {}
    for gate in Gate.objects.filter(component=component).order_by("attempt"):
        gates.setdefault(gate.stage_id, []).append(gate)
    return [StageLine(stage, gates.get(stage.pk, [])) for stage in Stage.objects.filter(component=component)]


def next_stage(gate: Gate) -> Stage | None:
    """Return the stage that begins when the gate is passed; after the last one there is none."""
    stages = Stage.objects.filter(component_id=gate.component_id, state=Stage.State.AHEAD)
    return stages.filter(position__gt=gate.stage.position).order_by("position").first()


def exceptions_at(person: Person, component: Component) -> QuerySet[ToleranceException]:
    """Return the exceptions of a component and those that it decides, the open ones first."""
    rows = visible(person, ToleranceException).filter(Q(component=component) | Q(decided_at_component=component))
    return rows.select_related("component", "decided_at_component", "stage").order_by("decided_at", "-pk")


def decisions_of(person: Person, component: Component) -> QuerySet[Record]:
    rows = visible(person, Record).filter(component=component, kind="decision")
    return rows.select_related("owner").order_by("-pk")


def gates_waiting(person: Person) -> QuerySet[Gate]:
    """Return the gates before a board that the person sits on and has not submitted."""
    rows = visible(person, Gate).filter(state=Gate.State.SUBMITTED)
    if not person.is_superuser:
        rows = rows.filter(component__in=components_where(person, Verb.DECIDE_GATE))
    return rows.exclude(submitted_by=person).select_related("component").order_by("submitted_at")


def exceptions_waiting(person: Person) -> QuerySet[ToleranceException]:
    rows = visible(person, ToleranceException).filter(state=ToleranceException.State.SENT)
    if not person.is_superuser:
        rows = rows.filter(decided_at_component__in=components_where(person, Verb.DECIDE_EXCEPTION))
    return rows.exclude(raised_by=person).select_related("component").order_by("sent_at")


def events_of_gate(person: Person, gate: Gate) -> list[Event]:
    rows = visible(person, Event).filter(
        Q(object_type="gate", object_id=gate.pk)
        | Q(object_type="criterion", object_id__in=Criterion.objects.filter(gate=gate).values("pk"))
    )
    return with_words(rows.select_related("actor").order_by("-pk")[:100])


def conditions_of(gate: Gate) -> list[Record]:
    """Return the actions that the decision of a gate asked for."""
    tied = RecordLink.objects.filter(object_type="gate", object_id=gate.pk, relation="condition of")
    rows = Record.objects.filter(pk__in=tied.values("record"), trashed_at=None)
    return list(rows.select_related("owner").order_by("pk"))
