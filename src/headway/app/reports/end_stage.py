"""The end-stage report of a gate as PDF: a draft while the gate is ahead, frozen with the evidence afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from headway.app.actions.gates import evidence_holds
from headway.app.bridge.end_stage import shown_end_stage
from headway.app.models import Gate
from headway.app.queries.components import breadcrumbs
from headway.app.reports.certificate import stage_figures
from headway.app.reports.typeset import amount, day, typeset

if TYPE_CHECKING:
    from headway.app.models import Person

TEMPLATE = Path(__file__).with_suffix(".typ")
SECTIONS = {"going": "How it goes", "done": "Done", "slipped": "Slipped", "next": "Next", "issues": "Issues"}


def end_stage_pdf(reader: Person, gate: Gate) -> bytes | None:
    """Typeset the report; None of a gate that was submitted before there were any."""
    report = shown_end_stage(gate)
    return None if report is None else typeset(TEMPLATE, values_of(reader, gate, report), gate.submitted_at)


def values_of(reader: Person, gate: Gate, report: dict[str, Any]) -> dict[str, Any]:
    component, changes = gate.component, report["changes"]
    return {
        "title": f"End-stage report “{gate.stage.name}”: {component.name}",
        "path": " / ".join(each.name for each in breadcrumbs(reader, component)) or "Headway",
        "stage": gate.stage.name,
        "component": component.name,
        "span": f"{report['from'][:10]} to {report['until'][:10]}",
        "standing": standing(gate),
        "statement": report["statement"],
        "figures": stage_figures(report),
        "deliverables": [
            [each["name"], day(each["planned"]), day(each["actual"]), day(each["forecast"]),
             each["state"] if each["days"] is None else f"{each['state']}, {each['days']:+.1f} days"]
            for each in report["deliverables"]
        ],
        "register": [[each["label"], *(amount(each[name]) for name in ("raised", "closed", "open"))]
                     for each in report["register"]],
        "changes": ", ".join(f"{changes[name]} {name}" for name in ("raised", "approved", "rejected", "pending")),
        "exceptions": [f"{each['dimension']}: {': '.join(filter(None, (each['state'], each['decision'])))}"
                       for each in report["exceptions"]],
        "lessons": [[f"{each['reference']} {each['title']}", each["learned"], each["advice"]]
                    for each in report["lessons"]],
        "told": [[title, [each["text"] for each in report["told"].get(name, ())]]
                 for name, title in SECTIONS.items() if report["told"].get(name)],
        "evidence_sha256": gate.evidence_sha256,
        "footer": f"{component.name} · {gate.stage.name} · {gate.evidence_sha256[:16] or 'draft'}",
    }  # fmt: skip


def standing(gate: Gate) -> str:
    """Return in words what the report is worth."""
    if gate.state == Gate.State.AHEAD:
        return f"Draft of {timezone.now():%Y-%m-%d}: it is frozen with the evidence when the gate is submitted."
    holds = evidence_holds(gate)
    return "Frozen with the evidence, unaltered." if holds else "THE EVIDENCE IS NOT WHAT WAS SUBMITTED."
