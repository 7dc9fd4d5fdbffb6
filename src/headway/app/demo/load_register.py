"""Write the demonstration's register through the same actions as everybody."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from headway.app.actions.escalations import escalate_record, take_escalation
from headway.app.actions.records import raise_record
from headway.app.demo.register import NOTES, RISKS, Risk
from headway.app.models import Component, Event, Person
from headway.app.rules import Actor

if TYPE_CHECKING:
    from collections.abc import Mapping


def load_register(people: Mapping[str, Person], components: Mapping[str, Component], monday: date) -> None:
    for risk in RISKS:
        note_risk(risk, people, components, monday)
    for note in NOTES:
        due = None if note.due is None else monday + timedelta(days=note.due)
        values: dict[str, Any] = {"status": note.status} if note.status else {}
        raise_record(
            acting(people[note.owner]),
            components[note.where],
            note.kind,
            title=note.title,
            description=note.text,
            owner=people[note.owner],
            due_on=due,
            priority=note.priority,
            details=dict(note.details),
            **values,
        )


def acting(person: Person) -> Actor:
    return Actor(person=person, channel=Event.Channel.DEMO)


def note_risk(risk: Risk, people: Mapping[str, Person], components: Mapping[str, Component], monday: date) -> None:
    where, owner = components[risk.where], people[risk.owner]
    said = {"cause": risk.cause, "effect": risk.effect, "plan": risk.plan, "response": risk.response}
    row = raise_record(
        acting(owner),
        where,
        "risk",
        title=risk.title,
        sign="opportunity" if risk.opportunity else "threat",
        owner=owner,
        due_on=monday + timedelta(days=risk.due),
        status="treating" if risk.plan else "open",
        probability=risk.probability / 100,
        details=said | {f"impact_{name}": level for name, level in risk.impact.items()},
        **estimates(risk),
    )
    if risk.escalate:
        escalate_record(acting(owner), row, note=risk.escalate)
        row.refresh_from_db()
        if risk.taken and row.escalated_to is not None and row.escalated_to.lead is not None:
            take_escalation(acting(row.escalated_to.lead), row, note="Taken over in the weekly meeting.")


def estimates(risk: Risk) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if any(risk.thousands):
        low, likely, high = (Decimal(each) * 1000 for each in risk.thousands)
        values |= {"cost_low": low, "cost_likely": likely, "cost_high": high}
    if any(risk.days):
        low_days, likely_days, high_days = risk.days
        values |= {"days_low": low_days, "days_likely": likely_days, "days_high": high_days}
    return values
