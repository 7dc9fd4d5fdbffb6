"""Panels of boards, PMO and managers: what waits for a decision, what broke a tolerance, which gates come."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from headway.app.models import ChangeSet, Gate, Stage, ToleranceException
from headway.app.queries.figures import days_moved
from headway.app.queries.pages.changes import changes_waiting
from headway.app.queries.pages.governance import exceptions_waiting, gates_waiting
from headway.app.queries.selection_rounds import proposals_waiting
from headway.app.queries.today.panel import MOST, Line, Panel, Reader
from headway.app.queries.today.selection_rounds import proposal_line
from headway.app.rules import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

RECENT_DAYS = 30


def panel(title: str, empty: str, lines: Sequence[Line], icon: str = "milestone") -> Panel:
    return Panel(title, empty, lines[:MOST], icon, len(lines))


def gate_line(gate: Gate) -> Line:
    notes = [gate.component.name, "" if gate.due_on else "no day set", "waits for the board" if gate.evidence else ""]
    late = gate.due_on is not None and gate.due_on < timezone.localdate()
    return Line(
        gate.name, ("gate", gate.pk), " · ".join(filter(None, notes)), day=gate.due_on, tone="bad" if late else ""
    )


def exception_line(row: ToleranceException) -> Line:
    word = row.get_state_display()
    note = f"{row.component.name} · {word.lower()}"
    return Line(
        f"{row.get_dimension_display()} outside its tolerance", ("exception", row.pk), note, "red", word, at=row.sent_at
    )


def change_line(row: ChangeSet) -> Line:
    impact = row.report.get("impact", {})
    note = f"{row.component.name} · {days_moved(impact.get('days', 0))}, {impact.get('moved', 0)} tasks"
    return Line(f"Change: {row.name}", ("change", row.pk), note, "amber", "Waits for approval", at=row.created_at)


def changes(reader: Reader) -> Panel:
    """Change requests within the roles: those that wait, and what was decided lately."""
    rows = visible(reader.person, ChangeSet).filter(kind=ChangeSet.Kind.REQUEST, component__in=reader.scope())
    since = timezone.now() - timedelta(days=RECENT_DAYS)
    lately = rows.filter(Q(state=ChangeSet.State.PROPOSED) | Q(decided_at__gte=since))
    lines = []
    for row in lately.select_related("component").order_by("decided_at", "-pk"):
        impact = row.report.get("impact") or {}
        notes = [row.component.name, row.get_state_display().lower(), moves(impact)]
        health = "amber" if row.state == ChangeSet.State.PROPOSED else ""
        word = row.get_state_display() if health else ""
        note = " · ".join(filter(None, notes))
        lines.append(Line(row.name, ("change", row.pk), note, health, word, at=row.decided_at or row.created_at))
    return panel("Changes asked for and decided", "No change of a plan is asked for.", lines, "workflow")


def moves(impact: dict[str, Any]) -> str:
    """Return what a change does to dates, in words."""
    return f"{days_moved(impact['days'])}, {impact.get('moved', 0)} tasks move" if impact.get("moved") else ""


def decisions_waiting(reader: Reader) -> Panel:
    return waiting_panel(decision_lines(reader))


def portfolio_decisions(reader: Reader) -> Panel:
    """What waits for a portfolio board: selections, too."""
    return waiting_panel([*map(proposal_line, proposals_waiting(reader.person)), *decision_lines(reader)])


def decision_lines(reader: Reader) -> list[Line]:
    lines = [exception_line(row) for row in exceptions_waiting(reader.person)]
    lines += [gate_line(gate) for gate in gates_waiting(reader.person)]
    return lines + [change_line(row) for row in changes_waiting(reader.person)]


def waiting_panel(lines: Sequence[Line]) -> Panel:
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
