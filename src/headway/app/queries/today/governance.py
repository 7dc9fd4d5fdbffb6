"""Panels of boards, PMO and managers: what waits for a decision, what broke a tolerance, which gates come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.models import ChangeSet, Gate, Stage, ToleranceException
from headway.app.queries.pages.changes import changes_waiting
from headway.app.queries.pages.governance import exceptions_waiting, gates_waiting
from headway.app.queries.today.panel import MOST, Line, Panel, Reader
from headway.app.rules import visible

if TYPE_CHECKING:
    from collections.abc import Sequence


def panel(title: str, empty: str, lines: Sequence[Line], icon: str = "milestone") -> Panel:
    return Panel(title, empty, lines[:MOST], icon, len(lines))


def gate_line(gate: Gate) -> Line:
    when = gate.due_on.isoformat() if gate.due_on else "no day set"
    return Line(gate.name, ("gate", gate.pk), f"{gate.component.name} · {when}", at=gate.submitted_at)


def exception_line(row: ToleranceException) -> Line:
    word = row.get_state_display()
    note = f"{row.component.name} · {word.lower()}"
    return Line(
        f"{row.get_dimension_display()} outside its tolerance", ("exception", row.pk), note, "red", word, at=row.sent_at
    )


def change_line(row: ChangeSet) -> Line:
    impact = row.report.get("impact", {})
    note = f"{row.component.name} · {impact.get('days', 0):+.1f} days, {impact.get('moved', 0)} tasks"
    return Line(f"Change: {row.name}", ("change", row.pk), note, "amber", "Waits for approval", at=row.created_at)


def decisions_waiting(reader: Reader) -> Panel:
    lines = [exception_line(row) for row in exceptions_waiting(reader.person)]
    lines += [gate_line(gate) for gate in gates_waiting(reader.person)]
    lines += [change_line(row) for row in changes_waiting(reader.person)]
    return panel("Decisions waiting for you", "Nothing waits for your decision.", lines, "shield-check")


def breaches(reader: Reader) -> Panel:
    """Open exceptions within the roles, sent or still a draft."""
    rows = visible(reader.person, ToleranceException).filter(
        component__in=reader.scope(), state__in=ToleranceException.UNSETTLED
    )
    lines = [exception_line(row) for row in rows.select_related("component").order_by("drafted_at")]
    return panel("Outside their tolerance", "Every forecast is within its tolerance.", lines, "triangle-alert")


def gates_ahead(reader: Reader) -> Panel:
    """Gates of current stages, those with a day first."""
    rows = visible(reader.person, Gate).filter(
        component__in=reader.scope(),
        state__in=[Gate.State.AHEAD, Gate.State.SUBMITTED],
        stage__state=Stage.State.CURRENT,
    )
    gates = sorted(rows.select_related("component"), key=lambda gate: (gate.due_on is None, gate.due_on or gate.pk))
    return panel("Gates ahead", "No gate is ahead.", [gate_line(gate) for gate in gates])
