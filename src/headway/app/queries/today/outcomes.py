"""Panels about who lives with the result: impacts of change, readiness, success metrics of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from headway.app.models import Record
from headway.app.models.record_kinds import KINDS
from headway.app.queries.success_metrics import figure, standing_of, steps_to_go
from headway.app.queries.today.panel import MOST, Line, Panel, Reader
from headway.app.queries.today.register import panel, seen, within

if TYPE_CHECKING:
    from headway.app.queries.success_metrics import Standing

TROUBLE = ("missed", "at_risk")


def impacts(reader: Reader) -> Panel:
    """Impacts of change that are not settled, by the day from which they are felt."""
    rows = within(reader).filter(kind=Record.Kind.IMPACT).order_by(F("due_on").asc(nulls_last=True), "pk")
    return panel("Impacts of change", "No impact of a change is open.", rows)


def readiness_gaps(reader: Reader) -> Panel:
    """Groups that are not where they should be, the farthest from it first."""
    rows = within(reader).filter(kind=Record.Kind.READINESS).order_by(F("due_on").asc(nulls_last=True), "pk")
    found = [(steps_to_go(row.details), row) for row in rows]
    gaps = sorted(((steps, row) for steps, row in found if steps != 0), key=lambda pair: -(pair[0] or 0))
    lines = [
        Line(f"{row.reference} {row.details.get('group') or row.title}", ("record", row.pk), gap_note(row, steps),
             KINDS[row.kind].marks.get(row.status, "none"), KINDS[row.kind].statuses[row.status], day=row.due_on)
        for steps, row in gaps[:MOST]
    ]  # fmt: skip
    return Panel("Readiness to gain", "Every group is where it should be.", lines, "users", len(gaps))


def gap_note(row: Record, steps: int | None) -> str:
    if steps is None:
        return f"{row.component.name} · not measured yet"
    far = f"{steps} step{'' if steps == 1 else 's'} to go"
    return f"{row.component.name} · {row.details['now']} now, {row.details['aim']} aimed at: {far}"


def metrics(reader: Reader) -> Panel:
    """Success metrics that are at risk or missed, as typed or by their figures, with the latest against the target."""
    rows = seen(reader).filter(kind=Record.Kind.METRIC).exclude(status="reached")
    found = [(row, standing_of(row)) for row in rows.order_by(F("due_on").asc(nulls_last=True), "pk")]
    bad = [(row, standing, worst(row, standing)) for row, standing in found if worst(row, standing) in TROUBLE]
    bad.sort(key=lambda each: TROUBLE.index(each[2]))
    table = KINDS[Record.Kind.METRIC]
    lines = [
        Line(f"{row.reference} {row.title}", ("record", row.pk), metric_note(row, standing), table.marks[status],
             table.statuses[status], day=row.due_on)
        for row, standing, status in bad[:MOST]
    ]  # fmt: skip
    return Panel("Success at risk", "Every success metric of a customer is on track.", lines, "milestone", len(bad))


def worst(row: Record, standing: Standing | None) -> str:
    """Return the worse of what was typed and what the figures say."""
    said = [row.status, *([standing.status] if standing else [])]
    return next((status for status in TROUBLE if status in said), row.status)


def metric_note(row: Record, standing: Standing | None) -> str:
    latest, target = (figure(row.details.get(name)) for name in ("latest", "target"))
    said = [row.details.get("customer", ""), f"latest {latest}, target {target} {row.details.get('unit', '')}".strip()]
    if standing and not standing.agrees:
        said.append(f"typed as {KINDS[row.kind].statuses[row.status].lower()}")
    return " · ".join(word for word in said if word)
