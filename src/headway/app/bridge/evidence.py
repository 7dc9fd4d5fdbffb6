"""What a board sees of a component at the moment a gate is submitted: frozen as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from headway.app.bridge.gate_rules import answer
from headway.app.bridge.tolerances import standings
from headway.app.models import Baseline, Record, Rollup, Task

if TYPE_CHECKING:
    from headway.app.models import Component, Gate

MOST_TASKS, MOST_RISKS = 60, 20


def evidence_of(gate: Gate) -> dict[str, Any]:
    """Collect criteria with their answers, dates, tolerances, risks and milestones."""
    component = gate.component
    rollup = Rollup.objects.filter(component=component).first() or Rollup(component=component)
    baseline = Baseline.objects.filter(component=component, current=True).first()
    return {
        "component": {
            "id": component.pk,
            "name": component.name,
            "code": component.code,
            "purpose": component.purpose,
            "currency": component.currency,
            "budget": component.budget,
            "revision": component.revision,
        },
        "stage": gate.stage.name,
        "gate": gate.name,
        "attempt": gate.attempt,
        "frozen_at": timezone.now(),
        "criteria": [criterion(each, component) for each in gate.criteria.all()],
        "forecast": {
            "start": rollup.start,
            "finish": rollup.finish,
            "baseline_finish": rollup.baseline_finish,
            "finish_variance_days": rollup.finish_variance_days,
            "percent_complete": rollup.percent_complete,
            "planned_percent": rollup.planned_percent,
            "health": rollup.health,
            "reasons": [each["text"] for each in rollup.reasons],
            "tasks": rollup.task_count,
            "late": rollup.late_count,
            "critical": rollup.critical_count,
        },
        "baseline": None
        if baseline is None
        else {"number": baseline.number, "name": baseline.name, "set_at": baseline.set_at},
        "tolerances": [tolerance(each) for each in standings(component)],
        "risks": [risk(each) for each in risks_of(component)],
        "milestones": milestones_of(component),
    }


def criterion(row: Any, component: Component) -> dict[str, Any]:
    said, why = (row.answer, row.evidence) if not row.rule else answer(row.rule, component)
    return {"label": row.label, "computed": bool(row.rule), "answer": said, "evidence": why, "url": row.evidence_url,
            "left_out": row.left_out, "files": [file_of(each) for each in row.files.all()]}  # fmt: skip


def file_of(row: Any) -> dict[str, Any]:
    return {"id": row.pk, "name": row.name, "type": row.content_type, "size": row.size, "sha256": row.sha256}


def tolerance(each: Any) -> dict[str, Any]:
    row = each.tolerance
    return {"dimension": row.dimension, "stage": row.stage.name if row.stage else None,
            "target": each.band.target if each.band else None, "plus": row.plus, "minus": row.minus,
            "forecast": each.forecast, "status": each.status, "noted": noted(each.noted)}  # fmt: skip


def noted(row: Any) -> dict[str, Any] | None:
    """Return who typed a forecast, when and why, persons by their number; None where it is computed."""
    if row is None:
        return None
    return {"why": row.source, "by": row.measured_by_id, "at": row.at}


def risks_of(component: Component) -> list[Record]:
    rows = Record.objects.filter(held_by=component, kind="risk", closed_at=None, trashed_at=None)
    return list(rows.order_by("-score", "pk")[:MOST_RISKS])


def risk(row: Record) -> dict[str, Any]:
    return {"reference": row.reference, "title": row.title, "sign": row.sign, "score": row.score,
            "expected_value": row.expected_value, "response": row.details.get("response", "")}  # fmt: skip


def milestones_of(component: Component) -> list[dict[str, Any]]:
    rows = Task.objects.filter(component=component, kind=Task.Kind.MILESTONE, active=True).order_by("finish", "pk")
    names = ("name", "finish", "critical", "percent_complete", "total_float_minutes")
    return list(rows.values(*names)[:MOST_TASKS])
