"""The certificate of a decided gate as PDF, with the fingerprints that tie it to the log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from headway.app.actions.gates import evidence_holds, files_hold
from headway.app.models import UNITS, Event
from headway.app.queries.audit.redactions import redaction_of
from headway.app.queries.components import breadcrumbs
from headway.app.queries.pages.governance import conditions_of
from headway.app.reports.typeset import amount, day, typeset

if TYPE_CHECKING:
    from datetime import datetime

    from headway.app.models import Gate, Person

TEMPLATE = Path(__file__).with_suffix(".typ")


def certificate(reader: Person, gate: Gate) -> bytes:
    return typeset(TEMPLATE, values_of(reader, gate), gate.decided_at)


def values_of(reader: Person, gate: Gate) -> dict[str, Any]:
    event = Event.objects.get(object_type="gate", object_id=gate.pk, verb="gate.decided")
    evidence, component = gate.evidence, gate.component
    return {
        "title": f"{gate.name}: {component.name}",
        "path": " / ".join(each.name for each in breadcrumbs(reader, component)) or "Headway",
        "gate": gate.name,
        "stage": evidence["stage"],
        "component": component.name,
        "attempt": gate.attempt,
        "decision": gate.get_decision_display(),
        "rationale": gate.rationale,
        "decided_by": name_of(gate.decided_by),
        "decided_at": moment(gate.decided_at),
        "submitted_by": name_of(gate.submitted_by),
        "submitted_at": moment(gate.submitted_at),
        "criteria": evidence["criteria"],
        "forecast": forecast(evidence["forecast"]),
        "stage_figures": stage_figures(evidence.get("end_stage") or {}),
        "statement": (evidence.get("end_stage") or {}).get("statement", ""),
        "votes": [[name_of(vote.voter), vote.get_vote_display(), vote.comment] for vote in votes(gate)],
        "reviews": [
            [name_of(each.reviewer), f"Confidence {each.get_confidence_display().lower()}", each.comment]
            for each in gate.reviews.select_related("reviewer").order_by("at", "pk")
        ],
        "given": given_to_the_next(event.after.get("next"), component.currency),
        "conditions": [
            [row.title, name_of(row.owner), f"{row.due_on:%Y-%m-%d}" if row.due_on else ""]
            for row in conditions_of(gate)
        ],
        "evidence_sha256": gate.evidence_sha256,
        "sequence": event.sequence,
        "chain_hash": event.hash,
        "holds": whether_it_holds(gate),
        "footer": f"{component.name} · {gate.name} · {gate.evidence_sha256[:16]}",
    }


def given_to_the_next(given: dict[str, Any] | None, currency: str) -> list[list[str]]:
    """Return the stage that begins with the decision, its budget and what it may exceed, as texts."""
    if not given:
        return []
    lines = [["Stage", given["stage"]]]
    if given["budget"] is not None:
        lines.append(["Budget", f"{amount(float(given['budget']))} {currency}"])
    for dimension, unit in UNITS.items():
        plus = given["tolerances"].get(dimension, {}).get("plus")
        if plus is not None:
            lines.append([f"{dimension.capitalize()} tolerated", f"+{amount(plus)} {unit.replace('money', currency)}"])
    return lines


def whether_it_holds(gate: Gate) -> str:
    if not (evidence_holds(gate) and files_hold(gate)):
        return "THE EVIDENCE IS NOT WHAT WAS SUBMITTED."
    but = ", but for the name of an anonymized person" if redaction_of("gate", gate.pk, gate.component_id) else ""
    return f"The evidence is what was submitted{but}."


def votes(gate: Gate) -> Any:
    return gate.votes.select_related("voter").order_by("at", "pk")


def name_of(person: Person | None) -> str:
    return person.name if person else "Headway itself"


def moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "–"  # noqa: RUF001 - for people


def stage_figures(report: dict[str, Any]) -> list[list[str]]:
    """Return planned, actual and forecast of the end-stage report as texts; nothing where it is not known."""
    return [
        [
            f"{each['dimension'].capitalize()} {each['stage']}".strip(),
            *(amount(each[name]) for name in ("planned", "actual", "forecast")),
            UNITS[each["dimension"]].replace("money", report.get("currency", "")),
        ]
        for each in report.get("lines", ())
    ]


def forecast(values: dict[str, Any]) -> list[list[str]]:
    late = values["finish_variance_days"]
    return [
        ["Finish", day(values["finish"])],
        ["Baseline finish", day(values["baseline_finish"])],
        ["Variance", "not compared" if late is None else f"{late:+.1f} working days"],
        ["Tasks", f"{values['tasks']}, {values['late']} late, {values['critical']} critical"],
        ["Health", "; ".join(values["reasons"]) or "on track"],
    ]
